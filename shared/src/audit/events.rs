//! The names of what is recorded. A name that is given once stays: trails of years hold it.

use std::str::FromStr;

use uuid::Uuid;

use crate::ids::{ApiTokenId, FolderId, JobId, LinkId, PasskeyId, SessionId};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Event {
            $($(#[$doc])* $name,)*
        }

        impl Event {
            /// All that is recorded.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The event's name: a group and what happened.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

events! {
    /// An account was made, by its owner or by an operator's command.
    AccountSignedUp = "account.signed_up",
    /// Its e-mail address was proved.
    AccountVerified = "account.verified",
    /// Somebody was invited.
    AccountInvited = "account.invited",
    /// An account that waited was approved.
    AccountApproved = "account.approved",
    /// Something about it was changed.
    AccountChanged = "account.changed",
    /// It was disabled.
    AccountDisabled = "account.disabled",
    /// It was enabled.
    AccountEnabled = "account.enabled",
    /// It was erased with what was known of its owner.
    AccountErased = "account.erased",
    /// Its owner took all that is kept about them.
    AccountExported = "account.exported",
    /// Somebody logged in.
    LoginOk = "login.ok",
    /// Somebody was not let in.
    LoginRefused = "login.refused",
    /// A second factor was wrong.
    LoginSecondFactorRefused = "login.second_factor_refused",
    /// So many tries were wrong that no more are taken for a while.
    LoginLocked = "login.locked",
    /// A session was ended.
    SessionEnded = "session.ended",
    /// A refresh token came twice, which ends its session.
    SessionReused = "session.reused",
    /// A password was changed by whoever knew the one before.
    PasswordChanged = "password.changed",
    /// A password was set by a link in a mail.
    PasswordReset = "password.reset",
    /// A password that was asked for once more was wrong.
    PasswordRefused = "password.refused",
    /// A second factor was added.
    SecondFactorAdded = "second_factor.added",
    /// A second factor was removed.
    SecondFactorRemoved = "second_factor.removed",
    /// New recovery codes were made.
    SecondFactorCodesRenewed = "second_factor.codes_renewed",
    /// A recovery code was used.
    SecondFactorCodeUsed = "second_factor.code_used",
    /// A token for programs was made.
    TokenMade = "token.made",
    /// A token for programs was removed.
    TokenRemoved = "token.removed",
    /// A document was taken in.
    FileUploaded = "file.uploaded",
    /// A document was not taken in.
    FileRefused = "file.refused",
    /// A scan came to a verdict, or was given up.
    FileScanned = "file.scanned",
    /// Something about a document was changed.
    FileChanged = "file.changed",
    /// A document was shared with a client or a group.
    FileShared = "file.shared",
    /// A share of a document was taken away.
    FileUnshared = "file.unshared",
    /// A client asked for a document that was over for them.
    FileAsked = "file.asked",
    /// Bytes of a document went out.
    FileDownloaded = "file.downloaded",
    /// A client looked at a page of a document.
    FilePreviewed = "file.previewed",
    /// A document went into the trash.
    FileTrashed = "file.trashed",
    /// A document came back from the trash.
    FileRestored = "file.restored",
    /// A new version of a document was taken in.
    FileVersionAdded = "file.version_added",
    /// An older version of a document was taken as a new one.
    FileVersionRestored = "file.version_restored",
    /// A document was erased.
    FileErased = "file.erased",
    /// A document was opened in spite of its scan.
    FileReleased = "file.released",
    /// Somebody asked for another scan of a document.
    FileRescanAsked = "file.rescan_asked",
    /// A folder was made.
    FolderCreated = "folder.created",
    /// A folder was given another name or another place.
    FolderChanged = "folder.changed",
    /// A folder was shared with a client or a group.
    FolderShared = "folder.shared",
    /// A share of a folder was taken away.
    FolderUnshared = "folder.unshared",
    /// A folder was removed with those beneath.
    FolderErased = "folder.erased",
    /// Somebody got a link to a document.
    LinkMinted = "link.minted",
    /// A link was revoked, or all links to a document.
    LinkRevoked = "link.revoked",
    /// A link was not followed.
    LinkRefused = "link.refused",
    /// A group of clients was made.
    GroupCreated = "group.created",
    /// A group was changed.
    GroupChanged = "group.changed",
    /// A group was erased.
    GroupErased = "group.erased",
    /// A client came into a group.
    GroupMemberAdded = "group.member_added",
    /// A client left a group.
    GroupMemberRemoved = "group.member_removed",
    /// A mail was given up.
    MailFailed = "mail.failed",
    /// A job was made due by an operator.
    JobRetried = "job.retried",
    /// A job was given up by an operator.
    JobCancelled = "job.cancelled",
    /// Jobs that were given up were cleared away by an operator.
    JobPurged = "job.purged",
    /// A key was added.
    KeyAdded = "key.added",
    /// A key was retired.
    KeyRetired = "key.retired",
    /// A backup was taken.
    BackupTaken = "backup.taken",
    /// A backup was put back.
    BackupRestored = "backup.restored",
}

impl Event {
    /// What it is about, such as `file`.
    pub fn group(self) -> &'static str {
        self.as_str().split_once('.').map_or(self.as_str(), |(group, _)| group)
    }

    /// Says whether it is one of the two that nearly all of a trail are, which have no index by their names.
    pub(super) fn is_frequent(self) -> bool {
        matches!(self, Self::LinkMinted | Self::FileDownloaded)
    }

    /// The events that a filter names: one by its name, or a group as `login` or `login.*`; none where it names nothing.
    pub fn named(filter: &str) -> Vec<Self> {
        let group = filter.strip_suffix(".*").unwrap_or(filter);
        let is_named = |event: &Self| event.as_str() == filter || event.group() == group;
        Self::ALL.iter().copied().filter(is_named).collect()
    }
}

impl FromStr for Event {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|event| event.as_str() == text).ok_or("is no event")
    }
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Ok,
    /// It was not allowed, or not right.
    Refused,
    /// It could not be done.
    Failed,
}

