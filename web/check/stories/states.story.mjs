import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PASSWORD, finish, look, settled, signIn, sound, strongroom, until } from './strongroom.mjs';

let place, file;
before(async () => {
  place = await strongroom();
  await place.client('ann');
  file = await place.upload('Budget 2027.xlsx', { description: 'What we talked about.', label: 'money' });
});
after(async () => {
  await finish();
  await place.stop();
});

test('a search finds, or says that it does not, and its address can be kept', async () => {
  const page = await look(place);
  await signIn(page, 'ann');
  await page.getByRole('searchbox').fill('nothing of the kind');
  await page.getByText('No document has').waitFor();
  await sound(page, 'nothing found');
  // Whoever pauses behind a space keeps it.
  const search = page.getByRole('searchbox');
  await search.fill('');
  await search.pressSequentially('Budget ');
  await page.waitForURL(/search=Budget/);
  await settled(page);
  await search.pressSequentially('2027');
  await page.waitForURL(/search=Budget\+2027/);
  await page.getByRole('link', { name: /Budget 2027/ }).waitFor();
  await search.fill('nothing of the kind');
  await page.getByText('No document has').waitFor();
  assert.match(page.url(), /search=nothing/);
  await page.reload();
  await page.getByText('No document has').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('link', { name: /Budget 2027/ }).click();
  await page.getByRole('heading', { name: /Budget 2027/ }).waitFor();
  await page.getByText('What we talked about.').waitFor();
  await sound(page, 'one document');
  await page.goBack();
  await page.getByRole('heading', { name: 'Your documents' }).waitFor();
});

test('what is not there and what is not for one look the same', async () => {
  const page = await look(place);
  await page.goto('/no/such/page');
  await page.getByRole('heading', { name: 'There is nothing here for you' }).waitFor();
  await sound(page);
  await signIn(page, 'ann');
  await page.goto('/files/0192d5a0-7c1e-7a55-b1a2-0123456789ab');
  await page.getByRole('heading', { name: 'There is nothing here for you' }).waitFor();
  await sound(page);
});

test('without a connection a page says so, and goes on by itself', async () => {
  const page = await look(place);
  await signIn(page, 'ann');
  await page.getByRole('link', { name: /Budget 2027/ }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: /Download .*Budget/ }).click();
  await page.getByText('No connection. What you see is from').waitFor();
  await page.getByText('There is no connection at the moment.').waitFor();
  await page.context().setOffline(false);
  await page.getByText('No connection. What you see is from').waitFor({ state: 'detached' });
  assert.deepEqual(page.faults.filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED')), []);
});

test('an answer of which only half comes is none, and is asked for again', async () => {
  const page = await look(place);
  await signIn(page, 'ann');
  const half = (route) => route.fulfill({ contentType: 'application/json', body: '{"files": [{"id": "' });
  for (const [path, asked, there] of [
    ['/files', /list-uploaded-files/, page.getByRole('link', { name: /Budget 2027/ })],
    [`/files/${file.id}`, /\/api\/files\/[^/]+\/$/, page.getByRole('heading', { name: /Budget 2027/ })],
  ]) {
    await page.route(asked, half);
    await page.goto(path);
    await page.getByText('There is no connection at the moment.').waitFor();
    await page.unroute(asked);
    await page.getByRole('button', { name: 'Try again' }).last().click();
    await there.waitFor();
  }
  assert.deepEqual(page.faults, []);
});

test('whoever is logged out meanwhile logs in over the page, and nothing on it is lost', async () => {
  const page = await look(place);
  await signIn(page, 'ann');
  await page.getByRole('searchbox').fill('Bud');
  await page.getByRole('link', { name: /Budget 2027/ }).waitFor();
  await page.context().clearCookies();
  await page.getByRole('searchbox').fill('Budg');
  const dialog = page.getByRole('dialog', { name: 'You are logged out' });
  await dialog.waitFor();
  assert.equal(await dialog.getByLabel('User name or e-mail').inputValue(), 'ann');
  for (let times = 0; times < 3; times += 1) await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.querySelector('dialog:modal'));
  await sound(page, 'logged out meanwhile');
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Log in' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('searchbox').inputValue(), 'Budg');
  assert.ok(await page.getByRole('searchbox').evaluate((it) => it === document.activeElement), 'the focus is back');
  await page.getByRole('link', { name: /Budget 2027/ }).waitFor();
});

test('what could not be asked while nobody was logged in is asked after the log-in', async () => {
  const page = await look(place);
  await signIn(page, 'ann');
  await page.goto('/profile');
  await page.getByRole('heading', { name: 'Profile' }).waitFor();
  await settled(page);
  await page.context().clearCookies();
  await page.getByRole('link', { name: 'Sessions' }).click();
  const dialog = page.getByRole('dialog', { name: 'You are logged out' });
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('This one').waitFor();
  await page.getByRole('button', { name: 'Try again' }).waitFor({ state: 'detached' });
});

