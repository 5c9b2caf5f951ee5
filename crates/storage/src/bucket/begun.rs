//! Uploads in parts that the server holds and nobody ends. A program that is killed before it has written down what the
//! server calls one cannot name it any more, so they are listed.
//!
//! `object_store` knows no such listing; it signs the address, and the answer is read here.

use std::{io, time::SystemTime};

use hyper::{Request, StatusCode};
use object_store::{
    client::HttpRequestBody,
    path::Path,
    signer::{Method, SignedUrlOptions, Signer},
};
use quick_xml::{Reader, events::Event};

use super::Bucket;
use crate::{error::StorageError, key::DOCUMENTS, unfinished::Unfinished};

/// So many at once. A server lists a thousand by itself.
const PAGE: &str = "200";

/// The most pages that are gone through; the next time goes on with what is left.
const PAGES: usize = 50;

/// How long a page may be: names are short, and ids some hundred bytes.
const LONGEST: usize = 1 << 20;

/// A page of what is under way, as a server tells of it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Listed {
    uploads: Vec<Begun>,
    /// Behind what the next page begins: a key and an upload. None on the last one.
    next: Option<(String, String)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Begun {
    key: String,
    id: String,
    at: String,
}

impl Bucket {
    /// Gives up uploads of documents that were begun before, but for those that somebody is known to be at, and says how many.
    /// A server that does not let us list them has a rule of its own for them, or keeps them.
    pub(crate) async fn abandon_begun(
        &self,
        before: SystemTime,
        under_way: &[Unfinished],
    ) -> Result<usize, StorageError> {
        let (mut after, mut given_up) = (None, 0);
        for _ in 0..PAGES {
            let listed = self.begun(after.as_ref()).await?;
            for upload in listed.uploads {
                let is_old = humantime::parse_rfc3339_weak(&upload.at).is_ok_and(|at| at < before);
                let name = self.name(&Path::from(upload.key)).filter(|name| name.starts_with(&format!("{DOCUMENTS}/")));
                let found = name.map(|name| Unfinished { name, id: upload.id });
                if let Some(found) = found.filter(|found| is_old && !under_way.contains(found)) {
                    self.abandon(&found).await;
                    given_up += 1;
                }
            }
            after = listed.next;
            if after.is_none() {
                break;
            }
        }
        Ok(given_up)
    }

    async fn begun(&self, after: Option<&(String, String)>) -> Result<Listed, StorageError> {
        let prefix = self.path(DOCUMENTS);
        let mut query = vec![("uploads", ""), ("max-uploads", PAGE), ("prefix", prefix.as_ref())];
        if let Some((key, id)) = after {
            query.extend([("key-marker", key.as_str()), ("upload-id-marker", id.as_str())]);
        }
        let query = query.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>();
        let options = SignedUrlOptions::new().with_query(query);
        let lasts = std::time::Duration::from_mins(1);
        let address = self.store.signed_url_opts(Method::GET, &Path::default(), lasts, &options).await?;
        let request = Request::get(address.as_str()).body(HttpRequestBody::empty()).map_err(io::Error::other)?;
        let answer = self.client.execute(request).await.map_err(io::Error::other)?;
        if answer.status() != StatusCode::OK {
            return Err(io::Error::other(format!("the S3 server lists no uploads: {}", answer.status())).into());
        }
        let mut text = Vec::new();
        let mut pieces = answer.into_body().bytes_stream();
        while let Some(piece) = futures_util::StreamExt::next(&mut pieces).await {
            text.extend_from_slice(&piece.map_err(io::Error::other)?);
            if text.len() > LONGEST {
                return Err(io::Error::other("the S3 server lists uploads without an end").into());
            }
        }
        Ok(read(std::str::from_utf8(&text).map_err(io::Error::other)?)?)
    }
}

