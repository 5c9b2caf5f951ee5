//! Telling the audit trail of what an operator did at the machine, by a command that may be run where there is no database.

use shared::{
    audit::{self, Asked, Entry},
    clock::Clock,
    db::Db,
    settings::Settings,
};

/// Records what was done. Where it cannot be, that is said: what was done stays done.
pub(crate) async fn tell(settings: &Settings, entry: Entry) {
    match record(settings, entry).await {
        Ok(true) => {}
        Ok(false) => eprintln!("The audit trail does not tell of this: there is no database of this version here."),
        Err(error) => eprintln!("The audit trail does not tell of this: {error}."),
    }
}

async fn record(settings: &Settings, entry: Entry) -> Result<bool, sqlx::Error> {
    let Some(db) = Db::look_at(&settings.storage.database).await? else { return Ok(false) };
    let known = db.migrations().await?;
    if !known.pending.is_empty() || !known.unknown.is_empty() {
        return Ok(false);
    }
    let mut tx = db.begin().await?;
    audit::record(&mut tx, &Asked::by_operator(), entry, Clock::system().now()).await?;
    tx.commit().await?;
    db.close().await;
    Ok(true)
}
