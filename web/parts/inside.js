import { isOps } from '../app/session.js';
import { client } from './client.js';
import { ops } from './ops.js';

/** What surrounds a page that clients and the company's own people have alike. @param {() => unknown} view */
export const inside = (view) => (isOps() ? ops(view) : client(view));
