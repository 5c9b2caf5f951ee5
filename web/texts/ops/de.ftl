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

## Jobs

## Audit
