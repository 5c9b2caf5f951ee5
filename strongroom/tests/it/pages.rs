//! The pages beside the API: browsers get them, and nobody else's answer changes.

use std::fs;

use hyper::Method;
use serde_json::Value;

use crate::{
    client::Reply,
    stack::{Stack, stories},
};

stories!(browsers_get_pages_and_programs_what_they_always_got, without_pages_the_api_is_alone, files_are_for_ever);

const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

async fn ask(app: &crate::app::App, method: Method, path: &str, accept: &str) -> Reply {
    app.call(method, path).header("accept", accept).send_bare().await
}

/// Where the document of a page says that its files are.
fn first_file(page: &Reply) -> String {
    page.text().split("src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn browsers_get_pages_and_programs_what_they_always_got(stack: &Stack) {
    let app = stack.start().await;
    for path in web::paths().map(|path| path.replace("{id}", "0192d5a0-7c1e-7a55-b1a2-0123456789ab")) {
        let page = ask(&app, Method::GET, &path, BROWSER).await.expect(200);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert_eq!(page.header("cache-control"), "no-cache", "{path}");
        assert!(page.header("content-security-policy").contains("require-trusted-types-for 'script'"), "{path}");
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(page.header("x-frame-options"), "DENY", "{path}");
        assert!(!page.header("x-request-id").is_empty());
        let head = ask(&app, Method::HEAD, &path, BROWSER).await.expect(200);
        assert_eq!(head.header("content-length"), page.body.len().to_string(), "{path}");
        let known = app.get(&path).header("accept", BROWSER).header("if-none-match", page.header("etag"));
        assert!(known.send_bare().await.expect(304).body.is_empty());
        for accept in ["application/json", "*/*", "text/html;q=0"] {
            ask(&app, Method::GET, &path, accept).await.refuses(404, "not_found");
        }
        ask(&app, Method::POST, &path, BROWSER).await.refuses(404, "not_found");
    }
    let nowhere = ask(&app, Method::GET, "/nowhere", BROWSER).await.expect(404);
    assert_eq!(nowhere.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(nowhere.header("cache-control"), "no-store");
    // What is no page stays what it was, for browsers too.
    ask(&app, Method::GET, "/api/nowhere/", BROWSER).await.refuses(404, "not_found");
    assert_eq!(
        ask(&app, Method::GET, "/healthz", BROWSER).await.expect(200).header("content-type"),
        "application/json"
    );
}

async fn without_pages_the_api_is_alone(stack: &Stack) {
    let app = stack.setup().set("web_pages", "false").start().await;
    for path in web::paths() {
        ask(&app, Method::GET, path, BROWSER).await.refuses(404, "not_found");
    }
    ask(&app, Method::GET, "/healthz", BROWSER).await.expect(200);
}

async fn files_are_for_ever(stack: &Stack) {
    let app = stack.start().await;
    let script = first_file(&ask(&app, Method::GET, "/sign-in", BROWSER).await.expect(200));
    let file = app.get(&script).header("accept-encoding", "gzip, br").send_bare().await.expect(200);
    assert_eq!(file.header("content-encoding"), "br");
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    let head = app.call(Method::HEAD, &script).header("accept-encoding", "br").send_bare().await.expect(200);
    assert_eq!((head.body.len(), head.header("content-length")), (0, file.body.len().to_string().as_str()));
    let known = app.get(&script).header("accept-encoding", "br").header("if-none-match", file.header("etag"));
    known.send_bare().await.expect(304);
    // A file of another version is no file, and nobody may keep that answer.
    let old = format!("/assets/0000000000000000/{}", script.splitn(4, '/').nth(3).unwrap());
    let old = ask(&app, Method::GET, &old, BROWSER).await.refuses(404, "not_found");
    assert_eq!(old.header("cache-control"), "no-store");
}

#[test]
fn no_page_stands_where_the_api_does() {
    let document: Value = api::openapi_json().unwrap().parse().unwrap();
    let of_api: Vec<_> = document["paths"].as_object().unwrap().keys().map(|path| path.trim_end_matches('/')).collect();
    for page in web::paths() {
        assert!(!page.starts_with("/api/") && !of_api.contains(&page.trim_end_matches('/')), "{page}");
    }
}

/// A browser that takes this coding.
struct Taking(&'static str);

impl web::Browser for Taking {
    fn takes(&self, coding: &str) -> bool {
        coding == self.0
    }

    fn has(&self, _: &str) -> bool {
        false
    }
}

#[test]
fn what_is_exported_is_what_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let count = web::export(folder.path()).unwrap();
    let address = web::address("app/main.js");
    let file = folder.path().join(&address[1..]);
    let served = web::asset(&address, &Taking("")).unwrap();
    assert_eq!(fs::read(&file).unwrap(), *served.body());
    let served = web::asset(&address, &Taking("gzip")).unwrap();
    assert_eq!(fs::read(format!("{}.gz", file.display())).unwrap(), *served.body());
    assert!(count > 30);
}
