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

## Files and one file

## Folders

## Quarantine
quarantine-more = What the scan has shut. Clients cannot have it.
quarantine-acts = “Scan again” is for what could not be looked into: what was found before stays shut. “Release” opens a document in spite of its scan, with your name and reason on record. What is deleted lies in the trash for a while.
quarantine-empty = Nothing here.
who-may-release = Releasing and scanning again is for people with the permission “documents”.
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
account-gone = an account that is gone
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
doc-delete = Delete
doc-delete-what = Delete { $name }
doc-delete-more = It goes into the trash, from which it can be brought back for a while. Links to it stop working at once.
doc-erase = Erase for good
doc-erase-what = Erase for good: { $name }
doc-erase-more = It is gone with all its versions. It cannot be undone.
doc-is-deleted = { $name } is deleted
doc-keep = Keep it

## One document
pending-more = Clients can have it once its scan is done.
scanner-busy = The scanner is busy. This goes on by itself.
infected-more = Something harmful was found. Clients cannot have it. Delete it, unless you are sure that it is no danger.
failed-more = It could not be looked into whole, so clients cannot have it. Send it again without that part, or have it scanned again.
released-more = It was opened in spite of its scan. Clients can have it.
scan-clean = Scanned, and nothing was found
scan-changed = The state of the scan has changed
document-gone = { $name } is gone.
doc-about = About it
doc-scan = Scan
in-trash = In the trash
in-trash-more = Clients do not see it any more. After a while it is gone for good, unless you bring it back.
doc-expired = Expired
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
doc-restore = Bring it back
doc-restore-what = Bring it back: { $name }
who-may-change = Whoever uploaded it can change it and say for whom it is, and people with the permission “documents”.
doc-terms = Name and terms
file-name = Name
file-name-hint = It ends as before
doc-description = Description
doc-description-hint = Clients read it beside the name
doc-labels = Labels
doc-labels-hint = With commas between them
no-folder = In no folder
doc-for-everyone = All clients
doc-for-named = Those whom it is shared with
doc-expires = Expires
doc-expires-hint = Clients do not see it any more after that. Empty: never
max-downloads = Downloads for each client
max-downloads-hint = Empty: as many as they like
legal-hold = Legal hold
legal-hold-hint = Nobody can delete it
for-whom = For whom
everyone-more = All clients see this document. Shares decide once it is for those alone whom it is shared with.
change-terms = Change that
shared-with = Shared with
shared-with-nobody = It is shared with nobody.
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
version-goes = { $name } is being sent
version-came = The newer version is stored and is being scanned
who-has-it = Who has it
first-taken = first
last-taken = last
links = Links
links-more = Whoever has a link gets the document until it ends. Those that the pages make for one download are not listed, but end with the others.
no-links = There are no links.
link-once = Good once
link-has-password = Password
link-made-at = made
good-until = Good until
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
for-a-month = 30 days
link-once-more = Good for one download
link-password = Password of the link
link-password-hint = At least 8 characters; you may leave it empty
link-make = Make a link
link-made = This is shown only now.
link-copied = Copied
what-happened = What happened
event-uploaded = Uploaded
event-scanned = Scanned
event-changed = Changed
event-shared = Shared
event-unshared = Share taken away
event-asked = Asked for
event-downloaded = Downloaded
event-trashed = Put into the trash
event-restored = Brought back
event-version = Newer version
event-version-taken = Older version taken again
event-released = Released
event-rescan = Scan asked for
event-link = Link made
event-link-ended = Link ended
event-link-refused = Link not followed
event-refused = Refused
was-whole = the whole
was-part = a part
by-itself = By itself

## People
picker-found = { $count ->
    [0] Nothing found
    [one] One found
   *[other] { $count } found
}

## Groups

## Jobs

## Audit
