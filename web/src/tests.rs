use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use fluent_syntax::{ast, parser};
use http::{StatusCode, header};

use crate::{
    Browser, asset,
    files::{BASE, FILES, File, HASH, SHELL},
    page,
    pages::{PAGES, Page, imports, resolve},
};

/// A browser that takes these codings and has this already.
struct Said<'a>(&'a [&'a str], &'a str);

impl Browser for Said<'_> {
    fn takes(&self, coding: &str) -> bool {
        self.0.contains(&coding)
    }

    fn has(&self, etag: &str) -> bool {
        self.1 == etag
    }
}

const LANGUAGES: [&str; 5] = ["en", "de", "fr", "es", "ar"];

/// The texts of all, and those that only the company's own people read.
const PARTS: [&str; 2] = ["all", "ops"];

/// A browser that says nothing.
const SILENT: Said<'_> = Said(&[], "");

fn ours() -> impl Iterator<Item = &'static File> {
    FILES.iter().filter(|file| !file.path.starts_with("vendor/"))
}

fn scripts() -> impl Iterator<Item = &'static File> {
    ours().filter(|file| file.kind() == "js")
}

/// The module that draws a page.
fn module(page: &Page) -> String {
    let list = File::find("app/pages.js").unwrap().text();
    let line = between(list, &format!("['{}', ", page.path), "\n")[0];
    resolve("app/pages.js", between(line, "import('", "'")[0])
}

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|rest| Some(rest.split_once(after)?.0)).collect()
}

#[test]
fn whatever_a_file_names_is_there() {
    let there = |path: &str, from: &str| assert!(File::find(path).is_some(), "{from} names {path}");
    for file in ours() {
        let (text, from) = (file.text(), file.path);
        for (before, after) in [(" from '", "'"), ("import('", "'"), ("new URL('", "'"), ("@import url('", "'")] {
            // A type is looked at by the type check, and a name in braces is put together at run time.
            for named in between(text, before, after).iter().filter(|named| !named.ends_with(".d.ts")) {
                there(&resolve(from, named), from);
            }
        }
    }
    for named in between(SHELL, "{assets}/", "\"") {
        there(named, "shell.html");
    }
}

#[test]
fn every_page_and_every_module_of_it_is_found() {
    let list = File::find("app/pages.js").unwrap().text();
    assert_eq!(PAGES.len(), list.matches("=> import('").count());
    assert!(PAGES.len() >= 5);
    let unseen: BTreeSet<_> = scripts().map(|file| file.path.to_owned()).collect();
    let first: BTreeSet<_> = PAGES.iter().flat_map(|page| needed(Some(&module(page)))).collect();
    // What is loaded once it is needed.
    let named = |from: &String| between(File::find(from).unwrap().text(), "import('", "'");
    let later = |from: &String| named(from).into_iter().map(|to| resolve(from, to)).collect::<Vec<_>>();
    let seen: BTreeSet<_> =
        first.iter().flat_map(later).flat_map(|it| needed(Some(&it))).chain(first.clone()).collect();
    let unseen: Vec<_> = unseen.difference(&seen).collect();
    assert!(unseen.is_empty(), "no page needs {unseen:?}");
    for file in FILES.iter().filter(|file| file.kind() == "js") {
        // One import that is written otherwise would be loaded late, one after the other.
        let written = between(file.text(), "\nimport ", ";").iter().filter(|import| import.contains(" from '")).count();
        let first = usize::from(file.text().starts_with("import "));
        assert!(imports(file.path).len() >= written + first, "{}", file.path);
    }
}

/// All modules that are loaded before a page is drawn.
fn needed(page: Option<&str>) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = BTreeSet::new();
    let mut next: Vec<String> = std::iter::once("app/main.js").chain(page).map(ToOwned::to_owned).collect();
    while let Some(module) = next.pop() {
        if all.insert(module.clone()) {
            next.extend(imports(&module));
        }
    }
    all
}

#[test]
fn a_page_says_which_modules_it_will_need() {
    for page in PAGES.iter() {
        let shell = &page.shell;
        let said: BTreeSet<_> = between(shell, "modulepreload\" href=\"", "\"").into_iter().collect();
        let needed: BTreeSet<_> = needed(Some(&module(page))).iter().map(|it| crate::address(it)).collect();
        assert_eq!(said, needed.iter().map(String::as_str).collect(), "{}", page.path);
        assert!(!shell.contains('{'), "{shell}");
    }
}

