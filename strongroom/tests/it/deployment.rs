//! What is shipped for deployment says the same as the code: names of settings, ports, paths, users and patience.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use shared::{settings::Settings, shutdown};

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
    rest.map(|rest| {
        rest.chars()
            .take_while(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || *letter == '_')
            .collect::<String>()
    })
    .map(|name| name.trim_end_matches('_').to_lowercase())
    .filter(|name| !name.is_empty())
    .collect()
}

#[test]
fn every_setting_that_is_named_is_known() {
    let manual = text("shared/src/settings/default.toml");
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
    assert!(sent.lines().any(|line| line == "!.cargo"), "the builder does not learn how soon memory is given back");
    for member in members.iter().map(|member| member.split('/').next().unwrap()) {
        assert!(sent.lines().any(|line| line == format!("!{member}")), ".dockerignore keeps back {member}");
    }
}

#[test]
fn ports_paths_and_users_are_those_of_the_programs() {
    let settings = Settings::from_pairs([]).unwrap();
    let (public, metrics) = (settings.serving.listen.port(), settings.serving.metrics_listen.unwrap().port());
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

/// What stands under this line of a YAML text, as deep as it is indented.
fn under<'a>(text: &'a str, head: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("\n{head}\n")).unwrap_or_else(|| panic!("no {head:?}"));
    let depth = head.len() - head.trim_start().len();
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        if !line.trim().is_empty() && line.len() - line.trim_start().len() <= depth {
            break;
        }
        end += line.len();
    }
    &rest[..end]
}

#[test]
fn a_worker_holds_no_key_that_lets_anybody_in() {
    let compose = text("docker-compose.yml");
    assert!(under(&compose, "  worker:").contains("STRONGROOM_JWT_SECRETS: \"\""));
    assert!(under(&compose, "  api:").contains("STRONGROOM_JWT_SECRETS: ${STRONGROOM_JWT_SECRETS?"));
    let common = under(&compose, "x-program: &program");
    assert!(!common.contains("JWT"), "{common}");
    for name in ["POSTGRES_PASSWORD", "REDIS_PASSWORD"] {
        assert!(common.contains(&format!("{name}: \"\"")), "{name} comes in by .env");
    }
    let cluster = text("deploy/kubernetes/strongroom.yaml");
    let deployments: Vec<_> = cluster.split("\n---\n").filter(|part| part.contains("kind: Deployment")).collect();
    assert_eq!(deployments.len(), 2);
    for deployment in deployments {
        let is_worker = deployment.contains("\n  name: worker\n");
        assert_eq!(deployment.contains("name: strongroom-api }"), !is_worker, "{deployment}");
    }
    for (unit, held) in
        [("strongroom-api.service", true), ("strongroom-worker.service", false), ("strongroom-worker@.service", false)]
    {
        let unit = text(&format!("deploy/systemd/{unit}"));
        assert_eq!(!unit.contains("\nUnsetEnvironment=STRONGROOM_JWT_SECRETS\n"), held);
    }
}

#[test]
fn few_reach_the_scanner() {
    let compose = text("docker-compose.yml");
    let networks = |service: &str| {
        let service = under(&compose, service);
        let line = service.lines().find_map(|line| line.trim().strip_prefix("networks: [")).unwrap();
        line.trim_end_matches(']').split(", ").map(ToOwned::to_owned).collect::<BTreeSet<_>>()
    };
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(networks("  clamav:"), set(&["scanning", "updates"]));
    for (service, known) in [("postgres", "inside"), ("redis", "inside"), ("nginx", "outside"), ("mailpit", "outside")]
    {
        assert_eq!(networks(&format!("  {service}:")), set(&[known]), "{service}");
    }
    assert_eq!(networks("x-program: &program"), set(&["inside", "outside", "scanning"]));
    let all = under(&compose, "networks:");
    assert!(all.contains("\n  scanning: { internal: true }\n") && all.contains("  inside: { internal: true }\n"));
}

