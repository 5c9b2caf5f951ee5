### Was die Seiten sagen.

## Anmelden und registrieren
motto = Dokumente nur für Sie, geprüft, bevor sie hinausgehen.
checked = Jedes Dokument hier wurde auf Schadsoftware geprüft, bevor Sie es sehen.
language = Sprache
log-in = Anmelden
new-here = Neu hier?
make-account = Konto anlegen
name-or-email = Benutzername oder E-Mail
password = Passwort
show-password = Passwort zeigen
forgotten = Vergessen?
stay-logged-in = Auf diesem Gerät angemeldet bleiben
or = oder
use-passkey = Mit Passkey anmelden
one-more-step = Noch ein Schritt
one-more-step-more = Dieses Konto hat einen zweiten Faktor.
code = Code
code-hint = Aus Ihrer App, oder einer Ihrer Wiederherstellungscodes
back-to-log-in = Zurück zur Anmeldung
sign-up = Konto anlegen
has-account = Sie haben schon ein Konto?
invited-only = Konten gibt es hier nur auf Einladung.
username = Benutzername
username-hint = 3 bis 32 Buchstaben und Ziffern
email = E-Mail
email-hint = Dorthin kommt ein Link, der zeigt, dass sie Ihnen gehört
password-hint = Mindestens 10 Zeichen; ein paar Wörter sind besser als Sonderzeichen
look-into-mail = Schauen Sie in Ihre E-Mails
mail-sent = Ein Link ist zu Ihnen unterwegs. Öffnen Sie ihn, dann melden Sie sich an.
mail-sent-to = Ein Link ist unterwegs an { $email }. Öffnen Sie ihn, dann melden Sie sich an.
no-mail = Nichts angekommen?
send-again = Link noch einmal senden
sent-again = Gesendet. Wenn zu der Adresse ein Konto gehört, das darauf wartet, ist der Link gleich da.
forgot = Neues Passwort
forgot-more = Sie bekommen einen Link, mit dem Sie ein neues setzen.
send-mail = Link senden
forgot-sent = Gesendet. Wenn zu der Adresse ein Konto gehört, ist der Link gleich da.

## Dokumente
skip = Zum Inhalt
main-menu = Hauptmenü
documents = Dokumente
profile = Profil
log-out = Abmelden
your-documents = Ihre Dokumente
documents-found = { $count ->
    [0] Keine Dokumente
    [one] Ein Dokument
   *[other] { $count } Dokumente
}
search-by-name = Nach Namen suchen
sort-by = Sortieren nach
newest-first = Neueste zuerst
oldest-first = Älteste zuerst
by-name = Name
largest-first = Größte zuerst
no-documents = Noch ist nichts da. Sie bekommen eine E-Mail, wenn es so weit ist.
nothing-found = Kein Dokument hat „{ $text }“ im Namen.
folder-empty = In diesem Ordner ist nichts.
folder = Ordner
show-all = Alle zeigen
show-more = Mehr zeigen
that-is-all = Das sind alle.
choose = { $name } auswählen
chosen = { $count ->
    [one] Ein Dokument ausgewählt
   *[other] { $count } Dokumente ausgewählt
}
choose-none = Auswahl aufheben
download-zip = Als ein Archiv herunterladen
download = Herunterladen
download-what = Herunterladen: { $name }
download-again = Noch einmal herunterladen
download-again-what = Noch einmal herunterladen: { $name }
download-begins = { $name } wird heruntergeladen
go-on = Fortsetzen
go-on-what = Herunterladen von { $name } fortsetzen
pause = Anhalten
pause-what = Herunterladen von { $name } anhalten
cancel-what = Herunterladen von { $name } abbrechen
download-is-here = { $name } ist da.
download-failed = { $name } konnte nicht heruntergeladen werden.
fetch-runs = { $share }, { $rate } pro Sekunde, noch etwa { $time }. Geht von selbst weiter, wenn die Verbindung abbricht.
fetch-waits = { $share }. Wartet auf die Verbindung und geht von selbst weiter.
fetch-paused = { $share }. Angehalten; was da ist, bleibt.
new = Neu
from = von
version = Version { $number }
version-word = Version
have-it-since = Sie haben es seit
available-until = verfügbar bis
no-longer-since = Nicht mehr verfügbar seit
no-longer = Es ist nicht mehr verfügbar.
ask-for-it = Darum bitten
asked-for-it = Wer es hochgeladen hat, erfährt, dass Sie darum bitten.
asked-already = Sie haben heute schon darum gebeten.
document = Dokument
kind = Art
size = Größe
here-since = Hier seit
checksum = SHA-256
scan-pending = Wird geprüft
scan-infected = Infiziert
scan-released = Freigegeben
scan-failed = Nicht prüfbar

