//! Documents sent in parts by clients of others: what they understand of tus is what is spoken here.
//!
//! `./test` fetches them, with pinned versions, where the registries can be reached; else these stories are passed over.

use std::{env, os::unix::process::ExitStatusExt, path::Path};

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::{
    app::{App, HasId, Person},
    documents::large,
    stack::{Stack, stories},
};

stories!(tus_js_client_goes_on_in_a_new_process, tuspy_goes_on_in_a_new_process);

/// A program that sends a document, and the variable that tells it where what it is made of was fetched to.
struct Client {
    command: Vec<String>,
    fetched: (&'static str, String),
}

/// What such a program printed, and whether a signal ended it.
struct Ended {
    said: String,
    was_killed: bool,
}

impl Client {
    /// The one that `told` tells of; none where it could not be fetched.
    fn find(told: &str, program: &str, script: &str, variable: &'static str) -> Option<Self> {
        let Ok(folder) = env::var(told) else {
            println!("skipped: {told} is not set");
            return None;
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tus").join(script);
        Some(Self {
            command: vec![program.to_owned(), script.to_str().unwrap().to_owned()],
            fetched: (variable, folder),
        })
    }

    async fn send(&self, given: &Value) -> Ended {
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]).arg(given.to_string()).env_clear().kill_on_drop(true);
        command.env(self.fetched.0, &self.fetched.1).env("PATH", env::var_os("PATH").unwrap());
        let output = tokio::time::timeout(crate::stack::PATIENCE, command.output()).await.unwrap().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let was_killed = output.status.signal().is_some();
        assert!(was_killed || !said.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        Ended { said, was_killed }
    }
}

async fn tus_js_client_goes_on_in_a_new_process(stack: &Stack) {
    let Some(client) = Client::find("TEST_TUS_JS", "node", "send.mjs", "TEST_TUS_JS") else { return };
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    // It keeps the token, by which it goes on when nobody is logged in any more.
    is_cut_and_goes_on(stack, &app, &ops, &client, &json!({})).await;
}

async fn tuspy_goes_on_in_a_new_process(stack: &Stack) {
    let python = env::var("TEST_TUS_PYTHON").unwrap_or_else(|_| "/usr/bin/python3".to_owned());
    let Some(client) = Client::find("TEST_TUS_PY", &python, "send.py", "PYTHONPATH") else { return };
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let headers = json!({"Authorization": format!("Bearer {}", ops.access)});
    is_cut_and_goes_on(stack, &app, &ops, &client, &headers).await;
}

/// The client dies in the middle, is refused with a wrong token, and goes on in a new process with these headers.
async fn is_cut_and_goes_on(stack: &Stack, app: &App, ops: &Person, client: &Client, headers: &Value) {
    let bytes = large(5);
    let path = stack.folder().join("large.docx");
    std::fs::write(&path, &bytes).unwrap();
    let given = json!({
        "endpoint": format!("http://{}/api/uploads/", app.address),
        "path": path,
        "name": "Größer.docx",
        "storage": stack.folder().join("begun.json"),
        "headers": {"Authorization": format!("Bearer {}", ops.access)},
        "dies_at": 2_500_000,
    });
    let died = client.send(&given).await;
    assert!(died.was_killed && died.said.contains("begun before: 0"), "{}", died.said);
    assert_eq!(stack.spooled().len(), 1);

    // Some forget an upload that is denied to them.
    let copied = stack.folder().join("copied.json");
    std::fs::copy(stack.folder().join("begun.json"), &copied).unwrap();
    let mut wrong = with(&given, &json!({"Upload-Token": "wrong"}));
    wrong["storage"] = json!(copied);
    assert!(client.send(&wrong).await.said.contains("refused 401"));
    let sent = client.send(&with(&given, headers)).await;
    assert!(sent.said.contains("begun before: 1") && sent.said.contains("sent"), "{}", sent.said);
    let page = app.list(ops, "").await.expect(200).json();
    let [ref file] = page["files"].as_array().unwrap()[..] else { panic!("{page}") };
    assert_eq!((&file["name"], &file["size"]), (&json!("Größer.docx"), &json!(bytes.len())));
    assert_eq!(file["sha256"], hex::encode(digest(&SHA256, &bytes)));
    assert_eq!(app.scanned(ops, &file.id()).await["scan_status"], "clean");

    // Whoever may not upload hears of it.
    let ann = app.client("ann").await;
    let mut foreign = with(&given, &json!({"Authorization": format!("Bearer {}", ann.access)}));
    foreign["storage"] = json!(stack.folder().join("foreign.json"));
    assert!(client.send(&foreign).await.said.contains("refused 403"));
}

/// The same with these headers, to be sent to its end.
fn with(given: &Value, headers: &Value) -> Value {
    let mut given = given.clone();
    given["headers"] = headers.clone();
    given.as_object_mut().unwrap().remove("dies_at");
    given
}
