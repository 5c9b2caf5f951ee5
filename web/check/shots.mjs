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
const looked = {
  dashboard: '/ops', documents: '/ops/files', document: `/ops/files/${one.id}`, sharing: `/ops/files/${one.id}/sharing`, versions: `/ops/files/${one.id}/versions`,
  links: `/ops/files/${one.id}/links`, downloads: `/ops/files/${one.id}/downloads`, history: `/ops/files/${one.id}/history`, folders: '/ops/folders',
  quarantine: '/ops/quarantine', people: '/ops/people', groups: '/ops/groups', jobs: '/ops/jobs', audit: '/ops/audit',
};
for (const scheme of ['light', 'dark']) {
  for (const width of [1280, 390]) {
    const page = await look(place, { width, scheme });
    const take = async (name, path, at = page) => {
      if (only && only !== name) return;
      await at.goto(path);
      await settled(at);
      await at.screenshot({ path: `${folder}/${name}-${scheme}-${width}.png`, fullPage: true });
      await sound(at).catch((fault) => console.log(`${name} ${scheme} ${width}`, fault.message));
      at.faults = [];
    };
    for (const [name, path] of Object.entries(pages)) await take(name, path);
    await signIn(page, 'maria.keller');
    for (const [name, path] of Object.entries(inside)) await take(name, path);
    await page.context().close();
    const theirs = await look(place, { width, scheme });
    await signIn(theirs, 'ann.berger');
    for (const [name, path] of Object.entries(looked)) await take(name, path, theirs);
    await theirs.context().close();
  }
}
await finish();
await place.stop();
