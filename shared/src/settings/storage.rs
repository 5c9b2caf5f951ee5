//! Where things are kept: rows, the jobs on their way, and documents.

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use storage::{BucketKeys, Place, Readers};
use url::Url;

use super::{
    cores::cores,
    error::SettingError,
    place::{self, Bucket},
    secrets,
    text::{Text, Texts},
};

/// Where things are kept.
#[derive(Clone, Debug)]
pub struct Storage {
    /// Home of the embedded defaults.
    pub data_dir: PathBuf,
    /// Where rows are kept.
    pub database: DatabaseSetting,
    /// Connections to the database that this process holds at the most.
    pub database_connections: u32,
    /// The Redis that carries jobs; none when they stay in the process.
    pub redis_url: Option<SecretString>,
    /// What the keys in Redis begin with.
    pub redis_prefix: String,
    /// Where documents are kept.
    pub documents: Place,
    /// Whether browsers are sent to the bucket for a document.
    pub s3_redirect: bool,
    /// Where browsers find the bucket, if that is not where it is found from here.
    pub s3_public_url: Option<Url>,
    /// The keys of the S3 server that are given.
    pub s3_keys: Option<BucketKeys>,
    /// Whether documents that arrive are sealed.
    pub encrypt: bool,
    /// Who may read them beside their owner: the group, where they have a place of their own, from which an nginx may
    /// send them.
    pub readers: Readers,
}

impl Storage {
    pub(super) fn read(texts: &mut Texts) -> Result<Self, SettingError> {
        let data_dir = texts.read("data_dir", |text| text.path("/var/lib/strongroom"))?;
        let database = texts.read("database_url", |text| DatabaseSetting::read(text, &data_dir))?;
        let s3_keys = place::keys(texts)?;
        let bucket = Bucket { keys: s3_keys.as_ref(), data_dir: &data_dir };
        let (documents, readers) = texts.read("storage_url", |text| {
            let readers = if text.as_str().starts_with("file:") { Readers::Group } else { Readers::Owner };
            Ok((place::of(text, bucket)?, readers))
        })?;
        Ok(Self {
            s3_redirect: texts.read("s3_redirect", Text::truth)?,
            s3_public_url: texts.read("s3_public_url", |text| text.if_set(place::public_url))?,
            s3_keys,
            encrypt: texts.read("encrypt_storage", Text::truth)?,
            data_dir,
            database,
            database_connections: texts.read("database_connections", connections)?,
            redis_url: texts.read("redis_url", |text| text.if_set(redis))?,
            redis_prefix: texts.read("redis_prefix", key_prefix)?,
            documents,
            readers,
        })
    }

    /// What is missing though other settings need it.
    pub(super) fn missing(&self) -> Option<SettingError> {
        if let (Place::Bucket(_), Some(keys)) = (&self.documents, &self.s3_keys)
            && let Some(error) = place::missing(keys)
        {
            return Some(error);
        }
        let problem = "is missing: with Postgres the jobs need a Redis";
        let is_missing = matches!(self.database, DatabaseSetting::Postgres(_)) && self.redis_url.is_none();
        is_missing.then(|| SettingError::new("redis_url", problem, "redis://localhost:6379"))
    }

    /// What contradicts other settings.
    pub(super) fn contradicts(&self, accel_redirect: bool) -> Option<SettingError> {
        let in_a_folder = matches!(self.documents, Place::Local(_));
        let error = |name, problem, example| Some(SettingError::new(name, problem, example));
        match () {
            () if accel_redirect && self.encrypt => error(
                "accel_redirect",
                "cannot be used with STRONGROOM_ENCRYPT_STORAGE: nginx would send sealed bytes; leave one of them out",
                "",
            ),
            () if accel_redirect && !in_a_folder => error(
                "accel_redirect",
                "cannot be used with documents in a bucket, which no nginx can read as files; leave it out",
                "",
            ),
            () if self.s3_redirect && self.encrypt => error(
                "s3_redirect",
                "cannot be used with STRONGROOM_ENCRYPT_STORAGE: browsers would get sealed bytes; leave one of them out",
                "false",
            ),
            () => None,
        }
    }

    /// Another place for documents, as a command names it.
    pub fn another_place(&self, url: &str) -> Result<Place, SettingError> {
        let bucket = Bucket { keys: self.s3_keys.as_ref(), data_dir: &self.data_dir };
        place::of(&Text::of("storage_url", url), bucket)
    }

    /// Says whether rows and jobs both stay in this process, so that it may make its own secrets.
    pub fn is_embedded(&self) -> bool {
        matches!(self.database, DatabaseSetting::Sqlite(_)) && self.redis_url.is_none()
    }
}

