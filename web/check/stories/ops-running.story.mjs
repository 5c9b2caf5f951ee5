import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { finish, look, settled, signIn, sound, strongroom, until } from './strongroom.mjs';

// A Strongroom whose mails go nowhere: nothing listens there.
let place, token;
before(async () => {
  place = await strongroom({ MAIL_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'strongroom@example.com' });
  token = await place.token('ann.berger');
  await place.upload('Price list.xlsx', {}, 20_000);
  await call('POST', '/api/ops/people/', { email: 'maria@client.example', role: 'client' });
});
after(async () => {
  await finish();
  await place.stop();
});

const call = (method, path, body) => place.call(method, path, body, token);
const job = async () => (await call('GET', '/api/ops/jobs/?kind=invitation')).jobs[0];

let signed;
/** A page that Ann looks at, who logs in once for all of them. */
async function inside(path, more) {
  const page = await look(place, { ...more, ...(signed ? { storageState: signed } : {}) });
  if (!signed) {
    await signIn(page, 'ann.berger');
    // Whoever looks after how it runs begins there.
    await page.waitForURL('**/ops');
    signed = await page.context().storageState();
  }
  await page.goto(path);
  await settled(page);
  return page;
}

test('a mail that cannot be sent says why, is tried again and given up, and its list hears of it', async () => {
  await until(async () => (await job()).last_error, 'a try failed');
  const page = await inside('/ops/jobs?kind=invitation');
  await page.getByText('the mail server cannot be used just now').waitFor();
  await sound(page, 'jobs');
  const due = page.getByText('“Mail: invitation” is due now.');
  // While it is being tried there is nothing to press, or it is said in words that it is under way.
  await until(async () => {
    await page.getByRole('button', { name: 'Try now: Mail: invitation' }).click({ timeout: 1_000 }).catch(() => {});
    return due.waitFor({ timeout: 2_000 }).then(() => true, () => false);
  }, 'it is due');
  await page.getByRole('button', { name: 'Give up: Mail: invitation' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give up: Mail: invitation' });
  await sound(page, 'giving up is asked once');
  // While it is being tried it cannot be given up: it is said in words, and can be said again.
  await until(async () => {
    if (await dialog.count()) await dialog.getByRole('button', { name: 'Give up' }).click();
    return (await job()).state === 'dead';
  }, 'given up');
  await page.getByRole('row', { name: /Mail: invitation.*Given up/s }).waitFor();
  // Somebody else tries it again: the list hears of it.
  await call('POST', `/api/ops/jobs/${(await job()).id}/retry/`);
  await page.getByRole('row', { name: /Given up/ }).waitFor({ state: 'detached' });

  await page.getByRole('link', { name: 'Mail: invitation' }).click();
  await page.getByText('Why the last try failed').waitFor();
  await sound(page, 'one job');
  await page.getByRole('link', { name: 'All jobs' }).click();
  await page.getByRole('heading', { name: 'Jobs' }).waitFor();
  await page.getByRole('button', { name: 'Clear old jobs' }).click();
  await page.getByRole('dialog').getByLabel('Over for longer than').selectOption('30d');
  await sound(page, 'clearing old jobs');
  await page.getByRole('dialog').getByRole('button', { name: 'Clear old jobs' }).click();
  await page.getByText('No job was old enough.').waitFor();
});

test('the dashboard has the numbers of the API', async () => {
  const page = await inside('/ops');
  const { files, jobs, days } = await call('GET', '/api/ops/summary/?days=30');
  const figure = (name) => page.locator('.figures > div').filter({ hasText: name }).locator('dd');
  assert.equal(await figure('Clean').textContent(), String(files.clean));
  assert.equal(await figure('Jobs waiting').textContent(), String(jobs.waiting));
  await page.getByRole('img', { name: /Uploads: .* in 30 days/ }).waitFor();
  await sound(page, 'dashboard');
  await page.getByText('As a table').focus();
  await page.keyboard.press('Enter');
  const today = page.getByRole('rowheader').first();
  await today.waitFor();
  assert.equal(await page.locator('.plain tbody tr').count(), days.length);
  await sound(page, 'the table behind the bars');
  const uploaded = await page.locator('.plain tbody tr').first().locator('td').first().textContent();
  // What comes meanwhile is in it a moment later.
  await place.upload('Offer.docx');
  await until(async () => Number(await page.locator('.plain tbody tr').first().locator('td').first().textContent()) === Number(uploaded) + 1, 'the new upload counts');
  await page.getByRole('link', { name: '7 days' }).click();
  await page.getByRole('img', { name: /Uploads: .* in 7 days/ }).waitFor();
  await page.getByRole('link', { name: '7 days' }).and(page.locator('[aria-current=page]')).waitFor();
});

test('with colours that others choose the bars are still seen', async () => {
  const page = await inside('/ops', { forcedColors: 'active', width: 390 });
  const [bar, ground] = await page.evaluate(() => ['.chart rect', 'body'].map((at) => {
    const looks = getComputedStyle(document.querySelector(at));
    return at === 'body' ? looks.backgroundColor : looks.fill;
  }));
  assert.notEqual(bar, ground);
});

test('what happened is looked for, read, and taken away with the same filters', async () => {
  await fetch(`${place.url}/api/login/`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'ann.berger', password: 'not the password' }) });
  await until(async () => (await call('GET', '/api/ops/audit/?event=login.refused')).events.length, 'it is written down');
  const page = await inside('/ops/audit', { scheme: 'dark' });
  await sound(page, 'audit');
  await page.getByLabel('Event').selectOption('login.refused');
  const entry = page.getByText('Login refused').and(page.locator('strong'));
  await entry.waitFor();
  await page.getByText('One shown').waitFor();
  assert.match(page.url(), /event=login\.refused/);
  // By the keyboard: the first row, and its details in place.
  await page.getByRole('heading', { name: 'Audit' }).focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.locator('details[open] dt').filter({ hasText: 'Request' }).waitFor();
  await sound(page, 'an event opened');
  for (const [name, lines] of [['Get as CSV', 2], ['Get as JSON lines', 1]]) {
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    const text = readFileSync(await (await coming).path(), 'utf8').trim();
    assert.equal(text.split('\n').length, lines, text);
    assert.match(text, /login\.refused/);
  }
  await page.getByLabel('From', { exact: true }).fill('2001-01-01');
  await page.getByLabel('To', { exact: true }).fill('2001-01-02');
  await page.getByText('Nothing here is like that.').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByText('Document uploaded').and(page.locator('strong')).first().waitFor();
  await page.getByRole('combobox', { name: 'By' }).fill('berger');
  await page.getByRole('option', { name: /ann\.berger/ }).click();
  await page.getByRole('button', { name: 'Without this filter: By' }).waitFor();
  await page.getByText('Document scanned').and(page.locator('strong')).first().waitFor({ state: 'detached' });
});

test('without a connection the pages say so and go on', async () => {
  const page = await inside('/ops/audit');
  await page.context().setOffline(true);
  await page.getByLabel('Event').selectOption('login');
  await page.getByText('No connection. What you see is from').waitFor();
  await page.context().setOffline(false);
  await page.getByText('No connection. What you see is from').waitFor({ state: 'detached' });
  await page.getByText('Logged in').and(page.locator('strong')).first().waitFor();
});

test('in Arabic, on a phone', async () => {
  const page = await inside('/profile', { width: 320 });
  await page.evaluate(() => localStorage.setItem('language', 'ar'));
  for (const path of ['/ops', '/ops/jobs', `/ops/jobs/${(await job()).id}`, '/ops/audit']) {
    await page.goto(path);
    await sound(page, `${path} in Arabic`);
  }
});
