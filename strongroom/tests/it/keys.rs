//! Keys: shown without being given away, and rotated under everybody's hands without one refused request.

use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Output,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use serde_json::Value;
use shared::settings::Settings;

use crate::{
    app::{App, PASSWORD, Person},
    documents::docx,
    program::{strongroom, written},
    stack::{Kind, PATIENCE, Stack, eventually, stories},
};

stories!(
    keys_are_rotated_under_load_without_a_refused_request,
    keys_that_settings_give_are_shown_and_left_alone,
    keys_are_shown_without_being_given_away,
);

/// The settings under which the keys of this stack are in a folder: on servers one that all programs share.
pub(crate) fn key_settings(stack: &Stack) -> Vec<(&'static str, String)> {
    match stack.kind {
        Kind::Embedded => vec![],
        Kind::Servers => {
            let folder = stack.folder().join("keys");
            std::fs::create_dir_all(&folder).unwrap();
            let folder = folder.to_str().unwrap().to_owned();
            vec![("jwt_secrets", String::new()), ("fernet_keys", String::new()), ("keys_dir", folder)]
        }
    }
}

/// Where they are.
pub(crate) fn key_folder(stack: &Stack) -> std::path::PathBuf {
    match stack.kind {
        Kind::Embedded => stack.data_dir(),
        Kind::Servers => stack.folder().join("keys"),
    }
}

fn keys(stack: &Stack, arguments: &[&str]) -> Output {
    let mut command = stack.command(&[&["keys"], arguments].concat());
    for (name, value) in key_settings(stack) {
        command.env(format!("STRONGROOM_{}", name.to_uppercase()), value);
    }
    command.output().unwrap()
}

fn keys_done(stack: &Stack, arguments: &[&str]) -> String {
    let output = keys(stack, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", written(&output));
    written(&output)
}

fn listed(stack: &Stack) -> Vec<Value> {
    let mut list: Value = serde_json::from_str(&keys_done(stack, &["list", "--json"])).unwrap();
    list["keys"].as_array_mut().unwrap().drain(..).collect()
}

/// The id of the one key of this kind that is in this state.
fn id_of(stack: &Stack, kind: &str, state: &str) -> Option<String> {
    let keys = listed(stack);
    let mut found = keys.iter().filter(|key| key["kind"] == kind && key["state"] == state);
    let id = found.next().map(|key| key["id"].as_str().unwrap().to_owned());
    assert!(found.next().is_none(), "several keys are {state}: {keys:?}");
    id
}

/// The keys as files held them once: a secret a line.
fn write_old_files(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let secrets = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()].map(|id| id.simple().to_string()).concat();
    std::fs::write(folder.join("jwt_secrets"), secrets + "\n").unwrap();
    std::fs::write(folder.join("fernet_keys"), fernet::Fernet::generate_key() + "\n").unwrap();
}

/// People who log in, list, ask for links and download, again and again, by turns at two programs.
struct Load {
    stop: Arc<AtomicBool>,
    rounds: Vec<Arc<AtomicUsize>>,
    people: Vec<tokio::task::JoinHandle<()>>,
}

impl Load {
    fn on(apps: &[App], username: &str, file: &str, people: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let rounds: Vec<_> = (0..people).map(|_| Arc::new(AtomicUsize::new(0))).collect();
        let people = rounds.iter().enumerate().map(|(at, rounds)| {
            let (stop, rounds, mut apps) = (stop.clone(), rounds.clone(), apps.to_vec());
            let (username, file) = (username.to_owned(), file.to_owned());
            apps.rotate_left(at % 2);
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let [here, there] = &apps[..] else { panic!("two programs") };
                    let person = here.log_in(&username).await;
                    there.list(&person, "").await.expect(200);
                    let link = there.link(&person, &file).await;
                    here.get(&link).send().await.expect(200);
                    there.me(&person.access).await.expect(200);
                    rounds.fetch_add(1, Ordering::Relaxed);
                    apps.rotate_left(1);
                }
            })
        });
        let people = people.collect();
        Self { stop, rounds, people }
    }

    /// Waits until everybody has begun and ended a round from now on.
    async fn goes_on(&self) {
        let before: Vec<_> = self.rounds.iter().map(|rounds| rounds.load(Ordering::Relaxed)).collect();
        eventually("everybody went on", async || {
            assert!(self.people.iter().all(|person| !person.is_finished()), "somebody was refused");
            let mut now = self.rounds.iter().zip(&before);
            now.all(|(rounds, before)| rounds.load(Ordering::Relaxed) >= before + 2).then_some(())
        })
        .await;
    }

    /// Ends it, and says how many rounds of five requests there were.
    async fn end(self) -> usize {
        self.stop.store(true, Ordering::Relaxed);
        for person in self.people {
            person.await.expect("nobody was refused anything");
        }
        self.rounds.iter().map(|rounds| rounds.load(Ordering::Relaxed)).sum()
    }
}

