//! The job board, for ops: the work behind the scenes, told by ids only.

pub(crate) mod cancel;
pub(crate) mod list;
pub(crate) mod purge;
pub(crate) mod retry;
pub(crate) mod show;

use serde::Serialize;
use serde_json::{Map, Value};
use shared::{
    clock::Millis,
    ids::JobId,
    jobs::board::{JobRow, JobState},
};
use utoipa::ToSchema;

/// A job, as it is told to ops.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0197a1c2-7d4e-7c3b-9d52-0a4f7f6f2b11", "kind": "verify_email", "queue": "mail", "state": "dead",
    "about": {"user": "0197a1c2-7d4a-7b10-8a67-5d2f0c9b8e01"}, "attempts": 60, "due_at": null,
    "last_error": "the mail server cannot be used just now: connection refused",
    "created_at": "2026-01-31T09:30:00.000Z", "finished_at": "2026-02-01T11:02:13.120Z"
}))]
pub(crate) struct JobView {
    #[schema(value_type = String, format = Uuid)]
    id: JobId,
    /// What is to be done, such as `verify_email` or `scan_file`.
    kind: String,
    #[schema(pattern = "^(mail|scan|upkeep|previews)$")]
    queue: &'static str,
    #[schema(value_type = String, pattern = "^(queued|sent|running|done|dead)$")]
    state: JobState,
    /// The ids of what it is about.
    #[schema(value_type = Object)]
    about: Map<String, Value>,
    /// Attempts so far.
    attempts: i64,
    /// When it next needs somebody; null when it is over.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Millis>,
    /// Why the last attempt failed.
    last_error: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Millis,
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Millis>,
}

impl From<JobRow> for JobView {
    fn from(row: JobRow) -> Self {
        let mut about: Map<String, Value> = serde_json::from_str(&row.payload).unwrap_or_default();
        about.remove("job");
        Self {
            id: row.id,
            kind: row.kind,
            queue: row.queue.as_str(),
            state: row.state,
            about,
            attempts: row.attempts,
            due_at: row.due_at,
            last_error: row.last_error,
            created_at: row.created_at,
            finished_at: row.finished_at,
        }
    }
}
