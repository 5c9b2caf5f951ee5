//! Events as they go out (HTML, section 9.2.5).

use std::{fmt::Write as _, time::Duration};

use axum::body::Bytes;
use serde::Serialize;
use shared::{
    clock::Millis,
    documents::{
        files::{FileName, FileRow, ShownStatus, State},
        uploads::{Upload, UploadState},
        visible::Shown,
    },
    ids::{FileId, JobId, UploadId},
    jobs::board::{JobRow, JobState},
    people::names::Role,
    sealed::{EventPlace, Sealer},
    settings::QueueName,
};
use utoipa::ToSchema;
use uuid::Uuid;

/// What somebody is told of.
#[derive(Clone, Debug)]
pub(super) enum Told {
    File(FileEvent),
    Upload(UploadEvent),
    Job(JobEvent),
    /// It is not there any more, or not for whoever is told.
    Gone(&'static str, Gone),
    /// More has happened than can be told: what is shown is to be asked for anew.
    Reset,
}

/// A document, as it stands now for whoever is told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FileEvent {
    #[schema(value_type = String, format = Uuid)]
    id: FileId,
    #[schema(value_type = String)]
    name: FileName,
    #[schema(value_type = String, pattern = "^(pending|clean|infected|failed|released)$")]
    scan_status: ShownStatus,
    /// For ops only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, pattern = "^(live|expired|trashed)$")]
    state: Option<State>,
}

impl FileEvent {
    pub(super) fn of(file: &FileRow, role: Role, now: Millis) -> Self {
        let state = (role == Role::Ops).then(|| file.state(now));
        Self { id: file.id, name: file.name.clone(), scan_status: file.shown_status(), state }
    }

    /// For a client.
    pub(super) fn shown(file: &Shown) -> Self {
        Self { id: file.id, name: file.name.clone(), scan_status: file.status(), state: None }
    }
}

/// One's own upload, as it stands now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct UploadEvent {
    #[schema(value_type = String, format = Uuid)]
    id: UploadId,
    #[schema(value_type = String, pattern = "^(receiving|checking|stored|refused)$")]
    state: UploadState,
    /// Bytes that have come.
    offset: i64,
    /// Bytes in all; null where that is not known yet.
    size: Option<i64>,
    /// The document that it has become.
    #[schema(value_type = Option<String>, format = Uuid)]
    file_id: Option<FileId>,
}

impl From<&Upload> for UploadEvent {
    fn from(upload: &Upload) -> Self {
        let Upload { id, state, received, length, file_id, .. } = upload;
        Self { id: *id, state: *state, offset: *received, size: *length, file_id: *file_id }
    }
}

/// A job, as it stands now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct JobEvent {
    #[schema(value_type = String, format = Uuid)]
    id: JobId,
    #[schema(example = "scan_file")]
    kind: String,
    #[schema(value_type = String, pattern = "^(queued|sent|running|done|dead)$")]
    state: JobState,
    #[serde(skip)]
    sends_mail: bool,
}

impl From<&JobRow> for JobEvent {
    fn from(job: &JobRow) -> Self {
        Self { id: job.id, kind: job.kind.clone(), state: job.state, sends_mail: job.queue == QueueName::Mail }
    }
}

/// What is gone.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Gone {
    #[schema(value_type = String, format = Uuid)]
    id: Uuid,
    /// Always true.
    gone: bool,
}

impl Gone {
    pub(super) fn of(id: Uuid) -> Self {
        Self { id, gone: true }
    }
}

impl Told {
    fn parts(&self) -> (&'static str, String) {
        let written = |json: Result<String, serde_json::Error>| json.unwrap_or_default();
        match self {
            Self::File(event) => ("file", written(serde_json::to_string(event))),
            Self::Upload(event) => ("upload", written(serde_json::to_string(event))),
            Self::Job(event) => (if event.sends_mail { "mail" } else { "job" }, written(serde_json::to_string(event))),
            Self::Gone(kind, gone) => (kind, written(serde_json::to_string(gone))),
            Self::Reset => ("reset", "{}".to_owned()),
        }
    }
}

/// Lines that go out together.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// What a stream begins with: how soon to come back, and from where on.
    pub(super) fn beginning(sealer: &Sealer, number: i64, now: Millis) -> Self {
        let mut lines = Self("retry: 2000\n".to_owned());
        lines.place(sealer, number, now);
        lines
    }

    /// A comment, by which both sides see that the other is there; and up to where all is told, where that is further than before.
    pub(super) fn beat(sealer: &Sealer, number: Option<i64>, now: Millis) -> Self {
        let mut lines = Self(":\n".to_owned());
        match number {
            Some(number) => lines.place(sealer, number, now),
            None => lines.0.push('\n'),
        }
        lines
    }

    fn place(&mut self, sealer: &Sealer, number: i64, now: Millis) {
        // Writing to a text does not fail.
        let _ = write!(self.0, "id: {}\n\n", sealed(sealer, number, now));
    }

    /// Goes on with an event. JSON has no line ends of its own.
    pub(super) fn tell(&mut self, told: &Told, sealer: &Sealer, number: Option<i64>, now: Millis) {
        let (event, data) = told.parts();
        if let Some(number) = number {
            let _ = writeln!(self.0, "id: {}", sealed(sealer, number, now));
        }
        let _ = write!(self.0, "event: {event}\ndata: {data}\n\n");
    }

    pub(super) fn into_bytes(self) -> Bytes {
        self.0.into()
    }
}

/// How long somebody may come back with the id of an event.
const PLACE_TTL: Duration = Duration::from_hours(24);

/// The number as the id of an event. It counts what happens to all, so nobody is to read it.
fn sealed(sealer: &Sealer, number: i64, now: Millis) -> String {
    sealer.seal(&EventPlace(number), now + PLACE_TTL)
}

/// The number that is the id of an event, and when that was told; none where it is no such id.
pub(super) fn opened(sealer: &Sealer, id: &str, now: Millis) -> Option<(i64, Millis)> {
    let (EventPlace(number), until) = sealer.open_until(id, now).ok()?;
    Some((number, until - PLACE_TTL))
}
