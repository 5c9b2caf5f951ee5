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

## Jobs

## Audit
