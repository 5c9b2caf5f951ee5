# What only the company's own people read.

## Where one goes
dashboard = Dashboard
files = Documents
folders = Folders
quarantine = Quarantine
people = People
groups = Groups
jobs = Jobs
audit = Audit
running = Running it
menu = Menu
key-upload = Upload documents

## Dashboard
storage = Storage
used = Used
free = Free
signatures = Scanner’s signatures of
signatures-unknown = Not told yet
signatures-old = older than two days: they miss what is new
state-clean = Clean
state-pending = Being scanned
state-infected = Infected
state-failed = Could not be scanned
expiring = Expire within a week, not downloaded yet
jobs-dead = Jobs given up
jobs-waiting = Jobs waiting or running
mails-refused = Mails given up
mails-deferred = Mails waiting for another try
day-by-day = Day by day
days = { $count ->
    [one] One day
   *[other] { $count } days
}
chart-says = { $name }: { $sum } in { $days } days, at most { $most } a day
uploads = Uploads
refused = Refused
sent-bytes = Sent
new-clients = New clients
mails-sent = Mails
scans = Scans
day = Day
as-table = As a table
days-utc = Days are those of UTC.

## Files and one file
all = All
state = State
scan-clean = Clean
expired = Expired
trash = Trash
for-whom = For whom
for-anybody = Anybody
for-everyone = All clients
for-named = Named clients
for-one-client = For one client
new-ones-for = New ones are for
nobody-yet = Nobody yet
those-of-folder = Those who see the folder
downloads = Downloads
uploaded = Uploaded
uploaded-by = By
by-anyone = Anyone
by-me = Me
by-one-person = One person
any-time = Any time
today = Today
last-days = Last { $count } days
expires-first = Expires soonest
label = Label
actions = Actions
so-many-by = { $count } by { $clients }
so-many-shown = { $shown } of { $count } shown
account-gone = Account gone
expired-since = expired
nothing-like-that = No document is like that.
drop-the-first = No documents yet. Drop the first one here.
drop-anywhere = Drop Word, Excel or PowerPoint files anywhere on this page
drop-more = Up to { $size } each. Every file is checked before anybody can have it.
sending = { $count ->
    [one] Sending one document
   *[other] Sending { $count } documents
}
all-sent = All is sent.
clear-list = Clear this list
so-much-of = { $sent } of { $size }
per-second = { $size }/s
time-left = about { $time } left
stored-scanning = Stored, being scanned
connection-lost = Connection lost, goes on by itself
paused = Paused
being-checked = Being checked
waits-its-turn = Waits for its turn
sending-pause = Pause { $name }
go-on-with = Go on now with { $name }
sending-cancel = Cancel { $name }
off-the-list = Take { $name } off this list
stored-what = { $name } is stored.
refused-what = { $name } was refused: { $why }
is-clean = { $name } is clean.
is-locked = { $name } did not pass its scan.
has-macros = Has macros. Save it without them and try again
is-encrypted = Is encrypted. Take the password off and try again
is-damaged = Is damaged
is-no-document = Is no Word, Excel or PowerPoint document
is-too-large = Is larger than { $size }
no-room = No room: { $used } of { $most } are used
cannot-be-read = Cannot be read any more. Choose it again
move = Move
delete = Delete
delete-what = Delete { $name }
restore = Restore
restore-what = Restore { $name }
erase = Delete for ever
erase-what = Delete { $name } for ever
move-them = { $count ->
    [one] Move { $name }
   *[other] Move { $count } documents
}
trash-them = { $count ->
    [one] Delete { $name }
   *[other] Delete { $count } documents
}
erase-them = { $count ->
    [one] Delete { $name } for ever
   *[other] Delete { $count } documents for ever
}
restore-them = { $count ->
    [one] Restore { $name }
   *[other] Restore { $count } documents
}
trash-more = { $count ->
    [one] Nobody can have it any more, and links to it stop working at once. It can be restored from the trash for a while.
   *[other] Nobody can have them any more, and links to them stop working at once. They can be restored from the trash for a while.
}
erase-more-documents = { $count ->
    [one] It is gone with all its versions. This cannot be undone.
   *[other] They are gone with all their versions. This cannot be undone.
}
restore-more = { $count ->
    [one] Whoever could have it can have it again. Links that were made before stay void.
   *[other] Whoever could have them can have them again. Links that were made before stay void.
}
moved = { $count ->
    [one] One document is moved.
   *[other] { $count } documents are moved.
}
restored = { $count ->
    [one] One document is back.
   *[other] { $count } documents are back.
}
deleted = { $count ->
    [one] One document is deleted.
   *[other] { $count } documents are deleted.
}
no-folder = No folder

