//! People: who they are, how they are known again, and that they are signed in.

pub mod api_tokens;
pub mod credentials;
pub mod email;
pub mod erasing;
pub mod export;
pub mod factors;
pub mod last_of_its_kind;
pub mod mailboxes;
pub mod names;
pub mod notices;
pub mod passwords;
pub mod permissions;
pub mod pictures;
pub mod profile;
pub mod sessions;
pub mod spent;
pub mod users;
