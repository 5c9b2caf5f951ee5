// Large documents: over lines that break, servers that die, links that run out, and pages that are closed.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { finish, look, signIn, sound, strongroom, until } from './strongroom.mjs';

let place, large, token;
before(async () => {
  place = await strongroom({}, { line: true });
  for (const name of ['ina', 'jan', 'kai', 'lou']) await place.client(name);
  large = await place.upload('Autumn results, with all pictures.pptx', {}, 60_000_000);
  token = await place.token('ann.berger');
});
after(async () => {
  await finish();
  await place.stop();
});

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
const share = (page) => page.getByRole('progressbar').evaluate((bar) => bar.value / bar.max);
const further = async (page, than) => until(async () => (await share(page)) > than, `more than ${than} has come`);

async function begin(page, name) {
  await signIn(page, name);
  const all = [];
  page.on('download', (download) => all.push(download));
  place.line.pace = 20_000_000;
  await page.getByRole('button', { name: /Download .*Autumn/ }).click();
  await page.getByRole('progressbar').waitFor();
  return all;
}

async function arrived(all, page) {
  place.line.pace = Infinity;
  await until(() => all.length, 'it arrives');
  assert.equal(all[0].suggestedFilename(), large.name);
  assert.equal(sha256(await all[0].path()), large.sha256);
  await page.getByRole('button', { name: /Download again: .*Autumn/ }).waitFor();
  assert.equal(all.length, 1);
}

/** How often it counts for somebody. */
const counted = async (name) => {
  const { downloads } = await place.call('GET', `/api/files/${large.id}/downloads/`, undefined, token);
  return downloads.find(({ username, client }) => (username ?? client?.username) === name);
};

test('over a line that breaks and a server that dies it arrives once and whole', async () => {
  const page = await look(place);
  const all = await begin(page, 'ina');
  for (const so of [0.1, 0.3, 0.5]) {
    await further(page, so);
    place.line.cut();
  }
  await further(page, 0.6);
  await place.kill();
  await arrived(all, page);
  assert.deepEqual(page.faults, []);
});

test('a download that goes on counts once', async () => {
  const page = await look(place);
  const all = await begin(page, 'jan');
  await further(page, 0.2);
  place.line.cut();
  await arrived(all, page);
  console.log(JSON.stringify(await counted('jan')));
});
