//! How often somebody may be wrong about who they are: by password, and by what else an account asks for.
//!
//! Failures alone count, for accounts and for names that nobody has alike. A try counts as failed from its beginning, and is
//! given back when it turns out right: of many that are made at once no more get through than the limit says.
//!
//! Whoever comes from where the account has logged in before has a count of their own there, so nobody else can shut them
//! out.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use shared::{
    audit::{self, Asked, Entry, Event},
    ids::{SessionId, UserId},
    jobs::Job,
    limits::{Ask, Key, Verdict, Who},
    people::{
        notices::AccountEvent,
        sessions::{KnownBy, Origin},
    },
    settings::Rate,
};

use super::standing::{Limit, Standing};
use crate::{app::AppState, error::ApiError};

/// A lock-out is this long at the most.
const LONGEST: Duration = Duration::from_hours(1);

/// For so long a lock-out makes the next one longer.
const REMEMBERED: Duration = Duration::from_hours(24);

/// After so many lock-outs within that time the next one is no longer than the last.
const GROWS: u32 = 5;

/// So many second factors may be wrong in a row, and as many in a day from then on, however slowly they are tried: of the million
/// codes of six digits three are right at any time.
const SECOND_FACTORS: Rate = Rate { count: 30, per: Duration::from_hours(24) };

/// What those are counted as.
const SECOND_FACTOR: &str = "second-factor";

/// Who is said to be at the door.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claimed {
    /// The account, if the name is one's.
    pub(crate) account: Option<UserId>,
    /// By what its owner is known to come from there.
    pub(crate) known: Option<KnownBy>,
    /// Who is counted: the account, or the name where there is no such account.
    named: Who,
    /// Whether a second factor is what is asked for.
    is_half_way: bool,
}

impl Claimed {
    /// Somebody who gives a name, folded as names are compared.
    pub(crate) fn by_name(name: &str, account: Option<UserId>, known: Option<KnownBy>) -> Self {
        let unknown = Who::named(&[b"name", name.as_bytes()]);
        Self { account, known, named: account.map_or(unknown, Who::Account), is_half_way: false }
    }

    /// Somebody who has given an account's password, and is asked for more.
    pub(crate) fn of_account(account: UserId, known: Option<KnownBy>) -> Self {
        Self { account: Some(account), known, named: Who::Account(account), is_half_way: true }
    }

    /// The owner of a session, who is asked once more. What fails there counts for the session alone.
    pub(crate) fn in_session(account: UserId, session: SessionId) -> Self {
        let named = Who::named(&[b"session", session.0.as_bytes()]);
        Self { account: Some(account), known: None, named, is_half_way: false }
    }
}

/// A try that counts as failed until it is said to be right.
#[derive(Debug)]
#[must_use = "a try that nobody settles counts as failed, and locks nobody out"]
pub(crate) struct Attempt {
    claimed: Claimed,
    /// What it has taken of which limits; none where there is no limit.
    taken: Vec<Ask>,
    lock: Option<Lock>,
    standing: Option<Standing>,
}

/// What keeps more tries from an account, from all unknown devices or from one that is known.
#[derive(Clone, Copy, Debug)]
struct Lock {
    who: Who,
    rate: Rate,
    /// This was the last try that there was.
    is_due: bool,
}

/// Says whether one more try may be made, and counts it. Asked before the password is hashed.
pub(crate) async fn may_try(app: &AppState, claimed: Claimed, from: &Origin) -> Result<Attempt, ApiError> {
    let nothing = Attempt { claimed, taken: Vec::new(), lock: None, standing: None };
    let Some(rate) = app.settings.limits.login else { return Ok(nothing) };
    let who = counted(claimed, from);
    let address = from.address.filter(|_| claimed.known.is_none()).map(Who::at);
    let half_way = claimed.is_half_way.then(|| Limit { key: Key::new(SECOND_FACTOR, who), rate: SECOND_FACTORS });
    let counts = [Some(who), address].into_iter().flatten().map(|who| Limit { key: Key::new("login", who), rate });
    let limits: Vec<Limit> = counts.chain(half_way).collect();
    let taken: Vec<Ask> = limits.iter().map(|limit| Ask::one(limit.key, limit.rate)).collect();
    let mut asks = taken.clone();
    asks.push(Ask::whether_all_is_back(Key::new("locked", who)));

    let verdicts = app.limits.take(&asks).await;
    let mut standings: Vec<Standing> =
        limits.iter().zip(&taken).zip(&verdicts).map(|((limit, ask), verdict)| limit.stands(ask, *verdict)).collect();
    if let Some(locked) = verdicts.last().filter(|verdict| !verdict.allowed) {
        standings.push(Standing::shut("login", rate, locked.retry_after));
    }
    if let Some(refused) = Standing::longest_refusal(&standings) {
        return Err(ApiError::TooManyAttempts(refused));
    }
    let is_last = |standing: Option<&Standing>| standing.is_some_and(|standing| standing.left() == 0);
    let is_due = is_last(standings.first()) || (claimed.is_half_way && is_last(standings.last()));
    let standing = standings.into_iter().min_by_key(Standing::left);
    Ok(Attempt { claimed, taken, lock: Some(Lock { who, rate, is_due }), standing })
}

