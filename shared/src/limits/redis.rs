//! The numbers in Redis, which all programs share. One that does not answer at once is left alone for a while.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use fred::{
    clients::Client,
    error::Error,
    interfaces::ClientLike,
    types::{
        Builder, CustomCommand,
        config::{Config, Options, ReconnectPolicy},
    },
};
use tokio::time::{Instant, timeout, timeout_at};

use super::{Ask, Verdict};

const SCRIPT: &str = include_str!("gcra.lua");

/// How long looks may take; a program that waits longer had better count itself.
pub(super) const PATIENCE: Duration = Duration::from_millis(45);

/// How long Redis is not asked after it did not answer.
const REST: Duration = Duration::from_secs(1);

/// How long a start waits for Redis. Until it is there, each program counts for itself.
const START_PATIENCE: Duration = Duration::from_secs(1);

/// Redis as far as limits need it.
pub(super) struct Redis {
    client: Client,
    prefix: Box<str>,
    /// By this the script is called, once Redis has it.
    digest: Box<str>,
    began: Instant,
    /// Until when Redis is not asked, in milliseconds since `began`; 0 while it answers.
    rests_until: AtomicU64,
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redis({})", self.prefix)
    }
}

impl Redis {
    pub(super) fn open(url: &str, prefix: &str) -> Result<Self, Error> {
        let mut config = Config::from_url(url)?;
        // A client that begins while Redis is away would else never find it.
        config.fail_fast = false;
        let client = Builder::from_config(config)
            .with_connection_config(|config| {
                config.connection_timeout = Duration::from_millis(500);
                config.internal_command_timeout = Duration::from_millis(500);
                config.max_command_attempts = 1;
            })
            .with_performance_config(|config| config.default_command_timeout = PATIENCE)
            .set_policy(ReconnectPolicy::new_constant(0, 200))
            .build()?;
        let digest = hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, SCRIPT.as_bytes())).into();
        Ok(Self { client, prefix: prefix.into(), digest, began: Instant::now(), rests_until: AtomicU64::new(0) })
    }

    /// Connects, and goes on with that when Redis is not there in a second.
    pub(super) async fn begin(&self) {
        let client = self.client.clone();
        tokio::spawn(async move {
            if let Err(error) = client.init().await {
                tracing::warn!(%error, "limits cannot be counted in Redis");
            }
        });
        let _ = timeout(START_PATIENCE, self.client.wait_for_connect()).await;
    }

    /// Takes what is asked for, beside what this program has `counted_alone` of each; none when Redis does not answer by then.
    pub(super) async fn take(
        &self,
        asks: &[Ask],
        counted_alone: &[i64],
        until: Instant,
        ahead: Duration,
    ) -> Option<Vec<Verdict>> {
        if !self.is_worth_asking() {
            return None;
        }
        let why = match timeout_at(until, self.ask(&self.arguments(asks, counted_alone, ahead))).await {
            Ok(Ok(numbers)) if numbers.len() == 4 * asks.len() => {
                if self.rests_until.swap(0, Ordering::Relaxed) != 0 {
                    tracing::info!("limits are counted in Redis again");
                }
                return numbers.chunks_exact(4).map(Verdict::from_numbers).collect();
            }
            Ok(Ok(_)) => "an answer of another length".to_owned(),
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer within {} ms", PATIENCE.as_millis()),
        };
        if self.rests_until.swap(self.now() + millis(REST), Ordering::Relaxed) == 0 {
            tracing::warn!(why, "Redis is away or slow: each program counts limits for itself");
        }
        None
    }

    async fn ask(&self, arguments: &[String]) -> Result<Vec<i64>, Error> {
        match self.call("EVALSHA", &self.digest, arguments).await {
            // Redis keeps the script of every call by its text.
            Err(error) if error.details().starts_with("NOSCRIPT") => self.call("EVAL", SCRIPT, arguments).await,
            answer => answer,
        }
    }

    /// What the script is given: how many keys, the keys, and the numbers.
    fn arguments(&self, asks: &[Ask], counted_alone: &[i64], ahead: Duration) -> Vec<String> {
        let mut arguments = Vec::with_capacity(2 + 5 * asks.len());
        arguments.push(asks.len().to_string());
        arguments.extend(asks.iter().map(|ask| format!("{}:limit:{}", self.prefix, ask.key)));
        arguments.push(ahead.as_micros().to_string());
        for (ask, alone) in asks.iter().zip(counted_alone) {
            arguments.extend([ask.interval, ask.burst, ask.cost, *alone].map(|number| number.to_string()));
        }
        arguments
    }

    async fn call(&self, command: &'static str, script: &str, arguments: &[String]) -> Result<Vec<i64>, Error> {
        let arguments: Vec<&str> = [script].into_iter().chain(arguments.iter().map(String::as_str)).collect();
        let at_once = Options { fail_fast: true, max_attempts: Some(1), timeout: Some(PATIENCE), ..Options::default() };
        let command = CustomCommand::new_static(command, None::<u16>, false);
        self.client.with_options(&at_once).custom(command, arguments).await
    }

    /// Says whether Redis answers as far as is known. After a rest the first that asks here finds out for all.
    fn is_worth_asking(&self) -> bool {
        let until = self.rests_until.load(Ordering::Relaxed);
        if until == 0 {
            return true;
        }
        let now = self.now();
        let next = now + millis(REST);
        until <= now && self.rests_until.compare_exchange(until, next, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Never 0.
    fn now(&self) -> u64 {
        millis(self.began.elapsed()) + 1
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX / 2)
}