## Folders
new-folder = New folder
folder-name = Name of the folder
folders-more = What is shared of a folder is shared of all beneath.
folders-beneath = { $count ->
    [one] One folder beneath.
   *[other] { $count } folders beneath.
}
documents-to-trash = { $count ->
    [one] One document goes into the trash.
   *[other] { $count } documents go into the trash.
}
folder-is-empty = No documents lie in it.
folder-made = { $name } is made.
folder-changed = { $name } is changed.
folder-removed = { $name } is removed.
rename = Rename
rename-what = Rename { $name }
move-what = Move { $name }
at-the-top = At the top
all-folders = All folders
no-folders = No folders yet. Make the first one.
no-folders-here = No folders in this one.
folder-gone = This folder is not here any more.
where-one-is = Where you are

## Quarantine
quarantine-more = What the scan has shut. Clients cannot have it.
quarantine-acts = “Scan again” is for what could not be looked into: what was found before stays shut. “Release” opens a document in spite of its scan, with your name and reason on record. What is deleted lies in the trash for a while.
quarantine-empty = Nothing here.
who-may-release = Releasing and scanning again is for people with the permission “All documents”.
found-eicar = The EICAR test file, which stands for malware
found-program = A program inside
found-macros = Macros
found-starts = Something that starts a program
found-remote = Content that is loaded from another machine
found-leak = A link that hands over the reader’s log-in
found-bomb = An archive that unpacks beyond reason
found-encrypted = Something encrypted inside
found-unseen = A part that cannot be looked into
found-signature = Malware:
found-late = Found later, by newer signatures:
released-by = Released by
had-by = { $count ->
    [one] One account had downloaded it.
   *[other] { $count } accounts had downloaded it.
}
had-by-nobody = Nobody has downloaded it.
see-who = Who has it: { $name }
release = Release
release-what = Release { $name }
release-more = Clients can have it from now on. When a later scan finds something else, it is shut again.
release-reason = Why it is no danger
release-reason-hint = It stays on record, for your colleagues only
is-released = { $name } is released
rescan = Scan again
rescan-what = Scan again: { $name }
is-rescanned = { $name } will be scanned again

