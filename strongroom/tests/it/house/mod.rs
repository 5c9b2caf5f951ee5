//! The house keeps its order: which crate may know which, what may stand where, and no circle of files anywhere. It reads
//! manifests and sources as text.

mod circles;
mod crates;
mod names;
mod never;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

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

/// The code of a crate without its tests and its comments: each file by its path below `src`.
fn sources(folder: &Path) -> BTreeMap<PathBuf, String> {
    let (src, mut found, mut folders) = (folder.join("src"), BTreeMap::new(), vec![folder.join("src")]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.file_stem().unwrap() == "tests" {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]\nmod").next().unwrap();
                let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
                let code: String = lines.flat_map(|line| [line, "\n"]).collect();
                found.insert(path.strip_prefix(&src).unwrap().to_owned(), code);
            }
        }
    }
    found
}

/// The same by the path of the module.
fn modules(folder: &Path) -> BTreeMap<Vec<String>, String> {
    let mut found = BTreeMap::new();
    for (path, code) in sources(folder) {
        let path = path.with_extension("");
        let mut module: Vec<_> = path.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
        module.pop_if(|name| ["mod", "lib", "main"].contains(&name.as_str()));
        found.entry(module).or_insert_with(String::new).push_str(&code);
    }
    found
}
