//! How hard a password is to guess, judged in bounded time.
//!
//! zxcvbn looks up every part of a password in its dictionaries, once for each way to read its symbols as letters (`4`
//! and `@` as `a`, `1` as `i` or `l`, and so on). So it takes time by the square of the length times the number of these
//! readings: some milliseconds for what people choose, and three seconds for 128 characters that hold every such symbol.

use zxcvbn::feedback::{Feedback, Warning};

use super::{MIN_CHARACTERS, PasswordFault};
use crate::words::Text;

/// How much of a password is judged at once.
const PIECE: usize = 48;

/// So many characters that stood in a password before tell nothing new.
const ECHO: usize = 4;

/// In how many ways its symbols may be read as letters. People's passwords have under ten.
const READINGS: usize = 16;

/// The symbols that zxcvbn reads as letters, and which letters.
const SYMBOLS: [(char, &str); 20] = [
    ('4', "a"),
    ('@', "a"),
    ('8', "b"),
    ('(', "c"),
    ('{', "c"),
    ('[', "c"),
    ('<', "c"),
    ('3', "e"),
    ('6', "g"),
    ('9', "g"),
    ('1', "il"),
    ('!', "i"),
    ('|', "il"),
    ('7', "lt"),
    ('0', "o"),
    ('$', "s"),
    ('5', "s"),
    ('+', "t"),
    ('%', "x"),
    ('2', "z"),
];

/// What makes a password easy to guess, or nothing when guessing it takes over a hundred million tries. `about` is what an
/// attacker knows of its owner.
///
/// A long password is as strong at least as any piece of what is new in it. What stood in it before is left out, since a
/// cut through something that is repeated would look like something that is not.
pub(super) fn judge(password: &str, about: &[String]) -> Result<(), PasswordFault> {
    let about = words(about);
    let mut characters: Vec<char> = password.chars().collect();
    if characters.len() > PIECE {
        characters = without_echoes(&characters);
    }
    let (first, rest) = characters.split_at(PIECE.min(characters.len()));
    judge_piece(first, &about).or_else(|fault| {
        let mut rest = rest.chunks(PIECE).filter(|piece| piece.len() >= MIN_CHARACTERS);
        rest.find_map(|piece| judge_piece(piece, &about).ok()).ok_or(fault)
    })
}

/// What is known of somebody, as a whole and word by word.
fn words(about: &[String]) -> Vec<&str> {
    /// Shorter ones stand in anybody's password.
    const SHORTEST: usize = 3;
    let parts = about.iter().flat_map(|text| text.split(|character: char| !character.is_alphanumeric()));
    let parts = parts.filter(|part| part.chars().count() >= SHORTEST);
    about.iter().map(String::as_str).chain(parts).chain(["strongroom"]).collect()
}

/// The characters that are part of nothing that stood before them.
fn without_echoes(characters: &[char]) -> Vec<char> {
    let is_echo = |at: usize| {
        let (echo, before) = (characters.get(at..at + ECHO), characters.get(..at + ECHO - 1));
        echo.zip(before).is_some_and(|(echo, before)| before.windows(ECHO).any(|earlier| earlier == echo))
    };
    let is_new = |at: usize| !(at.saturating_sub(ECHO - 1)..=at).any(is_echo);
    characters.iter().enumerate().filter(|(at, _)| is_new(*at)).map(|(_, character)| *character).collect()
}

fn judge_piece(piece: &[char], about: &[&str]) -> Result<(), PasswordFault> {
    let estimate = zxcvbn::zxcvbn(&with_few_readings(piece), about);
    if estimate.score() >= zxcvbn::Score::Three {
        return Ok(());
    }
    let warning = estimate.feedback().and_then(Feedback::warning);
    Err(PasswordFault::Weak(warning.map(why)))
}

/// What is told of what was found.
fn why(warning: Warning) -> Text {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess => Text::GuessRow,
        Warning::ShortKeyboardPatternsAreEasyToGuess => Text::GuessKeyboard,
        Warning::RepeatsLikeAaaAreEasyToGuess => Text::GuessRepeat,
        Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => Text::GuessRepeatedPart,
        Warning::ThisIsATop10Password => Text::GuessTopTen,
        Warning::ThisIsATop100Password => Text::GuessTopHundred,
        Warning::ThisIsACommonPassword => Text::GuessCommon,
        Warning::ThisIsSimilarToACommonlyUsedPassword => Text::GuessSimilar,
        Warning::SequencesLikeAbcAreEasyToGuess => Text::GuessSequence,
        Warning::RecentYearsAreEasyToGuess => Text::GuessYear,
        Warning::AWordByItselfIsEasyToGuess => Text::GuessWord,
        Warning::DatesAreOftenEasyToGuess => Text::GuessDate,
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess => Text::GuessName,
        Warning::CommonNamesAndSurnamesAreEasyToGuess => Text::GuessCommonName,
    }
}

