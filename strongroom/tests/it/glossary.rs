//! One word for one thing: what the glossary of docs/ARCHITECTURE.md says is never said is said nowhere.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The endings of what people read: code, pages, words, settings and templates. Scripts may have none.
const ENDS: [&str; 18] = [
    "conf", "css", "example", "ftl", "html", "js", "json", "md", "mjs", "py", "rs", "service", "sh", "sql", "toml",
    "ts", "txt", "yml",
];

/// What people read, but for what others wrote.
fn texts() -> Vec<PathBuf> {
    let (mut folders, mut found) = (vec![home().to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_others = ["target", "data", "node_modules", "vendor"].contains(&name.as_str());
            if path.is_dir() {
                folders.extend(Some(path).filter(|_| !is_others && (!name.starts_with('.') || name == ".ci")));
            } else if path.extension().is_none_or(|end| ENDS.iter().any(|one| end == *one)) {
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
    let texts = texts();
    assert!(texts.len() > 900, "{} files are not all of them", texts.len());
    let mut said = Vec::new();
    for path in texts.into_iter().filter(|path| *path != page && path.file_name() != itself) {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).to_lowercase();
        for (at, line) in text.lines().enumerate() {
            let words = never.iter().filter(|words| line.contains(*words));
            said.extend(words.map(|words| format!("{}:{}: {words:?}", path.display(), at + 1)));
        }
    }
    assert!(said.is_empty(), "another word is used for these:\n{}", said.join("\n"));
}
