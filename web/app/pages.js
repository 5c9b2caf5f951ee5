// The one list of all pages: the path, and the module that draws it. The server reads it, too: one line for each page.

/** @typedef {import('../types/page.d.ts').PageModule} PageModule */

/** @type {[path: string, load: () => Promise<PageModule>][]} */
export const PAGES = [
  ['/', () => import('../pages/client/start.js')],
  ['/sign-in', () => import('../pages/client/sign-in.js')],
  ['/sign-in/code', () => import('../pages/client/code.js')],
  ['/sign-up', () => import('../pages/client/sign-up.js')],
  ['/sign-up/sent', () => import('../pages/client/sent.js')],
  ['/forgot', () => import('../pages/client/forgot.js')],
  ['/files', () => import('../pages/client/files.js')],
  ['/files/{id}', () => import('../pages/client/file.js')],
  ['/profile', () => import('../pages/client/profile/profile.js')],
  ['/profile/password', () => import('../pages/client/profile/password.js')],
  ['/profile/security', () => import('../pages/client/profile/security.js')],
  ['/profile/sessions', () => import('../pages/client/profile/sessions.js')],
  ['/profile/preferences', () => import('../pages/client/profile/preferences.js')],
  ['/profile/data', () => import('../pages/client/profile/data.js')],
  ['/ops', () => import('../pages/ops/dashboard.js')],
  ['/ops/files', () => import('../pages/ops/files.js')],
  ['/ops/files/{id}', () => import('../pages/ops/file/about.js')],
  ['/ops/files/{id}/sharing', () => import('../pages/ops/file/sharing.js')],
  ['/ops/files/{id}/versions', () => import('../pages/ops/file/versions.js')],
  ['/ops/files/{id}/downloads', () => import('../pages/ops/file/downloads.js')],
  ['/ops/files/{id}/links', () => import('../pages/ops/file/links.js')],
  ['/ops/files/{id}/history', () => import('../pages/ops/file/history.js')],
  ['/ops/folders', () => import('../pages/ops/folders.js')],
  ['/ops/folders/{id}', () => import('../pages/ops/folders.js')],
  ['/ops/quarantine', () => import('../pages/ops/quarantine.js')],
  ['/ops/people', () => import('../pages/ops/people.js')],
  ['/ops/people/{id}', () => import('../pages/ops/person.js')],
  ['/ops/groups', () => import('../pages/ops/groups.js')],
  ['/ops/groups/{id}', () => import('../pages/ops/group.js')],
  ['/ops/jobs', () => import('../pages/ops/jobs.js')],
  ['/ops/jobs/{id}', () => import('../pages/ops/job.js')],
  ['/ops/audit', () => import('../pages/ops/audit.js')],
];