## One document
pending-more = Clients can have it once its scan is done.
scanner-busy = The scanner is busy. This goes on by itself.
infected-more = Something harmful was found. Clients cannot have it. Delete it, unless you are sure that it is no danger.
failed-more = It could not be looked into whole, so clients cannot have it. Send it again without that part, or have it scanned again.
released-more = It was opened in spite of its scan. Clients can have it.
document-gone = { $name } is gone.
doc-about = About it
doc-scan = Scan
in-trash = In the trash
in-trash-more = Clients do not see it any more. After a while it is gone for good, unless you bring it back.
doc-uploaded-by = Uploaded by
doc-taken = Downloads
taken-times = { $count ->
    [one] Once
   *[other] { $count } times
}, { $clients ->
    [one] by one account
   *[other] by { $clients } accounts
}
taken-by-nobody = Nobody has downloaded it yet.
legal-hold-is = Must be kept
who-may-change = Whoever uploaded it can change it and say for whom it is, and people with the permission “All documents”.
doc-terms = Name and terms
file-name = Name
file-name-hint = It ends as before
doc-description = Description
doc-description-hint = Clients read it beside the name
doc-labels = Labels
doc-labels-hint = With commas between them
doc-expires = Expires
doc-expires-hint = Clients do not see it any more after that. Empty: never
max-downloads = Downloads for each client
max-downloads-hint = Empty: as many as they like
legal-hold = Legal hold
legal-hold-hint = Nobody can delete it
everyone-more = All clients see this document. Shares decide once it is for those alone whom it is shared with.
change-terms = Change that
shared-with = Shared with
shared-with-nobody = It is shared with nobody.
who-may-share = Whoever made it can share it, and people with the permission “All documents”.
folder-shared-more = Those whom it is shared with see all documents in it and beneath, also those that come later.
share-more = Share with more
share-do = Share
share-by = by
share-group = Group
clients-and-groups = Clients and groups
group-of = { $count ->
    [one] Group of one
   *[other] Group of { $count }
}
is-named = { $name } is added
drop = Leave out { $name }
share-clients = Clients
share-clients-hint = User names or addresses, with commas between them
share-groups-hint = Names, with commas between them
share-right = They may
right-download = Download
right-view = Only view
share-message = Message
share-message-hint = It stands in the mail to them; you may leave it empty
is-shared = Shared with { $names }.
take-away = Take away
take-away-from = Take away from { $name }
share-taken = Taken away from { $name }
who-sees-it = Who sees it now
nobody-sees-it = No client sees it.
because-everyone = It is for all clients
because-share = Shared with them
because-group = By the group { $name }
because-folder = By the folder { $name }
why = Why, or why not?
why-more = A client misses this document, or should not have it? See what holds for them.
why-ask = Tell me
share-client = Client
share-client-hint = User name or address
no-such-client = There is no such client.
sees-it = { $name } sees it.
does-not-see-it = { $name } does not see it.
blocked-not-shared = It is not shared with them.
blocked-pending = It is being scanned.
blocked-infected = Its scan has found something.
blocked-failed = It could not be scanned.
blocked-expired = It has expired.
blocked-trashed = It lies in the trash.
blocked-account = The account cannot be used.
blocked-limit = They have downloaded it as often as they may.
blocked-view = They may only view it, not download it.
versions = Versions
versions-more = Clients keep the version they have until a newer one is scanned and clean.
version-number = Version { $number }
version-current = Clients have this one
version-fetch = Download version { $number }
version-take = Take it again
version-take-what = Take it again: version { $number }
version-taken = Version { $number } becomes the newest
version-add = Send a newer version
who-has-it = Who has it
first-taken = first
last-taken = last
links = Links
links-more = Whoever has a link gets the document until it ends. Those that the pages make for one download are not listed, but end with the others.
no-links = There are no links.
link-once = Good once
link-has-password = Password
link-made-at = made
delivered = delivered
end-link = End the link of { $name }
link-ended = The link has ended
end-all-links = End all links
end-all-more = Every link to this document stops working at once, also those that clients are just using.
links-ended = All links have ended
new-link = A new link
link-more = Whoever has it fetches the document in your name. Send the password by another way than the link.
link-life = How long
for-an-hour = An hour
for-a-day = A day
for-a-week = A week
for-30-days = 30 days
link-once-more = Good for one download
link-password = Password of the link
link-password-hint = At least 8 characters; you may leave it empty
link-make = Make a link
link-made = This is shown only now.
what-happened = What happened
was-whole = the whole
was-part = a part

