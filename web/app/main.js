// Where everything starts.
import { begin, speak } from './texts.js';
import { likely } from './language.js';
import { home, isOps, load, may, session } from './session.js';
import { prepare, start } from './router.js';
import { show } from './draw.js';
import { hearKeys } from './keys.js';
import * as missing from '../pages/client/missing.js';
import { showKeys } from '../parts/keys.js';
import { unreachable } from '../parts/unreachable.js';

begin();
hearKeys(showKeys);
prepare();
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
  const { who, permission } = page;
  const inside = who === 'somebody' || who === 'client' || who === 'ops';
  if (inside && !session.user) return `/sign-in?to=${encodeURIComponent(here)}`;
  if (who === 'nobody' && session.user) return home();
  // Until then the API answers nothing else.
  const security = '/profile/security';
  if (inside && may('set_up_second_factor') && location.pathname !== security) return security;
  // A mail names the page of a document as clients have it.
  if (who === 'client' && isOps()) return `/ops${here}`;
  if (who === 'ops' && !(isOps() && (!permission || may(permission)))) return missing;
  return page;
}