/// The piece with only as many of its symbols as can be read in a bounded number of ways. Each of the others becomes a
/// character that is no letter's symbol, neighbours no other, and is in no dictionary.
fn with_few_readings(piece: &[char]) -> String {
    let mut kept = Vec::new();
    let replaced = piece.iter().map(|&character| {
        let Some(at) = SYMBOLS.iter().position(|(symbol, _)| *symbol == character) else { return character };
        if kept.contains(&at) {
            return character;
        }
        kept.push(at);
        if readings(&kept) <= READINGS {
            return character;
        }
        kept.pop();
        // Of the private use area, and far apart.
        u32::try_from(at).ok().and_then(|at| char::from_u32(0xE000 + 16 * at)).unwrap_or(char::REPLACEMENT_CHARACTER)
    });
    replaced.collect()
}

/// In how many ways these symbols are read: for each letter one of its symbols, and twice as many for each symbol of two
/// letters.
fn readings(kept: &[usize]) -> usize {
    let letters = kept.iter().filter_map(|at| SYMBOLS.get(*at)).map(|(_, letters)| *letters);
    let twice = letters.clone().filter(|letters| letters.len() > 1).count();
    let of_letter = |letter: char| letters.clone().filter(|letters| letters.contains(letter)).count().max(1);
    ('a'..='z').map(of_letter).product::<usize>() << twice
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn passwords_are_judged_by_strength() {
        let about = ["margaret.hale".to_owned(), "margaret.hale@example.com".to_owned()];
        let weak_then_strong = format!("{}correct horse battery staple", "a".repeat(PIECE));
        let strong_then_weak = format!("correct horse battery staple{}", "a".repeat(100));
        for strong in [
            "correct horse battery staple",
            "vK9$mPq2!xLw7",
            "Regenschirm am Fluss 41",
            "юный-кедр-ржавый-топор",
            "4@8({[<3691!|70$5+%2-no-dictionary",
            &weak_then_strong,
            &strong_then_weak,
        ] {
            assert_eq!(judge(strong, &about), Ok(()), "{strong}");
        }
        let long_and_weak = ["a", "password", "qwertyuiop", "12345678", "abcdefgh", "strongroom", "margaret.hale"]
            .map(|word| word.repeat(128 / word.len()));
        let short_and_weak = [
            "password1234",
            "1234567890",
            "aaaaaaaaaaaa",
            "qwertyuiop",
            "Password123!",
            "margaret.hale",
            "strongroom1",
        ];
        let disguised = ["p4$$w0rd!1", "P@55word123", "m4rg4ret.h4le"];
        let weak = short_and_weak.into_iter().chain(disguised).chain(long_and_weak.iter().map(String::as_str));
        for weak in weak {
            assert!(judge(weak, &about).is_err(), "{weak}");
        }
    }

    #[test]
    fn symbols_are_read_in_few_ways_and_stay_apart() {
        let all: Vec<char> = SYMBOLS.iter().map(|(symbol, _)| *symbol).collect();
        let kept = with_few_readings(&all);
        let known: Vec<usize> =
            kept.chars().filter_map(|kept| SYMBOLS.iter().position(|(symbol, _)| *symbol == kept)).collect();
        assert!((5..20).contains(&known.len()) && readings(&known) <= READINGS, "{kept}");
        let mut apart: Vec<char> = kept.chars().collect();
        apart.sort_unstable();
        apart.dedup();
        assert_eq!(apart.len(), all.len(), "two symbols became one: {kept}");
        assert_eq!(with_few_readings(&"p4$$w0rd!1 @".chars().collect::<Vec<_>>()), "p4$$w0rd!1 @");
    }

    /// How long this thread has worked, without the time that others took on a busy machine.
    fn worked() -> Duration {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(u64::try_from(time.tv_sec).unwrap(), u32::try_from(time.tv_nsec).unwrap())
    }

    /// Whole, the first of these took three seconds each, on a machine that had nothing else to do.
    #[test]
    fn no_password_takes_long_to_judge() {
        let symbols: String = SYMBOLS.iter().map(|(symbol, _)| symbol).collect();
        // No part of it stands in it twice.
        let shuffled: String = (0..7)
            .flat_map(|step| (0..20).map(move |at| (at * (2 * step + 1) + step) % 20))
            .map(|at| SYMBOLS[at].0)
            .collect();
        let crafted =
            [&symbols, &shuffled, &format!("{symbols}x{symbols}y"), "p4ssw0rd(l0v3{m0nk3y[dr4g0n<5h4d0w9|$+%2!1678@"];
        let patterns =
            ["a", "ab", "aab", "1", "1.1.1991", "11111991", "password", "qwertyuiop", "abaababaabaababaababa"];
        let _ = judge("the tables are made once", &[]);
        for pattern in crafted.into_iter().chain(patterns) {
            let password: String = pattern.chars().cycle().take(super::super::MAX_CHARACTERS).collect();
            let shortest = (0..5).map(|_| {
                let began = worked();
                let _ = judge(&password, &["margaret.hale".to_owned(), "margaret.hale@example.com".to_owned()]);
                worked().saturating_sub(began)
            });
            let shortest = shortest.min().unwrap();
            println!("{shortest:?} for {pattern}");
            assert!(shortest < Duration::from_millis(250), "{pattern}: {shortest:?}");
        }
    }
}
