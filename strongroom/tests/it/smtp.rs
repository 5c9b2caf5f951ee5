//! Mail over connections that are kept private, to servers that want to know who sends.

use crate::{
    app::PASSWORD,
    servers::{MailServer, Security},
    stack::{Kind, Stack, eventually, tell},
};

/// Signs up beside a worker of its own that trusts `authority`, and tells how the mail came.
async fn came_from(stack: &Stack, server: &MailServer) -> String {
    let (url, authority) = (server.url(), server.authority());
    let settings = [("STRONGROOM_MAIL_URL", url.as_str()), ("SSL_CERT_FILE", authority.to_str().unwrap())];
    let program = stack.program(&[], &settings).await;
    let app = stack.setup().served_by(&program).start().await;
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    let mail = eventually(&format!("a mail; {}", program.log()), async || server.mails().pop()).await;
    stack.all_jobs_are_done(app.db()).await;
    mail.header("X-Came-From").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_goes_out_by_starttls_with_a_login() {
    tell(Kind::Embedded, async |stack: &Stack| {
        let mut server = MailServer::new(stack.folder(), Security::StartTls);
        server.start().await;
        assert_eq!(came_from(stack, &server).await, "post@house, encrypted");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_goes_out_by_tls_from_the_start_with_a_login() {
    tell(Kind::Embedded, async |stack: &Stack| {
        let mut server = MailServer::new(stack.folder(), Security::Tls);
        server.start().await;
        assert_eq!(came_from(stack, &server).await, "post@house, encrypted");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_hears_who_we_are() {
    tell(Kind::Embedded, async |stack: &Stack| {
        let server = MailServer::started(stack.folder()).await;
        let app = stack.setup().set("mail_url", server.url()).set("public_url", "https://files.example.com").start();
        let app = app.await;
        app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
        stack.all_jobs_are_done(app.db()).await;
        app.stop().await;
        let app = stack.setup().set("mail_url", server.url()).set("mail_hello", "post.example.com").start().await;
        app.signup("bob", "bob@example.com", PASSWORD).await.expect(201);
        stack.all_jobs_are_done(app.db()).await;
        let hello = |email| server.mails().iter().find(|mail| mail.is_to(email)).unwrap().header("X-Hello").to_owned();
        assert_eq!(hello("ann@example.com"), "files.example.com");
        assert_eq!(hello("bob@example.com"), "post.example.com");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_mail_goes_to_a_server_that_nobody_vouches_for() {
    tell(Kind::Embedded, async |stack: &Stack| {
        for security in [Security::StartTls, Security::Tls] {
            let mut server = MailServer::new(stack.folder(), security);
            server.start().await;
            let program = stack.program(&[], &[("STRONGROOM_MAIL_URL", &server.url())]).await;
            let app = stack.setup().served_by(&program).start().await;
            let name = format!("ann-{security:?}");
            app.signup(&name, &format!("{name}@example.com"), PASSWORD).await.expect(201);
            eventually("the mail is refused", async || program.log().contains("job failed").then_some(())).await;
            assert!(server.mails().is_empty());
            let log = program.log();
            assert!(!log.contains("s3cret") && !log.contains("s3cret%3A"), "{log}");
        }
        stack.may_leave_jobs();
    })
    .await;
}
