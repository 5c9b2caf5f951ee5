// Folders, level by level: what lies in each, and what is done with them.
import { html, nothing, repeat } from '../../vendor/lit-html.js';
import { again } from '../../app/again.js';
import { announce } from '../../app/announce.js';
import { folders } from '../../app/calls/documents.js';
import { shares } from '../../app/calls/file.js';
import { draw, drawn } from '../../app/draw.js';
import { may } from '../../app/session.js';
import { t } from '../../app/texts.js';
import { button } from '../../parts/button.js';
import { dialog, shut } from '../../parts/dialog.js';
import { field } from '../../parts/field.js';
import { beneath, byPath, folderField } from '../../parts/folder-field.js';
import { sending } from '../../parts/form.js';
import { icon } from '../../parts/icon.js';
import { ops } from '../../parts/ops.js';
import { outcome } from '../../parts/outcome.js';
import { section } from '../../parts/profile.js';
import { sharing } from '../../parts/sharing.js';

/** @typedef {import('../../app/calls/documents.js').Folder} Folder */
/** @typedef {'make' | 'rename' | 'move' | 'remove'} Deed */

/** @type {'ops'} */
export const who = 'ops';
export const frame = ops;
export const title = () => t('folders');

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page({ params, leave }) {
  const here = params.id ?? null;
  const shared = here ? sharing(shares('folders', here), leave) : null;
  const all = outcome(async () => (await folders.all()).sort(byPath));
  /** What is asked about which folder. @type {{ deed: Deed, folder: Folder | null } | null} */
  let asked = null;
  /** Where it goes. @type {() => unknown} */
  let place = () => nothing;

  const list = () => all.value ?? [];
  const level = () => list().filter(({ parent }) => (parent ?? null) === here);
  /** @param {Folder} folder */
  const under = (folder) => list().filter((it) => beneath(it, folder));
  /** How many documents lie in it and beneath. @param {Folder} folder */
  const holds = (folder) => [folder, ...under(folder)].reduce((sum, it) => sum + it.documents, 0);

  const form = sending(async ({ name = '', folder }) => {
    // Where to is not known as long as the others are not here.
    if (!asked || (asked.deed === 'move' && folder === undefined)) return;
    const { deed, folder: it } = asked;
    if (deed === 'make') await folders.make(name.trim(), here);
    else if (it && deed === 'rename') await folders.change(it.id, { name: name.trim() });
    else if (it && deed === 'move') await folders.change(it.id, { parent: folder || null });
    else if (it) await folders.remove(it.id, holds(it) > 0);
    await over(deed === 'make' ? t('folder-made', { name }) : deed === 'remove' ? t('folder-removed', { name: it?.name ?? '' }) : t('folder-changed', { name: it?.name ?? '' }));
  });

  /** It is done: the list is asked anew, and the focus goes to what is there. @param {string} said */
  async function over(said) {
    const { deed, folder } = asked ?? {};
    asked = null;
    announce(said);
    await all.load();
    await drawn();
    const stays = deed === 'rename' && folder ? `[data-id="${folder.id}"] a` : 'h1';
    /** @type {HTMLElement | null} */ (document.querySelector(stays) ?? document.querySelector('h1'))?.focus();
  }

  /** @param {Deed} deed @param {Folder | null} [folder] */
  function ask(deed, folder = null) {
    asked = { deed, folder };
    form.problem = null;
    // It cannot go into itself.
    if (deed === 'move' && folder) place = folderField({ none: () => t('at-the-top'), fits: (it) => it.id !== folder.id && !beneath(it, folder), value: folder.parent });
    // What is told of it is told as it is now.
    if (deed === 'remove') all.load();
    draw();
  }
  const close = () => { asked = null; draw(); };

  /** @param {Deed} deed @param {Folder | null} folder */
  function called(deed, folder) {
    const name = folder?.name ?? '';
    return deed === 'make' ? t('new-folder') : deed === 'rename' ? t('rename-what', { name }) : deed === 'move' ? t('move-what', { name }) : t('remove-what', { name });
  }

  /** What goes with it. @param {Folder} folder */
  function loss(folder) {
    const [inner, documents] = [under(folder).length, holds(folder)];
    return html`<p>${inner ? t('folders-beneath', { count: inner }) : ''} ${documents ? t('documents-to-trash', { count: documents }) : t('folder-is-empty')}</p>`;
  }

  const asking = () => {
    if (!asked) return nothing;
    const { deed, folder } = asked;
    const wrong = form.wrong('name') ?? form.wrong('parent');
    return dialog({ id: 'folder-deed', title: called(deed, folder), close, content: html`
      <form novalidate class="form asks" @submit=${form.submit}>
        ${form.fault()}
        ${deed === 'make' || deed === 'rename' ? field({ name: 'name', label: t('folder-name'), value: folder?.name ?? '', most: 80, wrong }) : nothing}
        ${deed === 'move' ? html`${place()}${wrong ? html`<p class="wrong">${icon('bad')}${wrong}</p>` : nothing}` : nothing}
        ${deed === 'remove' && folder ? loss(folder) : nothing}
        <div class="acts">${button({ text: called(deed, folder), look: deed === 'remove' ? 'danger' : 'main', type: 'submit', busy: form.busy })}
          ${button({ text: t('not-now'), look: 'bare', press: shut })}</div>
      </form>` });
  };

  /** @param {string} text @param {string} label @param {() => void} press @param {string} [look] */
  const act = (text, label, press, look = 'small') => button({ text, label, look, press });

  /** @param {Folder} folder */
  const row = (folder) => html`
    <tr data-id=${folder.id} data-row>
      <td class="most"><div class="named">${icon('folder')}<div><a href=${`/ops/folders/${folder.id}`}><bdi>${folder.name}</bdi></a>
        ${under(folder).length ? html`<span class="meta">${t('folders-beneath', { count: under(folder).length })}</span>` : nothing}</div></div></td>
      <td class="figures"><a href=${`/ops/files?folder=${folder.id}`} aria-label=${`${t('documents-found', { count: folder.documents })}, ${folder.name}`}>${t('documents-found', { count: folder.documents })}</a></td>
      <td class="acts">${may('manage') ? html`
        ${act(t('rename'), t('rename-what', { name: folder.name }), () => ask('rename', folder))}
        ${act(t('move'), t('move-what', { name: folder.name }), () => ask('move', folder))}
        ${act(t('remove'), t('remove-what', { name: folder.name }), () => ask('remove', folder), 'small danger')}` : nothing}</td>
    </tr>`;

  const table = () => {
    if (here && !list().some(({ id }) => id === here)) return html`<div class="empty"><p>${t('folder-gone')}</p><a class="button" href="/ops/folders">${t('all-folders')}</a></div>`;
    if (!level().length) return html`<div class="empty">${icon('folder')}<p>${here ? t('no-folders-here') : t('no-folders')}</p></div>`;
    return html`<table class="table">
      <thead><tr><th scope="col">${t('by-name')}</th><th scope="col">${t('documents')}</th><th scope="col"><span class="unseen">${t('actions')}</span></th></tr></thead>
      <tbody>${repeat(level(), ({ id }) => id, row)}</tbody></table>`;
  };

  /** From the top to the folder that is looked at. @returns {Folder[]} */
  function trail() {
    /** @type {Folder[]} */
    const way = [];
    for (let at = list().find(({ id }) => id === here); at; at = list().find(({ id }) => id === at?.parent)) way.unshift(at);
    return way;
  }

  const crumbs = () => {
    const way = trail();
    return html`<nav class="crumbs" aria-label=${t('where-one-is')}><ol>
      <li><a href="/ops/folders">${t('all-folders')}</a></li>
      ${way.slice(0, -1).map(({ id, name }) => html`<li><a href=${`/ops/folders/${id}`}><bdi>${name}</bdi></a></li>`)}</ol></nav>`;
  };

  again(all.load, leave);
  all.load();

  return () => {
    const now = trail().pop();
    return html`
      ${here ? crumbs() : nothing}
      <div class="head"><div><h1 tabindex="-1">${now ? html`<bdi>${now.name}</bdi>` : t('folders')}</h1>
          <p>${here ? (now ? html`<a href=${`/ops/files?folder=${now.id}`}>${t('documents-found', { count: now.documents })}</a>` : '\u00a0') : t('folders-more')}</p></div>
        ${may('manage') && (!here || now) ? html`<div class="acts">${button({ text: t('new-folder'), sign: 'folder', look: 'main', press: () => ask('make') })}</div>` : nothing}</div>
      <section class="card list" aria-label=${t('folders')}>${all.draw(table)}</section>
      ${now && shared ? section(t('shared-with'), html`<p>${t('folder-shared-more')}</p>${shared()}`) : nothing}
      ${asking()}`;
  };
}
