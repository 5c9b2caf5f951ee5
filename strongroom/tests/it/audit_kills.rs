//! The trail under load while API and sealer are killed, and what operators do at the machine, over a backup and back.

use std::{collections::BTreeSet, net::SocketAddr};

use hyper::Method;
use serde_json::{Value, json};
use shared::sql;

use crate::{
    app::{App, Person},
    backup::succeeded,
    client::Call,
    keys::key_settings,
    killing::Load,
    program::{Program, free_address},
    stack::{Stack, stories},
};

stories!(
    what_operators_do_is_recorded_and_a_restored_trail_is_sound,
    ; alone:
    kills_under_load_leave_nothing_out_of_the_chain,
);

/// How many ask at once while others die.
const CALLERS: usize = 8;

/// Makes groups of names of its own for as long as it should, and says which of them it was told are there.
async fn makes_groups(address: SocketAddr, ops: &Person, caller: usize, load: &Load) -> Vec<String> {
    let (mut told, mut at) = (Vec::new(), 0);
    while load.goes_on() {
        at += 1;
        let name = format!("group {caller}-{at}");
        let call = Call::new(address, Method::POST, "/api/ops/groups/").bearer(&ops.access);
        match call.json(&json!({"name": name, "description": ""})).try_open().await {
            Ok(reply) if reply.status() == 201 => {
                told.push(name);
                load.is_answered();
            }
            _ => load.is_not_answered().await,
        }
    }
    told
}

async fn kills_under_load_leave_nothing_out_of_the_chain(stack: &Stack) {
    let settings = [("STRONGROOM_LIMIT_API", "off")];
    let address = free_address();
    let api = stack.program_at(address, &["api"], &settings);
    api.answers().await;
    let worker = stack.program(&["worker"], &settings).await;
    let app = stack.setup().served_by(&api).start().await;
    let otto = app.ops("otto").await;
    let load = Load::default();
    let first = stack.program_at(free_address(), &["api"], &settings);
    first.answers().await;
    let dies = load.kills(stack, address, (api, worker), &settings, 2 * CALLERS);
    let (told, _programs) = tokio::join!(everybody(&first, address, &otto, &load), dies);
    assert!(told.len() > 4 * CALLERS, "only {} groups were made", told.len());
    stack.all_jobs_are_done(app.db()).await;
    app.all_is_sealed().await;
    let names: Vec<(String,)> =
        sql!(app.db(), |c| sqlx::query_as("SELECT name FROM client_groups").fetch_all(c)).unwrap();
    let there: BTreeSet<String> = names.into_iter().map(|(name,)| name).collect();
    let lost: Vec<&String> = told.iter().filter(|name| !there.contains(*name)).collect();
    assert_eq!(lost, Vec::<&String>::new());
    let (groups, chained, events): (i64, i64, i64) = sql!(app.db(), |c| sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM client_groups),
                (SELECT COUNT(DISTINCT e.on_id) FROM audit_events e JOIN audit_chain c ON c.event_id = e.id
                 WHERE e.event = 'group.created' AND e.on_id IN (SELECT id FROM client_groups)),
                (SELECT COUNT(*) FROM audit_events WHERE event = 'group.created')"
    )
    .fetch_one(c))
    .unwrap();
    assert_eq!((chained, events), (groups, groups));
    assert_eq!(app.faults().await, Vec::<String>::new());
}

/// All callers: half of them ask the API that is killed, half one beside it.
async fn everybody(first: &Program, killed: SocketAddr, ops: &Person, load: &Load) -> Vec<String> {
    let callers = (0..CALLERS).map(|caller| {
        let address = if caller % 2 == 0 { killed } else { first.address };
        makes_groups(address, ops, caller, load)
    });
    futures_util::future::join_all(callers).await.concat()
}

async fn what_operators_do_is_recorded_and_a_restored_trail_is_sound(stack: &Stack) {
    let mut source = stack.empty_twin().await;
    for (name, value) in key_settings(&source) {
        source.set(name, value);
    }
    let app = source.start().await;
    app.client("ann").await;
    succeeded(&source.operate(&["keys", "add", "jwt", "--after", "1h"]).await);
    let listed = source.operate(&["keys", "list", "--json"]).await;
    succeeded(&listed);
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let coming = listed["keys"].as_array().unwrap().iter().find(|key| key["state"] == "coming").unwrap();
    succeeded(&source.operate(&["keys", "retire", coming["id"].as_str().unwrap(), "--force"]).await);
    source.all_jobs_are_done(app.db()).await;
    app.all_is_sealed().await;
    let backup = source.backed_up("operators").await;
    app.stop().await;

    let mut twin = stack.empty_twin().await;
    for (name, value) in key_settings(&twin) {
        twin.set(name, value);
    }
    twin.restored(&backup).await;
    let app = twin.setup().beside(&app).start().await;
    let otto = app.ops("otto").await;
    for event in ["key.added", "key.retired"] {
        let told = app.event(&otto, &format!("event={event}")).await;
        assert_eq!((&told["detail"]["by"], &told["detail"]["kind"]), (&json!("operator"), &json!("jwt")), "{told}");
        assert_eq!((&told["actor"], &told["detail"]["key"]), (&json!(null), &coming["id"]), "{told}");
    }
    app.event(&otto, "event=backup.restored").await;
    app.all_is_sealed().await;
    let verified = twin.operate(&["audit", "verify"]).await;
    succeeded(&verified);
    source_tells_of_its_backup(&source).await;
    twin.clear_up().await;
    source.clear_up().await;
}

/// The backup is on record where it was taken.
async fn source_tells_of_its_backup(source: &Stack) {
    let app: App = source.start().await;
    let olga = app.ops("olga").await;
    let told = app.event(&olga, "event=backup.taken").await;
    assert_eq!(told["detail"]["by"], json!("operator"), "{told}");
    app.stop().await;
}
