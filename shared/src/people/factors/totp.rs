//! One-time passwords of an authenticator app (RFC 6238): six digits that change every half minute.
//!
//! By hand, as the crates for it keep the secret and look at a clock of their own. What is left of them is one HMAC, and that a
//! step is good once is a matter of our rows.

use aws_lc_rs::{constant_time, hmac};
use secrecy::{ExposeSecret, SecretString};

use super::base32;
use crate::{
    clock::Millis,
    db::{Db, Tx},
    exec,
    ids::UserId,
    sealed::{Sealer, TotpSecret},
    sql,
};

/// How long a code is shown, in seconds.
const STEP: i64 = 30;

const DIGITS: usize = 6;

/// So many steps the clock of the app may be off, either way.
const OFF: i64 = 1;

/// Rows that are sealed anew at once.
const PAGE: i64 = 500;

#[derive(sqlx::FromRow)]
struct Row {
    user_id: UserId,
    secret: Vec<u8>,
}

impl Row {
    fn open(&self, sealer: &Sealer, now: Millis) -> Option<TotpSecret> {
        let text = std::str::from_utf8(&self.secret).ok()?;
        let opened = sealer.open::<TotpSecret>(text, now).ok().filter(|opened| opened.user == self.user_id);
        if opened.is_none() {
            tracing::error!(user = %self.user_id, "the secret of an authenticator app cannot be opened: its key is gone");
        }
        opened
    }
}

/// Makes a secret for an account, in place of one that was never confirmed, and gives it as an app takes it; none where
/// the account has an app.
pub async fn set_up(
    tx: &mut Tx,
    sealer: &Sealer,
    user: UserId,
    now: Millis,
) -> Result<Option<SecretString>, sqlx::Error> {
    let mut secret = [0; TotpSecret::LENGTH];
    getrandom::fill(&mut secret).map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    let made = exec!(tx, |c| sqlx::query(
        "INSERT INTO totp (user_id, secret, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0
         WHERE totp.confirmed_at IS NULL"
    )
    .bind(user)
    .bind(sealer.seal(&TotpSecret { user, secret }, Millis(i64::MAX)).into_bytes())
    .bind(now))?;
    Ok((made == 1).then(|| base32::encode(&secret).into()))
}

/// The address that an app reads out of a QR code.
pub fn uri(secret: &SecretString, username: &str) -> String {
    let secret = secret.expose_secret();
    format!("otpauth://totp/Strongroom:{username}?secret={secret}&issuer=Strongroom&algorithm=SHA1&digits=6&period=30")
}

/// Lets a secret count from now on, where this is a code of it. The code is used by that.
pub async fn confirm(
    tx: &mut Tx,
    sealer: &Sealer,
    user: UserId,
    code: &SecretString,
    now: Millis,
) -> Result<bool, sqlx::Error> {
    let row: Option<Row> =
        sql!(tx, |c| sqlx::query_as("SELECT user_id, secret FROM totp WHERE user_id = $1 AND confirmed_at IS NULL")
            .bind(user)
            .fetch_optional(c))?;
    let secret = row.as_ref().and_then(|row| row.open(sealer, now));
    let step = secret.and_then(|secret| step_of(&secret.secret, code.expose_secret(), now));
    let (Some(row), Some(step)) = (row, step) else { return Ok(false) };
    let confirmed = exec!(tx, |c| {
        sqlx::query(
        "UPDATE totp SET confirmed_at = $3, last_step = $4 WHERE user_id = $1 AND secret = $2 AND confirmed_at IS NULL"
    )
    .bind(user)
    .bind(row.secret)
    .bind(now)
    .bind(step)
    })?;
    Ok(confirmed == 1)
}

