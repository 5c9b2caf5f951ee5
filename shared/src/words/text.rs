//! Every text that people are told in their own language.
//!
//! A text is named here as it is in `shared/words/<language>/*.ftl`, with the variables that it needs: a text that is not
//! there, or lacks a variable, does not compile, and a language that lacks a text fails a test.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentValue};

use super::{Language, telling};

macro_rules! texts {
    ($($text:ident $({ $($variable:ident: $type:ty),+ })?;)*) => {
        /// A text, and what it tells of; in no language yet.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Text {
            $(
                #[doc = concat!("Stands as `", stringify!($text), "` in the files of each language.")]
                $text $({ $(#[doc = "What it tells of."] $variable: $type),+ })?,
            )*
        }

        /// The name of each text, and its variables.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, &[&str])] =
            &[$((stringify!($text), &[$($(stringify!($variable)),+)?])),*];

        impl Text {
            /// Its name in the files.
            pub(super) fn name(&self) -> &'static str {
                match self { $(Self::$text { .. } => stringify!($text)),* }
            }

            /// Its variables, as they are told in a language.
            pub(super) fn variables(&self, language: Language) -> FluentArgs<'_> {
                match self {
                    $(Self::$text $({ $($variable),+ })? => {
                        let told: Vec<(&str, FluentValue<'_>)> =
                            vec![$($((stringify!($variable), Variable::told($variable, language))),+)?];
                        told.into_iter().collect()
                    })*
                }
            }
        }
    };
}

texts! {
    // problems.ftl: why a request fails.
    InvalidJson { why: Why };
    InvalidInput;
    UsernameTaken;
    EmailTaken;
    EmailDomainNotAllowed;
    InvalidLink;
    UnsupportedFileType;
    InvalidFile { why: Why };
    EncryptedFile;
    MacrosNotAllowed;
    InvalidImage { why: Why };
    ExpiredMailLink;
    WrongSetUpCode;
    InvalidCredential;
    InvalidRequest { why: Why };
    NotAuthenticated;
    InvalidToken;
    InvalidCredentials;
    SecondFactorRequired;
    InvalidSecondFactor;
    InvalidTicket;
    CrossSiteRequest;
    ScopeMissing;
    SecondFactorSetupRequired;
    EmailNotVerified;
    AccountDisabled;
    AwaitingApproval;
    SignupClosed;
    PermissionMissing;
    RoleNotAllowed;
    AccountNotAllowed;
    FileQuarantined;
    ViewOnly;
    DownloadLimitReached;
    LinkInUse;
    LinkPasswordRequired;
    InvalidLinkPassword;
    NotFound;
    NoPreview;
    MethodNotAllowed;
    RequestTimeout;
    LastOfItsKind;
    NotExpired;
    WrongState { state: &'static str };
    ScanPending;
    NotQuarantined;
    LegalHold;
    FolderNotEmpty;
    UploadOffsetMismatch { bytes: u64 };
    RequestInProgress;
    LastFactor;
    AlreadySetUp;
    NoSecondFactor;
    TooManyPasskeys;
    JobNotRetryable;
    JobNotCancellable;
    ExpiredLink;
    ExpiredFile;
    Gone;
    PreconditionFailed;
    TusVersionNotSupported;
    BodyTooLarge { bytes: u64 };
    LengthTooLarge;
    FileTooLarge { bytes: u64 };
    QuotaExceeded;
    UriTooLong;
    UnsupportedMediaType { wanted: &'static str };
    IdempotencyKeyReused;
    UploadLocked;
    ChecksumMismatch;
    RangeNotSatisfiable { bytes: u64 };
    TooManyRequests;
    LimitReached { seconds: u64 };
    TooManyAttempts { seconds: u64 };
    HeadTooLarge { bytes: u64 };
    Internal;
    Unavailable;
    Undecided;
    Busy { seconds: u64 };
    NotReady;
    StorageFull;
    JsonEmpty;
    JsonTooDeep { most: u64 };
    JsonCutShort;
    PictureUnreadable;
    PictureTooLarge;
    PictureTooSlow;

    // flaws.ftl: what is wrong with a document, told after `InvalidFile`; with a form and with a request, by their codes.
    Flaw { flaw: ooxml::Flaw };
    FormFlaw { flaw: &'static str };
    RequestFlaw { flaw: &'static str };

    // fields.ftl: what is wrong with a field, told after its name.
    Missing;
    MustBeString;
    MustBeTruth;
    MustBeObject;
    MustBeList;
    MustHoldOne;
    MustBeOneOf { choices: Choices };
    Each { fault: Why };
    Or { rest: String, last: &'static str };
    MustBeFrom { least: u64, most: u64 };
    MustBeOrder { choices: Choices };
    MustBeTime;
    MustBeSpan;
    MustBeTimeOrDay;
    MustBeFuture;
    MustBeEvent;
    MustBeId;
    LinkTime { most: u64 };
    ZipDocuments { most: u64 };
    Length { least: u64, most: u64 };
    TooLong { most: u64 };
    NameCharacter;
    LineCharacter;
    UsernameCharacter;
    NotAnEmail { most: u64 };
    PasswordWeak { better: Why };
    PasswordWeakFor { why: Why, better: Why };
    IsTaken;
    NotForYourRole { what: &'static str };
    TooManyTokens { most: u64 };
    ExpiryRange;
    OnlyOpsHavePermissions;
    OnlyClientsAreInGroups;
    NoSuchGroup;
    NoSuchClient;
    NoSuchFolder;
    FolderNameTaken;
    FoldersTooDeep { most: u64 };
    FolderInItself;
    TooMany { most: u64 };
    KeepsItsKind;
    GroupNameTaken;
    CodeOrPasskey;
    OfAnotherAccount;
    CursorOfAnotherList;
    CursorOfAnotherOrder;
    FilterTooLong { most: u64 };
    NotAnIdempotencyKey;
    Unreadable;
    UnknownParameter;
    BodyCutShort;
    GivenTwice;
    DocumentMissing;
    NoUploadOffset;
    NoUploadLength;
    NotUploadMetadata;
    NoFileNameInMetadata;
    NotUploadChecksum;
    PictureMissing;
    OtherParts;
    NotAForm { why: Why };
    NoFileName;
    Invalid { why: Why };

    // fields.ftl: what makes a password easy to guess.
    GuessRow;
    GuessKeyboard;
    GuessRepeat;
    GuessRepeatedPart;
    GuessTopTen;
    GuessTopHundred;
    GuessCommon;
    GuessSimilar;
    GuessSequence;
    GuessYear;
    GuessWord;
    GuessDate;
    GuessName;
    GuessCommonName;
    GuessTooFewWords;

    // mails.ftl: what a mail says, each with its parts.
    VerifyEmail { lifetime: Why };
    ChangeEmail { lifetime: Why };
    ResetPassword { lifetime: Why };
    Invitation { lifetime: Why };
    NewDevice;
    LockedOut;
    PasswordChanged;
    EmailChangeAsked;
    EmailChanged;
    EmailReplaced;
    TotpAdded;
    TotpRemoved;
    RecoveryCodesRenewed;
    RecoveryCodeUsed;
    PasskeyAdded;
    PasskeyRemoved;
    SecondFactorReset;
    Approved;
    TokenMade;
    TokenRemoved;
    NewDocuments { count: u64 };
    DocumentAsked { client: String, email: String, document: String };

    // mails.ftl: what stands in several of them.
    LateFinding { name: String, at: Why };
    LateFindingDownloaded { first: Why, last: Why };
    LateFindingLink { at: Why };
    LateFindingUploaded { at: Why };
    LateFindingAdvice;
    IfItWasYou;
    IfItWasYouWhoMoved;
    OnlyToLookAt;
    AndMoreDocuments { count: u64 };
    SaidWithDocuments { by: String, message: String };
    SaidBySomebody { message: String };
    NoMoreOfThese;
    NewDevicePlace { client: Why, address: Why, at: Why };
    BrowserOn { browser: &'static str, system: &'static str };
    UnknownClient;
    KnownAddress { address: String };
    UnknownAddress;
    Greeting { name: String };
    GreetingWithoutName;
    Days { count: u64 };
    Hours { count: u64 };
    Minutes { count: u64 };
    Seconds { count: u64 };
    Moment { day: u64, month: u64, year: u64, time: String };

    // pages.ftl: what the pages behind links in mails say, each with its parts.
    ConfirmPage;
    UnsubscribePage;
    PasswordPage;
    LinkPasswordPage;
    InvitationPage;
    DonePage;
    FailedPage;
    PageVerified;
    PagePasswordSet;
    PageInvitationAccepted;
    PageUnsubscribed;
    PageInvalidLink;
    PageExpiredLink;
    PageEmailTaken;
    UsernameField;
    DisplayNameField;
    PasswordField;
}

impl Text {
    /// What it says in a language.
    pub fn say(&self, language: Language) -> String {
        let said = telling::tell(self, None, language).or_else(|| telling::tell(self, None, Language::En));
        said.unwrap_or_else(|| self.name().to_owned())
    }

    /// One of its parts in a language, where it has this part: a mail has several.
    pub fn say_part(&self, part: &str, language: Language) -> Option<String> {
        telling::tell(self, Some(part), language)
    }

    /// That a value must be one of a few.
    pub fn one_of(choices: impl IntoIterator<Item = &'static str>) -> Self {
        Text::MustBeOneOf { choices: Choices(choices.into_iter().collect()) }
    }
}

/// In English, as for logs and for whoever works at a terminal.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Language::En))
    }
}

/// Commands tell it as it is.
impl std::error::Error for Text {}

/// Part of a text that says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// In words of ours.
    Ours(Box<Text>),
    /// In the words of another library, which knows English only.
    Foreign(String),
}

impl From<Text> for Why {
    fn from(text: Text) -> Self {
        Self::Ours(Box::new(text))
    }
}

impl From<String> for Why {
    fn from(text: String) -> Self {
        Self::Foreign(text)
    }
}

/// Names of which one is to be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices(pub Vec<&'static str>);

/// What may stand in a text as a variable.
trait Variable {
    fn told(&self, language: Language) -> FluentValue<'_>;
}

impl Variable for u64 {
    fn told(&self, _: Language) -> FluentValue<'_> {
        (*self).into()
    }
}

impl Variable for &'static str {
    fn told(&self, _: Language) -> FluentValue<'_> {
        (*self).into()
    }
}

impl Variable for String {
    fn told(&self, _: Language) -> FluentValue<'_> {
        self.as_str().into()
    }
}

/// By its code, of which each language makes a sentence.
impl Variable for ooxml::Flaw {
    fn told(&self, _: Language) -> FluentValue<'_> {
        self.code().into()
    }
}

impl Variable for Why {
    fn told(&self, language: Language) -> FluentValue<'_> {
        match self {
            Self::Ours(text) => text.say(language).into(),
            Self::Foreign(text) => text.as_str().into(),
        }
    }
}

impl Variable for Choices {
    fn told(&self, language: Language) -> FluentValue<'_> {
        match self.0.split_last() {
            Some((last, rest)) if !rest.is_empty() => Text::Or { rest: rest.join(", "), last }.say(language).into(),
            last => last.map_or("", |(last, _)| last).into(),
        }
    }
}
