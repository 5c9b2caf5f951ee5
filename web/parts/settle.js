import { shown } from './field.js';

/**
 * What was sent is done with: what still says it begins anew, or says from now on what is so. What was typed meanwhile stays.
 * @param {HTMLFormElement} form @param {FormData} sent
 */
export function settle(form, sent) {
  for (const it of /** @type {Iterable<HTMLInputElement>} */ (form.elements)) {
    const values = sent.getAll(it.name);
    if (it.type === 'checkbox') {
      if (it.checked === values.includes(it.value)) it.checked = it.defaultChecked;
    } else if (values.includes(it.value)) {
      if (shown.has(it)) shown.set(it, it.value);
      else it.value = it.defaultValue ?? it.value;
    }
  }
}
