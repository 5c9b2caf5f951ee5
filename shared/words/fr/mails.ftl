# Courriels. Le texte principal est l’objet ; `before` précède le lien, `link` est son intitulé, `after` le suit.

VerifyEmail = Vérifiez votre adresse e-mail
    .before = Quelqu’un, vous nous l’espérons, a créé un compte Strongroom avec cette adresse. Ouvrez ce lien pour vérifier l’adresse. Il est valable { $lifetime } :
    .link = Vérifier mon adresse e-mail
    .after = Si ce n’était pas vous, ne faites rien : sans cette étape, le compte ne peut pas être utilisé.
ChangeEmail = Vérifiez votre nouvelle adresse e-mail
    .before = Cette adresse doit devenir celle de votre compte Strongroom. Ouvrez ce lien pour la vérifier. Il est valable { $lifetime } :
    .link = Vérifier ma nouvelle adresse e-mail
    .after = Si ce n’était pas vous, ne faites rien : sans cette étape, rien ne change.
ResetPassword = Choisissez un nouveau mot de passe
    .before = Quelqu’un, vous nous l’espérons, a demandé un nouveau mot de passe pour votre compte Strongroom. Ouvrez ce lien pour en choisir un. Il est valable une seule fois, pendant { $lifetime } :
    .link = Choisir un nouveau mot de passe
    .after = Si ce n’était pas vous, ne faites rien : votre mot de passe reste inchangé.
Invitation = Vous êtes invité
    .before = Vous êtes invité à rejoindre Strongroom, où des documents sont remis en toute sécurité. Ouvrez ce lien pour choisir un nom d’utilisateur et un mot de passe. Il est valable une seule fois, pendant { $lifetime } :
    .link = Accepter l’invitation
    .after = Si vous ne savez pas de quoi il s’agit, ne faites rien : sans cette étape, aucun compte n’est créé.

# Ce qui est arrivé à un compte ; `IfItWasYou` suit chaque fois.

NewDevice = Connexion depuis un nouvel appareil
    .before = Quelqu’un s’est connecté à votre compte Strongroom depuis un appareil qui n’avait encore jamais été utilisé.
LockedOut = Trop de connexions échouées
    .before = Tant de connexions à votre compte Strongroom ont échoué que plus aucune n’est acceptée pendant un certain temps. Vous pouvez toujours vous connecter depuis un endroit où vous l’avez déjà fait.
PasswordChanged = Votre mot de passe a été modifié
    .before = Le mot de passe de votre compte Strongroom a été modifié.
EmailChangeAsked = Votre adresse e-mail va changer
    .before = Une autre adresse e-mail a été demandée pour votre compte Strongroom. Elle comptera dès qu’elle sera vérifiée ; d’ici là, celle-ci reste valable.
EmailChanged = Votre adresse e-mail a été modifiée
    .before = Ceci est désormais l’adresse e-mail de votre compte Strongroom.
EmailReplaced = Votre compte a une autre adresse e-mail
    .before = Une autre adresse e-mail remplace désormais celle-ci pour votre compte Strongroom.
TotpAdded = Une application d’authentification a été configurée
    .before = Une application d’authentification a été configurée pour votre compte Strongroom.
TotpRemoved = Votre application d’authentification a été retirée
    .before = L’application d’authentification de votre compte Strongroom a été retirée.
RecoveryCodesRenewed = Nouveaux codes de secours
    .before = De nouveaux codes de secours ont été créés pour votre compte Strongroom. Les anciens ne sont plus valables.
RecoveryCodeUsed = Un code de secours a été utilisé
    .before = Un code de secours de votre compte Strongroom a été utilisé pour se connecter.
PasskeyAdded = Une clé d’accès a été ajoutée
    .before = Une clé d’accès a été ajoutée à votre compte Strongroom.
PasskeyRemoved = Une clé d’accès a été retirée
    .before = Une clé d’accès a été retirée de votre compte Strongroom.
SecondFactorReset = Vos seconds facteurs ont été retirés
    .before = Une personne chargée des comptes Strongroom a retiré l’application d’authentification, les clés d’accès et les codes de secours du vôtre.
Approved = Votre compte a été approuvé
    .before = Votre compte Strongroom a été approuvé. Vous pouvez maintenant vous connecter.
TokenMade = Un jeton d’API a été créé
    .before = Un jeton destiné à des programmes a été créé pour votre compte Strongroom.
TokenRemoved = Un jeton d’API a été retiré
    .before = Un jeton destiné à des programmes a été retiré de votre compte Strongroom.
IfItWasYou = Si c’était vous, tout va bien. Sinon, choisissez immédiatement un nouveau mot de passe par « mot de passe oublié », ce qui met fin à toutes les sessions, et prévenez la personne responsable de ce service.
IfItWasYouWhoMoved = Si c’était vous, tout va bien. Sinon, prévenez immédiatement la personne responsable de ce service.

# Documents.

NewDocuments = { $count ->
        [one] Un nouveau document pour vous
       *[other] De nouveaux documents pour vous
    }
    .before = { $count ->
        [one] Un nouveau document vous attend sur Strongroom :
       *[other] { $count } nouveaux documents vous attendent sur Strongroom :
    }
DocumentAsked = Un client demande un document
    .before = { $client } ({ $email }) vous demande « { $document } » sur Strongroom. Ce document a expiré ou a été téléchargé autant de fois qu’il est permis. Vous pouvez changer cela sur sa page :
    .link = Voir le document
OnlyToLookAt = à consulter, sans téléchargement
AndMoreDocuments = { $count ->
        [one] Et un autre.
       *[other] Et { $count } autres.
    }
SaidWithDocuments = { $by } écrit : { $message }
SaidBySomebody = Un message l’accompagne : { $message }
NoMoreOfThese = Pour ne plus recevoir de courriels au sujet de documents, ouvrez ce lien :

# Ce qui a été trouvé tard ; `LateFindingAdvice` termine le message.

LateFinding = Contenu malveillant dans un document que vous avez
    .before = Un contenu malveillant, inconnu jusque-là, a été trouvé le { $at } dans le document « { $name } ». Le document ne peut plus être téléchargé.
LateFindingDownloaded = Vous l’avez téléchargé pour la première fois le { $first } et pour la dernière fois le { $last }.
LateFindingLink = Un lien vers ce document a été créé pour vous le { $at }. Il ne fonctionne plus.
LateFindingUploaded = Vous l’avez déposé le { $at }.
LateFindingAdvice = Veuillez ne plus ouvrir ce document, en supprimer toutes les copies et prévenir la personne qui s’occupe de votre ordinateur.

# D’où une session a commencé.

NewDevicePlace = Il s’agissait de { $client }, depuis { $address }, le { $at }.
BrowserOn = { $browser } sur { $system ->
        [iPhone] un iPhone
        [iPad] un iPad
       *[other] { $system }
    }
UnknownClient = un programme que nous ne connaissons pas
KnownAddress = l’adresse { $address }
UnknownAddress = une adresse inconnue

# La salutation : avec le nom, ou sans celui qui pourrait passer pour un lien.

Greeting = Bonjour { $name },
GreetingWithoutName = Bonjour,

# Temps.

Days = { $count ->
        [one] { $count } jour
       *[other] { $count } jours
    }
Hours = { $count ->
        [one] { $count } heure
       *[other] { $count } heures
    }
Minutes = { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
Seconds = { $count ->
        [one] { $count } seconde
       *[other] { $count } secondes
    }
Moment = { $day ->
        [1] 1er
       *[other] { $day }
    } { $month ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
       *[12] décembre
    } { $year } à { $time } UTC
