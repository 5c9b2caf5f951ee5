// A Strongroom of its own for a story, browsers that look at it, and what must hold on every page.
import axe from 'axe-core';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { document } from './documents.mjs';

export const PASSWORD = 'correct horse battery staple';
const target = process.env.CARGO_TARGET_DIR ?? new URL('../../../target', import.meta.url).pathname;
const program = process.env.PAGES_PROGRAM ?? join(target, 'debug', 'strongroom');

export const freePort = () => new Promise((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

/** Tries until it is so. */
export async function until(what, said, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await what();
    if (found) return found;
    if (Date.now() > end) throw new Error(`never: ${said}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Starts one. `settings` are names without STRONGROOM_. */
export async function strongroom(settings = {}, at = 0) {
  const port = at || await freePort();
  const data = mkdtempSync(join(tmpdir(), 'strongroom-web-'));
  // With WITH_DEV=1 the pages come from the folder as they are now, by dev.mjs.
  const front = process.env.WITH_DEV ? await freePort() : port;
  const url = `http://localhost:${front}`;
  const off = Object.fromEntries(['LOGIN', 'SIGNUP', 'MAIL', 'API', 'LINKS', 'UPLOAD'].map((name) => [`LIMIT_${name}`, 'off']));
  const named = Object.entries({ LISTEN: `127.0.0.1:${port}`, METRICS_LISTEN: '', PUBLIC_URL: url, DATA_DIR: data, LOG: 'error', ...off, ...settings });
  const env = { PATH: process.env.PATH, ...Object.fromEntries(named.map(([name, value]) => [`STRONGROOM_${name}`, value])) };
  const dev = process.env.WITH_DEV && spawn('node', [new URL('../dev.mjs', import.meta.url).pathname, front, `http://127.0.0.1:${port}`]);
  const running = await started(url, env, data);
  const made = spawnSync(program, ['create-ops', '--username', 'ann.berger', '--email', 'berger@example.com', '--password-stdin'], { env, cwd: data, input: PASSWORD });
  if (made.status !== 0) throw new Error(String(made.stderr));
  return new Place({ url, data, env, running, dev });
}

async function started(url, env, data) {
  const running = spawn(program, { env, cwd: data, stdio: 'inherit' });
  await until(() => fetch(`${url}/healthz`).then((answer) => answer.ok, () => false), 'Strongroom serves', 60);
  return running;
}

class Place {
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Dies at once, without a word to anybody. */
  async die() {
    this.running.kill('SIGKILL');
    await new Promise((done) => this.running.on('exit', done));
  }

  async startAgain() {
    this.running = await started(this.url, this.env, this.data);
  }

  async stop() {
    this.running.kill('SIGTERM');
    await new Promise((done) => this.running.on('exit', done));
    this.dev?.kill?.();
    rmSync(this.data, { recursive: true });
  }

  /** One more of the company's own people, who may as much as is said: `none`, or permissions with commas between. */
  operator(username, permissions) {
    const told = ['create-ops', '--username', username, '--email', `${username}@example.com`, '--permissions', permissions, '--password-stdin'];
    const made = spawnSync(program, told, { env: this.env, cwd: this.data, input: PASSWORD });
    if (made.status !== 0) throw new Error(String(made.stderr));
  }

  async call(method, path, body, token) {
    const headers = { accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body ? { 'content-type': 'application/json' } : {}) };
    const answer = await fetch(this.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const told = answer.status === 204 ? {} : await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(told)}`);
    return told;
  }

  async token(username) {
    return (await this.call('POST', '/api/login/', { username, password: PASSWORD })).access;
  }

  /** Somebody who has signed up and proved the address. */
  async client(username) {
    await this.call('POST', '/api/signup/', { username, email: `${username}@example.com`, password: PASSWORD });
    const link = await this.link(`${username}@example.com`, 'verify-email');
    await this.call('POST', new URL(link).pathname);
  }

  /** A document that is scanned by now, with further entries as one likes. */
  async upload(name, more = {}, padding = 0, entries = {}) {
    const form = new FormData();
    for (const [field, value] of Object.entries(more)) form.append(field, value);
    form.append('file', new Blob([document(name.split('.').pop(), padding, undefined, entries)]), name);
    const token = (this.ops ??= await this.token('ann.berger'));
    const answer = await fetch(`${this.url}/api/upload/`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: form });
    const told = await answer.json();
    if (!answer.ok) throw new Error(JSON.stringify(told));
    return until(async () => {
      const file = await this.call('GET', `/api/files/${told.file.id}/`, undefined, token);
      return file.scan_status !== 'pending' && file;
    }, `${name} is scanned`);
  }

  /** The link of a kind in the last mail to an address. */
  async link(to, kind) {
    return until(() => {
      const mails = readdirSync(join(this.data, 'mail')).filter((name) => name.endsWith('.eml')).sort();
      const texts = mails.map((name) => readFileSync(join(this.data, 'mail', name), 'utf8').replaceAll('=\r\n', '').replaceAll('=3D', '='));
      const mine = texts.filter((text) => text.includes(to)).reverse();
      return mine.map((text) => text.match(new RegExp(`https?://[^\\s"<]*/api/${kind}/[^\\s"<]*`))?.[0]).find(Boolean);
    }, `a mail to ${to}`);
  }
}

