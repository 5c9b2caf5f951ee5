//! A look at what makes previews: are the programs there, and does their sandbox work?

use page_images::{Failed, Missing, Programs};
use shared::settings::{PreviewsMade, QueueName, Settings};

use super::Finding;

const NAME: &str = "previews";

pub(super) async fn previews(settings: Settings) -> Vec<Finding> {
    let made = settings.previews.made;
    if made == PreviewsMade::Off || !settings.worker.queues.contains(&QueueName::Previews) {
        return vec![Finding::skipped(
            NAME,
            "none are made here: STRONGROOM_PREVIEWS or STRONGROOM_WORKER_QUEUES says so",
        )];
    }
    match Programs::find(settings.previews.libreoffice.as_deref()) {
        Err(missing) => vec![about_missing(&missing, made)],
        Ok(programs) => vec![about_sandbox(programs.check().await, made)],
    }
}

fn about_missing(missing: &Missing, made: PreviewsMade) -> Finding {
    if made == PreviewsMade::On {
        let todo = format!("install {}, or set STRONGROOM_PREVIEWS=off; whoever asks for one waits", missing.package);
        return Finding::wrong(NAME, missing.to_string(), todo);
    }
    Finding::skipped(NAME, format!("none are made here: {missing}"))
}

fn about_sandbox(checked: Result<(), Failed>, made: PreviewsMade) -> Finding {
    let Err(error) = checked else {
        return Finding::ok(NAME, "LibreOffice, Poppler and a sandbox without a network are there");
    };
    let todo =
        "let this user make user namespaces (in a container, by its seccomp profile), or set STRONGROOM_PREVIEWS=off";
    match made {
        PreviewsMade::On => Finding::wrong(NAME, error.to_string(), todo),
        PreviewsMade::Auto | PreviewsMade::Off => Finding::warning(NAME, error.to_string(), todo),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn what_is_missing_is_wrong_only_where_it_was_asked_for() {
        let missing = Missing { program: "soffice".to_owned(), package: "LibreOffice" };
        assert_eq!(about_missing(&missing, PreviewsMade::On).level, Level::Wrong);
        assert_eq!(about_missing(&missing, PreviewsMade::Auto).level, Level::Skipped);
        let broken = || Err(Failed::NoSandbox("no permissions".to_owned()));
        assert_eq!(about_sandbox(broken(), PreviewsMade::On).level, Level::Wrong);
        assert_eq!(about_sandbox(broken(), PreviewsMade::Auto).level, Level::Warning);
        assert_eq!(about_sandbox(Ok(()), PreviewsMade::Auto).level, Level::Ok);
    }
}
