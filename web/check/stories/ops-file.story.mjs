// One document for those who look after it: for whom it is, its terms, versions, links; and what its scan has shut.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EICAR, document } from './documents.mjs';
import { PASSWORD, finish, look, settled, signIn, sound, strongroom, tabTo, until } from './strongroom.mjs';

let place, ann, ops;
before(async () => {
  place = await strongroom({ OPS_MAY_DOWNLOAD: 'true', LIMIT_MAIL: '1/1h' });
  await place.client('mia');
  await place.client('otto');
  place.operator('ben', 'documents');
  place.operator('cleo', 'none');
  ann = await place.token('ann.berger');
  ops = await look(place);
  await signIn(ops, 'ann.berger');
});
after(async () => {
  await finish();
  await place.stop();
});

const infected = (name) => place.upload(name, {}, 0, { 'word/media/image1.txt': EICAR });
const show = (id) => place.call('GET', `/api/files/${id}/`, undefined, ann);

/** Opens a tab of a document's page. */
async function open(page, id, tab = '') {
  await page.goto(`/ops/files/${id}${tab}`);
  await page.getByRole('navigation', { name: 'Document', exact: true }).waitFor();
}

test('a document is shared by the keyboard, comes to the client by itself, and goes again', async () => {
  const { id } = await place.upload('Offer.docx', { audience: 'named' });
  const mia = await look(place, { width: 390 });
  await signIn(mia, 'mia');
  await mia.getByText('Nothing here yet').waitFor();
  await open(ops, id);
  await sound(ops, 'about a document');
  await ops.getByRole('link', { name: 'For whom' }).press('Enter');
  await ops.getByText('It is shared with nobody.').waitFor();
  const names = ops.getByRole('combobox', { name: 'Clients and groups' });
  await names.focus();
  await ops.keyboard.type('mi');
  await ops.getByRole('option', { name: 'mia' }).waitFor();
  await ops.keyboard.press('Enter');
  await ops.getByRole('button', { name: 'Leave out mia' }).waitFor();
  await sound(ops, 'with a name chosen', { axeToo: false });
  await ops.getByLabel('Message').fill('As we said.');
  await ops.getByRole('button', { name: 'Share', exact: true }).press('Enter');
  await ops.getByText('Shared with mia.').waitFor();
  await ops.getByText('Shared with them').waitFor();
  await mia.getByRole('link', { name: 'Offer.docx' }).waitFor();
  await sound(ops, 'shared');

  const why = async (client, told) => {
    await ops.getByLabel('Client', { exact: true }).fill(client);
    await ops.getByRole('button', { name: 'Tell me' }).click();
    await ops.getByText(told).waitFor();
  };
  await why('otto', 'otto does not see it.');
  await ops.getByText('It is not shared with them.').waitFor();
  await why('mia', 'mia sees it.');
  await why('nobody', 'There is no such client.');

  await mia.getByRole('link', { name: 'Offer.docx' }).click();
  await mia.getByRole('heading', { name: 'Offer.docx' }).waitFor();
  await ops.getByRole('button', { name: 'Take away from mia' }).click();
  await ops.getByText('It is shared with nobody.').waitFor();
  assert.equal(await ops.evaluate(() => globalThis.document.activeElement?.id), 'naming');
  await mia.getByRole('heading', { name: 'There is nothing here for you' }).waitFor();
  await sound(mia, 'taken away', { axeToo: false });
});

test('a folder is shared with all that lies in it', async () => {
  const folder = await place.call('POST', '/api/folders/', { name: 'For Otto' }, ann);
  await place.upload('In the folder.docx', { audience: 'named', folder: folder.id });
  const otto = await place.token('otto');
  const seen = async () => (await place.call('GET', '/api/list-uploaded-files/?search=folder', undefined, otto)).files.length;
  assert.equal(await seen(), 0);
  await ops.goto(`/ops/folders/${folder.id}`);
  await ops.getByRole('combobox', { name: 'Clients and groups' }).fill('otto');
  await ops.getByRole('option', { name: 'otto' }).click();
  await ops.getByRole('button', { name: 'Share', exact: true }).click();
  await ops.getByText('Shared with otto.').waitFor();
  await sound(ops, 'a shared folder', { axeToo: false });
  assert.equal(await seen(), 1);
  await ops.getByRole('button', { name: 'Take away from otto' }).click();
  await ops.getByText('It is shared with nobody.').waitFor();
  assert.equal(await seen(), 0);
  const cleo = await look(place);
  await signIn(cleo, 'cleo');
  await cleo.goto(`/ops/folders/${folder.id}`);
  await cleo.getByText('Whoever made it can share it').waitFor();
});

