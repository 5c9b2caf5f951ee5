//! `strongroom people`: looking after people at the machine. An operator may everything.

mod error;
mod import;
mod invite;
mod list;

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use shared::{
    audit::Asked,
    clock::Clock,
    db::{Db, Tx},
    foundation::{Foundation, StartError},
    ids::UserId,
    people::{
        applicants,
        changing::{self, Wanted},
        directory,
        oversight::OversightError,
        users::User,
    },
    settings::Settings,
};

use error::PeopleError;
use list::called;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List people, the newest first
    List(list::List),
    /// Show somebody
    Show {
        /// Id, user name or e-mail address
        who: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Invite somebody
    Invite(invite::Invite),
    /// Invite all that a CSV file names; without --commit it only tells what would be done
    Import {
        /// With a line of names first: email, and any of `display_name`, groups, `expires_at`, language, role
        file: PathBuf,
        /// Do it
        #[arg(long)]
        commit: bool,
    },
    /// Approve somebody who signed up and waits
    Approve(Who),
    /// Refuse somebody who signed up and waits: the account is erased
    Reject(Who),
    /// Disable an account
    Disable(Who),
    /// Enable an account that was disabled
    Enable(Who),
    /// Erase an account, and what is known of its owner
    Erase(Who),
    /// End all sessions of an account
    EndSessions(Who),
    /// Take away the second factors of somebody who has lost them
    ResetSecondFactor(Who),
}

#[derive(clap::Args)]
struct Who {
    /// Id, user name or e-mail address
    who: String,
}

pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match done(arguments.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("strongroom people: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn done(command: Command) -> Result<(), PeopleError> {
    let settings = Settings::load().map_err(StartError::from)?;
    let db = Foundation::open_database(&settings).await?;
    let (now, asked) = (Clock::system().now(), Asked::by_operator());
    let disabled = |disabled| Wanted { disabled: Some(disabled), ..Wanted::default() };
    match command {
        Command::List(list) => list.print(&db, now).await?,
        Command::Show { who, json } => list::show(&db, find(&db, &who).await?, json, now).await?,
        Command::Invite(invite) => invite.send(&db, &asked, now).await?,
        Command::Import { file, commit } => import::run(&db, &asked, &file, commit, now).await?,
        Command::Approve(Who { who }) => {
            each(&db, &who, "approved", async |tx, id| applicants::approve(tx, &asked, id, now).await).await?;
        }
        Command::Reject(Who { who }) => {
            each(&db, &who, "erased", async |tx, id| applicants::refuse(tx, &asked, id, now).await).await?;
        }
        Command::Disable(Who { who }) => {
            let wanted = disabled(true);
            each(&db, &who, "disabled", async |tx, id| changing::change(tx, &asked, id, wanted, now).await).await?;
        }
        Command::Enable(Who { who }) => {
            let wanted = disabled(false);
            each(&db, &who, "enabled", async |tx, id| changing::change(tx, &asked, id, wanted, now).await).await?;
        }
        Command::Erase(Who { who }) => {
            each(&db, &who, "erased", async |tx, id| changing::erase(tx, &asked, id, now).await).await?;
        }
        Command::EndSessions(Who { who }) => {
            let end = async |tx: &mut Tx, id| changing::end_sessions(tx, &asked, id, now).await;
            each(&db, &who, "logged out everywhere", end).await?;
        }
        Command::ResetSecondFactor(Who { who }) => {
            let reset = async |tx: &mut Tx, id| changing::reset_second_factor(tx, &asked, id, now).await;
            each(&db, &who, "without a second factor", reset).await?;
        }
    }
    db.close().await;
    Ok(())
}

/// Does something to somebody, and says what they are now.
async fn each(
    db: &Db,
    who: &str,
    what: &str,
    how: impl AsyncFnOnce(&mut Tx, UserId) -> Result<User, OversightError>,
) -> Result<(), PeopleError> {
    let id = find(db, who).await?;
    let mut tx = db.begin().await?;
    let person = how(&mut tx, id).await?;
    tx.commit().await?;
    println!("{} <{}> is {what}.", called(&person), person.email.as_str());
    Ok(())
}

/// The account of somebody by whatever they are called.
async fn find(db: &Db, who: &str) -> Result<UserId, PeopleError> {
    let found = match who.parse::<UserId>() {
        Ok(id) => directory::find(db, id).await?.map(|person| person.entry.user.id),
        Err(_) => directory::find_by_name(db, who).await?,
    };
    found.ok_or_else(|| PeopleError::Nobody(who.to_owned()))
}
