// What takes long, both ways: ten cut lines, a killed server, a page that was closed, a link that has run out. PAGES_LARGE_MIB says
// how large it is; 1024 takes some minutes.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import { document } from './documents.mjs';
import { line } from './line.mjs';
import { PASSWORD, finish, look, settled, strongroom, until } from './strongroom.mjs';

const MIB = 1024 * 1024;
const SIZE = Number(process.env.PAGES_LARGE_MIB ?? 64) * MIB;
const CUTS = 10;
/** What a page may need more than before, whatever the size. */
const MORE = 300 * MIB;
/** Milliseconds that the machine may take for so many bytes. */
const PATIENCE = 60_000 + SIZE / MIB * 500;

let place, over, folder, large, sum;
before(async () => {
  place = await strongroom({ MAX_UPLOAD: '4GiB' });
  over = await line(place);
  await place.client('ina');
  folder = mkdtempSync(join(tmpdir(), 'strongroom-large-'));
  large = join(folder, 'Autumn.pptx');
  writeFileSync(large, document('pptx', 0, randomBytes(SIZE)));
  sum = await sha256(large);
});
after(async () => {
  await finish();
  over.close();
  await place.stop();
  rmSync(folder, { recursive: true });
});

async function sha256(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** A page of somebody, in a browser that keeps what it has in a folder; and how much memory it needs, now and at the most. */
async function begin(username, path) {
  const page = await look({ url: over.url }, { profile: mkdtempSync(join(folder, 'profile-')) });
  await page.request.post('/api/login/', { data: { username, password: PASSWORD, cookie: true }, headers: { 'sec-fetch-site': 'same-origin' } });
  await page.goto(path);
  await settled(page);
  const browser = await page.context().browser().newBrowserCDPSession();
  const now = async () => {
    const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
    const own = processInfo.map(({ id }) => Number(readFileSync(`/proc/${id}/status`, 'utf8').match(/RssAnon:\s+(\d+)/)?.[1] ?? 0) * 1024);
    return own.reduce((one, other) => one + other, 0);
  };
  const memory = { first: await now(), most: 0 };
  const timer = setInterval(() => now().then((is) => { memory.most = Math.max(memory.most, is); }, () => {}), 250);
  return { page, memory, end: () => { clearInterval(timer); return page.context().close(); } };
}

/** What it took, for whoever reads the output. */
function tell(t, began, { first, most }) {
  t.diagnostic(`${SIZE / MIB} MiB in ${((Date.now() - began) / 1000).toFixed(1)} s, memory from ${Math.round(first / MIB)} to ${Math.round(most / MIB)} MiB at the most`);
  assert.ok(most - first < MORE, `the pages needed ${Math.round((most - first) / MIB)} MiB more`);
}

test('sent: it arrives once and whole', async (t) => {
  const { page: first, memory, end } = await begin('ann.berger', '/ops/files');
  t.after(end);
  const began = Date.now();
  let page = first;
  const choose = () => page.locator('input[type=file]').setInputFiles(large);
  const row = () => page.locator('.sending li');
  const lost = () => row().getByText('Connection lost').waitFor({ timeout: PATIENCE });
  const share = SIZE / (CUTS + 2);
  for (let at = 0; at < CUTS; at += 1) {
    over.after(share, over.cut);
    if (at) over.mend();
    else await choose();
    await until(() => over.cuts > at, 'the line is cut', PATIENCE / 1000);
    await lost();
    if (at !== CUTS / 2) continue;
    // Another page, in which the same file is chosen.
    page = await first.context().newPage();
    await first.close();
    over.mend();
    await page.goto('/ops/files');
    await settled(page);
    over.after(share / 2, () => place.die());
    await choose();
    await lost();
    await place.startAgain();
  }
  over.mend();
  await row().getByText(/Stored|Clean/).waitFor({ timeout: PATIENCE });
  tell(t, began, memory);
  const { files } = await place.call('GET', '/api/list-uploaded-files/', undefined, await place.token('ann.berger'));
  assert.deepEqual(files.map(({ sha256 }) => sha256), [sum]);
  assert.ok(over.sent < SIZE * 2, `${Math.round(over.sent / MIB)} MiB went over the line`);
});

test('fetched: it arrives once and whole', async (t) => {
  const token = await place.token('ann.berger');
  const file = await until(async () => {
    const { files } = await place.call('GET', '/api/list-uploaded-files/', undefined, token);
    return files[0]?.scan_status === 'clean' && files[0];
  }, 'it is scanned', PATIENCE / 1000);
  await place.call('PATCH', `/api/files/${file.id}/`, { audience: 'everyone' }, token);
  const { page: first, memory, end } = await begin('ina', '/files');
  t.after(end);
  const began = Date.now();
  let page = first;
  const all = [];
  first.context().on('page', (other) => other.on('download', (download) => all.push(download)));
  const share = () => page.getByRole('progressbar').evaluate((bar) => bar.value / bar.max);
  over.pace = Math.min(SIZE / 10, 60 * MIB);
  await page.getByRole('button', { name: /Download Autumn/ }).click();
  await page.getByRole('progressbar').waitFor();
  for (let at = 1; at <= CUTS; at += 1) {
    await until(async () => (await share()) > at / (CUTS + 2), `more than ${at} parts have come`, PATIENCE / 1000);
    over.interrupt();
    if (at === 3) {
      await place.die();
      await place.startAgain();
    } else if (at === 5) {
      page = await first.context().newPage();
      await first.close();
      await page.goto('/files');
      await page.getByRole('progressbar').waitFor();
    } else if (at === 7) {
      const own = await place.token('ina');
      const { links } = await place.call('GET', '/api/me/links/', undefined, own);
      for (const { id } of links) await place.call('DELETE', `/api/me/links/${id}/`, undefined, own);
      over.interrupt();
    }
  }
  over.pace = Infinity;
  await until(() => all.length, 'it is handed over', PATIENCE / 1000);
  assert.equal(await sha256(await all[0].path()), sum);
  tell(t, began, memory);
  await page.getByRole('button', { name: /Download again: Autumn/ }).waitFor();
  assert.equal(all.length, 1);
});
