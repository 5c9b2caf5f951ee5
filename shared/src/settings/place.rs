//! Places for documents: a folder, or a bucket of an S3 server.

use std::path::Path;

use secrecy::ExposeSecret;
use storage::{BucketKeys, BucketPlace, Place};
use url::Url;

use super::{
    error::SettingError,
    text::{Text, Texts},
};

/// What a bucket needs beside its URL.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket<'a> {
    /// The keys that are given.
    pub(super) keys: Option<&'a BucketKeys>,
    /// Home of what is on its way.
    pub(super) data_dir: &'a Path,
}

const EXAMPLE: &str = "s3://documents/strongroom?region=eu-central-1";

/// Where documents are kept.
pub(super) fn of(text: &Text, bucket: Bucket<'_>) -> Result<Place, SettingError> {
    if text.is_empty() {
        return Ok(Place::Local(bucket.data_dir.join("files")));
    }
    match text.as_str().split_once("://") {
        // A folder has one spelling, since places are compared: without slashes at its end.
        Some(("file", folder)) if !folder.is_empty() => Ok(Place::Local(Path::new(folder).components().collect())),
        Some(("s3", _)) => in_bucket(text, bucket).map(|place| Place::Bucket(Box::new(place))),
        _ => {
            let problem = "is neither file:///path/to/folder nor s3://bucket/prefix?region=…";
            Err(text.wrong(problem, "file:///var/lib/strongroom/files"))
        }
    }
}

/// `s3://bucket/prefix?region=&endpoint=&path_style=`.
fn in_bucket(text: &Text, with: Bucket<'_>) -> Result<BucketPlace, SettingError> {
    let wrong = |problem: &str| text.wrong(problem, EXAMPLE);
    let url = Url::parse(text.as_str()).map_err(|_| wrong("is no URL of a bucket"))?;
    let bucket = url.host_str().unwrap_or_default().to_owned();
    // The rules for the names of buckets, as far as a typing error could break them.
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    if !(3..=63).contains(&bucket.len()) || !bucket.chars().all(is_plain) {
        return Err(wrong("names no bucket: 3 to 63 small letters, digits, '-' and '.'"));
    }
    if url.port().is_some() || !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(wrong("has more than bucket, prefix and what stands behind '?'; keys have settings of their own"));
    }
    let prefix = url.path().trim_matches('/').to_owned();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    if !prefix.chars().all(is_plain)
        || prefix.split('/').any(|part| matches!(part, "." | ".."))
        || prefix.contains("//")
    {
        return Err(wrong("has a prefix of more than letters, digits, '-', '_', '.' and '/'"));
    }
    let (mut region, mut endpoint, mut path_style) = ("us-east-1".to_owned(), None, None);
    for (name, value) in url.query_pairs() {
        match &*name {
            // One that is there without a value is not set.
            "region" | "endpoint" if value.is_empty() => {}
            "region" => region = value.into_owned(),
            "endpoint" => {
                endpoint =
                    Some(server(&value).ok_or_else(|| wrong("has an endpoint that is no http or https address"))?);
            }
            "path_style" => {
                path_style = Some(match &*value {
                    "true" | "1" | "" => true,
                    "false" | "0" => false,
                    _ => return Err(wrong("has a path_style that is neither true nor false")),
                });
            }
            _ => return Err(wrong("has more behind '?' than region, endpoint and path_style")),
        }
    }
    // Servers of one's own seldom have a name for each bucket.
    let path_style = path_style.unwrap_or(endpoint.is_some());
    let work = with.data_dir.join("files");
    Ok(BucketPlace { bucket, prefix, region, endpoint, path_style, keys: with.keys.cloned(), work })
}

/// The keys of the S3 server, as far as they are given.
pub(super) fn keys(texts: &mut Texts) -> Result<Option<BucketKeys>, SettingError> {
    let access = texts.read("s3_access_key", |text| text.if_set(|text| key(text, "AKIAIOSFODNN7EXAMPLE")))?;
    let secret = texts.read("s3_secret_key", |text| text.if_set(|text| key(text, "wJalrXUtnFEMI/K7MDENG")))?;
    // One alone is told of where a bucket needs both.
    Ok(match (access, secret) {
        (None, None) => None,
        (access, secret) => {
            Some(BucketKeys { access: access.unwrap_or_default(), secret: secret.unwrap_or_default().into() })
        }
    })
}

/// Which of two keys is missing beside the other.
pub(super) fn missing(keys: &BucketKeys) -> Option<SettingError> {
    let error = |name, problem, example| Some(SettingError::new(name, problem, example));
    match (keys.access.is_empty(), keys.secret.expose_secret().is_empty()) {
        (true, _) => error("s3_access_key", "is missing beside STRONGROOM_S3_SECRET_KEY", "AKIAIOSFODNN7EXAMPLE"),
        (_, true) => error("s3_secret_key", "is missing beside STRONGROOM_S3_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG"),
        _ => None,
    }
}