## Das eigene Konto
you = Sie
security = Sicherheit
sessions = Sitzungen
preferences = Einstellungen
your-data = Ihre Daten
picture = Bild
your-picture = Ihr Bild
choose-picture = Bild auswählen
remove-picture = Entfernen
picture-hint = PNG, JPEG oder WebP, bis 5 MB
names = Name und Adresse
display-name = Wie Sie genannt werden möchten
display-name-hint = Darf leer bleiben
email-change-hint = Eine neue Adresse gilt, sobald Sie den Link öffnen, der dorthin geht
email-pending = Ein Link ist unterwegs an { $email }. Die neue Adresse gilt, sobald er geöffnet ist.
save = Speichern
saved = Gespeichert.
new-password = Neues Passwort
current-password = Bisheriges Passwort
ends-other-sessions = Überall sonst werden Sie abgemeldet.
change-password = Passwort ändern
password-changed = Ihr Passwort ist geändert.
where-logged-in = Wo Sie angemeldet sind
unknown-program = Unbekanntes Programm
since = seit
last-used = zuletzt benutzt
this-one = Diese hier
end = Beenden
end-session = Beenden: Sitzung von { $name }
end-others = Alle anderen beenden
mails = E-Mails
mail-documents = Neue Dokumente
mail-reminders = Eine Erinnerung, bevor ein Dokument abläuft
mail-announcements = Neuigkeiten
mail-receipts = Was heruntergeladen wurde
receipts-off = Nie
receipts-at-once = Sofort
receipts-daily = Einmal am Tag
mails-always = E-Mails zur Sicherheit Ihres Kontos kommen immer.
what-is-kept = Was über Sie gespeichert ist
export-more = Eine Datei mit allem, was hier über Sie gespeichert ist.
export = Meine Daten holen
erase-account = Mein Konto löschen
erase-more = Ihr Konto und alles, was dazugehört, ist sofort weg. Das lässt sich nicht rückgängig machen.
erase-for-good = Endgültig löschen
keep-account = Behalten
password-again-hint = Noch einmal, damit niemand sonst das tut
not-now = Jetzt nicht
remove = Entfernen
copy = Kopieren
second-factor-first = Dieses Konto braucht einen zweiten Faktor. Richten Sie einen ein, dann geht es weiter.
totp = Codes aus einer App
totp-more = Eine App auf Ihrem Telefon zeigt einen Code, den Sie nach dem Passwort eingeben.
totp-is-on = { $count ->
    [one] Codes aus einer App sind an. Ein Wiederherstellungscode ist übrig.
   *[other] Codes aus einer App sind an. { $count } Wiederherstellungscodes sind übrig.
}
totp-set-up = Einrichten
totp-scan = Scannen Sie dies mit Ihrer App.
totp-picture = QR-Code für Ihre App
totp-type = Oder geben Sie dort dies ein:
totp-code = Der Code, den sie zeigt
totp-turn-on = Einschalten
totp-remove = Ausschalten
recovery-codes-renew = Neue Wiederherstellungscodes
recovery-codes-new = Ihre Wiederherstellungscodes
recovery-codes-more = Jeder gilt einmal, für den Tag, an dem Ihre App weg ist. Sie werden nur jetzt gezeigt.
codes-noted = Ich habe sie notiert
passkeys = Passkeys
passkeys-more = Anmelden mit Finger, Gesicht oder Schlüssel, ohne Passwort.
passkey-add = Passkey hinzufügen
passkey-name = Sein Name
passkey-name-hint = Etwa „Telefon“; darf leer bleiben
tokens-short = Programme
tokens = Zugangsschlüssel für Programme
tokens-more = Mit einem Zugangsschlüssel tut ein Programm hier, was Sie dürfen, soweit Sie es erlauben; an Ihrer Anmeldung ändert es nie etwas.
no-tokens = Sie haben keinen.
token-another = Zugangsschlüssel erstellen
token-name = Wofür er ist
token-name-hint = Etwa „Nächtliche Kopie“
token-may = Er darf
scope-read = Sehen, was Sie sehen
scope-download = Herunterladen
scope-upload = Hochladen
scope-manage = Ändern, was Sie ändern dürfen
token-lives = Er gilt
for-a-month = Einen Monat
for-three-months = Drei Monate
for-a-year = Ein Jahr
token-make = Erstellen
token-new = Ihr neuer Zugangsschlüssel
token-new-more = Er wird nur jetzt gezeigt. Bewahren Sie ihn auf wie ein Passwort.
token-noted = Ich habe ihn notiert
copied = Kopiert.
good-until = gültig bis
never-used = nie benutzt
remove-what = { $name } entfernen
token-remove-more = Was ihn benutzt, funktioniert sofort nicht mehr.

## Wenn etwas nicht so ist, wie es sein sollte
nothing-here = Hier ist nichts für Sie
nothing-here-more = Vielleicht ist die Adresse vertippt, oder was hier war, ist weg oder nicht für Sie.
to-documents = Zu Ihren Dokumenten
try-again = Noch einmal versuchen
offline = Im Moment gibt es keine Verbindung.
no-connection = Niemand antwortet
offline-since = Keine Verbindung. Was Sie sehen, ist von { $when }.
takes-longer = Das dauert länger als sonst.
request-id = Nummer für die, die Ihnen helfen:
logged-out = Sie sind abgemeldet
logged-out-more = Ihre Sitzung ist zu Ende. Melden Sie sich wieder an, und auf dieser Seite geht nichts verloren.
leave = Verlassen
look-at-fields = Etwas stimmt noch nicht: siehe unten.
wait-so-long = Zu viele Versuche. Der nächste ist möglich in { $time }.

## Zeit
day-at = { $day } um { $hour }

## Keys
close = Schließen
keys = Tasten
keys-off-hint = Diese Tasten lassen sich im Profil unter „Einstellungen“ abschalten.
key-search = Suchen
key-next = Nächste Zeile
key-previous = Vorige Zeile
key-open = Öffnen
key-help = Diese Liste zeigen
keys-on = Einzelne Tasten wirken wie Knöpfe
keys-on-hint = Sie gelten in diesem Browser und nie dort, wo Sie schreiben. Mit ? sehen Sie alle.
