// The pages of a document as pictures, for those who may look at them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { finish, look, signIn, sound, strongroom } from './strongroom.mjs';

/** Whether there are the programs that make them. */
const isMade = ['soffice', 'bwrap', 'pdftoppm'].every((program) => spawnSync('which', [program]).status === 0);

let place, offer;
before(async () => {
  place = await strongroom();
  await place.client('ina');
  offer = await place.upload('Offer.docx');
});
after(async () => {
  await finish();
  await place.stop();
});

test('whoever sees a document may leaf through it without a download', async () => {
  const page = await look(place);
  await signIn(page, 'ina');
  await page.goto(`${place.url}/files/${offer.id}`);
  await page.getByRole('button', { name: 'See the pages' }).click();
  if (!isMade) {
    await page.getByRole('alert').waitFor();
    return;
  }
  const leaf = page.getByRole('img', { name: 'Page 1' });
  await leaf.waitFor({ timeout: 60_000 });
  assert.ok(await leaf.evaluate((image) => image.naturalWidth >= 300));
  await sound(page);
  await page.getByRole('button', { name: 'Page after' }).click();
  await page.getByRole('button', { name: 'Page after' }).waitFor({ state: 'detached' });
  assert.ok(await leaf.isVisible(), 'it has one page');
});
