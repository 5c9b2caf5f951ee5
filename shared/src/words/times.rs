//! Times in words.

use std::time::Duration;

use super::Text;
use crate::clock::Millis;

impl Text {
    /// A length of time in the largest unit that fits it.
    pub fn span(span: Duration) -> Self {
        match span.as_secs() {
            days if days >= 86_400 && days.is_multiple_of(86_400) => Text::Days { count: days / 86_400 },
            hours if hours >= 3_600 && hours.is_multiple_of(3_600) => Text::Hours { count: hours / 3_600 },
            minutes if minutes >= 60 && minutes.is_multiple_of(60) => Text::Minutes { count: minutes / 60 },
            count => Text::Seconds { count },
        }
    }

    /// A moment, to the minute and in UTC.
    pub fn moment(at: Millis) -> Self {
        // RFC 3339: `2026-11-27T01:51:32.000Z`.
        let written = at.to_string();
        let number = |from, to| written.get(from..to).and_then(|digits: &str| digits.parse().ok()).unwrap_or_default();
        let time = written.get(11..16).unwrap_or_default().to_owned();
        Text::Moment { day: number(8, 10), month: number(5, 7), year: number(0, 4), time }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn lengths_of_time_are_told_in_the_largest_unit_that_fits() {
        for (seconds, words) in [(86_400, "1 day"), (5_400, "90 minutes"), (7_200, "2 hours"), (61, "61 seconds")] {
            assert_eq!(Text::span(Duration::from_secs(seconds)).to_string(), words);
        }
        for (days, words) in [(1, "يوم واحد"), (2, "يومين"), (3, "أيام"), (11, "يومًا"), (100, "يوم")]
        {
            let said = Text::span(Duration::from_secs(86_400 * days)).say(Language::Ar);
            assert!(said.ends_with(words), "{days}: {said}");
        }
    }

    #[test]
    fn a_moment_is_told_as_the_language_has_it() {
        let moment = Text::moment(Millis(1_772_366_599_000));
        for (language, words) in [
            (Language::En, "1 March 2026, 12:03 UTC"),
            (Language::De, "1. März 2026 um 12:03 Uhr UTC"),
            (Language::Fr, "1er mars 2026 à 12:03 UTC"),
            (Language::Es, "1 de marzo de 2026 a las 12:03 UTC"),
        ] {
            assert_eq!(moment.say(language), words);
        }
        assert!(moment.say(Language::Ar).contains("مارس"));
    }
}
