//! Limits where Redis is away or slow, and whether it and memory count alike.

use std::time::{Duration, Instant};

use shared::{
    clock::Clock,
    limits::{Ask, Counter, Key, Verdict, Who},
    settings::{Rate, Settings},
};

use crate::{
    app::{App, PASSWORD},
    servers::Redis,
    stack::{Kind, Stack, eventually, tell_alone},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn log_ins_go_on_without_redis() {
    tell_alone(Kind::Servers, async |stack: &Stack| {
        let mut redis = Redis::start().await;
        let setup = stack.setup().set("redis_url", redis.url()).set("limit_login", "3/1h");
        let app = setup.set("limit_api", "100000/1m").start().await;
        app.ops("otto").await;
        let wrong = async || app.login("nobody", "a guess").await;
        for _ in 0..3 {
            wrong().await.refuses(401, "invalid_credentials");
        }
        wrong().await.refuses(429, "too_many_attempts");

        let (answering, _) = log_ins(&app, "Redis answers").await;
        redis.freeze();
        let (frozen, longest) = log_ins(&app, "Redis is frozen").await;
        // Its patience is 45 ms, and a busy machine is late itself.
        assert!(longest < Duration::from_millis(150), "{longest:?}");
        // Who was at the limit stays there.
        wrong().await.refuses(429, "too_many_attempts");
        redis.thaw();
        redis.stop();
        let (stopped, _) = log_ins(&app, "Redis is stopped").await;
        wrong().await.refuses(429, "too_many_attempts");
        // Few wait for Redis at all: one in a second.
        println!("slower than 40 ms in a hundred looks: {answering} answering, {frozen} frozen, {stopped} stopped");
        assert!(frozen <= 30 && stopped <= 30, "{frozen}, {stopped}");

        redis.start_again().await;
        eventually("limits are counted in Redis again", async || {
            // It has come back empty, but who was refused meanwhile still is.
            wrong().await.refuses(429, "too_many_attempts");
            let client = redis::Client::open(redis.url()).unwrap();
            let mut connection = client.get_multiplexed_async_connection().await.unwrap();
            let keys: Vec<String> = redis::cmd("KEYS").arg("*:limit:*").query_async(&mut connection).await.unwrap();
            let readable = keys.iter().any(|key| key.contains("nobody") || key.contains("otto"));
            assert!(!readable, "{keys:?}");
            (!keys.is_empty()).then_some(())
        })
        .await;
    })
    .await;
}

/// Logs in again and again, looks at limits a hundred times, prints how long both took, and says how many looks were slow, and how
/// long the longest took.
async fn log_ins(app: &App, when: &str) -> (usize, Duration) {
    let mut took = Vec::new();
    for _ in 0..20 {
        let began = Instant::now();
        app.login("otto", PASSWORD).await.expect(200);
        took.push(began.elapsed());
    }
    took.sort();
    let ask = Ask::one(Key::new("test", Who::named(&[b"anybody"])), Rate { count: 1000, per: Duration::from_secs(1) });
    let mut looks = Vec::new();
    for _ in 0..100 {
        let began = Instant::now();
        app.foundation.limits.take(&[ask]).await;
        looks.push(began.elapsed());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    looks.sort();
    println!(
        "{when}: log-ins p50 {:?}, p99 {:?}; looks p50 {:?}, p99 {:?}, longest {:?}",
        took[10], took[19], looks[50], looks[98], looks[99]
    );
    (looks.iter().filter(|look| **look > Duration::from_millis(40)).count(), looks[99])
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[tokio::test]
async fn redis_and_memory_give_the_same_verdicts() {
    tell_alone(Kind::Servers, async |stack: &Stack| {
        let clock = Clock::system();
        let servers = Settings::from_pairs(stack.pairs()).unwrap();
        let embedded = Settings::from_pairs([("data_dir", stack.data_dir().to_str().unwrap().to_owned())]).unwrap();
        let (redis, memory) =
            (Counter::open(&servers, &clock).await.unwrap(), Counter::open(&embedded, &clock).await.unwrap());
        let rates = [(10, 10), (3, 30), (60, 60), (1, 5)]
            .map(|(count, mins)| (count, Rate { count, per: Duration::from_mins(mins) }));
        let (mut dice, mut refused) = (Dice(1), 0);
        for step in 0..4000 {
            let asks: Vec<Ask> = (0..=dice.throw(3))
                .map(|_| {
                    let at = usize::try_from(dice.throw(4)).unwrap();
                    let (count, rate) = rates[at];
                    let key = Key::new("twin", Who::named(&[&[u8::try_from(at).unwrap()]]));
                    match dice.throw(12) {
                        0 => Ask::one(key, rate).given_back(),
                        1 => Ask::one(key, rate).cleared(),
                        2 => Ask::whether_all_is_back(key),
                        3 => Ask::some(key, rate.per / count, count, 2),
                        _ => Ask::one(key, rate),
                    }
                })
                .collect();
            // Of one key only once: Redis looks at all before it writes any, as memory does.
            let mut seen = Vec::new();
            let asks: Vec<Ask> = asks
                .into_iter()
                .filter(|ask| {
                    !seen.contains(&ask.key) && {
                        seen.push(ask.key);
                        true
                    }
                })
                .collect();
            let there = redis.take(&asks).await;
            let here = memory.take(&asks).await;
            for (there, here) in there.iter().zip(&here) {
                assert_eq!(
                    (there.allowed, there.left),
                    (here.allowed, here.left),
                    "{step}: {asks:?}\n{there:?}\n{here:?}"
                );
                assert!(is_near(there, here), "{step}: {asks:?}\n{there:?}\n{here:?}");
                refused += usize::from(!here.allowed);
            }
            assert_eq!(there.len(), asks.len());
            clock.advance(Duration::from_secs(30 * dice.throw(8).saturating_sub(4)));
        }
        println!("4000 steps, {refused} refusals");
        assert!(refused > 400);
        let known = format!("{}:limit:twin:*", servers.storage.redis_prefix);
        let client = redis::Client::open(stack.setting("redis_url").unwrap()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        let keys: Vec<String> = redis::cmd("KEYS").arg(known).query_async(&mut connection).await.unwrap();
        assert!(!keys.is_empty(), "nothing was counted in Redis");
    })
    .await;
}

/// The clocks are read one after the other.
fn is_near(there: &Verdict, here: &Verdict) -> bool {
    let near = |a: Duration, b: Duration| a.abs_diff(b) < Duration::from_secs(20);
    near(there.retry_after, here.retry_after) && near(there.full_in, here.full_in)
}
