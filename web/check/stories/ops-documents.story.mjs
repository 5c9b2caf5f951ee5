// What ops do with documents: send them over lines that break, look for them, throw them away and bring them back, and
// put them into folders.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { document } from './documents.mjs';
import { line } from './line.mjs';
import { PASSWORD, finish, look, settled, sound, strongroom, until } from './strongroom.mjs';

const MB = 1_000_000;
let place, folder, large, sum;
before(async () => {
  place = await strongroom({ OPS_MAY_DOWNLOAD: 'true' });
  folder = mkdtempSync(join(tmpdir(), 'strongroom-sent-'));
  const bytes = document('pptx', 0, randomBytes(36 * MB));
  large = join(folder, 'Results.pptx');
  writeFileSync(large, bytes);
  sum = createHash('sha256').update(bytes).digest('hex');
});
after(async () => {
  await finish();
  await place.stop();
  rmSync(folder, { recursive: true });
});

const ops = async () => (place.ops ??= await place.token('ann.berger'));
/** The documents that are there, by name. */
const there = async (search, more = '') => (await place.call('GET', `/api/list-uploaded-files/?search=${encodeURIComponent(search)}${more}`, undefined, await ops())).files;

/** A page of documents over a line of its own. */
async function documents({ over = place, ...options } = {}) {
  const page = await look({ url: over.url }, options);
  const data = { username: 'ann.berger', password: PASSWORD, cookie: true };
  await page.request.post('/api/login/', { data, headers: { 'sec-fetch-site': 'same-origin' } });
  await page.goto('/ops/files');
  await settled(page);
  return page;
}

const choose = (page, files) => page.locator('input[type=file]').setInputFiles(files);
/** Where the parts begin that a page sends. */
function begun(page) {
  const offsets = [];
  page.on('request', (request) => request.method() === 'PATCH' && offsets.push(Number(request.headers()['upload-offset'])));
  return offsets;
}
const sent = (page, name) => page.locator('.sending li').filter({ hasText: name });

test('several are dropped; what is refused says why, and verdicts come by themselves', async () => {
  const page = await documents();
  await page.getByText('No documents yet. Drop the first one here.').waitFor();
  await sound(page, 'nothing yet');
  await page.evaluate(() => { globalThis.same = true; });
  const files = [['Offer.docx', document('docx')], ['Plan.xlsx', document('xlsx')], ['Old.xlsm', document('xlsx')], ['Notes.docx', Buffer.from('no document')],
    ['Half.docx', document('docx', 5000).subarray(0, 3000)]];
  const dropped = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const [name, bytes] of files) data.items.add(new File([Uint8Array.from(bytes)], name));
    return data;
  }, files.map(([name, bytes]) => [name, [...bytes]]));
  await page.locator('main').dispatchEvent('dragover', { dataTransfer: dropped });
  await page.locator('.drop.over').waitFor();
  await page.locator('main').dispatchEvent('drop', { dataTransfer: dropped });
  await sent(page, 'Old.xlsm').getByText('Has macros').waitFor();
  await sent(page, 'Notes.docx').getByText('Is no Word, Excel or PowerPoint document').waitFor();
  await sent(page, 'Half.docx').getByText('Is damaged').waitFor();
  for (const name of ['Offer.docx', 'Plan.xlsx']) {
    await sent(page, name).getByText('Clean').waitFor();
    await page.getByRole('row').filter({ hasText: name }).getByText('Clean').waitFor();
  }
  await page.getByText('2 documents', { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.same), true);
  assert.equal((await there('Offer'))[0].audience, 'named');
  await sound(page, 'all is sent');
  await page.getByRole('button', { name: 'Clear this list' }).click();
  await page.locator('.sending').waitFor({ state: 'detached' });
});

