//! Where the tour finds the mail with the link: in the folder that mails are written to, in a Mailpit, or with whoever runs
//! it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use serde_json::Value;
use shared::settings::{MailSetting, Settings};

use super::{error::TourError, talk::Talk};

/// What a verification link has in its path.
const MARK: &str = "/api/verify-email/";

/// Where mails arrive.
pub(super) enum Letters {
    Folder(PathBuf),
    /// The address of a Mailpit.
    Mailpit(String),
    /// Nobody knows, so whoever runs the tour is asked.
    Asked,
}

impl Letters {
    /// As the arguments say, else as the settings do.
    pub(super) fn of(folder: Option<PathBuf>, mailpit: Option<String>, settings: &Settings) -> Result<Self, TourError> {
        if let Some(folder) = folder {
            fs::read_dir(&folder).map_err(|error| TourError::Unreadable(folder.display().to_string(), error))?;
            return Ok(Self::Folder(folder));
        }
        Ok(match (mailpit, &settings.mail.way) {
            (Some(url), _) => Self::Mailpit(url.trim_end_matches('/').to_owned()),
            (None, MailSetting::Folder(folder)) if folder.is_dir() => Self::Folder(folder.clone()),
            (None, _) => Self::Asked,
        })
    }

    /// The verification link in the newest mail to this address. The worker sends it, so it may take a moment.
    pub(super) async fn link_for(&self, talk: &Talk, email: &str, tries: usize) -> Result<String, TourError> {
        let place = match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Mailpit(url) => url.clone(),
            Self::Asked => return asked(email),
        };
        println!("Waiting for the mail to {email} (in {place})");
        for _ in 0..tries {
            let found = match self {
                Self::Folder(folder) => {
                    in_folder(folder, email).map_err(|e| TourError::Unreadable(place.clone(), e))?
                }
                Self::Mailpit(url) => in_mailpit(talk, url, email).await?,
                Self::Asked => None,
            };
            if let Some(link) = found {
                return Ok(link);
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Err(TourError::Surprise(format!("there is no mail to {email} in {place}")))
    }
}

fn asked(email: &str) -> Result<String, TourError> {
    println!("No folder of mails and no Mailpit is known. Please paste the link from the mail to {email}:");
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    first_link(&line)
        .ok_or_else(|| TourError::Surprise("that is no verification link; --mail-dir or --mailpit finds it".into()))
}

fn in_folder(folder: &Path, email: &str) -> io::Result<Option<String>> {
    let mut mails: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "eml") {
            mails.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    mails.sort_unstable();
    let is_to = |mail: &&String| {
        let head = mail.split("\r\n\r\n").next().unwrap_or_default().to_lowercase();
        head.lines().any(|line| {
            line.strip_prefix("to:").is_some_and(|to| to.trim().trim_matches(['<', '>']) == email.to_lowercase())
        })
    };
    // One that is gone again was not ours.
    let texts = mails.iter().rev().filter_map(|(_, path)| fs::read_to_string(path).ok());
    Ok(texts.filter(|mail| is_to(&mail)).find_map(|mail| first_link(&plain(&mail))))
}

/// A mail without its quoted-printable coding (RFC 2045, section 6.7), which cuts long lines.
fn plain(mail: &str) -> String {
    let decoded = quoted_printable::decode(mail, quoted_printable::ParseMode::Robust).unwrap_or_default();
    String::from_utf8_lossy(&decoded).into_owned()
}

async fn in_mailpit(talk: &Talk, url: &str, email: &str) -> Result<Option<String>, TourError> {
    let list = talk.look(&format!("{url}/api/v1/messages?limit=50")).await?;
    let is_to = |message: &&Value| {
        let to = message["To"].as_array().into_iter().flatten();
        to.filter_map(|to| to["Address"].as_str()).any(|address| address.eq_ignore_ascii_case(email))
    };
    let messages = list["messages"].as_array().into_iter().flatten();
    let Some(id) = messages.clone().find(is_to).and_then(|message| message["ID"].as_str()) else { return Ok(None) };
    let message = talk.look(&format!("{url}/api/v1/message/{id}")).await?;
    Ok(message["Text"].as_str().and_then(first_link))
}

/// The first verification link in a text.
fn first_link(text: &str) -> Option<String> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\');
    let mut words = text.split(ends).filter(|word| word.starts_with("http://") || word.starts_with("https://"));
    words.find(|word| word.contains(MARK)).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_mail_to_the_address_has_the_link() {
        let folder = tempfile::tempdir().unwrap();
        let mail = |to: &str, token: &str| {
            format!(
                "To: <{to}>\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nOpen\r\n\
                 https://x.example/api/verify-email/1/{token}=\r\n=3D=3D/\r\nor do not.\r\n"
            )
        };
        for (at, name, text) in [
            (1, "a.eml", mail("ann@example.com", "old")),
            (2, "b.eml", mail("ann@example.com", "new")),
            (3, "c.eml", mail("joann@example.com.evil.example", "other")),
            (4, "d.txt", mail("ann@example.com", "no-mail")),
        ] {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            let file = fs::File::options().append(true).open(path).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(at)).unwrap();
        }
        let link = in_folder(folder.path(), "Ann@example.com").unwrap();
        assert_eq!(link.as_deref(), Some("https://x.example/api/verify-email/1/new==/"));
        assert_eq!(in_folder(folder.path(), "otto@example.com").unwrap(), None);
    }
}
