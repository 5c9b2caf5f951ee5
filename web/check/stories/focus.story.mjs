// Whatever is pressed, the focus is somewhere afterwards: where the button was that is gone, or near it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { document } from './documents.mjs';
import { finish, look, settled, signIn, strongroom } from './strongroom.mjs';

let place;
before(async () => {
  place = await strongroom({ OPS_MAY_DOWNLOAD: 'true' });
  await place.client('ann');
  await place.upload('First.docx', { label: 'one' });
  await place.upload('Second.docx');
});
after(async () => {
  await finish();
  await place.stop();
});

/** Presses a button by the keyboard, and says what has the focus when all is drawn. */
async function press(page, button) {
  await button.press('Enter');
  await settled(page);
  // What is pressed shows with the next frame, which a slow machine takes its time for.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const at = await page.evaluate(() => {
    const it = globalThis.document.activeElement;
    return it === globalThis.document.body ? '' : it?.id || it?.getAttribute('aria-label') || it?.textContent?.trim() || it?.tagName;
  });
  assert.ok(at, 'nothing has the focus');
  return at;
}

test('a client: lists, what asks for the password, and what is shown once', async () => {
  const page = await look(place);
  const button = (name) => page.getByRole('button', { name, exact: true });
  await signIn(page, 'ann');
  await page.getByRole('searchbox').fill('nothing of the kind');
  await page.getByText('No document has').waitFor();
  await press(page, button('Show all'));
  await page.getByLabel('Choose First.docx').check();
  await press(page, button('Choose none'));
  await page.route(/list-uploaded-files/, (route) => route.abort());
  await page.reload();
  await page.getByRole('button', { name: 'Try again' }).last().waitFor();
  await page.unroute(/list-uploaded-files/);
  await press(page, page.getByRole('button', { name: 'Try again' }).last());
  await page.goto('/profile/security');
  assert.equal(await press(page, button('Set it up')), 'totp-password');
  assert.equal(await press(page, button('Not now')), 'Set it up');
  assert.equal(await press(page, button('Add a passkey')), 'passkey-name');
  await page.goto('/profile/data');
  assert.equal(await press(page, button('Erase my account')), 'password');
  assert.equal(await press(page, button('Keep it')), 'Erase my account');
});

test('the company’s own people: what is being sent, what narrows a list, what is chosen', async () => {
  const page = await look(place);
  const button = (name) => page.getByRole('button', { name, exact: true });
  await signIn(page, 'ann.berger');
  await page.goto('/ops/files?label=one');
  await page.getByText('1 of 1 shown').waitFor();
  await press(page, button('Show all'));
  await page.getByText('2 of 2 shown').waitFor();
  await page.getByLabel('Choose First.docx').check();
  await press(page, button('Choose none'));
  await page.locator('input[type=file]').setInputFiles(['Third.docx', 'Fourth.docx', 'Fifth.docx'].map((name) => ({ name, mimeType: 'application/x', buffer: document('docx') })));
  await page.getByRole('heading', { name: 'All is sent.' }).waitFor();
  assert.match(await press(page, button('Take Third.docx off this list')), /Fourth.docx/);
  await press(page, button('Clear this list'));
  await page.getByLabel('Choose Third.docx').check();
  const [archive] = await Promise.all([page.waitForEvent('download'), press(page, button('Download as one archive'))]);
  await archive.path();
  await page.getByText('One document chosen').waitFor({ state: 'detached' });
  assert.ok(await page.evaluate(() => globalThis.document.activeElement !== globalThis.document.body));
});

test('on the page of one thing: on its heading from the beginning, however long the rest takes', async () => {
  const token = await place.token('ann.berger');
  await place.call('POST', '/api/ops/groups/', { name: 'Board' }, token);
  for (const [username, list, name, asked] of [
    ['ann', '/files', 'First.docx', /\/api\/files\/[^/]+\/$/], ['ann.berger', '/ops/people', 'ann', /\/api\/ops\/people\/[^/?]+\/$/],
    ['ann.berger', '/ops/groups', 'Board', /\/api\/ops\/groups\/[^/?]+\/$/], ['ann.berger', '/ops/jobs', 'Scan a document', /\/api\/ops\/jobs\/[^/?]+\/$/],
  ]) {
    const page = await look(place);
    await signIn(page, username);
    await page.goto(list);
    let go;
    const held = new Promise((done) => { go = done; });
    await page.route(asked, async (route) => { await held; await route.continue(); });
    await page.getByRole('link', { name, exact: true }).first().press('Enter');
    const isThere = () => page.evaluate(() => globalThis.document.activeElement?.matches('h1') && globalThis.document.activeElement.textContent);
    await page.waitForFunction(() => globalThis.document.activeElement?.matches('h1'));
    go();
    await settled(page);
    assert.equal(await isThere(), name);
    await page.context().close();
  }
});
