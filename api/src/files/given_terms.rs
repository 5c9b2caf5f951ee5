//! The terms that somebody gives a document with its upload, as texts: fields of a form, or metadata of a resumable upload.

use shared::{
    clock::Millis,
    documents::{
        folders,
        shares::{self, MOST_NAMED},
        terms::{self, Audience, Description, FolderPath, Label, MOST_LABELS, MaxDownloads, Terms},
    },
    ids::{FolderId, GroupId, UserId},
    words::{Text, Told},
};

use crate::{
    app::AppState,
    error::{ApiError, Faults},
    extract::Moment,
};

/// Terms that are arriving, a field at a time, in any order. What is wrong with them is told once all are there.
#[derive(Debug, Default)]
pub(crate) struct GivenTerms {
    folder: Option<String>,
    audience: Option<Audience>,
    clients: Vec<String>,
    groups: Vec<String>,
    expires_at: Option<Millis>,
    max_downloads: Option<MaxDownloads>,
    description: Option<Description>,
    labels: Vec<Label>,
    /// The fields that came already, of those that come once.
    seen: Vec<&'static str>,
    faults: Faults,
}

/// Terms as they are kept: fields with their texts.
pub(crate) type Kept = Vec<(&'static str, String)>;

/// The fields that come once, and those that may come again.
const FIELDS: [&str; 8] =
    ["folder", "audience", "expires_at", "max_downloads", "description", "client", "group", "label"];

/// The metadata that hold a JSON list of texts, and the field that each of these is.
const LISTS: [(&str, &str); 3] = [("clients", "client"), ("groups", "group"), ("labels", "label")];

/// How many of them come once.
const ONCE: usize = 5;

impl GivenTerms {
    /// The name of the field that a part or a piece of metadata is, where it is one of the terms.
    pub(crate) fn field(name: &str) -> Option<&'static str> {
        FIELDS.into_iter().find(|field| *field == name)
    }

    /// Takes a [`field`](Self::field). One that is empty is not given, but for those that say for whom the document is: what a
    /// program forgot to fill in must not make it everybody's.
    pub(crate) fn take(&mut self, field: &'static str, text: &str) {
        if FIELDS[..ONCE].contains(&field) {
            if self.seen.contains(&field) {
                return self.faults.add(field, Text::GivenTwice);
            }
            self.seen.push(field);
        }
        if text.is_empty() && !matches!(field, "audience" | "client" | "group") {
            return;
        }
        let taken = match field {
            "folder" => {
                self.folder = Some(text.to_owned());
                Ok(())
            }
            "audience" => set(&mut self.audience, text),
            "expires_at" => text.parse().map(|Moment(at)| self.expires_at = Some(at)),
            "max_downloads" => set(&mut self.max_downloads, text),
            "description" => set(&mut self.description, text),
            "client" => one_more(&mut self.clients, text.to_owned(), MOST_NAMED),
            "group" => one_more(&mut self.groups, text.to_owned(), MOST_NAMED),
            _ => text.parse().and_then(|label| one_more(&mut self.labels, label, MOST_LABELS)),
        };
        if let Err(fault) = taken {
            self.faults.add(field, fault);
        }
    }

    /// Those among the metadata of an upload in parts, as they are kept until it is here whole: fields with their texts. What is
    /// a list there is a field for each.
    pub(crate) fn in_metadata(metadata: &[(String, String)]) -> Result<Kept, Faults> {
        let mut kept = Vec::new();
        for (name, text) in metadata {
            let list = LISTS.into_iter().find(|(list, _)| list == name);
            if let Some((list, field)) = list {
                let texts =
                    serde_json::from_str::<Vec<String>>(text).map_err(|_| Faults::one(list, Text::MustBeList))?;
                if texts.is_empty() && field != "label" {
                    return Err(Faults::one(list, Text::Missing));
                }
                kept.extend(texts.into_iter().map(|text| (field, text)));
            } else if let Some(field) = Self::field(name) {
                kept.push((field, text.clone()));
            }
        }
        Ok(kept)
    }

    /// The metadata that these fields were kept from: those of a list are one again.
    pub(crate) fn as_metadata(kept: &[(String, String)]) -> Vec<(&str, String)> {
        let mut metadata: Vec<(&str, String)> = Vec::new();
        for (field, text) in kept {
            match LISTS.into_iter().find(|(_, of)| of == field) {
                None => metadata.push((field, text.clone())),
                Some((list, _)) if metadata.iter().any(|(name, _)| *name == list) => {}
                Some((list, _)) => {
                    let all: Vec<&String> = kept.iter().filter(|(of, _)| of == field).map(|(_, text)| text).collect();
                    metadata.push((list, serde_json::json!(all).to_string()));
                }
            }
        }
        metadata
    }

    /// Terms of fields with their texts.
    pub(crate) fn of<'a>(kept: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut given = Self::default();
        for (name, text) in kept {
            if let Some(field) = Self::field(name) {
                given.take(field, text);
            }
        }
        given
    }

    /// The terms, once all fields are there: those whom they name are looked up.
    pub(crate) async fn check(self, app: &AppState) -> Result<Terms, ApiError> {
        let Self {
            folder, audience, clients, groups, expires_at, max_downloads, description, labels, mut faults, ..
        } = self;
        if expires_at.is_some_and(|at| at <= app.clock.now()) {
            faults.add("expires_at", Text::MustBeFuture);
        }
        let folder = match folder {
            Some(text) => find_folder(app, &text, &mut faults).await?,
            None => None,
        };
        let clients = find_clients(app, &clients, "client", &mut faults).await?;
        let groups = find_groups(app, &groups, "group", &mut faults).await?;
        if !faults.is_empty() {
            return Err(faults.into());
        }
        // Whoever names somebody means those, whatever is usual here.
        let is_named = !clients.is_empty() || !groups.is_empty();
        let usual = if is_named { Audience::Named } else { app.settings.rights.default_audience };
        Ok(Terms {
            folder,
            audience: audience.unwrap_or(usual),
            clients,
            groups,
            expires_at,
            max_downloads,
            description: description.unwrap_or_default(),
            labels: terms::distinct(labels),
        })
    }
}

