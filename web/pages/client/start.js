// The address without a path: where one goes from depends on who it is.
import { nothing } from '../../vendor/lit-html.js';
import { go } from '../../app/address.js';
import { home, session } from '../../app/session.js';
import { t } from '../../app/texts.js';
import { door } from '../../parts/door.js';

/** @type {'anybody'} */
export const who = 'anybody';
export const frame = door;
export const title = () => t('log-in');

export function page() {
  go(session.user ? home() : '/sign-in', { replace: true });
  return () => nothing;
}
