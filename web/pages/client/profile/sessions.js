// Where one is signed in.
import { html, nothing } from '../../../vendor/lit-html.js';
import { api } from '../../../app/api.js';
import { program } from '../../../app/program.js';
import { t } from '../../../app/texts.js';
import { button } from '../../../parts/button.js';
import { sending } from '../../../parts/form.js';
import { outcome } from '../../../parts/outcome.js';
import { profile, section } from '../../../parts/profile.js';
import { time } from '../../../parts/time.js';

/** @typedef {import('../../../types/api.d.ts').SessionLine} Line */

/** @type {'somebody'} */
export const who = 'somebody';
export const frame = profile;
export const title = () => t('sessions');

export function page() {
  const list = outcome(api.sessions);
  const ending = sending(async () => {});
  // It may have ended elsewhere.
  const end = (/** @type {string} */ id) => ending.run(() => api.endSession(id).catch((problem) => { if (problem.status !== 404) throw problem; }).then(list.load));
  const endOthers = () => ending.run(async () => { await api.endOtherSessions(); await list.load(); });

  /** @param {Line} it */
  const name = (it) => it.client ? program(it.client) : t('unknown-program');

  /** @param {Line} it */
  const row = (it) => html`
    <li>
      <div><strong dir="auto" title=${it.client ?? nothing}>${name(it)}</strong>
        <p class="small">${it.address ? html`<bdi>${it.address}</bdi> · ` : nothing}${t('since')} ${time(it.created_at)} · ${t('last-used')} ${time(it.last_seen_at)}</p></div>
      ${it.current ? html`<span class="fresh">${t('this-one')}</span>` : button({ text: t('end'), look: 'small', label: t('end-session', { name: name(it) }),
        busy: ending.busy, press: () => end(it.id) })}
    </li>`;

  list.load();

  return () => section(t('where-logged-in'), html`
    ${ending.fault()}
    ${list.draw(({ sessions }) => html`
      <ul class="lines">${sessions.map(row)}</ul>
      ${sessions.length > 1 ? button({ text: t('end-others'), look: 'danger', busy: ending.busy, press: endOthers }) : nothing}`)}`);
}
