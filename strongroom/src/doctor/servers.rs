//! Looks at what answers from elsewhere: the database, Redis, their clocks, the mail server.

use std::{path::Path, time::Duration};

use secrecy::ExposeSecret;
use shared::{
    clock::{Clock, drift},
    db::{Db, Fault, standing},
    people::mailboxes::{Mailboxes, Unsettled},
    queue::{RedisReport, look_at_redis},
    settings::{DatabaseSetting, MailSetting, Settings},
};

use super::{Finding, room, storage};

/// How long Redis may take.
pub(super) const REDIS_PATIENCE: Duration = Duration::from_secs(5);

/// How long others may keep a SQLite file locked.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);

/// How far the clocks may be apart before somebody should know.
const NEAR: Duration = Duration::from_secs(3);

/// How far they may be apart before links of one machine are refused by another: Fernet takes none from further ahead.
const TOO_FAR: Duration = Duration::from_mins(1);

pub(super) async fn database(settings: Settings) -> Vec<Finding> {
    let name = "database";
    let engine = match settings.storage.database {
        DatabaseSetting::Postgres(_) => "Postgres",
        DatabaseSetting::Sqlite(_) => "SQLite",
    };
    let db = match Db::look_at(&settings.storage.database).await {
        Ok(Some(db)) => db,
        Ok(None) => {
            let said = "there is no SQLite file yet";
            if let Some(lacks) = lacks_room(&settings).await {
                let said = format!("{said}, and none can be made: {lacks}");
                return vec![Finding::wrong(
                    name,
                    said,
                    "see whether STRONGROOM_DATABASE_URL or STRONGROOM_DATA_DIR is right",
                )];
            }
            return vec![Finding::warning(name, said, "nothing to do before the first start, which makes it")];
        }
        Err(error) => {
            let todo = "start it, and see whether STRONGROOM_DATABASE_URL names it with the right user and password";
            return vec![Finding::wrong(name, format!("{engine} cannot be opened: {error}"), todo)];
        }
    };
    let looked = async {
        let found = db.migrations().await?;
        let mailboxes = if found.applied == 0 { Mailboxes::default() } else { Mailboxes::look(&db).await? };
        Ok::<_, sqlx::Error>((found, db.takes_writes(LOCK_PATIENCE).await?, mailboxes))
    };
    let looked = looked.await;
    db.close().await;
    let (found, takes_writes, mailboxes) = match looked {
        Ok(looked) => looked,
        Err(error) => {
            let todo = match Fault::of(&error) {
                Fault::Full => "make room where it keeps its files",
                Fault::Busy => "see who keeps it locked",
                _ => "see whether it is locked, full or damaged",
            };
            return vec![Finding::wrong(name, format!("{engine} answers, but fails: {error}"), todo)];
        }
    };
    let mut findings = Vec::new();
    if !takes_writes {
        let todo = match settings.storage.database {
            DatabaseSetting::Postgres(_) => "name the primary, not a standby, and see default_transaction_read_only",
            DatabaseSetting::Sqlite(_) => "see whether its file and folder, or their disk, are read-only",
        };
        findings.push(Finding::wrong(name, format!("{engine} takes no writes"), todo));
    }
    findings.push(about_migrations(engine, &found));
    findings.extend(about_mailboxes(&mailboxes));
    findings
}

/// What keeps a SQLite file from being made. The data folder is made at the start, any other one is not.
async fn lacks_room(settings: &Settings) -> Option<String> {
    let DatabaseSetting::Sqlite(path) = &settings.storage.database else { return None };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    if !folder.starts_with(&settings.storage.data_dir) && !folder.is_dir() {
        return Some(format!("{} is no folder", folder.display()));
    }
    tokio::task::spawn_blocking(move || room::lacks(&folder)).await.unwrap_or_else(|error| Some(error.to_string()))
}

