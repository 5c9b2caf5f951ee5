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
storage = Speicher
used = Belegt
free = Frei
signatures = Signaturen des Scanners vom
signatures-unknown = Noch unbekannt
signatures-old = älter als zwei Tage: Neues erkennen sie nicht
state-clean = Sauber
state-pending = Werden geprüft
state-infected = Infiziert
state-failed = Nicht prüfbar
expiring = Laufen in einer Woche ab, noch nicht geladen
jobs-dead = Aufgegebene Aufträge
jobs-waiting = Wartende und laufende Aufträge
mails-refused = Aufgegebene E-Mails
mails-deferred = E-Mails, die erneut versucht werden
day-by-day = Tag für Tag
days = { $count ->
    [one] Ein Tag
   *[other] { $count } Tage
}
chart-says = { $name }: { $sum } in { $days } Tagen, höchstens { $most } am Tag
uploads = Hochgeladen
refused = Abgelehnt
sent-bytes = Gesendet
new-clients = Neue Kunden
mails-sent = E-Mails
scans = Prüfungen
day = Tag
as-table = Als Tabelle
days-utc = Es sind Tage in UTC.

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
sending-pause = { $name } anhalten
go-on-with = Jetzt weiter mit { $name }
sending-cancel = { $name } abbrechen
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
no-room = Kein Platz: { $used } von { $most } sind belegt
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
at-the-top = Ganz oben
all-folders = Alle Ordner
no-folders = Noch keine Ordner. Legen Sie den ersten an.
no-folders-here = Keine Ordner in diesem.
folder-gone = Diesen Ordner gibt es nicht mehr.
where-one-is = Wo Sie sind

## Quarantine
quarantine-more = Was die Prüfung gesperrt hat. Kunden bekommen es nicht.
quarantine-acts = „Erneut prüfen“ hilft, wo etwas nicht geprüft werden konnte; ein früherer Fund bleibt gesperrt. „Freigeben“ öffnet ein Dokument trotz seiner Prüfung, mit Ihrem Namen und Grund im Protokoll. Gelöschtes bleibt eine Weile im Papierkorb.
quarantine-empty = Hier ist nichts.
who-may-release = Freigeben und erneut prüfen können nur Personen mit dem Recht „Alle Dokumente“.
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

## Ein Dokument
pending-more = Kunden bekommen es, sobald es geprüft ist.
scanner-busy = Die Prüfung ist ausgelastet. Es geht von selbst weiter.
infected-more = Es wurde etwas Schädliches gefunden. Kunden bekommen es nicht. Löschen Sie es, wenn Sie nicht sicher sind, dass es ungefährlich ist.
failed-more = Es ließ sich nicht vollständig prüfen, deshalb bekommen Kunden es nicht. Laden Sie es ohne diesen Teil hoch, oder lassen Sie es erneut prüfen.
released-more = Es wurde trotz seiner Prüfung freigegeben. Kunden bekommen es.
document-gone = { $name } ist nicht mehr da.
doc-about = Überblick
doc-scan = Prüfung
in-trash = Im Papierkorb
in-trash-more = Kunden sehen es nicht mehr. Nach einer Weile ist es endgültig weg, wenn Sie es nicht zurückholen.
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
who-may-change = Ändern und teilen können es, wer es hochgeladen hat, und Personen mit dem Recht „Alle Dokumente“.
doc-terms = Name und Bedingungen
file-name = Name
file-name-hint = Die Endung bleibt
doc-description = Beschreibung
doc-description-hint = Kunden lesen sie neben dem Namen
doc-labels = Stichwörter
doc-labels-hint = Durch Kommas getrennt
doc-expires = Läuft ab
doc-expires-hint = Danach sehen Kunden es nicht mehr. Leer: nie
max-downloads = Downloads je Kunde
max-downloads-hint = Leer: beliebig viele
legal-hold = Aufbewahrungspflicht
legal-hold-hint = Niemand kann es löschen
everyone-more = Alle Kunden sehen dieses Dokument. Freigaben zählen erst, wenn es nur für die ist, mit denen es geteilt ist.
change-terms = Ändern
shared-with = Geteilt mit
shared-with-nobody = Es ist mit niemandem geteilt.
who-may-share = Teilen können ihn, wer ihn angelegt hat, und Personen mit dem Recht „Alle Dokumente“.
folder-shared-more = Wer ihn geteilt bekommt, sieht alle Dokumente darin und darunter, auch die späteren.
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
who-has-it = Wer es hat
first-taken = zuerst
last-taken = zuletzt
links = Links
links-more = Wer einen Link hat, bekommt das Dokument, bis der Link endet. Die der Seiten für einen einzelnen Download sind nicht aufgeführt, enden aber mit den anderen.
no-links = Es gibt keine Links.
link-once = Einmal gültig
link-has-password = Passwort
link-made-at = erstellt
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
for-30-days = 30 Tage
link-once-more = Für einen einzigen Download
link-password = Passwort des Links
link-password-hint = Mindestens 8 Zeichen; kann leer bleiben
link-make = Link erstellen
link-made = Er wird nur jetzt gezeigt.
what-happened = Was geschah
was-whole = ganz
was-part = ein Teil

