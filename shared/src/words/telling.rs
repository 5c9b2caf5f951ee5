//! The texts of each language, read once, and put together with what they tell of.

use std::sync::LazyLock;

use fluent_bundle::{FluentResource, concurrent::FluentBundle};

use super::{Language, Text};

type Bundle = FluentBundle<FluentResource>;

macro_rules! files {
    ($($language:ident $folder:literal;)*) => {
        /// The texts of a language, file by file.
        pub(super) fn files(language: Language) -> [(&'static str, &'static str); 5] {
            match language {
                $(Language::$language => [
                    ("problems", include_str!(concat!("../../words/", $folder, "/problems.ftl"))),
                    ("flaws", include_str!(concat!("../../words/", $folder, "/flaws.ftl"))),
                    ("fields", include_str!(concat!("../../words/", $folder, "/fields.ftl"))),
                    ("mails", include_str!(concat!("../../words/", $folder, "/mails.ftl"))),
                    ("pages", include_str!(concat!("../../words/", $folder, "/pages.ftl"))),
                ],)*
            }
        }
    };
}

files! {
    En "en";
    De "de";
    Fr "fr";
    Es "es";
    Ar "ar";
}

static BUNDLES: LazyLock<Vec<(Language, Bundle)>> =
    LazyLock::new(|| Language::ALL.into_iter().map(|language| (language, bundle(language))).collect());

fn bundle(language: Language) -> Bundle {
    let mut bundle = Bundle::new_concurrent(language.as_str().parse().into_iter().collect());
    // Foreign pieces, such as names and addresses, would turn the words of a line around that runs from right to left.
    bundle.set_use_isolating(language.is_right_to_left());
    for (_, text) in files(language) {
        // What cannot be read or stands there twice fails a test.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(read, _)| read);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// A text, or one of its parts, in a language.
pub(super) fn tell(text: &Text, part: Option<&str>, language: Language) -> Option<String> {
    let (_, bundle) = BUNDLES.iter().find(|(spoken, _)| *spoken == language)?;
    let message = bundle.get_message(text.name())?;
    let pattern = match part {
        Some(part) => message.get_attribute(part)?.value(),
        None => message.value()?,
    };
    let variables = text.variables(language);
    Some(bundle.format_pattern(pattern, Some(&variables), &mut Vec::new()).into_owned())
}