test('over a line that is cut a large one arrives whole, wherever one goes meanwhile', async (t) => {
  const over = await line(place);
  t.after(over.close);
  const page = await documents({ over });
  const offsets = begun(page);
  for (const [at, bytes] of [5 * MB, 12 * MB, 10 * MB].entries()) {
    if (at !== 1) over.after(bytes, over.cut);
    if (at === 0) await choose(page, large);
    else over.mend();
    await until(() => over.cuts > at, 'the line is cut');
    await sent(page, 'Results.pptx').getByText('Connection lost').waitFor();
    if (at > 0) continue;
    await sound(page, 'a line is cut');
    // Whoever goes elsewhere without a connection loses nothing, and is there as soon as there is one.
    await page.getByRole('link', { name: 'Folders' }).click();
    await page.getByText('No connection. What you see is from').waitFor();
    over.after(12 * MB, over.cut);
    over.mend();
    await page.getByRole('heading', { name: 'Folders' }).waitFor();
    await page.getByRole('link', { name: 'Documents', exact: true }).click();
    await page.getByRole('heading', { name: 'Documents' }).waitFor();
  }
  over.mend();
  await sent(page, 'Results.pptx').getByText(/Stored|Clean/).waitFor({ timeout: 60_000 });
  const [file] = await there('Results');
  assert.equal(file.sha256, sum);
  // What was on its way is sent twice; what has arrived is not.
  assert.deepEqual(offsets, offsets.toSorted((one, two) => one - two));
  assert.ok(offsets.at(-1) > 10 * MB, `the parts begin at ${offsets}`);
  await page.close();
});

test('a page that was closed, and a program that was killed: the same file goes on', async (t) => {
  const over = await line(place);
  t.after(over.close);
  const page = await documents({ over });
  over.after(14 * MB, over.cut);
  await choose(page, large);
  await sent(page, 'Results.pptx').getByText('Connection lost').waitFor();
  await page.close();
  over.mend();
  const again = await page.context().newPage();
  const offsets = begun(again);
  again.faults = [];
  await again.goto('/ops/files');
  await settled(again);
  over.after(6 * MB, () => place.die());
  await choose(again, large);
  await sent(again, 'Results.pptx').getByText('Connection lost').waitFor();
  await place.startAgain();
  await sent(again, 'Results.pptx').getByText(/Stored|Clean/).waitFor({ timeout: 60_000 });
  const files = await there('Results');
  assert.deepEqual(files.map(({ sha256 }) => sha256), [sum, sum]);
  // What the dead program had not written down yet is sent twice.
  assert.ok(offsets[0] > 0 && offsets.at(-1) > 10 * MB, `the parts begin at ${offsets}`);
  await again.close();
});

test('where there is no room it is refused, and after too many it waits as long as it is told to', async () => {
  const page = await documents();
  const asked = [];
  const answer = (status, code, detail, headers = {}) => page.route('**/api/uploads/', (route) => {
    asked.push(Date.now());
    return route.fulfill({ status, contentType: 'application/problem+json', headers, body: JSON.stringify({ type: 'about:blank', title: detail, status, code, detail }) });
  }, { times: 1 });
  await answer(507, 'storage_full', 'The storage is full.');
  await choose(page, { name: 'Full.docx', mimeType: 'application/x', buffer: document('docx') });
  await sent(page, 'Full.docx').getByText('The storage is full.').waitFor();
  await answer(413, 'quota_exceeded', 'There is no room left for this within the quota.');
  await choose(page, { name: 'Beyond.docx', mimeType: 'application/x', buffer: document('docx') });
  await sent(page, 'Beyond.docx').getByText('There is no room left for this within the quota.').waitFor();
  await page.route('**/api/me/', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...await response.json(), room: { used: 49_900_000_000, most: 50_000_000_000 } } });
  }, { times: 1 });
  await answer(413, 'quota_exceeded', 'There is no room left for this within the quota.');
  await choose(page, { name: 'More.docx', mimeType: 'application/x', buffer: document('docx') });
  await sent(page, 'More.docx').getByText('No room: 50 GB of 50 GB are used').waitFor();
  await answer(400, 'encrypted_file', 'It is encrypted.');
  await choose(page, { name: 'Closed.docx', mimeType: 'application/x', buffer: document('docx') });
  await sent(page, 'Closed.docx').getByText('Is encrypted. Take the password off and try again').waitFor();
  await sound(page, 'refused');
  // The way to what takes the most room.
  await sent(page, 'More.docx').getByRole('link', { name: 'Largest first' }).click();
  await page.waitForURL('**/ops/files?sort=-size');
  await page.getByRole('button', { name: 'Clear this list' }).click();
  // What is broken there is said as such, and goes on by itself.
  await answer(503, 'unavailable', 'A service is away; try again in a moment.', { 'retry-after': '2' });
  await choose(page, { name: 'Away.docx', mimeType: 'application/x', buffer: document('docx') });
  await sent(page, 'Away.docx').getByText('A service is away').waitFor();
  await sent(page, 'Away.docx').getByText(/Stored|Clean/).waitFor();
  asked.length = 1;
  await page.getByRole('button', { name: 'Clear this list' }).click();
  await answer(429, 'too_many_requests', 'Too many.', { 'retry-after': '4' });
  await choose(page, { name: 'Often.docx', mimeType: 'application/x', buffer: document('docx') });
  await sent(page, 'Often.docx').getByText(/Too many tries. The next one is possible in \d seconds?/).waitFor();
  await sound(page, 'too many');
  // A line that comes back changes nothing about it.
  await page.evaluate(() => dispatchEvent(new Event('online')));
  page.on('request', (request) => request.url().endsWith('/api/uploads/') && asked.push(Date.now()));
  await sent(page, 'Often.docx').getByText(/Stored|Clean/).waitFor();
  assert.equal(asked.length, 3);
  assert.ok(asked[2] - asked[1] > 3500, `asked again after ${asked[2] - asked[1]} ms`);
});

