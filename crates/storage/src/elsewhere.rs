//! Where else what is not in its place may be, while all of a store is being moved.

use std::{
    io,
    sync::{Arc, PoisonError, RwLock, Weak},
};

use crate::{Place, Readers, kept::Kept};

/// The other place, as the store knows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Other(Arc<RwLock<Option<Kept>>>);

impl Other {
    pub(crate) fn kept(&self) -> Option<Kept> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn teller(&self) -> Elsewhere {
        Elsewhere(Arc::downgrade(&self.0))
    }
}

/// Tells a store, for as long as there is one, where else to look.
#[derive(Clone, Debug)]
pub struct Elsewhere(Weak<RwLock<Option<Kept>>>);

impl Elsewhere {
    /// From now on the store looks there, too, or nowhere else.
    pub fn is(&self, place: Option<&Place>) -> io::Result<()> {
        let Some(other) = self.0.upgrade() else { return Ok(()) };
        let kept = place.map(|place| Kept::at(place, Readers::Owner)).transpose()?;
        *other.write().unwrap_or_else(PoisonError::into_inner) = kept;
        Ok(())
    }

    /// Says whether there still is a store.
    pub fn is_wanted(&self) -> bool {
        self.0.strong_count() > 0
    }
}