test('an answer that takes long says so, also where something is shown already', async () => {
  const page = await look(place);
  await signIn(page, 'ann');
  await page.getByRole('link', { name: /Budget 2027/ }).waitFor();
  let go;
  const held = new Promise((done) => { go = done; });
  await page.route(/list-uploaded-files/, async (route) => { await held; await route.continue(); });
  await page.getByRole('searchbox').fill('Budget');
  await page.getByText('This takes longer than usual.').waitFor();
  await page.getByRole('link', { name: /Budget 2027/ }).waitFor();
  go();
  await page.getByText('This takes longer than usual.').waitFor({ state: 'detached' });
});

test('until something is here there are lines in its place, and nothing jumps when it comes', async () => {
  const page = await look(place, { reducedMotion: 'no-preference' });
  await page.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => { for (const { value } of list.getEntries()) globalThis.shift += value; }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.request.post('/api/login/', { data: { username: 'ann', password: PASSWORD, cookie: true }, headers: { origin: place.url } });
  const go = {};
  for (const [what, path] of [['page', '**/api/session/'], ['list', '**/api/list-uploaded-files/**']]) {
    const held = new Promise((done) => { go[what] = done; });
    await page.route(path, async (route) => { await held; await route.continue(); });
  }
  await page.goto('/files');
  await page.locator('.first span').first().waitFor();
  go.page();
  await page.getByRole('heading', { name: 'Your documents' }).waitFor();
  await page.locator('.grey span').first().waitFor();
  await page.getByText('This takes longer than usual.').waitFor();
  go.list();
  await page.getByRole('link', { name: /Budget 2027/ }).waitFor();
  await settled(page);
  assert.equal(await page.evaluate(() => globalThis.shift), 0);
});

/** An answer in the place of the server. */
const instead = (status, told, headers = {}) => (route) => route.fulfill({
  status, headers, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'So it is', status, ...told }),
});

test('what there is too much of for the moment says for how long, and comes by itself', async () => {
  const page = await look(place);
  await signIn(page, 'ann');
  for (const [status, code, detail] of [[429, 'too_many_requests', 'Try again in a second.'], [503, 'unavailable', 'Something is away.']]) {
    await page.route(/list-uploaded-files/, instead(status, { code, detail }, { 'retry-after': '1' }));
    await page.goto('/files');
    await page.getByRole('alert').getByText(detail).waitFor();
    await sound(page, code, { busy: true });
    await page.unroute(/list-uploaded-files/);
    await page.getByRole('link', { name: /Budget 2027/ }).waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  }
  // Nobody asks for what nobody looks at any more.
  let asked = 0;
  await page.route(/list-uploaded-files/, (route) => { asked += 1; return instead(503, { code: 'unavailable', detail: 'Something is away.' }, { 'retry-after': '1' })(route); });
  await page.goto('/files');
  await page.getByText('Something is away.').waitFor();
  await page.getByRole('link', { name: 'Profile' }).click();
  await page.getByRole('heading', { name: 'Profile' }).waitFor();
  const before = asked;
  await page.waitForTimeout(1500);
  assert.equal(asked, before);
  // However a server in front says it, nobody is asked again and again.
  for (const wait of ['99999999999', '-1', new Date(Date.now() + 60_000).toUTCString(), 'soon']) {
    await page.unroute(/list-uploaded-files/);
    asked = 0;
    await page.route(/list-uploaded-files/, (route) => { asked += 1; return instead(503, { code: 'unavailable', detail: 'Something is away.' }, { 'retry-after': wait })(route); });
    await page.goto('/files');
    await page.getByText('Something is away.').waitFor();
    // Once more, where the line on which events come has only just been opened.
    await page.waitForTimeout(700);
    const settled = asked;
    await page.waitForTimeout(700);
    assert.deepEqual([asked, asked < 3], [settled, true], wait);
  }
});

