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

## Groups

## Jobs

## Audit
