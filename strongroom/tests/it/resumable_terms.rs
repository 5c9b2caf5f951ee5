//! What is said of a document that arrives in parts holds as in a form.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::{
    app::{App, HasId, Person},
    client::Call,
    documents::docx,
    stack::{Stack, stories},
};

stories!(what_is_said_with_an_upload_in_parts_holds, what_is_said_wrongly_is_told_at_its_beginning,);

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
