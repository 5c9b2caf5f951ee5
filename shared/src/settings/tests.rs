use std::{collections::BTreeSet, time::Duration};

use super::{layers::Layers, *};

pub(super) fn read(pairs: &[(&str, &str)]) -> Result<Settings, SettingError> {
    Settings::read(&layers(pairs), &KeyKind::ALL)
}

/// Why these settings are not taken.
pub(super) fn refusal(pairs: &[(&str, &str)]) -> String {
    match read(pairs) {
        Ok(_) => panic!("{pairs:?} was taken"),
        Err(error) => error.to_string(),
    }
}

fn layers(pairs: &[(&str, &str)]) -> Layers {
    Layers::from_pairs(pairs.iter().map(|(name, value)| (*name, (*value).to_owned())))
}

#[test]
fn the_manual_holds_every_default() {
    let settings = read(&[]).unwrap();
    assert!(settings.storage.is_embedded());
    assert_eq!(settings.serving.public_url, "http://127.0.0.1:8080");
    assert_eq!(settings.serving.metrics_listen, Some("127.0.0.1:9090".parse().unwrap()));
    assert_eq!(read(&[("metrics_listen", "")]).unwrap().serving.metrics_listen, None);
    assert_eq!(settings.limits.max_upload, 1 << 30);
    assert_eq!(settings.lifetimes.link_ttl, Duration::from_mins(10));
    assert!(!settings.rights.ops_may_download);
}

#[test]
fn every_setting_of_the_manual_is_read() {
    let mut texts = Texts::of(layers(&[]).merged().unwrap()).unwrap();
    assert!(texts.left().len() > 30);
    Settings::of(&mut texts, &KeyKind::ALL, BTreeMap::new()).unwrap();
    assert_eq!(texts.left(), Vec::<&str>::new());
}

/// Settings that any text is right for.
const FREE: [&str; 4] = ["data_dir", "keys_dir", "log", "mail_from"];

#[test]
fn a_wrong_setting_is_one_sentence_that_names_it_and_keeps_its_value_secret() {
    // No header, host, key, path, number or address is written like that.
    let secret = "hunter2 hunter2/";
    for name in manual::names() {
        if FREE.contains(&name) {
            assert!(read(&[(name, secret)]).is_ok(), "{name}");
            continue;
        }
        let sentence = refusal(&[(name, secret)]);
        let setting = format!("STRONGROOM_{}", name.to_uppercase());
        assert!(sentence.starts_with(&setting), "{sentence}");
        let example = sentence.split_once(&format!("; for example {setting}=")).map(|(_, example)| example);
        assert!(example.is_some_and(|example| !example.is_empty()), "{sentence}");
        assert!(!sentence.contains("hunter2") && !sentence.contains('\n'), "{sentence}");
    }
}

#[test]
fn every_setting_has_an_example_that_is_right() {
    for name in manual::names() {
        let example = manual::example_of(name);
        assert!(!example.is_empty(), "the manual has no example of {name}");
        // What a shell fills in cannot be tried.
        if !example.contains("$(") {
            take_alone(name, &example);
        }
    }
}

/// Insists that this value is taken for this setting, with whatever it needs beside it.
fn take_alone(name: &str, value: &str) {
    let known = [("trusted_proxies", "127.0.0.1"), ("redis_url", "redis://localhost"), ("keys_dir", "/keys")];
    let pairs: Vec<_> = known.into_iter().filter(|(other, _)| *other != name).chain([(name, value)]).collect();
    let read = read(&pairs);
    assert!(read.is_ok(), "{name}: {:?}", read.err());
}

/// The settings that `.env.example` shows: whether one is set there, its name as in the manual, and its value.
fn shown() -> Vec<(bool, String, &'static str)> {
    let lines = include_str!("../../../.env.example").lines();
    let setting = |line: &'static str| {
        let (name, value) = line.trim_start_matches('#').strip_prefix("STRONGROOM_")?.split_once('=')?;
        Some((!line.starts_with('#'), name.to_lowercase(), value.trim_matches('"')))
    };
    lines.filter_map(setting).collect()
}

#[test]
fn the_example_for_servers_shows_every_setting_once_as_the_manual_has_it() {
    let shown = shown();
    let names: Vec<_> = shown.iter().map(|(_, name, _)| name.as_str()).collect();
    let (once, known) = (names.iter().copied().collect::<BTreeSet<_>>(), manual::names().collect::<BTreeSet<_>>());
    let apart: Vec<_> = once.symmetric_difference(&known).collect();
    assert!(apart.is_empty(), "in the manual or in .env.example, but not in both: {apart:?}");
    assert_eq!(names.len(), once.len(), "one is shown twice: {names:?}");
    // Set there: what has no default that serves a server.
    let set: Vec<_> = shown.iter().filter(|(set, ..)| *set).map(|(_, name, _)| name.as_str()).collect();
    assert_eq!(set, ["public_url", "jwt_secrets", "fernet_keys", "mail_from"]);
    for (name, default) in manual::defaults() {
        let (is_set, _, value) = shown.iter().find(|(_, other, _)| other == name).unwrap();
        match *value {
            // The start fails until there is a real one.
            "change-me" => assert!(refusal(&[(name, value)]).contains("is the example and no secret"), "{name}"),
            value if *is_set || default.is_empty() => take_alone(name, value),
            value => assert_eq!(value, default, "{name}"),
        }
    }
}

