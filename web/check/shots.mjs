// Pictures of every page, for people to look at: `node shots.mjs FOLDER [NAME]`.
import { mkdirSync } from 'node:fs';
import { finish, look, settled, signIn, sound, strongroom } from './stories/strongroom.mjs';

const [folder = 'shots', only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const place = await strongroom();
await place.client('maria.keller');
await place.upload('Price list.xlsx', {}, 88_000);
const one = await place.upload('Framework agreement 2027.docx', { description: 'The version that we agreed on in October, with the two changes.', label: '2027' }, 1_400_000);
await place.upload('Autumn results, with appendix.pptx', {}, 4_800_000);
await place.upload('Offer for Müller & Söhne.docx', { expires_at: new Date(Date.now() + 30 * 3_600_000).toISOString() }, 310_000);

const pages = { 'sign-in': '/sign-in', 'sign-up': '/sign-up', sent: '/sign-up/sent', forgot: '/forgot', missing: '/nothing' };
const inside = {
  files: '/files', none: '/files?search=budget', file: `/files/${one.id}`, profile: '/profile', password: '/profile/password',
  security: '/profile/security', sessions: '/profile/sessions', tokens: '/profile/tokens', preferences: '/profile/preferences', data: '/profile/data',
};
for (const scheme of ['light', 'dark']) {
  for (const width of [1280, 390]) {
    const page = await look(place, { width, scheme });
    const take = async (name, path) => {
      if (only && only !== name) return;
      await page.goto(path);
      await settled(page);
      await page.screenshot({ path: `${folder}/${name}-${scheme}-${width}.png`, fullPage: true });
      await sound(page).catch((fault) => console.log(`${name} ${scheme} ${width}`, fault.message));
      page.faults = [];
    };
    for (const [name, path] of Object.entries(pages)) await take(name, path);
    await signIn(page, 'maria.keller');
    for (const [name, path] of Object.entries(inside)) await take(name, path);
    await page.context().close();
  }
}
await finish();
await place.stop();