#[test]
fn the_cluster_says_who_may_come_and_where_to_they_go() {
    let cluster = text("deploy/kubernetes/strongroom.yaml");
    let policies: Vec<_> = cluster.split("\n---\n").filter(|part| part.contains("kind: NetworkPolicy")).collect();
    let named = |name: &str| *policies.iter().find(|policy| policy.contains(&format!("  name: {name}\n"))).unwrap();
    assert!(named("nobody").contains("podSelector: {}\n  policyTypes: [Ingress, Egress]"));
    let settings = Settings::from_pairs([]).unwrap();
    let (public, metrics) = (settings.serving.listen.port(), settings.serving.metrics_listen.unwrap().port());
    for policy in &policies {
        let rules = policy.split("\n    - ").skip(1).filter(|rule| rule.contains("ports:"));
        for rule in rules {
            assert!(rule.starts_with("from:") || rule.starts_with("to:"), "anybody: {rule}");
            let ours = rule.contains(&format!("port: {public} ")) || rule.contains(&format!("port: {metrics} "));
            assert_eq!(rule.starts_with("from:"), ours, "{rule}");
        }
        assert!(policy.contains("from:") || policy.contains("to:") || policy.contains("podSelector: {}"), "{policy}");
    }
    assert!(named("api-in").contains(&format!("port: {public} ")) && !named("worker-in").contains("8080"));
    // clamd asks nobody who they are.
    assert!(named("worker-out").contains("port: 3310 ") && !named("both-out").contains("3310"));
}

#[test]
fn one_header_says_who_asks_and_the_shipped_proxies_write_it() {
    let header = Settings::from_pairs([]).unwrap().serving.client_address_header;
    for name in ["docker-compose.yml", "deploy/kubernetes/strongroom.yaml"] {
        let said = text(name);
        let said = said.lines().find_map(|line| line.trim().strip_prefix("STRONGROOM_CLIENT_ADDRESS_HEADER: "));
        assert_eq!(said.map(str::to_lowercase).as_deref(), Some(header.as_str()), "{name}");
    }
    // A location of nginx with one header of its own takes none from around it.
    let nginx = text("deploy/nginx/strongroom.inc");
    let blocks: Vec<_> = nginx.split("\nlocation ").collect();
    let setting: Vec<_> = blocks.iter().filter(|block| block.contains("proxy_set_header ")).collect();
    assert!(setting.len() >= 2, "{setting:?}");
    for block in setting {
        assert!(block.contains("proxy_set_header X-Forwarded-For $remote_addr;"), "{block}");
        assert!(block.contains("proxy_set_header Forwarded \"\";"), "{block}");
    }
    let cluster = text("deploy/kubernetes/strongroom.yaml");
    assert!(cluster.contains("  name: ingress-headers\n") && cluster.contains("\n  Forwarded: \"\"\n"));
}

#[test]
fn every_image_is_of_one_version() {
    let named = |name: &str, prefix: &str| {
        let text = text(name);
        let images = text.lines().filter_map(|line| line.trim().strip_prefix(prefix)?.split(' ').next());
        images.map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    let mut images = named("docker-compose.yml", "image: ");
    images.extend(named("Dockerfile.api", "FROM "));
    images.extend(named("deploy/kubernetes/strongroom.yaml", "image: "));
    assert!(images.len() > 9, "{images:?}");
    for image in images {
        let tag = image.rsplit_once(':').unwrap_or_else(|| panic!("{image} is whatever is newest")).1;
        assert!(tag == "local" || tag.contains('.'), "{image} is one version today and another tomorrow");
    }
}

#[test]
fn one_compiler_builds_tests_and_images() {
    let pinned = text("rust-toolchain.toml");
    let version = pinned.split_once("channel = \"").unwrap().1.split('"').next().unwrap();
    for image in ["Dockerfile.api", "Dockerfile.worker"] {
        let bases: Vec<_> =
            text(image).lines().filter(|line| line.starts_with("FROM rust:")).map(str::to_owned).collect();
        assert!(bases.len() == 2 && bases.iter().all(|base| base.contains(&format!("rust:{version}-"))), "{bases:?}");
    }
    let least = text("Cargo.toml").split_once("rust-version = \"").unwrap().1.split('"').next().unwrap().to_owned();
    assert!(version.starts_with(&least), "{version} is not {least}");
}

/// Every line of our code.
fn code() -> String {
    let mut open: Vec<_> =
        ["api", "crates", "shared", "strongroom", "web/src", "worker"].map(|name| home().join(name)).into();
    let mut all = String::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
    all
}

#[test]
fn every_promise_names_a_test_that_is_there() {
    let (promises, code) = (text("docs/SECURITY.md"), code());
    let is_a_test = |word: &&str| {
        word.matches('_').count() > 2 && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
    };
    let named: BTreeSet<_> = promises.split('`').filter(is_a_test).collect();
    assert!(named.len() > 40, "{named:?}");
    let gone: Vec<_> = named.iter().filter(|name| !code.contains(&format!("fn {name}("))).collect();
    assert!(gone.is_empty(), "nothing holds these promises: {gone:?}");
}