## People
no-documents-ops = Noch keine Dokumente.
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
people-found = { $count ->
    [one] Eine Person
   *[other] { $count } Personen
}
search-people = Nach Name oder Adresse suchen
name = Name
role = Rolle
last-login = Letzte Anmeldung
every-role = Alle Rollen
every-state = Alle Zustände
by-address = Adresse
no-people-yet = Hier ist noch niemand.
waiting-for-you = Warten auf Freigabe
approve = Freigeben
approve-who = Freigeben: { $name }
approved = { $name } ist freigegeben.
refuse = Ablehnen
refuse-who = Ablehnen: { $name }
refuse-more = Das Konto wird gelöscht. Es geht keine E-Mail hinaus.
refused-who = { $name } ist abgelehnt.
invite = Jemanden einladen
invite-more = Die Person bekommt eine E-Mail mit einem Link, der sieben Tage gilt. Damit wählt sie Benutzernamen und Passwort.
invite-send = Einladung senden
invite-sent = Eine Einladung an { $email } ist unterwegs.
invite-again = Noch einmal einladen
person-name = Name
language-open = Wie der Browser es sagt
account-until = Konto endet am
account-until-hint = Leer lassen: es endet nicht von selbst
may-legend = Darf
may-nothing = Hochladen und Eigenes verwalten
may-documents = Alle Dokumente
may-documents-more = Jedes Dokument verwalten und sehen, wer es geladen hat
may-people = Personen und Gruppen
may-people-more = Konten einladen, freigeben, ändern, sperren und löschen
may-audit = Protokoll lesen
may-audit-more = Lesen und ausführen, was geschah
may-operate = Betrieb führen
may-operate-more = Übersicht, Aufträge und E-Mails
group-add = In eine Gruppe aufnehmen
group-leave = Aus { $name } nehmen
in-no-group = In keiner Gruppe.
in-group-now = Jetzt in { $name }.
in-group-no-more = Nicht mehr in { $name }.
members = { $count ->
    [one] Ein Mitglied
   *[other] { $count } Mitglieder
}
person = Person
to-people = Alle Personen
person-gone = Vielleicht ist das Konto gelöscht worden.
second-factor = Zweiter Faktor
second-factor-on = Eingerichtet
second-factor-off = Keiner
person-email-hint = Eine neue Adresse gilt, sobald der Link geöffnet ist, der an sie geht; beide Adressen erfahren es
change = Ändern
disable = Sperren
disable-who = { $name } sperren
disable-more = Alle Sitzungen, Token und Links enden sofort und endgültig. Was zum Konto gehört, bleibt; Sie können es wieder freischalten.
disabled-who = { $name } ist gesperrt.
enable = Freischalten
enabled-who = { $name } ist wieder freigeschaltet.
end-sessions = Alle Sitzungen beenden
sessions-ended = Alle Sitzungen sind beendet.
reset-factor = Zweiten Faktor zurücksetzen
reset-factor-more = App, Passkeys und Notfallcodes von { $name } fallen weg; die Person erfährt es per E-Mail.
reset-factor-done = Der zweite Faktor ist weg.
verify-again = Bestätigungslink noch einmal senden
verify-sent = Der Link ist unterwegs.
erase-account-of = Löschen
erase-who = { $name } löschen
erase-client-more = Was über die Person bekannt ist, verschwindet sofort, und alles Ausgegebene endet. Das Protokoll behält, was geschah, ohne den Namen. Das lässt sich nicht rückgängig machen.
erase-ops-more = Was über die Person bekannt ist, verschwindet sofort, und alles Ausgegebene endet. Von ihr hochgeladene Dokumente bleiben, ohne Namen. Das lässt sich nicht rückgängig machen.
own-account = Das ist Ihr eigenes Konto. Sitzungen und zweiter Faktor stehen in Ihrem Profil:
person-beyond = Diese Person darf, was Sie nicht dürfen. Rechte ändern, sperren oder löschen können deshalb nur andere.
their-documents = Dokumente für die Person
their-uploads = Von der Person hochgeladen
and-more = und { $count } weitere
what-they-did = Was die Person getan hat
what-they-took = Was die Person geladen hat
what-was-done = Was die Person betraf

