// The way from logging in to a document behind the nginx of deploy/nginx, over HTTPS: `node behind-nginx.mjs`. Exits with 77
// where there is no nginx or openssl.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finish, freePort, look, settled, signIn, sound, strongroom, until } from './stories/strongroom.mjs';

for (const [program, how] of [['nginx', '-v'], ['openssl', 'version']]) {
  if (spawnSync(program, [how]).status !== 0) {
    console.log(`The pages are not checked behind nginx: there is no ${program}.`);
    process.exit(77);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'strongroom-nginx-'));
const deploy = new URL('../../deploy/nginx/', import.meta.url).pathname;
const [port, front] = [await freePort(), await freePort()];
const url = `https://localhost:${front}`;
const file = (name) => join(folder, name);

const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost',
  '-keyout', file('key.pem'), '-out', file('certificate.pem')]);
assert.equal(made.status, 0, String(made.stderr));
const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${file(name)};`).join('\n  ');
// As in site.conf, but for places.
writeFileSync(file('nginx.conf'), `
daemon off;
pid ${file('pid')};
error_log stderr warn;
events {}
http {
  include ${deploy}log.inc;
  include ${deploy}limits.inc;
  access_log ${file('access.log')} strongroom;
  ${temporary}
  upstream strongroom_api { server 127.0.0.1:${port}; keepalive 32; }
  server {
    listen 127.0.0.1:${front} ssl http2;
    ssl_certificate ${file('certificate.pem')};
    ssl_certificate_key ${file('key.pem')};
    large_client_header_buffers 4 16k;
    set $api strongroom_api;
    set $accel_redirect_to "";
    include ${deploy}strongroom.inc;
  }
}
`);
// Under root it would hand its children to somebody who may not read the folder.
const nginx = spawn('nginx', ['-e', 'stderr', '-p', folder, '-c', file('nginx.conf'), ...(process.getuid?.() === 0 ? ['-g', 'user root;'] : [])], { stdio: ['ignore', 'inherit', 'inherit'] });
const place = await strongroom({ PUBLIC_URL: url, TRUSTED_PROXIES: '127.0.0.1' }, port);

/** Asks, and hands over what comes as it comes. */
const ask = (path, headers = {}, heard = () => {}) => new Promise((done, fail) => {
  const asked = request(url + path, { headers, rejectUnauthorized: false }, (answer) => {
    answer.on('data', (bytes) => heard(String(bytes)));
    answer.on('error', () => {});
    done({ status: answer.statusCode, headers: answer.headers, end: () => asked.destroy() });
  });
  asked.on('error', fail).end();
});

try {
  await place.client('nils');
  const document = await place.upload('Agreement.docx', {}, 30_000);

  const page = await look({ url }, { ignoreHTTPSErrors: true });
  await signIn(page, 'nils');
  await page.getByRole('link', { name: 'Agreement.docx' }).waitFor();
  await sound(page, 'behind nginx');
  const { name, secure, httpOnly } = (await page.context().cookies()).find(({ name }) => name.endsWith('strongroom'));
  assert.deepEqual({ name, secure, httpOnly }, { name: '__Host-strongroom', secure: true, httpOnly: true });
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: /Download .*Agreement/ }).click();
  assert.equal(createHash('sha256').update(readFileSync(await (await coming).path())).digest('hex'), document.sha256);
  await settled(page);
  assert.deepEqual(page.faults, []);

  const shell = await ask('/sign-in', { accept: 'text/html' });
  assert.equal(shell.status, 200);
  assert.match(shell.headers['content-security-policy'], /^default-src 'none'; script-src 'self'/);
  const script = await page.evaluate(() => new URL(document.querySelector('script').src).pathname);
  for (const coding of ['br', 'gzip']) {
    const { headers } = await ask(script, { 'accept-encoding': coding });
    assert.equal(headers['content-encoding'], coding);
    assert.match(headers['cache-control'], /immutable/);
  }

  const said = [];
  const events = await ask('/api/events/', { authorization: `Bearer ${await place.token('nils')}`, accept: 'text/event-stream' }, (text) => said.push(text));
  assert.equal(events.headers['content-type'], 'text/event-stream');
  const { id } = await place.upload('Second.docx');
  await until(() => said.join('').includes(id), 'what happens is told while it happens', 5);
  events.end();
  console.log('Behind nginx all is as without it.');
} finally {
  await finish();
  await place.stop();
  nginx.kill('SIGTERM');
  await new Promise((done) => nginx.on('exit', done));
  rmSync(folder, { recursive: true });
}