#[test]
fn nothing_on_the_wire_is_large() {
    const PAGE: usize = 60_000;
    const DOOR: usize = 40_000;
    const MAIN_PAGES: usize = 100_000;
    const FOR_CLIENTS: usize = 75_000;
    const ALL: usize = 120_000;
    let styles: usize = between(SHELL, "stylesheet\" href=\"{assets}/", "\"").iter().map(|it| size(it)).sum();
    let texts =
        |part: &str| LANGUAGES.iter().map(|language| size(&format!("texts/{part}/{language}.ftl"))).max().unwrap();
    for page in PAGES.iter() {
        let modules: usize = needed(Some(&module(page))).iter().map(|it| size(it)).sum();
        let own = if page.path.starts_with("/ops") { texts("ops") } else { 0 };
        let whole = modules + styles + texts("all") + own + size("images/icons.svg");
        let most = if page.path == "/sign-in" { DOOR } else { PAGE };
        assert!(whole > 10_000 && whole < most, "{}: {whole} bytes", page.path);
    }
    let (languages, all): (Vec<_>, Vec<_>) = FILES.iter().partition(|file| file.path.starts_with("texts/"));
    assert_eq!(languages.len(), LANGUAGES.len() * PARTS.len());
    let all = all.iter().map(|file| file.br.len()).sum::<usize>() + PARTS.map(texts).iter().sum::<usize>();
    assert!(all < ALL, "{all} bytes");
    let together = |is_meant: &dyn Fn(&str) -> bool| {
        let pages = PAGES.iter().filter(|page| is_meant(page.path)).flat_map(|page| needed(Some(&module(page))));
        let scripts: usize = pages.collect::<BTreeSet<_>>().iter().map(|it| size(it)).sum();
        scripts + styles + texts("all") + size("images/icons.svg")
    };
    let main_pages = together(&|path| ["/sign-in", "/files", "/ops/files"].contains(&path)) + texts("ops");
    assert!(main_pages < MAIN_PAGES, "{main_pages} bytes");
    let for_clients = together(&|path| !path.starts_with("/ops"));
    assert!(for_clients < FOR_CLIENTS, "{for_clients} bytes");
}

fn size(path: &str) -> usize {
    File::find(path).unwrap_or_else(|| panic!("{path}")).br.len()
}

/// The texts of a language, each with the variables that it has.
fn texts(path: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = File::find(path).unwrap().text();
    let resource = parser::parse(text).unwrap_or_else(|(_, faults)| panic!("{path}: {faults:?}"));
    let messages = resource.body.iter().filter_map(|entry| match entry {
        ast::Entry::Message(message) => Some(message),
        _ => None,
    });
    let all: Vec<_> = messages.collect();
    let found: BTreeMap<_, _> =
        all.iter().map(|it| (it.id.name.to_owned(), variables(it.value.as_ref().unwrap()))).collect();
    assert_eq!(all.len(), found.len(), "{path} has a text twice");
    found
}

fn variables(pattern: &ast::Pattern<&str>) -> BTreeSet<String> {
    let written = format!("{pattern:?}");
    between(&written, "VariableReference { id: Identifier { name: \"", "\"")
        .into_iter()
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn every_language_says_the_same() {
    for part in PARTS {
        let path = |language: &str| format!("texts/{part}/{language}.ftl");
        let said = |language: &str| File::find(&path(language)).unwrap().text().lines().collect::<Vec<_>>();
        let english = texts(&path("en"));
        assert!(english.len() > 20);
        for language in &LANGUAGES[1..] {
            assert_eq!(texts(&path(language)), english, "{part}, {language}");
            let (own, same) = (said(language), said("en"));
            let same =
                own.iter().filter(|line| line.contains(" = ") && !line.ends_with("->") && same.contains(line)).count();
            assert!(same < 12, "{part}, {language} says {same} lines in English");
        }
    }
}

#[test]
fn in_french_a_word_for_one_is_not_said_of_none() {
    for part in PARTS {
        let path = format!("texts/{part}/fr.ftl");
        let lines = File::find(&path).unwrap().text().lines();
        // `[one]` is for none, too; `[1]` is not.
        let wrong: Vec<_> =
            lines.filter(|line| line.trim_start().starts_with("[one]") && !line.contains("{ $count }")).collect();
        assert!(wrong.is_empty(), "{path}: {wrong:?}");
    }
}

#[test]
fn every_text_that_is_asked_for_is_there_and_none_is_left_over() {
    let [own, ops] = PARTS.map(|part| texts(&format!("texts/{part}/en.ftl")).into_keys().collect::<BTreeSet<_>>());
    let twice: Vec<_> = own.intersection(&ops).collect();
    assert!(twice.is_empty(), "of all and of ops alone: {twice:?}");
    let there: BTreeSet<String> = own.into_iter().chain(ops).collect();
    let all: String = scripts().map(File::text).collect();
    // `t('id')`, and ids in a list of their own for texts that are chosen between.
    let named: BTreeSet<String> =
        between(&all, "t('", "'").into_iter().map(ToOwned::to_owned).filter(|id| is_id(id)).collect();
    let asked: Vec<_> = between(&all, " t('", "'")
        .into_iter()
        .chain(between(&all, "\nt('", "'"))
        .chain(between(&all, "${t('", "'"))
        .filter(|id| !there.contains(*id))
        .collect();
    assert!(asked.is_empty(), "in no en.ftl: {asked:?}");
    let quoted = |id: &String| named.contains(id) || all.contains(&format!("'{id}'"));
    let left: Vec<_> = there.iter().filter(|id| !quoted(id)).collect();
    assert!(left.is_empty(), "nobody says {left:?}");
}

fn is_id(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[test]
fn nothing_becomes_markup_or_script_by_the_way() {
    for file in ours() {
        for never in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "unsafeHTML",
            "style=\"",
            "style='",
            "style=${",
            "javascript:",
            "http://",
            "https://",
        ] {
            let text = file.text().replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains(never), "{} has {never}", file.path);
        }
        if file.kind() == "css" && file.path != "styles/tokens.css" {
            let colours: Vec<_> = file
                .text()
                .match_indices('#')
                .filter(|(at, _)| file.text()[at + 1..].bytes().take_while(u8::is_ascii_hexdigit).count() >= 3)
                .collect();
            assert!(colours.is_empty() && !file.text().contains("rgb("), "{} has a colour of its own", file.path);
        }
    }
    assert!(!SHELL.contains("style=") && !SHELL.contains("<style") && !SHELL.contains("onload="));
    assert_eq!(SHELL.matches("<script").count(), SHELL.matches("<script type=\"module\" src=\"").count());
}

