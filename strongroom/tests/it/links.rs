//! Download links: who gets one, what it opens, and for how long.

use std::time::Duration;

use hyper::Method;
use ooxml::Kind;
use secrecy::ExposeSecret;
use shared::{exec, settings::KeyKind};

use crate::{
    app::{App, HasId, PASSWORD, moment},
    documents::{docx, minimal},
    stack::{Stack, stories},
};

stories!(of bytes:
    a_client_downloads_what_was_uploaded,
    links_are_for_clients_unless_the_operator_says_more,
    a_link_is_good_for_its_time_and_no_longer,
    forged_links_and_links_of_another_purpose_open_nothing,
    a_link_may_call_for_its_users_session,
    keys_rotate_under_live_links,
    a_link_outlives_neither_account_nor_verdict,
);

async fn a_client_downloads_what_was_uploaded(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let bytes = docx("A word");
    let id = app.clean_file(&ops, "Bericht \"Ü\" 100%.docx", &bytes).await;
    let soonest = app.foundation.clock.now() + Duration::from_mins(10);
    let minted = app.mint(&ann, &id).await.expect(200).json();
    assert_eq!(minted["message"], "success");
    assert_eq!(minted["file"], app.show(&ann, &id).await.expect(200).json());
    let latest = app.foundation.clock.now() + Duration::from_mins(10);
    assert!((soonest.0..=latest.0).contains(&moment(&minted["expires_at"])));
    let link = minted["download_link"].as_str().unwrap();
    let path = link.strip_prefix(&format!("http://{}", app.address)).unwrap();

    let whole = app.get(path).send().await.expect(200);
    assert_eq!(whole.body, bytes);
    assert_eq!(whole.header("content-length"), bytes.len().to_string());
    assert_eq!(whole.header("content-type"), Kind::Docx.content_type());
    assert_eq!(whole.header("etag"), format!("\"{}\"", minted["file"]["sha256"].as_str().unwrap()));
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    assert_eq!(whole.header("cache-control"), "private, no-store");
    let disposition = whole.header("content-disposition");
    assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
    assert!(disposition.ends_with("filename*=UTF-8''Bericht%20%22%C3%9C%22%20100%25.docx"), "{disposition}");

    let head = app.call(Method::HEAD, path).send().await.expect(200);
    for name in ["content-length", "content-type", "etag", "accept-ranges", "content-disposition", "cache-control"] {
        assert_eq!(head.header(name), whole.header(name), "{name}");
    }
    let other = app.link(&ann, &id).await;
    assert_ne!(other, path, "two links are never alike");
    app.get(&other).send().await.expect(200);
    assert_eq!(app.post(path).send().await.expect(200).body, bytes);
}

async fn links_are_for_clients_unless_the_operator_says_more(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let bytes = docx("x");
    let id = app.clean_file(&ops, "a.docx", &bytes).await;
    app.mint(&ops, &id).await.refuses(403, "role_not_allowed");
    app.get(&format!("/api/download-file/{id}/")).send().await.refuses(401, "not_authenticated");
    app.mint(&ann, &id).await.expect(200);

    let open = stack.setup().set("ops_may_download", "true").beside(&app).start().await;
    let link = open.link(&ops, &id).await;
    assert_eq!(open.get(&link).send().await.expect(200).body, bytes);
    app.get(&link).send().await.refuses(403, "account_not_allowed");
}

async fn a_link_is_good_for_its_time_and_no_longer(stack: &Stack) {
    let app = stack.setup().set("link_ttl", "90s").start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    let link = app.link(&ann, &id).await;
    stack.clock.advance(Duration::from_secs(80));
    app.get(&link).send().await.expect(200);
    app.get(&link).send().await.expect(200);
    stack.clock.advance(Duration::from_secs(11));
    app.get(&link).send().await.refuses(410, "expired_link");
    app.call(Method::HEAD, &link).send().await.expect(410);
    app.get(&app.link(&ann, &id).await).send().await.expect(200);
}

async fn forged_links_and_links_of_another_purpose_open_nothing(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    let link = app.link(&ann, &id).await;
    let token = link.trim_start_matches("/api/download/").trim_end_matches('/');
    let letter = |at: usize| if token.as_bytes()[at] == b'A' { 'B' } else { 'A' };
    let foreign = fernet::Fernet::new(&fernet::Fernet::generate_key()).unwrap().encrypt(b"anything");
    let mut forged =
        vec![foreign, "x".to_owned(), "%00".to_owned(), "%ff".to_owned(), "a%2fb".to_owned(), "A".repeat(5000)];
    forged.push(token[..token.len() - 4].to_owned());
    forged.extend([0, 12, 40, 100].map(|at| format!("{}{}{}", &token[..at], letter(at), &token[at + 1..])));
    for token in forged {
        app.get(&format!("/api/download/{token}/")).send().await.refuses(400, "invalid_link");
    }

    let bob = app.signup("bob", "bob@example.com", PASSWORD).await.expect(201).json()["user"].id();
    let mail_link = stack.mail_to("bob@example.com").await.link();
    let mail_token = mail_link.trim_end_matches('/').rsplit('/').next().unwrap();
    app.get(&format!("/api/download/{mail_token}/")).send().await.refuses(400, "invalid_link");
    app.follow(&format!("/api/verify-email/{bob}/{token}/")).await.refuses(400, "invalid_link");
    app.follow(&format!("/api/verify-email/{}/{token}/", ann.id)).await.refuses(400, "invalid_link");
    app.get(&link).send().await.expect(200);
}

