//! What is shipped for deployment says the same as the code: names of settings, ports, paths, users and patience.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use shared::{config::Settings, shutdown};

/// The folder of the whole project.
fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn text(name: &str) -> String {
    fs::read_to_string(home().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What an operator reads or copies to make Strongroom run.
fn shipped() -> Vec<PathBuf> {
    let mut open = vec![home().join("deploy"), home().join("docs"), home().join("README.md")];
    open.extend(
        [".env.example", "docker-compose.yml", "Dockerfile.api", "Dockerfile.worker"].map(|name| home().join(name)),
    );
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_none_or(|extension| !["json", "pyc"].iter().any(|other| extension == *other)) {
            files.push(path);
        }
    }
    files
}

/// Every name of a setting in a text, without `STRONGROOM_` and in lower case.
fn settings_named(text: &str) -> BTreeSet<String> {
    let rest = text.split("STRONGROOM_").skip(1);
    rest.map(|rest| rest.chars().take_while(|letter| letter.is_ascii_uppercase() || *letter == '_').collect::<String>())
        .map(|name| name.trim_end_matches('_').to_lowercase())
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn every_setting_that_is_named_is_known() {
    let manual = text("shared/src/config.default.toml");
    let mut known: BTreeSet<_> = manual.lines().filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect();
    assert!(known.contains("clamd_url") && known.contains("listen"), "{known:?}");
    // Where the file of settings is, which cannot stand in that file, and what is asked at the build only.
    known.extend(["config", "commit"].map(ToOwned::to_owned));
    let files = shipped();
    assert!(files.iter().any(|file| file.ends_with("kubernetes/strongroom.yaml")), "{files:?}");
    for file in files {
        let Ok(content) = fs::read_to_string(&file) else { continue };
        let names = settings_named(&content);
        let unknown: Vec<_> = names.into_iter().filter(|name| !known.contains(name)).collect();
        assert!(unknown.is_empty(), "{} names settings that are none: {unknown:?}", file.display());
    }
}

#[test]
fn both_images_come_from_the_same_layers() {
    let common = |name| text(name).split_once("# --- The image of").unwrap().0.to_owned();
    assert_eq!(common("Dockerfile.api"), common("Dockerfile.worker"));
}

#[test]
fn every_crate_goes_to_the_builder() {
    let manifest = text("Cargo.toml");
    let members = manifest.split_once("members = [").unwrap().1.split_once(']').unwrap().0;
    let members: Vec<_> =
        members.split(',').map(|name| name.trim().trim_matches('"')).filter(|name| !name.is_empty()).collect();
    assert!(members.contains(&"api") && members.len() > 4, "{members:?}");
    let sent = text(".dockerignore");
    for member in members.iter().map(|member| member.split('/').next().unwrap()) {
        assert!(sent.lines().any(|line| line == format!("!{member}")), ".dockerignore keeps back {member}");
    }
}

#[test]
fn ports_paths_and_users_are_those_of_the_programs() {
    let settings = Settings::from_pairs([]).unwrap();
    let (public, metrics) = (settings.listen.port(), settings.metrics_listen.unwrap().port());
    let cluster = text("deploy/kubernetes/strongroom.yaml");
    for line in cluster.lines().filter(|line| line.contains("containerPort:")) {
        let port = if line.contains("http") { public } else { metrics };
        assert!(line.contains(&port.to_string()), "{line}");
    }
    let (api, monitoring) = (text("api/src/health.rs"), text("monitoring/src/routes.rs"));
    let probes: Vec<_> = cluster.lines().filter(|line| line.contains("httpGet:")).collect();
    assert_eq!(probes.len(), 6);
    for probe in probes {
        let path = probe.split_once("path: ").unwrap().1.split_once(',').unwrap().0;
        let routes = if probe.contains("port: http ") { &api } else { &monitoring };
        assert!(routes.contains(&format!("\"{path}")), "nobody answers to {probe}");
    }
    let (compose, images) = (text("docker-compose.yml"), text("Dockerfile.api"));
    assert!(compose.contains(&format!("STRONGROOM_METRICS_LISTEN: 0.0.0.0:{metrics}")));
    assert!(images.contains("USER 10001:10001") && compose.contains("user: \"10001:10001\""));
    assert!(cluster.contains("runAsUser: 10001") && cluster.contains("runAsGroup: 10001"));
    for unit in ["strongroom-worker.service", "strongroom-worker@.service"] {
        let unit = text(&format!("deploy/systemd/{unit}"));
        assert!(!unit.contains(&format!("127.0.0.1:{metrics}")), "the API has that port on the same machine");
    }
}

#[test]
fn what_is_under_way_has_time_to_end() {
    let after = |name: &str, key: &str| {
        let content = text(name);
        let values = content
            .lines()
            .filter_map(|line| line.trim().strip_prefix(key))
            .map(|value| value.trim_matches(|letter: char| !letter.is_ascii_digit()).parse::<u64>().unwrap());
        let values: Vec<_> = values.collect();
        assert!(!values.is_empty(), "{name} does not say {key}");
        values
    };
    let mut all = after("deploy/kubernetes/strongroom.yaml", "terminationGracePeriodSeconds:");
    all.extend(after("docker-compose.yml", "stop_grace_period:"));
    for unit in ["strongroom-api.service", "strongroom-worker.service", "strongroom-worker@.service"] {
        all.extend(after(&format!("deploy/systemd/{unit}"), "TimeoutStopSec="));
    }
    assert!(all.iter().all(|seconds| *seconds > shutdown::DEADLINE.as_secs()), "{all:?}");
}

#[test]
fn the_units_differ_in_what_they_say_they_do_only() {
    let held = |name: &str| {
        let unit = text(&format!("deploy/systemd/{name}"));
        unit.split_once("\nLimitNOFILE=").unwrap().1.to_owned()
    };
    assert_eq!(held("strongroom-api.service"), held("strongroom-worker.service"));
    assert_eq!(held("strongroom-worker.service"), held("strongroom-worker@.service"));
}

#[test]
fn made_settings_have_secrets_that_are_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("env");
    let run = || Command::new(home().join("deploy/make-env")).arg(&file).output().unwrap();
    let made = run();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let first = fs::read_to_string(&file).unwrap();
    assert!(!first.lines().any(|line| !line.starts_with('#') && line.contains("change-me")), "{first}");
    assert_eq!(std::os::unix::fs::MetadataExt::mode(&fs::metadata(&file).unwrap()) & 0o777, 0o600);
    let ours = first.lines().filter_map(|line| line.strip_prefix("STRONGROOM_")?.split_once('='));
    let pairs: Vec<_> = ours.map(|(name, value)| (name.to_lowercase(), value.trim_matches('"').to_owned())).collect();
    Settings::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.clone()))).unwrap();

    assert!(!run().status.success(), "secrets that are in use are kept");
    assert_eq!(fs::read_to_string(&file).unwrap(), first);
}

#[test]
fn what_an_inspection_unpacks_has_its_room() {
    let limits = ooxml::Limits::default();
    let one = limits.max_embedded_bytes >> 20;
    let most = one * limits.max_nesting as u64;
    for file in ["docker-compose.yml", "deploy/kubernetes/strongroom.yaml", "docs/OPERATIONS.md", "docs/DEPLOYMENT.md"]
    {
        assert!(text(file).contains(&format!("{one} MiB")), "{file} does not say how much room it takes");
    }
    assert!(text("deploy/kubernetes/strongroom.yaml").contains(&format!("{most}Mi")));
    // It is not in `/tmp`, which is in memory, or small, or both.
    assert!(text("docker-compose.yml").contains("tmpfs: [\"/tmp:size="));
}
