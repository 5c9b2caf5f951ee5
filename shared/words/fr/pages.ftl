# Les quelques pages derrière les liens des courriels : ce qui est seul est le titre ; les parties figurent sur la page.

ConfirmPage = Confirmez votre adresse e-mail
    .text = Un clic, et votre compte est prêt.
    .button = Confirmer mon adresse
UnsubscribePage = Ne plus recevoir d’e-mails au sujet de documents ?
    .text = Un clic, et vous n’en recevrez plus. Ce qui vous est destiné reste en place, et vous pouvez réactiver ces e-mails dans votre compte.
    .button = Ne plus recevoir ces e-mails
PasswordPage = Choisissez un nouveau mot de passe
    .label = Nouveau mot de passe, de 10 à 128 caractères
    .button = Enregistrer ce mot de passe
    .text = Vous serez déconnecté partout ailleurs.
LinkPasswordPage = Ce lien demande un mot de passe
    .label = Mot de passe
    .button = Télécharger
InvitationPage = Vous êtes invité
    .username = Nom d’utilisateur, de 3 à 32 lettres et chiffres
    .name = Le nom que vous souhaitez porter (facultatif)
    .password = Mot de passe, de 10 à 128 caractères
    .button = Accepter l’invitation
DonePage = C’est fait
    .button = Se connecter
FailedPage = Cela n’a pas fonctionné

# Ce qu’il en est résulté.

PageVerified = Votre adresse e-mail est confirmée. Vous pouvez maintenant vous connecter.
PagePasswordSet = Le nouveau mot de passe est enregistré. Vous pouvez maintenant vous connecter avec.
PageInvitationAccepted = Bienvenue. Vous pouvez maintenant vous connecter.
PageUnsubscribed = Vous ne recevrez plus d’e-mails au sujet de documents.
PageInvalidLink = Ce lien n’est pas valide. Veuillez le copier en entier depuis l’e-mail.
PageExpiredLink = Ce lien a expiré. Veuillez demander un nouvel e-mail.
PageEmailTaken = Entre-temps, un autre compte a pris cette adresse.
UsernameField = Le nom d’utilisateur
DisplayNameField = Le nom affiché
PasswordField = Le mot de passe
