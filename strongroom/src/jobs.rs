//! `strongroom jobs`: the job board for operators at the machine.

use std::{process::ExitCode, time::Duration};

use clap::Subcommand;
use serde_json::{Value, json};
use shared::{
    audit::Asked,
    clock::Clock,
    counted::counted_are,
    db::{Db, page::Page},
    foundation::{Foundation, StartError},
    ids::JobId,
    jobs::{
        JobError,
        board::{self, Change, Filter, Finished, JobRow, JobState},
    },
    settings::{QueueName, Settings},
    words::Text,
};
use thiserror::Error;

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    list: List,
}

#[derive(clap::Args)]
struct List {
    /// Only jobs that are queued, sent, running, done or dead
    #[arg(long)]
    state: Option<JobState>,
    /// Only jobs of this queue: mail, scan, upkeep or previews
    #[arg(long, value_parser = queue)]
    queue: Option<QueueName>,
    /// Only jobs of this kind, such as `verify_email`
    #[arg(long)]
    kind: Option<String>,
    /// At most so many, the newest first
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..))]
    limit: u16,
    /// As JSON
    #[arg(long)]
    json: bool,
}

fn queue(name: &str) -> Result<QueueName, Text> {
    QueueName::from_name(name).ok_or_else(|| Text::one_of(QueueName::ALL.map(QueueName::as_str)))
}

#[derive(Subcommand)]
enum Command {
    /// List jobs, the newest first
    List(List),
    /// Show one job
    Show {
        /// Its id
        id: JobId,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Try a job again now, its attempts counted anew
    Retry {
        /// Its id
        #[arg(required_unless_present = "all_dead")]
        id: Option<JobId>,
        /// All that were given up
        #[arg(long, conflicts_with = "id")]
        all_dead: bool,
    },
    /// Give up a job that waits
    Cancel {
        /// Its id
        id: JobId,
    },
    /// Delete jobs that are over
    Purge {
        /// done or dead
        #[arg(long)]
        state: Finished,
        /// How long ago they were over, such as 7d
        #[arg(long, value_parser = humantime::parse_duration)]
        older_than: Duration,
    },
}

#[derive(Debug, Error)]
enum JobsError {
    #[error("{0}")]
    Start(#[from] StartError),
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    #[error("{0}")]
    Job(#[from] JobError),
    #[error("there is no job {0}")]
    Unknown(JobId),
    #[error("the job {id} is {state}, so it cannot be {what}")]
    NotNow { id: JobId, state: &'static str, what: &'static str },
}

pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match done(arguments.command.unwrap_or(Command::List(arguments.list))).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("strongroom jobs: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn done(command: Command) -> Result<(), JobsError> {
    let settings = Settings::load().map_err(StartError::from)?;
    let db = Foundation::open_database(&settings).await?;
    let now = Clock::system().now();
    match command {
        Command::List(list) => print_list(&db, list).await?,
        Command::Show { id, json } => {
            let job = board::find(&db, id).await?.ok_or(JobsError::Unknown(id))?;
            print_job(&job, json);
        }
        Command::Retry { id: Some(id), .. } => {
            let job = made(id, board::retry(&db, id, &Asked::by_operator(), now).await?, "tried again")?;
            println!("The {} job {id} is due now.", job.kind);
        }
        Command::Retry { id: None, .. } => println!("{} due now.", counted_are(retry_all_dead(&db).await?, "dead job")),
        Command::Cancel { id } => {
            let job = made(id, board::cancel(&db, id, "an operator", &Asked::by_operator(), now).await?, "cancelled")?;
            println!("The {} job {id} is given up.", job.kind);
        }
        Command::Purge { state, older_than } => {
            let deleted = board::purge(&db, state, now - older_than).await?;
            board::record_purge(&db, deleted, &Asked::by_operator(), now).await?;
            println!("{} deleted.", counted_are(deleted, "job"));
        }
    }
    db.close().await;
    Ok(())
}

fn made(id: JobId, change: Change, what: &'static str) -> Result<JobRow, JobsError> {
    match change {
        Change::Made(job) => Ok(*job),
        Change::Unknown => Err(JobsError::Unknown(id)),
        Change::NotNow(state) => Err(JobsError::NotNow { id, state: state.as_str(), what }),
    }
}

/// A page at a time, from the newest to the oldest, so that one that dies again meanwhile is not tried for ever.
async fn retry_all_dead(db: &Db) -> Result<usize, JobsError> {
    let filter = Filter { state: Some(JobState::Dead), ..Filter::default() };
    let (mut page, mut retried) = (Page { limit: 200, after: None }, 0);
    loop {
        let found = board::list(db, &filter, &page).await?;
        page.after = found.last().map(|last| last.id);
        for job in found.rows {
            let change = board::retry(db, job.id, &Asked::by_operator(), Clock::system().now()).await?;
            retried += usize::from(matches!(change, Change::Made(_)));
        }
        if page.after.is_none() {
            return Ok(retried);
        }
    }
}

async fn print_list(db: &Db, list: List) -> Result<(), JobsError> {
    let filter = Filter { state: list.state, queue: list.queue, kind: list.kind };
    let jobs = board::list(db, &filter, &Page { limit: list.limit, after: None }).await?.rows;
    if list.json {
        let jobs: Vec<Value> = jobs.iter().map(to_json).collect();
        println!("{}", json!({ "jobs": jobs }));
        return Ok(());
    }
    if jobs.is_empty() {
        println!("There is no such job.");
        return Ok(());
    }
    println!("{:<36}  {:<12}  {:<7}  {:>8}  {:<24}  LAST ERROR", "ID", "KIND", "STATE", "ATTEMPTS", "MADE");
    for job in jobs {
        let error = in_one_line(job.last_error.as_deref().unwrap_or_default());
        let state = job.state.as_str();
        println!("{:<36}  {:<12}  {state:<7}  {:>8}  {:<24}  {error}", job.id, job.kind, job.attempts, job.created_at);
    }
    Ok(())
}

/// What another system answered may hold anything; a terminal gets one line of it without control characters.
fn in_one_line(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(120).collect();
    line.trim_end().to_owned()
}

fn print_job(job: &JobRow, as_json: bool) {
    let shown = to_json(job);
    if as_json {
        println!("{shown}");
        return;
    }
    for (name, value) in shown.as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), |text| text.replace(char::is_control, " "));
        println!("{name:<12} {text}");
    }
}

fn to_json(job: &JobRow) -> Value {
    let mut about: Value = serde_json::from_str(&job.payload).unwrap_or_default();
    if let Some(about) = about.as_object_mut() {
        about.remove("job");
    }
    json!({
        "id": job.id,
        "kind": job.kind,
        "queue": job.queue.as_str(),
        "state": job.state,
        "about": about,
        "attempts": job.attempts,
        "due_at": job.due_at,
        "last_error": job.last_error,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
    })
}
