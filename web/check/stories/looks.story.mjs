// Every page in both looks, wide, narrow and very narrow, from right to left, and with colours that others choose.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PASSWORD, finish, look, settled, signIn, sound, strongroom } from './strongroom.mjs';

let place, inside, ofOps;
const outside = ['/sign-in', '/sign-up', '/sign-up/sent', '/forgot', '/nowhere'];
before(async () => {
  place = await strongroom();
  await place.client('ida');
  const { id } = await place.upload('A very long name of a document that goes on and on, and_has_a_part_that_no_line_can_break_anywhere.docx', { label: 'x' });
  await place.upload('نتائج الخريف.pptx', { expires_at: new Date(Date.now() + 3_600_000).toISOString() });
  const profile = ['', '/password', '/security', '/sessions', '/tokens', '/preferences', '/data'].map((part) => `/profile${part}`);
  inside = ['/files', `/files/${id}`, ...profile];
  const token = await place.token('ann.berger');
  const made = (path, body) => place.call('POST', path, body, token);
  const [folder, group] = [await made('/api/folders/', { name: 'A_folder_with_a_name_that_no_line_can_break' }), await made('/api/ops/groups/', { name: 'A_group_with_a_name_that_no_line_can_break' })];
  const { people } = await place.call('GET', '/api/ops/people/?search=ida', undefined, token);
  const { jobs } = await place.call('GET', '/api/ops/jobs/', undefined, token);
  const document = ['', '/sharing', '/versions', '/downloads', '/links', '/history'].map((part) => `/ops/files/${id}${part}`);
  ofOps = ['/ops', '/ops/files', ...document, '/ops/folders', `/ops/folders/${folder.id}`, '/ops/quarantine', '/ops/people', `/ops/people/${people[0].id}`,
    '/ops/groups', `/ops/groups/${group.id}`, '/ops/jobs', `/ops/jobs/${jobs[0].id}`, '/ops/audit'];
});
after(async () => {
  await finish();
  await place.stop();
});

/** Goes through pages. @param {string} [username] who logs in before */
async function through(page, paths, options, axeToo, username) {
  if (username) await page.request.post('/api/login/', { data: { username, password: PASSWORD, cookie: true }, headers: { origin: place.url } });
  for (const path of paths) {
    await page.goto(path);
    await drawn(page);
    await sound(page, `${path} ${JSON.stringify(options)}`, { axeToo, busy: true });
  }
}

async function all({ axeToo = true, ...options }) {
  const page = await look(place, options);
  await through(page, outside, options, axeToo);
  await through(page, inside, options, axeToo, 'ida');
  return page;
}

async function allOfOps({ axeToo = true, ...options }) {
  const page = await look(place, options);
  await through(page, ofOps, options, axeToo, 'ann.berger');
}

/** Waits for what is to be looked at, and not for half a second in which nothing is asked for: these are a hundred pages. */
const drawn = (page) => page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('[aria-busy=true]'));

test('wide and light', () => all({}));
test('wide and dark', () => all({ scheme: 'dark' }));
test('very narrow and dark', () => all({ scheme: 'dark', width: 320 }));
test('twice as large', () => all({ width: 640, axeToo: false }));

test('those of the company’s own people, wide and light', () => allOfOps({}));
test('those of the company’s own people, wide and dark', () => allOfOps({ scheme: 'dark' }));
test('those of the company’s own people, very narrow', () => allOfOps({ width: 320 }));
test('those of the company’s own people, twice as large', () => allOfOps({ width: 640, axeToo: false }));
test('those of the company’s own people, very narrow, in the other languages', async () => {
  for (const language of ['ar', 'de', 'fr', 'es']) await allOfOps({ language, width: 320, axeToo: false });
});

test('from right to left', async () => {
  const page = await all({ language: 'ar', width: 390 });
  assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
  await page.goto('/files');
  await settled(page);
  const [brand, out] = await Promise.all(['.brand', '.top > .button'].map((at) => page.locator(at).boundingBox()));
  assert.ok(brand.x > out.x, 'the name is on the right');
});

test('in the other languages nothing is missing and nothing breaks out', async () => {
  for (const language of ['de', 'fr', 'es']) await all({ language, width: 320, axeToo: false });
});

test('with colours that others choose one still sees where one is', async () => {
  const page = await look(place, { forcedColors: 'active' });
  await signIn(page, 'ida');
  await settled(page);
  const ground = (at) => page.locator(at).first().evaluate((it) => getComputedStyle(it).backgroundColor);
  assert.notEqual(await ground('nav a[aria-current]'), await ground('nav a:not([aria-current])'));
});

test('what can be pressed is large enough', async () => {
  const page = await look(place, { width: 390 });
  await signIn(page, 'ida');
  await settled(page);
  const small = await page.evaluate(() => [...document.querySelectorAll('button, select, input, .top a')]
    .filter((it) => !it.matches('.unseen, [type=checkbox]'))
    .map((it) => [it.textContent, it.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([text]) => text));
  assert.deepEqual(small, []);
});
