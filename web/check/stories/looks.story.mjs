// Every page in both looks, wide, narrow and very narrow, from right to left, with colours that others choose, without motion, while it
// waits and when the server is broken.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { PASSWORD, finish, look, settled, signIn, sound, strongroom, until } from './strongroom.mjs';

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

/** Goes through pages. @param {string} [username] who logs in before @param {() => unknown} [more] what else is looked at on each */
async function through(page, paths, options, axeToo, username, more = () => {}) {
  if (username) await page.request.post('/api/login/', { data: { username, password: PASSWORD, cookie: true }, headers: { origin: place.url } });
  for (const path of paths) {
    await page.goto(path);
    await drawn(page);
    await sound(page, `${path} ${JSON.stringify(options)}`, { axeToo, busy: true });
    await more();
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

/** What only a ground that others choose away has told: where one is, and what can be pressed. */
function vanished() {
  // A ground that nobody sees through has the same colour as one that nobody sees.
  const colour = (it, what) => getComputedStyle(it)[what].match(/\d+/g).slice(0, 3).join();
  const paper = colour(document.body, 'backgroundColor');
  const all = (what) => [...document.querySelectorAll(what)].filter((it) => it.checkVisibility() && it.getBoundingClientRect().width > 1);
  const edge = (it) => getComputedStyle(it).borderBlockEndWidth !== '0px' && colour(it, 'borderBlockEndColor') !== paper;
  const same = all('nav a[aria-current]').filter((it) => colour(it, 'backgroundColor') === paper && !edge(it));
  const bare = all('.button:not(.bare), .input, select, textarea, .state, progress, .card').filter((it) => !edge(it));
  const unread = all('h1, h2, p, a, button, dd, td').filter((it) => !it.closest('[aria-current]') && colour(it, 'color') === paper);
  return [...same, ...bare, ...unread].map((it) => it.outerHTML.slice(0, 120));
}

/** Says in the console what moves, before anything of the page runs. */
const watchMotion = () => document.addEventListener('animationstart', ({ target, animationName }) => {
  const [took] = target.getAnimations().map(({ effect }) => effect.getComputedTiming().duration);
  if (took) console.error(`${animationName} moves for ${took} ms`);
});

test('with colours that others choose one still sees where one is and what can be pressed, and nothing moves unless it may, on every page', async () => {
  for (const [paths, username] of [[outside], [inside, 'ida'], [ofOps, 'ann.berger']]) {
    const page = await look(place, { forcedColors: 'active' });
    await page.addInitScript(watchMotion);
    await through(page, paths, { forcedColors: 'active' }, false, username, async () => assert.deepEqual(await page.evaluate(vanished), [], page.url()));
  }
});

/** Pages that ask for nothing when they begin. */
const ASK_NOTHING = ['/profile/password', '/profile/data'];

test('each page has lines while it waits, says what went wrong with a number to tell, and can be asked again', async () => {
  const problem = { type: 'about:blank', title: 'Internal Server Error', status: 500, code: 'internal', detail: 'Something went wrong on our side.', request_id: '0192d5a0-7c1e' };
  for (const [paths, username] of [[inside, 'ida'], [ofOps, 'ann.berger']]) {
    const page = await look(place, { width: 390 });
    await page.request.post('/api/login/', { data: { username, password: PASSWORD, cookie: true }, headers: { origin: place.url } });
    for (const path of paths.filter((path) => !ASK_NOTHING.includes(path))) {
      let go;
      const held = new Promise((done) => { go = done; });
      const first = /\/api\/(?!session|site|events)/;
      await page.route(first, async (route) => {
        await held;
        await route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) });
      });
      await page.goto(path);
      await page.locator('h1').waitFor({ timeout: 5000 }).catch(() => { throw new Error(`${path} has no heading`); });
      await page.locator('.grey span').first().waitFor({ timeout: 5000 }).catch(() => { throw new Error(`${path} has no lines`); });
      await sound(page, `${path}, waiting`, { axeToo: false, busy: true });
      go();
      const trouble = page.locator('.trouble').first();
      await trouble.getByText('Something went wrong on our side.').waitFor({ timeout: 5000 }).catch(() => { throw new Error(`${path} tells nothing`); });
      await trouble.getByText('0192d5a0-7c1e').waitFor();
      await drawn(page);
      await sound(page, `${path}, broken`, { axeToo: path === paths[0], busy: true });
      await page.unroute(first);
      // Some pages ask for several things.
      await until(async () => {
        if (!await trouble.count()) return true;
        await trouble.getByRole('button', { name: 'Try again' }).click({ timeout: 1000 }).catch(() => {});
        return false;
      }, `${path} comes back`);
    }
  }
});

test('no page is forgotten here', async () => {
  const list = readFileSync(new URL('../../app/pages.js', import.meta.url), 'utf8');
  const patterns = [...list.matchAll(/\['([^']+)', \(\) =>/g)].map(([, path]) => path);
  assert.ok(patterns.length > 30);
  // One leads to others, and the other is there only between a password and a code.
  const unseen = patterns.filter((path) => !['/', '/sign-in/code'].includes(path))
    .filter((path) => ![...outside, ...inside, ...ofOps].some((it) => new RegExp(`^${path.replace('{id}', '[^/]+')}$`).test(it)));
  assert.deepEqual(unseen, []);
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
