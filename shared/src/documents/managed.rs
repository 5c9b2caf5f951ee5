//! Who manages a document: whoever uploaded it, and whoever has the permission `documents`.

use crate::{
    ids::UserId,
    people::{permissions::Permission, users::User},
};

/// Says whether an ops account manages what this one uploaded.
pub fn manages(user: &User, uploaded_by: UserId) -> bool {
    user.id == uploaded_by || manages_all(user)
}

/// Says whether an ops account manages every document.
pub fn manages_all(user: &User) -> bool {
    user.permissions.allow(Permission::Documents)
}