#[test]
fn an_unknown_setting_stops_the_start_and_the_nearest_of_all_sections_is_named() {
    for (unknown, nearest) in [
        ("max_uplaod", "max_upload"),
        ("listn", "listen"),
        ("storage", "storage_url"),
        ("mail_form", "mail_from"),
        ("clamd_max_sise", "clamd_max_size"),
        ("jwt_secret", "jwt_secrets"),
        ("link_tll", "link_ttl"),
        ("ops_can_download", "ops_may_download"),
        ("worker_queue", "worker_queues"),
    ] {
        let [unknown, nearest, example] = [unknown, nearest, &manual::example_of(nearest)].map(str::to_owned);
        let said = format!(
            "STRONGROOM_{0} is no setting of Strongroom; the nearest is STRONGROOM_{1}; for example STRONGROOM_{1}={example}",
            unknown.to_uppercase(),
            nearest.to_uppercase()
        );
        assert_eq!(refusal(&[(&unknown, "x")]), said);
    }
}

#[test]
fn each_wrong_setting_is_told_and_the_others_are_read() {
    let pairs = [("link_ttl", "soon"), ("listen", "127.0.0.1:1"), ("max_upload", "much"), ("nonsense", "x")];
    let (settings, errors) = Settings::read_what_is_sound(layers(&pairs));
    let mut wrong: Vec<_> = errors.iter().map(|error| error.setting.as_str()).collect();
    wrong.sort_unstable();
    assert_eq!(wrong, ["STRONGROOM_LINK_TTL", "STRONGROOM_MAX_UPLOAD", "STRONGROOM_NONSENSE"]);
    assert_eq!(settings.unwrap().serving.listen.port(), 1);
}

#[test]
fn all_that_is_missing_is_told() {
    let pairs = [("database_url", "postgres://a:b@c/d"), ("jwt_secrets", "short"), ("accel_redirect", "/stored/")];
    let (_, errors) = Settings::read_what_is_sound(layers(&pairs));
    let wrong: Vec<_> = errors.iter().map(|error| error.setting.as_str()).collect();
    let missing = ["STRONGROOM_REDIS_URL", "STRONGROOM_TRUSTED_PROXIES", "STRONGROOM_FERNET_KEYS"];
    assert_eq!(wrong, [&["STRONGROOM_JWT_SECRETS"][..], &missing].concat());
}

#[test]
fn a_worker_does_without_the_keys_of_access_tokens() {
    let pairs = [("database_url", "postgres://a:b@c/d"), ("redis_url", "redis://localhost")];
    let with = |more: &[(&str, &str)]| Settings::read(&layers(&[&pairs, more].concat()), KEYS_OF_A_WORKER);
    let sealing = fernet::Fernet::generate_key();
    assert!(!with(&[("fernet_keys", &sealing)]).unwrap().secrets.needs(KeyKind::Jwt));
    assert!(with(&[]).unwrap_err().to_string().starts_with("STRONGROOM_FERNET_KEYS is missing"));
}

#[test]
fn what_is_shared_needs_given_secrets_and_a_queue() {
    let (postgres, redis) = (("database_url", "postgres://localhost/x"), ("redis_url", "redis://localhost"));
    assert!(refusal(&[postgres]).contains("STRONGROOM_REDIS_URL"));
    assert!(refusal(&[postgres, redis]).contains("STRONGROOM_JWT_SECRETS"));
    let (jwt, fernet) = ("a".repeat(32), fernet::Fernet::generate_key());
    assert!(refusal(&[postgres, redis, ("jwt_secrets", &jwt)]).contains("STRONGROOM_FERNET_KEYS"));
    assert!(read(&[postgres, redis, ("jwt_secrets", &jwt), ("fernet_keys", &fernet)]).is_ok());
    let shared = read(&[postgres, redis, ("keys_dir", "/srv/keys")]).unwrap();
    assert_eq!(shared.secrets.keys_dir, Some("/srv/keys".into()));
}

#[test]
fn secrets_do_not_show_in_debug() {
    let settings = read(&[
        ("jwt_secrets", &"s3cret".repeat(10)),
        ("mail_url", "smtp://ann:s3cret@127.0.0.1"),
        ("redis_url", "redis://:s3cret@localhost"),
        ("sentry_dsn", "https://s3cret@sentry.example.com/1"),
        ("fernet_keys", &fernet::Fernet::generate_key()),
    ]);
    assert!(!format!("{settings:?}").contains("s3cret"));
}
