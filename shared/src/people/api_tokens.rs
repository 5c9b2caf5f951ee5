//! Tokens for programs: an opaque secret that acts for an account within its scopes. It ends with whatever ends all that
//! was given out, and is asked for at every use.

use std::{fmt::Write as _, str::FromStr};

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    factors,
    names::Role,
    profile::DisplayName,
    sessions::{self, Caller, Lifetime},
    users::User,
};
use crate::{
    clock::Millis,
    db::{
        Db, Tx,
        page::{Order, Page, Place, Rows},
        statement::{Parameter, Statement},
    },
    exec,
    ids::{ApiTokenId, SessionId, UserId},
    settings::RequireSecondFactor,
    sql, user_columns,
    words::{Text, Told},
};

/// How each begins, so that it is known for what it is wherever it turns up.
pub const PREFIX: &str = "srt_";

/// So many has an account at the most.
pub const MOST: u16 = 100;

/// Something that a token may allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Look at what the account sees.
    Read,
    /// Bring documents.
    Upload,
    /// Make download links, and open them where that needs a log-in.
    Download,
    /// Change what the account may change.
    Manage,
}

/// A text that is none of the scopes.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub struct UnknownScope;

impl Told for UnknownScope {
    fn text(&self) -> Text {
        Text::one_of(Scope::ALL.map(Scope::as_str))
    }
}

impl Scope {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Read, Self::Upload, Self::Download, Self::Manage];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Upload => "upload",
            Self::Download => "download",
            Self::Manage => "manage",
        }
    }

    /// Says whether accounts of a role have this at all, where those of some may download.
    pub fn suits(self, role: Role, may_download: bool) -> bool {
        match self {
            Self::Read | Self::Manage => true,
            Self::Upload => role == Role::Ops,
            Self::Download => may_download,
        }
    }
}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or(UnknownScope)
    }
}

/// What a token allows: each scope once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Scopes(Vec<Scope>);

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let given: Vec<_> = scopes.into_iter().collect();
        Self(Scope::ALL.into_iter().filter(|scope| given.contains(scope)).collect())
    }
}

impl Scopes {
    /// Says whether a scope is among them.
    pub fn allow(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Says whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }

    /// As they stand in the rows. A scope that a newer version knew is none of ours.
    fn of_text(text: &str) -> Self {
        text.split(' ').filter_map(|name| name.parse().ok()).collect()
    }

    fn text(&self) -> String {
        self.0.iter().fold(String::new(), |mut text, scope| {
            // Writing to a text does not fail.
            let _ = write!(text, "{}{}", if text.is_empty() { "" } else { " " }, scope.as_str());
            text
        })
    }
}

/// A token that is about to be made.
#[derive(Debug)]
pub struct NewApiToken {
    /// What its owner calls it.
    pub name: DisplayName,
    /// What it allows.
    pub scopes: Scopes,
    /// When it ends.
    pub expires_at: Millis,
}

/// A token, as it is shown to its owner.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// What its owner calls it.
    pub name: DisplayName,
    #[sqlx(rename = "scopes")]
    scopes_text: String,
    /// When it was made.
    pub created_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Millis>,
}

/// Whoever asks by a token, and what it allows.
#[derive(Clone, Debug)]
pub struct ByToken {
    /// Who asks.
    pub caller: Caller,
    /// The token.
    pub id: ApiTokenId,
    /// What it allows.
    pub scopes: Scopes,
}

/// Where a token stands among those of its account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TokenPlace(ApiTokenId);

impl From<&ApiToken> for TokenPlace {
    fn from(token: &ApiToken) -> Self {
        Self(token.id)
    }
}

impl Place<1> for TokenPlace {
    const LIST: &'static str = "tokens";

    fn values(&self) -> [Parameter; 1] {
        [self.0.0.into()]
    }
}

#[derive(sqlx::FromRow)]
struct Found {
    token_id: ApiTokenId,
    scopes: String,
    is_set_up: bool,
    #[sqlx(flatten)]
    user: User,
}

impl ApiToken {
    /// What it allows.
    pub fn scopes(&self) -> Scopes {
        Scopes::of_text(&self.scopes_text)
    }

    /// Makes a token for somebody whose session is live, and tells its secret, of which only the hash is kept; none when
    /// the session is over. It holds for the account as it stands: what ends the session ends a token that was made with it.
    pub async fn make(
        tx: &mut Tx,
        user: &User,
        (session, lifetime): (SessionId, Lifetime),
        new: &NewApiToken,
        now: Millis,
    ) -> Result<Option<(Self, SecretString)>, sqlx::Error> {
        let secret: SecretString = format!("{PREFIX}{}", sessions::fresh_token()?.expose_secret()).into();
        let values: [Parameter; 6] = [
            ApiTokenId::new().0.into(),
            sessions::hash(&secret).into(),
            new.name.to_string().into(),
            new.scopes.text().into(),
            now.into(),
            new.expires_at.into(),
        ];
        let made = Statement::new(
            "INSERT INTO api_tokens (id, token_hash, name, scopes, created_at, expires_at, user_id, epoch) SELECT ",
        );
        let made = values.into_iter().fold(made, |made, value| made.bind(value).push(", "));
        let made = made.push(
            "account.id, account.epoch FROM sessions s JOIN users account ON account.id = s.user_id WHERE account.id = ",
        );
        let made = made.bind(user.id.0).push(" AND s.id = ").bind(session.0).push(" AND ");
        let made = sessions::session_holds(made, Some(user.role), now, lifetime.idle_since(now));
        let made = made.push(" RETURNING id, name, scopes, created_at, expires_at, last_used_at");
        let made: Option<Self> = made.fetch_optional_in(tx).await?;
        Ok(made.map(|made| (made, secret)))
    }

