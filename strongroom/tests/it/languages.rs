//! In which language people are spoken to: problems and mails.

use std::{fs, path::Path};

use hyper::Method;
use serde_json::{Value, json};

use crate::{
    app::{App, PASSWORD},
    client::{Form, Reply, send_raw},
    documents::docx,
    stack::{Stack, eventually, stories},
};

stories!(
    problems_are_told_in_the_language_that_is_asked_for,
    what_is_wrong_with_a_document_is_told_in_the_language_that_is_asked_for,
    what_is_wrong_with_a_form_and_with_a_request_is_told_in_the_language_that_is_asked_for,
    what_an_account_has_chosen_goes_before_the_header,
    the_verification_mail_is_in_the_language_of_the_browser,
    an_account_is_told_in_its_language_what_happened,
    where_nobody_says_it_is_the_language_of_the_settings,
    an_answer_that_is_told_again_is_in_the_language_of_the_first,
);

/// Each language, with what it says of a request whose input is wrong, of a name that is too short, and of a field that is
/// missing.
const SAID: [(&str, &str, &str, &str); 5] = [
    ("en", "Some of the input is missing or invalid; see `errors`.", "must have 3 to 32 characters", "is missing"),
    ("de", "Einige Angaben fehlen oder sind ungültig; siehe `errors`.", "muss 3 bis 32 Zeichen lang sein", "fehlt"),
    (
        "fr",
        "Certaines données manquent ou ne sont pas valides ; voir `errors`.",
        "doit comporter de 3 à 32 caractères",
        "est absent",
    ),
    ("es", "Faltan algunos datos o no son válidos; consulte `errors`.", "debe tener entre 3 y 32 caracteres", "falta"),
    (
        "ar",
        "بعض البيانات ناقصة أو غير صالحة؛ راجع `errors`.",
        "يجب أن يتراوح طوله بين \u{2068}3\u{2069} و\u{2068}32\u{2069} من الأحرف",
        "ناقص",
    ),
];

/// The problem must be told in this language, and say so.
#[track_caller]
fn is_in(reply: Reply, language: &str) -> Reply {
    assert_eq!(reply.header("content-language"), language, "{}", reply.text());
    let varies =
        reply.headers.get_all("vary").into_iter().any(|vary| vary.to_str().unwrap().contains("accept-language"));
    assert!(varies, "{:?}", reply.headers);
    reply
}

async fn nothing_here(app: &App, wanted: &str) -> Reply {
    app.get("/api/nothing/").header("accept-language", wanted).send().await.refuses(404, "not_found")
}

