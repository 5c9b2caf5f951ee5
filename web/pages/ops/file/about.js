// One document: what is known of it, how its scan stands, and its terms.
import { html, nothing } from '../../../vendor/lit-html.js';
import { canChange, may } from '../../../app/session.js';
import { bytes, count, t } from '../../../app/texts.js';
import { transfers } from '../../../app/transfers.js';
import { button } from '../../../parts/button.js';
import { canFetch, isOpen } from '../../../parts/document.js';
import { deeds } from '../../../parts/deeds.js';
import { fetching } from '../../../parts/fetching.js';
import { found, meaning } from '../../../parts/found.js';
import { icon } from '../../../parts/icon.js';
import { kindName } from '../../../parts/kind.js';
import { fileTitle, ofFile } from '../../../parts/of-file.js';
import { ops } from '../../../parts/ops.js';
import { preview } from '../../../parts/preview.js';
import { section } from '../../../parts/profile.js';
import { isShut, shutActs } from '../../../parts/shut.js';
import { terms } from '../../../parts/terms.js';
import { time } from '../../../parts/time.js';
import { holds, progress } from '../../../parts/transfer.js';

/** @typedef {import('../../../app/api.js').File} File */

/** @type {'ops'} */
export const who = 'ops';
export const frame = ops;
export const title = fileTitle;

/** @param {import('../../../types/page.d.ts').Visit} visit */
export const page = (visit) => ofFile(visit, (id, changed) => {
  const under = fetching(() => setTimeout(() => visit.leave.aborted || changed(), 2500));
  const deed = deeds(changed);
  const scan = shutActs(changed);
  const form = terms(id, changed);
  const pages = preview(id, visit.leave);

  /** @param {string} name @param {unknown} value */
  const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

  /** @param {File} it */
  const facts = (it) => html`<dl>
    ${fact(t('kind'), `${kindName(it.kind)}, ${bytes(it.size)}`)}
    ${fact(t('doc-uploaded-by'), html`<bdi>${it.uploaded_by.username || t('account-gone')}</bdi>, ${time(it.uploaded_at)}`)}
    ${fact(t('version-word'), count(it.version))}
    ${fact(t('for-whom'), it.audience === 'everyone' ? t('for-everyone') : t('for-named'))}
    ${it.folder ? fact(t('folder'), html`<a href=${`/ops/folders/${it.folder.id}`}><bdi>${it.folder.path}</bdi></a>`) : nothing}
    ${it.expires_at ? fact(t('available-until'), time(it.expires_at)) : nothing}
    ${it.downloads ? fact(t('doc-taken'), it.downloads.count ? t('taken-times', it.downloads) : t('taken-by-nobody')) : nothing}
    ${it.legal_hold ? fact(t('legal-hold'), t('legal-hold-is')) : nothing}
    ${fact(t('checksum'), html`<code>${it.sha256}</code>`)}
  </dl>`;

  /** @param {File} it */
  const scanned = (it) => html`<section class=${`notice ${isShut(it) ? 'bad' : ''}`} aria-label=${t('doc-scan')}>${icon(isShut(it) ? 'bad' : it.scan_status === 'pending' ? 'wait' : 'odd')}
    <div class="told"><p>${meaning(it)}</p>${found(it)}
      ${isShut(it) && !may('documents') ? html`<p>${t('who-may-release')}</p>` : nothing}</div></section>`;

  /** @param {File} it */
  const acts = (it, transfer = transfers.get(id)) => html`${transfer ? progress(transfer) : nothing}<div class="acts">
    ${transfer ? holds(transfer) : canFetch(it) && it.state !== 'trashed' ? button({ text: t('download'), sign: 'down', look: 'main', key: 'd', busy: under.busy(id), press: () => under.fetch(it) }) : nothing}
    ${it.state === 'trashed' ? nothing : scan.buttons(it)}
    ${canChange(it) && it.state === 'trashed' ? button({ text: t('restore'), press: () => deed.ask('restore', [it]) }) : nothing}
    ${canChange(it) ? button({ text: it.state === 'trashed' ? t('erase') : t('delete'), look: 'danger', press: () => deed.ask(it.state === 'trashed' ? 'erase' : 'trash', [it]) }) : nothing}</div>`;

  return (it) => html`
    ${it.state === 'trashed' ? html`<div class="notice">${icon('x')}<p>${t('in-trash-more')}</p></div>` : nothing}
    ${it.scan_status === 'clean' ? nothing : scanned(it)}
    ${under.fault(id)}${scan.draw()}
    <section class="card one" aria-label=${t('doc-about')}>
      ${it.description && !canChange(it) ? html`<p class="description" dir="auto">${it.description}</p>` : nothing}
      ${it.labels.length ? html`<ul class="labels">${it.labels.map((label) => html`<li dir="auto">${label}</li>`)}</ul>` : nothing}
      ${facts(it)}${acts(it)}
      ${isOpen(it) && it.state !== 'trashed' && canChange(it) ? pages() : nothing}</section>
    ${canChange(it) ? section(t('doc-terms'), form(it)) : html`<p>${t('who-may-change')}</p>`}
    ${deed.draw()}`;
});
