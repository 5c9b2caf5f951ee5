//! Passkeys that are removed, and the last one that stays.

use passkeys::soft::{Algorithm, SoftAuthenticator};
use serde_json::{Value, json};

use crate::{
    app::{HasId, PASSWORD},
    passkeys::{ORIGIN, start},
    stack::{Stack, stories},
};

stories!(
    a_passkey_is_removed_by_who_knows_the_password,
    of_the_last_two_factors_one_stays_also_when_both_are_removed_at_once,
);

async fn a_passkey_is_removed_by_who_knows_the_password(stack: &Stack) {
    let app = start(stack).await;
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    let mut browsers = [0, 1].map(|_| SoftAuthenticator::new(ORIGIN));
    let first = app.add_passkey(&ann, &mut browsers[0]).await.id();
    let second = app.add_passkey(&ann, &mut browsers[1]).await.id();
    app.remove_passkey(&ann, &first, "not the password").await.refuses(401, "invalid_credentials");
    app.remove_passkey(&bob, &first, PASSWORD).await.refuses(404, "not_found");
    app.remove_passkey(&ann, "x", PASSWORD).await.refuses(404, "not_found");
    app.remove_passkey(&ann, &first, PASSWORD).await.expect(204);
    app.remove_passkey(&ann, &first, PASSWORD).await.refuses(404, "not_found");
    let answer = browsers[0].get(&app.passkey_options().await).unwrap();
    app.log_in_by_passkey(&answer).await.refuses(401, "invalid_credentials");
    app.log_in_by_passkey(&browsers[1].get(&app.passkey_options().await).unwrap()).await.expect(200);
    let call = app.post(&format!("/api/me/passkeys/{second}/delete/")).bearer(&ann.access);
    call.json(&json!({"password": PASSWORD})).send().await.expect(204);
    app.login("ann", PASSWORD).await.expect(200);
    stack.mail_about("ann@example.com", "A passkey was removed").await;

    // Nobody keeps more than so many.
    for _ in 0..20 {
        app.add_passkey(&bob, &mut SoftAuthenticator::new(ORIGIN)).await;
    }
    let options = app.creation_options(&bob, PASSWORD).await.expect(200).json();
    let made = SoftAuthenticator::new(ORIGIN).create(&options, Algorithm::Es256).unwrap();
    app.register(&bob, &made, Value::Null).await.refuses(409, "too_many_passkeys");
}

async fn of_the_last_two_factors_one_stays_also_when_both_are_removed_at_once(stack: &Stack) {
    let setup = stack.setup().set("public_url", ORIGIN).set("require_second_factor", "all");
    let here = setup.start().await;
    let there = stack.setup().api_only().set("require_second_factor", "all").beside(&here).start().await;
    let ann = here.client("ann").await;
    let mut browser = SoftAuthenticator::new(ORIGIN);
    let mut kept = here.add_passkey(&ann, &mut browser).await.id();
    here.list(&ann, "").await.expect(200);
    here.remove_passkey(&ann, &kept, PASSWORD).await.refuses(409, "last_of_its_kind");
    for _ in 0..3 {
        let other = here.add_passkey(&ann, &mut SoftAuthenticator::new(ORIGIN)).await.id();
        let (one, two) =
            tokio::join!(here.remove_passkey(&ann, &kept, PASSWORD), there.remove_passkey(&ann, &other, PASSWORD));
        let mut told = [one.status.as_u16(), two.status.as_u16()];
        told.sort_unstable();
        assert_eq!(told, [204, 409]);
        let left = here.passkeys(&ann).await;
        assert_eq!(left.len(), 1);
        kept = left[0].id();
    }
}