test('what is being scanned for long says that the scanner is busy', async () => {
  const page = await documents();
  const late = { scan_status: 'pending', uploaded_at: new Date(Date.now() - 90_000).toISOString() };
  await page.route(/\/api\/list-uploaded-files\//, async (route) => {
    const response = await route.fetch();
    const told = await response.json();
    await route.fulfill({ response, json: { ...told, files: told.files.map((file) => ({ ...file, ...late })) } });
  });
  await page.route(/\/api\/files\/[^/]+\/$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...await response.json(), ...late } });
  });
  await page.reload();
  await page.getByText('The scanner is busy. This goes on by itself.').first().waitFor();
  await sound(page, 'the scanner is busy');
  await page.locator('.named a').first().click();
  await page.getByRole('region', { name: 'Scan' }).getByText('The scanner is busy. This goes on by itself.').waitFor();
  await sound(page, 'the scanner is busy, on its own page');
  await page.close();
});

test('one is paused, goes on, and is given up', async (t) => {
  const over = await line(place);
  t.after(over.close);
  const page = await documents({ over });
  over.after(12 * MB, over.hold);
  await choose(page, large);
  await sent(page, 'Results.pptx').getByText(/[2-6]\d% of 36 MB/).waitFor();
  // Whoever would close the page meanwhile is asked.
  const question = page.waitForEvent('dialog');
  page.close({ runBeforeUnload: true });
  assert.equal((await question).type(), 'beforeunload');
  await (await question).dismiss();
  await page.getByRole('button', { name: 'Pause Results.pptx' }).click();
  await sent(page, 'Results.pptx').getByText('Paused').waitFor();
  over.mend();
  await sound(page, 'paused');
  const at = over.sent;
  await settled(page);
  assert.ok(over.sent - at < MB, 'nothing is sent of what is paused');
  over.after(5 * MB, over.cut);
  await page.getByRole('button', { name: 'Go on now with Results.pptx' }).click();
  await sent(page, 'Results.pptx').getByText('Connection lost').waitFor();
  over.mend();
  await page.getByRole('button', { name: 'Cancel Results.pptx' }).click();
  await page.locator('.sending').waitFor({ state: 'detached' });
  await until(() => page.evaluate(() => Object.keys(localStorage).every((key) => !key.startsWith('upload:'))), 'nothing is remembered of it');
  assert.equal((await there('Results')).length, 2);
  await page.close();
});

