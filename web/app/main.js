// Where everything starts.
import { begin, speak } from './texts.js';
import { likely } from './language.js';
import { load, may, session } from './session.js';
import { start } from './router.js';
import { show } from './draw.js';
import * as missing from '../pages/client/missing.js';
import { unreachable } from '../parts/unreachable.js';

begin();
try {
  await load();
  await start({ missing, guard });
} catch (problem) {
  // Whoever cannot be reached now is asked again by a button.
  await speak(likely()).catch(() => {});
  show(() => unreachable(problem));
}

/** @param {import('../types/page.d.ts').PageModule} page */
function guard(page) {
  const here = location.pathname + location.search;
  if (page.who === 'somebody' && !session.user) return `/sign-in?to=${encodeURIComponent(here)}`;
  if (page.who === 'nobody' && session.user) return '/files';
  // Until then the API answers nothing else.
  const security = '/profile/security';
  if (page.who === 'somebody' && may('set_up_second_factor') && location.pathname !== security) return security;
  return null;
}