/// Reads `ListMultipartUploadsResult` of the API of Amazon S3. What it does not know it passes over.
fn read(text: &str) -> io::Result<Listed> {
    let mut xml = Reader::from_str(text);
    let (mut listed, mut names, mut said) = (Listed::default(), Vec::<String>::new(), String::new());
    let (mut upload, mut more, mut next) = (Begun::default(), false, (String::new(), String::new()));
    loop {
        match xml.read_event().map_err(io::Error::other)? {
            Event::Start(tag) => {
                names.push(tag.local_name().as_ref().to_owned());
                said.clear();
            }
            Event::Text(text) => said.push_str(&text),
            Event::GeneralRef(name) => said.push_str(&meant(&name).map_err(io::Error::other)?),
            Event::End(_) => {
                let name = names.pop().unwrap_or_default();
                let within = names.last().map(String::as_str);
                match (within, name.as_str()) {
                    (Some("Upload"), "Key") => upload.key = std::mem::take(&mut said),
                    (Some("Upload"), "UploadId") => upload.id = std::mem::take(&mut said),
                    (Some("Upload"), "Initiated") => upload.at = std::mem::take(&mut said),
                    (_, "Upload") => listed.uploads.push(std::mem::take(&mut upload)),
                    (_, "IsTruncated") => more = said.trim() == "true",
                    (_, "NextKeyMarker") => next.0 = std::mem::take(&mut said),
                    (_, "NextUploadIdMarker") => next.1 = std::mem::take(&mut said),
                    _ => {}
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    listed.next = (more && !next.0.is_empty()).then_some(next);
    Ok(listed)
}

/// What a reference to a character stands for (XML 1.0, section 4.1).
fn meant(name: &quick_xml::events::BytesRef<'_>) -> Result<String, quick_xml::Error> {
    if let Some(character) = name.resolve_char_ref()? {
        return Ok(character.into());
    }
    Ok(quick_xml::escape::resolve_xml_entity(name).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As the manual of Amazon S3 shows it.
    const MANUAL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
        <ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
          <Bucket>bucket</Bucket><KeyMarker></KeyMarker><UploadIdMarker></UploadIdMarker>
          <NextKeyMarker>my-movie.m2ts</NextKeyMarker>
          <NextUploadIdMarker>YW55IGlkZWEgd2h5IGVsdmluZydzIHVwbG9hZCBmYWlsZWQ</NextUploadIdMarker>
          <MaxUploads>3</MaxUploads><IsTruncated>true</IsTruncated>
          <Upload>
            <Key>my-divisor &amp; more</Key><UploadId>XMgbGlrZSBlbHZpbmc&#39;s</UploadId>
            <Initiator><ID>arn:aws:iam::111122223333:user/user1</ID><DisplayName>user1</DisplayName></Initiator>
            <Owner><ID>75aa57f09aa0c8caeab4f8c24e99d10f</ID><DisplayName>OwnerDisplayName</DisplayName></Owner>
            <StorageClass>STANDARD</StorageClass><Initiated>2010-11-10T20:48:33.000Z</Initiated>
          </Upload>
          <Upload><Key>my-movie.m2ts</Key><UploadId>VXBsb2FkIElE</UploadId>
            <Initiated>2010-11-10T20:48:33Z</Initiated></Upload>
        </ListMultipartUploadsResult>"#;

    #[test]
    fn what_a_server_lists_is_read() {
        let begun = |key: &str, id: &str, at: &str| Begun { key: key.to_owned(), id: id.to_owned(), at: at.to_owned() };
        let listed = read(MANUAL).unwrap();
        assert_eq!(
            listed.uploads,
            [
                begun("my-divisor & more", "XMgbGlrZSBlbHZpbmc's", "2010-11-10T20:48:33.000Z"),
                begun("my-movie.m2ts", "VXBsb2FkIElE", "2010-11-10T20:48:33Z"),
            ]
        );
        let next = ("my-movie.m2ts".to_owned(), "YW55IGlkZWEgd2h5IGVsdmluZydzIHVwbG9hZCBmYWlsZWQ".to_owned());
        assert_eq!(listed.next, Some(next));
        let last = MANUAL.replace("<IsTruncated>true", "<IsTruncated>false");
        assert_eq!(read(&last).unwrap().next, None);
        assert_eq!(read("<a/>").unwrap(), Listed::default());
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_refused(text in "(<(/)?(Upload|Key|UploadId|x)>|&amp;|&#x;|&a;|<!--|[a-z<>&]){0,40}") {
            let _ = read(&text);
        }

        #[test]
        fn any_text_is_read_or_refused(text: String) {
            let _ = read(&text);
        }
    }
}
