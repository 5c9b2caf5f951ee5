//! Which crate may know which, of ours and of others'.

use std::{collections::BTreeSet, fs, path::Path};

use super::crates;

const OURS: [&str; 5] = ["strongroom", "api", "worker", "monitoring", "shared"];

/// What a crate depends on outside of its tests.
fn dependencies(folder: &Path) -> BTreeSet<String> {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let section = manifest.split_once("\n[dependencies]\n").map_or("", |(_, rest)| rest);
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| Some(line.split_once(['.', ' ', '='])?.0.to_owned())).filter(|n| !n.is_empty()).collect()
}

#[test]
fn crates_know_only_whom_they_may() {
    let crates = crates();
    let small: BTreeSet<_> = crates.keys().filter(|name| !OURS.contains(&name.as_str())).cloned().collect();
    assert!(small.len() >= 2 && crates.len() == small.len() + OURS.len(), "{small:?}");
    for (name, folder) in &crates {
        let known = dependencies(folder);
        // Of tables alone, which any other may have.
        if name == "coded" {
            assert!(known.is_empty(), "{name} may know nothing: {known:?}");
            continue;
        }
        assert!(!known.is_empty(), "{name} depends on nothing, so its manifest was not understood");
        let ours: BTreeSet<_> = known.iter().filter(|known| crates.contains_key(*known)).map(String::as_str).collect();
        let may: &[&str] = match name.as_str() {
            "strongroom" => &OURS,
            "api" | "worker" => &["monitoring", "shared"],
            "monitoring" => &["shared"],
            _ => &[],
        };
        for other in ours {
            let is_small = other == "coded" || small.contains(other) && OURS.contains(&name.as_str());
            assert!(is_small || may.contains(&other), "{name} may not know {other}");
        }
        let never: &[&str] = match name.as_str() {
            "shared" => &["axum", "hyper", "lettre", "tower", "tower-http"],
            "worker" => &["axum", "utoipa"],
            "api" => &["lettre"],
            "ooxml" | "multipart" | "sealed" | "passkeys" | "pictures" | "zip_layout" => {
                &["tokio", "axum", "hyper", "tracing"]
            }
            "page_images" => &["axum", "hyper", "sqlx", "tracing"],
            "storage" => &["axum", "prometheus-client", "redis", "sqlx"],
            _ => &[],
        };
        for other in never {
            assert!(!known.contains(*other), "{name} may not know {other}");
        }
        for other in ["openssl", "native-tls", "ring"] {
            assert!(!known.contains(other), "{name} may not know {other}");
        }
    }
}
