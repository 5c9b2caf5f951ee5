//! Who asks, and whether what they ask by still holds.

use std::{collections::HashMap, mem};

use uuid::Uuid;

use crate::{
    clock::Millis,
    db::{Db, Tx, statement::Statement},
    ids::{ApiTokenId, SessionId, UserId},
    people::{
        factors,
        names::Role,
        permissions::Permissions,
        users::{User, is_enabled},
    },
    settings::RequireSecondFactor,
    user_columns,
};

/// By what somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    /// A session, by its access token or its cookie.
    Session(SessionId),
    /// A token for programs.
    ApiToken(ApiTokenId),
}

/// Who asks, by what their credential says. Whether that still holds is asked by [`Caller::live`], or by the query that
/// reads what they want: see [`Reader::is_live`].
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// By what they ask.
    pub credential: Credential,
    /// Whose it is.
    pub user: UserId,
    /// What that account may do.
    pub role: Role,
    /// The time of the request.
    pub now: Millis,
    /// A session that was last used before is over.
    pub idle_since: Millis,
    /// Whoever has to have a second factor, and has none, gets nothing but leave to set one up.
    pub required: RequireSecondFactor,
}

impl Reader {
    /// A condition of a query that shall give rows to live credentials only, whose account has the second factor that it
    /// needs. It saves a trip to the database.
    pub fn is_live(&self, statement: Statement) -> Statement {
        let statement = match self.credential {
            Credential::Session(session) => {
                let statement = statement
                    .push("EXISTS (SELECT 1 FROM sessions s JOIN users account ON account.id = s.user_id WHERE ");
                self.live_session(session, statement)
            }
            Credential::ApiToken(token) => {
                let statement = statement
                    .push("EXISTS (SELECT 1 FROM api_tokens t JOIN users account ON account.id = t.user_id WHERE ");
                self.live_token(token, statement)
            }
        };
        statement.push(" AND ").push(self.is_set_up()).push(")")
    }

    /// The condition that `account` has the second factor that it needs.
    fn is_set_up(&self) -> &'static str {
        let is_asked = self.required.includes(self.role);
        factors::is_set_up(if is_asked { self.required } else { RequireSecondFactor::Nobody })
    }

    /// Keeps the account from being proved in another way until the transaction ends, and says whether the credential is live
    /// still: who asked with one that ended meanwhile changes nothing.
    pub async fn hold(&self, tx: &mut Tx) -> Result<bool, sqlx::Error> {
        User::hold(tx, self.user).await?;
        // Another statement, for it has to see what was committed while the first one waited.
        let live: Vec<Account> = self.live_account().fetch_all_in(tx).await?;
        Ok(!live.is_empty())
    }

    /// The account, where the credential is live.
    fn live_account(&self) -> Statement {
        let account = Statement::new(concat!("SELECT ", user_columns!("account"), ", "));
        let account = account.push(self.is_set_up()).push(" AS is_set_up");
        match self.credential {
            Credential::Session(session) => {
                let account = account.push(" FROM sessions s JOIN users account ON account.id = s.user_id WHERE ");
                self.live_session(session, account)
            }
            Credential::ApiToken(token) => {
                let account = account.push(" FROM api_tokens t JOIN users account ON account.id = t.user_id WHERE ");
                self.live_token(token, account)
            }
        }
    }

    /// The condition that the session `s` of `account` is the reader's, and live.
    fn live_session(&self, session: SessionId, statement: Statement) -> Statement {
        let statement = statement.push("s.id = ").bind(session.0).push(" AND s.user_id = ").bind(self.user.0);
        self.session_holds(statement.push(" AND "))
    }

    /// The condition that the session `s` of `account` is live, whosever it is.
    fn session_holds(&self, statement: Statement) -> Statement {
        session_holds(statement, Some(self.role), self.now, self.idle_since)
    }

    /// The condition that the token `t` of `account` is the reader's, and live.
    fn live_token(&self, token: ApiTokenId, statement: Statement) -> Statement {
        let statement = statement.push("t.id = ").bind(token.0).push(" AND t.user_id = ").bind(self.user.0);
        self.token_holds(statement.push(" AND "))
    }

    /// The condition that the token `t` of `account` is live, whosever it is.
    fn token_holds(&self, statement: Statement) -> Statement {
        token_holds(statement, Some(self.role), self.now)
    }
}

/// The condition that the session `s` of `account` is live: it lasts, and the account stands as it did, with this role where
/// one is known.
pub(in crate::people) fn session_holds(
    statement: Statement,
    role: Option<Role>,
    now: Millis,
    idle_since: Millis,
) -> Statement {
    account_holds(session_lasts(statement, now, idle_since).push(" AND "), role, now)
}

/// The condition that the session `s` of `account` has not ended, by itself or with all that was given out, nor run out or lain
/// idle.
pub(super) fn session_lasts(statement: Statement, now: Millis, idle_since: Millis) -> Statement {
    let statement = statement.push("s.ended_at IS NULL AND s.expires_at > ").bind(now);
    statement.push(" AND s.seen_at > ").bind(idle_since).push(" AND s.epoch = account.epoch")
}

/// The condition that the token `t` of `account` is live, as [`session_holds`] says it of a session.
pub(in crate::people) fn token_holds(statement: Statement, role: Option<Role>, now: Millis) -> Statement {
    let statement = statement.push("t.expires_at > ").bind(now).push(" AND t.epoch = account.epoch");
    account_holds(statement.push(" AND "), role, now)
}

