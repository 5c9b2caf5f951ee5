//! What is said of a document that arrives in parts holds as in a form.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use shared::people::permissions::Permissions;

use crate::{
    app::{App, HasId, Person},
    client::Call,
    documents::{docx, minimal},
    stack::{Stack, stories},
};

stories!(of bytes:
    what_is_said_with_an_upload_in_parts_holds,
    what_is_said_wrongly_is_told_at_its_beginning,
    what_arrives_in_parts_may_be_a_newer_version,
);

fn begin(app: &App, by: &Person, length: usize, said: &[(&str, &str)]) -> Call {
    let pairs: Vec<String> = said.iter().map(|(name, text)| format!("{name} {}", STANDARD.encode(text))).collect();
    let call = app.post("/api/uploads/").bearer(&by.access).header("tus-resumable", "1.0.0");
    call.header("upload-metadata", &pairs.join(",")).header("upload-length", &length.to_string())
}

async fn what_is_said_with_an_upload_in_parts_holds(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let bytes = docx("for ann");
    let said = [
        ("filename", "a.docx"),
        ("filetype", "application/msword"),
        ("clients", r#"["ann"]"#),
        ("labels", r#"["Offer", "2027"]"#),
        ("description", "Prices"),
    ];
    let begun = begin(&app, &otto, bytes.len(), &said).send().await.expect(201);
    let sending = app.sending(&begun);
    sending.part(&app, 0, &bytes).send().await.expect(204);
    let file = sending.shown(&app).await["file"].clone();
    assert_eq!((&file["audience"], &file["description"]), (&json!("named"), &json!("Prices")), "{file}");
    assert_eq!(file["labels"], json!(["2027", "Offer"]));
    app.scanned(&otto, &file.id()).await;
    app.show(&ann, &file.id()).await.expect(200);
    app.show(&bob, &file.id()).await.refuses(404, "not_found");
}

async fn what_is_said_wrongly_is_told_at_its_beginning(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    for (name, text) in [
        ("clients", r#"["nobody"]"#),
        ("clients", "ann"),
        ("groups", "[1]"),
        ("audience", "some"),
        ("max_downloads", "none"),
    ] {
        let said = [("filename", "a.docx"), (name, text)];
        begin(&app, &otto, 1000, &said).send().await.refuses(400, "invalid_input");
    }
}

async fn what_arrives_in_parts_may_be_a_newer_version(stack: &Stack) {
    let app = stack.start().await;
    let (otto, olga) = (app.ops("otto").await, app.ops("olga").await);
    let other = app.ops_who_may("other", Permissions::NONE).await;
    let id = app.clean_file(&otto, "plan.docx", docx("old")).await;
    let said = [("filename", "next.docx"), ("document", id.as_str())];
    let bytes = docx("new, and longer");
    let sending = app.sending(&begin(&app, &olga, bytes.len(), &said).send().await.expect(201));
    sending.part(&app, 0, &bytes[..100]).send().await.expect(204);
    assert_eq!(app.versions(&otto, &id).await.len(), 1);
    sending.part(&app, 100, &bytes[100..]).send().await.expect(204);
    let shown = sending.shown(&app).await;
    assert_eq!((&shown["state"], &shown["file"]["id"]), (&json!("stored"), &json!(id)), "{shown}");
    app.has_version(&otto, &id, 2).await;
    let told = app.versions(&otto, &id).await;
    assert_eq!((&told[0]["size"], &told[0]["uploaded_by"]["username"]), (&json!(bytes.len()), &json!("olga")));
    assert_eq!(app.show(&otto, &id).await.expect(200).json()["name"], "plan.docx");

    begin(&app, &other, 1000, &said).send().await.refuses(403, "permission_missing");
    for unknown in ["01900000-0000-7000-8000-000000000000", "x", ""] {
        let said = [("filename", "next.docx"), ("document", unknown)];
        begin(&app, &olga, 1000, &said).send().await.refuses(404, "not_found");
    }
    // One of another kind is refused once it is there.
    let sheet = minimal(ooxml::Kind::Xlsx);
    let said = [("filename", "next.xlsx"), ("document", id.as_str())];
    let sending = app.sending(&begin(&app, &olga, sheet.len(), &said).send().await.expect(201));
    sending.part(&app, 0, &sheet).send().await.refuses(400, "unsupported_file_type");
    assert_eq!(sending.shown(&app).await["problem"]["code"], "unsupported_file_type");
    // So is one whose document is gone by then.
    let said = [("filename", "next.docx"), ("document", id.as_str())];
    let sending = app.sending(&begin(&app, &olga, bytes.len(), &said).send().await.expect(201));
    app.delete(&otto, &id).await.expect(204);
    sending.part(&app, 0, &bytes).send().await.refuses(404, "not_found");
    assert_eq!(sending.shown(&app).await["state"], "refused");
    stack.all_jobs_are_done(app.db()).await;
    assert!(stack.stored().is_empty() && stack.spooled().is_empty());
}
