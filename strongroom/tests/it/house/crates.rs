//! Which crate may know which, of ours and of others'.

use std::{collections::BTreeSet, fs, path::Path};

use super::crates;

/// Those of ours that know Strongroom. The others are small, and know nothing of it.
const OURS: [&str; 6] = ["strongroom", "api", "worker", "monitoring", "shared", "web"];

/// What a crate depends on.
#[derive(Debug, Default, PartialEq, Eq)]
struct Dependencies {
    /// In what is shipped of it, and for building that.
    shipped: BTreeSet<String>,
    /// In its tests alone.
    tests: BTreeSet<String>,
}

impl Dependencies {
    fn of(folder: &Path) -> Self {
        Self::read(&fs::read_to_string(folder.join("Cargo.toml")).unwrap())
    }

    /// Reads every section of a manifest that names dependencies, for whatever system they are.
    fn read(manifest: &str) -> Self {
        let (mut known, mut section) = (Self::default(), "");
        for line in manifest.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if line.starts_with('[') {
                section = line.trim_matches(['[', ']']);
                // One that has a section of its own.
                if let Some((_, name)) = section.rsplit_once("dependencies.") {
                    known.add(section, name);
                }
                continue;
            }
            let is_own = section.contains("dependencies.");
            // One that goes by another name here.
            if let Some((_, name)) = line.split_once("package = \"").filter(|_| section.contains("dependencies")) {
                known.add(section, name.split('"').next().unwrap());
            }
            if section.ends_with("dependencies") && !is_own {
                known.add(section, line.split(['.', ' ', '=']).next().unwrap());
            }
        }
        known
    }

    fn add(&mut self, section: &str, name: &str) {
        let to = if section.contains("dev-dependencies") { &mut self.tests } else { &mut self.shipped };
        to.insert(name.trim_matches('"').to_owned());
    }
}

#[test]
fn every_section_of_a_manifest_is_read() {
    let manifest = "[package]\nname = \"a\"\n\n[dependencies]\nb.workspace = true\nc = { version = \"1\" }\n\n[dependencies.d]\n\
        version = \"1\"\npackage = \"e\"\n\n[target.'cfg(unix)'.dependencies]\nf = \"1\"\n\n[build-dependencies]\n# Why.\n\
        g.workspace = true\n\n[dev-dependencies]\nh = { package = \"i\", path = \".\" }\n\n[lints]\nworkspace = true\n";
    let all = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let expected = Dependencies { shipped: all(&["b", "c", "d", "e", "f", "g"]), tests: all(&["h", "i"]) };
    assert_eq!(Dependencies::read(manifest), expected);
}

#[test]
fn crates_know_only_whom_they_may() {
    let crates = crates();
    let small: BTreeSet<_> = crates.keys().filter(|name| !OURS.contains(&name.as_str())).cloned().collect();
    assert!(small.len() >= 2 && crates.len() == small.len() + OURS.len(), "{small:?}");
    for (name, folder) in &crates {
        let Dependencies { shipped, tests } = Dependencies::of(folder);
        // Of tables alone, which any other may have.
        if name == "coded" {
            assert!(shipped.is_empty() && tests.is_empty(), "{name} may know nothing: {shipped:?} {tests:?}");
            continue;
        }
        assert!(!shipped.is_empty(), "{name} depends on nothing, so its manifest was not understood");
        let may: &[&str] = match name.as_str() {
            "strongroom" => &OURS,
            "api" => &["monitoring", "shared", "web"],
            "worker" => &["monitoring", "shared"],
            "monitoring" => &["shared"],
            _ => &[],
        };
        // The pages are files: whoever answers with them knows more than they do.
        let may_know_small = OURS.contains(&name.as_str()) && name != "web";
        for other in shipped.union(&tests).filter(|other| crates.contains_key(*other)) {
            // Its own tests may turn on a feature of it.
            let is_itself = other == name && tests.contains(other);
            let is_small = other == "coded" || small.contains(other) && may_know_small;
            assert!(is_small || is_itself || may.contains(&other.as_str()), "{name} may not know {other}");
        }
        let never: &[&str] = match name.as_str() {
            // Tests of it hold texts against all that `bounded_http` and `multipart` can find wrong.
            "shared" => &[
                "axum",
                "bounded_http",
                "http",
                "http-body",
                "hyper",
                "hyper-util",
                "lettre",
                "multipart",
                "tower",
                "tower-http",
                "utoipa",
            ],
            "worker" => &["axum", "hyper", "tower", "utoipa"],
            "api" => &["lettre"],
            "monitoring" => &["lettre", "sqlx"],
            "web" => &["axum", "hyper", "sqlx", "tokio"],
            "ooxml" | "multipart" | "sealed" | "passkeys" | "pictures" | "zip_layout" => {
                &["tokio", "axum", "hyper", "tracing"]
            }
            "page_images" => &["axum", "hyper", "sqlx", "tracing"],
            "storage" => &["axum", "prometheus-client", "redis", "sqlx"],
            _ => &[],
        };
        for other in never {
            assert!(!shipped.contains(*other), "{name} may not know {other}");
        }
        for other in ["native-tls", "openssl", "openssl-sys", "ring"] {
            assert!(!shipped.contains(other) && !tests.contains(other), "{name} may not know {other}");
        }
    }
}
