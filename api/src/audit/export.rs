//! `GET /api/ops/audit/export/`

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use bounded_http::attachment;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use shared::{
    audit::{self, EventPlace, Format, Wanted},
    db::{Db, page::Page},
};
use utoipa::IntoParams;

use super::query::EventsQuery;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Audit, Ops, Query, Unknown},
};

/// How many events are read at once.
const PAGE: u16 = 1000;

/// Get what happened as a file, the newest first.
///
/// It is written as it is read, so that it may be long. In CSV, what a spreadsheet would take for a formula has an apostrophe
/// before it.
#[utoipa::path(
    get, path = "/api/ops/audit/export/", tag = "audit", security(("bearer" = ["audit"])),
    params(ExportQuery, EventsQuery),
    responses(
        (status = 200, description = "The events, one a line", content((String = "application/jsonl"), (String = "text/csv"))),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn export_audit(
    _: Ops<Audit>,
    State(app): State<AppState>,
    Query(query): Query<ExportQuery>,
) -> Result<Response, ApiError> {
    let mut faults = Faults::default();
    let format = query.format.filter(|text| !text.is_empty()).map(|text| text.parse()).transpose();
    let format: Format = format.map_err(|fault| faults.add("format", fault)).ok().flatten().unwrap_or_default();
    let wanted = query.events.check(&mut faults);
    query.unknown.check(&mut faults);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let head = stream::iter([Ok(Bytes::from_static(format.head().as_bytes()))]);
    let body = head
        .chain(lines(app.db.clone(), wanted, format))
        .inspect_err(|error| tracing::warn!(%error, "an export of the audit trail could not be written to its end"));
    let content_type = match format {
        Format::Jsonl => "application/jsonl",
        Format::Csv => "text/csv; charset=utf-8; header=present",
    };
    let name = attachment::named(&format!("strongroom-audit.{}", format.as_str()));
    let headers = [(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// The lines, a page of them at a time.
fn lines(
    db: Db,
    wanted: Option<Wanted>,
    format: Format,
) -> impl futures_util::Stream<Item = Result<Bytes, sqlx::Error>> {
    let first = wanted.map(|wanted| (wanted, None));
    stream::try_unfold(first, move |next| {
        let db = db.clone();
        async move {
            let Some((wanted, after)) = next else { return Ok(None) };
            let found = audit::list(&db, &wanted, &Page { limit: PAGE, after }).await?;
            let mut text = String::new();
            for line in &found.rows {
                text.push_str(&format.line(line).map_err(|error| sqlx::Error::Encode(error.into()))?);
            }
            let next = found.last().map(|last| EventPlace(last.id)).map(|place| (wanted, Some(place)));
            Ok(Some((Bytes::from(text), next)))
        }
    })
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportQuery {
    #[serde(flatten)]
    #[param(ignore)]
    events: EventsQuery,
    /// `jsonl` or `csv`.
    #[param(default = "jsonl", pattern = "^(csv|jsonl)$")]
    format: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    unknown: Unknown,
}
