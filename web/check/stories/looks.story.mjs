// Every page in both looks, wide, narrow and very narrow, from right to left, and with colours that others choose.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { finish, look, settled, signIn, sound, strongroom } from './strongroom.mjs';

let place, inside;
const outside = ['/sign-in', '/sign-up', '/sign-up/sent', '/forgot', '/nowhere'];
before(async () => {
  place = await strongroom();
  await place.client('ida');
  const { id } = await place.upload('A very long name of a document that goes on and on, and_has_a_part_that_no_line_can_break_anywhere.docx', { label: 'x' });
  await place.upload('نتائج الخريف.pptx', { expires_at: new Date(Date.now() + 3_600_000).toISOString() });
  const profile = ['', '/password', '/security', '/sessions', '/tokens', '/preferences', '/data'].map((part) => `/profile${part}`);
  inside = ['/files', `/files/${id}`, ...profile];
});
after(async () => {
  await finish();
  await place.stop();
});

async function all({ axeToo = true, ...options }) {
  const page = await look(place, options);
  for (const path of outside) {
    await page.goto(path);
    await drawn(page);
    await sound(page, `${path} ${JSON.stringify(options)}`, { axeToo, busy: true });
  }
  await page.request.post('/api/login/', { data: { username: 'ida', password: 'correct horse battery staple', cookie: true }, headers: { origin: place.url } });
  for (const path of inside) {
    await page.goto(path);
    await drawn(page);
    await sound(page, `${path} ${JSON.stringify(options)}`, { axeToo, busy: true });
  }
  return page;
}

/** Waits for what is to be looked at, and not for half a second in which nothing is asked for: these are a hundred pages. */
const drawn = (page) => page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('[aria-busy=true]'));

test('wide and light', () => all({}));
test('wide and dark', () => all({ scheme: 'dark' }));
test('very narrow and dark', () => all({ scheme: 'dark', width: 320 }));
test('twice as large', () => all({ width: 640, axeToo: false }));

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
