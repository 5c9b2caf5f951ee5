// Words, and how dates, sizes and numbers are written.
import { FluentBundle, FluentResource } from '../vendor/fluent-bundle.js';
import { choose, direction, likely } from './language.js';

/** @typedef {import('../types/texts.d.ts').TextId} TextId */
/** @typedef {import('./language.js').Language} Language */

/** @type {FluentBundle} */
let bundle = new FluentBundle('en');
/** @type {Language} */
let language = 'en';
/** What is loaded of a language: the texts of all, and those of the company's own people where they are here. @type {('all' | 'ops')[]} */
const parts = ['all'];
/** @type {Map<string, Promise<FluentResource>>} */
const loaded = new Map();

/** The language of what is shown. */
export const shown = () => language;

/** @param {'all' | 'ops'} part @param {Language} wanted @returns {Promise<FluentResource>} */
function load(part, wanted) {
  const path = `../texts/${part}/${wanted}.ftl`;
  const known = loaded.get(path);
  if (known) return known;
  const loading = fetch(new URL(path, import.meta.url)).then(async (answer) => {
    // Those of an older version are not there any more.
    if (!answer.ok) throw new Error(path);
    return new FluentResource(await answer.text());
  });
  // One that did not come is asked for anew.
  loading.catch(() => loaded.delete(path));
  loaded.set(path, loading);
  return loading;
}

/** Has these texts spoken, too, from the next `speak` on. @param {'ops'} part */
export function alsoSay(part) {
  if (!parts.includes(part)) parts.push(part);
}

/** Asks for the texts that are most likely needed, so that they are here in time. */
export function begin() {
  load('all', likely()).catch(() => {});
}

/** Speaks another language from now on. @param {Language} wanted */
export async function speak(wanted) {
  const resources = await Promise.all(parts.map((part) => load(part, wanted)));
  bundle = new FluentBundle(wanted, { useIsolating: false });
  for (const resource of resources) bundle.addResource(resource);
  language = wanted;
  document.documentElement.lang = wanted;
  document.documentElement.dir = direction(wanted);
}

/** Speaks it, and remembers that. @param {Language} wanted */
export async function speakFromNowOn(wanted) {
  choose(wanted);
  await speak(wanted);
}

/**
 * A text.
 * @param {TextId} id @param {Record<string, string | number>} [values]
 */
export function t(id, values) {
  const pattern = bundle.getMessage(id)?.value;
  return pattern ? bundle.formatPattern(pattern, values && isolated(values)) : id;
}

/** What is written in the other direction must not turn the text around it. @param {Record<string, string | number>} values */
function isolated(values) {
  const mixes = (/** @type {string} */ text) => direction(language) === 'rtl' || /[\u0590-\u08ff\ufb1d-\ufefc]/.test(text);
  return Object.fromEntries(Object.entries(values).map(([name, value]) =>
    [name, typeof value === 'string' && mixes(value) ? `\u2068${value}\u2069` : value]));
}

/** What writes numbers and moments takes long to make, and a list needs it a thousand times. @type {Map<string, any>} */
const writers = new Map();

/** @template {Intl.DateTimeFormatOptions | Intl.NumberFormatOptions | Intl.RelativeTimeFormatOptions} Options @template Writer
 * @param {new (language: string, options: Options) => Writer} Kind @param {Options} options @returns {Writer} */
function writer(Kind, options) {
  const name = `${language} ${Kind.name} ${JSON.stringify(options)}`;
  const known = writers.get(name) ?? new Kind(language, options);
  writers.set(name, known);
  return known;
}

/** A number of bytes, in the unit that people read it in. @param {number} count */
export function bytes(count) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  const power = Math.min(units.length - 1, count < 1000 ? 0 : Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** power;
  const digits = power > 1 && value < 10 ? 1 : 0;
  return writer(Intl.NumberFormat, {
    style: 'unit', unit: units[power], unitDisplay: power ? 'short' : 'long', maximumFractionDigits: digits,
  }).format(value);
}

/** @param {number} number */
export const count = (number) => writer(Intl.NumberFormat, {}).format(number);

/** @param {number} share of one */
export const percent = (share) => writer(Intl.NumberFormat, { style: 'percent' }).format(Math.floor(share * 100) / 100);

/** The whole of a moment. @param {Date} moment */
export const moment = (moment) =>
  writer(Intl.DateTimeFormat, { dateStyle: 'long', timeStyle: 'short' }).format(moment);

/** A moment as one says it: by hours today, by a word for yesterday and tomorrow, else the day. @param {Date} moment */
export function when(moment) {
  const days = Math.round((dayOf(moment) - dayOf(new Date())) / 86_400_000);
  if (Math.abs(days) > 1) {
    const year = moment.getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
    return writer(Intl.DateTimeFormat, { day: 'numeric', month: 'long', year }).format(moment);
  }
  const day = writer(Intl.RelativeTimeFormat, { numeric: 'auto' }).format(days, 'day');
  const hour = writer(Intl.DateTimeFormat, { timeStyle: 'short' }).format(moment);
  return t('day-at', { day, hour });
}

/** A day in UTC, as the API counts them. @param {string} date */
export const day = (date) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(date));

/** @param {Date} moment */
const dayOf = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();

/** So many seconds, as one says it. @param {number} seconds */
export function duration(seconds) {
  const [value, unit] = seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [Math.ceil(seconds / 60), 'minute'] : [Math.ceil(seconds / 3600), 'hour'];
  return writer(Intl.NumberFormat, { style: 'unit', unit: String(unit), unitDisplay: 'long' }).format(Number(value));
}
