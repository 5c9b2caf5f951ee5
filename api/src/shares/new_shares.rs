//! With whom something is to be shared, as it is asked for.

use serde::Deserialize;
use shared::{
    documents::{
        shares::{MOST_NAMED, Message, With},
        terms::Right,
    },
    words::Text,
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults},
    extract::{Field, Listed},
    files::given_terms::{find_clients, find_groups},
};

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewShares {
    /// Up to 200 clients: an id, a user name or an address each.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 200)]
    clients: Listed,
    /// Up to 200 groups: an id or a name each.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 200)]
    groups: Listed,
    /// `download`, or `view`: previews, and no download.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^(download|view)$", default = "download")]
    right: Field<Right>,
    /// What is said to them.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 1000)]
    message: Field<Message>,
}

/// What is asked for, with whom it names looked up.
pub(super) struct Wanted {
    pub(super) with: Vec<With>,
    pub(super) right: Right,
    pub(super) message: Option<Message>,
}

impl NewShares {
    pub(super) async fn check(self, app: &AppState) -> Result<Wanted, ApiError> {
        let mut faults = Faults::default();
        let clients: Vec<String> = self.clients.optional("clients", &mut faults).unwrap_or_default();
        let groups: Vec<String> = self.groups.optional("groups", &mut faults).unwrap_or_default();
        let right = self.right.optional("right", &mut faults).unwrap_or_default();
        let message = self.message.optional("message", &mut faults);
        for (field, named) in [("clients", &clients), ("groups", &groups)] {
            if named.len() > MOST_NAMED {
                faults.add(field, Text::TooMany { most: MOST_NAMED as u64 });
            }
        }
        if faults.is_empty() && clients.is_empty() && groups.is_empty() {
            faults.add("clients", Text::MustHoldOne);
        }
        if !faults.is_empty() {
            return Err(faults.into());
        }
        let clients = find_clients(app, &clients, "clients", &mut faults).await?.into_iter().map(With::Client);
        let groups = find_groups(app, &groups, "groups", &mut faults).await?.into_iter().map(With::Group);
        let with = clients.chain(groups).collect();
        if faults.is_empty() { Ok(Wanted { with, right, message }) } else { Err(faults.into()) }
    }
}