/// Where rows are kept.
#[derive(Clone, Debug)]
pub enum DatabaseSetting {
    /// In a SQLite file.
    Sqlite(PathBuf),
    /// On a Postgres server, by its URL.
    Postgres(SecretString),
}

impl DatabaseSetting {
    fn read(text: &Text, data_dir: &Path) -> Result<Self, SettingError> {
        if text.is_empty() {
            return Ok(Self::Sqlite(data_dir.join("strongroom.db")));
        }
        let example = "postgres://strongroom:…@localhost/strongroom";
        let problem = "is neither sqlite:///path/to/file nor postgres://user:password@host/database";
        let wrong = || text.wrong(problem, example);
        let (scheme, rest) = text.as_str().split_once("://").ok_or_else(wrong)?;
        match scheme {
            "sqlite" if !rest.is_empty() => Ok(Self::Sqlite(PathBuf::from(rest))),
            "postgres" | "postgresql" if Url::parse(text.as_str()).is_ok() => {
                secrets::real_password(text, example)?;
                Ok(Self::Postgres(text.as_str().into()))
            }
            _ => Err(wrong()),
        }
    }
}

/// Two for each core, and two more that wait for the disk: beyond that, queries only hold each other up.
fn connections(text: &Text) -> Result<u32, SettingError> {
    if text.is_empty() {
        return Ok(u32::try_from(2 * cores() + 2).map_or(20, |connections| connections.min(20)));
    }
    text.count(1, 1000).map(u32::from)
}

fn redis(text: &Text) -> Result<SecretString, SettingError> {
    let example = "rediss://:password@redis.example.com:6379";
    secrets::real_password(text, example)?;
    // Behind a '#' a client could be asked not to look at the certificate.
    let sound = Url::parse(text.as_str())
        .is_ok_and(|url| matches!(url.scheme(), "redis" | "rediss") && url.has_host() && url.fragment().is_none());
    if !sound {
        return Err(text.wrong("is neither redis://host:port nor, with TLS, rediss://host:port", example));
    }
    Ok(text.as_str().into())
}

fn key_prefix(text: &Text) -> Result<String, SettingError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if text.is_empty() || !text.as_str().chars().all(is_plain) {
        return Err(text.wrong("may hold only letters, digits, '-' and '_'", "strongroom"));
    }
    Ok(text.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::tests::{read, refusal};

    #[test]
    fn a_redis_is_spoken_to_with_tls_or_without() {
        for url in ["redis://localhost", "rediss://localhost:6379", "rediss://u:p@redis.example.com/2"] {
            assert!(read(&[("redis_url", url), ("keys_dir", "/keys")]).is_ok(), "{url}");
        }
        // The last one would ask for a connection to whoever answers.
        for url in ["localhost:6379", "rediss://", "redis+unix:///x", "rediss://localhost/#insecure"] {
            assert!(refusal(&[("redis_url", url)]).contains("is neither redis://"), "{url}");
        }
    }

    #[test]
    fn the_passwords_of_the_example_are_refused() {
        let (jwt, fernet) = ("a".repeat(32), fernet::Fernet::generate_key());
        let with = |database: &str, redis: &str| {
            let given =
                [("database_url", database), ("redis_url", redis), ("jwt_secrets", &jwt), ("fernet_keys", &fernet)];
            read(&given).map_err(|error| error.setting).err()
        };
        let (database, redis) = ("postgres://strongroom:good@postgres/strongroom", "redis://:good@redis:6379");
        assert_eq!(with(database, redis), None);
        assert_eq!(with(&database.replace("good", "change-me"), redis).as_deref(), Some("STRONGROOM_DATABASE_URL"));
        assert_eq!(with(database, &redis.replace("good", "change-me")).as_deref(), Some("STRONGROOM_REDIS_URL"));
    }

    #[test]
    fn a_store_of_its_own_may_be_read_by_its_group() {
        assert_eq!(read(&[]).unwrap().storage.readers, Readers::Owner);
        assert_eq!(read(&[("storage_url", "file:///srv/documents")]).unwrap().storage.readers, Readers::Group);
        assert!(refusal(&[("storage_url", "/srv/documents")]).contains("is neither file:///path/to/folder"));
    }

    #[test]
    fn several_installations_share_a_redis_under_plain_names() {
        assert_eq!(read(&[("redis_prefix", "strong-room_2")]).unwrap().storage.redis_prefix, "strong-room_2");
        for wrong in ["", "a:b", "a b", "größe"] {
            assert!(refusal(&[("redis_prefix", wrong)]).contains("may hold only letters"), "{wrong}");
        }
    }
}
