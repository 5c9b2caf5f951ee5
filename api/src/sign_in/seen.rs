//! When sessions and tokens were last used: gathered here, and written down for each once a minute at the most.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use shared::{
    clock::Millis,
    db::Db,
    ids::{ApiTokenId, SessionId},
    people::{
        api_tokens::ApiToken,
        sessions::{Credential, Lifetime, Session},
    },
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// How long a use counts for what comes after it.
const A_MINUTE: Duration = Duration::from_mins(1);

/// How long one use waits for others, to be written down with them.
const GATHER: Duration = Duration::from_millis(100);

/// So many are kept in mind; the use of one more is noted by its next request.
const MOST: usize = 100_000;

/// So many are written down in one statement.
const BATCH: usize = 200;

/// What was used lately.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    state: Mutex<State>,
    more: Notify,
}

#[derive(Debug, Default)]
struct State {
    lately: HashMap<Credential, Millis>,
    unwritten: Vec<Credential>,
    last: Option<Millis>,
}

impl Seen {
    /// Notes that a session or a token is used.
    pub(crate) fn note(&self, used: Credential, now: Millis) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_known = state.lately.get(&used).is_some_and(|seen| now.since(*seen) < A_MINUTE);
        if is_known || state.lately.len() >= MOST {
            return;
        }
        state.lately.insert(used, now);
        state.unwritten.push(used);
        state.last = Some(now);
        drop(state);
        self.more.notify_one();
    }

    /// Writes down what is noted, until told to stop.
    pub(crate) async fn write_down(&self, db: &Db, lifetime: Lifetime, stop: CancellationToken) {
        loop {
            let is_over = stop.run_until_cancelled(self.more.notified()).await.is_none();
            if !is_over {
                tokio::time::sleep(GATHER).await;
            }
            let Some((used, now)) = self.take() else {
                if is_over {
                    return;
                }
                continue;
            };
            for batch in used.chunks(BATCH) {
                // A use that is lost is noted again a minute later.
                if let Err(error) = write_batch(db, batch, lifetime, now).await {
                    tracing::warn!(%error, "when sessions and tokens were last used could not be written down");
                }
            }
            if is_over {
                return;
            }
        }
    }

    fn take(&self) -> Option<(Vec<Credential>, Millis)> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = state.last?;
        state.lately.retain(|_, seen| now.since(*seen) < A_MINUTE);
        let used = std::mem::take(&mut state.unwritten);
        (!used.is_empty()).then_some((used, now))
    }
}

async fn write_batch(db: &Db, used: &[Credential], lifetime: Lifetime, now: Millis) -> Result<(), sqlx::Error> {
    let (mut sessions, mut tokens): (Vec<SessionId>, Vec<ApiTokenId>) = (Vec::new(), Vec::new());
    for credential in used {
        match credential {
            Credential::Session(session) => sessions.push(*session),
            Credential::ApiToken(token) => tokens.push(*token),
        }
    }
    if !sessions.is_empty() {
        Session::mark_seen(db, &sessions, lifetime, now).await?;
    }
    if !tokens.is_empty() {
        ApiToken::mark_used(db, &tokens, now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_written_down_once_a_minute() {
        let (seen, session) = (Seen::default(), Credential::Session(SessionId::new()));
        let begin = Millis(1_800_000_000_000);
        for second in 0..60 {
            seen.note(session, begin + Duration::from_secs(second));
        }
        assert_eq!(seen.take(), Some((vec![session], begin)));
        seen.note(session, begin + Duration::from_secs(59));
        assert_eq!(seen.take(), None);
        let later = begin + A_MINUTE;
        seen.note(session, later);
        assert_eq!(seen.take(), Some((vec![session], later)));
    }
}
