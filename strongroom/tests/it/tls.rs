//! Servers that are spoken to by TLS: with the authority that `SSL_CERT_FILE` names, or not at all.

use std::{fs, net::SocketAddr, path::Path};

use redis::TlsCertificates;
use shared::settings::QueueName;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use url::Url;

use crate::{
    app::PASSWORD,
    collector::tls_with,
    doctor::doctor,
    program::written,
    servers::{Redis, make_certificates},
    stack::{Kind, Stack, tell},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_travel_through_a_redis_that_speaks_tls() {
    tell(Kind::Servers, async |stack: &Stack| {
        make_certificates(stack.folder());
        let redis = Redis::with_tls(stack.folder()).await;
        let (url, authority) = (redis.url(), stack.folder().join("ca.pem"));
        let trust = ("SSL_CERT_FILE", authority.to_str().unwrap());
        // Two programs: what the one hands over, the other hears of.
        let api = stack.program(&["api"], &[("STRONGROOM_REDIS_URL", &url), trust]).await;
        let _worker = stack.program(&["worker"], &[("STRONGROOM_REDIS_URL", &url), trust]).await;
        let app = stack.setup().served_by(&api).start().await;
        app.get("/readyz").send().await.expect(200);
        app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
        stack.mail_to("ann@example.com").await;
        stack.all_jobs_are_done(app.db()).await;
        assert_eq!(bells(&url, &authority).await, QueueName::ALL.len(), "the worker is told of new jobs");
        doctor(stack, &[("REDIS_URL", &url), trust]).has("ok", "redis", "noeviction");
        // Nobody vouches for it.
        doctor(stack, &[("REDIS_URL", &url)]).has("wrong", "redis", "certificate");
        let strange = stack.program(&["api"], &[("STRONGROOM_REDIS_URL", &url)]).await;
        let app = stack.setup().served_by(&strange).start().await;
        let missing = app.get("/readyz").send().await.expect(503).json()["missing"].take();
        assert_eq!(missing, serde_json::json!(["queue"]));
    })
    .await;
}

/// The channels that somebody listens on.
async fn bells(url: &str, authority: &Path) -> usize {
    let certificates = TlsCertificates { client_tls: None, root_cert: Some(fs::read(authority).unwrap()) };
    let client = redis::Client::build_with_tls(url, certificates).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let channels: Vec<String> = redis::cmd("PUBSUB").arg("CHANNELS").query_async(&mut connection).await.unwrap();
    channels.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_nobody_vouches_for_is_not_spoken_to() {
    tell(Kind::Servers, async |stack: &Stack| {
        make_certificates(stack.folder());
        let mut url = Url::parse(stack.setting("database_url").unwrap()).unwrap();
        let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
        let door = tls_door_to(server, stack.folder()).await;
        url.set_host(Some("localhost")).unwrap();
        url.set_port(Some(door.port())).unwrap();
        url.set_query(Some("sslmode=verify-full"));
        let (url, authority) = (url.to_string(), stack.folder().join("ca.pem"));
        let migrated = |trusted: bool| {
            let mut command = stack.command(&["migrate"]);
            command.env("STRONGROOM_DATABASE_URL", &url);
            if trusted {
                command.env("SSL_CERT_FILE", &authority);
            }
            command.output().unwrap()
        };
        let refused = written(&migrated(false));
        assert!(refused.contains("STRONGROOM_DATABASE_URL") && refused.contains("certificate"), "{refused}");
        let taken = migrated(true);
        assert!(taken.status.success(), "{}", written(&taken));
        doctor(stack, &[("DATABASE_URL", &url), ("SSL_CERT_FILE", authority.to_str().unwrap())])
            .has("ok", "database", "all");
    })
    .await;
}

/// Speaks TLS for a Postgres that does not, with the certificate in this folder.
async fn tls_door_to(server: String, certificates: &Path) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, tls) = (listener.local_addr().unwrap(), tls_with(certificates));
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let (server, tls) = (server.clone(), tls.clone());
            tokio::spawn(async move {
                // "SSLRequest" and the server's "S" (the documentation of Postgres, "SSL Session Encryption").
                client.read_exact(&mut [0; 8]).await?;
                client.write_all(b"S").await?;
                let (mut client, mut server) = (tls.accept(client).await?, TcpStream::connect(server).await?);
                copy_bidirectional(&mut client, &mut server).await
            });
        }
    });
    address
}
