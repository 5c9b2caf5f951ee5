//! What an ops account may beyond uploading, and managing what it uploaded.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};
use thiserror::Error;

use crate::words::{Text, Told};

/// Something that an ops account may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Manage every document, and see who downloaded it.
    Documents = 1,
    /// See, invite, approve, change, disable and erase people; groups.
    People = 2,
    /// Read and export the audit trail.
    Audit = 4,
    /// Jobs, mails, webhooks, texts and branding, statistics, feedback.
    Operate = 8,
}

/// A text that is none of the permissions.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub struct UnknownPermission;

impl Told for UnknownPermission {
    fn text(&self) -> Text {
        Text::one_of(Permission::ALL.map(Permission::as_str))
    }
}

impl Permission {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Documents, Self::People, Self::Audit, Self::Operate];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::People => "people",
            Self::Audit => "audit",
            Self::Operate => "operate",
        }
    }
}

impl FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(text: &str) -> Result<Self, UnknownPermission> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == text).ok_or(UnknownPermission)
    }
}

/// A set of permissions; in the rows the sum of their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Permissions(i64);

impl Permissions {
    /// None of them.
    pub const NONE: Self = Self(0);

    /// All of them.
    pub fn all() -> Self {
        Permission::ALL.into_iter().collect()
    }

    /// Says whether a permission is among them.
    pub fn allow(self, permission: Permission) -> bool {
        self.0 & permission as i64 != 0
    }

    /// Says whether all of those are among these: nobody grants, or touches, what they do not have.
    pub fn cover(self, those: Self) -> bool {
        those.0 & !self.0 == 0
    }

    /// Those that stand in one of the two sets alone.
    #[must_use]
    pub fn differing(self, those: Self) -> Self {
        Self(self.0 ^ those.0)
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.allow(*permission))
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().fold(0, |sum, permission| sum | permission as i64))
    }
}

impl From<Permission> for Permissions {
    fn from(permission: Permission) -> Self {
        Self::from_iter([permission])
    }
}

/// As on a command line: names between commas, or `none`.
impl FromStr for Permissions {
    type Err = UnknownPermission;

    fn from_str(text: &str) -> Result<Self, UnknownPermission> {
        if text == "none" { Ok(Self::NONE) } else { text.split(',').map(|name| name.trim().parse()).collect() }
    }
}

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::NONE {
            return f.write_str("none");
        }
        let names: Vec<_> = self.iter().map(Permission::as_str).collect();
        f.write_str(&names.join(","))
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Permission::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_written_and_read_back() {
        for text in ["none", "documents", "people,operate", "documents,people,audit,operate"] {
            assert_eq!(text.parse::<Permissions>().unwrap().to_string(), text);
        }
        for wrong in ["", "people,", "People", "all", "none,people"] {
            assert_eq!(wrong.parse::<Permissions>(), Err(UnknownPermission), "{wrong:?}");
        }
        assert_eq!(serde_json::to_string(&Permissions::all()).unwrap(), r#"["documents","people","audit","operate"]"#);
    }

    #[test]
    fn a_set_covers_what_is_in_it_alone() {
        let (people, all) = (Permissions::from(Permission::People), Permissions::all());
        assert!(all.cover(people) && all.cover(all) && people.cover(Permissions::NONE));
        assert!(!people.cover(all) && !Permissions::NONE.cover(people));
        assert_eq!(all.differing(people).to_string(), "documents,audit,operate");
    }
}
