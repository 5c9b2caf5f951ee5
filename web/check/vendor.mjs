// Makes the files in ../vendor anew from the packages that package-lock.json names, and says whether they were the same.
// `node vendor.mjs --write` writes them.
import { build } from 'esbuild';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const vendor = new URL('../vendor/', import.meta.url);
const write = process.argv.includes('--write');
const made = {
  'lit-html.js': `
    export { html, svg, render, nothing } from 'lit-html';
    export { repeat } from 'lit-html/directives/repeat.js';
    export { guard } from 'lit-html/directives/guard.js';
    export { ref } from 'lit-html/directives/ref.js';`,
  'fluent-bundle.js': `export { FluentBundle, FluentResource } from '@fluent/bundle';`,
};

let stale = 0;
for (const [name, contents] of Object.entries(made)) {
  const built = await build({
    stdin: { contents, resolveDir: new URL('.', import.meta.url).pathname },
    bundle: true, minify: true, format: 'esm', target: 'es2022', legalComments: 'inline', write: false,
    conditions: ['production'],
  });
  const text = built.outputFiles[0].text;
  const file = new URL(name, vendor);
  if (write) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`vendor/${name} is not what its package makes`);
    stale += 1;
  }
}
if (write) {
  mkdirSync(vendor, { recursive: true });
  copyFileSync(new URL('node_modules/lit-html/LICENSE', import.meta.url), new URL('lit-html.LICENSE', vendor));
}
process.exit(stale ? 1 : 0);
