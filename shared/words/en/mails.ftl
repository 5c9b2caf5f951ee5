# Mails. What stands for itself is the subject; `before` comes before the link, `link` is what it is called, `after` follows it.
# A first paragraph goes on after the greeting.

VerifyEmail = Verify your e-mail address
    .before = somebody, we hope you, made an account at Strongroom with this address. Open this link to verify the address. It works for { $lifetime }:
    .link = Verify my e-mail address
    .after = If it was not you, do nothing: without this step the account cannot be used.
ChangeEmail = Verify your new e-mail address
    .before = this address is to become the one of your account at Strongroom. Open this link to verify it. It works for { $lifetime }:
    .link = Verify my new e-mail address
    .after = If it was not you, do nothing: without this step nothing changes.
ResetPassword = Set a new password
    .before = somebody, we hope you, asked for a new password for your account at Strongroom. Open this link to set one. It works once, and for { $lifetime }:
    .link = Set a new password
    .after = If it was not you, do nothing: your password stays as it is.
Invitation = You are invited
    .before = you are invited to Strongroom, where documents are handed over safely. Open this link to choose a user name and a password. It works once, and for { $lifetime }:
    .link = Accept the invitation
    .after = If you do not know what this is about, do nothing: without this step there is no account.

# What happened to an account; `IfItWasYou` follows each.

NewDevice = A log-in from a new device
    .before = somebody logged in to your account at Strongroom from a device that had not been there before.
LockedOut = Too many failed log-ins
    .before = so many log-ins to your account at Strongroom failed that no more are taken for a while. You can still log in from where you have logged in before.
PasswordChanged = Your password was changed
    .before = the password of your account at Strongroom was changed.
EmailChangeAsked = Your e-mail address is to change
    .before = another e-mail address was asked for, for your account at Strongroom. It counts once it is verified; until then this one does.
EmailChanged = Your e-mail address was changed
    .before = this is now the e-mail address of your account at Strongroom.
EmailReplaced = Your account has another e-mail address
    .before = another e-mail address is now that of your account at Strongroom, in place of this one.
TotpAdded = An authenticator app was set up
    .before = an authenticator app was set up for your account at Strongroom.
TotpRemoved = Your authenticator app was removed
    .before = the authenticator app of your account at Strongroom was removed.
RecoveryCodesRenewed = New recovery codes
    .before = new recovery codes were made for your account at Strongroom. The old ones no longer work.
RecoveryCodeUsed = A recovery code was used
    .before = a recovery code of your account at Strongroom was used to log in.
PasskeyAdded = A passkey was added
    .before = a passkey was added to your account at Strongroom.
PasskeyRemoved = A passkey was removed
    .before = a passkey was removed from your account at Strongroom.
SecondFactorReset = Your second factors were removed
    .before = somebody who looks after the accounts at Strongroom removed the authenticator app, the passkeys and the recovery codes of yours.
Approved = Your account was approved
    .before = your account at Strongroom was approved. You can log in to it now.
TokenMade = An API token was made
    .before = a token for programs was made for your account at Strongroom.
TokenRemoved = An API token was removed
    .before = a token for programs was removed from your account at Strongroom.
IfItWasYou = If it was you, all is well. If it was not, set a new password at once by "forgot password", which ends all sessions, and tell whoever runs this service.
IfItWasYouWhoMoved = If it was you, all is well. If it was not, tell whoever runs this service at once.

# Documents.

NewDocuments = { $count ->
        [one] A new document for you
       *[other] New documents for you
    }
    .before = { $count ->
        [one] there is a new document for you at Strongroom:
       *[other] there are { $count } new documents for you at Strongroom:
    }
DocumentAsked = A client asks for a document
    .before = { $client } ({ $email }) asks you for “{ $document }” at Strongroom, which has expired or was downloaded as often as it may be. On its page you can change that:
    .link = To the document
OnlyToLookAt = to look at, not to download
AndMoreDocuments = { $count ->
        [one] And one more.
       *[other] And { $count } more.
    }
SaidWithDocuments = { $by } writes: { $message }
SaidBySomebody = With it comes this message: { $message }
NoMoreOfThese = To get no more mails about documents, open this link:

# What was found late; `LateFindingAdvice` ends the mail.

LateFinding = Harmful content in a document that you have
    .before = something harmful was found on { $at } in the document “{ $name }”. Nothing was known of it before. The document can no longer be downloaded.
LateFindingDownloaded = You downloaded it for the first time on { $first }, and for the last time on { $last }.
LateFindingLink = A link to it was made for you on { $at }. It no longer works.
LateFindingUploaded = You uploaded it on { $at }.
LateFindingAdvice = Please do not open the document again, delete every copy of it, and tell whoever looks after your computer.

# From where a session began.

NewDevicePlace = It was { $client }, at { $address }, on { $at }.
BrowserOn = { $browser } on { $system ->
        [iPhone] an iPhone
        [iPad] an iPad
       *[other] { $system }
    }
UnknownClient = a program that we do not know
KnownAddress = the address { $address }
UnknownAddress = an unknown address

# How somebody is greeted: by name, or without one that could be taken for a link.

Greeting = Hello { $name },
GreetingWithoutName = Hello,

# Times.

Days = { $count ->
        [one] 1 day
       *[other] { $count } days
    }
Hours = { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
Minutes = { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
Seconds = { $count ->
        [one] 1 second
       *[other] { $count } seconds
    }
Moment = { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }, { $time } UTC
