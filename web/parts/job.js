import { html } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';
import { icon } from './icon.js';

/** @typedef {import('../app/calls/running.js').Job} Job */

/** How a job may stand, each with its look and its sign. @type {Record<string, [look: string, sign: string, text: () => string]>} */
const STATES = {
  dead: ['bad', 'bad', () => t('job-dead')],
  queued: ['wait', 'wait', () => t('job-queued')],
  sent: ['wait', 'wait', () => t('job-sent')],
  running: ['odd', 'turn', () => t('job-running')],
  done: ['good', 'clean', () => t('job-done')],
};

/** What is to be done, in words. @type {Record<string, () => string>} */
const KINDS = {
  verify_email: () => t('job-verify-email'),
  resend_verification: () => t('job-resend-verification'),
  forgot_password: () => t('job-forgot-password'),
  reset_password: () => t('job-reset-password'),
  change_email: () => t('job-change-email'),
  invitation: () => t('job-invitation'),
  account_notice: () => t('job-account-notice'),
  document_notice: () => t('job-document-notice'),
  document_asked: () => t('job-document-asked'),
  scan_file: () => t('job-scan-file'),
  rescan_file: () => t('job-rescan-file'),
  late_finding: () => t('job-late-finding'),
  late_finding_notice: () => t('job-late-finding-notice'),
  erase_blob: () => t('job-erase-blob'),
  make_preview: () => t('job-make-preview'),
  sweep: () => t('job-sweep'),
  rescan: () => t('job-rescan'),
  checksums: () => t('job-checksums'),
};

export const jobStates = () => Object.entries(STATES).map(([state, [, , text]]) => [state, text()]);
export const jobKinds = () => Object.entries(KINDS).map(([kind, text]) => [kind, text()]);

/** @param {string} kind */
export const jobKind = (kind) => KINDS[kind]?.() ?? kind;

/** @param {string} state */
export function jobState(state) {
  const [look, sign, text] = STATES[state] ?? ['odd', 'odd', () => state];
  return html`<span class=${`state ${look}`}>${icon(sign)}${text()}</span>`;
}

/** Whether it can be tried again now, and whether it can be given up. @param {Job} job */
export const canRetry = ({ state }) => state === 'dead' || state === 'queued' || state === 'sent';
/** @param {Job} job */
export const canCancel = ({ state }) => state === 'queued' || state === 'sent';
