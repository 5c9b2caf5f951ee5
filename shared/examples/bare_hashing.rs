//! Argon2id with Strongroom's parameters and nothing around it, on every core: what logins are held against.
//!
//! `bare_hashing SECONDS` prints how many hashes all cores together make in a second.

use std::{
    env,
    num::NonZero,
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use argon2::{Algorithm, Argon2, Block, Params, Version};

const PASSWORD: &[u8] = b"correct horse battery staple";
const SALT: &[u8] = b"sixteen bytes of";

fn main() -> ExitCode {
    let Some(seconds) = env::args().nth(1).and_then(|text| text.parse().ok()) else {
        eprintln!("usage: bare_hashing SECONDS");
        return ExitCode::FAILURE;
    };
    match hash_on_every_core(Duration::from_secs(seconds)) {
        Ok(rate) => {
            println!("{rate:.2}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bare_hashing: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Hashes for `time` on as many threads as there are cores, and says how many hashes that made in a second.
fn hash_on_every_core(time: Duration) -> Result<f64, argon2::Error> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None)?);
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(|| hash_for(&argon2, time))).collect();
        let rates = threads.into_iter().map(|thread| thread.join().unwrap_or(Ok(0.0)));
        rates.sum()
    })
}

/// Hashes on this thread, in memory that is kept, and says how many hashes that made in a second.
fn hash_for(argon2: &Argon2<'_>, time: Duration) -> Result<f64, argon2::Error> {
    let mut memory = vec![Block::new(); argon2.params().block_count()];
    let mut hash = [0; Params::DEFAULT_OUTPUT_LEN];
    let mut count = 0_u32;
    let began = Instant::now();
    while began.elapsed() < time {
        argon2.hash_password_into_with_memory(PASSWORD, SALT, &mut hash, &mut memory)?;
        count += 1;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}
