//! Where traces and reports of errors are sent to: an HTTP server that keeps what it is given.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
};

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::{HeaderMap, Method, Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Speaks TLS with the certificate for `localhost` in this folder.
pub(crate) fn tls_with(folder: &Path) -> TlsAcceptor {
    let chain = CertificateDer::pem_file_iter(folder.join("cert.pem")).unwrap().map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// A collector.
pub(crate) struct Collector {
    pub(crate) address: SocketAddr,
    taken: Arc<Mutex<Vec<Taken>>>,
    answer: Arc<AtomicU16>,
}

impl Collector {
    pub(crate) async fn start() -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), None)
    }

    /// One that speaks TLS with the certificate for `localhost` in this folder.
    pub(crate) async fn with_tls(folder: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, Some(tls_with(folder)))
    }

    pub(crate) fn on(listener: TcpListener, tls: Option<TlsAcceptor>) -> Self {
        let address = listener.local_addr().unwrap();
        let (taken, answer) = (Arc::<Mutex<Vec<Taken>>>::default(), Arc::new(AtomicU16::new(200)));
        let collector = Self { address, taken: taken.clone(), answer: answer.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (taken, answer, tls) = (taken.clone(), answer.clone(), tls.clone());
                let service = service_fn(move |request| {
                    let (taken, answer) = (taken.clone(), answer.clone());
                    async move { take(request, &taken, &answer).await }
                });
                tokio::spawn(async move {
                    let http = http1::Builder::new();
                    // Whoever hangs up or is not trusted shows in what was taken.
                    let _ = match tls {
                        None => http.serve_connection(TokioIo::new(stream), service).await,
                        Some(tls) => {
                            let Ok(stream) = tls.accept(stream).await else { return };
                            http.serve_connection(TokioIo::new(stream), service).await
                        }
                    };
                });
            }
        });
        collector
    }

    /// From now on this is its answer to everything.
    pub(crate) fn will_answer(&self, status: u16) {
        self.answer.store(status, Ordering::SeqCst);
    }

    /// All that it was given so far.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    /// Says whether any of it holds this text.
    pub(crate) fn holds(&self, text: &str) -> bool {
        assert!(!text.is_empty());
        self.taken().iter().any(|taken| taken.body.windows(text.len()).any(|part| part == text.as_bytes()))
    }
}

async fn take(
    request: Request<Incoming>,
    taken: &Mutex<Vec<Taken>>,
    answer: &AtomicU16,
) -> Result<Response<Empty<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let (path, headers) = (head.uri.to_string(), head.headers);
    taken.lock().unwrap().push(Taken { method: head.method, path, headers, body });
    let mut response = Response::new(Empty::new());
    *response.status_mut() = answer.load(Ordering::SeqCst).try_into().unwrap();
    Ok(response)
}
