import { html } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';
import { field } from './field.js';

/** What is said of a group. @param {(name: string) => string | undefined} wrong @param {{ name: string, description: string }} [group] */
export const groupFields = (wrong, group) => html`
  ${field({ name: 'name', id: 'group-name', label: t('name'), value: group?.name ?? '', most: 80, autocomplete: 'off', wrong: wrong('name') })}
  ${field({ name: 'description', id: 'group-description', label: t('description'), hint: t('display-name-hint'), value: group?.description ?? '',
    required: false, most: 1000, autocomplete: 'off', wrong: wrong('description') })}`;
