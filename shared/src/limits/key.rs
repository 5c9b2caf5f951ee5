//! Of whom something is counted.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

use aws_lc_rs::digest::{Context, SHA256};

use crate::ids::UserId;

/// Of whom something is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// An account.
    Account(UserId),
    /// An address, or all of the network that one customer has.
    Address(IpAddr),
    /// What is not to be read back from what is counted, such as a name that somebody tried.
    Hash([u8; 16]),
}

impl Who {
    /// Whoever comes from this address: of IPv6 its /64, since one customer has at least so many.
    pub fn at(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
            address @ IpAddr::V4(_) => address,
        })
    }

    /// Whoever or whatever is named by these parts together.
    pub fn named(parts: &[&[u8]]) -> Self {
        let mut context = Context::new(&SHA256);
        for part in parts {
            context.update(&part.len().to_be_bytes());
            context.update(part);
        }
        let mut half = [0; 16];
        half.copy_from_slice(&context.finish().as_ref()[..16]);
        Self::Hash(half)
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(user) => write!(f, "account:{user}"),
            Self::Address(address) => write!(f, "address:{address}"),
            Self::Hash(hash) => write!(f, "hash:{}", hex::encode(hash)),
        }
    }
}

/// What is counted of whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// What is counted.
    pub what: &'static str,
    /// Of whom.
    pub who: Who,
}

impl Key {
    /// What is counted of whom.
    pub fn new(what: &'static str, who: Who) -> Self {
        Self { what, who }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.what, self.who)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_one_however_many_addresses_they_have() {
        let at = |text: &str| Who::at(text.parse().unwrap());
        assert_eq!(at("2001:db8:1:2:3:4:5:6"), at("2001:db8:1:2::9"));
        assert_ne!(at("2001:db8:1:2::9"), at("2001:db8:1:3::9"));
        assert_eq!(at("::ffff:192.0.2.7"), at("192.0.2.7"));
        assert_ne!(at("192.0.2.7"), at("192.0.2.8"));
    }

    #[test]
    fn names_stay_apart_and_are_not_to_be_read() {
        let named = Who::named(&[b"name", b"ann@example.com"]);
        assert_ne!(named, Who::named(&[b"namea", b"nn@example.com"]));
        let text = Key::new("login", named).to_string();
        assert!(text.starts_with("login:hash:") && text.len() == 43 && !text.contains("ann"), "{text}");
    }
}