## Groups
groups-more = Dokumente und Ordner werden mit Gruppen von Kunden geteilt.
group = Gruppe
group-make = Gruppe anlegen
no-groups = Noch keine Gruppen.
description = Beschreibung
who-is-in = Mitglieder
member-add = Kunden aufnehmen
member-added = { $name } ist in der Gruppe.
member-remove = { $name } entfernen
member-removed = { $name } ist nicht mehr in der Gruppe.
group-empty = In dieser Gruppe ist noch niemand.
group-erase = { $name } löschen
group-erase-more = Die Mitglieder bleiben. Was nur mit der Gruppe geteilt ist, sehen sie nicht mehr.
group-gone = Vielleicht ist die Gruppe gelöscht worden.
to-groups = Alle Gruppen

## Jobs
every-queue = Jede Warteschlange
queue-mail = Mails
queue-scan = Prüfungen
queue-upkeep = Aufräumen
queue-previews = Vorschauen
jobs-more = E-Mails, Prüfungen, Aufräumen: was nach einer Anfrage geschieht.
job = Auftrag
job-dead = Aufgegeben
job-queued = Wartet
job-sent = Übergeben
job-running = Läuft
job-done = Erledigt
every-job = Alle Arten
no-jobs = Noch keine Aufträge.
attempts = { $count ->
    [one] Ein Versuch
   *[other] { $count } Versuche
}
attempts-word = Versuche
time = Zeit
acts = Was sich tun lässt
next-try = Nächster Versuch
over-since = Vorbei seit
queue = Warteschlange
number = Kennung
last-error = Warum der letzte Versuch scheiterte
job-retry = Jetzt versuchen
job-retry-what = Jetzt versuchen: { $name }
job-retried = „{ $name }“ ist jetzt fällig.
job-due = Er ist jetzt fällig.
job-cancel = Aufgeben
job-cancel-what = Aufgeben: { $name }
job-cancel-more = Er wird dann nicht getan. Er bleibt in der Liste und kann erneut versucht werden. Ein Dokument, das auf die Prüfung wartet, bleibt zu.
job-cancelled = „{ $name }“ ist aufgegeben.
job-gone = Vielleicht ist er aufgeräumt worden.
to-jobs = Alle Aufträge
jobs-purge = Alte Aufträge löschen
jobs-purge-more = Sie werden endgültig gelöscht. Mit einem Auftrag geht der einzige Beleg, warum er scheiterte.
jobs-purged = { $count ->
    [0] Kein Auftrag war alt genug.
    [one] Ein Auftrag ist gelöscht.
   *[other] { $count } Aufträge sind gelöscht.
}
older-than = Vorbei seit mehr als
one-hour = Eine Stunde
job-verify-email = E-Mail: Adresse bestätigen
job-resend-verification = E-Mail: Adresse bestätigen, erneut erbeten
job-forgot-password = Passwort vergessen
job-reset-password = E-Mail: neues Passwort
job-change-email = E-Mail: neue Adresse
job-invitation = E-Mail: Einladung
job-account-notice = E-Mail: zu einem Konto
job-document-notice = E-Mail: neue Dokumente
job-document-asked = E-Mail: ein Kunde bittet um ein Dokument
job-scan-file = Dokument prüfen
job-rescan-file = Dokument erneut prüfen
job-late-finding = Späten Fund bearbeiten
job-late-finding-notice = E-Mail: später Fund
job-erase-blob = Entferntes Dokument tilgen
job-make-preview = Vorschau eines Dokuments erzeugen
job-sweep = Aufräumen
job-rescan = Mit neuen Signaturen prüfen
job-checksums = Prüfsummen berechnen

