//! What may be wrong with a trail, as a line for whoever looks at it.

use thiserror::Error;
use uuid::Uuid;

use crate::audit::heads::Head;

/// Something that is not as it was sealed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// An event, or its link, is not what was sealed.
    #[error("changed: event {event} (number {seq}) is not what was sealed")]
    Changed {
        /// Its number.
        seq: i64,
        /// The event.
        event: Uuid,
    },
    /// A link has no event any more.
    #[error("left out: event {event} (number {seq}) is gone")]
    LeftOut {
        /// Its number.
        seq: i64,
        /// The event.
        event: Uuid,
    },
    /// Links are gone.
    #[error("left out: the links of the events number {first} to {last} are gone")]
    LinksLeftOut {
        /// The first that is gone.
        first: i64,
        /// The last that is gone.
        last: i64,
    },
    /// A link was put in between two others.
    #[error("put in between: event {event} (number {seq}) was not sealed there")]
    PutIn {
        /// Its number.
        seq: i64,
        /// The event.
        event: Uuid,
    },
    /// Two events changed places.
    #[error("reordered: event {event} (number {seq}) and the one after it changed places")]
    Reordered {
        /// The number of the first.
        seq: i64,
        /// The first of them.
        event: Uuid,
    },
    /// An event is in no chain.
    #[error("put in between: event {0} was never sealed, and does not wait for it, or its link was taken away")]
    NotChained(Uuid),
    /// The chain ends before its signed head.
    #[error("cut: the chain ends with event number {found}, and is signed to number {signed}")]
    Cut {
        /// How far it was signed to go.
        signed: i64,
        /// How far it goes.
        found: i64,
    },
    /// The chain goes on beyond its signed head.
    #[error("unsigned: the chain goes on to event number {found}, and is signed to number {signed}")]
    Beyond {
        /// How far it was signed to go.
        signed: i64,
        /// How far it goes.
        found: i64,
    },
    /// The chain does not hold what an anchor from elsewhere tells of.
    #[error("rolled back: the chain ends with event number {found}, and an anchor tells of more ({anchor})")]
    RolledBack {
        /// The anchor.
        anchor: Head,
        /// How far the chain goes.
        found: i64,
    },
    /// A place in the chain is another than was signed.
    #[error("changed: the chain is another than {} tells of ({head})", if *.is_ours { "its signed head" } else { "the anchor" })]
    OtherThanSigned {
        /// What was signed.
        head: Head,
        /// Whether it is kept beside the chain.
        is_ours: bool,
    },
    /// A head is not signed by a key of ours.
    #[error("forged: {0} is not signed by a key of this installation")]
    Unsigned(Head),
    /// The personal part of an event is not what it was.
    #[error("changed: the personal part of event {0} is not what was recorded")]
    PersonalChanged(Uuid),
    /// The personal part of an event is gone, though its owner is there.
    #[error("left out: the personal part of event {0} is gone, though nobody erased its owner")]
    PersonalLeftOut(Uuid),
}
