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

## Groups

## Jobs

## Audit