async fn keys_are_rotated_under_load_without_a_refused_request(stack: &Stack) {
    write_old_files(&key_folder(stack));
    let mut settings = key_settings(stack);
    settings.push(("public_url", "http://files.example.test".to_owned()));
    let named: Vec<_> =
        settings.iter().map(|(name, value)| (format!("STRONGROOM_{}", name.to_uppercase()), value)).collect();
    let named: Vec<(&str, &str)> = named.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    // All of them processes of their own, as are the commands.
    let (one, two) = (stack.program(&["api"], &named).await, stack.program(&["api"], &named).await);
    let _worker = stack.program(&["worker"], &named).await;
    let setup = settings.iter().fold(stack.setup().served_by(&one), |setup, (name, value)| setup.set(name, value));
    let first = setup.start().await;
    let mut second = first.clone();
    second.address = two.address;
    let (ops, ann) = (first.ops("otto").await, first.client("ann").await);
    let carl = first.client("carl").await;
    let (authenticator, _) = first.set_up_totp(&carl).await;
    let file = first.clean_file(&ops, "a.docx", docx("x")).await;
    let apps = [first, second];

    let load = Load::on(&apps, "ann", &file, 8);
    load.goes_on().await;
    let (mut person, mut link) = (ann.clone(), apps[0].link(&ann, &file).await);
    for _ in 0..2 {
        rotate(stack, &apps, &load, (&person, &link)).await;
        person = apps[1].log_in("ann").await;
        link = apps[1].link(&person, &file).await;
    }
    let rounds = load.end().await;
    println!("{rounds} rounds of five requests");
    // What the worker seals is opened too, though the keys that it began with are gone.
    apps[1].client("bob").await;
    // So is what lies in the database.
    let ticket = apps[1].half_way("carl").await["ticket"].take();
    apps[1].second_factor(ticket.as_str().unwrap(), &authenticator.code_in(&apps[1], 1)).await.expect(200);
}

/// Adds a key of each kind, waits until they sign, and takes the old ones away. `old` was given by the old ones.
async fn rotate(stack: &Stack, apps: &[App; 2], load: &Load, old: (&Person, &str)) {
    let (person, link) = old;
    let works = async |app: &App| {
        app.me(&person.access).await.expect(200);
        app.get(link).send().await.expect(200);
    };
    let before = ["jwt", "fernet"].map(|kind| id_of(stack, kind, "signing").unwrap());
    for id in &before {
        assert!(written(&keys(stack, &["retire", id, "--force"])).contains("is the key that signs"));
    }
    let coming = ["jwt", "fernet"].map(|kind| {
        let added = keys_done(stack, &["add", kind, "--after", "5s"]);
        let (id, _) = added.split_once(" key ").and_then(|(_, rest)| rest.split_once(',')).expect(&added);
        id.to_owned()
    });
    eventually("the new keys sign", async || {
        tokio::time::sleep(PATIENCE / 200).await;
        (["jwt", "fernet"].map(|kind| id_of(stack, kind, "signing").unwrap()) == coming).then_some(())
    })
    .await;
    for app in apps {
        works(app).await;
    }
    // Everybody holds only what the new keys gave.
    load.goes_on().await;
    for id in &before {
        let refused = keys(stack, &["retire", id]);
        assert!(!refused.status.success() && written(&refused).contains("may be good until"), "{}", written(&refused));
    }
    for app in apps {
        works(app).await;
    }
    assert!(keys_done(stack, &["reseal"]).contains("anew"));
    for id in &before {
        keys_done(stack, &["retire", id, "--force"]);
    }
    for app in apps {
        eventually("the old keys are forgotten", async || {
            let (me, got) = (app.me(&person.access).await, app.get(link).send().await);
            (me.status == 401 && got.status == 400).then_some(())
        })
        .await;
    }
    load.goes_on().await;
}

