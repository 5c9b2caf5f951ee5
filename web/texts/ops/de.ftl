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
quarantine-more = Was die Prüfung gesperrt hat. Kunden bekommen es nicht.
quarantine-acts = „Erneut prüfen“ hilft, wo etwas nicht geprüft werden konnte; ein früherer Fund bleibt gesperrt. „Freigeben“ öffnet ein Dokument trotz seiner Prüfung, mit Ihrem Namen und Grund im Protokoll. Gelöschtes bleibt eine Weile im Papierkorb.
quarantine-empty = Hier ist nichts.
who-may-release = Freigeben und erneut prüfen können nur Personen mit dem Recht „Dokumente“.
found-eicar = Die EICAR-Testdatei, die für Schadsoftware steht
found-program = Ein Programm im Dokument
found-macros = Makros
found-starts = Etwas, das ein Programm startet
found-remote = Inhalt, der von einem anderen Rechner geladen wird
found-leak = Ein Link, der die Anmeldedaten des Lesers preisgibt
found-bomb = Ein Archiv, das sich maßlos aufbläht
found-encrypted = Etwas Verschlüsseltes im Dokument
found-unseen = Ein Teil, in den sich nicht hineinsehen lässt
found-signature = Schadsoftware:
found-late = Später gefunden, durch neuere Signaturen:
released-by = Freigegeben von
account-gone = ein gelöschtes Konto
had-by = { $count ->
    [one] Ein Konto hatte es heruntergeladen.
   *[other] { $count } Konten hatten es heruntergeladen.
}
had-by-nobody = Niemand hat es heruntergeladen.
see-who = Wer es hat: { $name }
release = Freigeben
release-what = { $name } freigeben
release-more = Kunden bekommen es ab sofort. Findet eine spätere Prüfung etwas anderes, wird es wieder gesperrt.
release-reason = Warum es ungefährlich ist
release-reason-hint = Bleibt im Protokoll, nur für Ihre Kollegen
is-released = { $name } ist freigegeben
rescan = Erneut prüfen
rescan-what = Erneut prüfen: { $name }
is-rescanned = { $name } wird erneut geprüft
doc-delete = Löschen
doc-delete-what = { $name } löschen
doc-delete-more = Es kommt in den Papierkorb und lässt sich eine Weile zurückholen. Links darauf enden sofort.
doc-erase = Endgültig löschen
doc-erase-what = { $name } endgültig löschen
doc-erase-more = Es ist mit allen Versionen weg. Das lässt sich nicht rückgängig machen.
doc-is-deleted = { $name } ist gelöscht
doc-keep = Behalten

