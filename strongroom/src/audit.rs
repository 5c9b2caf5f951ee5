//! `strongroom audit`: proves the audit trail, and writes it out.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use shared::{
    audit::{self, EventPlace, Format, Head, HeadKind, Wanted},
    clock::Clock,
    counted::counted,
    db::{Db, page::Page},
    foundation::{Foundation, StartError},
    keys::{KeyRing, KeyRingError},
    settings::Settings,
};
use thiserror::Error;

/// How many events are read at once.
const PAGE: u16 = 1000;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Look whether an event was changed, left out or put in between; ends with 1 and a line for each that was, and with 3 where it could not look
    Verify {
        /// An anchor that was kept elsewhere (`strongroom audit export --anchor`), one a line; may be given several times
        #[arg(long, value_name = "FILE")]
        anchor: Vec<PathBuf>,
    },
    /// Print the trail, the newest event first
    Export {
        /// jsonl or csv
        #[arg(long, default_value = "jsonl")]
        format: Format,
        /// How far the chain goes, signed, and no events: to be kept elsewhere
        #[arg(long, conflicts_with = "format")]
        anchor: bool,
    },
}

#[derive(Debug, Error)]
enum AuditError {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Keys(#[from] KeyRingError),
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the anchor {path} cannot be read: {error}")]
    Anchor { path: PathBuf, error: io::Error },
    #[error("the trail cannot be written out: {0}")]
    Output(#[from] io::Error),
    #[error("an event has no text form: {0}")]
    Text(#[from] serde_json::Error),
    #[error("nothing is sealed yet")]
    NoHead,
}

impl AuditError {
    /// 2 where the command was given something that it cannot use, and 3 where nothing is known of the trail: 1 is for one
    /// that is not sound.
    fn exit_code(&self) -> ExitCode {
        ExitCode::from(if matches!(self, Self::Anchor { .. }) { 2 } else { 3 })
    }
}

pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    let done = match arguments.command {
        Command::Verify { anchor } => verify(&anchor).await,
        Command::Export { anchor: true, .. } => export_anchor().await.map(|()| ExitCode::SUCCESS),
        Command::Export { format, .. } => export(format).await.map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|error| {
        eprintln!("strongroom audit: {error}");
        error.exit_code()
    })
}

async fn open() -> Result<(Db, KeyRing), AuditError> {
    let settings = Settings::load().map_err(StartError::from)?;
    let ring = KeyRing::load(&settings, Clock::system())?;
    Ok((Foundation::open_database(&settings).await?, ring))
}

async fn verify(anchors: &[PathBuf]) -> Result<ExitCode, AuditError> {
    let anchors: Vec<Head> =
        anchors.iter().map(|path| read_anchors(path)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let (db, ring) = open().await?;
    let mut faults: u64 = 0;
    let proved = audit::verify(&db, &ring, &anchors, |fault| {
        faults += 1;
        println!("{fault}");
    })
    .await?;
    db.close().await;
    println!(
        "{} from number {} on and {} were looked at; {} of erased people, {} passed over.",
        counted(proved.events.unsigned_abs(), "event"),
        proved.begins_behind + 1,
        counted(proved.heads as u64, "signed head"),
        counted(proved.erased, "personal part"),
        counted(proved.passed_over as u64, "anchor"),
    );
    if faults == 0 {
        println!("The trail is sound.");
        return Ok(ExitCode::SUCCESS);
    }
    println!("The trail is not sound: {}.", counted(faults, "fault"));
    Ok(ExitCode::FAILURE)
}

fn read_anchors(path: &Path) -> Result<Vec<Head>, AuditError> {
    let wrong = |error| AuditError::Anchor { path: path.to_owned(), error };
    let text = fs::read_to_string(path).map_err(wrong)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let anchors: Vec<Head> = lines
        .map(|line| serde_json::from_str(line).map_err(io::Error::from))
        .collect::<Result<_, _>>()
        .map_err(wrong)?;
    if anchors.is_empty() {
        return Err(wrong(io::Error::other("it holds none")));
    }
    Ok(anchors)
}

async fn export_anchor() -> Result<(), AuditError> {
    let (db, ring) = open().await?;
    let heads = Head::all(&db).await?;
    db.close().await;
    let last = heads.into_iter().rfind(|head| head.kind == HeadKind::Head).ok_or(AuditError::NoHead)?;
    println!("{}", serde_json::to_string(&last.with_public_key(&ring))?);
    Ok(())
}

async fn export(format: Format) -> Result<(), AuditError> {
    let (db, _) = open().await?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    out.write_all(format.head().as_bytes())?;
    let (wanted, mut after) = (Wanted::default(), None);
    loop {
        let found = audit::list(&db, &wanted, &Page { limit: PAGE, after }).await?;
        for line in &found.rows {
            out.write_all(format.line(line)?.as_bytes())?;
        }
        match found.last() {
            Some(last) => after = Some(EventPlace(last.id)),
            None => break,
        }
    }
    out.flush()?;
    db.close().await;
    Ok(())
}
