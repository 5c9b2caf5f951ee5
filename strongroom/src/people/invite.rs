//! `strongroom people invite`.

use shared::{
    audit::Asked,
    clock::Millis,
    db::Db,
    ids::UserId,
    people::{
        email::Email, groups::Group, invitations::Invitation, names::Role, permissions::Permissions,
        profile::DisplayName,
    },
    words::Language,
};

use super::error::PeopleError;

#[derive(clap::Args)]
pub(super) struct Invite {
    /// Where the invitation goes
    email: Email,
    /// ops or client
    #[arg(long, default_value = "client")]
    role: Role,
    /// What the account may: for ops, of documents, people, audit and operate, with commas between
    #[arg(long, value_name = "LIST", default_value_t = Permissions::NONE)]
    permissions: Permissions,
    /// What its owner is called
    #[arg(long)]
    display_name: Option<DisplayName>,
    /// The name of a group that they are in; may be given several times
    #[arg(long = "group")]
    groups: Vec<String>,
    /// When the account ends by itself, such as 2027-01-01T00:00:00Z
    #[arg(long, value_parser = moment)]
    expires_at: Option<Millis>,
    /// en, de, fr, es or ar
    #[arg(long)]
    language: Option<Language>,
}

impl Invite {
    pub(super) async fn send(self, db: &Db, asked: &Asked, now: Millis) -> Result<(), PeopleError> {
        let Self { email, role, permissions, display_name, groups: names, expires_at, language } = self;
        let mut tx = db.begin().await?;
        let mut groups = Vec::with_capacity(names.len());
        for name in names {
            groups.push(Group::find_by_name(&mut tx, &name).await?.ok_or(PeopleError::NoGroup(name))?);
        }
        let invitation = Invitation { email, role, permissions, display_name, groups, expires_at, language };
        invitation.send(&mut tx, asked, UserId::new(), now).await?;
        tx.commit().await?;
        println!("Invited {} as {}.", invitation.email.as_str(), role.as_str());
        Ok(())
    }
}

/// When an account ends, as an operator writes it.
pub(super) fn moment(text: &str) -> Result<Millis, String> {
    let read =
        humantime::parse_rfc3339_weak(text).map_err(|_| "must be a time in UTC, such as 2027-01-01T00:00:00Z")?;
    Ok(read.into())
}