/// Looks whether the database lets us do what we do. One that is away is told of by another look.
pub(super) async fn rights(settings: Settings) -> Vec<Finding> {
    let Ok(Some(db)) = Db::look_at(&settings.storage.database).await else { return Vec::new() };
    let shut = db.tables_that_are_shut().await;
    db.close().await;
    match shut {
        Ok(shut) if shut.is_empty() => Vec::new(),
        Ok(shut) => {
            let said = format!("the user may not read and write {}", shut.join(", "));
            vec![Finding::wrong("database", said, "make this user their owner, as after a restore by another one")]
        }
        Err(error) => vec![Finding::wrong("database", error.to_string(), "see whether it is damaged")],
    }
}

fn about_mailboxes(found: &Mailboxes) -> Option<Finding> {
    let (first, why) = found.unsettled.first()?;
    let said = match why {
        Unsettled::Shared(other) => format!("the accounts {first} and {other} have one mailbox"),
        Unsettled::Unreachable => format!("no mail can go to the address of the account {first}"),
    };
    let said = match found.unsettled.len() {
        1 => said,
        all => format!("{said}, and there are {} more such accounts", all - 1),
    };
    let todo = "such an account logs in by its user name only; settle with its owner which account stays";
    Some(Finding::warning("database", said, todo))
}

fn about_migrations(engine: &str, found: &standing::Migrations) -> Finding {
    let name = "database";
    let versions = |versions: &[i64]| versions.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    if !found.broken.is_empty() {
        let said = format!("migrations that are unfinished or not ours: {}", versions(&found.broken));
        return Finding::wrong(name, said, "restore the database from a backup, or ask for help with this line");
    }
    if !found.unknown.is_empty() {
        let said = format!("migrations of a newer Strongroom: {}", versions(&found.unknown));
        return Finding::wrong(name, said, "run the newer version, or restore the backup from before it");
    }
    if found.applied == 0 {
        return Finding::warning(
            name,
            format!("{engine} answers, and is empty"),
            "nothing to do before the first start",
        );
    }
    if !found.pending.is_empty() {
        let said = format!("migrations are missing: {}", found.pending.join(", "));
        return Finding::wrong(name, said, "run `strongroom migrate`, or start any program of this version");
    }
    Finding::ok(name, format!("{engine} answers and takes writes, all {} migrations applied", found.applied))
}

pub(super) async fn clock(settings: Settings) -> Vec<Finding> {
    let (database, redis) = tokio::join!(drift_of_database(&settings), drift_of_redis(&settings));
    let clocks = [("the database's", "see the database", database), ("Redis's", "see redis", redis)];
    let findings: Vec<_> = clocks
        .into_iter()
        .filter_map(|(whose, see, drift)| match drift {
            Drift::NoClock => None,
            Drift::Unknown => {
                Some(Finding::skipped("clock", format!("{whose} cannot be compared with this machine's: {see}")))
            }
            Drift::Of(drift) => Some(about_drift(whose, drift)),
        })
        .collect();
    if findings.is_empty() {
        return vec![Finding::skipped("clock", "nothing to compare with: everything is on this machine")];
    }
    findings
}

/// How far another clock is from ours.
enum Drift {
    /// There is no other.
    NoClock,
    /// It did not say.
    Unknown,
    Of(Duration),
}

async fn drift_of_database(settings: &Settings) -> Drift {
    let clock = Clock::system();
    let asked = async {
        let Some(db) = Db::look_at(&settings.storage.database).await? else { return Ok(Drift::NoClock) };
        let before = clock.now();
        let theirs = db.clock().await?;
        let after = clock.now();
        db.close().await;
        Ok::<_, sqlx::Error>(theirs.map_or(Drift::NoClock, |theirs| Drift::Of(drift(before, theirs, after))))
    };
    match settings.storage.database {
        DatabaseSetting::Sqlite(_) => Drift::NoClock,
        DatabaseSetting::Postgres(_) => asked.await.unwrap_or(Drift::Unknown),
    }
}

