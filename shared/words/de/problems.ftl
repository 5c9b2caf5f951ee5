# Warum eine Anfrage gescheitert ist: `detail` eines Problems, ganze Sätze. Codes und Namen von Kopfzeilen bleiben, wie sie sind.

InvalidJson = Der Inhalt der Anfrage ist kein gültiges JSON: { $why }.
InvalidInput = Einige Angaben fehlen oder sind ungültig; siehe `errors`.
UsernameTaken = Dieser Benutzername ist vergeben.
EmailTaken = Diese E-Mail-Adresse ist vergeben.
EmailDomainNotAllowed = Mit Adressen dieser Domain kann man sich hier nicht registrieren.
InvalidLink = Dieser Link ist ungültig.
UnsupportedFileType = Angenommen werden nur Dokumente mit der Endung .docx, .xlsx oder .pptx, und der Name muss zum Inhalt passen.
InvalidFile = Das Dokument kann nicht angenommen werden: { $why }.
EncryptedFile = Das Dokument ist mit einem Kennwort geschützt und kann deshalb nicht geprüft werden.
MacrosNotAllowed = Das Dokument enthält Makros.
InvalidImage = Das Bild kann nicht verwendet werden: { $why }.
ExpiredMailLink = Dieser Link ist abgelaufen; bitte fordern Sie einen neuen an.
WrongSetUpCode = Das ist nicht der Code, den die App gerade anzeigt.
InvalidCredential = Dieser Passkey kann nicht angenommen werden.
InvalidRequest = Die Anfrage ist kein gültiges HTTP/1.1: { $why }.
NotAuthenticated = Dafür ist ein Zugriffstoken erforderlich.
InvalidToken = Das Token ist ungültig oder abgelaufen, oder seine Sitzung ist beendet.
InvalidCredentials = Der Benutzername oder das Passwort ist falsch.
SecondFactorRequired = Das Passwort ist richtig; bestätigen Sie die Anmeldung nun mit diesem Ticket durch einen zweiten Faktor.
InvalidSecondFactor = Der zweite Faktor ist falsch oder wurde bereits verwendet.
InvalidTicket = Das Ticket ist ungültig, abgelaufen oder bereits verwendet; bitte melden Sie sich erneut an.
CrossSiteRequest = Eine Anfrage mit Cookie muss von einer unserer eigenen Seiten kommen.
ScopeMissing = Das Token erlaubt das nicht.
SecondFactorSetupRequired = Dieses Konto braucht einen zweiten Faktor; bitte richten Sie zuerst einen ein.
EmailNotVerified = Die E-Mail-Adresse dieses Kontos ist noch nicht bestätigt.
AccountDisabled = Dieses Konto ist gesperrt.
AwaitingApproval = Dieses Konto muss noch freigegeben werden.
SignupClosed = Konten erhält nur, wer eingeladen wird.
PermissionMissing = Ihrem Konto fehlt die Berechtigung, die dafür nötig ist.
RoleNotAllowed = Ihre Rolle erlaubt das nicht.
AccountNotAllowed = Das Konto, zu dem dieser Link gehört, darf nicht herunterladen.
FileQuarantined = Diese Datei hat die Prüfung nicht bestanden und kann deshalb nicht heruntergeladen werden.
ViewOnly = Sie dürfen dieses Dokument ansehen, aber nicht herunterladen.
DownloadLimitReached = Sie haben dieses Dokument so oft heruntergeladen, wie Sie dürfen.
LinkInUse = Dieser Link gilt einmal und wird gerade benutzt.
LinkPasswordRequired = Dieser Link verlangt ein Passwort.
InvalidLinkPassword = Das Passwort dieses Links ist falsch.
NotFound = Hier wurde nichts gefunden.
NoPreview = Von dieser Seite gibt es kein Bild.
MethodNotAllowed = Diese Methode ist hier nicht erlaubt; siehe `Allow`.
RequestTimeout = Die Anfrage wurde nicht rechtzeitig abgeschlossen.
LastOfItsKind = Danach gäbe es niemanden mehr, der das darf.
NotExpired = Das Dokument ist weder abgelaufen noch aufgebraucht: Sie können es herunterladen.
WrongState = Das geht nicht, denn das Konto { $state ->
        [invited] ist eingeladen und noch nicht angenommen
        [unverified] ist noch nicht bestätigt
        [waiting] wartet auf Freigabe
        [active] ist bereits aktiv
        [disabled] ist gesperrt
       *[expired] ist abgelaufen
    }.
