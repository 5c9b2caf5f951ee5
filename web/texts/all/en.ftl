### What the pages say.

## Logging in and signing up
motto = Documents for you alone, checked before they leave.
checked = Every document here was checked for malware before you see it.
language = Language
log-in = Log in
new-here = New here?
make-account = Sign up
name-or-email = User name or e-mail
password = Password
show-password = Show password
forgotten = Forgotten?
stay-logged-in = Stay logged in on this device
or = or
use-passkey = Use a passkey
one-more-step = One more step
one-more-step-more = This account has a second factor.
code = Code
code-hint = From your app, or one of your recovery codes
back-to-log-in = Back to logging in
sign-up = Sign up
has-account = You have an account?
invited-only = Accounts here are for those who are invited.
username = User name
username-hint = 3 to 32 letters and digits
email = E-mail
email-hint = You get a link there that proves it is yours
password-hint = At least 10 characters; a few words are better than signs
look-into-mail = Look into your mail
mail-sent = A link is on its way to you. Open it, then log in.
mail-sent-to = A link is on its way to { $email }. Open it, then log in.
no-mail = Nothing there?
send-again = Send the link again
sent-again = Sent. If the address has an account that waits for it, the link is there in a minute.
forgot = New password
forgot-more = You get a link by which you set a new one.
send-mail = Send me the link
forgot-sent = Sent. If the address has an account, the link is there in a minute.

## Documents
skip = To the content
main-menu = Main menu
documents = Documents
profile = Profile
log-out = Log out
your-documents = Your documents
documents-found = { $count ->
    [0] No documents
    [one] One document
   *[other] { $count } documents
}
search-by-name = Search by name
sort-by = Sort by
newest-first = Newest first
oldest-first = Oldest first
by-name = Name
largest-first = Largest first
no-documents = Nothing here yet. You get a mail when there is.
nothing-found = No document has “{ $text }” in its name.
folder-empty = There is nothing in this folder.
folder = Folder
show-all = Show all
show-more = Show more
that-is-all = That is all.
choose = Choose { $name }
chosen = { $count ->
    [one] One document chosen
   *[other] { $count } documents chosen
}
choose-none = Choose none
download-zip = Download as one archive
download = Download
download-what = Download { $name }
download-again = Download again
download-again-what = Download again: { $name }
download-begins = { $name } is being downloaded
go-on = Go on
go-on-what = Go on with the download of { $name }
pause = Pause
pause-what = Pause the download of { $name }
cancel-what = Cancel the download of { $name }
download-is-here = { $name } is here.
download-failed = { $name } could not be downloaded.
fetch-runs = { $share }, { $rate } a second, about { $time } left. Goes on by itself when the connection breaks.
fetch-waits = { $share }. Waits for the connection and goes on by itself.
fetch-paused = { $share }. Paused; what is here stays.
new = New
from = from
version = version { $number }
version-word = Version
have-it-since = you have it since
available-until = available until
no-longer-since = No longer available since
no-longer = It is no longer available.
ask-for-it = Ask for it
asked-for-it = Whoever uploaded it is told that you ask for it.
asked-already = You have asked for it today.
document = Document
kind = Kind
size = Size
here-since = Here since
checksum = SHA-256
scan-pending = Being scanned
scan-infected = Infected
scan-released = Released
scan-failed = Could not be scanned

## One's own account
you = You
security = Security
sessions = Sessions
preferences = Preferences
your-data = Your data
picture = Picture
your-picture = Your picture
choose-picture = Choose a picture
remove-picture = Remove it
picture-hint = PNG, JPEG or WebP, up to 5 MB
names = Name and address
display-name = What you want to be called
display-name-hint = You may leave it empty
email-change-hint = A new address counts once you have opened the link that is sent there
email-pending = A link is on its way to { $email }. The new address counts once it is opened.
save = Save
saved = Saved.
new-password = New password
current-password = Current password
ends-other-sessions = You will be logged out everywhere else.
change-password = Change the password
password-changed = Your password is changed.
where-logged-in = Where you are logged in
unknown-program = Unknown program
since = since
last-used = last used
this-one = This one
end = End
end-session = End the session of { $name }
end-others = End all others
mails = Mails
mail-documents = New documents
mail-reminders = A reminder before a document expires
mail-announcements = News of this place
mail-receipts = What was downloaded
receipts-off = Never
receipts-at-once = At once
receipts-daily = Once a day
mails-always = Mails about the safety of your account come always.
what-is-kept = What is kept about you
export-more = A file with all that is kept about you here.
export = Get my data
erase-account = Erase my account
erase-more = Your account and all that belongs to it are gone at once. It cannot be undone.
erase-for-good = Erase it for good
keep-account = Keep it
password-again-hint = Once more, so that nobody else does this
not-now = Not now
remove = Remove
copy = Copy
second-factor-first = This account needs a second factor. Set one up, and you go on.
totp = Codes from an app
totp-more = An app on your phone makes a code that you type after your password.
totp-is-on = { $count ->
    [one] Codes from an app are on. One recovery code is left.
   *[other] Codes from an app are on. { $count } recovery codes are left.
}
totp-set-up = Set it up
totp-scan = Scan this with your app.
totp-picture = QR code for your app
totp-type = Or type this into it:
totp-code = The code that it shows
totp-turn-on = Turn it on
totp-remove = Turn it off
recovery-codes-renew = New recovery codes
recovery-codes-new = Your recovery codes
recovery-codes-more = Each is good once, for the day when your app is gone. They are shown only now.
codes-noted = I have noted them
passkeys = Passkeys
passkeys-more = Log in by your finger, your face or a key, without a password.
passkey-add = Add a passkey
passkey-name = Its name
passkey-name-hint = Such as “Phone”; you may leave it empty
tokens-short = Programs
tokens = Tokens for programs
tokens-more = With a token a program of yours does here what you may do, as far as you allow it, and never changes how you log in.
no-tokens = You have none.
token-another = Make a token
token-name = What it is for
token-name-hint = Such as “Nightly copy”
token-may = It may
scope-read = See what you see
scope-download = Download
scope-upload = Upload
scope-manage = Change what you may change
token-lives = It lives for
for-a-month = One month
for-three-months = Three months
for-a-year = One year
token-make = Make it
token-new = Your new token
token-new-more = It is shown only now. Keep it as you keep a password.
token-noted = I have noted it
copied = Copied.
good-until = good until
never-used = never used
remove-what = Remove { $name }
token-remove-more = Whatever uses it stops working at once.

## When something is not as it should be
nothing-here = There is nothing here for you
nothing-here-more = The address may be mistyped, or what was here is gone or not for you.
to-documents = To your documents
try-again = Try again
offline = There is no connection at the moment.
no-connection = Nobody answers
offline-since = No connection. What you see is from { $when }.
takes-longer = This takes longer than usual.
request-id = Number for those who help you:
logged-out = You are logged out
logged-out-more = Your session has ended. Log in again, and nothing on this page is lost.
leave = Leave
look-at-fields = Something is not right yet: see below.
wait-so-long = Too many tries. The next one is possible in { $time }.

## Time
day-at = { $day } at { $hour }

## Keys
close = Close
keys = Keys
keys-off-hint = Turn these keys off in your profile, under Preferences.
key-search = Search
key-next = Next row
key-previous = Previous row
key-open = Open
key-help = Show this list
keys-on = Single keys do what buttons do
keys-on-hint = They act in this browser, and never where you write. Press ? to see them.
