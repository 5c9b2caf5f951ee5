//! What a token for programs needs for each endpoint, one a line. What is not listed no token may do, whatever it allows:
//! passwords, second factors, sessions, tokens, the erasing of an account, and all that is new until it stands here.

use axum::http::Method;
use shared::people::api_tokens::Scope;

const LISTED: &[(&str, &str, Scope)] = &[
    ("GET", "/api/session/", Scope::Read),
    ("GET", "/api/me/", Scope::Read),
    ("PATCH", "/api/me/", Scope::Manage), // but no e-mail address, see there
    ("GET", "/api/me/picture/", Scope::Read),
    ("PUT", "/api/me/picture/", Scope::Manage),
    ("DELETE", "/api/me/picture/", Scope::Manage),
    ("POST", "/api/upload/", Scope::Upload),
    ("POST", "/api/uploads/", Scope::Upload),
    ("GET", "/api/uploads/{id}/", Scope::Upload), // and HEAD
    ("PATCH", "/api/uploads/{id}/", Scope::Upload),
    ("DELETE", "/api/uploads/{id}/", Scope::Upload),
    ("GET", "/api/list-uploaded-files/", Scope::Read),
    ("GET", "/api/files/{id}/", Scope::Read),
    ("DELETE", "/api/files/{id}/", Scope::Manage),
    ("PATCH", "/api/files/{id}/", Scope::Manage),
    ("POST", "/api/files/{id}/restore/", Scope::Manage),
    ("POST", "/api/files/{id}/ask/", Scope::Manage),
    ("POST", "/api/files/{id}/rescan/", Scope::Manage), // releasing takes a password, so no token will do
    ("GET", "/api/files/{id}/downloads/", Scope::Read),
    ("GET", "/api/files/{id}/access/", Scope::Read),
    ("GET", "/api/files/{id}/shares/", Scope::Read),
    ("POST", "/api/files/{id}/shares/", Scope::Manage),
    ("DELETE", "/api/files/{id}/shares/{share}/", Scope::Manage),
    ("GET", "/api/files/{id}/versions/", Scope::Read),
    ("POST", "/api/files/{id}/versions/", Scope::Upload),
    ("POST", "/api/files/{id}/versions/{version}/restore/", Scope::Manage),
    ("GET", "/api/folders/", Scope::Read),
    ("POST", "/api/folders/", Scope::Manage),
    ("GET", "/api/folders/{id}/", Scope::Read),
    ("PATCH", "/api/folders/{id}/", Scope::Manage),
    ("DELETE", "/api/folders/{id}/", Scope::Manage),
    ("GET", "/api/folders/{id}/shares/", Scope::Read),
    ("POST", "/api/folders/{id}/shares/", Scope::Manage),
    ("DELETE", "/api/folders/{id}/shares/{share}/", Scope::Manage),
    ("GET", "/api/files/{id}/preview/", Scope::Download),
    ("GET", "/api/download-file/{id}/", Scope::Download),
    ("POST", "/api/download-file/{id}/", Scope::Download),
    ("GET", "/api/download/{token}/", Scope::Download),
    ("POST", "/api/download/{token}/", Scope::Download),
    ("POST", "/api/download-zip/", Scope::Download),
    ("GET", "/api/download-zip/{token}/", Scope::Download),
    ("GET", "/api/me/links/", Scope::Read),
    ("DELETE", "/api/me/links/{id}/", Scope::Manage),
    ("GET", "/api/files/{id}/links/", Scope::Read),
    ("DELETE", "/api/files/{id}/links/", Scope::Manage),
    ("GET", "/api/events/", Scope::Read),
    ("GET", "/api/ops/people/", Scope::Read),
    ("POST", "/api/ops/people/", Scope::Manage), // but no ops, see there
    ("GET", "/api/ops/people/{id}/", Scope::Read),
    ("PATCH", "/api/ops/people/{id}/", Scope::Manage), // neither address nor permissions
    ("POST", "/api/ops/people/{id}/approve/", Scope::Manage),
    ("POST", "/api/ops/people/{id}/invite-again/", Scope::Manage),
    ("POST", "/api/ops/people/{id}/verify-again/", Scope::Manage),
    ("GET", "/api/ops/groups/", Scope::Read),
    ("POST", "/api/ops/groups/", Scope::Manage),
    ("GET", "/api/ops/groups/{id}/", Scope::Read),
    ("PATCH", "/api/ops/groups/{id}/", Scope::Manage),
    ("DELETE", "/api/ops/groups/{id}/", Scope::Manage),
    ("GET", "/api/ops/groups/{id}/members/", Scope::Read),
    ("PUT", "/api/ops/groups/{id}/members/{person}/", Scope::Manage),
    ("DELETE", "/api/ops/groups/{id}/members/{person}/", Scope::Manage),
    ("GET", "/api/ops/summary/", Scope::Read),
    ("GET", "/api/ops/jobs/", Scope::Read),
    ("GET", "/api/ops/jobs/{id}/", Scope::Read),
    ("POST", "/api/ops/jobs/{id}/retry/", Scope::Manage),
    ("POST", "/api/ops/jobs/{id}/cancel/", Scope::Manage),
    ("POST", "/api/ops/jobs/purge/", Scope::Manage),
    ("GET", "/api/ops/audit/", Scope::Read),
    ("GET", "/api/ops/audit/export/", Scope::Read),
];

/// The scope that a request to this route needs; none where no token will do.
pub(crate) fn needed(method: &Method, route: &str) -> Option<Scope> {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    LISTED.iter().find(|(listed, path, _)| (*listed, *path) == (method, route)).map(|(_, _, scope)| *scope)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn what_is_listed_is_there() {
        let document: Value = crate::openapi_json().unwrap().parse().unwrap();
        let paths = document["paths"].as_object().unwrap();
        let strays: Vec<_> = LISTED
            .iter()
            .filter(|(method, path, _)| !paths.get(*path).is_some_and(|item| item[method.to_lowercase()].is_object()))
            .collect();
        assert!(strays.is_empty(), "no endpoints: {strays:?}");
        assert_eq!(LISTED.iter().map(|(method, path, _)| (method, path)).collect::<BTreeSet<_>>().len(), LISTED.len());
    }

    #[test]
    fn what_is_not_listed_is_for_no_token() {
        assert_eq!(needed(&Method::HEAD, "/api/files/{id}/"), Some(Scope::Read));
        for (method, route) in [
            (Method::POST, "/api/password/change/"),
            (Method::DELETE, "/api/me/"),
            (Method::POST, "/api/ops/people/{id}/reject/"),
            (Method::POST, "/api/me/tokens/"),
            (Method::GET, "/api/me/sessions/"),
            (Method::GET, ""),
        ] {
            assert_eq!(needed(&method, route), None, "{method} {route}");
        }
    }
}
