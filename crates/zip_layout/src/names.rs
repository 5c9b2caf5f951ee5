//! Names for files that come to lie beside each other in one folder, on any system.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

/// Longer names are cut: what file systems take in one name, less some room for a number.
const LONGEST: usize = 240;

/// What no name is on Windows, whatever its extension.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A name for each file: the one it has, as far as every system takes it. Those that some system takes for the same are
/// numbered, in order: `plan.docx`, `plan (2).docx`.
pub fn beside_each_other<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let names: Vec<String> = names.into_iter().map(sound).collect();
    let mut taken = HashSet::new();
    // Where none is like it, a name is kept, whatever number another one would get.
    let mut kept = vec![false; names.len()];
    for (at, name) in names.iter().enumerate() {
        kept[at] = taken.insert(folded(name));
    }
    let numbered = |(name, kept): (String, bool)| {
        if kept {
            return name;
        }
        let (stem, extension) = parts(&name);
        let numbers = (2_u64..).map(|number| format!("{stem} ({number}){extension}"));
        numbers.into_iter().find(|name| taken.insert(folded(name))).unwrap_or_default()
    };
    names.into_iter().zip(kept).map(numbered).collect()
}

/// The form in which systems compare names that know no case and no forms of composition.
fn folded(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).collect::<String>().to_uppercase()
}

/// A name that every system takes: no path, nothing that it means something else by.
fn sound(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let replaced = |c: char| if c.is_control() || "<>:\"|?*".contains(c) { '_' } else { c };
    let name: String = last.chars().map(replaced).collect();
    // Windows drops dots and spaces at the end, and a file whose name begins with a dot is hidden elsewhere.
    let name = name.trim_end_matches(['.', ' ']).trim_start_matches(' ');
    let name = if name.starts_with('.') { format!("_{name}") } else { name.to_owned() };
    let name = shortened(&name);
    if name.is_empty() || is_reserved(&name) { format!("_{name}") } else { name }
}

fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (_, extension) = parts(name);
    let extension = if extension.len() < 32 { extension } else { "" };
    let stem = &name[..name.floor_char_boundary(LONGEST - extension.len())];
    format!("{}{extension}", stem.trim_end_matches(['.', ' ']))
}

/// What stands before the last dot, and the rest.
fn parts(name: &str) -> (&str, &str) {
    name.rfind('.').filter(|dot| *dot > 0).map_or((name, ""), |dot| name.split_at(dot))
}

/// Says whether Windows takes a name for a device: what stands before the first dot decides, less spaces.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = port.is_some_and(|number| {
        matches!(number.as_bytes(), [b'0'..=b'9']) || "¹²³".contains(number) && !number.is_empty()
    });
    is_port || RESERVED.contains(&stem.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_names_are_numbered() {
        let names = ["plan.docx", "Plan.docx", "plan (2).docx", "plan.docx", "plan.xlsx", "a", "A", "é", "e\u{301}"];
        let beside = beside_each_other(names);
        let expected = [
            "plan.docx",
            "Plan (3).docx",
            "plan (2).docx",
            "plan (4).docx",
            "plan.xlsx",
            "a",
            "A (2)",
            "é",
            "e\u{301} (2)",
        ];
        assert_eq!(beside, expected);
    }

    #[test]
    fn names_that_mean_something_else_are_changed() {
        for (name, sound) in [
            ("../../etc/passwd.docx", "passwd.docx"),
            ("/a/b.docx", "b.docx"),
            ("C:\\temp\\x.docx", "x.docx"),
            ("..", "_"),
            ("", "_"),
            ("a/", "_"),
            (".docx", "_.docx"),
            ("con.docx", "_con.docx"),
            ("COM1.tar.docx", "_COM1.tar.docx"),
            ("lpt³.docx", "_lpt³.docx"),
            ("nul", "_nul"),
            ("Aux .docx", "_Aux .docx"),
            ("comma.docx", "comma.docx"),
            ("com10.docx", "com10.docx"),
            ("com.docx", "com.docx"),
            ("a. . .", "a"),
            ("a\u{0}b<c>.docx", "a_b_c_.docx"),
            ("what? \"now\"|*.docx", "what_ _now___.docx"),
        ] {
            assert_eq!(beside_each_other([name]), [sound], "{name:?}");
        }
        let long = format!("{}.docx", "ä".repeat(200));
        assert_eq!(beside_each_other([long.as_str()]), [format!("{}.docx", "ä".repeat(117))]);
    }

    proptest! {
        #[test]
        fn any_names_can_lie_beside_each_other(names in prop::collection::vec("[aA./\\\\ (2)é\u{301}]{0,5}|\\PC{0,10}|con|.{250,300}", 0..20)) {
            let beside = beside_each_other(names.iter().map(String::as_str));
            prop_assert_eq!(beside.len(), names.len());
            let folded: HashSet<_> = beside.iter().map(|name| folded(name)).collect();
            prop_assert_eq!(folded.len(), names.len(), "{:?}", beside);
            for name in &beside {
                prop_assert!((1..=255).contains(&name.len()) && !is_reserved(name), "{}", name);
                prop_assert!(!name.contains(['/', '\\', ':']) && !name.chars().any(char::is_control), "{}", name);
                prop_assert!(!name.starts_with(['.', ' ']) && !name.ends_with(['.', ' ']), "{}", name);
            }
            // The same names make the same zip.
            prop_assert_eq!(&beside_each_other(names.iter().map(String::as_str)), &beside);
        }
    }
}
