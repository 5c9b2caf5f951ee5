//! The house keeps its order: which crate may know which, what may stand where, and no circle of files anywhere. It reads
//! manifests and sources as text.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

const OURS: [&str; 5] = ["strongroom", "api", "worker", "monitoring", "shared"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The crates, by name, with their folders.
fn crates() -> BTreeMap<String, PathBuf> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let members = manifest.split_once("members = [").unwrap().1.split_once(']').unwrap().0.to_owned();
    let members = members.split(',').map(|name| name.trim().trim_matches('"').to_owned());
    let named = |member: String| (member.rsplit('/').next().unwrap().to_owned(), root().join(&member));
    members.filter(|member| !member.is_empty()).map(named).collect()
}

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

/// The sources of a crate without its tests: by the path of the module, and without unit tests in them.
fn modules(folder: &Path) -> BTreeMap<Vec<String>, String> {
    let (src, mut found, mut folders) = (folder.join("src"), BTreeMap::new(), vec![folder.join("src")]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests" {
                let inside = path.parent().unwrap().strip_prefix(&src).unwrap();
                let mut module: Vec<_> = inside.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
                if !["mod", "lib", "main"].contains(&name.as_str()) {
                    module.push(name);
                }
                let text = fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]\nmod").next().unwrap();
                let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).fold(
                    String::new(),
                    |mut code, line| {
                        code.push_str(line);
                        code.push('\n');
                        code
                    },
                );
                found.entry(module).or_insert_with(String::new).push_str(&code);
            }
        }
    }
    found
}

/// The paths that a use tree stands for: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn spread(tree: &str) -> Vec<Vec<String>> {
    let tree = tree.replace('\n', " ");
    let tree = tree.trim();
    let Some((before, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap();
        return vec![path.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()];
    };
    let group = group.rsplit_once('}').map_or(group, |(inside, _)| inside);
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    let prefix = spread(before).remove(0);
    let parts = parts.iter().filter(|part| !part.trim().is_empty()).flat_map(|part| spread(part));
    parts.map(|part| [prefix.clone(), part].concat()).collect()
}

/// A crate's modules, and what each hands on of others under its own name.
struct Crate {
    modules: BTreeMap<Vec<String>, String>,
    handed_on: BTreeMap<Vec<String>, Vec<Vec<String>>>,
}

impl Crate {
    fn read(folder: &Path) -> Self {
        let mut known = Self { modules: modules(folder), handed_on: BTreeMap::new() };
        for (module, text) in &known.modules {
            let uses = uses(text).into_iter().filter(|(handed_on, _)| *handed_on);
            let paths = uses.flat_map(|(_, tree)| spread(&tree)).filter_map(|path| known.absolute(module, &path));
            known.handed_on.insert(module.clone(), paths.collect());
        }
        known
    }

    /// A path from the root of the crate, if it stays in it.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let mut base: Vec<String> = match first.as_str() {
            "crate" => Vec::new(),
            "self" => module.to_vec(),
            "super" => module.split_last()?.1.to_vec(),
            name => {
                let child = [module, &[name.to_owned()]].concat();
                return self.modules.contains_key(&child).then(|| [&child[..], rest].concat());
            }
        };
        let ups = rest.iter().take_while(|part| *part == "super").count();
        base.truncate(base.len().checked_sub(ups)?);
        base.extend_from_slice(&rest[ups..]);
        Some(base)
    }

    /// The module in which what a path names is written down.
    fn home(&self, path: &[String], depth: usize) -> Vec<String> {
        let mut length = path.len();
        while !self.modules.contains_key(&path[..length]) {
            length -= 1;
        }
        let module = path[..length].to_vec();
        let Some(name) = path.get(length).filter(|_| depth < 8) else { return module };
        let handed_on = self.handed_on[&module].iter().find(|other| other.last() == Some(name));
        handed_on.map_or(module, |other| self.home(other, depth + 1))
    }

    /// Which module takes something from which. A part may take from the whole that it is a part of.
    fn arrows(&self) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
        let mut arrows = BTreeMap::new();
        for (module, text) in &self.modules {
            let mut paths: Vec<_> = uses(text)
                .into_iter()
                .filter(|(handed_on, _)| !handed_on)
                .flat_map(|(_, tree)| spread(&tree))
                .collect();
            paths.extend(inline(&without_uses(text)));
            let homes = paths.iter().filter_map(|path| self.absolute(module, path)).map(|path| self.home(&path, 0));
            let homes = homes.filter(|home| !module.starts_with(home)).collect();
            arrows.insert(module.clone(), homes);
        }
        arrows
    }
}

