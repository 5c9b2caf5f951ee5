//! Where bytes are kept, as somebody names it.

use std::{fmt, path::PathBuf};

use secrecy::SecretString;
use url::Url;

/// Where bytes are kept.
#[derive(Clone, Debug)]
pub enum Place {
    /// A folder, on a disk of this machine or on one that machines share.
    Local(PathBuf),
    /// A bucket of an S3 server. What is on its way lies in a folder.
    Bucket(Box<BucketPlace>),
}

/// A bucket of an S3 server, and how it is spoken to.
#[derive(Clone, Debug)]
pub struct BucketPlace {
    /// The name of the bucket.
    pub bucket: String,
    /// What all keys begin with, without slashes at its ends; may be empty.
    pub prefix: String,
    /// The region that requests are signed for.
    pub region: String,
    /// The server, where it is not the one of Amazon for the region.
    pub endpoint: Option<Url>,
    /// Whether the bucket stands in the path and not in the name of the server.
    pub path_style: bool,
    /// The keys of an account; without any, the usual environment of AWS or the role of the machine gives them.
    pub keys: Option<BucketKeys>,
    /// What is arriving lies in this folder.
    pub work: PathBuf,
}

/// The two keys of an account of an S3 server.
#[derive(Clone, Debug)]
pub struct BucketKeys {
    /// Names the account.
    pub access: String,
    /// Proves it.
    pub secret: SecretString,
}

impl Place {
    /// The folder of what is on its way, which is also that of what is kept where that is a folder.
    pub fn folder(&self) -> &PathBuf {
        match self {
            Self::Local(folder) => folder,
            Self::Bucket(place) => &place.work,
        }
    }

    /// Says whether both are the same place, however each is spoken to.
    pub fn is_same(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

/// As a setting names it: without keys.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match self {
            Self::Local(folder) => return write!(f, "file://{}", folder.display()),
            Self::Bucket(place) => place,
        };
        let slash = if place.prefix.is_empty() { "" } else { "/" };
        write!(f, "s3://{}{slash}{}?region={}", place.bucket, place.prefix, place.region)?;
        match &place.endpoint {
            // Where nothing is said of it, the style depends on whether there is an endpoint.
            Some(endpoint) => {
                let endpoint = endpoint.as_str().trim_end_matches('/');
                write!(f, "&endpoint={endpoint}&path_style={}", place.path_style)
            }
            None if place.path_style => f.write_str("&path_style=true"),
            None => Ok(()),
        }
    }
}