test('its terms: what is wrong stands at its field, and only what was changed is sent', async () => {
  const { id } = await place.upload('Terms.docx', { label: 'old' });
  const problem = { type: 'about:blank', title: 'Internal Server Error', status: 500, code: 'internal', detail: 'Something broke here.' };
  await ops.route(/\/api\/folders\/\?/, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
  await open(ops, id);
  await ops.locator('.terms .trouble').getByText('Something broke here.').waitFor();
  await ops.unroute(/\/api\/folders\/\?/);
  await ops.locator('.terms .trouble').getByRole('button', { name: 'Try again' }).click();
  await ops.locator('.terms .trouble').waitFor({ state: 'detached' });
  await ops.getByLabel('Name', { exact: true }).fill('Terms.xlsx');
  await ops.getByLabel('Expires').fill('2020-01-01T10:00');
  await ops.getByRole('button', { name: 'Save' }).click();
  await ops.locator('#name[aria-invalid=true]').waitFor();
  await ops.locator('#expires_at[aria-invalid=true]').waitFor();
  await until(() => ops.evaluate(() => globalThis.document.activeElement?.id === 'name'), 'the first wrong field has the focus');
  await sound(ops, 'with faults');
  await ops.getByLabel('Name', { exact: true }).fill('Terms 2027.docx');
  await ops.getByLabel('Expires').fill('2037-01-01T10:00');
  await ops.getByLabel('Labels').fill('2027, offer');
  await ops.getByLabel('Downloads for each client').fill('1');
  await ops.getByLabel('Legal hold').check();
  await ops.getByRole('button', { name: 'Save' }).click();
  await ops.getByText('Saved.').waitFor();
  await ops.getByRole('heading', { name: 'Terms 2027.docx' }).waitFor();
  const file = await show(id);
  assert.deepEqual([file.labels.sort(), file.max_downloads, file.legal_hold, file.description], [['2027', 'offer'], 1, true, '']);
  assert.equal(new Date(file.expires_at).getUTCFullYear(), 2037);
  // Under legal hold it stays, and the dialog says why.
  await ops.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = ops.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete Terms 2027.docx' }).click();
  await dialog.getByRole('alert').waitFor();
  await sound(ops, 'a dialog that was refused', { axeToo: false });
  await ops.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await ops.evaluate(() => globalThis.document.activeElement?.textContent.trim()), 'Delete');
});

test('what is typed while terms are being saved stays, and what was touched follows what others do', async () => {
  const { id } = await place.upload('Slow.docx');
  await open(ops, id);
  const [description, hold, whom] = [ops.getByLabel('Description'), ops.getByLabel('Legal hold'), ops.locator('#audience')];
  let go;
  const held = new Promise((done) => { go = done; });
  await ops.route('**/api/files/*/', async (route) => {
    if (route.request().method() === 'PATCH') await held;
    await route.continue();
  });
  await ops.getByLabel('Labels').fill(' sent ');
  await description.fill('Sent');
  await ops.getByRole('button', { name: 'Save' }).click();
  await description.fill('Typed meanwhile');
  await hold.check();
  go();
  await ops.getByText('Saved.').waitFor();
  const says = async () => [await description.inputValue(), await hold.isChecked(), await whom.inputValue(), await ops.getByLabel('Labels').inputValue()];
  assert.deepEqual(await says(), ['Typed meanwhile', true, 'everyone', 'sent']);
  assert.equal((await show(id)).description, 'Sent');
  await ops.unroute('**/api/files/*/');
  await ops.getByRole('button', { name: 'Save' }).click();
  await until(async () => (await show(id)).legal_hold, 'it is saved, too');
  await ops.getByText('Saved.').waitFor();
  // What is touched and put back is not changed by anybody here.
  await whom.selectOption('named');
  await whom.selectOption('everyone');
  await hold.uncheck();
  await hold.check();
  await description.fill('Thought better of it');
  await description.fill('Typed meanwhile');
  await ops.getByLabel('Labels').fill('sent, and more');
  await place.call('PATCH', `/api/files/${id}/`, { description: 'By another', legal_hold: false, audience: 'named', labels: ['other'] }, ann);
  await until(async () => await description.inputValue() === 'By another', 'it follows');
  assert.deepEqual(await says(), ['By another', false, 'named', 'sent, and more']);
});