fn key(text: &Text, example: &str) -> Result<String, SettingError> {
    let is_plain = |byte: u8| byte.is_ascii_graphic();
    if text.as_str().len() > 256 || !text.as_str().bytes().all(is_plain) {
        return Err(text.wrong("is no key of an S3 server: it has no spaces and at most 256 characters", example));
    }
    Ok(text.as_str().to_owned())
}

/// Where browsers find a bucket.
pub(super) fn public_url(text: &Text) -> Result<Url, SettingError> {
    let wrong = || text.wrong("is not the http or https address of a bucket", "https://documents.example.com");
    server(text.as_str()).ok_or_else(wrong)
}

fn server(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_sound = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    is_sound.then_some(url)
}

#[cfg(test)]
mod tests {
    use storage::Place;

    use crate::settings::tests::{read, refusal};

    #[test]
    fn a_bucket_is_named_with_its_server_and_never_with_its_keys() {
        let keys = [("s3_access_key", "AKIA"), ("s3_secret_key", "s/cret")];
        let url = "s3://documents/strong/room?region=eu-central-1&endpoint=http://127.0.0.1:9000";
        let settings = read(&[&[("storage_url", url)], &keys[..]].concat()).unwrap();
        let Place::Bucket(place) = &settings.storage.documents else { panic!("it is a bucket") };
        assert_eq!((place.bucket.as_str(), place.prefix.as_str()), ("documents", "strong/room"));
        assert!(place.path_style && place.keys.is_some());
        let shown = settings.storage.documents.to_string();
        assert_eq!(shown, format!("{url}&path_style=true"));
        assert!(settings.storage.another_place(&shown).unwrap().is_same(&settings.storage.documents));
        assert!(!format!("{:?}", settings.storage).contains("s/cret"));
        let amazon = read(&[("storage_url", "s3://documents?region=eu-central-1")]).unwrap();
        let Place::Bucket(place) = amazon.storage.documents else { panic!("it is a bucket") };
        assert!(!place.path_style && place.keys.is_none() && place.prefix.is_empty());
    }

    #[test]
    fn a_place_is_the_same_once_it_was_written_down() {
        for url in [
            "s3://documents?region=eu-central-1",
            "s3://documents?path_style=true",
            "s3://documents?endpoint=http://127.0.0.1:9000",
            "s3://documents/a?endpoint=https://s3.example.com&path_style=false",
            "s3://documents/a?endpoint=https://s3.example.com&path_style=0",
        ] {
            let storage = read(&[("storage_url", url)]).unwrap().storage;
            let again = storage.another_place(&storage.documents.to_string()).unwrap();
            let (Place::Bucket(before), Place::Bucket(after)) = (&storage.documents, &again) else {
                panic!("{url} is a bucket")
            };
            assert!(before.path_style == after.path_style && again.is_same(&storage.documents), "{url}: {again}");
        }
        let storage = read(&[("storage_url", "file:///srv/documents")]).unwrap().storage;
        for same in ["file:///srv/documents/", "file:///srv//documents", "file:///srv/./documents"] {
            assert!(storage.another_place(same).unwrap().is_same(&storage.documents), "{same}");
        }
        assert!(!storage.another_place("file:///srv/documents/a").unwrap().is_same(&storage.documents));
    }

    #[test]
    fn what_is_no_bucket_is_refused_in_a_sentence() {
        for (url, problem) in [
            ("s3://", "names no bucket"),
            ("s3://Documents", "is neither"),
            ("s3://user:password@documents", "has more than bucket"),
            ("s3://documents/a/../b%20c", "has a prefix"),
            ("s3://documents?endpoint=ftp://example.com", "has an endpoint"),
            ("s3://documents?acl=public", "has more behind '?'"),
            ("s3://documents?path_style=yes", "neither true nor false"),
            ("s3://documents?path_style=True", "neither true nor false"),
            ("s3://documents?path_style=ture", "neither true nor false"),
        ] {
            let said = refusal(&[("storage_url", url)]);
            assert!(said.contains(problem) || url.contains("Documents"), "{url}: {said}");
        }
        for key in ["s3_access_key", "s3_secret_key"] {
            assert!(
                refusal(&[("storage_url", "s3://documents"), (key, "AKIA")]).contains("is missing beside"),
                "{key}"
            );
        }
    }

    #[test]
    fn sealed_bytes_are_sent_by_nobody_else() {
        let proxies = ("trusted_proxies", "10.0.0.0/8");
        let bucket = ("storage_url", "s3://documents");
        let (sealed, accel, redirect) =
            (("encrypt_storage", "true"), ("accel_redirect", "/stored/"), ("s3_redirect", "true"));
        assert!(refusal(&[proxies, sealed, accel]).contains("nginx would send sealed bytes"));
        assert!(refusal(&[proxies, bucket, accel]).contains("no nginx can read"));
        assert!(refusal(&[bucket, sealed, redirect]).contains("browsers would get sealed bytes"));
        assert!(read(&[redirect]).is_ok(), "of a folder nobody is sent anywhere");
        assert!(read(&[bucket, redirect]).is_ok() && read(&[bucket, sealed]).is_ok());
    }
}