## People
no-documents-ops = No documents yet.
picker-found = { $count ->
    [0] Nothing found
    [one] One found
   *[other] { $count } found
}
shown = { $count ->
    [0] Nothing found
    [one] One shown
   *[other] { $count } shown
}
none-of-that = Nothing here is like that.
person-waiting = Waits for approval
person-invited = Invited
person-unverified = Address not proved
person-active = Active
person-disabled = Disabled
person-expired = Expired
role-ops = Company
role-client = Client
people-found = { $count ->
    [one] One person
   *[other] { $count } people
}
search-people = Search by name or address
name = Name
role = Role
last-login = Last login
every-role = Every role
every-state = Every state
by-address = Address
no-people-yet = Nobody is here yet.
waiting-for-you = Waiting for approval
approve = Approve
approve-who = Approve { $name }
approved = { $name } is approved.
refuse = Refuse
refuse-who = Refuse { $name }
refuse-more = The account is erased. Nothing is mailed.
refused-who = { $name } is refused.
invite = Invite somebody
invite-more = They get a mail with a link, good for seven days, by which they choose a user name and a password.
invite-send = Send the invitation
invite-sent = An invitation is on its way to { $email }.
invite-again = Invite again
person-name = Name
language-open = As their browser says
account-until = Account ends on
account-until-hint = Leave it empty, and it does not end by itself
may-legend = May
may-nothing = Upload, and manage what they uploaded
may-documents = All documents
may-documents-more = Manage every document, and see who downloaded it
may-people = People and groups
may-people-more = Invite, approve, change, disable and erase accounts
may-audit = Audit trail
may-audit-more = Read and export what happened
may-operate = Running it
may-operate-more = Dashboard, jobs and mails
group-add = Add to a group
group-leave = Take out of { $name }
in-no-group = In no group.
in-group-now = Now in { $name }.
in-group-no-more = No longer in { $name }.
members = { $count ->
    [one] One member
   *[other] { $count } members
}
person = Person
to-people = All people
person-gone = Perhaps the account has been erased.
second-factor = Second factor
second-factor-on = Set up
second-factor-off = None
person-email-hint = A new address counts once the link that is mailed to it is opened; both addresses are told
change = Change
disable = Disable
disable-who = Disable { $name }
disable-more = All sessions, tokens and links end at once, for good. What is kept about the account stays, and you can enable it again.
disabled-who = { $name } is disabled.
enable = Enable
enabled-who = { $name } is enabled again.
end-sessions = End all sessions
sessions-ended = All sessions are ended.
reset-factor = Reset the second factor
reset-factor-more = The app, the passkeys and the recovery codes of { $name } go, and they are told by mail.
reset-factor-done = The second factor is gone.
verify-again = Send the link to prove the address
verify-sent = The link is on its way.
erase-account-of = Erase
erase-who = Erase { $name }
erase-client-more = What is kept about the person goes at once, and all that was given out ends. The audit trail keeps what happened, without the name. It cannot be undone.
erase-ops-more = What is kept about the person goes at once, and all that was given out ends. Documents that they uploaded stay, without a name. It cannot be undone.
own-account = This is your own account. Sessions and second factor are in your profile:
person-beyond = They may what you may not, so only others can change what this account may, disable or erase it.
their-documents = Documents for them
their-uploads = Documents that they uploaded
and-more = and { $count } more
what-they-did = What they did
what-they-took = What they downloaded
what-was-done = What was done about them

## Groups
groups-more = Documents and folders are shared with groups of clients.
group = Group
group-make = Make a group
no-groups = No groups yet.
description = Description
who-is-in = Members
member-add = Add a client
member-added = { $name } is in the group.
member-remove = Remove { $name }
member-removed = { $name } is no longer in the group.
group-empty = Nobody is in this group yet.
group-erase = Delete { $name }
group-erase-more = Those who are in it stay. What is shared with the group alone, they no longer see.
group-gone = Perhaps the group has been deleted.
to-groups = All groups

