import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { PASSWORD, finish, look, signIn, sound, strongroom, tabTo, until } from './strongroom.mjs';

let place, file;
before(async () => {
  place = await strongroom();
  file = await place.upload('Agreement.docx', {}, 20_000);
  await place.upload('Price list.xlsx');
});
after(async () => {
  await finish();
  await place.stop();
});

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

test('a client signs up, opens the link of the mail, logs in and downloads', async () => {
  const page = await look(place);
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign up' }).click();
  await page.getByLabel('User name', { exact: true }).fill('x');
  await page.getByLabel('E-mail', { exact: true }).fill('maria@example.com');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Sign up' }).click();
  // What is wrong stands at its field, and the first of them has the focus.
  await page.locator('#username[aria-invalid=true]').waitFor();
  await until(() => page.evaluate(() => document.activeElement?.id === 'username'), 'the first wrong field has the focus');
  await sound(page, 'sign up, with faults');
  await page.getByLabel('User name').fill('maria');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.waitForURL('**/sign-up/sent');
  await sound(page);

  const link = await place.link('maria@example.com', 'verify-email');
  await page.goto(link);
  await sound(page, 'the page behind the link');
  await page.getByRole('button').click();
  await sound(page, 'what came of it');
  await page.getByRole('link', { name: 'Log in' }).click();
  await page.waitForURL('**/sign-in');
  await signIn(page, 'maria');
  await page.getByText('2 documents').waitFor();
  await sound(page);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: /Download .*Agreement/ }).click();
  const download = await coming;
  assert.equal(download.suggestedFilename(), 'Agreement.docx');
  assert.equal(sha256(await download.path()), file.sha256);
  // Once it is delivered, the list says so.
  await page.getByRole('button', { name: /Download again: .*Agreement/ }).waitFor({ timeout: 15_000 });
  assert.deepEqual(page.faults, []);
});

test('a forgotten password is set anew without script', async () => {
  await place.client('otto');
  const page = await look(place);
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgotten?' }).click();
  await page.getByLabel('E-mail', { exact: true }).fill('otto@example.com');
  await page.getByRole('button', { name: 'Send me the link' }).click();
  await page.getByText('Sent. If the address has an account').waitFor();
  await sound(page);
  const plain = await look(place, { javaScriptEnabled: false, width: 390, scheme: 'dark' });
  await plain.goto(await place.link('otto@example.com', 'password/reset'));
  await plain.getByLabel('New password').fill('a quite different horse');
  await plain.getByRole('button', { name: 'Set this password' }).click();
  await plain.getByRole('heading', { name: 'Done' }).waitFor();
  assert.deepEqual(plain.faults, []);
  await plain.goto('/sign-in');
  await plain.locator('.noscript').waitFor();
});

test('by the keyboard alone from logging in to a document', async () => {
  await place.client('kay');
  const page = await look(place);
  await page.goto('/sign-in');
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  const to = (named) => tabTo(page, named);
  await to(/User name/);
  await page.keyboard.type('kay');
  await to(/^Password$/);
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/files');
  await page.getByRole('heading', { name: 'Your documents' }).waitFor();
  await until(() => page.evaluate(() => document.activeElement?.tagName === 'H1'), 'the heading of a new page has the focus');
  await page.locator('.doc').first().waitFor();
  await to(/Download .*Agreement/);
  const coming = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  await coming;
  await to(/Log out/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/sign-in');
});

test('several documents come as one archive', async () => {
  await place.client('zoe');
  const page = await look(place);
  await signIn(page, 'zoe');
  await page.getByRole('checkbox', { name: /Agreement/ }).check();
  await page.getByRole('checkbox', { name: /Price list/ }).check();
  await page.getByRole('status').filter({ hasText: '2 documents chosen' }).first().waitFor();
  await sound(page, 'two chosen');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as one archive' }).click();
  assert.match((await coming).suggestedFilename(), /\.zip$/);
  await page.getByText('2 documents chosen').first().waitFor({ state: 'detached' });
});

test('who is logged in is known to no script, and everything stays on this machine', async () => {
  await place.client('sam');
  const page = await look(place);
  await signIn(page, 'sam');
  const cookies = await page.context().cookies();
  const session = cookies.find(({ name }) => name === 'strongroom');
  assert.ok(session.httpOnly && session.sameSite === 'Strict', JSON.stringify(session));
  assert.equal(await page.evaluate(() => document.cookie), '');
  assert.deepEqual(page.faults, []);
});