    /// Forgets those tokens of an account that no longer work, and says how many do.
    pub async fn count_live(tx: &mut Tx, user: UserId, now: Millis) -> Result<i64, sqlx::Error> {
        exec!(tx, |c| sqlx::query(
            "DELETE FROM api_tokens
             WHERE user_id = $1 AND (expires_at <= $2 OR epoch <> (SELECT epoch FROM users WHERE id = $1))"
        )
        .bind(user)
        .bind(now))?;
        let (count,): (i64,) =
            sql!(tx, |c| sqlx::query_as("SELECT COUNT(*) FROM api_tokens WHERE user_id = $1").bind(user).fetch_one(c))?;
        Ok(count)
    }

    /// A page of the tokens of an account that still work, the newest first.
    pub async fn list(db: &Db, user: UserId, page: &Page<TokenPlace>, now: Millis) -> Result<Rows<Self>, sqlx::Error> {
        Statement::new(
            "SELECT t.id, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at
             FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE t.epoch = u.epoch AND t.user_id = ",
        )
        .bind(user.0)
        .push(" AND t.expires_at > ")
        .bind(now)
        .fetch_page(db, Order { columns: ["t.id"], descending: true }, page)
        .await
    }

    /// All of them: an account has [at most so many](MOST).
    pub async fn of_user(db: &Db, user: UserId, now: Millis) -> Result<Vec<Self>, sqlx::Error> {
        Ok(Self::list(db, user, &Page { limit: MOST, after: None }, now).await?.rows)
    }

    /// Whoever asks by this secret, as long as it works.
    pub async fn find(
        db: &Db,
        secret: &SecretString,
        required: RequireSecondFactor,
        now: Millis,
    ) -> Result<Option<ByToken>, sqlx::Error> {
        let found = Statement::new(concat!("SELECT t.id AS token_id, t.scopes, ", user_columns!("account"), ", "));
        let found = found
            .push(factors::is_set_up(required))
            .push(" AS is_set_up FROM api_tokens t JOIN users account ON account.id = t.user_id WHERE t.token_hash = ");
        let found = sessions::token_holds(found.bind(sessions::hash(secret)).push(" AND "), None, now);
        let found: Option<Found> = found.fetch_optional(db).await?;
        Ok(found.map(|Found { token_id, scopes, is_set_up, user }| ByToken {
            caller: Caller::by_token(token_id, user, is_set_up, required),
            id: token_id,
            scopes: Scopes::of_text(&scopes),
        }))
    }

    /// Removes one of an account's tokens, and says whether there was such a one.
    pub async fn remove(tx: &mut Tx, user: UserId, id: ApiTokenId) -> Result<bool, sqlx::Error> {
        let removed =
            exec!(tx, |c| sqlx::query("DELETE FROM api_tokens WHERE id = $1 AND user_id = $2").bind(id).bind(user))?;
        Ok(removed == 1)
    }

    /// Notes that these tokens were used just now.
    pub async fn mark_used(db: &Db, ids: &[ApiTokenId], now: Millis) -> Result<(), sqlx::Error> {
        let mut statement = Statement::new("UPDATE api_tokens SET last_used_at = ").bind(now).push(" WHERE id IN (");
        for (at, id) in ids.iter().enumerate() {
            statement = statement.push(if at == 0 { "" } else { ", " }).bind(id.0);
        }
        statement.push(")").execute(db).await.map(|_| ())
    }

    /// Deletes tokens that ended before `before`, and says how many.
    pub async fn sweep(db: &Db, before: Millis) -> Result<u64, sqlx::Error> {
        exec!(db, |c| sqlx::query("DELETE FROM api_tokens WHERE expires_at < $1").bind(before))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_told_once_and_in_one_order() {
        let scopes: Scopes = [Scope::Manage, Scope::Read, Scope::Manage].into_iter().collect();
        assert_eq!(scopes.text(), "read manage");
        assert_eq!(Scopes::of_text("read of_a_newer_version manage"), scopes);
        assert!(scopes.allow(Scope::Read) && !scopes.allow(Scope::Upload));
        assert!(Scopes::of_text("").is_empty());
    }

    #[test]
    fn no_scope_goes_beyond_a_role() {
        assert!(Scope::Upload.suits(Role::Ops, false) && !Scope::Upload.suits(Role::Client, true));
        assert!(Scope::Download.suits(Role::Client, true) && !Scope::Download.suits(Role::Ops, false));
    }
}
