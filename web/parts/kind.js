import { html } from '../vendor/lit-html.js';

/** @type {Record<string, [look: string, sign: string, name: string]>} */
const KINDS = { docx: ['word', 'DOC', 'Word'], xlsx: ['excel', 'XLS', 'Excel'], pptx: ['point', 'PPT', 'PowerPoint'] };

/** The sign of a kind of document. @param {string} kind */
export function kind(kind) {
  const [look, sign] = KINDS[kind] ?? ['', kind];
  return html`<span class=${`kind ${look}`} aria-hidden="true">${sign}</span>`;
}

/** What people call it. @param {string} kind */
export const kindName = (kind) => KINDS[kind]?.[2] ?? kind;