/// The folder with this id; a word in `faults` where there is none.
pub(crate) async fn find_folder(app: &AppState, id: &str, faults: &mut Faults) -> Result<Option<FolderPath>, ApiError> {
    let found = match id.parse::<FolderId>() {
        Ok(id) => folders::path_of(&app.db, id).await?,
        Err(_) => None,
    };
    if found.is_none() {
        faults.add("folder", Text::NoSuchFolder);
    }
    Ok(found)
}

/// The clients of these ids, user names or addresses; a word in `faults` for each that is none.
pub(crate) async fn find_clients(
    app: &AppState,
    names: &[String],
    field: &'static str,
    faults: &mut Faults,
) -> Result<Vec<UserId>, ApiError> {
    let mut found = Vec::with_capacity(names.len());
    for client in shares::clients_named(&app.db, names).await? {
        match client {
            Some(client) if found.contains(&client) => {}
            Some(client) => found.push(client),
            None => faults.add(field, Text::NoSuchClient),
        }
    }
    Ok(found)
}

/// The groups of these ids or names; a word in `faults` for each that is none.
pub(crate) async fn find_groups(
    app: &AppState,
    names: &[String],
    field: &'static str,
    faults: &mut Faults,
) -> Result<Vec<GroupId>, ApiError> {
    let mut found = Vec::with_capacity(names.len());
    for group in shares::groups_named(&app.db, names).await? {
        match group {
            Some(group) if found.contains(&group) => {}
            Some(group) => found.push(group),
            None => faults.add(field, Text::NoSuchGroup),
        }
    }
    Ok(found)
}

fn set<T: std::str::FromStr>(place: &mut Option<T>, text: &str) -> Result<(), Text>
where
    T::Err: Told,
{
    *place = Some(text.parse().map_err(|fault: T::Err| fault.text())?);
    Ok(())
}

fn one_more<T>(list: &mut Vec<T>, one: T, most: usize) -> Result<(), Text> {
    if list.len() >= most {
        return Err(Text::TooMany { most: most as u64 });
    }
    list.push(one);
    Ok(())
}
