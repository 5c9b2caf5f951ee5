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
all = Alle
state = Zustand
scan-clean = Sauber
expired = Abgelaufen
trash = Papierkorb
for-whom = Für wen
for-anybody = Egal
for-everyone = Alle Kunden
for-named = Genannte Kunden
for-one-client = Für einen Kunden
new-ones-for = Neue sind für
nobody-yet = Noch niemanden
those-of-folder = Alle, die den Ordner sehen
downloads = Abgerufen
uploaded = Hochgeladen
uploaded-by = Von
by-anyone = Allen
by-me = Mir
by-one-person = Einer Person
any-time = Jederzeit
today = Heute
last-days = Letzte { $count } Tage
expires-first = Läuft zuerst ab
label = Schlagwort
actions = Aktionen
so-many-by = { $count } von { $clients }
so-many-shown = { $shown } von { $count } gezeigt
account-gone = Konto gelöscht
expired-since = abgelaufen
nothing-like-that = Kein Dokument ist so.
drop-the-first = Noch keine Dokumente. Ziehen Sie das erste hierher.
drop-anywhere = Ziehen Sie Dateien von Word, Excel oder PowerPoint irgendwo auf diese Seite
drop-more = Je bis { $size }. Jede Datei wird geprüft, bevor jemand sie bekommt.
sending = { $count ->
    [one] Ein Dokument wird gesendet
   *[other] { $count } Dokumente werden gesendet
}
all-sent = Alles ist gesendet.
clear-list = Liste leeren
so-much-of = { $sent } von { $size }
per-second = { $size }/s
time-left = noch etwa { $time }
stored-scanning = Gespeichert, wird geprüft
connection-lost = Verbindung weg, geht von selbst weiter
paused = Angehalten
being-checked = Wird untersucht
waits-its-turn = Wartet, bis es dran ist
pause-what = { $name } anhalten
go-on-with = Jetzt weiter mit { $name }
cancel-what = { $name } abbrechen
off-the-list = { $name } von der Liste nehmen
stored-what = { $name } ist gespeichert.
refused-what = { $name } wurde abgelehnt: { $why }
is-clean = { $name } ist sauber.
is-locked = { $name } hat die Prüfung nicht bestanden.
has-macros = Hat Makros. Ohne sie speichern und noch einmal versuchen
is-encrypted = Ist verschlüsselt. Das Passwort entfernen und noch einmal versuchen
is-damaged = Ist beschädigt
is-no-document = Ist kein Dokument von Word, Excel oder PowerPoint
is-too-large = Ist größer als { $size }
no-room = Kein Platz: Es ist so viel gespeichert, wie sein darf
cannot-be-read = Ist nicht mehr lesbar. Bitte noch einmal wählen
move = Verschieben
delete = Löschen
delete-what = { $name } löschen
restore = Wiederherstellen
restore-what = { $name } wiederherstellen
erase = Endgültig löschen
erase-what = { $name } endgültig löschen
move-them = { $count ->
    [one] { $name } verschieben
   *[other] { $count } Dokumente verschieben
}
trash-them = { $count ->
    [one] { $name } löschen
   *[other] { $count } Dokumente löschen
}
erase-them = { $count ->
    [one] { $name } endgültig löschen
   *[other] { $count } Dokumente endgültig löschen
}
restore-them = { $count ->
    [one] { $name } wiederherstellen
   *[other] { $count } Dokumente wiederherstellen
}
trash-more = { $count ->
    [one] Niemand bekommt es mehr, und Links darauf gelten sofort nicht mehr. Aus dem Papierkorb lässt es sich eine Zeit lang wiederherstellen.
   *[other] Niemand bekommt sie mehr, und Links darauf gelten sofort nicht mehr. Aus dem Papierkorb lassen sie sich eine Zeit lang wiederherstellen.
}
erase-more-documents = { $count ->
    [one] Es ist mit allen Fassungen fort. Das lässt sich nicht rückgängig machen.
   *[other] Sie sind mit allen Fassungen fort. Das lässt sich nicht rückgängig machen.
}
restore-more = { $count ->
    [one] Wer es haben durfte, darf es wieder haben. Frühere Links bleiben ungültig.
   *[other] Wer sie haben durfte, darf sie wieder haben. Frühere Links bleiben ungültig.
}
moved = { $count ->
    [one] Ein Dokument ist verschoben.
   *[other] { $count } Dokumente sind verschoben.
}
restored = { $count ->
    [one] Ein Dokument ist wieder da.
   *[other] { $count } Dokumente sind wieder da.
}
deleted = { $count ->
    [one] Ein Dokument ist gelöscht.
   *[other] { $count } Dokumente sind gelöscht.
}
no-folder = Kein Ordner

## Folders
new-folder = Neuer Ordner
folder-name = Name des Ordners
folders-more = Was von einem Ordner geteilt ist, ist von allem darunter geteilt.
folders-beneath = { $count ->
    [one] Ein Ordner darunter.
   *[other] { $count } Ordner darunter.
}
documents-in = { $count ->
    [one] Ein Dokument in { $name }
   *[other] { $count } Dokumente in { $name }
}
documents-to-trash = { $count ->
    [one] Ein Dokument kommt in den Papierkorb.
   *[other] { $count } Dokumente kommen in den Papierkorb.
}
folder-is-empty = Es liegen keine Dokumente darin.
folder-made = { $name } ist angelegt.
folder-changed = { $name } ist geändert.
folder-removed = { $name } ist entfernt.
rename = Umbenennen
rename-what = { $name } umbenennen
move-what = { $name } verschieben
remove-what = { $name } entfernen
at-the-top = Ganz oben
all-folders = Alle Ordner
no-folders = Noch keine Ordner. Legen Sie den ersten an.
no-folders-here = Keine Ordner in diesem.
folder-gone = Diesen Ordner gibt es nicht mehr.
where-one-is = Wo Sie sind

## Quarantine

## People

## Groups

## Jobs

## Audit
