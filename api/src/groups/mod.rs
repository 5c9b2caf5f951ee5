//! Groups of clients.

pub(crate) mod change;
pub(crate) mod list;
pub(crate) mod make;
pub(crate) mod members;
pub(crate) mod membership;
pub(crate) mod remove;
pub(crate) mod show;

use std::str::FromStr;

use serde::Serialize;
use shared::{
    ids::GroupId,
    people::{
        groups::{Group, LONGEST_DESCRIPTION},
        profile::DisplayName,
    },
    words::Text,
};
use utoipa::ToSchema;

use crate::{app::AppState, error::ApiError};

/// A group of clients.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupView {
    #[schema(value_type = String, format = Uuid)]
    id: GroupId,
    #[schema(value_type = String, max_length = 80, example = "Board")]
    name: DisplayName,
    description: String,
    /// How many clients are in it.
    members: i64,
}

impl From<Group> for GroupView {
    fn from(group: Group) -> Self {
        let Group { id, name, description, members } = group;
        Self { id, name, description, members }
    }
}

impl GroupView {
    async fn find(app: &AppState, id: GroupId) -> Result<Self, ApiError> {
        Group::find(&app.db, id).await?.map(Self::from).ok_or(ApiError::NotFound)
    }
}

/// What is said of a group.
#[derive(Debug)]
struct Description(String);

impl FromStr for Description {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        if text.chars().count() > LONGEST_DESCRIPTION {
            return Err(Text::TooLong { most: LONGEST_DESCRIPTION as u64 });
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Text::LineCharacter);
        }
        Ok(Self(text.to_owned()))
    }
}
