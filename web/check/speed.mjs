// How fast the pages are, in the medians of nine: `node speed.mjs`, on a machine with nothing else to do, with a release build:
// PAGES_PROGRAM=…/target/release/strongroom. Says which budgets of the design are missed, and exits with 1 then.
import { finish, look, strongroom, PASSWORD } from './stories/strongroom.mjs';

const TIMES = 9;
const BUDGETS = { 'first paint': 200, 'second visit': 100, shift: 0, redraw: 8 };
const ROWS = 1000;

const place = await strongroom();
await place.client('sue');
for (const name of ['First.docx', 'Second.xlsx', 'Third.pptx']) await place.upload(name);

/** Counts, before anything of the page runs. */
function watch() {
  globalThis.seen = { shift: 0, drawn: 0 };
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) globalThis.seen.shift += value;
  }).observe({ type: 'layout-shift', buffered: true });
  new MutationObserver((_, observer) => {
    if (!document.querySelector('h1') || document.querySelector('[aria-busy=true]')) return;
    globalThis.seen.drawn = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true, attributes: true });
}

/** Visits a page, and says what came of it. */
async function visit(page, path) {
  await page.goto(path);
  await page.waitForFunction(() => globalThis.seen?.drawn && performance.getEntriesByName('first-contentful-paint').length);
  await page.waitForLoadState('networkidle');
  return page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0].startTime, drawn: globalThis.seen.drawn, shift: globalThis.seen.shift,
    modules: performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).length,
  }));
}

/** One visit with an empty cache, and one more. */
async function twice(path) {
  const page = await look(place, { reducedMotion: 'no-preference', watched: false });
  await page.addInitScript(watch);
  if (path === '/files') {
    await page.request.post('/api/login/', { data: { username: 'sue', password: PASSWORD, cookie: true }, headers: { origin: place.url } });
  }
  const first = await visit(page, path);
  const second = await visit(page, path);
  await page.context().close();
  return { 'first paint': first.paint, drawn: first.drawn, 'second visit': second.drawn, shift: Math.max(first.shift, second.shift), modules: first.modules };
}

/** What it takes to draw a list of many anew. */
async function redraw() {
  const page = await look(place);
  await page.request.post('/api/login/', { data: { username: 'sue', password: PASSWORD, cookie: true }, headers: { origin: place.url } });
  await page.route('**/api/list-uploaded-files/**', async (route) => {
    const answer = await route.fetch();
    const told = await answer.json();
    const [file] = told.files;
    told.files = Array.from({ length: ROWS }, (_, at) => ({ ...file, id: `${file.id.slice(0, -4)}${String(at).padStart(4, '0')}`, name: `${at} ${file.name}` }));
    await route.fulfill({ response: answer, json: told });
  });
  await page.goto('/files');
  await page.waitForFunction((rows) => document.querySelectorAll('.doc').length === rows, ROWS);
  const took = await page.evaluate((times) => new Promise((done) => {
    const all = [];
    const next = () => {
      let began = 0;
      requestAnimationFrame(() => { began = performance.now(); });
      // It asks for a frame, in which the page is drawn between these two.
      document.querySelectorAll('.pick input')[all.length].click();
      requestAnimationFrame(() => {
        all.push(performance.now() - began);
        if (all.length < times) setTimeout(next, 50);
        else done(all);
      });
    };
    next();
  }), TIMES);
  await page.context().close();
  return took;
}

const median = (all) => all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)];
const table = {};
for (const path of ['/sign-in', '/files']) {
  const all = [];
  for (let time = 0; time < TIMES; time += 1) all.push(await twice(path));
  table[path] = Object.fromEntries(Object.keys(all[0]).map((what) => [what, Number(median(all.map((one) => one[what])).toFixed(what === 'shift' ? 4 : 1))]));
}
table[`${ROWS} rows`] = { redraw: Number(median(await redraw()).toFixed(1)) };
console.table(table);
await finish();
await place.stop();

const missed = Object.entries(table).flatMap(([where, values]) => Object.entries(values)
  .filter(([what, value]) => value > (BUDGETS[what] ?? Infinity)).map(([what, value]) => `${where}: ${what} is ${value}, and shall be at most ${BUDGETS[what]}`));
console.log(missed.join('\n') || 'All is within the budgets.');
process.exit(missed.length ? 1 : 0);
