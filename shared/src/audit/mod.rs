//! The audit trail: who did what, and when, in a form that shows whether it was changed afterwards.
//!
//! An entry is written in the transaction of what it tells of ([`record`]), or handed to the [`Trail`] where there is no
//! transaction. A sealer in the worker chains what is committed, and signs how far it came. `docs/AUDIT.md` says what that
//! proves, and what not.

mod canonical;
mod entry;
mod events;
mod export;
mod heads;
mod list;
mod personal;
mod retention;
mod sealing;
mod trail;
mod unsealed;
mod verify;
mod writing;

pub use self::{
    entry::{Asked, By, Entry, Word},
    events::{Event, Object, Outcome},
    export::Format,
    heads::{Head, HeadKind, Signed},
    list::{EventPlace, Line, Wanted, list},
    personal::erase_names,
    retention::{forget_unused, retire},
    sealing::{BATCH, Sealed, seal},
    trail::{Trail, TrailFull, Writer},
    unsealed::waiting,
    verify::{Fault, Proved, verify},
    writing::{record, record_all},
};
