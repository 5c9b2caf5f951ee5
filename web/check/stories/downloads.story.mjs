// Large documents: over lines that break, servers that die, links that run out, and pages that are closed.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { line } from './line.mjs';
import { PASSWORD, finish, look, signIn, sound, strongroom, until } from './strongroom.mjs';

let place, over, large, token;
before(async () => {
  place = await strongroom();
  over = await line(place);
  for (const name of ['ina', 'jan', 'kai', 'lou', 'mia', 'nea', 'oda']) await place.client(name);
  large = await place.upload('Autumn results, with all pictures.pptx', {}, 60_000_000);
  token = await place.token('ann.berger');
});
after(async () => {
  await finish();
  over.close();
  await place.stop();
});

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
const share = (page) => page.getByRole('progressbar').evaluate((bar) => bar.value / bar.max);
const further = async (page, than) => until(async () => (await share(page)) > than, `more than ${than} has come`);

async function begin(page, name, pace = 20_000_000) {
  await signIn(page, name);
  const all = [];
  page.on('download', (download) => all.push(download));
  over.pace = pace;
  await page.getByRole('button', { name: /Download .*Autumn/ }).click();
  await page.getByRole('progressbar').waitFor();
  return all;
}

async function arrived(all, page) {
  over.pace = Infinity;
  await until(() => all.length, 'it arrives');
  assert.equal(all[0].suggestedFilename(), large.name);
  assert.equal(sha256(await all[0].path()), large.sha256);
  await page.getByRole('button', { name: /Download again: .*Autumn/ }).waitFor();
  assert.equal(all.length, 1);
}

/** Of how many documents there is something in the browser's own store. */
const kept = (page) => page.evaluate(async () => {
  const all = await (await navigator.storage.getDirectory()).getDirectoryHandle('downloads');
  return (await Array.fromAsync(all.keys())).length;
});

/** How often it counts by now. */
const counted = async () => (await place.call('GET', `/api/files/${large.id}/`, undefined, token)).downloads.count;

test('over a line that breaks it arrives once and whole, and counts once', async () => {
  const page = await look(over);
  const before = await counted();
  const all = await begin(page, 'ina');
  for (const so of [0.1, 0.3, 0.5]) {
    await further(page, so);
    over.interrupt();
  }
  await arrived(all, page);
  await until(async () => (await counted()) === before + 1, 'it counts');
  const { links } = await place.call('GET', '/api/me/links/', undefined, await place.token('ina'));
  assert.deepEqual(links, [], 'what is open to nobody is left open to nobody');
  assert.deepEqual(page.faults, []);
});

test('while the server is dead it waits, and a link that is gone is made anew', async () => {
  const page = await look(over, { width: 390, scheme: 'dark' });
  const all = await begin(page, 'jan');
  await further(page, 0.2);
  await place.die();
  await place.startAgain();
  const own = await place.token('jan');
  const { links } = await place.call('GET', '/api/me/links/', undefined, own);
  await place.call('DELETE', `/api/me/links/${links[0].id}/`, undefined, own);
  over.interrupt();
  await arrived(all, page);
});

test('paused, closed, opened again, gone on with, by the keyboard', async () => {
  const page = await look(over);
  await begin(page, 'kai', 5_000_000);
  await page.getByText(/a second, about .* left/).waitFor();
  await sound(page, 'being fetched', { busy: true });
  await page.getByRole('button', { name: 'Pause' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Paused; what is here stays').waitFor();
  const had = await share(page);
  assert.ok(await page.getByRole('button', { name: 'Go on' }).evaluate((it) => it === document.activeElement), 'the focus stays');
  await sound(page, 'paused');
  const again = await page.context().newPage();
  again.faults = [];
  await page.close();
  await again.goto(`/files/${large.id}`);
  await again.getByText('Paused; what is here stays').waitFor();
  // What had come is still there, but for the part that was being written.
  await until(async () => (await share(again)) > had - 0.15, 'what had come is there');
  await sound(again, 'paused, on the page of the document');
  over.pace = Infinity;
  const coming = again.waitForEvent('download');
  await again.getByRole('button', { name: 'Go on' }).focus();
  await again.keyboard.press('d');
  const download = await coming;
  assert.equal(sha256(await download.path()), large.sha256);
});

test('logging out leaves nothing of it behind', async () => {
  const page = await look(over);
  await begin(page, 'oda', 5_000_000);
  await further(page, 0.2);
  await page.getByRole('button', { name: 'Pause' }).click();
  assert.equal(await kept(page), 1);
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.waitForURL('**/sign-in');
  const left = () => page.evaluate(async () => [...await Array.fromAsync((await navigator.storage.getDirectory()).keys()), localStorage.getItem('fetching')]);
  await until(async () => (await left()).every((it) => it === null), 'the browser has nothing of it');
});

test('closed while it runs it goes on by itself; and it can be given up', async () => {
  const page = await look(over, { width: 390, language: 'ar' });
  await page.goto('/sign-in');
  await page.request.post('/api/login/', { data: { username: 'lou', password: PASSWORD, cookie: true }, headers: { origin: place.url } });
  await page.goto('/files');
  over.pace = 6_000_000;
  await page.locator(`[data-id="${large.id}"] .button`).click();
  await further(page, 0.3);
  await sound(page, 'from right to left', { busy: true });
  await page.reload();
  await page.getByRole('progressbar').waitFor();
  await further(page, 0.2);
  await page.locator(`[data-id="${large.id}"] .holds .icon`).click();
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  await until(async () => await kept(page) === 0, 'nothing is left in the browser');
  assert.equal(await page.evaluate(() => localStorage.getItem('fetching')), '{}');
});

test('a browser that keeps nothing downloads by itself', async () => {
  const page = await look(place);
  await page.addInitScript(() => { delete globalThis.FileSystemFileHandle.prototype.createWritable; });
  await signIn(page, 'mia');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: /Download .*Autumn/ }).click();
  assert.equal(sha256(await (await coming).path()), large.sha256);
  assert.deepEqual(page.faults, []);
});

test('a document that is taken away meanwhile is told in words', async () => {
  const { id } = await place.upload('For a short time.docx', {}, 25_000_000);
  const page = await look(over);
  await signIn(page, 'nea');
  over.pace = 3_000_000;
  await page.getByRole('button', { name: 'Download For a short time.docx' }).click();
  await further(page, 0.1);
  await place.call('DELETE', `/api/files/${id}/`, undefined, token);
  over.interrupt();
  await page.getByRole('status').filter({ hasText: 'For a short time.docx could not be downloaded' }).waitFor();
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  await sound(page, 'taken away');
  await until(async () => await kept(page) === 0, 'what one may not have does not stay in the browser');
});
