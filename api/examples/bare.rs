//! What lists, links and small downloads are held against: the same queries by the same pool, answers of the same bytes, and
//! nothing around them. No credential is opened, nothing is limited, counted, logged or written down.
//!
//! `bare ADDRESS USER SESSION FOLDER` listens there and asks as this user by this session. It answers `/list`, `/mint/{id}` and
//! `/download/{id}` with the bytes of the files of these names in the folder. `DATABASE_URL` tells the database.

use std::{env, error::Error, path::Path, process::ExitCode, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{Path as Segments, State},
    http::StatusCode,
    routing::get,
};
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use secrecy::SecretString;
use shared::{
    clock::{Clock, Millis},
    db::{Db, page::Page},
    documents::{
        sorting::Sort,
        visible::{self, Filter, Wanted},
    },
    ids::{FileId, SessionId, UserId},
    people::{
        names::Role,
        sessions::{Credential, Reader},
    },
    settings::{DatabaseSetting, RequireSecondFactor},
};
use tokio::net::TcpListener;
use uuid::Uuid;

struct Bare {
    db: Db,
    user: UserId,
    session: SessionId,
    list: Bytes,
    mint: Bytes,
    download: Bytes,
}

type Answer = Result<Bytes, StatusCode>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [address, user, session, folder] = arguments.as_slice() else {
        eprintln!("usage: DATABASE_URL=... bare ADDRESS USER SESSION FOLDER");
        return ExitCode::FAILURE;
    };
    match serve(address, user, session, Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bare: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn serve(address: &str, user: &str, session: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    let url = SecretString::from(env::var("DATABASE_URL")?);
    let cores = std::thread::available_parallelism()?.get();
    let bytes = |name| std::fs::read(folder.join(name)).map(Bytes::from);
    let bare = Bare {
        // As many as the API has where nobody sets them.
        db: Db::connect(&DatabaseSetting::Postgres(url), u32::try_from(2 * cores + 2)?.min(20)).await?,
        user: UserId(user.parse::<Uuid>()?),
        session: SessionId(session.parse::<Uuid>()?),
        list: bytes("list")?,
        mint: bytes("mint")?,
        download: bytes("download")?,
    };
    let router = Router::new()
        .route("/list", get(list))
        .route("/mint/{id}", get(mint))
        .route("/download/{id}", get(download))
        .with_state(Arc::new(bare));
    let listener = TcpListener::bind(address).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn list(State(bare): State<Arc<Bare>>) -> Answer {
    let wanted = Wanted { sort: Sort::LATEST, filter: Filter::default() };
    let page = Page { limit: 50, after: None };
    let found = visible::list(&bare.db, &bare.reader(), &wanted, &page).await.map_err(|_| FAILED)?;
    if found.rows.is_empty() { Err(FAILED) } else { Ok(bare.list.clone()) }
}

async fn mint(State(bare): State<Arc<Bare>>, Segments(id): Segments<Uuid>) -> Answer {
    let found = visible::find_to_download(&bare.db, &bare.reader(), FileId(id)).await.map_err(|_| FAILED)?;
    found.map(|_| bare.mint.clone()).ok_or(FAILED)
}

async fn download(State(bare): State<Arc<Bare>>, Segments(id): Segments<Uuid>) -> Answer {
    let found = visible::behind_link(&bare.db, FileId(id), bare.user).await.map_err(|_| FAILED)?;
    found.map(|_| bare.download.clone()).ok_or(FAILED)
}

/// Whatever is wrong, whoever measures has to hear of it.
const FAILED: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;

impl Bare {
    fn reader(&self) -> Reader {
        Reader {
            credential: Credential::Session(self.session),
            user: self.user,
            role: Role::Client,
            now: Clock::system().now(),
            idle_since: Millis(0),
            required: RequireSecondFactor::Nobody,
        }
    }
}
