import { html } from '../vendor/lit-html.js';
import { Problem, api } from '../app/api.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { sending } from './form.js';
import { done } from './profile.js';

/** A button by which a client asks for a document that is over for them. @param {string} id */
export function asking(id) {
  let told = '';
  const work = sending(async () => {});
  const ask = () => work.run(async () => {
    try {
      await api.ask(id);
      told = t('asked-for-it');
    } catch (problem) {
      // Once a day is enough.
      if (!(problem instanceof Problem) || !problem.limit.startsWith('"ask"')) throw problem;
      told = t('asked-already');
    }
  });
  return () => html`${work.fault()}${told ? done(told) : button({ text: t('ask-for-it'), look: 'main', busy: work.busy, press: ask })}`;
}