/// The `use` items of a text: whether each hands on what it names, and its tree.
fn uses(text: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("use ") {
        let before = &text[..at];
        let line = before.rsplit('\n').next().unwrap().trim();
        if line.is_empty() || line.starts_with("pub") && line.split_whitespace().count() == 1 {
            let tree = text[at + 4..].split(';').next().unwrap();
            found.push((line.starts_with("pub"), tree.to_owned()));
        }
    }
    found
}

/// A text without its `use` items.
fn without_uses(text: &str) -> String {
    uses(text).iter().fold(text.to_owned(), |text, (_, tree)| text.replace(tree.as_str(), ""))
}

/// The paths that begin with `crate::` or `super::` outside of `use` items.
fn inline(text: &str) -> Vec<Vec<String>> {
    let starts = ["crate::", "super::"].into_iter().flat_map(|start| text.match_indices(start));
    let path = |at: usize| {
        let path: String = text[at..].chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
        path.split("::").map(ToOwned::to_owned).filter(|part| !part.is_empty()).collect()
    };
    starts.map(|(at, _)| path(at)).filter(|path: &Vec<String>| path.len() > 1).collect()
}

#[test]
fn no_files_need_each_other_in_a_circle() {
    let mut circles = Vec::new();
    for (name, folder) in crates() {
        let arrows = Crate::read(&folder).arrows();
        assert!(!arrows.is_empty(), "{name} has no sources");
        // What is left when all that needs nobody is taken away, again and again, is in circles or leads to one.
        let mut left = arrows.clone();
        loop {
            let free: Vec<_> = left.iter().filter(|(_, to)| to.is_empty()).map(|(from, _)| from.clone()).collect();
            if free.is_empty() {
                break;
            }
            left.retain(|from, _| !free.contains(from));
            for to in left.values_mut() {
                to.retain(|one| !free.contains(one));
            }
        }
        // And what nobody in a circle needs leads to one only.
        loop {
            let needed: BTreeSet<_> = left.values().flatten().cloned().collect();
            let count = left.len();
            left.retain(|from, _| needed.contains(from));
            if left.len() == count {
                break;
            }
        }
        for (from, to) in left {
            let to: Vec<_> = to.iter().map(|module| module.join("::")).collect();
            circles.push(format!("{name}: {} takes from {}", from.join("::"), to.join(", ")));
        }
    }
    assert!(circles.is_empty(), "files need each other in a circle:\n{}", circles.join("\n"));
}

#[test]
fn a_path_is_followed_to_where_it_is_written_down() {
    let text = |pairs: &[(&str, &str)]| {
        let module = |name: &str| name.split("::").filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect();
        pairs.iter().map(|(name, text)| (module(name), (*text).to_owned())).collect()
    };
    let mut known = Crate {
        modules: text(&[
            ("", "pub mod a;\nmod b;"),
            ("a", "mod inner;\npub use inner::Thing;\nuse crate::b::{self, Other as Else};"),
            ("a::inner", "use super::super::b;\nfn f() { crate::b::g() }"),
            ("b", "use crate::a::Thing;"),
            ("b::part", "use super::g;"),
        ]),
        handed_on: BTreeMap::new(),
    };
    let module = vec!["a".to_owned()];
    let paths = known.absolute(&module, &["inner".to_owned(), "Thing".to_owned()]).unwrap();
    for name in known.modules.keys() {
        known.handed_on.insert(name.clone(), if *name == module { vec![paths.clone()] } else { Vec::new() });
    }
    let arrows = known.arrows();
    let to = |from: &[&str]| {
        let from: Vec<_> = from.iter().map(|&part| part.to_owned()).collect();
        arrows[&from].iter().map(|module| module.join("::")).collect::<Vec<_>>()
    };
    assert_eq!(to(&["b"]), ["a::inner"]);
    assert_eq!(to(&["a"]), ["b"]);
    assert!(to(&[]).is_empty());
    assert_eq!(to(&["a", "inner"]), ["b"]);
}

/// What a document of the API calls a schema is the name of its type, and one of two by the same name would be lost.
#[test]
fn no_two_types_of_the_api_have_one_name_in_its_document() {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for text in modules(&root().join("api")).values() {
        let lines: Vec<&str> = text.lines().collect();
        let derived =
            lines.iter().enumerate().filter(|(_, line)| line.contains("derive(") && line.contains("ToSchema"));
        for (at, _) in derived {
            let schema = lines[at..].iter().find_map(|line| {
                let rest = line.split_once("struct ").or_else(|| line.split_once("enum "))?.1;
                Some(rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap().to_owned())
            });
            *names.entry(schema.unwrap()).or_default() += 1;
        }
    }
    assert!(names.len() > 40, "{names:?}");
    names.retain(|_, count| *count > 1);
    assert!(names.is_empty(), "{names:?}");
}
