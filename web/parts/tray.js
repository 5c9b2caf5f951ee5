import { html, nothing, repeat } from '../vendor/lit-html.js';
import { draw } from '../app/draw.js';
import { on } from '../app/live.js';
import { drop, goOn, onTheWay, pause, rate, sendings, why } from '../app/send.js';
import { bytes, duration, percent, t } from '../app/texts.js';
import { button } from './button.js';
import { kind } from './kind.js';
import { standing, tell } from './state.js';

/** @typedef {import('../app/send.js').Sending} Sending */

/** What is being sent, and what became of it; it goes on wherever one goes. @param {AbortSignal} leave */
export function tray(leave) {
  on('file', ({ id, scan_status: status }) => {
    const it = sendings.find(({ stored }) => stored?.id === id);
    if (!it?.stored || !status || it.stored.scan_status === status) return;
    it.stored.scan_status = status;
    tell(status, it.file.name);
    draw();
  }, leave);
  return () => sendings.length === 0 ? nothing : html`
    <section class="card sending" aria-labelledby="sending">
      <header><h2 id="sending">${onTheWay().length ? t('sending', { count: onTheWay().length }) : t('all-sent')}</h2>${whole()}</header>
      <ul>${repeat(sendings, (it) => it, row)}</ul>
    </section>`;
}

/** Takes off the list what is over. */
const clear = () => sendings.filter(({ step }) => step === 'stored' || step === 'refused').forEach(drop);

function whole() {
  if (!onTheWay().length) return sendings.every(({ step }) => step === 'paused') ? nothing : button({ text: t('clear-list'), look: 'small', press: clear });
  const all = sendings.filter(({ step }) => step !== 'refused');
  const [sent, size] = [all.reduce((sum, it) => sum + it.sent, 0), all.reduce((sum, it) => sum + it.file.size, 0)];
  const [speed, left] = [rate(), size - sent];
  return html`<p class="figures">${t('so-much-of', { sent: bytes(sent), size: bytes(size) })}${speed && left ? html`
    · ${t('per-second', { size: bytes(speed) })} · ${t('time-left', { time: duration(Math.ceil(left / speed)) })}` : nothing}</p>`;
}

/** @param {Sending} it */
function row(it) {
  const { name, size } = it.file;
  const over = it.step === 'stored' || it.step === 'refused';
  const look = it.step === 'stored' ? 'done' : it.step === 'lost' ? 'stuck' : '';
  return html`
    <li>
      ${kind(name.split('.').pop()?.toLowerCase() ?? '')}
      <div>
        <div class="name"><bdi>${name}</bdi>${step(it)}</div>
        ${it.step === 'refused' ? nothing : html`<progress class=${look} max="1" .value=${size ? it.sent / size : 0} aria-label=${name}></progress>`}
      </div>
      <span class="acts">
        ${over ? nothing : it.step === 'paused' || it.step === 'lost' ? act('play', t('go-on-with', { name }), () => goOn(it)) : act('pause', t('sending-pause', { name }), () => pause(it))}
        ${act('x', over ? t('off-the-list', { name }) : t('sending-cancel', { name }), () => drop(it))}
      </span>
    </li>`;
}

/** @param {string} sign @param {string} label @param {() => void} press */
const act = (sign, label, press) => button({ text: '', label, sign, look: 'bare icon small', press });

/** How it stands, in words. @param {Sending} it */
function step(it) {
  if (it.step === 'stored') return it.stored && it.stored.scan_status !== 'pending' ? standing(it.stored.scan_status) : html`<span class="good">${t('stored-scanning')}</span>`;
  if (it.step === 'refused') return html`<span class="wrong">${why(it)}${it.room ? html` <a href="/ops/files?sort=-size">${t('largest-first')}</a>` : nothing}</span>`;
  if (it.step === 'lost') return html`<span class="stuck">${it.wait ? t('wait-so-long', { time: duration(it.wait) }) : ((it.problem?.status ?? 0) >= 500 && it.problem?.detail) || t('connection-lost')}</span>`;
  if (it.step === 'paused') return html`<span>${t('paused')}</span>`;
  if (it.step === 'checking') return html`<span>${t('being-checked')}</span>`;
  if (it.step === 'waiting') return html`<span>${t('waits-its-turn')}</span>`;
  return html`<span class="figures">${t('so-much-of', { sent: percent(it.file.size ? it.sent / it.file.size : 1), size: bytes(it.file.size) })}</span>`;
}
