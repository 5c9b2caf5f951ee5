# Mails. Was für sich steht, ist der Betreff; `before` kommt vor dem Link, `link` ist sein Name, `after` folgt ihm.
# Der erste Absatz setzt die Anrede fort und beginnt deshalb klein.

VerifyEmail = Bitte bestätigen Sie Ihre E-Mail-Adresse
    .before = jemand, hoffentlich Sie selbst, hat mit dieser Adresse ein Konto bei Strongroom angelegt. Öffnen Sie bitte diesen Link, um die Adresse zu bestätigen. Er gilt { $lifetime }:
    .link = Meine E-Mail-Adresse bestätigen
    .after = Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ohne diesen Schritt kann das Konto nicht benutzt werden.
ChangeEmail = Bitte bestätigen Sie Ihre neue E-Mail-Adresse
    .before = diese Adresse soll künftig zu Ihrem Konto bei Strongroom gehören. Öffnen Sie bitte diesen Link, um sie zu bestätigen. Er gilt { $lifetime }:
    .link = Meine neue E-Mail-Adresse bestätigen
    .after = Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ohne diesen Schritt ändert sich nichts.
ResetPassword = Neues Passwort festlegen
    .before = jemand, hoffentlich Sie selbst, hat für Ihr Konto bei Strongroom ein neues Passwort angefordert. Öffnen Sie bitte diesen Link, um eines festzulegen. Er gilt einmal und { $lifetime } lang:
    .link = Neues Passwort festlegen
    .after = Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.
Invitation = Sie sind eingeladen
    .before = Sie sind zu Strongroom eingeladen, wo Dokumente sicher übergeben werden. Öffnen Sie bitte diesen Link, um einen Benutzernamen und ein Passwort zu wählen. Er gilt einmal und { $lifetime } lang:
    .link = Einladung annehmen
    .after = Wenn Sie nicht wissen, worum es geht, brauchen Sie nichts zu tun: Ohne diesen Schritt entsteht kein Konto.

# Was mit einem Konto geschehen ist; darauf folgt jeweils `IfItWasYou`.

NewDevice = Anmeldung von einem neuen Gerät
    .before = jemand hat sich an Ihrem Konto bei Strongroom von einem Gerät aus angemeldet, das bisher nicht verwendet wurde.
LockedOut = Zu viele fehlgeschlagene Anmeldungen
    .before = an Ihrem Konto bei Strongroom sind so viele Anmeldungen fehlgeschlagen, dass eine Zeit lang keine weiteren angenommen werden. Von dort, wo Sie sich schon einmal angemeldet haben, ist die Anmeldung weiterhin möglich.
PasswordChanged = Ihr Passwort wurde geändert
    .before = das Passwort Ihres Kontos bei Strongroom wurde geändert.
EmailChangeAsked = Ihre E-Mail-Adresse soll geändert werden
    .before = für Ihr Konto bei Strongroom wurde eine andere E-Mail-Adresse angegeben. Sie gilt, sobald sie bestätigt ist; bis dahin gilt weiterhin diese.
EmailChanged = Ihre E-Mail-Adresse wurde geändert
    .before = dies ist ab jetzt die E-Mail-Adresse Ihres Kontos bei Strongroom.
EmailReplaced = Ihr Konto hat eine andere E-Mail-Adresse
    .before = für Ihr Konto bei Strongroom gilt ab jetzt eine andere E-Mail-Adresse anstelle von dieser.
TotpAdded = Eine Authenticator-App wurde eingerichtet
    .before = für Ihr Konto bei Strongroom wurde eine Authenticator-App eingerichtet.
TotpRemoved = Ihre Authenticator-App wurde entfernt
    .before = die Authenticator-App Ihres Kontos bei Strongroom wurde entfernt.
RecoveryCodesRenewed = Neue Wiederherstellungscodes
    .before = für Ihr Konto bei Strongroom wurden neue Wiederherstellungscodes erstellt. Die alten gelten nicht mehr.
RecoveryCodeUsed = Ein Wiederherstellungscode wurde verwendet
    .before = zur Anmeldung an Ihrem Konto bei Strongroom wurde ein Wiederherstellungscode verwendet.
PasskeyAdded = Ein Passkey wurde hinzugefügt
    .before = zu Ihrem Konto bei Strongroom wurde ein Passkey hinzugefügt.
PasskeyRemoved = Ein Passkey wurde entfernt
    .before = aus Ihrem Konto bei Strongroom wurde ein Passkey entfernt.
