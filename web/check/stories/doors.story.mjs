// What people meet who are not let in at once: approval, invitation, a second factor that is required, too many tries. And keys.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PASSWORD, finish, look, signIn, sound, strongroom, totp, until } from './strongroom.mjs';

after(finish);

async function logIn(page, username, password = PASSWORD) {
  await page.getByLabel('User name or e-mail').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

test('where accounts are approved one is told to wait, and then let in', async () => {
  const place = await strongroom({ SIGNUP: 'approval' });
  await place.client('uma');
  const page = await look(place);
  await page.goto('/sign-in');
  await logIn(page, 'uma');
  await page.getByRole('alert').getByText(/approv/).waitFor();
  await sound(page, 'waiting for approval');
  const token = await place.token('ann.berger');
  const { people } = await place.call('GET', '/api/ops/people/?state=waiting', undefined, token);
  await place.call('POST', `/api/ops/people/${people[0].id}/approve/`, undefined, token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Your documents' }).waitFor();
  await place.stop();
});

test('where people are invited nobody else signs up, and the mail lets one in', async () => {
  const place = await strongroom({ SIGNUP: 'invited' });
  const page = await look(place, { width: 390 });
  await page.goto('/sign-in');
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Sign up' }).count(), 0);
  await page.goto('/sign-up');
  await page.getByText('Accounts here are for those who are invited.').waitFor();
  assert.equal(await page.getByRole('textbox').count(), 0);
  await sound(page, 'sign up, closed');
  await place.call('POST', '/api/ops/people/', { email: 'vera@example.com', role: 'client' }, await place.token('ann.berger'));
  await page.goto(await place.link('vera@example.com', 'invitation'));
  await sound(page, 'an invitation');
  await page.locator('input[name=username]').fill('vera');
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.getByRole('button').click();
  await page.getByRole('link', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await logIn(page, 'vera');
  await page.getByRole('heading', { name: 'Your documents' }).waitFor();
  await place.stop();
});

test('where a second factor is required one sets it up before anything else', async () => {
  const place = await strongroom({ REQUIRE_SECOND_FACTOR: 'all' });
  await place.client('wim');
  const page = await look(place, { scheme: 'dark' });
  await signIn(page, 'wim');
  await page.getByText('This account needs a second factor.').waitFor();
  await sound(page, 'a second factor is due');
  await page.getByRole('link', { name: 'Documents' }).click();
  await page.getByText('This account needs a second factor.').waitFor();
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('img', { name: 'QR code for your app' }).waitFor();
  await page.getByLabel('The code that it shows').fill(totp(await page.locator('code').first().textContent()));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await page.getByRole('button', { name: 'I have noted them' }).click();
  await page.getByText('This account needs a second factor.').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Documents' }).click();
  await page.getByRole('heading', { name: 'Your documents' }).waitFor();
  await place.stop();
});

test('whoever tries too often is told for how long, and goes on when that is over', async () => {
  const place = await strongroom({ LIMIT_LOGIN: '2/8s' });
  await place.client('xia');
  const page = await look(place);
  await page.goto('/sign-in');
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  const said = page.getByText(/Too many tries. The next one is possible in \d/);
  for (let tries = 0; tries < 4 && !await said.count(); tries += 1) {
    const answer = page.waitForResponse('**/api/login/');
    await logIn(page, 'xia', `not the password ${tries}`);
    await answer;
    await page.getByRole('alert').waitFor();
  }
  await said.waitFor();
  const first = await said.textContent();
  // Nothing can be sent meanwhile, and not every second is said aloud.
  assert.equal(await page.getByRole('button', { name: 'Log in' }).getAttribute('aria-disabled'), 'true');
  assert.match(await page.locator('[role=alert] [aria-live=off]').textContent(), /^\d+ seconds?$/);
  await sound(page, 'too many tries');
  await until(async () => (await said.textContent().catch(() => '')) !== first, 'it counts down');
  await said.waitFor({ state: 'detached' });
  await logIn(page, 'xia');
  await page.getByRole('heading', { name: 'Your documents' }).waitFor();
  await place.stop();
});

test('single keys do what buttons do, never where one writes, and can be turned off', async () => {
  const place = await strongroom();
  await place.client('yan');
  await place.upload('First.docx');
  await place.upload('Second.xlsx');
  const page = await look(place);
  const list = page.getByRole('dialog', { name: 'Keys' });
  await page.goto('/sign-in');
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await page.keyboard.press('?');
  await list.getByText('Next row').waitFor();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await signIn(page, 'yan');
  await page.locator('.doc').nth(1).waitFor();
  const at = () => page.evaluate(() => document.activeElement?.textContent.trim());
  await page.keyboard.press('/');
  await page.keyboard.type('jjd');
  assert.equal(await page.getByRole('searchbox').inputValue(), 'jjd');
  await page.getByRole('searchbox').fill('');
  await page.locator('.doc').nth(1).waitFor();
  await page.getByRole('searchbox').evaluate((it) => it.blur());
  await page.keyboard.press('j');
  const focused = (name) => until(async () => (await at()) === name, `${name} has the focus`);
  // The checkbox of a row is passed over.
  await focused('Second.xlsx');
  await page.keyboard.press('j');
  await focused('First.docx');
  await page.keyboard.press('k');
  await focused('Second.xlsx');
  const coming = page.waitForEvent('download');
  await page.keyboard.press('d');
  assert.equal((await coming).suggestedFilename(), 'Second.xlsx');
  await page.keyboard.press('?');
  await list.getByText('Next row').waitFor();
  await sound(page, 'the list of keys');
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Profile' }).click();
  await page.getByRole('link', { name: 'Preferences' }).click();
  await page.getByLabel('Single keys do what buttons do').uncheck();
  await page.getByRole('link', { name: 'Documents' }).click();
  await page.locator('.doc').nth(1).waitFor();
  await page.keyboard.press('?');
  await page.keyboard.press('j');
  assert.equal(await list.count(), 0);
  assert.notEqual(await at(), 'Second.xlsx');
  // Logging out changes neither that nor the language.
  await page.locator('footer').getByLabel('Language').selectOption('de');
  await page.getByRole('button', { name: 'Abmelden' }).click();
  await page.waitForURL('**/sign-in');
  await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
  assert.deepEqual(await page.evaluate(() => ({ ...localStorage })), { language: 'de', 'keys-off': '1' });
  await place.stop();
});