async fn keys_that_settings_give_are_shown_and_left_alone(stack: &Stack) {
    let (jwt, fernet) = ("a secret of more than thirty-two characters", fernet::Fernet::generate_key());
    let older = "an older secret of more than thirty-two characters";
    let run = |arguments: &[&str]| {
        let mut command = stack.command(arguments);
        command.env("STRONGROOM_JWT_SECRETS", format!("{jwt},{older}")).env("STRONGROOM_FERNET_KEYS", &fernet);
        command.output().unwrap()
    };
    let list = written(&run(&["keys"]));
    assert_eq!(list.lines().count(), 4, "{list}");
    assert_eq!(list.matches("given by STRONGROOM_JWT_SECRETS").count(), 2, "{list}");
    assert!(list.contains("signing") && list.contains("accepted") && list.contains("STRONGROOM_FERNET_KEYS"), "{list}");
    assert!(!list.contains(&fernet) && !list.contains("thirty-two"), "{list}");
    let added = run(&["keys", "add", "fernet"]);
    assert_eq!(added.status.code(), Some(1));
    assert!(written(&added).contains("given by STRONGROOM_FERNET_KEYS"), "{}", written(&added));
    let id = list.lines().nth(2).and_then(|line| line.split_whitespace().nth(1)).unwrap();
    let retired = run(&["keys", "retire", id]);
    assert_eq!(retired.status.code(), Some(1));
    assert!(written(&retired).contains("take it out there"), "{}", written(&retired));
    // A look leaves nothing behind.
    assert!(!stack.data_dir().exists());
}

async fn keys_are_shown_without_being_given_away(stack: &Stack) {
    assert!(keys_done(stack, &[]).contains("no key yet"));
    assert!(!key_folder(stack).join("jwt_secrets").exists(), "a look made keys");
    assert!(keys_done(stack, &["add", "jwt"]).contains("the first one"));
    keys_done(stack, &["add", "jwt"]);
    let list = keys_done(stack, &["list"]);
    assert!(list.contains("signing") && list.contains("coming") && list.contains("signs in"), "{list}");
    let text = std::fs::read_to_string(key_folder(stack).join("jwt_secrets")).unwrap();
    for secret in text.lines().map(|line| line.split(' ').nth(3).unwrap()) {
        assert!(secret.len() > 60 && !list.contains(secret));
    }
    let mode = std::fs::metadata(key_folder(stack).join("jwt_secrets")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let refused = keys(stack, &["add", "jwt", "--after", "1s"]);
    assert!(!refused.status.success() && written(&refused).contains("5 s or more"), "{}", written(&refused));
    assert!(written(&keys(stack, &["retire", "00000000"])).contains("no key 00000000"));
}

#[test]
fn fresh_secrets_are_printed_for_a_new_installation() {
    let run = |arguments: &[&str]| written(&strongroom(arguments).output().unwrap());
    let env = run(&["keys", "generate", "--env"]);
    let pairs: Vec<_> = env.lines().map(|line| line.split_once('=').unwrap()).collect();
    let names: Vec<_> = pairs.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["STRONGROOM_JWT_SECRETS", "STRONGROOM_FERNET_KEYS", "POSTGRES_PASSWORD"]);
    let url = format!("postgres://strongroom:{}@postgres/strongroom", pairs[2].1);
    let settings = [
        ("jwt_secrets", pairs[0].1),
        ("fernet_keys", pairs[1].1),
        ("database_url", url.as_str()),
        ("redis_url", "redis://redis"),
    ];
    Settings::from_pairs(settings.map(|(name, value)| (name, value.to_owned()))).unwrap();
    assert_ne!(env, run(&["keys", "generate", "--env"]));
    assert!(fernet::Fernet::new(run(&["keys", "generate", "fernet"]).trim()).is_some());
    assert!(PASSWORD.len() < run(&["keys", "generate", "jwt"]).trim().len());
    assert!(!strongroom(&["keys", "generate"]).output().unwrap().status.success());
}

#[test]
fn a_folder_of_keys_that_is_not_there_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = strongroom(&[]);
    command.current_dir(&folder).env("STRONGROOM_METRICS_LISTEN", "").env("STRONGROOM_KEYS_DIR", "/nowhere/keys");
    let output = command.output().unwrap();
    assert!(!output.status.success());
    assert!(
        written(&output).contains("STRONGROOM_KEYS_DIR names /nowhere/keys, which is no folder"),
        "{}",
        written(&output)
    );
}