test('a client asks for what they have had often enough, and for what has expired', async () => {
  const { id } = await place.upload('Once.docx', { max_downloads: '1' });
  const otto = await look(place, { scheme: 'dark' });
  await signIn(otto, 'otto');
  await otto.goto(`/files/${id}`);
  const coming = otto.waitForEvent('download');
  await otto.getByRole('button', { name: 'Download', exact: true }).click();
  await (await coming).path();
  await otto.getByRole('button', { name: 'Download again' }).waitFor({ timeout: 15_000 });
  await otto.getByRole('button', { name: 'Download again' }).click();
  await otto.getByRole('button', { name: 'Ask for it' }).waitFor();
  await sound(otto, 'a limit is reached');
  await otto.getByRole('button', { name: 'Ask for it' }).click();
  await otto.getByText('Whoever uploaded it is told').waitFor();
  await otto.reload();
  await otto.getByRole('button', { name: 'Download again' }).click();
  await otto.getByRole('button', { name: 'Ask for it' }).click();
  await otto.getByText('You have asked for it today.').waitFor();
  await open(ops, id, '/downloads');
  await ops.getByText('otto@example.com').waitFor();
  await ops.getByText('Once, by one account').waitFor();
  await sound(ops, 'who has it');

  const over = await place.upload('Over.docx', { expires_at: new Date(Date.now() + 2500).toISOString() });
  await until(async () => {
    await otto.goto(`/files/${over.id}`);
    await settled(otto);
    return otto.getByText('It is no longer available.').isVisible();
  }, 'it expires');
  await sound(otto, 'expired');
  // Where it is mails of which there were enough, one can ask for it later.
  await otto.getByRole('button', { name: 'Ask for it' }).click();
  await otto.getByText(/The next one is possible in (59|60) minutes|The next one is possible in 1 hour/).waitFor();
  await open(ops, over.id);
  await ops.getByText('Expired', { exact: true }).waitFor();
});

test('a newer version, and an older one again', async () => {
  const { id } = await place.upload('Plan.docx');
  await open(ops, id, '/versions');
  await ops.getByText('Version 1', { exact: true }).waitFor();
  const send = (name, kind) => ops.getByLabel('Send a newer version').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: document(kind, 500) });
  await send('Plan.xlsx', 'xlsx');
  await ops.locator('.sending .wrong').waitFor();
  await send('Plan, mended.docx', 'docx');
  // It comes, is scanned, and takes the place of the one before: all by itself.
  await ops.getByRole('listitem').filter({ hasText: 'Version 2' }).getByText('Clients have this one').waitFor();
  await sound(ops, 'versions');
  await ops.getByRole('button', { name: 'Take it again: version 1' }).click();
  await ops.getByRole('listitem').filter({ hasText: 'Version 3' }).getByText('Clients have this one').waitFor();
  assert.equal((await show(id)).version, 3);
  const coming = ops.waitForEvent('download');
  await ops.getByRole('button', { name: 'Download version 2' }).click();
  assert.equal((await coming).suggestedFilename(), 'Plan.docx');
  await ops.getByRole('link', { name: 'What happened' }).click();
  await ops.getByText('Older version brought back').waitFor();
  await sound(ops, 'what happened');
});

