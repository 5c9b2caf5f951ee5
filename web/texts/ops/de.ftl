# What only the company's own people read.

## Where one goes
dashboard = Übersicht
files = Dokumente
folders = Ordner
quarantine = Quarantäne
people = Personen
groups = Gruppen
jobs = Aufträge
audit = Protokoll
running = Betrieb
menu = Menü
key-upload = Dokumente hochladen

## Dashboard

## Files and one file

## Folders

## Quarantine

## People
picker-found = { $count ->
    [0] Nichts gefunden
    [one] Ein Treffer
   *[other] { $count } Treffer
}
shown = { $count ->
    [0] Nichts gefunden
    [one] Ein Eintrag
   *[other] { $count } Einträge
}
none-of-that = Hier gibt es nichts dergleichen.
person-waiting = Wartet auf Freigabe
person-invited = Eingeladen
person-unverified = Adresse nicht bestätigt
person-active = Aktiv
person-disabled = Gesperrt
person-expired = Abgelaufen
role-ops = Firma
role-client = Kundschaft

## Groups

## Jobs

## Audit
