//! A look at clamd: is it there, does it know what is new, and does it catch what it should?

use std::time::Duration;

use ooxml::eicar;
use shared::{
    clock::{Clock, Millis},
    settings::Settings,
};
use worker::scan::{Answer, Clamd, ClamdError, Version};

use super::Finding;

const NAME: &str = "scanner";

/// Signatures come out every day; a machine may be off for a weekend.
const OLD: Duration = Duration::from_hours(3 * 24);

const SEE: &str = "see whether clamd runs and STRONGROOM_CLAMD_URL names it; documents wait until then";

pub(super) async fn scanner(settings: Settings) -> Vec<Finding> {
    let Some(clamd) = Clamd::open(&settings) else {
        return vec![Finding::ok(NAME, "the built-in inspection alone; no clamd is set")];
    };
    let version = match clamd.version().await {
        Ok(version) => version,
        Err(error) => return vec![Finding::wrong(NAME, error.to_string(), SEE)],
    };
    let caught = clamd.scan(&eicar()[..]).await;
    vec![about_signatures(&version, Clock::system().now()), about_test(caught)]
}

fn about_signatures(version: &Version, now: Millis) -> Finding {
    let said = version.as_str();
    let made_at = version.made_at().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    let Some(since_1970) = made_at else {
        let said = format!("{said} answers, and names no official signatures");
        return Finding::warning(NAME, said, "run freshclam, unless it has signatures of your own only");
    };
    let age = now.since(Millis(0) + since_1970);
    if age > OLD {
        let said = format!("{said}: its signatures are {} old", humantime::format_duration(in_hours(age)));
        return Finding::warning(NAME, said, "see whether freshclam runs and gets through");
    }
    Finding::ok(NAME, format!("{said} answers"))
}

fn in_hours(span: Duration) -> Duration {
    Duration::from_secs(span.as_secs() / 3600 * 3600)
}

fn about_test(caught: Result<Answer, ClamdError>) -> Finding {
    let todo = "do not rely on clamd: run freshclam, restart it, and look again";
    match caught {
        Ok(Answer::Found(signature)) => Finding::ok(NAME, format!("it catches the EICAR test string ({signature})")),
        Ok(Answer::Clean) => Finding::wrong(NAME, "it takes the EICAR test string for clean", todo),
        Ok(Answer::Unscannable(why)) => Finding::wrong(
            NAME,
            format!("it does not scan the EICAR test string: {why}"),
            "see its limits in clamd.conf",
        ),
        Err(error) => Finding::wrong(NAME, format!("it does not scan the EICAR test string: {error}"), SEE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn only_a_catch_is_good() {
        let level = |answer| about_test(answer).level;
        assert_eq!(level(Ok(Answer::Found("Eicar".to_owned()))), Level::Ok);
        assert_eq!(level(Ok(Answer::Clean)), Level::Wrong);
        assert_eq!(level(Ok(Answer::Unscannable(String::new()))), Level::Wrong);
        assert_eq!(level(Err(ClamdError::HungUp)), Level::Wrong);
    }
}
