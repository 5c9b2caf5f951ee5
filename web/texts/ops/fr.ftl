# What only the company's own people read.

## Where one goes
dashboard = Tableau de bord
files = Documents
folders = Dossiers
quarantine = Quarantaine
people = Personnes
groups = Groupes
jobs = Tâches
audit = Journal d’audit
running = Exploitation
menu = Menu
key-upload = Envoyer des documents

## Dashboard

## Files and one file

## Folders

## Quarantine

## People
picker-found = { $count ->
    [0] Aucun résultat
    [one] Un résultat
   *[other] { $count } résultats
}
shown = { $count ->
    [0] Aucun résultat
    [one] Un élément affiché
   *[other] { $count } éléments affichés
}
none-of-that = Rien ne correspond.
person-waiting = En attente d’approbation
person-invited = Invitation envoyée
person-unverified = Adresse non confirmée
person-active = Actif
person-disabled = Désactivé
person-expired = Expiré
role-ops = Entreprise
role-client = Client
people-found = { $count ->
    [one] Une personne
   *[other] { $count } personnes
}
search-people = Rechercher par nom ou adresse
name = Nom
state = État
role = Rôle
last-login = Dernière connexion
every-role = Tous les rôles
every-state = Tous les états
by-address = Adresse
nobody-yet = Il n’y a encore personne.
waiting-for-you = En attente d’approbation
approve = Approuver
approve-who = Approuver { $name }
approved = { $name } : compte approuvé.
refuse = Refuser
refuse-who = Refuser { $name }
refuse-more = Le compte est supprimé. Aucun e-mail n’est envoyé.
refused-who = { $name } : demande refusée.
invite = Inviter quelqu’un
invite-more = La personne reçoit un e-mail avec un lien valable sept jours, par lequel elle choisit un nom d’utilisateur et un mot de passe.
invite-send = Envoyer l’invitation
invite-sent = Une invitation est en route vers { $email }.
invite-again = Inviter de nouveau
person-name = Nom affiché
language-open = Selon le navigateur
account-until = Fin du compte
account-until-hint = Laissez vide : il ne prend pas fin de lui-même
may-legend = Peut
may-nothing = Envoyer, et gérer ses propres envois
may-documents = Tous les documents
may-documents-more = Gérer chaque document et voir qui l’a téléchargé
may-people = Personnes et groupes
may-people-more = Inviter, approuver, modifier, désactiver et supprimer des comptes
may-audit = Journal d’audit
may-audit-more = Lire et exporter ce qui s’est passé
may-operate = Exploitation du service
may-operate-more = Tableau de bord, tâches et e-mails
group-add = Ajouter à un groupe
group-leave = Retirer de { $name }
in-no-group = Dans aucun groupe.
in-group-now = Désormais dans { $name }.
in-group-no-more = N’est plus dans { $name }.
members = { $count ->
    [one] Un membre
   *[other] { $count } membres
}
person = Personne
to-people = Toutes les personnes
person-gone = Le compte a peut-être été supprimé.
second-factor = Second facteur
second-factor-on = Configuré
second-factor-off = Aucun
person-email-hint = Une nouvelle adresse compte dès que le lien qui y est envoyé est ouvert ; les deux adresses sont prévenues
change = Modifier
disable = Désactiver
disable-who = Désactiver { $name }
disable-more = Toutes les sessions, tous les jetons et liens prennent fin aussitôt, définitivement. Ce qui est conservé du compte reste, et vous pouvez le réactiver.
disabled-who = { $name } : compte désactivé.
enable = Réactiver
enabled-who = { $name } : compte réactivé.
end-sessions = Fermer toutes les sessions
sessions-ended = Toutes les sessions sont fermées.
reset-factor = Réinitialiser le second facteur
reset-factor-more = L’application, les clés d’accès et les codes de secours de { $name } sont retirés ; un e-mail l’annonce.
reset-factor-done = Le second facteur est retiré.
verify-again = Renvoyer le lien de confirmation
verify-sent = Le lien est en route.
erase = Supprimer
erase-who = Supprimer { $name }
erase-client-more = Ce qui est conservé sur la personne disparaît aussitôt, et tout ce qui a été remis prend fin. Le journal garde ce qui s’est passé, sans le nom. C’est irréversible.
erase-ops-more = Ce qui est conservé sur la personne disparaît aussitôt, et tout ce qui a été remis prend fin. Les documents qu’elle a envoyés restent, sans nom. C’est irréversible.
own-account = C’est votre propre compte. Sessions et second facteur se trouvent dans votre profil :
person-beyond = Cette personne a des droits que vous n’avez pas ; seuls d’autres peuvent modifier ses droits, la désactiver ou la supprimer.
their-documents = Documents destinés à la personne
their-uploads = Documents envoyés par la personne
and-more = et { $count } de plus
what-they-did = Ce que la personne a fait
what-they-took = Ce que la personne a téléchargé
what-was-done = Ce qui a concerné la personne

## Groups

## Jobs

## Audit
