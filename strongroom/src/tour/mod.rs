//! `strongroom tour`: takes one document through a running Strongroom, as people do. A client signs up and verifies its
//! e-mail, ops uploads the file, the client downloads it. Every request and every answer is printed, and the first
//! surprise ends it.

mod error;
mod letters;
mod talk;

use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use hyper::StatusCode;
use serde_json::{Value, json};
use shared::settings::Settings;

use error::TourError;
use letters::Letters;
use talk::{Answer, Talk, document_of};

/// How often a mail or a verdict is asked for, a second apart.
const TRIES: usize = 120;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The document that is handed over: a .docx, .xlsx or .pptx
    file: PathBuf,
    /// Where Strongroom answers, when it is not where the settings say
    #[arg(long)]
    url: Option<String>,
    /// The ops account that uploads
    #[arg(long, default_value = "ops")]
    ops: String,
    /// The file that holds its password; else the one that the first start wrote to the data folder
    #[arg(long)]
    ops_password_file: Option<PathBuf>,
    /// Read its password from standard input
    #[arg(long, conflicts_with = "ops_password_file")]
    ops_password_stdin: bool,
    /// The folder that mails are written to, when it is not where the settings say
    #[arg(long)]
    mail_dir: Option<PathBuf>,
    /// The address of a Mailpit that gets the mails, such as <http://127.0.0.1:8025>
    #[arg(long, conflicts_with = "mail_dir")]
    mailpit: Option<String>,
    /// The client's e-mail address; else a made-up one
    #[arg(long)]
    email: Option<String>,
}

pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match tour(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nstrongroom tour: {error}");
            ExitCode::FAILURE
        }
    }
}

/// An account that takes part.
struct Account {
    username: String,
    password: String,
}

async fn tour(arguments: Arguments) -> Result<(), TourError> {
    let settings = Settings::load()?;
    let file = document_of(&arguments.file).map_err(|error| unreadable(&arguments.file, error))?;
    let ops_password = if arguments.ops_password_stdin {
        io::read_to_string(io::stdin())?
    } else {
        read_password(arguments.ops_password_file, &settings)?
    };
    let ops = Account { username: arguments.ops, password: ops_password.trim_end_matches(['\r', '\n']).to_owned() };
    let letters = Letters::of(arguments.mail_dir, arguments.mailpit, &settings)?;
    let url = arguments.url.unwrap_or_else(|| settings.serving.public_url.clone());
    let mut talk = Talk::with(url.trim_end_matches('/'), &settings.serving.public_url)?;

    let name = format!("tour-{}", shared::private_files::random_text::<6>()?.to_lowercase());
    let email = arguments.email.unwrap_or_else(|| format!("{name}@example.com"));
    let client = Account { username: name, password: shared::private_files::random_text::<18>()? };
    talk.hide_all(&ops.password);
    talk.hide_all(&client.password);

    let mut steps = Steps(0);
    steps.next("Strongroom is there");
    talk.get("/healthz", None).await?.must_be(StatusCode::OK)?;
    join(&mut talk, &mut steps, &letters, &client, &email).await?;
    steps.next("It logs in");
    let client_session = log_in(&mut talk, &client).await?;
    steps.next("Ops logs in");
    let ops_session = log_in(&mut talk, &ops).await?;

    let id = hand_in(&mut talk, &mut steps, &ops_session.access, &file).await?;
    let downloaded = fetch(&mut talk, &mut steps, &client_session.access, &id).await?;

    steps.next("Both log out, and the client's access token is dead");
    let refresh = json!({"refresh": client_session.refresh});
    talk.post("/api/logout/", Some(&client_session.access), refresh).await?.must_be(StatusCode::NO_CONTENT)?;
    let me = talk.get("/api/me/", Some(&client_session.access)).await?;
    me.must_be_refused(StatusCode::UNAUTHORIZED, "invalid_token")?;
    talk.post("/api/logout/", Some(&ops_session.access), json!({})).await?.must_be(StatusCode::NO_CONTENT)?;

    println!("SHA-256 of the original:      {}", file.sha256);
    println!("SHA-256 of the downloaded:    {downloaded}");
    if downloaded != file.sha256 {
        return Err(TourError::Surprise("the downloaded file is NOT the same".into()));
    }
    println!("The downloaded file is the same.");
    Ok(())
}

fn unreadable(path: &Path, error: io::Error) -> TourError {
    TourError::Unreadable(path.display().to_string(), error)
}

fn read_password(file: Option<PathBuf>, settings: &Settings) -> Result<String, TourError> {
    let path = file.unwrap_or_else(|| settings.storage.data_dir.join("ops-password"));
    match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(TourError::NoOpsPassword(path.display().to_string()))
        }
        read => read.map_err(|error| unreadable(&path, error)),
    }
}

/// The headings, counted.
struct Steps(usize);

impl Steps {
    fn next(&mut self, heading: &str) {
        self.0 += 1;
        println!("{}. {heading}\n", self.0);
    }
}

/// Signs up and verifies the address.
async fn join(
    talk: &mut Talk,
    steps: &mut Steps,
    letters: &Letters,
    client: &Account,
    email: &str,
) -> Result<(), TourError> {
    steps.next("A client signs up");
    let wish = json!({"username": client.username, "email": email, "password": client.password});
    talk.post("/api/signup/", None, wish).await?.must_be(StatusCode::CREATED)?;

    steps.next("It verifies its e-mail by the link in the mail");
    let link = letters.link_for(talk, email, TRIES).await?;
    talk.hide_token_of(&link);
    talk.get(&link, None).await?.must_be(StatusCode::OK)
}