SecondFactorReset = Ihre zweiten Faktoren wurden entfernt
    .before = jemand, der die Konten bei Strongroom betreut, hat die Authenticator-App, die Passkeys und die Wiederherstellungscodes Ihres Kontos entfernt.
Approved = Ihr Konto wurde freigegeben
    .before = Ihr Konto bei Strongroom wurde freigegeben. Sie können sich jetzt anmelden.
TokenMade = Ein API-Token wurde erstellt
    .before = für Ihr Konto bei Strongroom wurde ein Token für Programme erstellt.
TokenRemoved = Ein API-Token wurde entfernt
    .before = aus Ihrem Konto bei Strongroom wurde ein Token für Programme entfernt.
IfItWasYou = Wenn Sie das waren, ist alles in Ordnung. Andernfalls legen Sie bitte sofort über „Passwort vergessen“ ein neues Passwort fest, was alle Sitzungen beendet, und informieren Sie den Betreiber dieses Dienstes.
IfItWasYouWhoMoved = Wenn Sie das waren, ist alles in Ordnung. Andernfalls informieren Sie bitte sofort den Betreiber dieses Dienstes.

# Dokumente.

NewDocuments = { $count ->
        [one] Ein neues Dokument für Sie
       *[other] Neue Dokumente für Sie
    }
    .before = { $count ->
        [one] bei Strongroom liegt ein neues Dokument für Sie bereit:
       *[other] bei Strongroom liegen { $count } neue Dokumente für Sie bereit:
    }
DocumentAsked = Ein Kunde bittet um ein Dokument
    .before = { $client } ({ $email }) bittet Sie um „{ $document }“ bei Strongroom. Es ist abgelaufen oder wurde so oft heruntergeladen, wie es erlaubt ist. Auf seiner Seite können Sie das ändern:
    .link = Zum Dokument
OnlyToLookAt = zum Ansehen, nicht zum Herunterladen
AndMoreDocuments = { $count ->
        [one] Und ein weiteres.
       *[other] Und { $count } weitere.
    }
SaidWithDocuments = { $by } schreibt: { $message }
SaidBySomebody = Dazu gehört diese Nachricht: { $message }
NoMoreOfThese = Wenn Sie keine Mails über Dokumente mehr erhalten möchten, öffnen Sie bitte diesen Link:

# Was spät gefunden wurde; `LateFindingAdvice` steht am Ende der Mail.

LateFinding = Schädlicher Inhalt in einem Dokument, das Sie haben
    .before = im Dokument „{ $name }“ wurde am { $at } ein schädlicher Inhalt gefunden, der zuvor nicht bekannt war. Das Dokument kann nicht mehr heruntergeladen werden.
LateFindingDownloaded = Sie haben es zum ersten Mal am { $first } und zum letzten Mal am { $last } heruntergeladen.
LateFindingLink = Für Sie wurde am { $at } ein Link dazu erstellt. Er funktioniert nicht mehr.
LateFindingUploaded = Sie haben es am { $at } hochgeladen.
LateFindingAdvice = Bitte öffnen Sie das Dokument nicht mehr, löschen Sie alle Kopien davon und informieren Sie die Person, die Ihren Computer betreut.

# Von wo aus eine Sitzung begonnen hat.

NewDevicePlace = Es war { $client }, { $address }, am { $at }.
BrowserOn = { $browser } auf { $system ->
        [iPhone] einem iPhone
        [iPad] einem iPad
       *[other] { $system }
    }
UnknownClient = ein uns unbekanntes Programm
KnownAddress = von der Adresse { $address } aus
UnknownAddress = von einer unbekannten Adresse aus

# Die Anrede: mit Namen, oder ohne einen, der für einen Link gehalten werden könnte.

Greeting = Guten Tag { $name },
GreetingWithoutName = Guten Tag,

# Zeiten, im Akkusativ.

Days = { $count ->
        [one] einen Tag
       *[other] { $count } Tage
    }
Hours = { $count ->
        [one] eine Stunde
       *[other] { $count } Stunden
    }
Minutes = { $count ->
        [one] eine Minute
       *[other] { $count } Minuten
    }
Seconds = { $count ->
        [one] eine Sekunde
       *[other] { $count } Sekunden
    }
Moment = { $day }. { $month ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[12] Dezember
    } { $year } um { $time } Uhr UTC