test('whoever is logged out meanwhile is asked to log in, and what is being sent goes on', async (t) => {
  const over = await line(place);
  t.after(over.close);
  const page = await documents({ over });
  over.after(14 * MB, over.cut);
  await choose(page, large);
  await sent(page, 'Results.pptx').getByText('Connection lost').waitFor();
  await page.context().clearCookies();
  over.mend();
  await page.getByRole('dialog', { name: 'You are logged out' }).waitFor();
  await until(async () => (await there('Results')).length === 3, 'it is here');
  await page.close();
});

test('by keys alone: look for one, throw it away, bring it back, delete it for ever', async () => {
  await place.upload('Letter one.docx');
  await place.upload('Letter two.docx');
  const page = await documents({ scheme: 'dark' });
  await page.keyboard.press('/');
  await page.keyboard.type('letter');
  await page.waitForURL(/search=letter/);
  await page.getByText('2 of 2 shown').waitFor();
  for (const _ of ['by', 'uploaded', 'for whom', 'sort by', 'the first row']) await page.keyboard.press('Tab');
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement?.textContent === 'Letter one.docx');
  await page.keyboard.press('k');
  await page.waitForFunction(() => document.activeElement?.textContent === 'Letter two.docx');
  const remove = page.getByRole('button', { name: 'Delete Letter two.docx' });
  await remove.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Delete Letter two.docx' });
  await dialog.waitFor();
  await sound(page, 'deleting');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.ok(await remove.evaluate((it) => it === document.activeElement), 'the focus is back');
  // Whoever asks again before the page was drawn anew, and before the browser has told of the end, is asked as well.
  await remove.click();
  for (let times = 0; times < 5; times += 1) {
    await dialog.waitFor();
    await page.evaluate(() => {
      const open = document.querySelector('dialog[open]');
      open.querySelector('.bare').click();
      document.querySelector('[aria-label="Delete Letter two.docx"], :focus').click();
    });
  }
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Delete Letter two.docx' }).press('Enter');
  await page.getByText('1 of 1 shown').waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === 'Letter one.docx');
  await page.getByRole('link', { name: 'Trash' }).press('Enter');
  await page.getByRole('button', { name: 'Restore Letter two.docx' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Restore Letter two.docx' }).press('Enter');
  await page.getByText('No document has “letter” in its name.').waitFor();
  await sound(page, 'nothing found');
  assert.equal((await there('letter')).length, 2);
  await page.getByRole('button', { name: 'Show all' }).press('Enter');
  await page.getByLabel('Choose Letter two.docx').press(' ');
  await page.getByLabel('Choose Letter one.docx').press(' ');
  await page.getByText('2 documents chosen').waitFor();
  await page.getByRole('button', { name: 'Delete', exact: true }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete 2 documents' }).press('Enter');
  await page.getByLabel('Choose Letter one.docx').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Trash' }).press('Enter');
  await page.getByRole('button', { name: 'Delete Letter one.docx for ever' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete Letter one.docx for ever' }).press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Delete Letter one.docx for ever' }).waitFor({ state: 'detached' });
  assert.deepEqual((await there('letter', '&state=trashed')).map(({ name }) => name), ['Letter two.docx']);
});

test('what somebody else has deleted meanwhile is told, and what must be kept stays', async () => {
  const [gone, kept] = [await place.upload('Gone.docx'), await place.upload('Kept.docx')];
  await place.call('PATCH', `/api/files/${kept.id}/`, { legal_hold: true }, await ops());
  const page = await documents();
  await page.getByLabel('Choose Kept.docx').check();
  await page.getByLabel('Choose Gone.docx').check();
  const [archive] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download as one archive' }).click()]);
  assert.match(archive.suggestedFilename(), /\.zip$/);
  // What was fetched is chosen no more.
  await page.getByText('2 documents chosen').waitFor({ state: 'detached' });
  await page.getByLabel('Choose Kept.docx').check();
  await page.getByLabel('Choose Gone.docx').check();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 2 documents' });
  await dialog.waitFor();
  await place.call('DELETE', `/api/files/${gone.id}/?forever=true`, undefined, await ops());
  await dialog.getByRole('button', { name: 'Delete 2 documents' }).click();
  await page.getByRole('dialog', { name: 'Delete Kept.docx' }).getByText('legal hold').waitFor();
  await sound(page, 'kept');
  await page.keyboard.press('Escape');
  await page.getByLabel('Choose Gone.docx').waitFor({ state: 'detached' });
});

test('folders are made, named, moved and removed, and documents lie in them', async () => {
  await place.upload('Price list.xlsx');
  const page = await documents({ width: 390 });
  await page.goto('/ops/folders');
  await page.getByText('No folders yet. Make the first one.').waitFor();
  await sound(page, 'no folders');
  const make = async (name) => {
    await page.getByRole('button', { name: 'New folder' }).click();
    await page.getByLabel('Name of the folder').fill(name);
    await page.getByRole('dialog').getByRole('button', { name: 'New folder' }).click();
  };
  const closed = () => page.getByRole('dialog').waitFor({ state: 'detached' });
  const changes = [];
  page.on('request', (request) => request.method() === 'PATCH' && changes.push(request.url()));
  /** Presses a button that moves something before the folders are here: nothing moves, and then they are. */
  const early = async (button, which) => {
    let go;
    const held = new Promise((done) => { go = done; });
    await page.route(/\/api\/folders\/\?/, async (route) => { await held; await route.continue(); });
    changes.length = 0;
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: which, exact: true }).click();
    go();
    await page.getByRole('dialog').getByLabel('Folder').waitFor();
    assert.deepEqual(changes, []);
    await page.unroute(/\/api\/folders\/\?/);
  };
  await make('Offers');
  await closed();
  await make('offers');
  await page.getByRole('dialog').locator('.wrong').waitFor();
  assert.ok(await page.getByLabel('Name of the folder').evaluate((it) => it === document.activeElement), 'the focus is where it is wrong');
  await page.getByLabel('Name of the folder').fill('Old');
  await page.getByRole('dialog').getByRole('button', { name: 'New folder' }).click();
  await closed();
  await page.getByRole('link', { name: 'Offers', exact: true }).click();
  await page.getByRole('heading', { name: 'Offers' }).waitFor();
  await make('2027');
  await closed();
  await page.getByRole('button', { name: 'Rename 2027' }).click();
  await page.getByLabel('Name of the folder').fill('2028');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename 2027' }).click();
  await page.getByRole('link', { name: '2028', exact: true }).waitFor();
  await early('Move 2028', 'Move 2028');
  await page.getByRole('dialog').getByLabel('Folder').selectOption({ label: 'Old' });
  await page.getByRole('dialog').getByRole('button', { name: 'Move 2028', exact: true }).click();
  await page.getByText('No folders in this one.').waitFor();
  await sound(page, 'a folder');

  await page.goto('/ops/files');
  await page.getByLabel('Choose Price list.xlsx').check();
  await early('Move', 'Move Price list.xlsx');
  await page.getByRole('dialog').getByLabel('Folder').selectOption({ label: 'Old/2028' });
  await sound(page, 'moving');
  await page.getByRole('dialog').getByRole('button', { name: 'Move Price list.xlsx' }).click();
  await page.getByRole('link', { name: 'Old/2028' }).click();
  await page.getByText('1 of 1 shown').waitFor();
  await choose(page, { name: 'In a folder.docx', mimeType: 'application/x', buffer: document('docx') });
  await page.getByText('2 of 2 shown').waitFor();
  assert.equal((await there('In a folder'))[0].folder.path, 'Old/2028');

  await page.goto('/ops/folders');
  await page.getByRole('button', { name: 'Remove Old' }).click();
  await page.getByRole('dialog').getByText('One folder beneath. 2 documents go into the trash.').waitFor();
  await sound(page, 'removing');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove Old' }).click();
  await page.getByRole('link', { name: 'Old', exact: true }).waitFor({ state: 'detached' });
  assert.equal((await there('Price', '&state=trashed')).length, 1);
});

test('from right to left, narrow', async () => {
  const page = await documents({ language: 'ar', width: 320 });
  await choose(page, { name: 'عقد التوريد.docx', mimeType: 'application/x', buffer: document('docx') });
  await sent(page, 'عقد').getByText('سليم').waitFor();
  await sound(page, 'documents');
  await page.goto('/ops/folders');
  await sound(page, 'folders');
});
