# Die wenigen Seiten hinter den Links der Mails: Was für sich steht, ist Überschrift und Titel; die Teile stehen auf der Seite.

ConfirmPage = Bestätigen Sie Ihre E-Mail-Adresse
    .text = Ein Klick, und Ihr Konto ist bereit.
    .button = Adresse bestätigen
UnsubscribePage = Keine Mails über Dokumente mehr?
    .text = Ein Klick, und Sie erhalten keine mehr. Was für Sie bestimmt ist, bleibt, wo es ist, und in Ihrem Konto können Sie die Mails wieder einschalten.
    .button = Keine solchen Mails mehr
PasswordPage = Neues Passwort festlegen
    .label = Neues Passwort, 10 bis 128 Zeichen
    .button = Dieses Passwort festlegen
    .text = Überall sonst werden Sie abgemeldet.
LinkPasswordPage = Dieser Link verlangt ein Passwort
    .label = Passwort
    .button = Herunterladen
InvitationPage = Sie sind eingeladen
    .username = Benutzername, 3 bis 32 Buchstaben und Ziffern
    .name = Wie Sie genannt werden möchten (kann leer bleiben)
    .password = Passwort, 10 bis 128 Zeichen
    .button = Einladung annehmen
DonePage = Erledigt
    .button = Anmelden
FailedPage = Das hat nicht geklappt

# Was daraus geworden ist.

PageVerified = Ihre E-Mail-Adresse ist bestätigt. Sie können sich jetzt anmelden.
PagePasswordSet = Das neue Passwort gilt. Sie können sich jetzt damit anmelden.
PageInvitationAccepted = Willkommen. Sie können sich jetzt anmelden.
PageUnsubscribed = Sie erhalten keine Mails über Dokumente mehr.
PageInvalidLink = Dieser Link ist nicht gültig. Bitte kopieren Sie ihn vollständig aus der Mail.
PageExpiredLink = Dieser Link ist abgelaufen. Bitte fordern Sie eine neue Mail an.
PageEmailTaken = Inzwischen hat ein anderes Konto diese Adresse.
UsernameField = Der Benutzername
DisplayNameField = Der Anzeigename
PasswordField = Das Passwort
