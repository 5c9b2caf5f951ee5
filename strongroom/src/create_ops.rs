//! `strongroom create-ops`: makes an account for one of the company's own people.

use std::{io, process::ExitCode};

use shared::{
    audit::{self, Asked, Entry, Event},
    clock::Clock,
    db::{CommitError, Db},
    foundation::{Foundation, StartError},
    people::{
        email::{Email, EmailError},
        known_of::KnownOf,
        names::{Role, Username, UsernameError},
        passwords::{NewPassword, NewPasswordError, PasswordFault, Passwords},
        permissions::Permissions,
        users::{CreateError, NewUser, User},
    },
    settings::Settings,
    turns::Turns,
};
use thiserror::Error;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// 3 to 32 letters, digits, '_', '.' and '-'
    #[arg(long)]
    username: String,
    /// Where the account gets its mail; counts as verified
    #[arg(long)]
    email: String,
    /// Read the password from standard input; else one is made up and printed once
    #[arg(long)]
    password_stdin: bool,
    /// What the account may beyond uploading: of documents, people, audit and operate, with commas between; or none
    #[arg(long, value_name = "LIST", default_value_t = Permissions::all())]
    permissions: Permissions,
}

#[derive(Debug, Error)]
pub(crate) enum CreateOpsError {
    #[error("the user name {0}")]
    Username(#[from] UsernameError),
    #[error("the e-mail address {0}")]
    Email(#[from] EmailError),
    #[error("the password {0}")]
    Password(#[from] PasswordFault),
    #[error("the password {0}")]
    NewPassword(#[from] NewPasswordError),
    #[error("{0}")]
    Create(#[from] CreateError),
    #[error("{0}")]
    Start(#[from] StartError),
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    #[error("{0}")]
    Commit(#[from] CommitError),
}

pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match create(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("strongroom create-ops: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn create(arguments: Arguments) -> Result<(), CreateOpsError> {
    let (username, email): (Username, Email) = (arguments.username.parse()?, arguments.email.parse()?);
    let (password, made_up) = if arguments.password_stdin {
        (read_password()?, false)
    } else {
        (shared::private_files::random_text::<18>()?, true)
    };
    let settings = Settings::load().map_err(StartError::from)?;
    let db = Foundation::open_database(&settings).await?;
    let user =
        match add(&db, &settings.serving.public_url, username, email, password.parse()?, arguments.permissions).await {
            // The account may be there, and nobody could log in to it.
            Err(error @ CreateOpsError::Commit(CommitError::Unknown(_))) if made_up => {
                println!("Where the account was made, its password, which is shown only this once, is: {password}");
                return Err(error);
            }
            made => made?,
        };
    println!("Made the ops account {} <{}>.", user.username, user.email.as_str());
    if made_up {
        println!("Its password, which is shown only this once: {password}");
    }
    Ok(())
}

/// Makes an ops account whose e-mail address counts as proved.
pub(crate) async fn add(
    db: &Db,
    public_url: &str,
    username: Username,
    email: Email,
    password: NewPassword,
    permissions: Permissions,
) -> Result<User, CreateOpsError> {
    let now = Clock::system().now();
    let known = KnownOf::anybody(public_url).named(&username).reached_at(&email);
    let passwords = Passwords::new(&Turns::one_a_core()).map_err(StartError::from)?;
    let password_hash = passwords.hash(password, known).await?;
    let new = NewUser {
        username,
        email,
        password_hash,
        role: Role::Ops,
        permissions,
        language: None,
        email_verified_at: Some(now),
        waits_since: None,
    };
    let mut tx = db.begin().await?;
    let user = User::create(&mut tx, new, now).await?;
    let entry = Entry::of(Event::AccountSignedUp).on_person(user.id).with("role", "ops").with("reason", "operator");
    audit::record(&mut tx, &Asked::by_operator(), entry, now).await?;
    tx.commit().await?;
    Ok(user)
}

/// The first line of standard input, without the end of the line.
fn read_password() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
