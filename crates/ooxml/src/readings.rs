//! What readers make of the same content where they go different ways. Office passes over what it does not understand
//! and takes one of several alternatives (ECMA-376 Part 3); which, hangs on its version. All ways are followed, and those
//! that come to the same are one again.

use std::rc::Rc;

/// How many ways that differ are followed at one time. Sound documents need one or two; what hostile ones cost grows with
/// it.
const MAX_READINGS: usize = 8;

/// Where one reading stands at a place in the content.
pub(super) trait Reading: Clone {
    /// Whether another one finds nothing from here on that this one does not find. If so, this one stands for both.
    fn absorb(&mut self, other: &Self) -> bool;
}

type Shared<S> = Rc<Vec<S>>;

/// A part of the content that has not ended, and that is not read by all.
enum Fork<S> {
    /// It is read or passed over. For who passes over it things stand as before.
    Optional { before: Shared<S> },
    /// One of what is within is read, or none, unless one is for everybody.
    Alternatives { before: Shared<S>, after: Shared<S>, none: bool },
    /// One of them. The next begins where this one began.
    Alternative { before: Shared<S> },
}

/// All readings of the content so far.
pub(super) struct Readings<S> {
    /// Shared with the forks that began since they last changed, so that a fork costs next to nothing.
    states: Shared<S>,
    forks: Vec<Fork<S>>,
    /// Whether there were more than are followed.
    too_many: bool,
}

impl<S: Reading> Readings<S> {
    pub(super) fn new(first: S) -> Self {
        Self { states: Rc::new(vec![first]), forks: Vec::new(), too_many: false }
    }

    /// Whether this is so in any reading.
    pub(super) fn any(&self, is_so: impl Fn(&S) -> bool) -> bool {
        self.states.iter().any(is_so)
    }

    /// Goes on in every reading.
    pub(super) fn each(&mut self, go_on: impl FnMut(&mut S)) {
        let states = Rc::make_mut(&mut self.states);
        states.iter_mut().for_each(go_on);
        if states.len() > 1 {
            let mut merged = Vec::with_capacity(states.len());
            // No more than there were, and so there is room.
            for state in states.drain(..) {
                add(&mut merged, state);
            }
            *states = merged;
        }
    }

    /// Goes on in every reading, each of which may become several.
    pub(super) fn branch(&mut self, mut go_on: impl FnMut(S, &mut Vec<S>)) {
        let (mut branched, mut merged) = (Vec::new(), Vec::new());
        for state in Rc::unwrap_or_clone(std::mem::take(&mut self.states)) {
            go_on(state, &mut branched);
            for state in branched.drain(..) {
                self.too_many |= !add(&mut merged, state);
            }
        }
        self.states = Rc::new(merged);
    }

    /// What follows is passed over by some, up to [`Readings::end`].
    pub(super) fn begin_optional(&mut self) {
        self.forks.push(Fork::Optional { before: Rc::clone(&self.states) });
    }

    /// What follows is read by some in place of all that was read since the innermost of what has begun began.
    pub(super) fn begin_again(&mut self) {
        if let Some(Fork::Optional { before }) = self.forks.last() {
            let before = Rc::clone(before);
            self.join(before);
        }
    }

    /// Alternatives follow, up to [`Readings::end`].
    pub(super) fn begin_alternatives(&mut self) {
        let before = Rc::clone(&self.states);
        self.forks.push(Fork::Alternatives { before, after: Rc::default(), none: true });
    }

    /// One of the alternatives that have just begun follows, up to [`Readings::end`]. If it is for everybody, nobody
    /// passes over all of them.
    pub(super) fn begin_alternative(&mut self, for_everybody: bool) {
        if let Some(Fork::Alternatives { none, .. }) = self.forks.last_mut() {
            *none &= !for_everybody;
        }
        self.forks.push(Fork::Alternative { before: Rc::clone(&self.states) });
    }

    /// The innermost of what has begun ends.
    pub(super) fn end(&mut self) {
        match self.forks.pop() {
            Some(Fork::Optional { before }) => self.join(before),
            Some(Fork::Alternative { before }) => {
                let read = std::mem::replace(&mut self.states, before);
                if let Some(Fork::Alternatives { after, .. }) = self.forks.last_mut() {
                    self.too_many |= unite(after, read);
                }
            }
            Some(Fork::Alternatives { before, after, none }) => {
                // What stands beside alternatives is against the standard, and may be read with any of them.
                self.too_many |= !Rc::ptr_eq(&self.states, &before);
                if none { self.join(after) } else { self.states = after }
            }
            None => {}
        }
    }

    fn join(&mut self, others: Shared<S>) {
        self.too_many |= unite(&mut self.states, others);
    }

    /// Ends all that has begun, and hands out the readings, and whether there were more than were followed.
    pub(super) fn finish(mut self) -> (Vec<S>, bool) {
        while !self.forks.is_empty() {
            self.end();
        }
        (Rc::unwrap_or_clone(self.states), self.too_many)
    }
}

/// Adds a reading to others, unless one of them stands for it. Returns whether there was room.
fn add<S: Reading>(states: &mut Vec<S>, state: S) -> bool {
    if states.iter_mut().any(|standing| standing.absorb(&state)) {
        return true;
    }
    let has_room = states.len() < MAX_READINGS;
    if has_room {
        states.push(state);
    }
    has_room
}

/// Adds readings to others. Returns whether some had to be dropped.
fn unite<S: Reading>(states: &mut Shared<S>, others: Shared<S>) -> bool {
    if Rc::ptr_eq(states, &others) || others.is_empty() {
        return false;
    }
    if states.is_empty() {
        *states = others;
        return false;
    }
    let states = Rc::make_mut(states);
    let mut too_many = false;
    for other in others.iter() {
        too_many |= !add(states, other.clone());
    }
    too_many
}
