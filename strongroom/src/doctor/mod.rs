//! `strongroom doctor`: looks at everything that Strongroom stands on, says in one line each how it was found and what
//! to do about it, and changes nothing.

mod finding;
mod network;
mod previews;
mod rights;
mod room;
mod scanner;
mod servers;
mod storage;

use std::{future::Future, io::Write, time::Duration};

use serde_json::json;
use shared::settings::{SettingError, Settings};

use self::finding::{Finding, Level, Secrets};

/// How long one look may take.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// As JSON
    #[arg(long)]
    json: bool,
    /// End with 1 also when there is only a warning
    #[arg(long)]
    strict: bool,
}

/// Prints what was found and ends the process: with 0, or with 1 when something is wrong. A look at a disk that hangs
/// cannot be called off, so nothing waits for it.
pub(crate) async fn run(arguments: Arguments) -> ! {
    let (settings, errors) = Settings::load_what_is_sound();
    let secrets = settings.as_ref().map_or_else(Secrets::default, Secrets::of);
    let mut findings = about_settings(settings.as_ref(), &errors);
    findings.extend(look(settings.as_ref(), &errors).await);
    for finding in &mut findings {
        finding.hide(&secrets);
    }
    let has = |level| findings.iter().any(|finding| finding.level == level);
    let fails = has(Level::Wrong) || (arguments.strict && has(Level::Warning));
    let text = if arguments.json {
        let checks: Vec<_> = findings.iter().map(Finding::to_json).collect();
        json!({"ok": !fails, "checks": checks}).to_string() + "\n"
    } else {
        findings.iter().map(|finding| format!("{finding}\n")).collect::<Vec<_>>().concat()
    };
    let mut out = std::io::stdout();
    // Nobody is left to be told when nobody listens.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    std::process::exit(i32::from(fails))
}

fn about_settings(settings: Option<&Settings>, errors: &[SettingError]) -> Vec<Finding> {
    let sender = settings.and_then(|settings| worker::check_sender(settings).err());
    let wrong = errors.iter().chain(&sender).map(|error| {
        Finding::wrong("settings", error.fault(), format!("set it right, for example {}", error.example()))
    });
    let wrong: Vec<_> = wrong.collect();
    if wrong.is_empty() { vec![Finding::ok("settings", "every setting is sound")] } else { wrong }
}

/// All looks at once, each with an end, told in the order of this list.
async fn look(settings: Option<&Settings>, errors: &[SettingError]) -> Vec<Finding> {
    let one = |name, settings_of: &[&str], look: Look| one_look(name, settings, wrong(errors, settings_of), look);
    let looks = [
        one("keys", &["keys_dir", "data_dir", "jwt_secrets", "fernet_keys"], |settings| {
            Box::pin(storage::keys(settings))
        }),
        one("database", &["database_url", "data_dir"], |settings| Box::pin(servers::database(settings))),
        one("database", &["database_url", "data_dir"], |settings| Box::pin(servers::rights(settings))),
        one("clock", &["database_url", "redis_url"], |settings| Box::pin(servers::clock(settings))),
        one("redis", &["redis_url"], |settings| Box::pin(servers::redis(settings))),
        one("storage", &["storage_url", "data_dir"], |settings| Box::pin(storage::documents(settings))),
        one("storage", &["storage_url", "database_url", "data_dir"], |settings| {
            Box::pin(storage::installation(settings))
        }),
        one("mail", &["mail_url", "data_dir"], |settings| Box::pin(servers::mail(settings))),
        one("scanner", &["clamd_url", "clamd_timeout"], |settings| Box::pin(scanner::scanner(settings))),
        one("previews", &["previews", "libreoffice", "worker_queues"], |settings| {
            Box::pin(previews::previews(settings))
        }),
        one("public url", &["public_url", "listen"], |settings| Box::pin(network::public_url(settings))),
        one("public url", &["public_url", "listen", "redis_url"], |settings| Box::pin(network::others(settings))),
        one("rights", &["signup", "signup_domains", "default_audience", "public_url", "listen"], |settings| {
            Box::pin(rights::strangers(settings))
        }),
        one("proxies", &["trusted_proxies", "public_url", "listen"], |settings| {
            Box::pin(network::trusted_proxies(settings))
        }),
    ];
    futures_util::future::join_all(looks).await.into_iter().flatten().collect()
}

type Looking = std::pin::Pin<Box<dyn Future<Output = Vec<Finding>> + Send>>;
type Look = fn(Settings) -> Looking;

/// The first of these settings that is wrong.
fn wrong(errors: &[SettingError], names: &[&str]) -> Option<String> {
    let names: Vec<_> = names.iter().map(|name| format!("STRONGROOM_{}", name.to_uppercase())).collect();
    errors.iter().map(|error| &error.setting).find(|setting| names.contains(setting)).cloned()
}

async fn one_look(name: &'static str, settings: Option<&Settings>, wrong: Option<String>, look: Look) -> Vec<Finding> {
    let not_looked = |why: String| vec![Finding::skipped(name, format!("not looked at, since {why}"))];
    let settings = match (settings, wrong) {
        (Some(settings), None) => settings.clone(),
        (_, Some(setting)) => return not_looked(format!("{setting} is wrong")),
        (None, None) => return not_looked("the settings cannot be read".to_owned()),
    };
    // In a task of its own: one that breaks does not take the others along.
    let task = tokio::spawn(look(settings));
    match tokio::time::timeout(PATIENCE, task).await {
        Ok(Ok(findings)) => findings,
        Ok(Err(_)) => vec![Finding::wrong(name, "the look at it broke", "report this as a bug")],
        Err(_) => {
            let said = format!("no answer within {} s", PATIENCE.as_secs());
            vec![Finding::wrong(name, said, "look whether it hangs, and whether a firewall drops what goes there")]
        }
    }
}