## Ein Dokument
pending-more = Kunden bekommen es, sobald es geprüft ist.
scanner-busy = Die Prüfung ist ausgelastet. Es geht von selbst weiter.
infected-more = Es wurde etwas Schädliches gefunden. Kunden bekommen es nicht. Löschen Sie es, wenn Sie nicht sicher sind, dass es ungefährlich ist.
failed-more = Es ließ sich nicht vollständig prüfen, deshalb bekommen Kunden es nicht. Laden Sie es ohne diesen Teil hoch, oder lassen Sie es erneut prüfen.
released-more = Es wurde trotz seiner Prüfung freigegeben. Kunden bekommen es.
scan-clean = Geprüft, nichts gefunden
scan-changed = Der Stand der Prüfung hat sich geändert
document-gone = { $name } ist nicht mehr da.
doc-about = Überblick
doc-scan = Prüfung
in-trash = Im Papierkorb
in-trash-more = Kunden sehen es nicht mehr. Nach einer Weile ist es endgültig weg, wenn Sie es nicht zurückholen.
doc-expired = Abgelaufen
doc-uploaded-by = Hochgeladen von
doc-taken = Downloads
taken-times = { $count ->
    [one] Einmal
   *[other] { $count }-mal
}, { $clients ->
    [one] von einem Konto
   *[other] von { $clients } Konten
}
taken-by-nobody = Noch hat es niemand heruntergeladen.
legal-hold-is = Muss aufbewahrt werden
doc-restore = Zurückholen
doc-restore-what = { $name } zurückholen
who-may-change = Ändern und teilen können es, wer es hochgeladen hat, und Personen mit dem Recht „Dokumente“.
doc-terms = Name und Bedingungen
file-name = Name
file-name-hint = Die Endung bleibt
doc-description = Beschreibung
doc-description-hint = Kunden lesen sie neben dem Namen
doc-labels = Stichwörter
doc-labels-hint = Durch Kommas getrennt
no-folder = In keinem Ordner
doc-for-everyone = Alle Kunden
doc-for-named = Nur wer es geteilt bekommt
doc-expires = Läuft ab
doc-expires-hint = Danach sehen Kunden es nicht mehr. Leer: nie
max-downloads = Downloads je Kunde
max-downloads-hint = Leer: beliebig viele
legal-hold = Aufbewahrungspflicht
legal-hold-hint = Niemand kann es löschen
for-whom = Für wen
everyone-more = Alle Kunden sehen dieses Dokument. Freigaben zählen erst, wenn es nur für die ist, mit denen es geteilt ist.
change-terms = Ändern
shared-with = Geteilt mit
shared-with-nobody = Es ist mit niemandem geteilt.
share-more = Mit weiteren teilen
share-do = Teilen
share-by = von
share-group = Gruppe
clients-and-groups = Kunden und Gruppen
group-of = { $count ->
    [one] Gruppe mit einer Person
   *[other] Gruppe mit { $count } Personen
}
is-named = { $name } ist dabei
drop = { $name } weglassen
share-clients = Kunden
share-clients-hint = Benutzernamen oder Adressen, durch Kommas getrennt
share-groups-hint = Namen, durch Kommas getrennt
share-right = Erlaubt ist
right-download = Herunterladen
right-view = Nur ansehen
share-message = Nachricht
share-message-hint = Steht in der E-Mail an sie; kann leer bleiben
is-shared = Geteilt mit { $names }.
take-away = Entziehen
take-away-from = { $name } entziehen
share-taken = { $name } entzogen
who-sees-it = Wer es jetzt sieht
nobody-sees-it = Kein Kunde sieht es.
because-everyone = Es ist für alle Kunden
because-share = Direkt geteilt
because-group = Über die Gruppe { $name }
because-folder = Über den Ordner { $name }
why = Warum, oder warum nicht?
why-more = Einem Kunden fehlt dieses Dokument, oder er sollte es nicht haben? Sehen Sie, was für ihn gilt.
why-ask = Nachsehen
share-client = Kunde
share-client-hint = Benutzername oder Adresse
no-such-client = Diesen Kunden gibt es nicht.
sees-it = { $name } sieht es.
does-not-see-it = { $name } sieht es nicht.
blocked-not-shared = Es ist nicht geteilt.
blocked-pending = Es wird gerade geprüft.
blocked-infected = Die Prüfung hat etwas gefunden.
blocked-failed = Es konnte nicht geprüft werden.
blocked-expired = Es ist abgelaufen.
blocked-trashed = Es liegt im Papierkorb.
blocked-account = Das Konto ist nicht nutzbar.
blocked-limit = Die erlaubten Downloads sind verbraucht.
blocked-view = Nur ansehen ist erlaubt, nicht herunterladen.
versions = Versionen
versions-more = Kunden behalten ihre Version, bis eine neuere geprüft und sauber ist.
version-number = Version { $number }
version-current = Diese haben Kunden
version-fetch = Version { $number } herunterladen
version-take = Wiederherstellen
version-take-what = Version { $number } wiederherstellen
version-taken = Version { $number } wird die neueste
version-add = Neuere Version hochladen
version-goes = { $name } wird gesendet
version-came = Die neuere Version ist gespeichert und wird geprüft
who-has-it = Wer es hat
first-taken = zuerst
last-taken = zuletzt
links = Links
links-more = Wer einen Link hat, bekommt das Dokument, bis der Link endet. Die der Seiten für einen einzelnen Download sind nicht aufgeführt, enden aber mit den anderen.
no-links = Es gibt keine Links.
link-once = Einmal gültig
link-has-password = Passwort
link-made-at = erstellt
good-until = Gültig bis
delivered = ausgeliefert
end-link = Link von { $name } beenden
link-ended = Der Link ist beendet
end-all-links = Alle Links beenden
end-all-more = Jeder Link zu diesem Dokument endet sofort, auch die, die Kunden gerade benutzen.
links-ended = Alle Links sind beendet
new-link = Neuer Link
link-more = Wer ihn hat, lädt das Dokument in Ihrem Namen herunter. Senden Sie das Passwort auf einem anderen Weg als den Link.
link-life = Wie lange
for-an-hour = Eine Stunde
for-a-day = Einen Tag
for-a-week = Eine Woche
for-a-month = 30 Tage
link-once-more = Für einen einzigen Download
link-password = Passwort des Links
link-password-hint = Mindestens 8 Zeichen; kann leer bleiben
link-make = Link erstellen
link-made = Er wird nur jetzt gezeigt.
link-copied = Kopiert
what-happened = Was geschah
event-uploaded = Hochgeladen
event-scanned = Geprüft
event-changed = Geändert
event-shared = Geteilt
event-unshared = Freigabe entzogen
event-asked = Darum gebeten
event-downloaded = Heruntergeladen
event-trashed = In den Papierkorb gelegt
event-restored = Zurückgeholt
event-version = Neuere Version
event-version-taken = Ältere Version wiederhergestellt
event-released = Freigegeben
event-rescan = Prüfung verlangt
event-link = Link erstellt
event-link-ended = Link beendet
event-link-refused = Link abgewiesen
event-refused = Abgelehnt
was-whole = ganz
was-part = ein Teil
by-itself = Von selbst

## People
picker-found = { $count ->
    [0] Nichts gefunden
    [one] Ein Treffer
   *[other] { $count } Treffer
}

## Groups

## Jobs

## Audit