let browser;
/**
 * A page in a browser of its own. What leaves the machine, breaks the policy or is thrown is a failure. `profile` is a folder for what
 * the browser keeps, which is in its memory otherwise.
 */
export async function look(place, { width = 1280, scheme = 'light', language = 'en', watched = true, profile = '', ...more } = {}) {
  const program = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] };
  const options = {
    viewport: { width, height: width < 600 ? 844 : 860 }, colorScheme: scheme, locale: language, reducedMotion: 'reduce', baseURL: place.url, ...more,
  };
  if (!profile) browser ??= await chromium.launch(program);
  const context = profile ? await chromium.launchPersistentContext(profile, { ...program, ...options }) : await browser.newContext(options);
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(`thrown: ${error}`));
  page.on('console', (line) => {
    // Chromium writes every 4xx there.
    if (['error', 'warning'].includes(line.type()) && !line.text().startsWith('Failed to load resource')) page.faults.push(line.text());
  });
  // Each request goes through here then, which is too slow for those who look at times.
  if (watched) await context.route((url) => url.protocol.startsWith('http') && url.origin !== place.url, (route) => {
    page.faults.push(`asked ${route.request().url()}`);
    return route.abort();
  });
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
  }));
  return page;
}

export async function finish() {
  await browser?.close();
}

/** Signs in by the page. */
export async function signIn(page, username) {
  await page.goto('/sign-in');
  await page.getByLabel('User name or e-mail').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(({ pathname }) => pathname !== '/' && !pathname.startsWith('/sign-in'));
}

/** The code of an app at this moment. @param {string} secret in base32 */
export function totp(secret, step = Math.floor(Date.now() / 30_000)) {
  const bits = [...secret.replaceAll(/[ =]/g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Goes on by Tab until what bears a name has the focus, which can be seen. @param {RegExp} named */
export async function tabTo(page, named, most = 30) {
  for (let tabs = 0; tabs < most; tabs += 1) {
    const at = await page.evaluate(() => {
      const it = document.activeElement;
      const seen = it?.matches(':focus-visible') && getComputedStyle(it).outlineStyle !== 'none';
      return { seen, name: it === document.body ? '' : it?.ariaLabel ?? it?.labels?.[0]?.textContent ?? it?.textContent ?? '' };
    });
    if (named.test(at.name.trim())) {
      if (!at.seen) throw new Error(`the focus on ${at.name} is not to be seen`);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`${named} cannot be reached`);
}

/** Waits until nothing is on its way and everything is drawn. */
export async function settled(page) {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('[aria-busy=true]'));
}

/** What holds for every page: nothing thrown, nothing refused by the policy, nothing sideways, and axe finds nothing. `busy` is one that does not come to rest. */
export async function sound(page, where, { axeToo = true, busy = false } = {}) {
  if (!busy) await settled(page);
  const faults = [...page.faults];
  if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) faults.push('it scrolls sideways');
  if (axeToo) faults.push(...await found(page));
  if (faults.length) throw new Error(`${where ?? page.url()}:\n  ${faults.join('\n  ')}`);
}

/** What axe finds. */
async function found(page) {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run(document, { preload: false, runOnly }), tags);
  return violations.map(({ id, nodes }) =>
    `axe ${id}: ${nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
}
