//! Which pages there are, what each needs first, and the document that it begins with.

use std::{fmt::Write as _, sync::LazyLock};

use crate::files::{File, HASH, SHELL, address};

/// A page, which a module of its own draws.
#[derive(Debug)]
pub(crate) struct Page {
    /// Such as `/files/{id}`.
    pub(crate) path: &'static str,
    /// The document that it begins with.
    pub(crate) shell: String,
}

/// The document for a path that no page has.
pub(crate) static NOWHERE: LazyLock<String> = LazyLock::new(|| shell(None));

/// The list in `app/pages.js`, which is the one list of all pages: a line for each.
pub(crate) static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let lines = File::find("app/pages.js").map_or("", File::text).lines();
    lines
        .filter_map(|line| {
            let (_, rest) = line.trim().split_once("['")?;
            let (path, rest) = rest.split_once("', ")?;
            let (_, module) = rest.split_once("import('")?;
            let module = resolve("app/pages.js", module.split_once('\'')?.0);
            let shell = shell(Some(&module));
            Some(Page { path, shell })
        })
        .collect()
});

impl Page {
    /// The page that a path leads to, with and without a slash at its end.
    pub(crate) fn find(path: &str) -> Option<&'static Self> {
        let parts = || path.split('/').filter(|part| !part.is_empty());
        PAGES.iter().find(|page| {
            let own = page.path.split('/').filter(|part| !part.is_empty());
            own.clone().count() == parts().count()
                && own.zip(parts()).all(|(own, it)| own.starts_with('{') || own == it)
        })
    }
}

/// The document, which says which modules will be needed, so that a browser asks for all of them at once.
fn shell(module: Option<&str>) -> String {
    let mut needed: Vec<String> = std::iter::once("app/main.js").chain(module).map(ToOwned::to_owned).collect();
    let mut at = 0;
    while let Some(module) = needed.get(at).cloned() {
        for import in imports(&module) {
            if !needed.contains(&import) {
                needed.push(import);
            }
        }
        at += 1;
    }
    let first = needed.iter().fold(String::new(), |mut links, module| {
        // Writing to a text cannot fail.
        let _ = writeln!(links, "<link rel=\"modulepreload\" href=\"{}\">", address(module));
        links
    });
    SHELL.replace("{assets}", &format!("/assets/{HASH}")).replace("{first}\n", &first)
}

/// The modules that a module imports before it runs.
pub(crate) fn imports(module: &str) -> Vec<String> {
    let text = File::find(module).map_or("", File::text);
    let lines = text
        .lines()
        .filter(|line| line.starts_with("import ") || line.starts_with("} from ") || line.starts_with("export "));
    let named = lines.filter_map(|line| line.split_once(" from '").or_else(|| line.split_once("import '")));
    named.filter_map(|(_, rest)| Some(resolve(module, rest.split_once('\'')?.0))).collect()
}

/// Where a relative path leads from a file.
pub(crate) fn resolve(from: &str, to: &str) -> String {
    let mut parts: Vec<_> = from.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
