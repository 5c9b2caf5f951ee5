//! `strongroom people import`: invites all that a CSV file names, or nobody.
//!
//! Accounts are made in batches, so that nobody waits long for the database; until all are there no invitation goes out, and
//! where one cannot be made those that were are taken back. What an import leaves that was cut off, the next one of the same
//! file finishes.

use std::{
    collections::HashMap,
    fmt::Display,
    path::Path,
    str::FromStr,
    time::{Duration, Instant},
};

use csv::StringRecord;
use shared::{
    audit::Asked,
    clock::Millis,
    counted::counted,
    db::Db,
    ids::{GroupId, UserId},
    people::{
        groups::Group,
        invitations::{self, Invitation},
        names::Role,
        oversight::OversightError,
        permissions::Permissions,
        users::Made,
    },
};

use super::{error::PeopleError, invite::moment};

/// So many accounts are made in one transaction.
const BATCH: usize = 250;

/// How often it is told how far it has come.
const PERIOD: Duration = Duration::from_secs(5);

/// The names of the columns, of which the first has to be there.
const COLUMNS: [&str; 6] = ["email", "display_name", "groups", "expires_at", "language", "role"];

/// A line that can be taken: its number, and who is to be invited.
struct Line {
    number: u64,
    invitation: Invitation,
}

/// What a file comes to.
#[derive(Default)]
struct Read {
    lines: Vec<Line>,
    faults: Vec<(u64, String)>,
}

pub(super) async fn run(db: &Db, asked: &Asked, file: &Path, commit: bool, now: Millis) -> Result<(), PeopleError> {
    let read = read(db, file, now).await?;
    for (number, fault) in &read.faults {
        eprintln!("line {number}: {fault}");
    }
    if !read.faults.is_empty() {
        return Err(PeopleError::BadLines(read.faults.len()));
    }
    let (mut fresh, mut prepared, mut left) = (Vec::new(), Vec::new(), 0);
    for line in read.lines {
        match invitations::known(db, &line.invitation.email).await? {
            None => fresh.push(line),
            Some(known) if known.is_prepared => prepared.push(known.id),
            Some(_) => {
                left += 1;
                tell_left(line.number);
            }
        }
    }
    let people = |count: usize| counted(count as u64, "person").replace("persons", "people");
    if !commit {
        println!("{} would be invited; {} already known.", people(fresh.len() + prepared.len()), people(left));
        println!("Nothing was done: --commit does it.");
        return Ok(());
    }
    let mut made = prepared;
    match prepare(db, asked, &fresh, &mut made, now).await {
        Ok(others) => left += others,
        Err(error) => {
            take_back(db, &made).await?;
            return Err(error);
        }
    }
    let sent = send(db, asked, &made, now).await?;
    println!("{} invited; {} already known.", people(sent), people(left));
    Ok(())
}

fn tell_left(number: u64) {
    eprintln!("line {number}: is invited or has an account already, and is left as it is");
}

/// Makes the accounts, and adds them to `made`. Says of how many lines somebody else was faster.
async fn prepare(
    db: &Db,
    asked: &Asked,
    lines: &[Line],
    made: &mut Vec<UserId>,
    now: Millis,
) -> Result<usize, PeopleError> {
    let (mut told_at, mut done, mut left) = (Instant::now(), 0, 0);
    for batch in lines.chunks(BATCH) {
        let mut tx = db.begin().await?;
        let mut ids = Vec::with_capacity(batch.len());
        for line in batch {
            match line.invitation.prepare(&mut tx, asked, UserId::new(), now).await {
                Ok(Made::Now(user) | Made::Before(user)) => ids.push(user.id),
                // As another import of the same file.
                Err(OversightError::EmailTaken) => {
                    tell_left(line.number);
                    left += 1;
                }
                Err(error) => return Err(error.into()),
            }
        }
        // They are taken back also where nobody knows whether they were made.
        made.extend(ids);
        tx.commit().await?;
        done += batch.len();
        if told_at.elapsed() >= PERIOD {
            eprintln!("{done} of {} accounts are made", lines.len());
            told_at = Instant::now();
        }
    }
    Ok(left)
}

/// Sends all invitations, or none.
async fn send(db: &Db, asked: &Asked, made: &[UserId], now: Millis) -> Result<usize, PeopleError> {
    let mut tx = db.begin().await?;
    let (mut told_at, mut sent) = (Instant::now(), 0);
    for (done, id) in made.iter().enumerate() {
        sent += usize::from(invitations::send_prepared(&mut tx, asked, *id, now).await?);
        if told_at.elapsed() >= PERIOD {
            eprintln!("{done} of {} mails are due", made.len());
            told_at = Instant::now();
        }
    }
    tx.commit().await?;
    Ok(sent)
}

