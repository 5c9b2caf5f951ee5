//! The secrets of authenticator apps, as they lie in their rows.

use shared::{exec, sql};

use crate::{
    stack::{Stack, stories},
    sweeping::swept,
};

stories!(secrets_of_apps_are_sealed_and_outlive_their_key);

async fn secrets_of_apps_are_sealed_and_outlive_their_key(stack: &Stack) {
    let (old, new) = (fernet::Fernet::generate_key(), fernet::Fernet::generate_key());
    let with = |keys: String| stack.setup().set("fernet_keys", keys);
    let app = with(old.clone()).start().await;
    let ann = app.client("ann").await;
    let (authenticator, _) = app.set_up_totp(&ann).await;
    let kept = async || sql!(app.db(), |c| sqlx::query_as::<_, (Vec<u8>,)>("SELECT secret FROM totp").fetch_one(c));
    let before = kept().await.unwrap().0;
    assert!(!before.windows(20).any(|bytes| bytes == authenticator.secret), "it lies open");
    swept(&app).await;
    assert_eq!(kept().await.unwrap().0, before, "it is sealed with the newest key already");
    stack.all_jobs_are_done(app.db()).await;
    app.stop().await;

    let between = with(format!("{new},{old}")).beside(&app).start().await;
    between.log_in_with("ann", &authenticator.next_code(stack, &app)).await.expect(200);
    swept(&between).await;
    assert_ne!(kept().await.unwrap().0, before);
    stack.all_jobs_are_done(between.db()).await;
    between.stop().await;

    let after = with(new).beside(&app).start().await;
    after.log_in_with("ann", &authenticator.next_code(stack, &app)).await.expect(200);
    // A secret of one account is of no use in the row of another.
    let bob = after.client("bob").await;
    after.set_up_totp(&bob).await;
    let moved = "UPDATE totp SET last_step = 0, secret = (SELECT secret FROM totp t JOIN users u ON u.id = t.user_id
                 WHERE u.username = 'ann')";
    exec!(after.db(), |c| sqlx::query(moved)).unwrap();
    let code = authenticator.next_code(stack, &app);
    after.log_in_with("bob", &code).await.refuses(401, "invalid_second_factor");
    after.log_in_with("ann", &code).await.expect(200);
}