async fn a_link_may_call_for_its_users_session(stack: &Stack) {
    let app = stack.setup().set("links_require_login", "true").start().await;
    let (ops, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let id = app.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    let link = app.link(&ann, &id).await;
    app.get(&link).send().await.refuses(401, "not_authenticated");
    app.get(&link).bearer("garbage").send().await.refuses(401, "invalid_token");
    app.get(&link).bearer(&bob.access).send().await.refuses(403, "account_not_allowed");
    app.get(&link).bearer(&ann.access).send().await.expect(200);
    let elsewhere = app.log_in("ann").await;
    app.get(&link).bearer(&elsewhere.access).send().await.expect(200);
    app.logout(Some(&ann.access), None).await.expect(204);
    app.get(&link).bearer(&ann.access).send().await.refuses(401, "invalid_token");
}

async fn keys_rotate_under_live_links(stack: &Stack) {
    let old = stack.start().await;
    let (ops, ann) = (old.ops("otto").await, old.client("ann").await);
    let id = old.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    let link = old.link(&ann, &id).await;
    let (old_key, new_key) = (signing_secret(&old, KeyKind::Fernet), fernet::Fernet::generate_key());

    let both = stack.setup().api_only().set("fernet_keys", format!("{new_key},{old_key}")).beside(&old).start().await;
    both.get(&link).send().await.expect(200);
    let new_link = both.link(&ann, &id).await;
    old.get(&new_link).send().await.refuses(400, "invalid_link");

    let new = stack.setup().api_only().set("fernet_keys", new_key).beside(&old).start().await;
    new.get(&new_link).send().await.expect(200);
    new.get(&link).send().await.refuses(400, "invalid_link");

    // Access tokens rotate likewise.
    let old_secret = signing_secret(&old, KeyKind::Jwt);
    let secrets = format!("a brand-new secret of thirty-two bytes,{old_secret}");
    let rotated = stack.setup().api_only().set("jwt_secrets", secrets).beside(&old).start().await;
    rotated.me(&ann.access).await.expect(200);
    let fresh = rotated.log_in("ann").await;
    rotated.me(&fresh.access).await.expect(200);
    old.me(&fresh.access).await.refuses(401, "invalid_token");
}

fn signing_secret(app: &App, kind: KeyKind) -> String {
    app.foundation.keys.signing(kind).unwrap().secret.expose_secret().to_owned()
}

async fn run(app: &App, statement: &'static str) {
    let now = app.foundation.clock.now();
    let rows = exec!(app.db(), |c| sqlx::query(statement).bind(now)).unwrap();
    assert_eq!(rows, 1, "{statement}");
}

async fn a_link_outlives_neither_account_nor_verdict(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    let link = app.link(&ann, &id).await;
    for (shut, open, status, code) in [
        (
            "UPDATE users SET disabled_at = $1 WHERE username = 'ann'",
            "UPDATE users SET disabled_at = NULL WHERE username = 'ann' AND $1 > 0",
            403,
            "account_not_allowed",
        ),
        (
            "UPDATE users SET email_verified_at = NULL WHERE username = 'ann' AND $1 > 0",
            "UPDATE users SET email_verified_at = $1 WHERE username = 'ann'",
            403,
            "account_not_allowed",
        ),
        (
            "UPDATE users SET role = 'ops' WHERE username = 'ann' AND $1 > 0",
            "UPDATE users SET role = 'client' WHERE username = 'ann' AND $1 > 0",
            403,
            "account_not_allowed",
        ),
        (
            "UPDATE files SET scan_status = 'infected' WHERE scanned_at <= $1",
            "UPDATE files SET scan_status = 'clean' WHERE scanned_at <= $1",
            403,
            "file_quarantined",
        ),
        (
            "UPDATE files SET scan_status = 'failed' WHERE scanned_at <= $1",
            "UPDATE files SET scan_status = 'clean' WHERE scanned_at <= $1",
            403,
            "file_quarantined",
        ),
        (
            "UPDATE users SET username = 'gone', username_key = 'gone', disabled_at = $1 WHERE username = 'ann'",
            "DELETE FROM users WHERE username = 'gone' AND $1 > 0",
            403,
            "account_not_allowed",
        ),
    ] {
        app.get(&link).send().await.expect(200);
        run(&app, shut).await;
        app.get(&link).send().await.refuses(status, code);
        app.call(Method::HEAD, &link).send().await.expect(status);
        run(&app, open).await;
    }
    app.get(&link).send().await.refuses(403, "account_not_allowed");
}
