//! People: who they are, how they are known again, and that they are signed in.

pub mod api_tokens;
pub mod applicants;
pub mod changing;
pub mod credentials;
pub mod directory;
pub mod email;
pub mod erasing;
pub mod export;
pub mod factors;
pub mod former_emails;
pub mod groups;
pub mod invitations;
pub mod known_of;
pub mod last_of_its_kind;
pub mod mailboxes;
pub mod names;
pub mod new_address;
pub mod notices;
pub mod oversight;
pub mod passwords;
pub mod permissions;
pub mod pictures;
pub mod profile;
pub mod sessions;
pub mod spent;
pub mod users;