## Audit
audit-more = Wer was wann getan hat.
search-audit = Anfragenummer, Adresse oder Name, ganz
event = Ereignis
every-event = Alle Ereignisse
by-whom = Von
by-somebody = jemand ohne Anmeldung
by-itself = von selbst
about = Betrifft
about-link = Link
about-session = Sitzung
about-token = Zugangsschlüssel
about-passkey = Passkey
events-account = Konten
events-key = Schlüssel der Verschlüsselung
events-backup = Sicherungen
address = Von Adresse
program = Programm
request = Anfrage
since-day = Ab dem
until-day = Bis zum
filter-off = Ohne diesen Filter: { $name }
outcome-ok = Getan
outcome-refused = Abgelehnt
outcome-failed = Gescheitert
export-csv = Als CSV holen
export-jsonl = Als JSON-Zeilen holen
nothing-happened = Noch ist nichts geschehen.
event-account-signed-up = Konto angelegt
event-account-verified = Adresse bestätigt
event-account-invited = Jemand eingeladen
event-account-approved = Konto freigegeben
event-account-changed = Konto geändert
event-account-disabled = Konto gesperrt
event-account-enabled = Konto freigeschaltet
event-account-erased = Konto gelöscht
event-account-exported = Eigene Daten mitgenommen
event-login-ok = Angemeldet
event-login-refused = Anmeldung abgelehnt
event-login-second-factor-refused = Zweiter Faktor falsch
event-login-locked = Anmeldung vorübergehend gesperrt
event-session-ended = Sitzung beendet
event-session-reused = Erneuerungstoken kam zweimal
event-password-changed = Passwort geändert
event-password-reset = Passwort per Link gesetzt
event-password-refused = Passwort falsch
event-second-factor-added = Zweiter Faktor hinzugefügt
event-second-factor-removed = Zweiter Faktor entfernt
event-second-factor-codes-renewed = Neue Notfallcodes
event-second-factor-code-used = Notfallcode verwendet
event-token-made = Token erstellt
event-token-removed = Token entfernt
event-file-uploaded = Dokument hochgeladen
event-file-refused = Dokument abgelehnt
event-file-scanned = Dokument geprüft
event-file-changed = Dokument geändert
event-file-shared = Dokument geteilt
event-file-unshared = Freigabe eines Dokuments beendet
event-file-asked = Um Dokument gebeten
event-file-downloaded = Dokument heruntergeladen
event-file-previewed = Seite eines Dokuments angesehen
event-file-trashed = Dokument in den Papierkorb gelegt
event-file-restored = Dokument zurückgeholt
event-file-version-added = Neue Version
event-file-version-restored = Ältere Version zurückgeholt
event-file-erased = Dokument getilgt
event-file-released = Dokument freigegeben
event-file-rescan-asked = Erneute Prüfung verlangt
event-folder-created = Ordner angelegt
event-folder-changed = Ordner geändert
event-folder-shared = Ordner geteilt
event-folder-unshared = Freigabe eines Ordners beendet
event-folder-erased = Ordner entfernt
event-link-minted = Link erstellt
event-link-revoked = Link widerrufen
event-link-refused = Link abgelehnt
event-group-created = Gruppe angelegt
event-group-changed = Gruppe geändert
event-group-erased = Gruppe gelöscht
event-group-member-added = In Gruppe aufgenommen
event-group-member-removed = Aus Gruppe genommen
event-mail-failed = E-Mail aufgegeben
event-job-retried = Auftrag erneut versucht
event-job-cancelled = Auftrag aufgegeben
event-job-purged = Alte Aufträge gelöscht
event-key-added = Schlüssel hinzugefügt
event-key-retired = Schlüssel ausgemustert
event-backup-taken = Sicherung erstellt
event-backup-restored = Sicherung eingespielt