struct Session {
    access: String,
    refresh: String,
}

async fn log_in(talk: &mut Talk, account: &Account) -> Result<Session, TourError> {
    let who = json!({"username": account.username, "password": account.password});
    let answer = talk.post("/api/login/", None, who).await?;
    answer.must_be(StatusCode::OK)?;
    Ok(Session { access: answer.text("access")?, refresh: answer.text("refresh")? })
}

/// Uploads the document and waits until it is clean. Says its id.
async fn hand_in(talk: &mut Talk, steps: &mut Steps, access: &str, file: &talk::Document) -> Result<String, TourError> {
    steps.next(&format!("Ops uploads {}", file.name));
    let answer = talk.upload("/api/upload/", access, file).await?;
    answer.must_be(StatusCode::CREATED)?;
    let (id, sha256) = (answer.text("file.id")?, answer.text("file.sha256")?);
    if sha256 != file.sha256 {
        return Err(TourError::Surprise(format!("Strongroom has another SHA-256 than {}", file.sha256)));
    }

    steps.next("The scan has to say that it is clean");
    for _ in 0..TRIES {
        let answer = talk.get(&format!("/api/files/{id}/"), Some(access)).await?;
        answer.must_be(StatusCode::OK)?;
        match answer.text("scan_status")?.as_str() {
            "pending" => tokio::time::sleep(Duration::from_secs(1)).await,
            "clean" => {
                steps.next("Ops may upload, but not download");
                let answer = talk.get(&format!("/api/download-file/{id}/"), Some(access)).await?;
                answer.must_be_refused(StatusCode::FORBIDDEN, "role_not_allowed")?;
                return Ok(id);
            }
            other => return Err(TourError::Surprise(format!("the scan of the file says {other}, not clean"))),
        }
    }
    Err(TourError::Surprise("the scan has not come to an end".into()))
}

/// Finds the document in the client's list, gets a link, and downloads. Says the SHA-256 of what came.
async fn fetch(talk: &mut Talk, steps: &mut Steps, access: &str, id: &str) -> Result<String, TourError> {
    steps.next("The client sees the file");
    let list = talk.get("/api/list-uploaded-files/?limit=5", Some(access)).await?;
    list.must_be(StatusCode::OK)?;
    let files = list.json.get("files").and_then(Value::as_array);
    if !files.is_some_and(|files| files.iter().any(|file| file["id"] == id)) {
        return Err(TourError::Surprise("the file is not in the client's list".into()));
    }

    steps.next("It gets a download link");
    let answer = talk.get(&format!("/api/download-file/{id}/"), Some(access)).await?;
    answer.must_be(StatusCode::OK)?;
    let link = answer.text("download_link")?;

    steps.next("A forged link opens nothing");
    let forgery = forged(&link);
    talk.hide_token_of(&forgery);
    talk.get(&forgery, Some(access)).await?.must_be_refused(StatusCode::BAD_REQUEST, "invalid_link")?;

    steps.next("The link opens the file");
    let mut answer = talk.get(&link, None).await?;
    if answer.status == StatusCode::UNAUTHORIZED {
        println!("Here a link opens for its client only, so again with the access token.");
        answer = talk.get(&link, Some(access)).await?;
    }
    if let (StatusCode::TEMPORARY_REDIRECT, Some(location)) = (answer.status, &answer.location) {
        println!("Here the bucket itself hands it over.");
        let mut bucket = Talk::with(location, "")?;
        // Whoever knows what is behind the question mark has the document.
        if let Some((_, signature)) = location.split_once('?') {
            bucket.hide_all(signature);
        }
        answer = bucket.get(location, None).await?;
    }
    answer.must_be(StatusCode::OK)?;
    Ok(answer.sha256)
}

/// A link with one character in the middle of its token changed.
fn forged(link: &str) -> String {
    let token = talk::token_in(link);
    let middle = token.len() / 2;
    let (before, rest) = token.split_at(middle);
    let other = if rest.starts_with('A') { 'B' } else { 'A' };
    let tail: String = rest.chars().skip(1).collect();
    link.replace(token, &format!("{before}{other}{tail}"))
}

impl Answer {
    fn must_be(&self, wanted: StatusCode) -> Result<(), TourError> {
        if self.status == wanted {
            return Ok(());
        }
        let told = format!("{} should have been answered with {wanted}, not with {}", self.asked, self.status);
        Err(TourError::Surprise(told))
    }

    fn must_be_refused(&self, wanted: StatusCode, code: &str) -> Result<(), TourError> {
        self.must_be(wanted)?;
        match self.text("code")? {
            given if given == code => Ok(()),
            given => Err(TourError::Surprise(format!("the error should have been {code}, not {given}"))),
        }
    }

    /// The text at a path such as `file.id`.
    fn text(&self, path: &str) -> Result<String, TourError> {
        let found = path.split('.').try_fold(&self.json, |value, name| value.get(name));
        let text = found.and_then(Value::as_str).map(ToOwned::to_owned);
        text.ok_or_else(|| TourError::Surprise(format!("the answer to {} has no {path}", self.asked)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_link_differs_in_one_character_of_its_token() {
        let link = "http://127.0.0.1:8080/api/download/gAAAAAB_xyz-1=/";
        let forgery = forged(link);
        assert_eq!(forgery.len(), link.len());
        let differing: Vec<_> = link.char_indices().zip(forgery.chars()).filter(|((_, a), b)| a != b).collect();
        assert_eq!(differing.len(), 1);
        assert!(differing[0].0.0 > link.find("gAAAA").unwrap());
    }
}
