import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PASSWORD, finish, look, settled, signIn, sound, strongroom, until } from './strongroom.mjs';

let place, token;
before(async () => {
  place = await strongroom({ SIGNUP: 'approval' });
  token = await place.token('ann.berger');
});
after(async () => {
  await finish();
  await place.stop();
});

const call = (method, path, body) => place.call(method, path, body, token);
const found = async (search) => (await call('GET', `/api/ops/people/?search=${search}`)).people[0];

/** Somebody who was invited and has accepted. */
async function accepted(username, more) {
  const email = `${username}@client.example`;
  const { id } = await call('POST', '/api/ops/people/', { email, role: 'client', ...more });
  const link = await place.link(email, 'invitation');
  await place.call('POST', new URL(link).pathname, { username, password: PASSWORD });
  return id;
}

let signed;
/** A page that Ann looks at, who logs in once for all of them. */
async function inside(path, more) {
  const page = await look(place, { ...more, ...(signed ? { storageState: signed } : {}) });
  if (!signed) {
    await signIn(page, 'ann.berger');
    signed = await page.context().storageState();
  }
  await page.goto(path);
  await settled(page);
  return page;
}

test('a client is invited into a group, accepts in another browser, and is there', async () => {
  await call('POST', '/api/ops/groups/', { name: 'Board' });
  const page = await inside('/ops/people');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
  const email = dialog.getByLabel('E-mail', { exact: true });
  await until(() => email.evaluate((it) => it === document.activeElement), 'the first field has the focus');
  await email.fill('nonsense');
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  await dialog.locator('#invite-email[aria-invalid=true]').waitFor();
  await sound(page, 'a faulty invitation');
  await email.fill('maria@client.example');
  await dialog.getByLabel('Name', { exact: true }).fill('Maria Keller');
  await dialog.getByRole('combobox', { name: 'Add to a group' }).fill('boa');
  await dialog.getByRole('option', { name: /Board/ }).waitFor();
  await sound(page, 'a group is being looked for');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Take out of Board' }).waitFor();
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  await page.getByText('An invitation is on its way to maria@client.example.').waitFor();
  await page.getByRole('row', { name: /Maria Keller.*Invited.*Board/s }).waitFor();

  const guest = await look(place, { javaScriptEnabled: false });
  await guest.goto(await place.link('maria@client.example', 'invitation'));
  await guest.getByLabel('User name').fill('maria');
  await guest.getByLabel('Password').fill(PASSWORD);
  await guest.getByRole('button', { name: 'Accept the invitation' }).click();
  await guest.getByRole('heading', { name: /./ }).waitFor();
  await page.reload();
  await page.getByRole('row', { name: /Maria Keller.*Active/s }).waitFor();
  assert.deepEqual((await found('maria')).groups.map(({ name }) => name), ['Board']);
});

test('what is wrong with what has no field of its own is said all the same', async () => {
  const group = await call('POST', '/api/ops/groups/', { name: 'Short lived' });
  const page = await inside('/ops/people');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
  await dialog.getByLabel('E-mail', { exact: true }).fill('nina@client.example');
  await dialog.getByRole('combobox', { name: 'Add to a group' }).fill('short');
  await dialog.getByRole('option', { name: /Short lived/ }).waitFor();
  // What is said aloud is said where it is heard: beside an open dialog nothing is.
  await dialog.getByRole('status').filter({ hasText: 'One found' }).waitFor({ state: 'attached' });
  await dialog.getByRole('option', { name: /Short lived/ }).click();
  await call('DELETE', `/api/ops/groups/${group.id}/`);
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  await dialog.getByRole('alert').waitFor();
  assert.doesNotMatch(await dialog.getByRole('alert').textContent(), /see below/);
  assert.ok(await dialog.getByRole('alert').evaluate((it) => it === document.activeElement), 'it has the focus');
  await sound(page, 'a group that is gone');
});

