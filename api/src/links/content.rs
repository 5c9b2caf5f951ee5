//! The bytes behind a link as an answer: whole, in ranges, or not at all because the client has them.

use std::ops::Range;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use bounded_http::{
    attachment, entity_tags,
    ranges::{self, Asked},
    serve::FromFile,
};
use futures_util::{StreamExt, stream};
use shared::ids::BlobId;
use storage::PublicBucket;
use uuid::Uuid;

use super::{
    accel,
    delivery::Delivery,
    redirect,
    source::{Opened, Source},
};
use crate::{app::AppState, error::ApiError};

/// What is to be sent.
pub(super) struct Content {
    pub(super) source: Source,
    pub(super) name: String,
    pub(super) media_type: &'static str,
    /// Names the bytes: a strong validator, since they never change under it.
    pub(super) etag: String,
    /// Has the system send the bytes by itself, where the connection can.
    pub(super) from_file: Option<FromFile>,
    /// What somebody else may send: it is not counted to its last byte.
    pub(super) by_others: Option<BlobId>,
}

/// Who sends the bytes in our place, where they may and can.
#[derive(Clone, Copy, Debug)]
pub(super) enum InOurPlace<'a> {
    /// An nginx in front, from this location.
    Nginx(&'a str),
    /// The bucket itself.
    Bucket(&'a PublicBucket),
}

/// Sends a file, or what of it was asked for. Preconditions come first, then ranges (RFC 9110, section 13.2.2). The
/// bytes themselves are left to somebody `in_our_place`, where that can be.
pub(super) async fn answer(
    app: &AppState,
    content: Content,
    method: &Method,
    headers: &HeaderMap,
    in_our_place: Option<InOurPlace<'_>>,
    delivery: &Delivery,
) -> Result<Response, ApiError> {
    let etag = content.etag.clone();
    if let Some(wanted) = text(headers, &header::IF_MATCH)
        && !entity_tags::names(wanted, &etag)
    {
        return Err(ApiError::PreconditionFailed);
    }
    if let Some(known) = text(headers, &header::IF_NONE_MATCH)
        && entity_tags::names_weakly(known, &etag)
    {
        return with_headers(StatusCode::NOT_MODIFIED.into_response(), &content, &etag);
    }
    let opened = content.source.open(&app.blobs).await?;
    let size = opened.size();
    // Ranges are a matter of GET, and of the POST that stands for one; an If-Range that names other bytes asks for all of these.
    let same_bytes = text(headers, &header::IF_RANGE).is_none_or(|wanted| wanted == etag);
    let wanted = text(headers, &header::RANGE).filter(|_| method != Method::HEAD && same_bytes);
    let asked = ranges::read(wanted, size);
    // Nobody else looks in the other place while documents are being moved.
    let is_moving = app.blobs.may_be_elsewhere();
    let left_to = in_our_place.zip(content.by_others).filter(|_| !is_moving && accel::suits(method, headers, &asked));
    if let Some((who, blob)) = left_to {
        delivery.is_left_to_others(&asked, size);
        return match who {
            InOurPlace::Nginx(location) => {
                let response = whole(Body::empty(), 0, content.media_type);
                accel::answer(location, blob, with_headers(response, &content, &etag)?)
            }
            InOurPlace::Bucket(bucket) => redirect::answer(bucket, blob, &content.name, content.media_type).await,
        };
    }
    let response = match asked {
        Asked::Nothing => return Err(ApiError::RangeNotSatisfiable(size)),
        Asked::Everything if method == Method::HEAD => whole(Body::empty(), size, content.media_type),
        Asked::Everything => {
            whole(opened.body(delivery.clone(), content.from_file.clone(), 0..size), size, content.media_type)
        }
        Asked::Ranges(ranges) => match <[Range<u64>; 1]>::try_from(ranges) {
            Ok([range]) => one_range(&content, delivery.clone(), opened, range),
            Err(ranges) => several_ranges(app, &content, ranges, size, delivery.clone()),
        },
    };
    with_headers(response, &content, &etag)
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn whole(body: Body, size: u64, content_type: &'static str) -> Response {
    ([(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_LENGTH, size.to_string())], body)
        .into_response()
}

fn one_range(content: &Content, delivery: Delivery, opened: Opened, range: Range<u64>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content.media_type.to_owned()),
        (header::CONTENT_LENGTH, (range.end - range.start).to_string()),
        (header::CONTENT_RANGE, content_range(&range, opened.size())),
    ];
    (StatusCode::PARTIAL_CONTENT, headers, opened.body(delivery, content.from_file.clone(), range)).into_response()
}

fn content_range(range: &Range<u64>, size: u64) -> String {
    format!("bytes {}-{}/{size}", range.start, range.end - 1)
}

/// Several ranges travel as `multipart/byteranges` (RFC 9110, section 14.6), each opened when its turn comes.
fn several_ranges(
    app: &AppState,
    content: &Content,
    ranges: Vec<Range<u64>>,
    size: u64,
    delivery: Delivery,
) -> Response {
    let boundary = Uuid::new_v4().simple().to_string();
    let kind = content.media_type;
    let end = format!("\r\n--{boundary}--\r\n");
    let parts: Vec<(String, Range<u64>)> = ranges
        .into_iter()
        .map(|range| {
            let content_range = content_range(&range, size);
            let head = format!("\r\n--{boundary}\r\nContent-Type: {kind}\r\nContent-Range: {content_range}\r\n\r\n");
            (head, range)
        })
        .collect();
    let length = parts.iter().map(|(head, range)| head.len() as u64 + range.end - range.start).sum::<u64>();
    let headers = [
        (header::CONTENT_TYPE, format!("multipart/byteranges; boundary={boundary}")),
        (header::CONTENT_LENGTH, (length + end.len() as u64).to_string()),
    ];
    let (blobs, source, from_file) = (app.blobs.clone(), content.source.clone(), content.from_file.clone());
    let bodies = stream::iter(parts).then(move |(head, range)| {
        let (blobs, source, delivery, from_file) = (blobs.clone(), source.clone(), delivery.clone(), from_file.clone());
        async move {
            let bytes = match source.open(&blobs).await {
                Ok(opened) => opened.body(delivery, from_file, range).into_data_stream(),
                Err(error) => Body::from_stream(stream::iter([Err::<Bytes, _>(error)])).into_data_stream(),
            };
            stream::iter([Ok(Bytes::from(head))]).chain(bytes)
        }
    });
    let body = bodies.flatten().chain(stream::iter([Ok(Bytes::from(end))]));
    (StatusCode::PARTIAL_CONTENT, headers, Body::from_stream(body)).into_response()
}

/// What every answer about the file carries.
fn with_headers(mut response: Response, content: &Content, etag: &str) -> Result<Response, ApiError> {
    let value = |text: &str| HeaderValue::from_str(text).map_err(|error| ApiError::Internal(error.into()));
    let headers = response.headers_mut();
    headers.insert(header::ETAG, value(etag)?);
    headers.insert(header::CONTENT_DISPOSITION, value(&attachment::named(&content.name))?);
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