test('a link with a password is good until it is ended', async () => {
  const { id } = await place.upload('Minutes.docx');
  await open(ops, id, '/links');
  await ops.getByText('There are no links.').waitFor();
  await ops.getByLabel('Password of the link').fill('short');
  await ops.getByRole('button', { name: 'Make a link' }).click();
  await ops.locator('#password[aria-invalid=true]').waitFor();
  await ops.getByLabel('How long').selectOption('An hour');
  await ops.getByLabel('Password of the link').fill('another horse');
  await ops.getByRole('button', { name: 'Make a link' }).click();
  await ops.getByText('This is shown only now.').waitFor();
  await sound(ops, 'a link that was made');
  const link = await ops.locator('.link').textContent();
  const fetched = (password) => fetch(link, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body: JSON.stringify({ password }) });
  assert.equal((await fetched('not this one')).status, 401);
  const got = await fetched('another horse');
  assert.equal(got.status, 200);
  await got.arrayBuffer();
  await ops.getByRole('button', { name: 'End the link of ann.berger' }).click();
  await ops.getByText('There are no links.').waitFor();
  assert.equal((await fetched('another horse')).status, 410);
  await place.call('POST', `/api/download-file/${id}/`, { once: true }, await place.token('mia'));
  await ops.reload();
  await ops.getByText('Good once').waitFor();
  await ops.getByRole('button', { name: 'End all links' }).click();
  await ops.getByRole('dialog').getByRole('button', { name: 'End all links' }).click();
  await ops.getByText('There are no links.').waitFor();
});

