//! The rounds: twice a second, for all who look on in this process.

use std::{collections::HashSet, time::Duration};

use shared::{
    clock::Millis,
    documents::visible::{self, Expired},
    happenings::{self, BATCH, Happening, Of},
    people::{
        names::Role,
        permissions::Permission,
        sessions::{Credential, Reader, still_live},
    },
};
use tokio_util::sync::CancellationToken;

use super::{
    line::{Lines, Told},
    onlookers::Onlooker,
    telling::Batch,
};
use crate::app::AppState;

/// How often is looked whether anything has happened, and who may still look on.
const TICK: Duration = Duration::from_millis(500);

/// How often everybody hears something.
const BEAT: Duration = Duration::from_secs(15);

/// So much is told at once; instead of more, that there is more.
const MOST_AT_ONCE: usize = 200;

/// Goes round until told to stop, which ends all streams.
pub(crate) async fn run(app: AppState, stop: CancellationToken) {
    let mut rounds = Rounds { all: Vec::new(), expired_until: Expired::by(app.clock.now()) };
    let mut is_away = false;
    loop {
        let turn = async {
            // Where nobody looks on, nothing is looked at.
            if rounds.all.is_empty() { app.onlookers.somebody_comes().await } else { tokio::time::sleep(TICK).await }
        };
        if stop.run_until_cancelled(turn).await.is_none() {
            return app.onlookers.end();
        }
        match rounds.go(&app).await {
            Ok(()) => is_away = false,
            // Nobody is told anything meanwhile, and afterwards all of it.
            Err(error) if !std::mem::replace(&mut is_away, true) => {
                tracing::warn!(%error, "those who look on cannot be told just now");
            }
            Err(_) => {}
        }
    }
}

struct Rounds {
    all: Vec<Onlooker>,
    /// Up to this one it is told which documents have expired.
    expired_until: Expired,
}

impl Rounds {
    async fn go(&mut self, app: &AppState) -> Result<(), sqlx::Error> {
        let now = app.clock.now();
        if self.all.is_empty() {
            self.expired_until = Expired::by(now);
        }
        self.all.extend(app.onlookers.take());
        self.all.retain(Onlooker::is_there);
        self.let_go(app, now).await?;
        happenings::count(&app.db).await?;
        while let Some(first) = self.all.iter().map(|onlooker| onlooker.at).min() {
            let happened = happenings::after(&app.db, first).await?;
            let Some(Happening { number, .. }) = happened.last().copied() else { break };
            self.tell(app, &happened, now).await?;
            for onlooker in &mut self.all {
                onlooker.at = onlooker.at.max(number);
            }
            if !is_full(happened.len()) {
                break;
            }
        }
        self.tell_what_expired(app, now).await?;
        self.beat(app, now);
        Ok(())
    }

    /// Lets those go whose session is over, and sees what the others may by now.
    async fn let_go(&mut self, app: &AppState, now: Millis) -> Result<(), sqlx::Error> {
        let idle_since = app.session_lifetime().idle_since(now);
        for onlooker in &mut self.all {
            onlooker.reader.now = now;
            if let Credential::Session(_) = onlooker.reader.credential {
                onlooker.reader.idle_since = idle_since;
            }
        }
        let readers: Vec<Reader> = self.all.iter().map(|onlooker| onlooker.reader).collect();
        let live = still_live(&app.db, &readers).await?;
        self.all.retain_mut(|onlooker| {
            let Some(permissions) = live.get(&onlooker.reader.credential) else { return false };
            onlooker.operates = onlooker.reader.role == Role::Ops && permissions.allow(Permission::Operate);
            true
        });
        Ok(())
    }

    async fn tell(&mut self, app: &AppState, happened: &[Happening], now: Millis) -> Result<(), sqlx::Error> {
        let mut batch = Batch::of(app, happened, now);
        let mut cut_off = HashSet::new();
        for (place, onlooker) in self.all.iter_mut().enumerate() {
            let known = onlooker.known.clone();
            let told = match batch.for_one(onlooker).await {
                Ok(told) => told,
                Err(error) => {
                    // They were not told what they see no more.
                    onlooker.known = known;
                    return Err(error);
                }
            };
            if !hand(app, onlooker, &told, now) {
                cut_off.insert(place);
            }
        }
        self.cut_off(&cut_off);
        Ok(())
    }

    /// Tells of documents whose time is over: nothing was changed by that. Who was away is told to look anew.
    async fn tell_what_expired(&mut self, app: &AppState, now: Millis) -> Result<(), sqlx::Error> {
        loop {
            let expired = visible::expired_between(&app.db, self.expired_until, now, BATCH).await?;
            let happened: Vec<Happening> =
                expired.iter().map(|one| Happening { number: i64::MAX, of: Of::File(one.id) }).collect();
            if !happened.is_empty() {
                self.tell(app, &happened, now).await?;
            }
            // What could not be told is told in the next round.
            match expired.last() {
                Some(last) if is_full(expired.len()) => self.expired_until = *last,
                _ => {
                    self.expired_until = Expired::by(now);
                    return Ok(());
                }
            }
        }
    }

    /// Lets everybody hear something who has not for a while.
    fn beat(&mut self, app: &AppState, now: Millis) {
        let mut cut_off = HashSet::new();
        for (place, onlooker) in self.all.iter_mut().enumerate() {
            if now.since(onlooker.told_at) < BEAT {
                continue;
            }
            let further = Some(onlooker.at).filter(|at| *at > onlooker.told);
            onlooker.told = onlooker.at;
            if !onlooker.hand(Lines::beat(&app.sealer, further, now).into_bytes(), now) {
                cut_off.insert(place);
            }
        }
        self.cut_off(&cut_off);
    }

    fn cut_off(&mut self, places: &HashSet<usize>) {
        if !places.is_empty() {
            tracing::debug!(
                streams = places.len(),
                "streams of events whose readers are gone, or too slow, are cut off"
            );
            let mut place = 0;
            self.all.retain(|_| {
                place += 1;
                !places.contains(&(place - 1))
            });
        }
    }
}

/// Says whether more may follow on so many.
fn is_full(count: usize) -> bool {
    count >= usize::try_from(BATCH).unwrap_or(usize::MAX)
}

/// Hands somebody what they are told, and says whether they keep up. What only the clock has brought has no number.
fn hand(app: &AppState, onlooker: &mut Onlooker, told: &[(i64, Told)], now: Millis) -> bool {
    let Some((last, _)) = told.last() else { return true };
    let number = |number: i64| Some(number).filter(|number| *number != i64::MAX);
    let is_too_much = told.len() > MOST_AT_ONCE || told.iter().any(|(_, told)| matches!(told, Told::Reset));
    let mut lines = Lines::default();
    if is_too_much {
        lines.tell(&Told::Reset, &app.sealer, number(*last), now);
    } else {
        for (at, told) in told {
            lines.tell(told, &app.sealer, number(*at), now);
        }
    }
    onlooker.told = number(*last).unwrap_or(onlooker.told);
    onlooker.hand(lines.into_bytes(), now)
}
