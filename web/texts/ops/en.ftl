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
pause-what = Pause { $name }
go-on-with = Go on now with { $name }
cancel-what = Cancel { $name }
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
no-room = No room: as much is kept as may be
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
documents-in = { $count ->
    [one] One document in { $name }
   *[other] { $count } documents in { $name }
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
remove-what = Remove { $name }
at-the-top = At the top
all-folders = All folders
no-folders = No folders yet. Make the first one.
no-folders-here = No folders in this one.
folder-gone = This folder is not here any more.
where-one-is = Where you are

## Quarantine

## People

## Groups

## Jobs

## Audit
