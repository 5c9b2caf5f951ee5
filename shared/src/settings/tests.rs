use std::time::Duration;

use secrecy::ExposeSecret;

use super::*;

fn read(pairs: &[(&str, &str)]) -> Result<Settings, SettingError> {
    Settings::from_pairs(pairs.iter().map(|(name, value)| (*name, (*value).to_owned())))
}

fn refusal(pairs: &[(&str, &str)]) -> String {
    match read(pairs) {
        Ok(_) => panic!("{pairs:?} was taken"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_manual_holds_every_default() {
    let settings = read(&[]).unwrap();
    assert!(settings.is_embedded());
    assert_eq!(settings.public_url, "http://127.0.0.1:8080");
    assert_eq!(settings.metrics_listen, Some("127.0.0.1:9090".parse().unwrap()));
    assert_eq!(read(&[("metrics_listen", "")]).unwrap().metrics_listen, None);
    assert_eq!(settings.max_upload, 1 << 30);
    assert_eq!(settings.link_ttl, Duration::from_mins(10));
    assert!(!settings.ops_may_download);
    assert_eq!(settings.store_readers, Readers::Owner);
    assert_eq!(read(&[("storage_url", "file:///srv/documents")]).unwrap().store_readers, Readers::Group);
}

#[test]
fn passwords_that_look_like_something_else_stay_texts() {
    let url = "smtp://ann:12345@127.0.0.1:25";
    let MailSetting::Smtp(smtp) = read(&[("mail_url", url)]).unwrap().mail else { panic!("no SMTP") };
    assert_eq!(smtp.login.unwrap().1.expose_secret(), "12345");
    for secret in ["1".repeat(40), format!("[{}]", "a".repeat(40)), format!("{{{}}}", "=".repeat(40))] {
        let settings = read(&[("jwt_secrets", &secret)]).unwrap();
        assert_eq!(settings.jwt_secrets[0].expose_secret(), secret);
    }
}

#[test]
fn a_login_is_percent_decoded() {
    let url = "smtps://ann%40example.com:p%25+%2Fw@mail.example.com";
    let MailSetting::Smtp(smtp) = read(&[("mail_url", url)]).unwrap().mail else { panic!("no SMTP") };
    let (user, password) = smtp.login.unwrap();
    assert_eq!((user.as_str(), password.expose_secret()), ("ann@example.com", "p%+/w"));
    assert_eq!((smtp.port, smtp.tls), (465, SmtpTls::FromTheStart));
}

#[test]
fn a_wrong_setting_is_one_sentence_that_names_it_and_keeps_its_value_secret() {
    let secret = "hunter2-hunter2";
    for name in [
        "listen",
        "metrics_listen",
        "database_url",
        "redis_url",
        "storage_url",
        "mail_url",
        "clamd_url",
        "clamd_max_size",
        "clamd_max_unpacked",
        "clamd_timeout",
        "allow_unscannable",
        "rescan_pace",
        "jwt_secrets",
        "fernet_keys",
        "max_upload",
        "link_ttl",
        "refresh_ttl",
        "session_max",
        "links_require_login",
        "trusted_proxies",
        "worker_concurrency",
        "worker_queues",
        "otlp_url",
        "sentry_dsn",
        "public_url",
        "cors_origins",
        "database_connections",
        "accel_redirect",
        "max_connections_per_address",
    ] {
        let sentence = refusal(&[(name, secret)]);
        let setting = format!("STRONGROOM_{}", name.to_uppercase());
        assert!(sentence.starts_with(&setting), "{sentence}");
        let example = sentence.split_once(&format!("; for example {setting}=")).map(|(_, example)| example);
        assert!(example.is_some_and(|example| !example.is_empty()), "{sentence}");
        assert!(!sentence.contains(secret) && !sentence.contains('\n'), "{sentence}");
    }
}

/// The names of all settings, as the manual has them.
fn names() -> Vec<&'static str> {
    let lines = manual::MANUAL.lines().filter(|line| !line.starts_with('#'));
    let names: Vec<_> = lines.filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    assert!(names.len() > 30, "{names:?}");
    names
}

#[test]
fn every_setting_has_an_example_that_is_right() {
    for name in names() {
        let example = manual::example_of(name);
        assert!(!example.is_empty(), "the manual has no example of {name}");
        // What a shell fills in cannot be tried.
        if !example.contains("$(") && !example.contains("change-me") {
            let known = [("trusted_proxies", "127.0.0.1"), ("redis_url", "redis://localhost"), ("keys_dir", "/keys")];
            let pairs: Vec<_> = known.into_iter().filter(|(other, _)| *other != name).collect();
            let example = example.replace(":password@", ":a-real-one@");
            let read = read(&[&pairs[..], &[(name, &example)]].concat());
            assert!(read.is_ok(), "{name}: {:?}", read.err());
        }
    }
}

#[test]
fn one_header_says_where_a_request_came_from() {
    assert_eq!(read(&[]).unwrap().client_address_header, "x-forwarded-for");
    assert_eq!(read(&[("client_address_header", "Forwarded")]).unwrap().client_address_header, "forwarded");
    assert_eq!(read(&[("client_address_header", "X-Real-IP")]).unwrap().client_address_header, "x-real-ip");
    for wrong in ["", "X-Forwarded-For, Forwarded", "X Real IP", "X-Real-IP:"] {
        let said = refusal(&[("client_address_header", wrong)]);
        assert!(said.contains("is not the name of a header"), "{said}");
    }
}

#[test]
fn a_mail_server_hears_the_name_of_the_public_address() {
    let hello = |pairs: &[(&str, &str)]| read(pairs).unwrap().mail_hello.to_string();
    assert_eq!(hello(&[]), "127.0.0.1");
    assert_eq!(hello(&[("public_url", "https://files.example.com/x")]), "files.example.com");
    assert_eq!(hello(&[("public_url", "https://[2001:db8::1]:8443")]), "[2001:db8::1]");
    let set = |name: &str| hello(&[("public_url", "https://files.example.com"), ("mail_hello", name)]);
    assert_eq!(set("mail.example.com"), "mail.example.com");
    assert_eq!((set("192.0.2.1").as_str(), set("[192.0.2.1]").as_str()), ("192.0.2.1", "192.0.2.1"));
    assert_eq!(set("[2001:db8::1]"), "[2001:db8::1]");
    for wrong in ["two words", "a/b", "mail.example.com:25", "x\r\nMAIL FROM:<a@b>"] {
        let said = refusal(&[("mail_hello", wrong)]);
        assert!(said.contains("is neither a host name nor an address"), "{said}");
    }
}

#[test]
fn a_redis_is_spoken_to_with_tls_or_without() {
    for url in ["redis://localhost", "rediss://localhost:6379", "rediss://u:p@redis.example.com/2"] {
        assert!(read(&[("redis_url", url), ("keys_dir", "/keys")]).is_ok(), "{url}");
    }
    // The last one would ask for a connection to whoever answers.
    for url in ["localhost:6379", "rediss://", "redis+unix:///x", "rediss://localhost/#insecure"] {
        assert!(refusal(&[("redis_url", url)]).contains("is neither redis://"), "{url}");
    }
}

#[test]
fn what_stands_in_examples_is_no_secret() {
    for (name, value) in [
        ("jwt_secrets", "change-me"),
        ("jwt_secrets", "please-change-me-please-change-me-please"),
        ("jwt_secrets", "CHANGE_ME_CHANGE_ME_CHANGE_ME_CHANGE_ME"),
        ("fernet_keys", "change-me"),
        ("fernet_keys", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ("fernet_keys", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="),
        ("database_url", "postgres://strongroom:change-me@postgres.example.com/strongroom"),
        ("redis_url", "redis://:changeme@redis.example.com"),
        ("mail_url", "smtp://strongroom:change-me@mail.example.com:587"),
    ] {
        let sentence = refusal(&[(name, value)]);
        assert!(
            sentence.starts_with(&format!("STRONGROOM_{} has", name.to_uppercase()))
                || sentence.contains(" is the example"),
            "{sentence}"
        );
    }
    let example = include_str!("../../../.env.example");
    let wrong = example.lines().filter(|line| line.starts_with("STRONGROOM_") && line.contains("change-me"));
    let mut count = 0;
    for (name, value) in wrong.filter_map(|line| line.strip_prefix("STRONGROOM_")?.split_once('=')) {
        assert!(read(&[(&name.to_lowercase(), value)]).is_err(), "{name}={value} was taken");
        count += 1;
    }
    assert_eq!(count, 2);
}

#[test]
fn an_unknown_setting_stops_the_start_and_the_nearest_is_named() {
    let sentence = refusal(&[("max_uplaod", "1GiB")]);
    assert!(sentence.contains("STRONGROOM_MAX_UPLAOD") && sentence.contains("STRONGROOM_MAX_UPLOAD"), "{sentence}");
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
    assert_eq!(shared.keys_dir, Some("/srv/keys".into()));
}

#[test]
fn the_passwords_of_the_example_are_refused() {
    let (jwt, fernet) = ("a".repeat(32), fernet::Fernet::generate_key());
    let with = |database: &str, redis: &str| {
        let given = [("database_url", database), ("redis_url", redis), ("jwt_secrets", &jwt), ("fernet_keys", &fernet)];
        read(&given).map_err(|error| error.setting).err()
    };
    let (database, redis) = ("postgres://strongroom:good@postgres/strongroom", "redis://:good@redis:6379");
    assert_eq!(with(database, redis), None);
    assert_eq!(with(&database.replace("good", "change-me"), redis).as_deref(), Some("STRONGROOM_DATABASE_URL"));
    assert_eq!(with(database, &redis.replace("good", "change-me")).as_deref(), Some("STRONGROOM_REDIS_URL"));
}

#[test]
fn files_are_handed_over_to_trusted_proxies_only() {
    let (redirect, proxies) = (("accel_redirect", "/stored/"), ("trusted_proxies", "10.0.0.0/8"));
    assert!(refusal(&[redirect]).contains("STRONGROOM_TRUSTED_PROXIES is missing"));
    assert_eq!(read(&[redirect, proxies]).unwrap().accel_redirect.as_deref(), Some("/stored/"));
    assert_eq!(read(&[proxies]).unwrap().accel_redirect, None);
    for wrong in ["stored", "/stored", "stored/", "/", "//", "/a b/", "/../", "/stored/\r\nx: y/"] {
        assert!(refusal(&[("accel_redirect", wrong), proxies]).contains("is not a location of nginx"), "{wrong}");
    }
}

#[test]
fn mail_without_tls_or_login_stays_on_private_addresses() {
    for private in ["smtp://127.0.0.1:25", "smtp://10.1.2.3", "smtp://[::1]:2525", "smtp://u:p@192.168.0.9?tls=none"] {
        assert!(read(&[("mail_url", private)]).is_ok(), "{private}");
    }
    for public in ["smtp://8.8.8.8", "smtps://8.8.8.8", "smtp://u:p@8.8.8.8?tls=none", "smtp://[2001:db8::1]"] {
        assert!(refusal(&[("mail_url", public)]).contains("public mail server"), "{public}");
    }
    assert!(read(&[("mail_url", "smtp://u:p@8.8.8.8:587")]).is_ok());
}

#[test]
fn telemetry_is_off_by_default_and_its_addresses_are_checked() {
    let settings = read(&[]).unwrap();
    assert!(settings.otlp_url.is_none() && settings.sentry_dsn.is_none());
    let settings = read(&[("otlp_url", "http://localhost:4318"), ("sentry_dsn", "https://key@o1.example.com/4")]);
    assert!(settings.is_ok_and(|settings| settings.otlp_url.is_some() && settings.sentry_dsn.is_some()));
    for (name, wrong) in [
        ("otlp_url", "localhost:4318"),
        ("otlp_url", "http://ann:hunter2@localhost:4318"),
        ("sentry_dsn", "https://sentry.example.com/1"),
        ("sentry_dsn", "https://hunter2@sentry.example.com/"),
    ] {
        assert!(!refusal(&[(name, wrong)]).contains("hunter2"), "{wrong}");
    }
}

#[test]
fn a_clamd_is_at_a_port_or_on_a_socket() {
    let clamd = |url: &str| read(&[("clamd_url", url)]).unwrap().clamd;
    assert_eq!(clamd(""), None);
    assert_eq!(clamd("tcp://clamd.internal:3311"), Some(ClamdSetting::Tcp("clamd.internal".to_owned(), 3311)));
    assert_eq!(clamd("tcp://[::1]"), Some(ClamdSetting::Tcp("::1".to_owned(), 3310)));
    assert_eq!(clamd("unix:///run/clamd.ctl"), Some(ClamdSetting::Unix("/run/clamd.ctl".into())));
    for wrong in ["localhost:3310", "http://localhost", "unix://clamd.ctl", "tcp://", "tcp://host/path"] {
        assert!(refusal(&[("clamd_url", wrong)]).contains("tcp://host:3310"), "{wrong}");
    }
    assert!(refusal(&[("clamd_timeout", "5m")]).contains("four minutes"));
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

#[test]
fn lists_are_taken_apart() {
    let settings = read(&[
        ("trusted_proxies", "10.0.0.0/8, 192.168.1.7,::1"),
        ("cors_origins", "https://app.example.com, http://localhost:3000/"),
        ("worker_queues", "mail"),
    ])
    .unwrap();
    assert_eq!(settings.trusted_proxies.len(), 3);
    assert_eq!(settings.cors_origins, ["https://app.example.com", "http://localhost:3000"]);
    assert_eq!(settings.worker_queues, [QueueName::Mail]);
}
