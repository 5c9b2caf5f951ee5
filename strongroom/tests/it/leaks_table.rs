//! What each operation that lets clients in could tell of a document: one line for each.

/// By what an operation could tell of a document that is not there for whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tells {
    /// It has nothing to do with documents; what it answers is looked through all the same.
    Nothing,
    /// It tells of the document with this id, which the caller has to see.
    OfOne,
    /// It shows pages of the document with this id, which the caller has to see.
    PagesOfOne,
    /// It hands out what the caller may download, and tells those for whom it is why they may not.
    ToDownload,
    /// The same of several, which its body names.
    AllToDownload,
    /// It lists documents.
    Lists,
    /// It leads to what a link was made for.
    ByLink,
    /// The same of a link to several.
    ByZip,
    /// It is about links that the caller has made.
    OwnLinks,
    /// It asks whoever uploaded the document with this id for it.
    AsksFor,
    /// It tells of documents as they change.
    Live,
}

use Tells::{AllToDownload, AsksFor, ByLink, ByZip, Lists, Live, Nothing, OfOne, OwnLinks, PagesOfOne, ToDownload};

/// Those that are for ops alone are not here: a client is told so, whatever they name.
#[rustfmt::skip]
pub(crate) const TABLE: &[(&str, &str, Tells)] = &[
    ("GET",     "/api/list-uploaded-files/",            Lists),
    ("GET",     "/api/files/{id}/",                     OfOne),
    ("GET",     "/api/files/{id}/preview/",             PagesOfOne),
    ("GET",     "/api/download-file/{id}/",             ToDownload),
    ("POST",    "/api/download-file/{id}/",             ToDownload),
    ("POST",    "/api/download-zip/",                   AllToDownload),
    ("GET",     "/api/download-zip/{token}/",           ByZip),
    ("HEAD",    "/api/download-zip/{token}/",           ByZip),
    ("GET",     "/api/download/{token}/",               ByLink),
    ("HEAD",    "/api/download/{token}/",               ByLink),
    ("POST",    "/api/download/{token}/",               ByLink),
    ("POST",    "/api/files/{id}/ask/",                 AsksFor),
    ("GET",     "/api/events/",                         Live),
    ("GET",     "/api/me/links/",                       OwnLinks),
    ("DELETE",  "/api/me/links/{id}/",                  OwnLinks),

    ("GET",     "/healthz/",                            Nothing),
    ("GET",     "/readyz/",                             Nothing),
    ("GET",     "/api/site/",                           Nothing),
    ("GET",     "/api/session/",                        Nothing),
    ("POST",    "/api/signup/",                         Nothing),
    ("GET",     "/api/verify-email/{uid}/{token}/",     Nothing),
    ("POST",    "/api/verify-email/{uid}/{token}/",     Nothing),
    ("POST",    "/api/verify-email/resend/",            Nothing),
    ("POST",    "/api/password/forgot/",                Nothing),
    ("GET",     "/api/password/reset/{uid}/{token}/",   Nothing),
    ("POST",    "/api/password/reset/{uid}/{token}/",   Nothing),
    ("GET",     "/api/invitation/{uid}/{token}/",       Nothing),
    ("POST",    "/api/invitation/{uid}/{token}/",       Nothing),
    ("GET",     "/api/unsubscribe/{token}/",            Nothing),
    ("POST",    "/api/unsubscribe/{token}/",            Nothing),
    ("POST",    "/api/password/change/",                Nothing),
    ("POST",    "/api/login/",                          Nothing),
    ("POST",    "/api/login/second-factor/",            Nothing),
    ("POST",    "/api/login/passkey/options/",          Nothing),
    ("POST",    "/api/login/passkey/",                  Nothing),
    ("POST",    "/api/token/refresh/",                  Nothing),
    ("POST",    "/api/logout/",                         Nothing),
    ("GET",     "/api/me/",                             Nothing),
    ("PATCH",   "/api/me/",                             Nothing),
    ("DELETE",  "/api/me/",                             Nothing),
    ("POST",    "/api/me/delete/",                      Nothing),
    ("GET",     "/api/me/export/",                      Nothing),
    ("GET",     "/api/me/picture/",                     Nothing),
    ("PUT",     "/api/me/picture/",                     Nothing),
    ("DELETE",  "/api/me/picture/",                     Nothing),
    ("GET",     "/api/me/sessions/",                    Nothing),
    ("DELETE",  "/api/me/sessions/",                    Nothing),
    ("DELETE",  "/api/me/sessions/{id}/",               Nothing),
    ("GET",     "/api/me/tokens/",                      Nothing),
    ("POST",    "/api/me/tokens/",                      Nothing),
    ("DELETE",  "/api/me/tokens/{id}/",                 Nothing),
    ("POST",    "/api/me/totp/",                        Nothing),
    ("POST",    "/api/me/totp/confirm/",                Nothing),
    ("DELETE",  "/api/me/totp/",                        Nothing),
    ("POST",    "/api/me/totp/delete/",                 Nothing),
    ("POST",    "/api/me/recovery-codes/",              Nothing),
    ("GET",     "/api/me/passkeys/",                    Nothing),
    ("POST",    "/api/me/passkeys/",                    Nothing),
    ("POST",    "/api/me/passkeys/options/",            Nothing),
    ("DELETE",  "/api/me/passkeys/{id}/",               Nothing),
    ("POST",    "/api/me/passkeys/{id}/delete/",        Nothing),
    ("OPTIONS", "/api/uploads/",                        Nothing),
];
