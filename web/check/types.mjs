// Makes ../types anew: what the API answers, from docs/openapi.json, and which texts there are, from texts/*/en.ftl.
// `node types.mjs --write` writes them; without it, a stale file is a failure.
import { readFileSync, writeFileSync } from 'node:fs';

const here = (path) => new URL(path, import.meta.url);
const { schemas } = JSON.parse(readFileSync(here('../../docs/openapi.json'), 'utf8')).components;

/** The type of a schema. */
function type(schema) {
  if (!schema) return 'unknown';
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.allOf) return schema.allOf.map(part).join(' & ');
  const several = schema.oneOf ?? schema.anyOf;
  if (several) return several.map(type).join(' | ');
  const names = [schema.type ?? 'unknown'].flat();
  return names.map((name) => plain(name, schema)).join(' | ');
}

/** A part of several that make one object; one that may be left out as a whole has fields that may. */
function part(schema) {
  const others = schema.oneOf?.filter(({ type: name }) => name !== 'null');
  return others && others.length < schema.oneOf.length ? `Partial<${others.map(type).join(' | ')}>` : type(schema);
}

function plain(name, schema) {
  if (name === 'array') return `(${type(schema.items)})[]`;
  if (name === 'integer') return 'number';
  if (name !== 'object') return name;
  if (!schema.properties) return `Record<string, ${schema.additionalProperties ? type(schema.additionalProperties) : 'unknown'}>`;
  const fields = Object.entries(schema.properties).map(([field, of]) =>
    `  ${/^\w+$/.test(field) ? field : JSON.stringify(field)}${schema.required?.includes(field) ? '' : '?'}: ${type(of)};`);
  return `{\n${fields.join('\n')}\n}`;
}

const first = '// Made by web/check/types.mjs; not to be written by hand.\n';
const api = Object.entries(schemas).map(([name, schema]) => `export type ${name} = ${type(schema)};\n`).join('\n');
const parts = ['all', 'ops'].map((part) => readFileSync(here(`../texts/${part}/en.ftl`), 'utf8'));
const ids = parts.flatMap((text) => text.match(/^[a-z][\w-]*(?= =)/gm) ?? []);
const texts = `export type TextId =\n${ids.map((id) => `  | '${id}'`).join('\n')};\n`;

let stale = 0;
for (const [name, text] of Object.entries({ 'api.d.ts': api, 'texts.d.ts': texts })) {
  const file = here(`../types/${name}`);
  if (process.argv.includes('--write')) writeFileSync(file, first + text);
  else if (readFileSync(file, 'utf8') !== first + text) {
    console.error(`types/${name} is stale: run node types.mjs --write`);
    stale = 1;
  }
}
process.exit(stale);