/// Says whether one more try may be made from there by somebody who gives no name, and counts it for the address.
pub(crate) async fn may_try_nameless(app: &AppState, from: &Origin) -> Result<Attempt, ApiError> {
    let claimed = Claimed { account: None, known: None, named: Who::named(&[b"nobody"]), is_half_way: false };
    let mut attempt = Attempt { claimed, taken: Vec::new(), lock: None, standing: None };
    let (Some(rate), Some(address)) = (app.settings.limits.login, from.address) else { return Ok(attempt) };
    let limit = Limit { key: Key::new("login", Who::at(address)), rate };
    attempt.taken.push(Ask::one(limit.key, rate));
    let verdicts = app.limits.take(&attempt.taken).await;
    attempt.standing = attempt.taken.iter().zip(verdicts).map(|(ask, verdict)| limit.stands(ask, verdict)).next();
    match Standing::longest_refusal(attempt.standing.as_slice()) {
        Some(refused) => Err(ApiError::TooManyAttempts(refused)),
        None => Ok(attempt),
    }
}

/// Whose count this is: the account's or the name's, or where its owner is known that one place's or device's.
fn counted(claimed: Claimed, from: &Origin) -> Who {
    let Claimed { account: Some(account), known: Some(known), named, .. } = claimed else { return claimed.named };
    let id = account.0.as_bytes();
    match (known, from.device_hash(), from.network()) {
        (KnownBy::Device, Some(hash), _) => Who::named(&[b"device", id, &hash]),
        (KnownBy::Network, _, Some(network)) => Who::named(&[b"network", id, network.as_str().as_bytes()]),
        _ => named,
    }
}

impl Attempt {
    /// It was wrong. When it was the last one that there was, no more are taken for a while, and the owner is told.
    pub(crate) async fn failed(&self, app: &AppState, asked: &Asked) -> Result<(), ApiError> {
        match self.lock.filter(|lock| lock.is_due) {
            Some(lock) => lock.shut(app, self.claimed, asked).await,
            None => Ok(()),
        }
    }

    /// The answer to it that tells how many are left.
    pub(crate) fn answer(&self, why: ApiError) -> Response {
        let mut response = why.into_response();
        if let Some(standing) = self.standing {
            response.extensions_mut().insert(standing);
        }
        response
    }

    /// It was neither right nor wrong, so it does not count.
    pub(crate) async fn came_to_nothing(self, app: &AppState) {
        let back: Vec<Ask> = self.taken.into_iter().map(Ask::given_back).collect();
        app.limits.take(&back).await;
    }

    /// It was right, and by that it is known whose account it is: what failed there before counts no more.
    pub(crate) async fn succeeded_as(self, app: &AppState, claimed: Claimed, from: &Origin) {
        let Some(rate) = app.settings.limits.login else { return };
        let cleared = |who| Ask::one(Key::new("login", who), rate).cleared();
        let counts = [Some(counted(claimed, from)), claimed.known.map(|_| claimed.named)];
        let back = self.taken.into_iter().map(Ask::given_back).chain(counts.into_iter().flatten().map(cleared));
        app.limits.take(&back.collect::<Vec<_>>()).await;
    }

    /// It was right, in every way that the account asks for: what failed before counts no more.
    pub(crate) async fn succeeded(self, app: &AppState) {
        let Some(Lock { rate, .. }) = self.lock else { return };
        // An address goes on counting for those who guess at others from there.
        let back =
            self.taken.into_iter().enumerate().map(|(at, ask)| {
                if at == 0 || ask.key.what == SECOND_FACTOR { ask.cleared() } else { ask.given_back() }
            });
        let mut back: Vec<Ask> = back.collect();
        if self.claimed.known.is_some() {
            back.push(Ask::one(Key::new("login", self.claimed.named), rate).cleared());
        }
        app.limits.take(&back).await;
    }
}

impl Lock {
    /// Takes no more tries for as long as the limit counts, and for twice the time with each lock-out of the same day.
    async fn shut(self, app: &AppState, claimed: Claimed, asked: &Asked) -> Result<(), ApiError> {
        let unit = self.rate.per.min(LONGEST);
        let most = u32::try_from(LONGEST.as_secs() / unit.as_secs().max(1)).unwrap_or(u32::MAX);
        let lock = |units, most| Ask::some(Key::new("locked", self.who), unit, most, units);
        // Of several that fail together one does it.
        if !is_allowed(&app.limits.take(&[lock(1, 1)]).await) {
            return Ok(());
        }
        let lockouts = Ask::some(Key::new("lockouts", self.who), REMEMBERED, GROWS, 1);
        let verdicts = app.limits.take(&[lockouts]).await;
        let left = verdicts.first().filter(|verdict| verdict.allowed).map_or(0, |verdict| verdict.left);
        let units = (1 << GROWS.saturating_sub(left + 1)).min(most);
        if units > 1 {
            app.limits.take(&[lock(units - 1, most)]).await;
        }
        // The same work for a name that nobody has. The worker sees whether there is anybody to be told.
        let user = claimed.account.unwrap_or_else(UserId::new);
        let now = app.clock.now();
        let key = format!("locked_out:{user}:{}", now.unix_seconds() / 60);
        let mut tx = app.db.begin().await?;
        Job::AccountNotice { user, event: AccountEvent::LockedOut }.enqueue_once(&mut tx, &key, now).await?;
        let entry = Entry::of(Event::LoginLocked);
        let entry = claimed.account.into_iter().fold(entry, Entry::on_person);
        audit::record(&mut tx, asked, entry, now).await?;
        tx.commit().await?;
        tracing::warn!(account = claimed.account.map(tracing::field::display), "too many log-ins have failed");
        Ok(())
    }
}

fn is_allowed(verdicts: &[Verdict]) -> bool {
    verdicts.iter().all(|verdict| verdict.allowed)
}
