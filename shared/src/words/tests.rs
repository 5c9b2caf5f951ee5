//! Every language has every text, with the same variables, and nothing besides.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};
use ooxml::Flaw;

use super::{Language, Text, telling, text};

/// What a file has of a text: its variables, its parts with theirs, and what it says without spaces around.
#[derive(Debug, Default)]
struct Written {
    variables: BTreeSet<String>,
    parts: BTreeMap<String, Part>,
    value: String,
}

#[derive(Debug, Default)]
struct Part {
    variables: BTreeSet<String>,
    value: String,
}

/// The texts of a file. What cannot be read, or stands there twice, is a fault.
fn texts(source: &str, place: &str) -> BTreeMap<String, Written> {
    let resource = parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{place}: {errors:?}"));
    let mut texts = BTreeMap::new();
    for entry in resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
            other => panic!("{place}: {other:?}"),
        };
        let mut written = Written::default();
        if let Some(value) = &message.value {
            collect(value, &mut written.variables);
            written.value = format!("{value:?}");
        }
        for attribute in &message.attributes {
            let mut part = Part { value: format!("{:?}", attribute.value), ..Part::default() };
            collect(&attribute.value, &mut part.variables);
            written.variables.extend(part.variables.clone());
            let former = written.parts.insert(attribute.id.name.to_owned(), part);
            assert!(former.is_none(), "{place}: {} twice", attribute.id.name);
        }
        let name = message.id.name.to_owned();
        assert!(texts.insert(name, written).is_none(), "{place}: {} twice", message.id.name);
    }
    texts
}

fn collect(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let inline = match expression {
            Expression::Inline(inline) => inline,
            Expression::Select { selector, variants } => {
                for variant in variants {
                    collect(&variant.value, variables);
                }
                selector
            }
        };
        match inline {
            InlineExpression::VariableReference { id } => variables.insert(id.name.to_owned()),
            // Such as a character that cannot be seen.
            InlineExpression::StringLiteral { .. } => false,
            other => panic!("nothing else is used so far: {other:?}"),
        };
    }
}

#[test]
fn every_language_has_every_text_with_its_variables_and_nothing_else() {
    let named: BTreeMap<&str, BTreeSet<&str>> =
        text::ALL.iter().map(|(name, variables)| (*name, variables.iter().copied().collect())).collect();
    for language in Language::ALL {
        let mut found = BTreeSet::new();
        for ((file, source), (_, english)) in telling::files(language).into_iter().zip(telling::files(Language::En)) {
            let place = format!("{}/{file}.ftl", language.as_str());
            let english = texts(english, &place);
            for (name, written) in texts(source, &place) {
                let variables = named.get(&*name).unwrap_or_else(|| panic!("{place}: {name} is a text of nobody"));
                assert!(
                    written.variables.iter().map(String::as_str).eq(variables.iter().copied()),
                    "{place}: {name} tells of {:?}, not of {variables:?}",
                    written.variables
                );
                let original = english.get(&name).unwrap_or_else(|| panic!("{place}: {name} stands in another file"));
                assert!(written.parts.keys().eq(original.parts.keys()), "{place}: the parts of {name}");
                for ((part, said), english) in written.parts.iter().zip(original.parts.values()) {
                    assert_eq!(said.variables, english.variables, "{place}: {name}.{part}");
                    assert!(
                        language == Language::En || said.value != english.value,
                        "{place}: {name}.{part} is English"
                    );
                }
                assert!(!written.value.is_empty(), "{place}: {name} says nothing");
                // A text that was copied and not translated.
                assert!(language == Language::En || written.value != original.value, "{place}: {name} is English");
                assert!(found.insert(name.clone()), "{place}: {name} stands in two files");
            }
        }
        let missing: Vec<_> = named.keys().filter(|name| !found.contains(**name)).collect();
        assert!(missing.is_empty(), "{} lacks {missing:?}", language.as_str());
    }
}

/// Holds what each language says of a flaw against the codes and sentences of the crate that finds it.
fn tells_of_all<'a>(
    name: &str,
    flaws: &(impl Iterator<Item = (&'a str, String)> + Clone),
    text: impl Fn(&'a str) -> Text,
) {
    let codes: BTreeSet<&str> = flaws.clone().map(|(code, _)| code).collect();
    for language in Language::ALL {
        let (_, source) = telling::files(language).into_iter().find(|(file, _)| *file == "flaws").unwrap();
        let (_, source) = source.split_once(&format!("\n{name} = {{ $flaw ->\n")).unwrap();
        let (source, other) = source.split_once("*[other] ").unwrap();
        let variants = source.lines().filter_map(|line| line.trim_start().strip_prefix('[')?.split_once(']'));
        assert_eq!(variants.map(|(code, _)| code).collect::<BTreeSet<_>>(), codes, "{}", language.as_str());
        let mut all_told = BTreeSet::from([other.lines().next().unwrap().to_owned(), String::new()]);
        for (code, english) in flaws.clone() {
            let told = text(code).say(language);
            assert_eq!(told == english, language == Language::En, "{}: {told}", language.as_str());
            assert!(all_told.insert(told), "{} says no more of {code} than of others", language.as_str());
        }
    }
}

#[test]
fn every_language_tells_what_is_wrong_with_a_document() {
    let flaws = Flaw::ALL.iter().map(|flaw| (flaw.code(), flaw.to_string()));
    tells_of_all("Flaw", &flaws, |code| Text::Flaw { flaw: Flaw::of_code(code).unwrap() });
}

#[test]
fn every_language_tells_what_is_wrong_with_a_form_and_with_a_request() {
    let boundary = [("boundary", multipart::NoBoundary::Unusable.to_string())];
    let of_forms = multipart::Malformed::ALL.iter().map(|flaw| (flaw.code(), flaw.to_string())).chain(boundary);
    tells_of_all("FormFlaw", &of_forms, |flaw| Text::FormFlaw { flaw });
    let of_requests = bounded_http::serve::Malformed::ALL.iter().map(|flaw| (flaw.code(), flaw.to_string()));
    tells_of_all("RequestFlaw", &of_requests, |flaw| Text::RequestFlaw { flaw });
}

#[test]
fn what_begins_with_a_bracket_is_told_as_it_is() {
    let told = |language| Text::Flaw { flaw: Flaw::TypesDtd }.say(language);
    assert_eq!(told(Language::De), "[Content_Types].xml hat eine DTD");
    assert_eq!(told(Language::Ar), "يحتوي \u{2068}[Content_Types].xml\u{2069} على DTD");
}

#[test]
fn arabic_isolates_foreign_pieces_and_others_do_not() {
    let text = Text::KnownAddress { address: "192.0.2.1".to_owned() };
    assert_eq!(text.say(Language::De), "von der Adresse 192.0.2.1 aus");
    assert_eq!(text.say(Language::Ar), "العنوان \u{2068}192.0.2.1\u{2069}");
}

#[test]
fn one_of_a_few_is_told_as_a_list() {
    let of = |choices: &[&'static str]| Text::one_of(choices.iter().copied()).to_string();
    assert_eq!(of(&["done"]), "must be done");
    assert_eq!(of(&["done", "dead"]), "must be done or dead");
    assert_eq!(of(&["off", "at_once", "daily"]), "must be off, at_once or daily");
    let german = Text::one_of(["off", "at_once", "daily"]).say(Language::De);
    assert_eq!(german, "muss off, at_once oder daily sein");
}
