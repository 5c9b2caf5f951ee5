// The links to one document: those there are, an end of one or all, and a new one.
import { html, nothing, repeat } from '../../../vendor/lit-html.js';
import { announce } from '../../../app/announce.js';
import { api } from '../../../app/api.js';
import { files } from '../../../app/calls/file.js';
import { copy } from '../../../app/copy.js';
import { draw } from '../../../app/draw.js';
import { canChange, may, session } from '../../../app/session.js';
import { t } from '../../../app/texts.js';
import { button } from '../../../parts/button.js';
import { confirm } from '../../../parts/confirm.js';
import { canFetch } from '../../../parts/document.js';
import { field, select, tick } from '../../../parts/field.js';
import { sending } from '../../../parts/form.js';
import { fileTitle, ofFile } from '../../../parts/of-file.js';
import { onward, rowOf } from '../../../parts/onward.js';
import { ops } from '../../../parts/ops.js';
import { pages } from '../../../parts/pages.js';
import { done, section } from '../../../parts/profile.js';
import { settle } from '../../../parts/settle.js';
import { time } from '../../../parts/time.js';

/** @typedef {import('../../../types/api.d.ts').FileLinkView} Link */
/** @typedef {import('../../../types/api.d.ts').MadeLink} Made */

/** @type {'ops'} */
export const who = 'ops';
export const frame = ops;
export const title = fileTitle;

const HOUR = 3600;
/** @returns {[string, string][]} */
const lives = () => [[String(HOUR), t('for-an-hour')], [String(24 * HOUR), t('for-a-day')], [String(7 * 24 * HOUR), t('for-a-week')], [String(30 * 24 * HOUR), t('for-30-days')]];

/** @param {import('../../../types/page.d.ts').Visit} visit */
export const page = (visit) => ofFile(visit, (id) => {
  /** @type {Made | null} */
  let made = null;
  let copied = '';
  const list = pages(async (cursor) => {
    const { links: rows, next_cursor: next } = await files.links(id, cursor);
    return { rows, next };
  }, visit.leave);
  const form = sending(async ({ expires_in, once, password }, it, sent) => {
    made = null;
    copied = '';
    made = await files.makeLink(id, { expires_in: Number(expires_in), once: once === 'on', ...(password ? { password } : {}) });
    settle(it, sent);
    await list.load();
  });
  const ending = sending(async () => {});
  const end = (/** @type {Link} */ link, /** @type {Element | null} */ row) => ending.run(async () => {
    const goOn = onward(row);
    await api.removeLink(link.id).catch((problem) => { if (problem.status !== 404) throw problem; });
    if (made?.id === link.id) made = null;
    announce(t('link-ended'));
    goOn();
    await list.load();
  });
  const sure = confirm();
  const endAll = () => sure.ask({ title: t('end-all-links'), text: t('end-all-more'), act: t('end-all-links'), work: async () => {
    await files.revokeAll(id);
    made = null;
    announce(t('links-ended'));
    await list.load();
  } });
  const take = async (/** @type {string} */ text) => { copied = await copy(text); draw(); };

  /** @param {Link} it */
  const line = (it) => html`<li data-row>
    <div><strong><bdi>${it.client.username}</bdi></strong> ${it.once ? html`<span class="fresh">${t('link-once')}</span>` : nothing} ${it.has_password ? html`<span class="fresh">${t('link-has-password')}</span>` : nothing}
      <p class="small">${t('link-made-at')} ${time(it.created_at)} · ${t('good-until')} ${time(it.expires_at)}${it.delivered_at ? html` · ${t('delivered')} ${time(it.delivered_at)}` : nothing}</p></div>
    ${it.client.id === session.user?.id ? button({ text: t('end'), label: t('end-link', { name: it.client.username }), look: 'small', busy: ending.busy, press: (event) => end(it, rowOf(event)) }) : nothing}</li>`;

  /** @param {Made} it */
  const shown = ({ download_link: link, expires_at: until }) => html`<div class="codes" role="status">
    <p>${t('link-made')} <span class="small">${t('good-until')} ${time(until)}</span></p>
    <code class="link">${link}</code>
    <p>${button({ text: t('copy'), sign: 'files', press: () => take(link) })}</p></div>${done(copied)}`;

  const make = () => html`<p>${t('link-more')}</p>
    <form novalidate @submit=${form.submit}>${form.fault()}
      ${select({ name: 'expires_in', label: t('link-life'), value: String(24 * HOUR), options: lives(), wrong: form.wrong('expires_in') })}
      ${tick({ name: 'once', label: t('link-once-more') })}
      ${field({ name: 'password', label: t('link-password'), hint: t('link-password-hint'), type: 'password', autocomplete: 'new-password', required: false, wrong: form.wrong('password') })}
      ${button({ text: t('link-make'), look: 'main', type: 'submit', busy: form.busy })}</form>
    ${made ? shown(made) : nothing}`;

  /** @param {Link[]} rows */
  const there = (rows) => html`
    ${rows.length ? html`<ul class="lines">${repeat(rows, (link) => link.id, line)}</ul>` : html`<p>${t('no-links')}</p>`}
    ${button({ text: t('end-all-links'), look: 'danger', press: endAll })}`;

  // The list comes last, so that it moves nothing when it comes.
  return (it) => canChange(it) ? html`
    ${may('download') && canFetch(it) ? section(t('new-link'), make()) : nothing}
    ${section(t('links'), html`<p>${t('links-more')}</p>${ending.fault()}${list.draw(there)}`)}
    ${sure.draw()}` : html`<p>${t('who-may-change')}</p>`;
});
