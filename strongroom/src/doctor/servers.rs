//! Looks at what answers from elsewhere: the database, its clock, Redis, the mail server, the scanner.

use std::time::Duration;

use secrecy::ExposeSecret;
use shared::{
    clock::Clock,
    config::{DatabaseSetting, MailSetting, Settings},
    db::{Db, standing},
    queue::look_at_redis,
};

use super::{Finding, storage};

/// How long Redis may take.
const REDIS_PATIENCE: Duration = Duration::from_secs(5);

/// How far the clocks may be apart before somebody should know.
const NEAR: Duration = Duration::from_secs(3);

/// How far they may be apart before links of one machine are refused by another: Fernet takes none from further ahead.
const TOO_FAR: Duration = Duration::from_mins(1);

pub(super) async fn database(settings: Settings) -> Vec<Finding> {
    let name = "database";
    let engine = match settings.database {
        DatabaseSetting::Postgres(_) => "Postgres",
        DatabaseSetting::Sqlite(_) => "SQLite",
    };
    let db = match Db::look_at(&settings.database).await {
        Ok(Some(db)) => db,
        Ok(None) => {
            let said = "there is no SQLite file yet";
            return vec![Finding::warn(name, said, "nothing, if this is before the first start, which makes it")];
        }
        Err(error) => {
            let todo = "start it, and see whether STRONGROOM_DATABASE_URL names it with the right user and password";
            return vec![Finding::fail(name, format!("{engine} cannot be opened: {error}"), todo)];
        }
    };
    let looked = async { Ok::<_, sqlx::Error>((db.migrations().await?, db.takes_writes().await?)) }.await;
    db.close().await;
    let (found, takes_writes) = match looked {
        Ok(looked) => looked,
        Err(error) => {
            let todo = "see whether it is locked, full or damaged";
            return vec![Finding::fail(name, format!("{engine} answers, but fails: {error}"), todo)];
        }
    };
    let mut findings = Vec::new();
    if !takes_writes {
        findings.push(Finding::fail(name, format!("{engine} takes no writes"), "name the primary, not a standby"));
    }
    findings.push(about_migrations(engine, &found));
    findings
}

fn about_migrations(engine: &str, found: &standing::Migrations) -> Finding {
    let name = "database";
    let versions = |versions: &[i64]| versions.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    if !found.broken.is_empty() {
        let said = format!("migrations that are unfinished or not ours: {}", versions(&found.broken));
        return Finding::fail(name, said, "restore the database from a backup, or ask for help with this line");
    }
    if !found.unknown.is_empty() {
        let said = format!("migrations of a newer Strongroom: {}", versions(&found.unknown));
        return Finding::fail(name, said, "run the newer version, or restore the backup from before it");
    }
    if found.applied == 0 {
        return Finding::warn(name, format!("{engine} answers, and is empty"), "nothing before the first start");
    }
    if !found.pending.is_empty() {
        let said = format!("migrations are missing: {}", found.pending.join(", "));
        return Finding::fail(name, said, "run `strongroom migrate`, or start any program of this version");
    }
    Finding::ok(name, format!("{engine} answers and takes writes, all {} migrations applied", found.applied))
}

pub(super) async fn clock(settings: Settings) -> Vec<Finding> {
    let name = "clock";
    if matches!(settings.database, DatabaseSetting::Sqlite(_)) {
        return vec![Finding::ok(name, "nothing to compare with: the database is on this machine")];
    }
    let clock = Clock::system();
    let asked = async {
        let Some(db) = Db::look_at(&settings.database).await? else { return Ok(None) };
        let before = clock.now();
        let theirs = db.clock().await?;
        let after = clock.now();
        db.close().await;
        Ok::<_, sqlx::Error>(theirs.map(|theirs| standing::drift(before, theirs, after)))
    };
    vec![match asked.await {
        Ok(drift) => about_drift(drift.unwrap_or_default()),
        Err(_) => Finding::warn(name, "cannot be compared with the database's", "see the database"),
    }]
}

fn about_drift(drift: Duration) -> Finding {
    let said = format!("{} from the database's clock", humantime::format_duration(Duration::from_secs(drift.as_secs())));
    let todo = "let both machines ask a time server (chrony, systemd-timesyncd)";
    match drift {
        drift if drift >= TOO_FAR => Finding::fail("clock", said, todo),
        drift if drift > NEAR => Finding::warn("clock", said, todo),
        _ => Finding::ok("clock", "agrees with the database's clock"),
    }
}

pub(super) async fn redis(settings: Settings) -> Vec<Finding> {
    let name = "redis";
    let Some(url) = settings.redis_url else {
        return vec![Finding::ok(name, "none is set: jobs stay in the process")];
    };
    vec![match look_at_redis(url.expose_secret(), REDIS_PATIENCE).await {
        Err(error) => {
            let todo = "start it, and see whether STRONGROOM_REDIS_URL names it with the right password";
            Finding::fail(name, error.to_string(), todo)
        }
        Ok(report) => match report.eviction.as_deref() {
            Some("noeviction") => Finding::ok(name, "answers, and throws nothing away (noeviction)"),
            Some(other) => {
                let said = format!("answers, but throws waiting jobs away when it is full (maxmemory-policy {other})");
                Finding::warn(name, said, "set maxmemory-policy noeviction; jobs come again from their rows, but late")
            }
            None => {
                let said = "answers, but may not be asked for its maxmemory-policy";
                Finding::warn(name, said, "see to it that it is noeviction")
            }
        },
    }]
}

pub(super) async fn mail(settings: Settings) -> Vec<Finding> {
    let name = "mail";
    let embedded = settings.is_embedded();
    match settings.mail {
        MailSetting::Smtp(smtp) => match worker::check_mail_server(&smtp).await {
            Ok(said) => vec![Finding::ok(name, said)],
            Err(error) => {
                let todo = "see STRONGROOM_MAIL_URL: host, port, user, password, and whether its certificate is good";
                vec![Finding::fail(name, format!("{}:{}: {error}", smtp.host, smtp.port), todo)]
            }
        },
        MailSetting::Folder(folder) => vec![match storage::folder(folder).await {
            Err(said) => Finding::fail(name, format!("mails cannot be written: {said}"), "see STRONGROOM_MAIL_URL"),
            Ok(said) if embedded => Finding::ok(name, format!("no server is set; mails are files in {said}")),
            Ok(said) => {
                let said = format!("no server is set, so nobody gets mail; mails are files in {said}");
                Finding::warn(name, said, "set STRONGROOM_MAIL_URL")
            }
        }],
    }
}

/// Which scanner looks into documents.
#[expect(clippy::unused_async, reason = "every look is asked alike")]
pub(super) async fn scanner(_: Settings) -> Vec<Finding> {
    vec![Finding::ok("scanner", "the built-in inspection")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn clocks_that_are_apart_are_told() {
        let level = |seconds| about_drift(Duration::from_secs(seconds)).level;
        assert_eq!([level(0), level(3), level(4), level(59), level(60)], [
            Level::Ok,
            Level::Ok,
            Level::Warn,
            Level::Warn,
            Level::Fail
        ]);
    }
}