## Jobs
every-queue = Every queue
queue-mail = Mails
queue-scan = Scans
queue-upkeep = Upkeep
queue-previews = Previews
jobs-more = Mails, scans and tidying up: what is done after somebody asked for it.
job = Job
job-dead = Given up
job-queued = Waits
job-sent = Handed over
job-running = Running
job-done = Done
every-job = Every kind
no-jobs = No jobs yet.
attempts = { $count ->
    [one] One try
   *[other] { $count } tries
}
attempts-word = Tries
time = Time
acts = What can be done
next-try = Next try
over-since = Over since
queue = Queue
number = Id
last-error = Why the last try failed
job-retry = Try now
job-retry-what = Try now: { $name }
job-retried = “{ $name }” is due now.
job-due = It is due now.
job-cancel = Give up
job-cancel-what = Give up: { $name }
job-cancel-more = It is not done then. It stays in the list and can be tried again. A document that waits for its scan stays shut.
job-cancelled = “{ $name }” is given up.
job-gone = Perhaps it has been cleared away.
to-jobs = All jobs
jobs-purge = Clear old jobs
jobs-purge-more = They are deleted for good. With a job goes the only record of why it failed.
jobs-purged = { $count ->
    [0] No job was old enough.
    [one] One job is deleted.
   *[other] { $count } jobs are deleted.
}
older-than = Over for longer than
one-hour = One hour
job-verify-email = Mail: prove the address
job-resend-verification = Mail: prove the address, asked for again
job-forgot-password = Forgotten password
job-reset-password = Mail: new password
job-change-email = Mail: new address
job-invitation = Mail: invitation
job-account-notice = Mail: about an account
job-document-notice = Mail: new documents
job-document-asked = Mail: a client asks for a document
job-scan-file = Scan a document
job-rescan-file = Scan a document again
job-late-finding = Something was found late
job-late-finding-notice = Mail: something was found late
job-erase-blob = Erase a removed document
job-make-preview = Make previews of a document
job-sweep = Tidy up
job-rescan = Scan with new signatures
job-checksums = Compute checksums

## Audit
audit-more = Who did what, and when.
search-audit = A request id, an address, a name: as a whole
event = Event
every-event = Every event
by-whom = By
by-somebody = somebody who was not logged in
by-itself = by itself
about = About
about-link = Link
about-session = Session
about-token = Token
about-passkey = Passkey
events-account = Accounts
events-key = Encryption keys
events-backup = Backups
address = From
program = Program
request = Request
since-day = From
until-day = To
filter-off = Without this filter: { $name }
outcome-ok = Done
outcome-refused = Refused
outcome-failed = Failed
export-csv = Get as CSV
export-jsonl = Get as JSON lines
nothing-happened = Nothing has happened yet.
event-account-signed-up = Signed up
event-account-verified = Address proved
event-account-invited = Somebody invited
event-account-approved = Account approved
event-account-changed = Account changed
event-account-disabled = Account disabled
event-account-enabled = Account enabled
event-account-erased = Account erased
event-account-exported = Own data taken
event-login-ok = Logged in
event-login-refused = Login refused
event-login-second-factor-refused = Second factor wrong
event-login-locked = Login locked for a while
event-session-ended = Session ended
event-session-reused = Refresh token came twice
event-password-changed = Password changed
event-password-reset = Password set by a link
event-password-refused = Password wrong
event-second-factor-added = Second factor added
event-second-factor-removed = Second factor removed
event-second-factor-codes-renewed = New recovery codes
event-second-factor-code-used = Recovery code used
event-token-made = Token made
event-token-removed = Token removed
event-file-uploaded = Document uploaded
event-file-refused = Document refused
event-file-scanned = Document scanned
event-file-changed = Document changed
event-file-shared = Document shared
event-file-unshared = Share of a document ended
event-file-asked = Document asked for
event-file-downloaded = Document downloaded
event-file-previewed = Page of a document seen
event-file-trashed = Document put into the trash
event-file-restored = Document brought back
event-file-version-added = New version
event-file-version-restored = Older version brought back
event-file-erased = Document erased
event-file-released = Document released
event-file-rescan-asked = Another scan asked for
event-folder-created = Folder made
event-folder-changed = Folder changed
event-folder-shared = Folder shared
event-folder-unshared = Share of a folder ended
event-folder-erased = Folder removed
event-link-minted = Link made
event-link-revoked = Link revoked
event-link-refused = Link refused
event-group-created = Group made
event-group-changed = Group changed
event-group-erased = Group deleted
event-group-member-added = Came into a group
event-group-member-removed = Left a group
event-mail-failed = Mail given up
event-job-retried = Job tried again
event-job-cancelled = Job given up
event-job-purged = Old jobs deleted
event-key-added = Key added
event-key-retired = Key retired
event-backup-taken = Backup taken
event-backup-restored = Backup restored