test('what the scan has shut: released on record, scanned again, deleted, brought back, erased', async () => {
  const { id } = await infected('Form.docx');
  const page = await look(place, { width: 390, scheme: 'dark' });
  await signIn(page, 'ann.berger');
  await page.goto('/ops/quarantine');
  await page.getByText('The EICAR test file').waitFor();
  await place.upload('Closed.docx', {}, 0, { 'word/embeddings/a.rar': 'Rar!\x1a\x07\0 and more' });
  await page.getByRole('link', { name: 'Could not be scanned 1' }).click();
  await page.getByText('A part that cannot be looked into').waitFor();
  await sound(page, 'what could not be scanned', { axeToo: false });
  await page.getByRole('link', { name: 'Closed.docx' }).click();
  await page.getByRole('region', { name: 'Scan' }).getByText('It could not be looked into whole').waitFor();
  await page.getByRole('region', { name: 'Scan' }).getByText('A part that cannot be looked into').waitFor();
  await page.getByRole('button', { name: 'Scan again: Closed.docx' }).waitFor();
  await sound(page, 'what could not be scanned, on its own page');
  await page.goBack();
  await page.getByRole('link', { name: /^Infected/ }).click();
  await sound(page, 'quarantine');
  await page.getByRole('button', { name: 'Release Form.docx' }).click();
  const dialog = page.getByRole('dialog');
  await until(() => page.evaluate(() => Boolean(globalThis.document.activeElement?.closest('dialog'))), 'the dialog has the focus');
  await dialog.getByRole('button', { name: 'Release Form.docx' }).click();
  await dialog.locator('#reason[aria-invalid=true]').waitFor();
  await sound(page, 'releasing, with faults');
  await dialog.getByLabel('Why it is no danger').fill('It is our own form.');
  await dialog.getByLabel('Password', { exact: true }).fill('not this one at all');
  await dialog.getByRole('button', { name: 'Release Form.docx' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Release Form.docx' }).click();
  await page.getByText('Nothing here.').waitFor();
  await page.getByRole('link', { name: /^Released/ }).click();
  await page.getByText('It is our own form.').waitFor();
  await sound(page, 'released');
  assert.equal((await show(id)).scan_status, 'released');
  await page.getByRole('button', { name: 'Scan again: Form.docx' }).click();
  await page.getByRole('status').filter({ hasText: 'Form.docx will be scanned again' }).waitFor({ state: 'attached' });
  await page.getByRole('link', { name: 'Form.docx' }).click();
  await page.getByRole('heading', { name: 'Form.docx', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await dialog.getByRole('button', { name: 'Delete Form.docx' }).click();
  await page.getByText('In the trash', { exact: true }).waitFor();
  await sound(page, 'in the trash', { axeToo: false });
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await dialog.getByRole('button', { name: 'Restore Form.docx' }).click();
  await page.getByText('In the trash', { exact: true }).waitFor({ state: 'detached' });
  await place.call('DELETE', `/api/files/${id}/`, undefined, ann);
  await page.getByRole('button', { name: 'Delete for ever' }).click();
  await dialog.getByRole('button', { name: 'Delete Form.docx for ever' }).click();
  await page.getByText('Form.docx is gone.').waitFor();
  await sound(page, 'gone', { axeToo: false });
});

test('by the keyboard alone from an upload to the quarantine and out of it', async () => {
  const page = await look(place);
  await signIn(page, 'ann.berger');
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
  const chooser = page.waitForEvent('filechooser');
  await tabTo(page, /Upload documents/);
  await page.keyboard.press('Enter');
  await (await chooser).setFiles({ name: 'Order.docx', mimeType: 'application/x', buffer: document('docx', 0, undefined, { 'word/media/image1.txt': EICAR }) });
  await page.locator('.sending li').filter({ hasText: 'Order.docx' }).getByText('Infected').waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await page.getByRole('heading', { name: 'Quarantine' }).waitFor();
  await page.getByText('The EICAR test file').waitFor();
  await page.keyboard.press('j');
  await page.waitForFunction(() => globalThis.document.activeElement?.textContent === 'Order.docx');
  await tabTo(page, /^Release Order.docx$/);
  await page.keyboard.press('Enter');
  await tabTo(page, /Why it is no danger/);
  await page.keyboard.type('It is our own order.');
  await tabTo(page, /^Password$/);
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('Nothing here.').waitFor();
  await until(() => page.evaluate(() => globalThis.document.activeElement !== globalThis.document.body), 'the focus is somewhere');
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Order.docx' }).waitFor();
  await tabTo(page, /^Delete Order.docx$/, 60);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await tabTo(page, /^Delete Order.docx$/);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Order.docx' }).waitFor({ state: 'detached' });
});

test('on its own page: what is wrong in a dialog has the focus there, and what is done is said alone', async () => {
  const { id } = await infected('Said.docx');
  const page = await look(place);
  await signIn(page, 'ann.berger');
  await open(page, id);
  await page.evaluate(() => {
    globalThis.heard = [];
    new MutationObserver(() => {
      for (const it of document.querySelectorAll('p.unseen[role=status]')) globalThis.heard.push(it.textContent);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  const heard = (what) => until(() => page.evaluate(() => globalThis.heard.join('\n')).then((all) => all.includes(what) && all), `${what} is said`);
  await page.getByRole('button', { name: 'Release Said.docx' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Why it is no danger').fill('It is our own form.');
  await dialog.getByLabel('Password', { exact: true }).fill('not this one at all');
  await dialog.getByRole('button', { name: 'Release Said.docx' }).click();
  await dialog.getByRole('alert').waitFor();
  await until(() => page.evaluate(() => globalThis.document.activeElement?.matches('dialog .notice, dialog [aria-invalid=true]')), 'the fault has the focus');
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Release Said.docx' }).click();
  await page.getByText('It is our own form.').waitFor();
  await heard('Said.docx is released');
  await page.getByRole('button', { name: 'Scan again: Said.docx' }).click();
  // Neither a release nor the beginning of a scan is a verdict.
  assert.ok(!(await heard('Said.docx will be scanned again')).includes('did not pass'));
});

test('two who look at one document see what the other does', async () => {
  const { id } = await place.upload('Ours.docx');
  const ben = await look(place);
  await signIn(ben, 'ben');
  await open(ben, id);
  await open(ops, id);
  await ben.getByLabel('Description').fill('Typed, and not saved yet');
  await ops.getByLabel('Name', { exact: true }).fill('Ours, mended.docx');
  await ops.getByRole('button', { name: 'Save' }).click();
  await ben.getByRole('heading', { name: 'Ours, mended.docx' }).waitFor();
  assert.equal(await ben.getByLabel('Name', { exact: true }).inputValue(), 'Ours, mended.docx');
  await ben.getByRole('button', { name: 'Save' }).click();
  await ben.getByText('Saved.').waitFor();
  const file = await show(id);
  assert.deepEqual([file.name, file.description], ['Ours, mended.docx', 'Typed, and not saved yet']);
  await ben.getByRole('button', { name: 'Delete', exact: true }).click();
  await place.call('DELETE', `/api/files/${id}/?forever=true`, undefined, ann);
  await ben.getByText('Ours, mended.docx is gone.').waitFor();
  await ops.getByText('Ours, mended.docx is gone.').waitFor();
  await sound(ben, 'gone under the hands', { axeToo: false });
});

test('without permissions one looks after one’s own documents alone', async () => {
  const others = await place.upload('Of others.docx');
  await infected('Shut.docx');
  const cleo = await look(place);
  await signIn(cleo, 'cleo');
  await open(cleo, others.id);
  await cleo.getByText('Whoever uploaded it can change it').waitFor();
  assert.deepEqual(await cleo.getByRole('navigation', { name: 'Document', exact: true }).getByRole('link').allTextContents(), ['About it']);
  assert.equal(await cleo.getByRole('button', { name: /Delete|Scan again|Save/ }).count(), 0);
  await sound(cleo, 'a document of others');
  await cleo.goto('/ops/quarantine');
  await cleo.getByText('Shut.docx').waitFor();
  await cleo.getByText('is for people with the permission').waitFor();
  assert.equal(await cleo.getByRole('button', { name: /Release|Scan again|Delete/ }).count(), 0);
  await sound(cleo, 'quarantine without permission');

  // Her own she shares with whom she names, as she sees no list of people.
  const form = new FormData();
  form.append('audience', 'named');
  form.append('file', new Blob([document('docx')]), 'Mine.docx');
  const answer = await fetch(`${place.url}/api/upload/`, { method: 'POST', headers: { authorization: `Bearer ${await place.token('cleo')}` }, body: form });
  const { file: { id } } = await answer.json();
  await open(cleo, id, '/sharing');
  await cleo.getByLabel('Clients', { exact: true }).fill('nobody.there');
  await cleo.getByRole('button', { name: 'Share', exact: true }).click();
  await cleo.locator('#clients[aria-invalid=true]').waitFor();
  await cleo.getByLabel('Clients', { exact: true }).fill('mia, otto@example.com');
  await cleo.getByLabel('They may').selectOption('Only view');
  await cleo.getByRole('button', { name: 'Share', exact: true }).click();
  await cleo.getByText('Shared with mia, otto.').waitFor();
  const { shares } = await place.call('GET', `/api/files/${id}/shares/`, undefined, ann);
  assert.deepEqual(shares.map(({ client, right }) => [client.username, right]).sort(), [['mia', 'view'], ['otto', 'view']]);
  await sound(cleo, 'shared by names');
});

test('all of it narrow, from right to left', async () => {
  const { id } = await place.upload('عقد التوريد وملحقاته.docx', { client: 'mia', description: 'النسخة المتفق عليها' });
  const page = await look(place, { width: 320 });
  await signIn(page, 'ann.berger');
  await page.evaluate(() => localStorage.setItem('language', 'ar'));
  for (const tab of ['', '/sharing', '/versions', '/downloads', '/links', '/history']) {
    await page.goto(`/ops/files/${id}${tab}`);
    await page.getByRole('heading', { name: 'عقد التوريد وملحقاته.docx' }).waitFor();
    assert.equal(await page.evaluate(() => globalThis.document.documentElement.dir), 'rtl');
    await sound(page, `right to left ${tab}`, { axeToo: false });
  }
  await page.goto('/ops/quarantine');
  await sound(page, 'right to left, quarantine');
});
