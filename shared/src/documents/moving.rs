//! That all documents are being moved from one place to another, which every program of the installation has to know.

use std::time::Duration;

use storage::{Elsewhere, Place};

use crate::{
    clock::Millis,
    db::Db,
    exec,
    settings::{SettingError, Storage},
    sql,
};

/// How often a program looks whether documents are being moved.
const LOOK: Duration = Duration::from_secs(5);

/// A move that is under way. Places are named as in the settings.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Move {
    /// Where the documents were.
    pub from_place: String,
    /// Where they are to be.
    pub to_place: String,
}

impl Move {
    /// The one that is under way, if any.
    pub async fn find(db: &Db) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as("SELECT from_place, to_place FROM storage_move").fetch_optional(c))
    }

    /// Begins one, unless one is under way. Says which one it is then.
    pub async fn begin(db: &Db, from: &Place, to: &Place, now: Millis) -> Result<Self, sqlx::Error> {
        let new = Self { from_place: from.to_string(), to_place: to.to_string() };
        exec!(db, |c| sqlx::query(
            "INSERT INTO storage_move (one_row, from_place, to_place, began_at) VALUES (1, $1, $2, $3)
             ON CONFLICT DO NOTHING"
        )
        .bind(&new.from_place)
        .bind(&new.to_place)
        .bind(now))?;
        Ok(Self::find(db).await?.unwrap_or(new))
    }

    /// Forgets it: all documents are where they are to be.
    pub async fn end(db: &Db) -> Result<(), sqlx::Error> {
        exec!(db, |c| sqlx::query("DELETE FROM storage_move")).map(drop)
    }

    /// Where a program with these settings has to look for a document that is not in its own place.
    fn other_place(&self, settings: &Storage) -> Option<Place> {
        match self.places(settings) {
            Ok((from, to)) if from.is_same(&settings.documents) => Some(to),
            Ok((from, to)) if to.is_same(&settings.documents) => Some(from),
            Ok(_) => None,
            Err(error) => {
                tracing::error!(%error, "documents are being moved, and their other place cannot be looked at");
                None
            }
        }
    }

    /// From where they are moved, and to where.
    pub fn places(&self, settings: &Storage) -> Result<(Place, Place), SettingError> {
        Ok((settings.another_place(&self.from_place)?, settings.another_place(&self.to_place)?))
    }
}

/// Tells a store where else its documents may be, now and whenever that changes, for as long as there is one.
pub async fn keep_up(db: &Db, settings: &Storage, elsewhere: Elsewhere) -> Result<(), sqlx::Error> {
    let mut known = Move::find(db).await?;
    tell(known.as_ref(), settings, &elsewhere);
    let (db, settings) = (db.clone(), settings.clone());
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(LOOK).await;
            let Ok(now) = Move::find(&db).await else {
                // A database that is away is told of elsewhere.
                if elsewhere.is_wanted() {
                    continue;
                }
                return;
            };
            if now != known {
                tracing::info!(is_moving = now.is_some(), "where else documents may be has changed");
                tell(now.as_ref(), &settings, &elsewhere);
                known = now;
            }
            if !elsewhere.is_wanted() {
                return;
            }
        }
    });
    Ok(())
}

fn tell(known: Option<&Move>, settings: &Storage, elsewhere: &Elsewhere) {
    let place = known.and_then(|known| known.other_place(settings));
    if let Err(error) = elsewhere.is(place.as_ref()) {
        tracing::error!(%error, "documents are being moved, and their other place cannot be opened");
    }
}