/// The condition that `account` is neither disabled nor expired, and has no other role than this, where one is known. What else
/// ends all that was given out counts its epoch up.
pub(super) fn account_holds(statement: Statement, role: Option<Role>, now: Millis) -> Statement {
    let statement = match role {
        Some(role) => statement.push("account.role = ").bind(role.as_str()).push(" AND "),
        None => statement,
    };
    is_enabled(statement, "account", now)
}

/// Whoever asks by a credential that is live, and their account as it stands now.
#[derive(Clone, Debug)]
pub struct Caller {
    /// By what they ask.
    pub credential: Credential,
    /// Who they are.
    pub user: User,
    /// Whether they have to set up a second factor before they do anything else.
    pub has_to_set_up: bool,
    pub(super) idle_since: Millis,
    pub(super) required: RequireSecondFactor,
}

#[derive(sqlx::FromRow)]
struct Account {
    #[sqlx(flatten)]
    user: User,
    is_set_up: bool,
}

impl Caller {
    /// Who asks, or none when their credential is not live.
    pub async fn live(db: &Db, reader: &Reader) -> Result<Option<Self>, sqlx::Error> {
        let Reader { credential, idle_since, required, .. } = *reader;
        let account: Option<Account> = reader.live_account().fetch_together(db).await?;
        Ok(account.map(|Account { user, is_set_up }| Self {
            credential,
            user,
            has_to_set_up: !is_set_up,
            idle_since,
            required,
        }))
    }

    /// Who asks by a token that was found live.
    pub(in crate::people) fn by_token(
        token: ApiTokenId,
        user: User,
        is_set_up: bool,
        required: RequireSecondFactor,
    ) -> Self {
        let credential = Credential::ApiToken(token);
        // A token that nobody uses works on.
        Self { credential, user, has_to_set_up: !is_set_up, idle_since: Millis(0), required }
    }

    /// The same for queries that look for themselves whether it is live.
    pub fn reader(&self, now: Millis) -> Reader {
        let Self { credential, user, idle_since, required, .. } = self;
        let (credential, idle_since, required) = (*credential, *idle_since, *required);
        Reader { credential, user: user.id, role: user.role, now, idle_since, required }
    }
}

/// So many are asked for by one statement.
const AT_ONCE: usize = 500;

/// Those of these readers whose credentials are live still, with what their accounts may by now. All of them ask at the same
/// time.
pub async fn still_live(db: &Db, readers: &[Reader]) -> Result<HashMap<Credential, Permissions>, sqlx::Error> {
    let mut live = HashMap::new();
    // Of one role, and by one kind of credential, the conditions are the same.
    let is_alike = |one: &Reader, other: &Reader| {
        one.role == other.role && mem::discriminant(&one.credential) == mem::discriminant(&other.credential)
    };
    let mut rest: Vec<Reader> = readers.to_vec();
    while let Some(first) = rest.first().copied() {
        let (alike, others): (Vec<Reader>, Vec<Reader>) = rest.into_iter().partition(|reader| is_alike(reader, &first));
        rest = others;
        for some in alike.chunks(AT_ONCE) {
            let found: Vec<(Uuid, Permissions)> = first.alike_that_are_live(some).varying().fetch_all(db).await?;
            let credential = |id: Uuid| match first.credential {
                Credential::Session(_) => Credential::Session(SessionId(id)),
                Credential::ApiToken(_) => Credential::ApiToken(ApiTokenId(id)),
            };
            live.extend(found.into_iter().map(|(id, permissions)| (credential(id), permissions)));
        }
    }
    Ok(live)
}

impl Reader {
    /// The live ones among readers that are of the same role, by the same kind of credential.
    fn alike_that_are_live(&self, readers: &[Self]) -> Statement {
        let ids = readers.iter().map(|reader| match reader.credential {
            Credential::Session(SessionId(id)) | Credential::ApiToken(ApiTokenId(id)) => id,
        });
        let live = match self.credential {
            Credential::Session(_) => {
                let live = Statement::new(
                    "SELECT s.id, account.permissions FROM sessions s JOIN users account ON account.id = s.user_id
                     WHERE s.id IN ",
                );
                self.session_holds(live.bind_list(ids).push(" AND "))
            }
            Credential::ApiToken(_) => {
                let live = Statement::new(
                    "SELECT t.id, account.permissions FROM api_tokens t JOIN users account ON account.id = t.user_id
                     WHERE t.id IN ",
                );
                self.token_holds(live.bind_list(ids).push(" AND "))
            }
        };
        live.push(" AND ").push(self.is_set_up())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_live_by_itself_and_by_its_account() {
        let session = "s.ended_at IS NULL AND s.expires_at > $1 AND s.seen_at > $2 AND s.epoch = account.epoch";
        let session_of = |role| session_holds(Statement::new(""), role, Millis(9), Millis(5)).text().to_owned();
        let enabled = "account.disabled_at IS NULL AND (account.expires_at IS NULL OR account.expires_at > $";
        assert_eq!(session_of(None), format!("{session} AND {enabled}3)"));
        assert_eq!(session_of(Some(Role::Ops)), format!("{session} AND account.role = $3 AND {enabled}4)"));
        let token = token_holds(Statement::new(""), None, Millis(9));
        assert_eq!(token.text(), format!("t.expires_at > $1 AND t.epoch = account.epoch AND {enabled}2)"));
    }
}
