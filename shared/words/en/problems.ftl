# Why a request failed: `detail` of a problem, whole sentences. Codes and names of headers stay as they are.

InvalidJson = The body is not valid JSON: { $why }.
InvalidInput = Some of the input is missing or invalid; see `errors`.
UsernameTaken = This user name is taken.
EmailTaken = This e-mail address is taken.
EmailDomainNotAllowed = Addresses of this domain cannot sign up here.
InvalidLink = This link is not valid.
UnsupportedFileType = Only .docx, .xlsx and .pptx documents are accepted, and the name must match the content.
InvalidFile = The document cannot be accepted: { $why }.
EncryptedFile = The document is protected with a password, so it cannot be inspected.
MacrosNotAllowed = The document contains macros.
InvalidImage = The image cannot be used: { $why }.
ExpiredMailLink = This link has expired; request a new one.
WrongSetUpCode = This is not the code that the app shows now.
InvalidCredential = This passkey cannot be taken.
InvalidRequest = The request is not valid HTTP/1.1: { $why }.
NotAuthenticated = An access token is required.
InvalidToken = The token is invalid or has expired, or its session has ended.
InvalidCredentials = The user name or password is incorrect.
SecondFactorRequired = The password is right; now show a second factor, with this ticket.
InvalidSecondFactor = The second factor is not right, or was used before.
InvalidTicket = The ticket is invalid, has expired, or was used; log in again.
CrossSiteRequest = A request with a cookie must come from one of our own pages.
ScopeMissing = The token does not allow this.
SecondFactorSetupRequired = This account needs a second factor; set one up first.
EmailNotVerified = The e-mail address of this account has not been verified yet.
AccountDisabled = This account is disabled.
AwaitingApproval = This account has yet to be approved.
SignupClosed = Accounts are for those who are invited.
PermissionMissing = Your account lacks the permission that this needs.
RoleNotAllowed = Your role does not allow this.
AccountNotAllowed = The account behind this link is not allowed to download.
FileQuarantined = This document did not pass its scan, so it cannot be downloaded.
ViewOnly = You may look at this document, but not download it.
DownloadLimitReached = You have downloaded this document as often as you may.
LinkInUse = This link can be used only once, and is in use right now.
LinkPasswordRequired = This link asks for a password.
InvalidLinkPassword = The password of this link is wrong.
NotFound = Nothing was found here.
NoPreview = There is no image of this page.
MethodNotAllowed = This method is not allowed here; see `Allow`.
RequestTimeout = The request was not completed in time.
LastOfItsKind = There would be nobody left who can do this.
NotExpired = The document has not expired and was not used up: you can download it.
WrongState = The account is { $state }, so this cannot be done.
ScanPending = The document has not been scanned yet; try again in a moment.
NotQuarantined = The document is not in quarantine: there is nothing to release.
LegalHold = This must be kept: it is under legal hold.
FolderNotEmpty = There are documents in this folder.
UploadOffsetMismatch = This part does not start where the upload stands, which is at byte { $bytes }.
RequestInProgress = The first request with this `Idempotency-Key` is still under way; try again in a moment.
LastFactor = This is the last one, and one is needed.
AlreadySetUp = There is an authenticator app already; remove it first.
NoSecondFactor = There is no second factor that recovery codes could stand in for.
TooManyPasskeys = There are as many passkeys as there may be; remove one first.
JobNotRetryable = The job is finished or running, so it cannot be retried.
JobNotCancellable = The job is running or finished, so it cannot be cancelled.
ExpiredLink = This link has expired.
ExpiredFile = This document has expired.
Gone = This document is no longer available.
PreconditionFailed = The document does not match `If-Match`.
TusVersionNotSupported = Send `Tus-Resumable: 1.0.0`; no other version is supported.
BodyTooLarge = The body is larger than { $bytes } bytes.
LengthTooLarge = The body is larger than any request may be.
QuotaExceeded = There is no room left for this within the quota.
FileTooLarge = The file is larger than { $bytes } bytes.
UriTooLong = The request target is too long.
UnsupportedMediaType = The content type must be { $wanted }.
IdempotencyKeyReused = This `Idempotency-Key` was used for another request.
UploadLocked = Another part of this upload is arriving; try again in a moment.
ChecksumMismatch = The part does not match its checksum, and was dropped.
RangeNotSatisfiable = The requested range lies outside the file, which has { $bytes ->
        [one] 1 byte
       *[other] { $bytes } bytes
    }.
TooManyRequests = Too many requests are in progress from your address; try again when some have finished.
LimitReached = There were too many requests like this; try again in { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }.
TooManyAttempts = Too many attempts have failed; try again in { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }.
HeadTooLarge = The request headers are larger than { $bytes } bytes, or there are more than 100 of them.
Internal = Something went wrong on our side.
Unavailable = A service that this depends on is unavailable; try again in a moment.
Undecided = It is not known whether this was done, because a service that it depends on is unavailable; check before you try again.
Busy = Too many requests at the moment; try again in { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }.
NotReady = The service is not ready.
StorageFull = There is not enough space to store this.

# Why, at the end of one of the sentences above.

JsonEmpty = it is empty
JsonTooDeep = it nests deeper than { $most }
JsonCutShort = it was cut short
PictureUnreadable = the bytes are no picture that can be read
PictureTooLarge = the picture has too many pixels
PictureTooSlow = the picture took too long
