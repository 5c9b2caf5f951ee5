// Tokens by which programs act for oneself: make one, see which there are, take one away.
import { html, nothing } from '../../../vendor/lit-html.js';
import { Problem } from '../../../app/api.js';
import { tokens } from '../../../app/calls/tokens.js';
import { copy } from '../../../app/copy.js';
import { draw, drawn } from '../../../app/draw.js';
import { may } from '../../../app/session.js';
import { t } from '../../../app/texts.js';
import { button } from '../../../parts/button.js';
import { confirm } from '../../../parts/confirm.js';
import { field } from '../../../parts/field.js';
import { sending } from '../../../parts/form.js';
import { icon } from '../../../parts/icon.js';
import { outcome } from '../../../parts/outcome.js';
import { profile, section } from '../../../parts/profile.js';
import { settle } from '../../../parts/settle.js';
import { time } from '../../../parts/time.js';

/** @typedef {import('../../../types/api.d.ts').TokenView} Token */

/** @type {'somebody'} */
export const who = 'somebody';
export const frame = profile;
export const title = () => t('tokens');

const DAY = 86_400_000;

/** What a token may allow, as far as whoever is here may do it. @returns {[string, string][]} */
const scopes = () => [
  ['read', t('scope-read')],
  ...(may('download') ? [/** @type {[string, string]} */ (['download', t('scope-download')])] : []),
  ...(may('upload') ? [/** @type {[string, string]} */ (['upload', t('scope-upload')])] : []),
  ['manage', t('scope-manage')],
];
const lives = () => [['30', t('for-a-month')], ['90', t('for-three-months')], ['364', t('for-a-year')]];

export function page() {
  const list = outcome(tokens.list);
  /** The text of one that was just made, which nobody can look up later. */
  let secret = '';
  let copied = '';
  const sure = confirm(list.load);
  const making = sending(async ({ name, days }, it, sent) => {
    const wanted = sent.getAll('scope').map(String);
    const { token } = await tokens.make({ name: name ?? '', scopes: wanted, expires_at: new Date(Date.now() + Number(days) * DAY).toISOString() });
    [secret, copied] = [token, ''];
    settle(it, sent);
    await list.load();
    await drawn();
    document.getElementById('secret')?.focus();
  });

  async function take() {
    copied = await copy(secret);
    draw();
  }

  /** Somebody else may have been faster, in another tab. @param {unknown} problem */
  const unlessGone = (problem) => { if (!(problem instanceof Problem && problem.status === 404)) throw problem; };

  /** @param {Token} it */
  const remove = ({ id, name }) => sure.ask({
    title: t('remove-what', { name }), text: t('token-remove-more'), act: t('remove-what', { name }), work: () => tokens.remove(id).catch(unlessGone),
  });

  /** @param {Token} it */
  const row = (it) => html`
    <li>
      <div><strong><bdi>${it.name}</bdi></strong>
        <p class="small">${scopes().filter(([scope]) => it.scopes.includes(scope)).map(([, name]) => name).join(' · ')}</p>
        <p class="small">${t('good-until')} ${time(it.expires_at)} · ${it.last_used_at ? html`${t('last-used')} ${time(it.last_used_at)}` : t('never-used')}</p></div>
      ${button({ text: t('remove'), look: 'danger small', label: t('remove-what', { name: it.name }), press: () => remove(it) })}
    </li>`;

  const made = () => html`
    <div class="codes" id="secret" tabindex="-1">
      <p><strong>${t('token-new')}</strong></p>
      <p>${t('token-new-more')}</p>
      <p><code>${secret}</code></p>
      <p>${button({ text: t('copy'), look: 'main', press: take })} ${button({ text: t('token-noted'), press: () => { secret = ''; draw(); } })}</p>
      <p role="status">${copied}</p>
    </div>`;

  const form = () => html`
    <form novalidate @submit=${making.submit}>
      ${making.fault()}
      ${field({ name: 'name', label: t('token-name'), hint: t('token-name-hint'), most: 80, wrong: making.wrong('name') })}
      <fieldset class="ticks"><legend class="label">${t('token-may')}</legend>
        ${scopes().map(([scope, name]) => html`<label class="tick"><input type="checkbox" name="scope" value=${scope} ?checked=${scope === 'read'}> ${name}</label>`)}
        ${making.wrong('scopes') ? html`<p class="wrong">${icon('bad')}${making.wrong('scopes')}</p>` : nothing}
      </fieldset>
      <label class="choose">${t('token-lives')}<select class="select" name="days">
        ${lives().map(([days, name]) => html`<option value=${days}>${name}</option>`)}
      </select></label>
      ${button({ text: t('token-make'), look: 'main', type: 'submit', busy: making.busy })}
    </form>`;

  list.load();

  return () => html`
    ${list.draw(({ tokens }) => html`
      ${section(t('tokens'), html`
        <p>${t('tokens-more')}</p>
        ${secret ? made() : nothing}
        ${tokens.length ? html`<ul class="lines">${tokens.map(row)}</ul>` : html`<p class="small">${t('no-tokens')}</p>`}`)}
      ${section(t('token-another'), form())}`)}
    ${sure.draw()}`;
}
