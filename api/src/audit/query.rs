//! Which events somebody asks for.

use std::time::UNIX_EPOCH;

use serde::Deserialize;
use shared::{
    audit::{Event, Wanted},
    clock::Millis,
    ids::UserId,
    words::Text,
};
use utoipa::IntoParams;

use crate::{error::Faults, extract::sought};

/// Filters, all of which have to hold.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// An event, such as `login.ok`, or all of a group: `login` or `login.*`.
    #[param(max_length = 64, example = "login.*")]
    event: Option<String>,
    /// What this account did.
    #[param(format = Uuid)]
    actor: Option<String>,
    /// What was about this person.
    #[param(format = Uuid)]
    person: Option<String>,
    /// What was about this document.
    #[param(format = Uuid)]
    file: Option<String>,
    /// Not before this time, or day in UTC.
    #[param(example = "2026-11-01T00:00:00Z")]
    since: Option<String>,
    /// Before this time, or day in UTC.
    #[param(example = "2026-12-01")]
    until: Option<String>,
    /// A request id, an address, or a name that was given at a log-in, as a whole.
    #[param(max_length = 255)]
    search: Option<String>,
}

impl EventsQuery {
    /// What is wanted, and a word in `faults` for what is wrong. Nothing is wanted that has a malformed id: none then.
    pub(crate) fn check(self, faults: &mut Faults) -> Option<Wanted> {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let mut wanted = Wanted::default();
        if let Some(text) = given(self.event) {
            wanted.events = Event::named(&text);
            if wanted.events.is_empty() {
                faults.add("event", Text::MustBeEvent);
            }
        }
        let mut moment = |name, text: Option<String>| {
            let text = given(text)?;
            let moment = moment(&text);
            if moment.is_none() {
                faults.add(name, Text::MustBeTimeOrDay);
            }
            moment
        };
        wanted.since = moment("since", self.since);
        wanted.until = moment("until", self.until);
        wanted.search = sought("search", self.search, 255, faults);
        // A malformed id is like one that nobody has.
        let id = |text: Option<String>| given(text).map(|text| text.parse::<UserId>().map(|id| id.0)).transpose().ok();
        (wanted.actor, wanted.person, wanted.file) = (id(self.actor)?, id(self.person)?, id(self.file)?);
        Some(wanted)
    }
}

/// A time, or the beginning of a day.
fn moment(text: &str) -> Option<Millis> {
    let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
    let time = humantime::parse_rfc3339(&whole).ok()?;
    let since_1970 = time.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since_1970.as_millis()).ok().map(Millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(query: EventsQuery) -> (Option<Wanted>, bool) {
        let mut faults = Faults::default();
        (query.check(&mut faults), faults.is_empty())
    }

    #[test]
    fn filters_are_read() {
        let query = EventsQuery {
            event: Some("link".to_owned()),
            since: Some("2026-11-01".to_owned()),
            until: Some("2026-11-01T12:00:00Z".to_owned()),
            search: Some(String::new()),
            ..EventsQuery::default()
        };
        let (Some(wanted), true) = checked(query) else { panic!("refused") };
        assert_eq!(wanted.events, [Event::LinkMinted, Event::LinkRevoked, Event::LinkRefused]);
        assert_eq!(wanted.until.unwrap().since(wanted.since.unwrap()).as_secs(), 12 * 3600);
        assert_eq!(wanted.search, None);
    }

    #[test]
    fn what_is_unknown_is_wrong_and_a_malformed_id_is_nobodys() {
        let text = |text: &str| Some(text.to_owned());
        assert!(!checked(EventsQuery { event: text("logins"), ..EventsQuery::default() }).1);
        for wrong in ["yesterday", "2026-11-31", "2026-11-01T00:00:00", "12345678901"] {
            assert!(!checked(EventsQuery { since: text(wrong), ..EventsQuery::default() }).1, "{wrong}");
        }
        let (wanted, is_good) = checked(EventsQuery { actor: text("ann"), ..EventsQuery::default() });
        assert!(wanted.is_none() && is_good);
    }
}
