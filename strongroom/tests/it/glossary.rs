//! One word for one thing: what the glossary of docs/ARCHITECTURE.md says is never said is said nowhere.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// What people read: code, pages, settings and templates.
fn texts() -> Vec<PathBuf> {
    let (mut folders, mut found) = (vec![home().to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !["target", "data", "node_modules"].contains(&name.as_str()) && !name.starts_with('.') {
                folders.push(path);
            } else if ["rs", "md", "toml", "html", "txt", "yml"].iter().any(|end| name.ends_with(&format!(".{end}"))) {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn one_thing_has_one_word() {
    let page = home().join("docs/ARCHITECTURE.md");
    let glossary = fs::read_to_string(&page).unwrap();
    let glossary =
        glossary.split_once("## One word for one thing").unwrap().1.split_once("\n## ").unwrap().0.to_owned();
    let never: Vec<_> = glossary
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.trim_end_matches('|').rsplit_once('|'))
        .flat_map(|(_, never)| never.split('"').skip(1).step_by(2))
        .map(str::to_lowercase)
        .collect();
    assert!(never.len() > 10, "the glossary was not understood: {never:?}");

    let itself = Path::new(file!()).file_name();
    let mut said = Vec::new();
    for path in texts().into_iter().filter(|path| *path != page && path.file_name() != itself) {
        let text = fs::read_to_string(&path).unwrap().to_lowercase();
        for (at, line) in text.lines().enumerate() {
            let words = never.iter().filter(|words| line.contains(*words));
            said.extend(words.map(|words| format!("{}:{}: {words:?}", path.display(), at + 1)));
        }
    }
    assert!(said.is_empty(), "another word is used for these:\n{}", said.join("\n"));
}
