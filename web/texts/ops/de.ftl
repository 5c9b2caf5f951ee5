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
downloads = Heruntergeladen
sent-bytes = Gesendet
new-clients = Neue Kunden
mails-sent = E-Mails
scans = Prüfungen
day = Tag
as-table = Als Tabelle
days-utc = Es sind Tage in UTC.

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
people-found = { $count ->
    [one] Eine Person
   *[other] { $count } Personen
}
search-people = Nach Name oder Adresse suchen
name = Name
state = Zustand
role = Rolle
last-login = Letzte Anmeldung
every-role = Alle Rollen
every-state = Alle Zustände
by-address = Adresse
nobody-yet = Hier ist noch niemand.
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
erase = Löschen
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
jobs-more = E-Mails, Prüfungen, Aufräumen: was nach einer Anfrage geschieht.
job = Auftrag
job-dead = Aufgegeben
job-queued = Wartet
job-sent = Übergeben
job-running = Läuft
job-done = Erledigt
all = Alle
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
job-sweep = Aufräumen
job-rescan = Mit neuen Signaturen prüfen
job-checksums = Prüfsummen berechnen

## Audit
audit-more = Wer was wann getan hat.
search-audit = Anfragenummer, Adresse oder Name, ganz
event = Ereignis
every-event = Alle Ereignisse
by-whom = Von
by-itself = von selbst
gone = ein gelöschtes Konto
about = Betrifft
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