async fn drift_of_redis(settings: &Settings) -> Drift {
    let Some(url) = &settings.storage.redis_url else { return Drift::NoClock };
    let report =
        look_at_redis(url.expose_secret(), &settings.storage.redis_prefix, &Clock::system(), REDIS_PATIENCE).await;
    report.ok().and_then(|report| report.drift).map_or(Drift::Unknown, Drift::Of)
}

fn about_drift(whose: &str, drift: Duration) -> Finding {
    let apart = humantime::format_duration(Duration::from_secs(drift.as_secs()));
    let said = format!("{whose} is {apart} from this machine's");
    let todo = "let both machines ask a time server (chrony, systemd-timesyncd)";
    match drift {
        drift if drift >= TOO_FAR => Finding::wrong("clock", said, todo),
        drift if drift > NEAR => Finding::warning("clock", said, todo),
        _ => Finding::ok("clock", format!("{whose} agrees with this machine's")),
    }
}

pub(super) async fn redis(settings: Settings) -> Vec<Finding> {
    let name = "redis";
    let Some(url) = settings.storage.redis_url else {
        return vec![Finding::skipped(name, "none is set: jobs stay in the process")];
    };
    vec![match look_at_redis(url.expose_secret(), &settings.storage.redis_prefix, &Clock::system(), REDIS_PATIENCE)
        .await
    {
        Err(error) => {
            let todo = "start it, and see whether STRONGROOM_REDIS_URL names it with the right password";
            Finding::wrong(name, error.to_string(), todo)
        }
        Ok(RedisReport { refusal: Some(refusal), .. }) => {
            let todo = "name the primary, not a replica; see its memory and disk, and what its user may";
            Finding::wrong(name, format!("answers, but takes no jobs: {refusal}"), todo)
        }
        Ok(report) => match report.eviction.as_deref() {
            Some("noeviction") => Finding::ok(name, "answers, and throws nothing away (noeviction)"),
            Some(other) => {
                let said = format!("answers, but throws waiting jobs away when it is full (maxmemory-policy {other})");
                Finding::warning(
                    name,
                    said,
                    "set maxmemory-policy noeviction; jobs come again from their rows, but late",
                )
            }
            None => {
                let said = "answers, but may not be asked for its maxmemory-policy";
                Finding::warning(name, said, "see to it that it is noeviction")
            }
        },
    }]
}

pub(super) async fn mail(settings: Settings) -> Vec<Finding> {
    let name = "mail";
    let embedded = settings.storage.is_embedded();
    match settings.mail.way {
        MailSetting::Smtp(smtp) => match worker::check_mail_server(&smtp, &settings.mail.hello).await {
            Ok(said) => vec![Finding::ok(name, said)],
            Err(error) => {
                let todo = "see STRONGROOM_MAIL_URL: host, port, user, password, and whether its certificate is good";
                vec![Finding::wrong(name, format!("{}:{}: {error}", smtp.host, smtp.port), todo)]
            }
        },
        MailSetting::Folder(folder) => vec![match storage::folder(folder).await {
            Err(said) => Finding::wrong(name, format!("mails cannot be written: {said}"), "see STRONGROOM_MAIL_URL"),
            Ok(said) if embedded => Finding::ok(name, format!("no server is set; mails are files in {said}")),
            Ok(said) => {
                let said = format!("no server is set, so nobody gets mail; mails are files in {said}");
                Finding::warning(name, said, "set STRONGROOM_MAIL_URL")
            }
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn clocks_that_are_apart_are_told() {
        let level = |seconds| about_drift("the database's", Duration::from_secs(seconds)).level;
        assert_eq!(
            [level(0), level(3), level(4), level(59), level(60)],
            [Level::Ok, Level::Ok, Level::Warning, Level::Warning, Level::Wrong]
        );
    }
}
