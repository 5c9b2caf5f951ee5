// Who may call in the name of whoever is logged in: pages of ours, pages of a neighbour on another port, and of strangers.
import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { after, before, test } from 'node:test';
import { PASSWORD, finish, freePort, look, signIn, strongroom, until } from './strongroom.mjs';

let place, front, named, unnamed, page, group, kim, token;
before(async () => {
  [named, unnamed] = [await elsewhere(), await elsewhere()];
  front = await listening();
  place = await strongroom({ PUBLIC_URL: front.url, CORS_ORIGINS: `${named.neighbour},${named.stranger}` });
  await place.client('kim');
  token = await place.token('ann.berger');
  group = await place.call('POST', '/api/ops/groups/', { name: 'Board' }, token);
  [kim] = (await place.call('GET', '/api/ops/people/?search=kim', undefined, token)).people;
  page = await look({ url: front.url }, { watched: false });
  await signIn(page, 'ann.berger');
});
after(async () => {
  await finish();
  await place.stop();
  for (const server of [front, named, unnamed]) server.close();
});

/** What hears all that is asked of Strongroom, and hands it on to the program itself, whose headers count here. */
async function listening() {
  const it = { heard: [] };
  const server = createServer((asked, answer) => {
    const noted = { method: asked.method, path: asked.url, site: asked.headers['sec-fetch-site'], cookie: /strongroom=/.test(asked.headers.cookie ?? '') };
    const handed = request(`http://${place.env.STRONGROOM_LISTEN}${asked.url}`, { method: asked.method, headers: asked.headers }, (told) => {
      let text = '';
      told.on('data', (bytes) => { text += bytes; }).on('end', () => {
        const code = told.statusCode < 400 ? undefined : text.match(/"code":"(\w+)"/)?.[1];
        it.heard.push({ ...noted, status: told.statusCode, code });
      });
      answer.writeHead(told.statusCode, told.headers);
      told.pipe(answer);
    });
    handed.on('error', () => answer.destroy());
    answer.on('close', () => handed.destroy());
    asked.pipe(handed);
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  it.url = `http://localhost:${port}`;
  it.close = () => server.close().closeAllConnections();
  return it;
}

/** A page that is not ours: by one name it is of our site, by the other it is a stranger's. */
async function elsewhere() {
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<!doctype html><title>Elsewhere</title>'));
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  return { neighbour: `http://localhost:${port}`, stranger: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() };
}

/** Another tab of the same browser, with a page of this origin. */
async function tab(origin) {
  const other = await page.context().newPage();
  await other.goto(origin === front.url ? `${origin}/ops/files` : origin);
  return other;
}

const members = () => `/api/ops/groups/${group.id}/members/${kim.id}/`;
const DEEDS = [
  ['GET', () => '/api/ops/groups/'],
  ['POST', () => '/api/ops/groups/', () => ({ name: `Group ${Math.random()}` })],
  ['PUT', members],
  ['PATCH', () => `/api/ops/groups/${group.id}/`, () => ({ description: `Of ${Math.random()}` })],
  ['DELETE', members],
];

/** All that any of them could change. */
const state = async () => JSON.stringify([
  await place.call('GET', '/api/ops/groups/', undefined, token), await place.call('GET', `/api/ops/groups/${group.id}/`, undefined, token),
]);

/** Has a page ask, and says what the page could read, and what Strongroom heard. */
async function ask(from, method, path, { body, type = 'application/json', bearer, mode = 'cors' } = {}) {
  front.heard = [];
  const read = await from.evaluate(async ({ url, method, body, type, bearer, mode }) => {
    const headers = { ...(body && { 'content-type': type }), ...(bearer && { authorization: `Bearer ${bearer}` }) };
    try {
      const answer = await fetch(url, { method, mode, headers, body, credentials: bearer ? 'omit' : 'include' });
      return (await answer.text()) || answer.status;
    } catch {
      return null;
    }
  }, { url: front.url + path, method, body: body && JSON.stringify(body), type, bearer, mode });
  const [heard] = front.heard.filter((it) => it.method !== 'OPTIONS' && it.path === path);
  return { read, heard };
}

test('a page of ours does all by its cookie, and by a token', async () => {
  const ours = await tab(front.url);
  for (const bearer of [undefined, token]) {
    for (const [method, path, body] of DEEDS) {
      const was = await state();
      const { read, heard } = await ask(ours, method, path(), { body: body?.(), bearer });
      assert.ok(heard.status < 300 && read, `${method}: ${JSON.stringify(heard)}`);
      assert.deepEqual([heard.site, heard.cookie], ['same-origin', !bearer]);
      assert.equal(await state() === was, method === 'GET', method);
    }
  }
});

for (const whose of ['neighbour', 'stranger']) {
  test(`by the cookie a ${whose}’s page changes nothing and reads nothing`, async () => {
    for (const origin of [named[whose], unnamed[whose]]) {
      const other = await tab(origin);
      for (const [method, path, body] of DEEDS) {
        const was = await state();
        const { read, heard } = await ask(other, method, path(), { body: body?.() });
        assert.equal(read, null, `${method} is not read`);
        // A browser asks first, and hears that no cookie may come along. What asks nothing is only read.
        if (method === 'GET') assert.deepEqual([heard.cookie, heard.status], whose === 'neighbour' ? [true, 200] : [false, 401]);
        else assert.equal(heard, undefined, `${method} is never sent`);
        assert.equal(await state(), was, method);
      }
      await other.close();
    }
  });

  test(`what a ${whose}’s page sends without asking first is refused`, async () => {
    const refused = whose === 'neighbour' ? { cookie: true, status: 403, code: 'cross_site_request' } : { cookie: false, status: 401, code: 'not_authenticated' };
    const was = await state();
    for (const origin of [named[whose], unnamed[whose]]) {
      const other = await tab(origin);
      const path = '/api/ops/groups/';
      const isRefused = ({ cookie, status, code, site }) => assert.deepEqual(
        { cookie, status, code, site }, { ...refused, site: whose === 'neighbour' ? 'same-site' : 'cross-site' });
      for (const mode of ['cors', 'no-cors']) {
        const { read, heard } = await ask(other, 'POST', path, { body: { name: 'Theirs' }, type: 'text/plain', mode });
        isRefused(heard);
        assert.ok(!read, `by ${mode} it is not read`);
      }
      front.heard = [];
      await other.evaluate((url) => navigator.sendBeacon(url, '{"name":"Theirs"}'), front.url + path);
      isRefused(await until(() => front.heard[0], 'the beacon is heard'));
      for (const enctype of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
        await other.goto(origin);
        front.heard = [];
        await form(other, front.url + path, enctype, '{"name":"Theirs","description":"', '"}');
        isRefused(front.heard.find((it) => it.method === 'POST'));
      }
      await other.close();
    }
    assert.equal(await state(), was);
  });

  test(`by a token a ${whose}’s page may what its origin was given, and no other`, async () => {
    for (const [origin, isNamed] of [[named[whose], true], [unnamed[whose], false]]) {
      const other = await tab(origin);
      for (const [method, path, body] of DEEDS) {
        const was = await state();
        const { read, heard } = await ask(other, method, path(), { body: body?.(), bearer: token });
        if (isNamed) assert.ok(heard.status < 300 && read && !heard.cookie, `${method}: ${JSON.stringify(heard)}`);
        else assert.deepEqual([read, heard], [null, undefined]);
        assert.equal(await state() === was, !isNamed || method === 'GET', method);
      }
      await other.close();
    }
  });

  test(`a ${whose}’s page neither frames ours, nor reads it in a window, by a script, an event or a picture`, async () => {
    const other = await tab(unnamed[whose]);
    const seen = await other.evaluate(async (ours) => {
      const loaded = (tag, more) => new Promise((done) => {
        const it = Object.assign(document.createElement(tag), more, { onload: () => done(it), onerror: () => done(null) });
        document.body.append(it);
      });
      const frame = await loaded('iframe', { src: `${ours}/ops/files` });
      const script = await loaded('script', { src: `${ours}/api/session/` });
      const pictures = [await loaded('img', { src: `${ours}/api/me/picture/` }), await loaded('img', { src: `${ours}/api/me/picture/`, crossOrigin: 'use-credentials' })];
      const events = new EventSource(`${ours}/api/events/`, { withCredentials: true });
      const opened = await new Promise((done) => { events.onopen = () => done(true); events.onerror = () => done(false); });
      events.close();
      const reads = (what) => { try { return Boolean(what().body); } catch { return false; } };
      return { frame: reads(() => frame.contentWindow.document), script: Boolean(script), pictures: pictures.map(Boolean), opened };
    }, front.url);
    assert.deepEqual(seen, { frame: false, script: false, pictures: [false, false], opened: false });
    const [popup] = await Promise.all([other.waitForEvent('popup'), other.evaluate((url) => { globalThis.theirs = open(url); }, `${front.url}/ops/files`)]);
    await popup.getByRole('heading').first().waitFor();
    assert.ok(await other.evaluate(() => globalThis.theirs.closed), 'a window of ours is none of theirs');
    assert.equal(await popup.evaluate(() => globalThis.opener), null);
    await popup.close();
    await other.close();
  });
}

test('nobody is logged in as another by a page that is not ours', async () => {
  const browser = await look({ url: front.url }, { watched: false });
  for (const origin of [named.neighbour, named.stranger]) {
    for (const enctype of ['application/x-www-form-urlencoded', 'text/plain']) {
      await browser.goto(origin);
      front.heard = [];
      await form(browser, `${front.url}/api/login/`, enctype, `{"username":"kim","password":"${PASSWORD}","cookie":true,"x":"`, '"}');
      assert.ok(front.heard.find((it) => it.method === 'POST').status >= 400);
    }
    const body = { username: 'kim', password: PASSWORD, cookie: true };
    await browser.goto(origin);
    const { read, heard } = await ask(browser, 'POST', '/api/login/', { body });
    assert.deepEqual([read, heard], [null, undefined]);
    // Without cookies of either side it is heard, and refused.
    const status = await browser.evaluate(async ([url, body]) => (await fetch(url, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body, credentials: 'omit',
    })).status, [`${front.url}/api/login/`, JSON.stringify(body)]);
    assert.equal(status, 403);
    assert.deepEqual((await browser.context().cookies()).map(({ name }) => name), []);
  }
});

/** Sends a form as a page can that has no script: its name and its value with a `=` between. */
async function form(from, action, enctype, name, value) {
  await Promise.all([from.waitForURL(action), from.evaluate((told) => {
    const it = Object.assign(document.createElement('form'), { method: 'POST', action: told.action, enctype: told.enctype });
    it.append(Object.assign(document.createElement('input'), { name: told.name, value: told.value }));
    document.body.append(it);
    it.submit();
  }, { action, enctype, name, value })]);
}
