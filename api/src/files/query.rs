//! Which documents a list is asked for, as texts.

use std::str::FromStr;

use serde::Deserialize;
use shared::{
    db::page::Page,
    documents::{
        sorting::{FilePlace, Sort},
        terms::Label,
        visible::{Filter, OpsFilter, Wanted},
    },
    people::names::Role,
    words::{Text, Told},
};
use utoipa::IntoParams;

use crate::{
    error::{ApiError, Faults},
    extract::{Moment, PageQuery, Unknown, sought},
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    #[serde(flatten)]
    #[param(ignore)]
    page: PageQuery,
    /// A part of the name, without regard to case.
    #[param(max_length = 255)]
    search: Option<String>,
    /// `uploaded_at`, `name`, `size` or `expires_at`, with a `-` in front for the other way round. What never expires comes after
    /// what does.
    #[param(default = "-uploaded_at", pattern = "^-?(uploaded_at|name|size|expires_at)$")]
    sort: Option<String>,
    /// Only documents right in the folder with this id.
    folder: Option<String>,
    /// Only documents with this label, without regard to case.
    #[param(max_length = 40)]
    label: Option<String>,
    /// Only documents of this kind.
    #[param(pattern = "^(docx|xlsx|pptx)$")]
    kind: Option<String>,
    /// Only documents whose scan stands so.
    #[param(pattern = "^(pending|clean|infected|failed|released)$")]
    status: Option<String>,
    /// `true`: only documents that whoever asks has downloaded; `false`: only those that they have not.
    #[param(pattern = "^(true|false)$")]
    downloaded: Option<String>,
    /// For ops: only documents for this audience.
    #[param(pattern = "^(everyone|named)$")]
    audience: Option<String>,
    /// For ops: only documents that are meant for the client with this id.
    client: Option<String>,
    /// For ops: only documents that stand so. Where nothing is said, those that are not in the trash.
    #[param(pattern = "^(live|expired|trashed)$")]
    state: Option<String>,
    /// For ops: only documents that the account with this id uploaded.
    uploaded_by: Option<String>,
    /// For ops: only documents that were uploaded then or later.
    #[param(format = DateTime)]
    since: Option<String>,
    /// `true`: count them, up to 10000.
    #[param(pattern = "^(true|false)$")]
    total: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    unknown: Unknown,
}

/// What is asked for.
pub(crate) struct Asked {
    pub(crate) wanted: Wanted,
    pub(crate) page: Page<FilePlace>,
    pub(crate) total: bool,
    /// Whether nothing could be found: an id is asked for that nobody could have.
    pub(crate) of_nobody: bool,
}

impl ListQuery {
    /// What somebody of this role asks for.
    pub(crate) fn check(self, role: Role) -> Result<Asked, ApiError> {
        let for_ops = [&self.audience, &self.client, &self.state, &self.uploaded_by, &self.since];
        if role != Role::Ops && for_ops.iter().any(|given| given.is_some()) {
            return Err(ApiError::RoleNotAllowed);
        }
        let mut faults = Faults::default();
        self.unknown.check(&mut faults);
        let page: Page<FilePlace> = self.page.check(&mut faults);
        let sort = read("sort", self.sort, &mut faults).unwrap_or(Sort::LATEST);
        if page.after.as_ref().is_some_and(|after| !after.is_in(sort)) {
            faults.add("cursor", Text::CursorOfAnotherOrder);
        }
        let search = sought("search", self.search, 255, &mut faults);
        let total = truth("total", self.total.as_deref(), &mut faults).unwrap_or(false);
        let mut of_nobody = false;
        let filter = Filter {
            search,
            folder: id(self.folder, &mut of_nobody),
            label: read("label", self.label, &mut faults).map(|label: Label| label.key()),
            kind: kind(self.kind, &mut faults),
            status: read("status", self.status, &mut faults),
            downloaded: truth("downloaded", self.downloaded.as_deref(), &mut faults),
            ops: OpsFilter {
                audience: read("audience", self.audience, &mut faults),
                client: id(self.client, &mut of_nobody),
                state: read("state", self.state, &mut faults),
                uploaded_by: id(self.uploaded_by, &mut of_nobody),
                since: read("since", self.since, &mut faults).map(|Moment(at)| at),
            },
        };
        if !faults.is_empty() {
            return Err(faults.into());
        }
        Ok(Asked { wanted: Wanted { sort, filter }, page, total, of_nobody })
    }
}

/// What a parameter names, where it is given.
fn read<T: FromStr>(name: &'static str, text: Option<String>, faults: &mut Faults) -> Option<T>
where
    T::Err: Told,
{
    text?.parse().map_err(|fault: T::Err| faults.add(name, fault.text())).ok()
}

/// Whether a parameter says `true`, where it says anything.
fn truth(name: &'static str, text: Option<&str>, faults: &mut Faults) -> Option<bool> {
    match text {
        None | Some("") => None,
        Some("false") => Some(false),
        Some("true") => Some(true),
        Some(_) => {
            faults.add(name, Text::MustBeTruth);
            None
        }
    }
}

/// The id that a parameter is, where it is given. One that is malformed is nobody's.
fn id<T: FromStr>(text: Option<String>, nobody: &mut bool) -> Option<T> {
    let id = text?.parse().ok();
    *nobody |= id.is_none();
    id
}

fn kind(text: Option<String>, faults: &mut Faults) -> Option<ooxml::Kind> {
    let text = text?;
    let all = [ooxml::Kind::Docx, ooxml::Kind::Xlsx, ooxml::Kind::Pptx];
    let found = all.into_iter().find(|kind| kind.as_str() == text);
    if found.is_none() {
        faults.add("kind", Text::one_of(all.map(ooxml::Kind::as_str)));
    }
    found
}
