//! People: who they are, how they are known again, and that they are signed in.

pub mod api_tokens;
pub mod credentials;
pub mod email;
pub mod erasing;
pub mod export;
pub mod factors;
pub mod mailboxes;
pub mod names;
pub mod notices;
pub mod passwords;
pub mod pictures;
pub mod profile;
pub mod sessions;
pub mod spent;
pub mod users;
