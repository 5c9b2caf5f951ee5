// In which language this browser is spoken to: what somebody has chosen here, else what the account or the browser says,
// which the server knows.

/** The languages, each by its own name, and those that are written from right to left. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', ar: 'العربية' };
const FROM_RIGHT = ['ar'];

/** @typedef {keyof typeof LANGUAGES} Language */

const KEPT = 'language';

/** @param {unknown} text @returns {text is Language} */
export const isLanguage = (text) => typeof text === 'string' && Object.hasOwn(LANGUAGES, text);

/** What was chosen in this browser. @returns {Language | null} */
export function spoken() {
  const kept = localStorage.getItem(KEPT);
  return isLanguage(kept) ? kept : null;
}

/** @param {Language} language */
export function choose(language) {
  localStorage.setItem(KEPT, language);
}

/** What will most likely be spoken, before the server has said it. @returns {Language} */
export function likely() {
  const wanted = navigator.languages.map((tag) => tag.toLowerCase().split('-')[0]);
  return spoken() ?? wanted.find(isLanguage) ?? 'en';
}

/** @param {Language} language */
export const direction = (language) => (FROM_RIGHT.includes(language) ? 'rtl' : 'ltr');