ScanPending = Die Datei ist noch nicht geprüft; bitte versuchen Sie es gleich noch einmal.
NotQuarantined = Die Datei ist nicht in Quarantäne; es gibt nichts freizugeben.
LegalHold = Das muss aufbewahrt werden: Es steht unter einer Löschsperre.
FolderNotEmpty = In diesem Ordner liegen Dokumente.
UploadOffsetMismatch = Dieser Teil setzt nicht dort fort, wo der Upload steht: bei Byte { $bytes }.
RequestInProgress = Die erste Anfrage mit diesem `Idempotency-Key` ist noch in Arbeit; bitte versuchen Sie es gleich noch einmal.
LastFactor = Das ist der letzte, und einer ist erforderlich.
AlreadySetUp = Es gibt bereits eine Authenticator-App; bitte entfernen Sie diese zuerst.
NoSecondFactor = Es gibt keinen zweiten Faktor, den Wiederherstellungscodes ersetzen könnten.
TooManyPasskeys = Mehr Passkeys sind nicht möglich; bitte entfernen Sie zuerst einen.
JobNotRetryable = Der Auftrag ist erledigt oder läuft gerade und kann deshalb nicht wiederholt werden.
JobNotCancellable = Der Auftrag läuft gerade oder ist erledigt und kann deshalb nicht abgebrochen werden.
ExpiredLink = Dieser Link ist abgelaufen.
ExpiredFile = Die Zeit dieses Dokuments ist abgelaufen.
Gone = Diese Datei ist nicht mehr verfügbar.
PreconditionFailed = Die Datei entspricht nicht `If-Match`.
TusVersionNotSupported = Bitte senden Sie `Tus-Resumable: 1.0.0`; eine andere Version wird hier nicht gesprochen.
BodyTooLarge = Der Inhalt der Anfrage ist größer als { $bytes } Byte.
LengthTooLarge = Der Inhalt ist größer, als eine Anfrage sein darf.
QuotaExceeded = Innerhalb des Kontingents ist dafür kein Platz mehr.
FileTooLarge = Die Datei ist größer als { $bytes } Byte.
UriTooLong = Die Adresse der Anfrage ist zu lang.
UnsupportedMediaType = Der Inhaltstyp muss { $wanted } sein.
IdempotencyKeyReused = Dieser `Idempotency-Key` wurde für eine andere Anfrage verwendet.
UploadLocked = Ein anderer Teil dieses Uploads kommt gerade an; bitte versuchen Sie es gleich noch einmal.
ChecksumMismatch = Der Teil passt nicht zu seiner Prüfsumme und wurde verworfen.
RangeNotSatisfiable = Der angeforderte Bereich liegt außerhalb der Datei, die { $bytes } Byte hat.
TooManyRequests = Von Ihrer Adresse sind zu viele Anfragen gleichzeitig in Arbeit; bitte versuchen Sie es erneut, sobald einige beendet sind.
LimitReached = Es gab zu viele Anfragen dieser Art; bitte versuchen Sie es in { $seconds ->
        [one] 1 Sekunde
       *[other] { $seconds } Sekunden
    } erneut.
TooManyAttempts = Zu viele Versuche sind gescheitert; bitte versuchen Sie es in { $seconds ->
        [one] 1 Sekunde
       *[other] { $seconds } Sekunden
    } erneut.
HeadTooLarge = Die Kopfzeilen der Anfrage sind größer als { $bytes } Byte, oder es sind mehr als 100.
Internal = Bei uns ist etwas schiefgegangen.
Unavailable = Ein Dienst, der dafür nötig ist, ist gerade nicht erreichbar; bitte versuchen Sie es gleich noch einmal.
Undecided = Es ist nicht bekannt, ob das ausgeführt wurde, weil ein dafür nötiger Dienst nicht erreichbar ist; bitte sehen Sie nach, bevor Sie es erneut versuchen.
Busy = Zurzeit gibt es zu viele Anfragen; bitte versuchen Sie es in { $seconds ->
        [one] 1 Sekunde
       *[other] { $seconds } Sekunden
    } erneut.
NotReady = Der Dienst ist noch nicht bereit.
StorageFull = Der Speicherplatz reicht dafür nicht aus.

# Warum, am Ende eines der Sätze oben.

JsonEmpty = er ist leer
JsonTooDeep = er ist tiefer als { $most } Ebenen verschachtelt
JsonCutShort = er bricht vorzeitig ab
PictureUnreadable = die Daten sind kein lesbares Bild
PictureTooLarge = es hat zu viele Bildpunkte
PictureTooSlow = die Verarbeitung hat zu lange gedauert
