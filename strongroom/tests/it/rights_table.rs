//! Who may do what: one line for each operation.

use shared::people::permissions::Permission::{self, Audit, Documents, Operate, People};

/// Whom an operation lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// Everybody: who asks is not looked at.
    Open,
    /// Everybody; who asks is looked at where they say so.
    Anybody,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in by a session, about their own account.
    Owner,
    /// Clients.
    Client,
    /// Ops.
    Ops,
    /// Ops who uploaded the document, or have the permission `documents`.
    Managed,
    /// Clients who see the document, and ops who manage it.
    SeenOrManaged,
    /// Ops with this permission.
    With(Permission),
}

use Door::{Anybody, Client, Managed, Open, Ops, Owner, SeenOrManaged, SignedIn, With};

/// An operation, whom it lets in, and which scope a token needs for it; none where no token will do.
pub(crate) struct Entry {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) door: Door,
    pub(crate) scope: Option<&'static str>,
}

const fn of(method: &'static str, path: &'static str, door: Door, scope: &'static str) -> Entry {
    Entry { method, path, door, scope: if scope.is_empty() { None } else { Some(scope) } }
}

#[rustfmt::skip]
pub(crate) const TABLE: &[Entry] = &[
    of("GET",    "/healthz/",                               Open,      ""),
    of("GET",    "/readyz/",                                Open,      ""),
    of("GET",    "/api/site/",                              Open,      ""),
    of("GET",    "/api/session/",                           Anybody,   "read"),
    of("POST",   "/api/signup/",                            Open,      ""),
    of("GET",    "/api/verify-email/{uid}/{token}/",        Open,      ""),
    of("POST",   "/api/verify-email/{uid}/{token}/",        Open,      ""),
    of("POST",   "/api/verify-email/resend/",               Open,      ""),
    of("POST",   "/api/password/forgot/",                   Open,      ""),
    of("GET",    "/api/password/reset/{uid}/{token}/",      Open,      ""),
    of("POST",   "/api/password/reset/{uid}/{token}/",      Open,      ""),
    of("GET",    "/api/invitation/{uid}/{token}/",          Open,      ""),
    of("POST",   "/api/invitation/{uid}/{token}/",          Open,      ""),
    of("GET",    "/api/unsubscribe/{token}/",               Open,      ""),
    of("POST",   "/api/unsubscribe/{token}/",               Open,      ""),
    of("POST",   "/api/password/change/",                   Owner,     ""),
    of("POST",   "/api/login/",                             Open,      ""),
    of("POST",   "/api/login/second-factor/",               Open,      ""),
    of("POST",   "/api/login/passkey/options/",             Open,      ""),
    of("POST",   "/api/login/passkey/",                     Open,      ""),
    of("POST",   "/api/token/refresh/",                     Open,      ""),
    of("POST",   "/api/logout/",                            Open,      ""),

    of("GET",    "/api/me/",                                SignedIn,  "read"),
    of("PATCH",  "/api/me/",                                SignedIn,  "manage"),
    of("DELETE", "/api/me/",                                Owner,     ""),
    of("POST",   "/api/me/delete/",                         Owner,     ""),
    of("GET",    "/api/me/export/",                         Owner,     ""),
    of("GET",    "/api/me/picture/",                        SignedIn,  "read"),
    of("PUT",    "/api/me/picture/",                        SignedIn,  "manage"),
    of("DELETE", "/api/me/picture/",                        SignedIn,  "manage"),
    of("GET",    "/api/me/sessions/",                       Owner,     ""),
    of("DELETE", "/api/me/sessions/",                       Owner,     ""),
    of("DELETE", "/api/me/sessions/{id}/",                  Owner,     ""),
    of("GET",    "/api/me/tokens/",                         Owner,     ""),
    of("POST",   "/api/me/tokens/",                         Owner,     ""),
    of("DELETE", "/api/me/tokens/{id}/",                    Owner,     ""),
    of("POST",   "/api/me/totp/",                           Owner,     ""),
    of("POST",   "/api/me/totp/confirm/",                   Owner,     ""),
    of("DELETE", "/api/me/totp/",                           Owner,     ""),
    of("POST",   "/api/me/totp/delete/",                    Owner,     ""),
    of("POST",   "/api/me/recovery-codes/",                 Owner,     ""),
    of("GET",    "/api/me/passkeys/",                       Owner,     ""),
    of("POST",   "/api/me/passkeys/",                       Owner,     ""),
    of("POST",   "/api/me/passkeys/options/",               Owner,     ""),
    of("DELETE", "/api/me/passkeys/{id}/",                  Owner,     ""),
    of("POST",   "/api/me/passkeys/{id}/delete/",           Owner,     ""),

    of("POST",   "/api/upload/",                            Ops,       "upload"),
    of("OPTIONS","/api/uploads/",                           Open,      ""),
    of("POST",   "/api/uploads/",                           Ops,       "upload"),
    of("GET",    "/api/uploads/{id}/",                      Ops,       "upload"),
    of("HEAD",   "/api/uploads/{id}/",                      Ops,       "upload"),
    of("PATCH",  "/api/uploads/{id}/",                      Ops,       "upload"),
    of("DELETE", "/api/uploads/{id}/",                      Ops,       "upload"),
    of("GET",    "/api/list-uploaded-files/",               SignedIn,  "read"),
    of("GET",    "/api/files/{id}/",                        SignedIn,  "read"),
    of("GET",    "/api/files/{id}/preview/",                SeenOrManaged, "download"),
    of("DELETE", "/api/files/{id}/",                        Managed,   "manage"),
    of("PATCH",  "/api/files/{id}/",                        Managed,   "manage"),
    of("POST",   "/api/files/{id}/restore/",                Managed,   "manage"),
    of("POST",   "/api/files/{id}/ask/",                    Client,    "manage"),
    of("POST",   "/api/files/{id}/release/",                With(Documents), ""),
    of("POST",   "/api/files/{id}/rescan/",                 With(Documents), "manage"),
    of("GET",    "/api/files/{id}/downloads/",              Managed,   "read"),
    of("GET",    "/api/files/{id}/access/",                 Managed,   "read"),
    of("GET",    "/api/files/{id}/shares/",                 Managed,   "read"),
    of("POST",   "/api/files/{id}/shares/",                 Managed,   "manage"),
    of("DELETE", "/api/files/{id}/shares/{share}/",         Managed,   "manage"),
    of("GET",    "/api/files/{id}/versions/",               Managed,   "read"),
    of("POST",   "/api/files/{id}/versions/",               Managed,   "upload"),
    of("POST",   "/api/files/{id}/versions/{version}/restore/", Managed, "manage"),
    of("GET",    "/api/folders/",                           Ops,       "read"),
    of("POST",   "/api/folders/",                           Ops,       "manage"),
    of("GET",    "/api/folders/{id}/",                      Ops,       "read"),
    of("PATCH",  "/api/folders/{id}/",                      Managed,   "manage"),
    of("DELETE", "/api/folders/{id}/",                      Managed,   "manage"),
    of("GET",    "/api/folders/{id}/shares/",               Managed,   "read"),
    of("POST",   "/api/folders/{id}/shares/",               Managed,   "manage"),
    of("DELETE", "/api/folders/{id}/shares/{share}/",       Managed,   "manage"),
    of("GET",    "/api/download-file/{id}/",                Client,    "download"),
    of("POST",   "/api/download-file/{id}/",                Client,    "download"),
    of("POST",   "/api/download-zip/",                      Client,    "download"),
    of("GET",    "/api/download-zip/{token}/",              Open,      ""),
    of("HEAD",   "/api/download-zip/{token}/",              Open,      ""),
    of("GET",    "/api/me/links/",                          SignedIn,  "read"),
    of("DELETE", "/api/me/links/{id}/",                     SignedIn,  "manage"),
    of("GET",    "/api/files/{id}/links/",                  Managed,   "read"),
    of("DELETE", "/api/files/{id}/links/",                  Managed,   "manage"),
    of("POST",   "/api/download/{token}/",                  Open,      ""),
    of("GET",    "/api/download/{token}/",                  Open,      ""),
    of("HEAD",   "/api/download/{token}/",                  Open,      ""),

    of("GET",    "/api/events/",                            SignedIn,  "read"),
    of("GET",    "/api/ops/people/",                               With(People), "read"),
    of("POST",   "/api/ops/people/",                               With(People), "manage"),
    of("GET",    "/api/ops/people/{id}/",                          With(People), "read"),
    of("PATCH",  "/api/ops/people/{id}/",                          With(People), "manage"),
    of("DELETE", "/api/ops/people/{id}/",                          With(People), ""),
    of("POST",   "/api/ops/people/{id}/approve/",                  With(People), "manage"),
    of("POST",   "/api/ops/people/{id}/reject/",                   With(People), ""),
    of("POST",   "/api/ops/people/{id}/invite-again/",             With(People), "manage"),
    of("POST",   "/api/ops/people/{id}/end-sessions/",             With(People), ""),
    of("POST",   "/api/ops/people/{id}/reset-second-factor/",      With(People), ""),
    of("POST",   "/api/ops/people/{id}/verify-again/",             With(People), "manage"),
    of("GET",    "/api/ops/groups/",                               With(People), "read"),
    of("POST",   "/api/ops/groups/",                               With(People), "manage"),
    of("GET",    "/api/ops/groups/{id}/",                          With(People), "read"),
    of("PATCH",  "/api/ops/groups/{id}/",                          With(People), "manage"),
    of("DELETE", "/api/ops/groups/{id}/",                          With(People), "manage"),
    of("GET",    "/api/ops/groups/{id}/members/",                  With(People), "read"),
    of("PUT",    "/api/ops/groups/{id}/members/{person}/",         With(People), "manage"),
    of("DELETE", "/api/ops/groups/{id}/members/{person}/",         With(People), "manage"),

    of("GET",    "/api/ops/summary/",                       With(Operate), "read"),
    of("GET",    "/api/ops/jobs/",                          With(Operate), "read"),
    of("GET",    "/api/ops/jobs/{id}/",                     With(Operate), "read"),
    of("POST",   "/api/ops/jobs/{id}/retry/",               With(Operate), "manage"),
    of("POST",   "/api/ops/jobs/{id}/cancel/",              With(Operate), "manage"),
    of("POST",   "/api/ops/jobs/purge/",                    With(Operate), "manage"),

    of("GET",    "/api/ops/audit/",                         With(Audit), "read"),
    of("GET",    "/api/ops/audit/export/",                  With(Audit), "read"),
];