async fn take_back(db: &Db, made: &[UserId]) -> Result<(), PeopleError> {
    for batch in made.chunks(BATCH) {
        let mut tx = db.begin().await?;
        for id in batch {
            invitations::take_back(&mut tx, *id).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Reads the whole file, and says of each line what is wrong with it.
async fn read(db: &Db, file: &Path, now: Millis) -> Result<Read, PeopleError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_path(file)?;
    let columns = columns(reader.headers()?)?;
    let (mut read, mut groups, mut seen) = (Read::default(), HashMap::new(), HashMap::<String, u64>::new());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            // The rest can still be read.
            Err(error) => {
                let number = error.position().map_or(0, csv::Position::line);
                read.faults.push((number, "is not text in UTF-8".to_owned()));
                continue;
            }
        };
        let number = record.position().map_or(0, csv::Position::line);
        match line(db, &columns, &record, &mut groups, now).await? {
            Ok(invitation) => match seen.insert(invitation.email.key(), number) {
                Some(before) => read.faults.push((number, format!("has the same address as line {before}"))),
                None => read.lines.push(Line { number, invitation }),
            },
            Err(fault) => read.faults.push((number, fault)),
        }
    }
    Ok(read)
}

/// Where each column stands.
fn columns(names: &StringRecord) -> Result<HashMap<&'static str, usize>, PeopleError> {
    let mut columns = HashMap::new();
    for (at, name) in names.iter().enumerate() {
        // As spreadsheets write it that mark UTF-8.
        let name =
            name.trim_start_matches('\u{feff}').to_lowercase().replace([' ', '-'], "_").replace("e_mail", "email");
        let Some(known) = COLUMNS.into_iter().find(|known| *known == name) else {
            let problem = format!("there is no column {name:?}; there are {}", COLUMNS.join(", "));
            return Err(PeopleError::Columns(problem));
        };
        if columns.insert(known, at).is_some() {
            return Err(PeopleError::Columns(format!("the column {known} is there twice")));
        }
    }
    if !columns.contains_key("email") {
        return Err(PeopleError::Columns("the first line has to name the columns, and email among them".to_owned()));
    }
    Ok(columns)
}

/// Who is to be invited by a line, or what is wrong with it.
async fn line(
    db: &Db,
    columns: &HashMap<&'static str, usize>,
    record: &StringRecord,
    groups: &mut HashMap<String, Option<GroupId>>,
    now: Millis,
) -> Result<Result<Invitation, String>, PeopleError> {
    let text = |name: &str| columns.get(name).and_then(|at| record.get(*at)).unwrap_or_default();
    let mut of_line = Vec::new();
    for name in text("groups").split(';').map(str::trim).filter(|name| !name.is_empty()) {
        let found = if let Some(found) = groups.get(name) {
            *found
        } else {
            let found = Group::find_by_name(&mut db.begin().await?, name).await?;
            groups.insert(name.to_owned(), found);
            found
        };
        let Some(group) = found else { return Ok(Err(format!("groups: there is no group {name:?}"))) };
        of_line.push(group);
    }
    Ok(invitation(text, of_line, record.len() > columns.len(), now))
}

fn invitation<'a>(
    text: impl Fn(&str) -> &'a str,
    groups: Vec<GroupId>,
    is_too_long: bool,
    now: Millis,
) -> Result<Invitation, String> {
    if is_too_long {
        return Err("has more columns than the first line".to_owned());
    }
    let role = read_as("role", text("role"))?.unwrap_or(Role::Client);
    if role == Role::Ops && !groups.is_empty() {
        return Err("groups: only clients are in groups".to_owned());
    }
    let expires_at = Some(text("expires_at")).filter(|text| !text.is_empty()).map(moment).transpose();
    let expires_at = expires_at.map_err(|fault| format!("expires_at: {fault}"))?;
    if expires_at.is_some_and(|end| end <= now) {
        return Err("expires_at: must be in the future".to_owned());
    }
    Ok(Invitation {
        email: read_as("email", text("email"))?.ok_or("email: is missing")?,
        role,
        permissions: Permissions::NONE,
        display_name: read_as("display_name", text("display_name"))?,
        groups,
        expires_at,
        language: read_as("language", text("language"))?,
    })
}

/// What a text stands for; nothing where it is empty.
fn read_as<T: FromStr>(name: &str, text: &str) -> Result<Option<T>, String>
where
    T::Err: Display,
{
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|fault: T::Err| format!("{name}: {fault}"))
}