test('those who signed up are let in or refused', async () => {
  await place.client('zoe');
  await place.client('kim');
  const page = await inside('/ops/people', { width: 390, scheme: 'dark' });
  await sound(page, 'two wait');
  await page.getByRole('button', { name: 'Approve zoe' }).click();
  await page.getByText('zoe is approved.').waitFor();
  assert.equal((await found('zoe')).state, 'active');
  await page.getByRole('button', { name: 'Refuse kim' }).click();
  const dialog = page.getByRole('dialog', { name: 'Refuse kim' });
  await sound(page, 'refusing is asked once');
  await dialog.getByRole('button', { name: 'Refuse', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await until(async () => !(await found('kim')), 'kim is gone');
  await until(() => page.evaluate(() => document.activeElement?.closest('main')), 'the focus is not lost with the row');
  await page.getByText('Waiting for approval', { exact: true }).waitFor({ state: 'detached' });
});

test('people are looked for, and the address keeps what was asked', async () => {
  await accepted('lena', { display_name: 'Lena Vogt' });
  const page = await inside('/ops/people');
  await page.getByRole('searchbox').fill('vogt');
  await page.getByText('One shown').waitFor();
  await page.getByLabel('Role').selectOption('ops');
  await page.getByText('Nothing here is like that.').waitFor();
  await sound(page, 'nobody found');
  await page.reload();
  await page.getByText('Nothing here is like that.').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('link', { name: 'ann.berger' }).first().waitFor();
});

test('an account is changed, disabled, which its page tells, and erased', async () => {
  const id = await accepted('tom', { display_name: 'Tom Hart' });
  const theirs = await look(place);
  await signIn(theirs, 'tom');
  await theirs.getByRole('heading', { name: 'Your documents' }).waitFor();
  const page = await inside(`/ops/people/${id}`);
  await sound(page, 'somebody');
  await page.getByLabel('Name', { exact: true }).fill('Thomas Hart');
  await page.getByLabel('Account ends on').fill('2031-05-09');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await page.getByRole('heading', { name: 'Thomas Hart' }).waitFor();
  assert.match((await call('GET', `/api/ops/people/${id}/`)).expires_at, /^2031-05-(09|10)/);
  await page.getByLabel('E-mail', { exact: true }).fill('berger@example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('#email[aria-invalid=true]').waitFor();

  await page.getByRole('button', { name: 'Disable', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Disable Thomas Hart' });
  await dialog.getByText('All sessions').waitFor();
  await sound(page, 'disabling is asked once');
  await dialog.getByRole('button', { name: 'Disable', exact: true }).click();
  await page.getByText('Thomas Hart is disabled.').waitFor();
  await theirs.getByRole('searchbox').fill('x');
  const out = theirs.getByRole('dialog', { name: 'You are logged out' });
  await out.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await out.getByRole('button', { name: 'Log in' }).click();
  await out.getByRole('alert').filter({ hasText: 'disabled' }).waitFor();

  await page.getByRole('button', { name: 'Enable' }).click();
  await page.getByText('Thomas Hart is enabled again.').waitFor();
  await page.getByRole('button', { name: 'Erase' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Erase Thomas Hart' }).click();
  await page.waitForURL('**/ops/people');
  await page.getByRole('heading', { name: 'People' }).waitFor();
  assert.equal(await found('tom@'), undefined);
});

test('what is typed while an account or a group is being saved stays, also when others change it', async () => {
  const id = await accepted('uta', { display_name: 'Uta Falk' });
  const page = await inside(`/ops/people/${id}`);
  /** Holds what is changed until something is done. */
  const meanwhile = async (save, what) => {
    let go;
    const held = new Promise((done) => { go = done; });
    await page.route('**/api/ops/**', async (route) => {
      if (route.request().method() === 'PATCH') await held;
      await route.continue();
    });
    await save();
    await what();
    go();
    await page.getByText('Saved.').waitFor();
    await page.unroute('**/api/ops/**');
  };
  const save = () => page.getByRole('button', { name: 'Save' }).press('Enter');
  const [name, until_, email] = [page.getByLabel('Name', { exact: true }), page.getByLabel('Account ends on'), page.getByLabel('E-mail', { exact: true })];
  await name.fill('Uta Falke');
  await meanwhile(save, () => until_.fill('2033-03-03'));
  await page.getByRole('heading', { name: 'Uta Falke' }).waitFor();
  assert.deepEqual([await name.inputValue(), await until_.inputValue()], ['Uta Falke', '2033-03-03']);
  await name.fill('Uta F.');
  await save();
  await page.getByRole('heading', { name: 'Uta F.' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent.trim()), 'Save');
  await email.fill('uta.f@client.example');
  await call('PATCH', `/api/ops/people/${id}/`, { display_name: 'By another' });
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.getByRole('heading', { name: 'By another' }).waitFor();
  assert.deepEqual([await name.inputValue(), await email.inputValue()], ['By another', 'uta.f@client.example']);

  const group = await call('POST', '/api/ops/groups/', { name: 'Writers' });
  await page.goto(`/ops/groups/${group.id}`);
  await name.fill('Authors');
  await meanwhile(save, () => page.getByLabel('Description').fill('Typed meanwhile'));
  await page.getByRole('heading', { name: 'Authors' }).waitFor();
  assert.deepEqual([await name.inputValue(), await page.getByLabel('Description').inputValue()], ['Authors', 'Typed meanwhile']);
  assert.equal((await call('GET', `/api/ops/groups/${group.id}/`)).description, '');
});

test('mails are sent again, and sessions end', async () => {
  const { id } = await call('POST', '/api/ops/people/', { email: 'pia@client.example', role: 'client' });
  const before = await place.link('pia@client.example', 'invitation');
  const page = await inside(`/ops/people/${id}`);
  await page.getByRole('button', { name: 'Invite again' }).click();
  await page.getByText('An invitation is on its way to pia@client.example.').waitFor();
  await until(async () => (await place.link('pia@client.example', 'invitation')) !== before, 'another link');
  await place.call('POST', '/api/signup/', { username: 'rolf', email: 'rolf@example.com', password: PASSWORD });
  await page.goto(`/ops/people/${(await found('rolf')).id}`);
  await page.getByText('Address not proved').waitFor();
  await page.getByRole('button', { name: 'Send the link to prove the address' }).click();
  // Once a minute at the most: the first mail has only just gone.
  await page.getByText('The link is on its way.').or(page.getByRole('alert')).first().waitFor();
  const nora = await accepted('nora', { display_name: 'Nora Lind' });
  const theirs = await look(place, { width: 390 });
  await signIn(theirs, 'nora');
  await theirs.getByRole('heading', { name: 'Your documents' }).waitFor();
  await page.goto(`/ops/people/${nora}`);
  await page.getByRole('button', { name: 'End all sessions' }).click();
  await page.getByText('All sessions are ended.').waitFor();
  await theirs.getByRole('searchbox').fill('x');
  await theirs.getByRole('dialog', { name: 'You are logged out' }).waitFor();
});

test('a group is made by the keyboard alone, gets members and goes', async () => {
  await accepted('ida', { display_name: 'Ida Brandt' });
  await accepted('ole', { display_name: 'Ole Brandt' });
  const page = await inside('/ops/groups');
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.getByRole('button', { name: 'Make a group' }).first().focus();
  await page.keyboard.press('Enter');
  await until(() => page.evaluate(() => document.activeElement?.id === 'group-name'), 'the name has the focus');
  await page.keyboard.type('Lawyers');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Lawyers' }).waitFor();
  await page.getByText('Nobody is in this group yet.').waitFor();
  await sound(page, 'a group with nobody');
  await page.getByRole('combobox', { name: 'Add a client' }).focus();
  await page.keyboard.type('brandt');
  await page.locator('main [role=option]').nth(1).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.locator('[role=option]').nth(1).and(page.locator('[aria-selected=true]')).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Ole Brandt is in the group.').waitFor();
  await page.getByRole('row', { name: /Ole Brandt/ }).waitFor();
  await sound(page, 'a group with somebody');
  await page.getByRole('button', { name: 'Remove Ole Brandt' }).click();
  await page.getByText('Ole Brandt is no longer in the group.').waitFor();
  assert.ok(await page.evaluate(() => document.activeElement?.id === 'member'), 'the focus stays near');
  await page.getByRole('button', { name: 'Delete Lawyers' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete Lawyers' }).click();
  await page.waitForURL('**/ops/groups');
  assert.ok((await call('GET', '/api/ops/groups/')).groups.every(({ name }) => name !== 'Lawyers'));
});

test('two who change each other are told in words', async () => {
  const id = await accepted('otto', { role: 'ops', permissions: ['people', 'documents'] });
  const ann = await found('berger@example.com');
  const page = await inside(`/ops/people/${id}`);
  const other = await look(place);
  await signIn(other, 'otto');
  await other.goto('/ops/people');
  await other.getByRole('link', { name: 'People' }).waitFor();
  assert.equal(await other.getByRole('link', { name: 'Dashboard' }).count(), 0);
  // Ann may more than Otto: he is told, and not offered what would be refused.
  await other.goto(`/ops/people/${ann.id}`);
  await other.getByText('They may what you may not').waitFor();
  assert.equal(await other.getByRole('button', { name: 'Erase' }).count(), 0);
  await sound(other, 'somebody who may more');
  // Ann takes his permission away while he has a page open.
  await other.goto('/ops/people');
  await other.getByRole('button', { name: 'Invite somebody' }).click();
  await page.getByLabel('People and groups').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await other.getByRole('dialog').getByLabel('E-mail', { exact: true }).fill('eve@client.example');
  await other.getByRole('dialog').getByRole('button', { name: 'Send the invitation' }).click();
  await other.getByRole('dialog').getByRole('alert').filter({ hasText: /permission/ }).waitFor();
  // He is gone when she disables him.
  await call('DELETE', `/api/ops/people/${id}/`);
  await page.getByRole('button', { name: 'Disable', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Disable', exact: true }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByRole('button', { name: 'Not now' }).click();
  await page.getByRole('heading', { name: 'There is nothing here for you' }).waitFor();
  // What would lock oneself out is not offered.
  await page.goto(`/ops/people/${ann.id}`);
  await page.getByText('This is your own account.').waitFor();
  assert.ok(await page.getByLabel('People and groups').isDisabled());
  assert.equal(await page.getByRole('button', { name: /Disable|Erase|End all/ }).count(), 0);
  await sound(page, 'oneself');
});

test('in Arabic, on a phone', async () => {
  const page = await inside('/profile', { width: 320, scheme: 'dark' });
  await page.evaluate(() => localStorage.setItem('language', 'ar'));
  for (const path of ['/ops/people', `/ops/people/${(await found('maria')).id}`, '/ops/groups']) {
    await page.goto(path);
    await sound(page, `${path} in Arabic`);
    assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
  }
});
