// Serves the pages as they lie in this folder, so that a change is there on reloading, and hands all else to a running
// Strongroom: `node dev.mjs 8090 http://127.0.0.1:8080`. That one has to know its address: STRONGROOM_PUBLIC_URL=http://127.0.0.1:8090
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { pipeline } from 'node:stream';

const [port = '8090', api = 'http://127.0.0.1:8080'] = process.argv.slice(2);
const root = new URL('../', import.meta.url);
const types = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', ftl: 'text/plain' };

createServer(async (asked, answer) => {
  const path = new URL(asked.url, 'http://x').pathname;
  try {
    if (path.startsWith('/assets/dev/')) {
      const type = types[path.split('.').pop()];
      answer.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
      return answer.end(await readFile(new URL(`.${path.slice('/assets/dev'.length)}`, root)));
    }
    if (asked.headers.accept?.includes('text/html') && !path.startsWith('/api/')) {
      const shell = await readFile(new URL('shell.html', root), 'utf8');
      answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      return answer.end(shell.replaceAll('{assets}', '/assets/dev').replace('{first}\n', ''));
    }
  } catch {
    return answer.writeHead(404).end();
  }
  const handed = request(api + asked.url, { method: asked.method, headers: asked.headers }, (told) => {
    answer.writeHead(told.statusCode, told.headers);
    // What is cut on one side is cut on the other.
    pipeline(told, answer, () => {});
  });
  handed.on('error', () => answer.destroy());
  answer.on('close', () => handed.destroy());
  asked.pipe(handed);
}).listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/`));
