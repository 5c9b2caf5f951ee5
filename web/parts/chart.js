import { html, svg } from '../vendor/lit-html.js';
import { count, day, t } from '../app/texts.js';

/**
 * A bar for each day. Whoever does not see them hears what they say together; each by itself is in the table of the page.
 * @param {string} name @param {{ date: string, value: number }[]} days
 */
export function chart(name, days) {
  const most = Math.max(1, ...days.map(({ value }) => value));
  const sum = days.reduce((all, { value }) => all + value, 0);
  const [first, last] = [days[0], days[days.length - 1]];
  const said = t('chart-says', { name, sum, days: days.length, most: Math.max(0, ...days.map(({ value }) => value)) });
  return html`<figure class="chart">
    <figcaption><span>${name}</span><strong>${count(sum)}</strong></figcaption>
    <svg role="img" aria-label=${said} viewBox=${`0 0 ${days.length * 10} 100`} preserveAspectRatio="none">
      ${days.map(({ value }, at) => svg`<rect x=${at * 10 + 1.5} width="7" y=${100 - (value / most) * 96} height=${Math.max(value ? 2 : 0, (value / most) * 96)}/>`)}
      <path d=${`M0 99.5H${days.length * 10}`}/>
    </svg>
    <p class="row"><span>${first ? day(first.date) : ''}</span><span>${last ? day(last.date) : ''}</span></p>
  </figure>`;
}
