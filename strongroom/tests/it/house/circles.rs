//! No files need each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::{crates, modules};

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

/// A crate's modules, and what each hands on of others under its own name, or takes for itself alone.
struct Crate {
    modules: BTreeMap<Vec<String>, String>,
    handed_on: BTreeMap<Vec<String>, Vec<Vec<String>>>,
    taken: BTreeMap<Vec<String>, Vec<Vec<String>>>,
}

impl Crate {
    fn of(modules: BTreeMap<Vec<String>, String>) -> Self {
        let mut known = Self { modules, handed_on: BTreeMap::new(), taken: BTreeMap::new() };
        // A macro that is exported belongs to the root of its crate, wherever it is written down.
        let mut macros = Vec::new();
        for (module, text) in &known.modules {
            let (on, own): (Vec<_>, Vec<_>) = uses(text).into_iter().partition(|(handed_on, _)| *handed_on);
            let paths = |uses: Vec<(bool, String)>| {
                let paths = uses.into_iter().flat_map(|(_, tree)| spread(&tree));
                paths.filter_map(|path| known.absolute(module, &path)).collect::<Vec<_>>()
            };
            let (on, own) = (paths(on), paths(own));
            known.handed_on.insert(module.clone(), on);
            known.taken.insert(module.clone(), own);
            let exported =
                text.split("#[macro_export]\nmacro_rules! ").skip(1).filter_map(|rest| rest.split(' ').next());
            macros.extend(exported.map(|name| [&module[..], &[name.to_owned()]].concat()));
        }
        known.handed_on.entry(Vec::new()).or_default().extend(macros);
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

    /// The module in which what a path names is written down, as one module sees it: what another takes for itself is seen
    /// by those in it, too.
    fn home(&self, seen_by: &[String], path: &[String], depth: usize) -> Vec<String> {
        let mut length = path.len();
        while !self.modules.contains_key(&path[..length]) {
            length -= 1;
        }
        let module = path[..length].to_vec();
        let Some(name) = path.get(length).filter(|_| depth < 8) else { return module };
        let is_inside = seen_by.len() > module.len() && seen_by.starts_with(&module);
        let taken = self.taken[&module].iter().filter(|_| is_inside);
        let mut others = self.handed_on[&module].iter().chain(taken);
        let other = others.find(|other| other.last() == Some(name) && *other != path);
        other.map_or(module, |other| self.home(seen_by, other, depth + 1))
    }

    /// Which module takes something from which. It counts from its parents, too, and from the root of the crate; only what is
    /// handed on and not used is no need.
    fn arrows(&self) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
        let mut arrows = BTreeMap::new();
        for (module, text) in &self.modules {
            let code = without_uses(text);
            let is_said = |path: &Vec<String>| path.last().is_some_and(|name| says(&code, name));
            let uses = uses(text).into_iter().flat_map(|(handed_on, tree)| {
                spread(&tree).into_iter().filter(move |path| !handed_on || is_said(path)).collect::<Vec<_>>()
            });
            let mut paths: Vec<_> = uses.filter_map(|path| self.absolute(module, &path)).collect();
            for path in &mut paths {
                path.pop_if(|last| last == "self");
            }
            // A module that is known by its name is the beginning of paths.
            let known: BTreeMap<_, _> = paths
                .iter()
                .filter(|path| self.modules.contains_key(*path))
                .filter_map(|path| Some((path.last()?.clone(), path.clone())))
                .collect();
            paths.extend(inline(&code).into_iter().filter_map(|path| match known.get(&path[0]) {
                Some(begun) => Some([begun, &path[1..]].concat()),
                None => self.absolute(module, &path),
            }));
            let homes = paths.iter().map(|path| self.home(module, path, 0)).filter(|home| home != module).collect();
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

/// The paths in a text, such as `super::name` or `module::name`.
fn inline(text: &str) -> Vec<Vec<String>> {
    let runs = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ':'));
    let paths = runs.filter(|run| run.contains("::") && !run.starts_with(':'));
    let paths = paths.map(|run| run.split("::").map(ToOwned::to_owned).filter(|part| !part.is_empty()).collect());
    paths.filter(|path: &Vec<String>| path.len() > 1).collect()
}

/// Whether code says a name: not as that of a module, of a variant where it is declared, or of what belongs to something else.
fn says(code: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let lines =
        code.lines().map(str::trim).filter(|line| !line.starts_with(name) && !line.ends_with(&format!("mod {name};")));
    lines
        .flat_map(|line| line.match_indices(name).map(move |(at, _)| (&line[..at], &line[at + name.len()..])))
        .any(|(before, behind)| !before.ends_with(|c| is_part(c) || c == ':') && !behind.starts_with(is_part))
}

#[test]
fn no_files_need_each_other_in_a_circle() {
    let mut circles = Vec::new();
    for (name, folder) in crates() {
        let arrows = Crate::of(modules(&folder)).arrows();
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
    let arrows = Crate::of(text(&[
        ("", "pub mod a;\nmod b;\nmod c;\nuse a::inner;\nstruct Root;\nfn f() { inner::g() }"),
        ("a", "mod inner;\npub use inner::Thing;\nuse crate::b::{self, Other as Else};"),
        ("a::inner", "use super::super::b;\nfn f() { crate::b::g() }"),
        ("b", "use crate::a::Thing;\n#[macro_export]\nmacro_rules! told { }"),
        ("b::part", "use super::{Thing, g};\nuse crate::Root;"),
        ("c", "mod part;\npub use part::{Shown, Used};\nfn f(used: Used) { crate::told!(Else::Shown) }"),
        ("c::part", "pub struct Shown;\npub struct Used;"),
    ]))
    .arrows();
    let to = |from: &[&str]| {
        let from: Vec<_> = from.iter().map(|&part| part.to_owned()).collect();
        arrows[&from].iter().map(|module| module.join("::")).collect::<Vec<_>>()
    };
    assert_eq!(to(&["b"]), ["a::inner"]);
    assert_eq!(to(&["a"]), ["b"]);
    assert_eq!(to(&["a", "inner"]), ["b"]);
    // The root needs what it calls, and what is in a module needs what stands in the file above it or in the root.
    assert_eq!(to(&[]), ["a::inner"]);
    assert_eq!(to(&["b", "part"]), ["", "a::inner", "b"]);
    // What is only handed on is not needed; a macro is where it is written down.
    assert_eq!(to(&["c"]), ["b", "c::part"]);
    assert!(to(&["c", "part"]).is_empty());
}
