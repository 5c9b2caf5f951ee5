//! `strongroom people list` and `show`.

use serde_json::{Value, json};
use shared::{
    clock::Millis,
    db::{Db, page::Page},
    ids::UserId,
    people::{
        directory::{self, Filter, Person, PersonPlace, Sort},
        groups::Group,
        names::Role,
        users::{State, User},
    },
};

use super::error::PeopleError;

#[derive(clap::Args)]
pub(super) struct List {
    /// Only ops or client
    #[arg(long)]
    role: Option<Role>,
    /// Only invited, unverified, waiting, active, disabled or expired
    #[arg(long)]
    state: Option<State>,
    /// Only those in the group of this name
    #[arg(long)]
    group: Option<String>,
    /// Only those with this in their names or their addresses
    #[arg(long)]
    search: Option<String>,
    /// `created_at`, name or email; with a '-' in front the last comes first
    #[arg(long, default_value = "-created_at", allow_hyphen_values = true)]
    sort: Sort,
    /// At most so many
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..))]
    limit: u16,
    /// As JSON
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn print(self, db: &Db, now: Millis) -> Result<(), PeopleError> {
        let group = match &self.group {
            Some(name) => {
                let found = Group::find_by_name(&mut db.begin().await?, name).await?;
                Some(found.ok_or_else(|| PeopleError::NoGroup(name.clone()))?)
            }
            None => None,
        };
        let filter = Filter { role: self.role, state: self.state, group, search: self.search };
        let page = Page::<PersonPlace> { limit: self.limit, after: None };
        let found = directory::list(db, &filter, self.sort, &page, now).await?;
        if self.json {
            println!("{}", found.rows.iter().map(|person| written(person, now)).collect::<Value>());
            return Ok(());
        }
        for Person { entry, .. } in &found.rows {
            let (user, state) = (&entry.user, entry.user.state(now).as_str());
            println!(
                "{}  {:<10}  {:<6}  {} <{}>",
                user.id,
                state,
                user.role.as_str(),
                called(user),
                user.email.as_str()
            );
        }
        if found.more {
            eprintln!("There are more; see --limit, --search and --state.");
        }
        Ok(())
    }
}

pub(super) async fn show(db: &Db, id: UserId, as_json: bool, now: Millis) -> Result<(), PeopleError> {
    let person = directory::find(db, id).await?.ok_or_else(|| PeopleError::Nobody(id.to_string()))?;
    let written = written(&person, now);
    if as_json {
        println!("{written}");
        return Ok(());
    }
    for (name, value) in written.as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        println!("{name:<14} {text}");
    }
    Ok(())
}

/// Somebody as JSON, by the names that the API has.
fn written(person: &Person, now: Millis) -> Value {
    let (entry, user, factors) = (&person.entry, &person.entry.user, &person.factors);
    json!({
        "id": user.id,
        "username": user.invited_at.is_none().then_some(&user.username),
        "email": user.email,
        "pending_email": entry.pending_email,
        "display_name": entry.display_name,
        "role": user.role,
        "permissions": user.permissions,
        "state": user.state(now),
        "groups": person.groups,
        "language": entry.language,
        "created_at": entry.created_at,
        "last_login_at": entry.last_login_at,
        "expires_at": user.expires_at,
        "second_factor": {
            "totp": factors.totp, "passkeys": factors.passkeys, "recovery_codes_left": factors.recovery_codes_left
        },
    })
}

/// Their user name, where they have chosen one.
pub(super) fn called(person: &User) -> &str {
    if person.invited_at.is_some() { "somebody invited" } else { person.username.as_str() }
}