/// Takes a code, and says whether it was right. It is good once, and with it all that were shown before it, also where two
/// give it at once.
pub async fn take(
    tx: &mut Tx,
    sealer: &Sealer,
    user: UserId,
    code: &SecretString,
    now: Millis,
) -> Result<bool, sqlx::Error> {
    let row: Option<Row> = sql!(tx, |c| sqlx::query_as(
        "SELECT user_id, secret FROM totp WHERE user_id = $1 AND confirmed_at IS NOT NULL"
    )
    .bind(user)
    .fetch_optional(c))?;
    let secret = row.and_then(|row| row.open(sealer, now));
    let step = secret.and_then(|secret| step_of(&secret.secret, code.expose_secret(), now));
    let Some(step) = step else { return Ok(false) };
    let taken = exec!(tx, |c| sqlx::query(
        "UPDATE totp SET last_step = $2 WHERE user_id = $1 AND confirmed_at IS NOT NULL AND last_step < $2"
    )
    .bind(user)
    .bind(step))?;
    Ok(taken == 1)
}

/// Removes the app of an account, and says whether there was one.
pub async fn remove(tx: &mut Tx, user: UserId) -> Result<bool, sqlx::Error> {
    let removed =
        exec!(tx, |c| sqlx::query("DELETE FROM totp WHERE user_id = $1 AND confirmed_at IS NOT NULL").bind(user));
    Ok(removed? == 1)
}

/// Seals the secrets anew that are not sealed with the key that seals now, so that older keys can go, and says how many.
pub async fn reseal(db: &Db, sealer: &Sealer, now: Millis) -> Result<u64, sqlx::Error> {
    let (mut after, mut resealed) = (UserId(uuid::Uuid::nil()), 0);
    loop {
        let rows: Vec<Row> = sql!(db, |c| sqlx::query_as(
            "SELECT user_id, secret FROM totp WHERE user_id > $1 ORDER BY user_id LIMIT $2"
        )
        .bind(after)
        .bind(PAGE)
        .fetch_all(c))?;
        let Some(last) = rows.last() else { return Ok(resealed) };
        after = last.user_id;
        for row in rows {
            let text = std::str::from_utf8(&row.secret).unwrap_or_default();
            if sealer.is_sealed_by_the_newest::<TotpSecret>(text, now) {
                continue;
            }
            let Some(secret) = row.open(sealer, now) else { continue };
            let anew = sealer.seal(&secret, Millis(i64::MAX)).into_bytes();
            resealed += exec!(db, |c| sqlx::query("UPDATE totp SET secret = $3 WHERE user_id = $1 AND secret = $2")
                .bind(row.user_id)
                .bind(&row.secret)
                .bind(anew))?;
        }
    }
}

/// The step whose code this is, of those that are near enough.
fn step_of(secret: &[u8], code: &str, now: Millis) -> Option<i64> {
    let digits: Vec<u8> = code.bytes().filter(|byte| !byte.is_ascii_whitespace()).take(DIGITS + 1).collect();
    let current = now.unix_seconds() / STEP;
    let near = (current - OFF..=current + OFF).rev();
    let mut right =
        near.filter(|step| constant_time::verify_slices_are_equal(code_at(secret, *step).as_bytes(), &digits).is_ok());
    right.next()
}

/// The code of a step: RFC 4226, section 5.3.
fn code_at(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag[tag.len() - 1] & 15);
    let mut four = [0; 4];
    four.copy_from_slice(&tag[at..at + 4]);
    format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_examples_of_the_rfcs() {
        // RFC 6238, appendix B, has eight digits, of which these are the last six.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(SECRET, seconds / STEP), code);
        }
        // RFC 4226, appendix D.
        for (step, code) in ["755224", "287082", "359152", "969429", "338314", "254676"].into_iter().enumerate() {
            assert_eq!(code_at(SECRET, i64::try_from(step).unwrap()), code);
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off() {
        let now = Millis(59_000);
        for (step, near) in [(-1, false), (0, true), (1, true), (2, true), (3, false)] {
            let code = code_at(SECRET, step);
            assert_eq!(step_of(SECRET, &code, now), near.then_some(step), "{step}");
        }
        assert_eq!(step_of(SECRET, " 287 082\n", now), Some(1));
        for wrong in ["", "287083", "2870820", "28708", "+287082", "２８７０８２"] {
            assert_eq!(step_of(SECRET, wrong, now), None, "{wrong}");
        }
    }
}
