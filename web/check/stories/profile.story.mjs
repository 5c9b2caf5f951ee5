import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PASSWORD, finish, look, signIn, sound, strongroom, totp } from './strongroom.mjs';

let place;
before(async () => {
  place = await strongroom();
});
after(async () => {
  await finish();
  await place.stop();
});

async function logOut(page) {
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.waitForURL('**/sign-in');
}

test('a second factor by an app: set up, asked for, replaced by a recovery code', async () => {
  await place.client('tom');
  const page = await look(place);
  await signIn(page, 'tom');
  await page.goto('/profile/security');
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('img', { name: 'QR code for your app' }).waitFor();
  await sound(page, 'setting up codes');
  const secret = await page.locator('code').first().textContent();
  await page.getByLabel('The code that it shows').fill(totp(secret));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await page.getByText('Your recovery codes').waitFor();
  await sound(page, 'recovery codes');
  const codes = await page.locator('.codes code').allTextContents();
  assert.equal(codes.length, 10);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByText('Copied.').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), codes.join('\n'));
  await page.getByRole('button', { name: 'I have noted them' }).click();
  await logOut(page);

  const half = async () => {
    await page.getByLabel('User name or e-mail').fill('tom');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
  };
  await half();
  await sound(page);
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Code').fill(codes[0]);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('**/files');
  await page.goto('/profile/security');
  await page.getByText('9 recovery codes are left').waitFor();
  await logOut(page);
  await half();
  // A code is good once, and this step's is spent.
  await page.getByLabel('Code').fill(totp(secret, Math.floor(Date.now() / 30_000) + 1));
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('**/files');
});

test('a passkey: added, used instead of a password, removed', async () => {
  await place.client('pia');
  const page = await look(place);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
    protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
  } });
  await signIn(page, 'pia');
  await page.goto('/profile/security');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Its name').fill('Phone');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('Phone', { exact: true }).waitFor();
  await sound(page, 'passkeys');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('alert').getByText('This device has a passkey of yours already.').waitFor();
  await logOut(page);
  await page.evaluate(() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'SecurityError')); });
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('alert').getByText('The browser could not use a passkey here.').waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL('**/files');
  await page.goto('/profile/security');
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Phone', { exact: true }).waitFor({ state: 'detached' });
});

test('names, picture, password, sessions', async () => {
  await place.client('nora');
  const page = await look(place);
  await signIn(page, 'nora');
  await page.goto('/profile');
  await page.getByLabel('What you want to be called').fill('Nora Quint');
  await page.getByLabel('User name').fill('nora.quint');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await page.locator('.who').getByText('nora.quint').waitFor();
  const before = await page.getByRole('img', { name: 'Your picture' }).getAttribute('src');
  const png = await page.screenshot({ clip: { x: 0, y: 0, width: 64, height: 64 } });
  await page.getByLabel('Choose a picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: png });
  await page.waitForFunction((src) => document.querySelector('.portrait img')?.getAttribute('src') !== src, before);
  await page.getByLabel('Choose a picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await page.getByRole('alert').waitFor();
  page.faults.length = 0;
  await sound(page, 'a picture that is none');

  const other = await look(place);
  await signIn(other, 'nora.quint');
  // One that has ended elsewhere meanwhile is not there any more.
  const third = await look(place);
  await signIn(third, 'nora.quint');
  await page.goto('/profile/sessions');
  await page.getByRole('button', { name: /^End the session/ }).nth(1).waitFor();
  await logOut(third);
  for (const left of [1, 0]) {
    await page.getByRole('button', { name: /^End the session/ }).first().click();
    await page.getByRole('button', { name: /^End the session/ }).nth(left).waitFor({ state: 'detached' });
  }
  assert.equal(await page.getByRole('alert').count(), 0);
  await other.reload();
  await other.waitForURL('**/sign-in?*');
  await signIn(other, 'nora.quint');
  await page.reload();
  await page.getByText('This one').waitFor();
  await page.getByRole('button', { name: 'End all others' }).click();
  await page.getByRole('button', { name: 'End all others' }).waitFor({ state: 'detached' });
  await other.reload();
  await other.waitForURL('**/sign-in?*');

  await page.goto('/profile/password');
  await page.getByLabel('Current password').fill('not this one at all');
  await page.getByLabel('New password', { exact: true }).fill('a quite different horse');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Current password').fill(PASSWORD);
  await page.getByLabel('New password', { exact: true }).fill('a quite different horse');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('Your password is changed.').waitFor();
  await sound(page);
});

test('a token for a program: made, shown once, used, removed', async () => {
  await place.client('rob');
  const page = await look(place, { width: 390, scheme: 'dark' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, 'rob');
  await page.goto('/profile/tokens');
  await page.getByText('You have none.').waitFor();
  await page.getByLabel('See what you see').uncheck();
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.locator('#name[aria-invalid=true]').waitFor();
  await sound(page, 'a token without a name and a purpose');
  await page.getByLabel('What it is for').fill('Nightly copy');
  await page.getByLabel('See what you see').check();
  await page.getByLabel('Download', { exact: true }).check();
  await page.getByLabel('It lives for').selectOption('Three months');
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByText('It is shown only now').waitFor();
  await page.getByText('See what you see · Download').waitFor();
  await sound(page, 'a new token');
  // Over plain HTTP no page may copy.
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }));
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByText('It could not be copied.').waitFor();
  await page.evaluate(() => { delete navigator.clipboard; });
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByText('Copied.').waitFor();
  const token = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(token, /^srt_/);
  await place.call('GET', '/api/list-uploaded-files/', undefined, token);
  await page.getByRole('button', { name: 'I have noted it' }).click();
  await page.getByText(token).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Remove Nightly copy' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove Nightly copy' });
  await sound(page, 'removing a token');
  await dialog.getByRole('button', { name: 'Remove Nightly copy' }).click();
  await page.getByText('You have none.').waitFor();
  await assert.rejects(place.call('GET', '/api/list-uploaded-files/', undefined, token));
});

test('a language is spoken at once, and in the account', async () => {
  await place.client('lea');
  const page = await look(place);
  await signIn(page, 'lea');
  await page.goto('/profile/preferences');
  await page.locator('section').getByLabel('Language').selectOption('de');
  await page.getByRole('heading', { name: 'Profil', exact: true }).waitFor();
  await page.getByLabel('Neue Dokumente').uncheck();
  await page.getByText('Gespeichert.').waitFor();
  const me = await place.call('GET', '/api/me/', undefined, await place.token('lea'));
  assert.equal(me.language, 'de');
  assert.equal(me.notify.documents, false);
  // What is refused shows as it was.
  await page.route('**/api/me/', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
  await page.getByLabel('Neue Dokumente').click();
  await page.getByRole('alert').waitFor();
  await page.waitForFunction(() => !document.querySelector('input[name=documents]').checked);
  await page.unroute('**/api/me/');
  // Another browser, which asks for English, hears German once it knows whom it speaks to.
  const other = await look(place);
  await signIn(other, 'lea');
  await other.getByRole('heading', { name: 'Ihre Dokumente' }).waitFor();
});

test('what is kept can be fetched, and an account erased', async () => {
  await place.client('eve');
  const page = await look(place);
  await signIn(page, 'eve');
  await page.goto('/profile/data');
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Get my data' }).click();
  assert.match((await coming).suggestedFilename(), /\.json$/);
  await page.getByRole('button', { name: 'Erase my account' }).click();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await sound(page, 'erasing');
  await page.getByRole('button', { name: 'Erase it for good' }).click();
  await page.waitForURL('**/sign-in');
  await assert.rejects(place.token('eve'));
});