async fn problems_are_told_in_the_language_that_is_asked_for(stack: &Stack) {
    let app = stack.start().await;
    for (language, detail, short, missing) in SAID {
        let call = app.post("/api/signup/").header("accept-language", language);
        let reply = call.json(&json!({"username": "ab", "email": "ann@example.com"})).send().await;
        let told = is_in(reply.refuses(400, "invalid_input"), language).json();
        assert_eq!((&told["detail"], &told["title"]), (&json!(detail), &json!("Bad Request")));
        let faults = json!({"username": [short], "password": [missing]});
        assert_eq!(told["errors"], faults, "{language}");
    }
    for (wanted, language) in [
        ("de-CH, de;q=0.9, en;q=0.8", "de"),
        ("en;q=0.1, ar;q=0.9", "ar"),
        ("zh, es;q=0.2", "es"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("*", "en"),
        ("de;q=0", "en"),
        ("", "en"),
        (",;=,de;q=x", "en"),
        (&format!("{}de", "zh,".repeat(2000)), "en"),
    ] {
        is_in(nothing_here(&app, wanted).await, language);
    }
    let several = app.get("/api/nothing/").header("accept-language", "zh").header("accept-language", "fr");
    is_in(several.send().await.refuses(404, "not_found"), "fr");
    // A password is judged in the same language, and so is what is no JSON.
    let weak = json!({"username": "ann", "email": "ann@example.com", "password": "password1234"});
    let told = app.post("/api/signup/").header("accept-language", "de").json(&weak).send().await;
    let told = told.refuses(400, "invalid_input").json();
    assert!(told["errors"]["password"][0].as_str().unwrap().starts_with("ist leicht zu erraten: "), "{told}");
    let call = app.post("/api/signup/").header("accept-language", "fr");
    let told = call.send().await.refuses(400, "invalid_json").json();
    assert_eq!(told["detail"], "Le corps de la requête n’est pas du JSON valide : il est vide.");
}

async fn what_is_wrong_with_a_form_and_with_a_request_is_told_in_the_language_that_is_asked_for(stack: &Stack) {
    const TOLD: [(&str, &str, &str); 5] = [
        (
            "en",
            "is not valid multipart/form-data: it ends before its last boundary",
            "The request is not valid HTTP/1.1: it has no Host.",
        ),
        (
            "de",
            "ist kein gültiges multipart/form-data: es endet vor seiner letzten Trennzeile",
            "Die Anfrage ist kein gültiges HTTP/1.1: ihr fehlt der Host.",
        ),
        (
            "fr",
            "n’est pas un multipart/form-data valide : il se termine avant son dernier séparateur",
            "La requête n’est pas du HTTP/1.1 valide : elle n’a pas de Host.",
        ),
        (
            "es",
            "no es multipart/form-data válido: termina antes de su último separador",
            "La petición no es HTTP/1.1 válido: no tiene Host.",
        ),
        (
            "ar",
            "ليس multipart/form-data صالحًا: \u{2068}ينتهي قبل فاصله الأخير\u{2069}",
            "الطلب ليس HTTP/1.1 صالحًا: \u{2068}ليس فيه Host\u{2069}.",
        ),
    ];
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for (language, of_form, of_request) in TOLD {
        let form = Form::new().file("a.docx", &docx("x")).end();
        let call = app.post("/api/upload/").bearer(&ops.access).header("accept-language", language);
        let call = call.header("content-type", Form::CONTENT_TYPE).bytes(form[..form.len() - 9].to_vec());
        let told = is_in(call.send().await.refuses(400, "invalid_input"), language).json();
        assert_eq!(told["errors"], json!({"body": [of_form]}));
        let head = format!("GET /healthz HTTP/1.1\r\nAccept-Language: {language}\r\n\r\n");
        let told = send_raw(app.address, head.as_bytes()).await.refuses(400, "invalid_request").json();
        assert_eq!(told["detail"], of_request);
    }
}

async fn what_is_wrong_with_a_document_is_told_in_the_language_that_is_asked_for(stack: &Stack) {
    const TOLD: [(&str, &str); 5] = [
        ("en", "The document cannot be accepted: it is not a complete ZIP file."),
        ("de", "Das Dokument kann nicht angenommen werden: es ist keine vollständige ZIP-Datei."),
        ("fr", "Le document ne peut pas être accepté : ce n’est pas un fichier ZIP complet."),
        ("es", "No se puede aceptar el documento: no es un archivo ZIP completo."),
        ("ar", "لا يمكن قبول المستند: \u{2068}ليس ملف ZIP كاملًا\u{2069}."),
    ];
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let sound = docx("x");
    let half = &sound[..sound.len() / 2];
    for (language, detail) in TOLD {
        let call = app.post("/api/upload/").bearer(&ops.access).header("accept-language", language);
        let call = call.header("content-type", Form::CONTENT_TYPE).bytes(Form::new().file("a.docx", half).end());
        let told = is_in(call.send().await.refuses(400, "invalid_file"), language).json();
        assert_eq!(told["detail"], detail);
    }
    // Of one that came in parts it is kept, for whoever asks later.
    let sending = app.begun(&ops, "a.docx", half.len()).await;
    let call = sending.part(&app, 0, half).header("accept-language", "de");
    assert_eq!(is_in(call.send().await.refuses(400, "invalid_file"), "de").json()["detail"], TOLD[1].1);
    for (language, detail) in TOLD {
        let call = sending.call(&app, Method::GET).header("accept-language", language);
        let problem = call.send().await.expect(200).json()["problem"].take();
        assert_eq!((&problem["code"], &problem["detail"]), (&json!("invalid_file"), &json!(detail)));
        let members: Vec<_> = problem.as_object().unwrap().keys().collect();
        assert_eq!(members, ["code", "detail", "request_id", "status", "title", "type"]);
    }
}

async fn what_an_account_has_chosen_goes_before_the_header(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let in_session = async |token: &str| {
        let call = app.get("/api/session/").header("accept-language", "fr").bearer(token);
        call.send().await.expect(200).json()["language"].clone()
    };
    assert_eq!(in_session(&ann.access).await, "fr");
    assert_eq!(in_session("nobody's").await, "fr");

    let change = async |body: Value| {
        let call = app.call(Method::PATCH, "/api/me/").header("accept-language", "fr").bearer(&ann.access);
        call.json(&body).send().await
    };
    is_in(change(json!({"language": "tlh"})).await.refuses(400, "invalid_input"), "fr");
    change(json!({"language": "de"})).await.expect(200);
    let told = is_in(change(json!({"language": "tlh"})).await.refuses(400, "invalid_input"), "de").json();
    assert_eq!(told["errors"]["language"], json!(["muss en, de, fr, es oder ar sein"]));
    assert_eq!(in_session(&ann.access).await, "de");

    // By a token that is not looked up before something is amiss, by a token for programs, and by a cookie.
    let nowhere = format!("/api/files/{}/", uuid::Uuid::nil());
    let call = app.get(&nowhere).header("accept-language", "fr");
    is_in(call.bearer(&ann.access).send().await.refuses(404, "not_found"), "de");
    let call = app.get("/api/list-uploaded-files/?sort=x").header("accept-language", "fr");
    is_in(call.bearer(&ann.access).send().await.refuses(400, "invalid_input"), "de");
    let wanted = json!({"name": "sync", "scopes": ["read"], "expires_at": "2999-01-01T00:00:00Z"});
    is_in(
        app.post("/api/me/tokens/").bearer(&ann.access).json(&wanted).send().await.refuses(400, "invalid_input"),
        "de",
    );
    let in_a_week = shared::clock::Clock::system().now() + std::time::Duration::from_hours(7 * 24);
    let wanted = json!({"name": "sync", "scopes": ["read"], "expires_at": in_a_week});
    let made = app.post("/api/me/tokens/").bearer(&ann.access).json(&wanted).send().await.expect(201).json();
    let call = app.get(&nowhere).header("accept-language", "fr").bearer(made["token"].as_str().unwrap());
    is_in(call.send().await.refuses(404, "not_found"), "de");
    let login = json!({"username": "ann", "password": PASSWORD, "cookie": true});
    let login = app.post("/api/login/").header("sec-fetch-site", "same-origin").json(&login).send().await.expect(200);
    let cookie = login.header("set-cookie").split(';').next().unwrap().to_owned();
    let call = app.get(&nowhere).header("accept-language", "fr").header("cookie", &cookie);
    is_in(call.send().await.refuses(404, "not_found"), "de");

    // Whose request it is, is not known here; and what was chosen can be taken back.
    let call = app.get("/api/me/").header("accept-language", "fr").bearer("nobody's");
    is_in(call.send().await.refuses(401, "invalid_token"), "fr");
    change(json!({"language": null})).await.expect(200);
    is_in(change(json!({"language": "tlh"})).await.refuses(400, "invalid_input"), "fr");
}

async fn the_verification_mail_is_in_the_language_of_the_browser(stack: &Stack) {
    let app = stack.start().await;
    for (wanted, language, direction, greeting, sentence) in [
        ("en-GB", "en", "ltr", "Hello ann-en,", "It works for 1 day:"),
        ("zh, de", "de", "ltr", "Guten Tag ann-de,", "Er gilt einen Tag:"),
        ("fr;q=0.5", "fr", "ltr", "Bonjour ann-fr,", "Il est valable 1 jour :"),
        ("es-MX, en;q=0.1", "es", "ltr", "Hola, ann-es:", "Es válido durante 1 día:"),
        ("ar-EG", "ar", "rtl", "مرحبًا \u{2068}ann-ar\u{2069}،", "وهو صالح لمدة \u{2068}يوم واحد\u{2069}:"),
    ] {
        let (name, email) = (format!("ann-{language}"), format!("ann-{language}@example.com"));
        let call = app.post("/api/signup/").header("accept-language", wanted);
        call.json(&json!({"username": name, "email": email, "password": PASSWORD})).send().await.expect(201);
        let mail = stack.mail_to(&email).await;
        assert_eq!(mail.header("Content-Language"), language);
        let text = mail.text();
        assert!(text.contains(greeting) && text.contains(sentence), "{text}");
        assert!(text.contains(&format!("<html lang=\"{language}\" dir=\"{direction}\">")), "{text}");
        app.follow(&mail.link()).await.expect(200);
        let ann = app.log_in(&name).await;
        assert_eq!(app.me(&ann.access).await.json()["language"], language);
    }
    for (name, wanted) in [("bob", "zh"), ("carl", "*"), ("dave", "de;q=0")] {
        let call = app.post("/api/signup/").header("accept-language", wanted);
        let body = json!({"username": name, "email": format!("{name}@example.com"), "password": PASSWORD});
        call.json(&body).send().await.expect(201);
        let mail = stack.mail_about(&format!("{name}@example.com"), "Verify your e-mail address").await;
        app.follow(&mail.link()).await.expect(200);
        let person = app.log_in(name).await;
        assert_eq!(app.me(&person.access).await.json()["language"], Value::Null);
    }
}

async fn an_account_is_told_in_its_language_what_happened(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    for (language, sentence) in [
        ("de", "das Passwort Ihres Kontos bei Strongroom wurde geändert."),
        ("fr", "Le mot de passe de votre compte Strongroom a été modifié."),
        ("es", "Se ha cambiado la contraseña de su cuenta de Strongroom."),
        ("ar", "تم تغيير كلمة مرور حسابك في Strongroom."),
        ("en", "the password of your account at Strongroom was changed."),
    ] {
        let call = app.call(Method::PATCH, "/api/me/").bearer(&ann.access);
        call.json(&json!({"language": language})).send().await.expect(200);
        app.change_password(&ann, PASSWORD, PASSWORD).await.expect(200);
        eventually("the notice in the language of the account", async || {
            let mails = stack.mails_to("ann@example.com");
            mails.into_iter().find(|mail| mail.header("Content-Language") == language && mail.text().contains(sentence))
        })
        .await;
    }
}

async fn where_nobody_says_it_is_the_language_of_the_settings(stack: &Stack) {
    let app = stack.setup().set("language", "es").start().await;
    let told = is_in(app.get("/api/nothing/").send().await.refuses(404, "not_found"), "es").json();
    assert_eq!((&told["detail"], &told["title"]), (&json!("Aquí no se ha encontrado nada."), &json!("Not Found")));
    is_in(nothing_here(&app, "zh").await, "es");
    is_in(nothing_here(&app, "fr").await, "fr");
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    assert_eq!(stack.mail_to("ann@example.com").await.header("Content-Language"), "es");
    let site = app.get("/api/site/").send().await.expect(200).json();
    assert_eq!(site["languages"], json!(["en", "de", "fr", "es", "ar"]));
    assert_eq!(app.get("/api/session/").send().await.expect(200).json()["language"], "es");
}

async fn an_answer_that_is_told_again_is_in_the_language_of_the_first(stack: &Stack) {
    let app = stack.start().await;
    app.client("ann").await;
    let again = async |wanted: &str| {
        let call = app.post("/api/signup/").header("idempotency-key", "one").header("accept-language", wanted);
        let body = json!({"username": "ann", "email": "other@example.com", "password": PASSWORD});
        call.json(&body).send().await.refuses(400, "username_taken")
    };
    let (first, second) = (is_in(again("de").await, "de").json(), is_in(again("fr").await, "de"));
    assert_eq!(second.header("idempotent-replayed"), "true");
    let second = second.json();
    assert_eq!((&second["detail"], &second["errors"]), (&first["detail"], &first["errors"]));
    assert_eq!(second["errors"]["username"], json!(["ist vergeben"]));
    assert_eq!(second.as_object().unwrap().len(), first.as_object().unwrap().len());
}

/// A text that nobody tells would be translated for nothing.
#[test]
fn every_text_is_told_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = String::new();
    for part in ["shared/src", "api/src", "worker/src"] {
        collect(&root.join(part), &mut sources);
    }
    let problems = fs::read_to_string(root.join("api/src/error/mod.rs")).unwrap();
    let mut texts = 0;
    for file in ["problems", "flaws", "fields", "mails", "pages"] {
        let english = fs::read_to_string(root.join(format!("shared/words/en/{file}.ftl"))).unwrap();
        for name in
            english.lines().filter(|line| !line.starts_with([' ', '#'])).filter_map(|line| line.split_once(" ="))
        {
            let name = name.0;
            let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
            let is_told = sources.split(&format!("Text::{name}")).skip(1).any(ends);
            let is_problem = problems.split(&format!("\n    {name}")).skip(1).any(ends);
            assert!(is_told || is_problem, "nobody tells {name} of {file}.ftl");
            texts += 1;
        }
    }
    assert!(texts > 100, "only {texts} texts were found");
}

fn collect(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}
