//! How many are inside at once, counted for each of them.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

/// Counts who is inside. Clones count together.
#[derive(Clone)]
pub struct Crowd<K: Hash + Eq>(Arc<Mutex<HashMap<K, usize>>>);

impl<K: Hash + Eq> Default for Crowd<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Hash + Eq> fmt::Debug for Crowd<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Crowd")
    }
}

impl<K: Hash + Eq + Clone> Crowd<K> {
    /// Lets somebody in, unless so many of the same are inside already.
    pub fn enter(&self, who: K, bound: usize) -> Option<Inside<K>> {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = inside.entry(who.clone()).or_default();
        if *count >= bound {
            return None;
        }
        *count += 1;
        Some(Inside { who, crowd: self.clone() })
    }
}

/// A place inside, given back when dropped.
pub struct Inside<K: Hash + Eq> {
    who: K,
    crowd: Crowd<K>,
}

impl<K: Hash + Eq> fmt::Debug for Inside<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inside")
    }
}

impl<K: Hash + Eq> Drop for Inside<K> {
    fn drop(&mut self) {
        let mut inside = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = inside.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                inside.remove(&self.who);
            }
        }
    }
}

/// What one client can be told apart by: an address, or in IPv6 the network of 64 bits that one customer has.
pub fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back() {
        let crowd = Crowd::default();
        let (one, two) = (crowd.enter("a", 2), crowd.enter("a", 2));
        assert!(one.is_some() && two.is_some() && crowd.enter("a", 2).is_none());
        assert!(crowd.enter("b", 2).is_some());
        drop(one);
        assert!(crowd.enter("a", 2).is_some());
        drop(two);
        assert!(crowd.0.lock().unwrap().is_empty());
    }

    #[test]
    fn a_customer_is_one_however_many_addresses_he_has() {
        let of = |text: &str| neighbourhood(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::"));
        assert_ne!(of("2001:db8:1:2::"), of("2001:db8:1:3::"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
