import { t } from '../app/texts.js';

/** What is recorded, in words. @type {Record<string, () => string>} */
const EVENTS = {
  'account.signed_up': () => t('event-account-signed-up'),
  'account.verified': () => t('event-account-verified'),
  'account.invited': () => t('event-account-invited'),
  'account.approved': () => t('event-account-approved'),
  'account.changed': () => t('event-account-changed'),
  'account.disabled': () => t('event-account-disabled'),
  'account.enabled': () => t('event-account-enabled'),
  'account.erased': () => t('event-account-erased'),
  'account.exported': () => t('event-account-exported'),
  'login.ok': () => t('event-login-ok'),
  'login.refused': () => t('event-login-refused'),
  'login.second_factor_refused': () => t('event-login-second-factor-refused'),
  'login.locked': () => t('event-login-locked'),
  'session.ended': () => t('event-session-ended'),
  'session.reused': () => t('event-session-reused'),
  'password.changed': () => t('event-password-changed'),
  'password.reset': () => t('event-password-reset'),
  'password.refused': () => t('event-password-refused'),
  'second_factor.added': () => t('event-second-factor-added'),
  'second_factor.removed': () => t('event-second-factor-removed'),
  'second_factor.codes_renewed': () => t('event-second-factor-codes-renewed'),
  'second_factor.code_used': () => t('event-second-factor-code-used'),
  'token.made': () => t('event-token-made'),
  'token.removed': () => t('event-token-removed'),
  'file.uploaded': () => t('event-file-uploaded'),
  'file.refused': () => t('event-file-refused'),
  'file.scanned': () => t('event-file-scanned'),
  'file.changed': () => t('event-file-changed'),
  'file.shared': () => t('event-file-shared'),
  'file.unshared': () => t('event-file-unshared'),
  'file.asked': () => t('event-file-asked'),
  'file.downloaded': () => t('event-file-downloaded'),
  'file.previewed': () => t('event-file-previewed'),
  'file.trashed': () => t('event-file-trashed'),
  'file.restored': () => t('event-file-restored'),
  'file.version_added': () => t('event-file-version-added'),
  'file.version_restored': () => t('event-file-version-restored'),
  'file.erased': () => t('event-file-erased'),
  'file.released': () => t('event-file-released'),
  'file.rescan_asked': () => t('event-file-rescan-asked'),
  'folder.created': () => t('event-folder-created'),
  'folder.changed': () => t('event-folder-changed'),
  'folder.shared': () => t('event-folder-shared'),
  'folder.unshared': () => t('event-folder-unshared'),
  'folder.erased': () => t('event-folder-erased'),
  'link.minted': () => t('event-link-minted'),
  'link.revoked': () => t('event-link-revoked'),
  'link.refused': () => t('event-link-refused'),
  'group.created': () => t('event-group-created'),
  'group.changed': () => t('event-group-changed'),
  'group.erased': () => t('event-group-erased'),
  'group.member_added': () => t('event-group-member-added'),
  'group.member_removed': () => t('event-group-member-removed'),
  'mail.failed': () => t('event-mail-failed'),
  'job.retried': () => t('event-job-retried'),
  'job.cancelled': () => t('event-job-cancelled'),
  'job.purged': () => t('event-job-purged'),
  'key.added': () => t('event-key-added'),
  'key.retired': () => t('event-key-retired'),
  'backup.taken': () => t('event-backup-taken'),
  'backup.restored': () => t('event-backup-restored'),
};

/** What happened, in words; what came later than these pages has only its name. @param {string} event */
export const eventText = (event) => EVENTS[event]?.() ?? event;

/** All events, in groups by what comes before the dot. @returns {[group: string, events: string[]][]} */
export function eventGroups() {
  const all = Object.keys(EVENTS);
  const groups = new Set(all.map((event) => event.split('.')[0] ?? ''));
  return [...groups].map((group) => [group, all.filter((event) => event.startsWith(`${group}.`))]);
}
