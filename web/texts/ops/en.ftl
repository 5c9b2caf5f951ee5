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
downloads = Downloads
sent-bytes = Sent
new-clients = New clients
mails-sent = Mails
scans = Scans
day = Day
as-table = As a table
days-utc = Days are those of UTC.

## Files and one file

## Folders

## Quarantine

## People
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
state = State
role = Role
last-login = Last login
every-role = Every role
every-state = Every state
by-address = Address
nobody-yet = Nobody is here yet.
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
erase = Erase
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
jobs-more = Mails, scans and tidying up: what is done after somebody asked for it.
job = Job
job-dead = Given up
job-queued = Waits
job-sent = Handed over
job-running = Running
job-done = Done
all = All
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
job-sweep = Tidy up
job-rescan = Scan with new signatures
job-checksums = Compute checksums

## Audit
audit-more = Who did what, and when.
search-audit = A request id, an address, a name: as a whole
event = Event
every-event = Every event
by-whom = By
by-itself = by itself
gone = an account that is erased
about = About
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