test('where a server in front says that nobody is there, people read words', async () => {
  const page = await look(place);
  await signIn(page, 'ann');
  await page.route(/list-uploaded-files/, (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' }));
  await page.goto('/files');
  await page.getByRole('alert').getByText('Nobody answers').waitFor();
  await sound(page, 'nobody there');
  await page.unroute(/list-uploaded-files/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: /Budget 2027/ }).waitFor();
});

test('a log-out that ended nothing says so, and can be tried again', async () => {
  const page = await look(place);
  await signIn(page, 'ann');
  const problem = { type: 'about:blank', title: 'Service Unavailable', status: 503, code: 'unavailable', detail: 'Try again in a moment.' };
  await page.route('**/api/logout/', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
  await page.getByRole('button', { name: 'Log out' }).click();
  const said = page.getByRole('alert').filter({ hasText: 'You are still logged in. Try again in a moment.' });
  await said.waitFor();
  await sound(page, 'a log-out that ended nothing');
  assert.match(page.url(), /files/);
  await page.unroute('**/api/logout/');
  await said.getByRole('button', { name: 'Try again' }).click();
  await page.waitForURL('**/sign-in');
});

test('more of a list that comes after another was asked for is not shown', async () => {
  const page = await look(place);
  const late = {};
  const held = new Promise((go) => { late.go = go; });
  await page.route(/list-uploaded-files/, async (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const response = await route.fetch({ url: route.request().url().replace(/&?cursor=[^&]*/, '') });
    const answer = await response.json();
    if (asked.get('cursor')) {
      await held;
      answer.files = answer.files.map((file) => ({ ...file, name: 'Late.xlsx' }));
    } else if (!asked.get('search')) {
      answer.next_cursor = 'more';
    }
    await route.fulfill({ response, json: answer });
    if (asked.get('cursor')) late.came = true;
  });
  await signIn(page, 'ann');
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.getByRole('searchbox').fill('Budget');
  await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' });
  late.go();
  await until(() => late.came);
  await settled(page);
  assert.equal(await page.getByText('Late.xlsx').count(), 0);
  await page.getByRole('link', { name: /Budget 2027/ }).waitFor();
});

test('somebody else who logs in over the page begins anew', async () => {
  await place.client('ben');
  const page = await look(place);
  await signIn(page, 'ann');
  await page.getByRole('link', { name: /Budget 2027/ }).click();
  await page.getByText('What we talked about.').waitFor();
  await page.context().clearCookies();
  await page.getByRole('button', { name: /^Download/ }).click();
  const dialog = page.getByRole('dialog', { name: 'You are logged out' });
  await dialog.getByLabel('User name or e-mail').fill('ben');
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.evaluate(() => { globalThis.ofAnn = true; });
  await dialog.getByRole('button', { name: 'Log in' }).click();
  await page.waitForFunction(() => !globalThis.ofAnn);
  await page.getByText('ben', { exact: true }).waitFor();
});

test('logging out in one tab is logging out in all', async () => {
  const page = await look(place);
  await signIn(page, 'ann');
  const other = await page.context().newPage();
  await other.goto('/profile');
  await other.getByRole('heading', { name: 'Profile' }).waitFor();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.waitForURL('**/sign-in');
  await other.waitForURL('**/sign-in');
});

test('what happens while no tab has a connection is seen in all of them', async () => {
  const first = await look(place);
  await signIn(first, 'ann');
  const tabs = first.context();
  /** Keeps the connection from opening, as long as something is being done. */
  const unheard = async (what) => {
    const asked = first.context().waitForEvent('request', (request) => request.url().endsWith('/api/events/'));
    let go;
    const held = new Promise((done) => { go = done; });
    await tabs.route('**/api/events/', async (route) => { await held; await route.continue(); });
    await what(asked);
    go();
    await tabs.unroute('**/api/events/');
  };
  let others;
  await unheard(async (asked) => {
    await first.reload();
    others = [await tabs.newPage(), await tabs.newPage()];
    for (const page of others) await page.goto('/files');
    for (const page of [first, ...others]) await page.getByRole('link', { name: /Budget 2027/ }).waitFor();
    await asked;
    await place.upload('While they began.docx');
  });
  for (const page of [first, ...others]) await page.getByRole('link', { name: 'While they began.docx' }).waitFor();
  // One of the others takes over.
  await unheard(async (asked) => {
    await first.close();
    await asked;
    await place.upload('While one took over.docx');
  });
  for (const page of others) await page.getByRole('link', { name: 'While one took over.docx' }).waitFor();
});

test('a language whose texts are of another version by now is spoken when the page has begun anew', async () => {
  const page = await look(place);
  await page.goto('/sign-in');
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await page.route('**/de.ftl', (route) => route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"status":404}' }), { times: 1 });
  await page.getByLabel('Language').selectOption('de');
  await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
  await sound(page, 'in German');
  // Without a connection the page stays as it is.
  await page.context().setOffline(true);
  await page.evaluate(() => { globalThis.same = true; });
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/session/'));
  await page.getByLabel('Sprache').selectOption('fr');
  await failed;
  await page.context().setOffline(false);
  await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.same), true);
  assert.deepEqual(page.faults.filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED')), []);
});

test('whoever has to be logged in comes back to where they were going', async () => {
  const page = await look(place);
  await page.goto(`/files/${file.id}`);
  await page.waitForURL('**/sign-in?to=*');
  await page.getByLabel('User name or e-mail').fill('ann');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').waitFor();
  await sound(page, 'a wrong password');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: /Budget 2027/ }).waitFor();
  // No page of others is where one is led.
  const else_ = await look(place);
  await else_.goto('/sign-in?to=//evil.example/');
  await else_.getByLabel('User name or e-mail').fill('ann');
  await else_.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await else_.getByRole('button', { name: 'Log in' }).click();
  await else_.waitForURL(`${place.url}/files`);
});

test('nobody has anything yet', async () => {
  const empty = await strongroom();
  await empty.client('ben');
  const page = await look(empty);
  await signIn(page, 'ben');
  await page.getByText('Nothing here yet. You get a mail when there is.').waitFor();
  await sound(page);
  await empty.stop();
});

test('a page that cannot begin says so and can be asked again', async () => {
  const page = await look(place);
  await page.route('**/api/session/', (route) => route.abort());
  await page.goto('/sign-in');
  await page.getByRole('heading', { name: 'Nobody answers' }).waitFor();
  await page.unroute('**/api/session/');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await settled(page);
  await until(() => page.title().then((title) => title === 'Log in · Strongroom'), 'the title');
});
