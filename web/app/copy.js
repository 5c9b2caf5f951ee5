import { t } from './texts.js';

/** Copies a text, and says in words whether it is copied: not everywhere may a page do that. @param {string} text */
export const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return t('copied');
  } catch {
    return t('copy-failed');
  }
};