#[test]
fn files_stay_small_enough_to_read() {
    for file in scripts() {
        let text = fs::read_to_string(format!("{}/{}", env!("CARGO_MANIFEST_DIR"), file.path)).unwrap();
        let (lines, most) = (text.lines().count(), if file.path.starts_with("parts/") { 80 } else { 200 });
        assert!(lines <= most, "{} has {lines} lines", file.path);
    }
}

#[test]
fn a_file_is_served_for_ever_under_the_name_of_its_version() {
    let path = format!("{BASE}{HASH}/app/main.js");
    for (takes, coding) in [(&["gzip", "br"][..], Some("br")), (&["gzip"], Some("gzip")), (&[], None)] {
        let answer = asset(&path, &Said(takes, "")).unwrap();
        let headers = answer.headers();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(headers.get(header::CONTENT_ENCODING).map(|it| it.to_str().unwrap()), coding);
        assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert_eq!(headers[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert_eq!(headers[header::VARY], "accept-encoding");
        let etag = headers[header::ETAG].to_str().unwrap();
        let again = asset(&path, &Said(takes, etag)).unwrap();
        assert_eq!((again.status(), again.body().len()), (StatusCode::NOT_MODIFIED, 0));
    }
    for gone in ["/assets/0000000000000000/app/main.js", &format!("{BASE}{HASH}/app/no.js"), "/assets/", "/assets/x"] {
        assert!(asset(gone, &SILENT).is_none(), "{gone}");
    }
    assert!(asset(&format!("{BASE}{HASH}/src/lib.rs"), &SILENT).is_none());
}

#[test]
fn what_is_read_by_people_alone_does_not_come() {
    for file in ours().filter(|file| ["js", "css", "ftl"].contains(&file.kind())) {
        let text = fs::read_to_string(format!("{}/{}", env!("CARGO_MANIFEST_DIR"), file.path)).unwrap();
        let mut rest = text.lines();
        let comments: &[&str] = if file.kind() == "ftl" { &["#"] } else { &["//", "* "] };
        for line in file.text().lines() {
            assert!(rest.any(|own| own == line || own.trim_start() == line), "{}: {line}", file.path);
            assert!(!comments.iter().any(|begin| line.starts_with(begin)) && !line.is_empty(), "{}: {line}", file.path);
            assert!(!(line.starts_with("/*") && line.ends_with("*/")), "{}: {line}", file.path);
        }
    }
}

#[test]
fn what_is_compressed_is_the_same() {
    use std::io::Read;
    for file in FILES {
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(file.gz).read_to_end(&mut text).unwrap();
        assert!(text == file.plain, "{}", file.path);
        let mut text = Vec::new();
        brotli::Decompressor::new(file.br, 4096).read_to_end(&mut text).unwrap();
        assert!(text == file.plain, "{}", file.path);
    }
}

#[test]
fn every_page_has_the_policy_and_is_asked_for_again() {
    for path in ["/", "/sign-in", "/sign-in/", "/sign-up/sent/"] {
        let answer = page(path, &SILENT);
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        for part in
            ["default-src 'none'", "script-src 'self';", "require-trusted-types-for 'script'", "frame-ancestors 'none'"]
        {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-cache");
        let etag = answer.headers()[header::ETAG].to_str().unwrap();
        assert_eq!(page(path, &Said(&[], etag)).status(), StatusCode::NOT_MODIFIED);
    }
    for nothing in ["/no", "/sign-in/no", "/index.html", "//"] {
        let answer = page(nothing, &SILENT);
        let status = if nothing == "//" { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(answer.status(), status, "{nothing}");
        assert!(answer.headers().contains_key(header::CONTENT_SECURITY_POLICY));
    }
}
