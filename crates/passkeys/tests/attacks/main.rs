//! What must not be taken for a passkey. Each attack stands beside a control that differs as little as may be and is
//! taken.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop and say where")]

mod ceremony;
mod encodings;
mod registrations;
mod sign_ins;
mod soft;

use std::fmt::Debug;

use passkeys::Refused;

/// An attack by what it changes, why it has to be refused, and what may be changed instead.
type Attack<T> = (&'static str, fn(&mut T), Refused, fn(&mut T));

/// Tries each attack and each control on an answer that is sound otherwise.
fn try_all<T, R: Debug>(attacks: &[Attack<T>], sound: fn() -> T, result: fn(&T) -> Result<R, Refused>) {
    for (name, attack, expected, control) in attacks {
        let mut answer = sound();
        control(&mut answer);
        assert!(result(&answer).is_ok(), "the control of: {name}: {:?}", result(&answer));
        let mut answer = sound();
        attack(&mut answer);
        assert_eq!(result(&answer).err(), Some(*expected), "{name}");
    }
}
