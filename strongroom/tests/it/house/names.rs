//! What names may not be.

use std::collections::BTreeMap;

use super::{crates, modules, root};

/// Names that say nothing of what is in a module, and layers that are left out on purpose.
const EMPTY: [&str; 12] = [
    "common",
    "dto",
    "dtos",
    "helper",
    "helpers",
    "manager",
    "managers",
    "misc",
    "repositories",
    "services",
    "util",
    "utils",
];

#[test]
fn a_module_is_named_for_what_it_holds() {
    for (name, folder) in crates() {
        for module in modules(&folder).keys() {
            let empty = module.iter().find(|part| EMPTY.contains(&part.as_str()));
            assert!(empty.is_none(), "{name}: the name of {} says nothing", module.join("::"));
        }
    }
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