impl Outcome {
    /// The outcome's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// What it was about, apart from a person and a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// A session.
    Session(SessionId),
    /// A token for programs.
    Token(ApiTokenId),
    /// A passkey.
    Passkey(PasskeyId),
    /// A job.
    Job(JobId),
    /// A group of clients.
    Group(Uuid),
    /// A link.
    Link(LinkId),
    /// A folder.
    Folder(FolderId),
}

impl Object {
    /// Its kind and its id.
    pub fn parts(self) -> (&'static str, Uuid) {
        match self {
            Self::Session(id) => ("session", id.0),
            Self::Token(id) => ("token", id.0),
            Self::Passkey(id) => ("passkey", id.0),
            Self::Job(id) => ("job", id.0),
            Self::Group(id) => ("group", id),
            Self::Link(id) => ("link", id.0),
            Self::Folder(id) => ("folder", id.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_as_they_were_given() {
        let names: Vec<&str> = Event::ALL.iter().map(|event| event.as_str()).collect();
        assert_eq!(
            names.join(", "),
            "account.signed_up, account.verified, account.invited, account.approved, account.changed, \
             account.disabled, account.enabled, account.erased, account.exported, login.ok, login.refused, \
             login.second_factor_refused, login.locked, session.ended, session.reused, password.changed, \
             password.reset, password.refused, second_factor.added, second_factor.removed, \
             second_factor.codes_renewed, second_factor.code_used, token.made, token.removed, file.uploaded, \
             file.refused, file.scanned, file.changed, file.shared, file.unshared, file.asked, file.downloaded, \
             file.previewed, file.trashed, file.restored, file.version_added, file.version_restored, file.erased, file.released, \
             file.rescan_asked, folder.created, folder.changed, folder.shared, folder.unshared, folder.erased, \
             link.minted, link.revoked, link.refused, group.created, group.changed, group.erased, \
             group.member_added, group.member_removed, mail.failed, job.retried, \
             job.cancelled, job.purged, key.added, key.retired, backup.taken, backup.restored"
        );
        for event in Event::ALL {
            assert_eq!(event.as_str().parse(), Ok(*event));
            assert!(event.as_str().split_once('.').is_some(), "{event:?}");
        }
    }

    #[test]
    fn a_filter_names_one_event_or_a_group() {
        assert_eq!(Event::named("login.ok"), [Event::LoginOk]);
        assert_eq!(Event::named("link"), [Event::LinkMinted, Event::LinkRevoked, Event::LinkRefused]);
        assert_eq!(Event::named("link.*"), Event::named("link"));
        for nothing in ["", "lin", "link.", "link.mint", "*", ".*", "login.ok.*"] {
            assert!(Event::named(nothing).is_empty(), "{nothing:?}");
        }
    }

    #[test]
    fn whoever_audits_reads_of_each_event() {
        let page = include_str!("../../../docs/AUDIT.md");
        for event in Event::ALL {
            let (group, name) = event.as_str().split_once('.').unwrap();
            let row = page.lines().find(|line| line.starts_with(&format!("| `{group}` |"))).unwrap_or_default();
            assert!(row.contains(&format!("`{name}`")), "{group}.{name} is not in its row");
        }
    }
}
