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
storage = Stockage
used = Utilisé
free = Libre
signatures = Signatures de l’analyseur du
signatures-unknown = Pas encore connu
signatures-old = plus de deux jours : le plus récent leur échappe
state-clean = Sains
state-pending = En cours d’analyse
state-infected = Infectés
state-failed = Non analysables
expiring = Expirent sous une semaine, pas encore téléchargés
jobs-dead = Tâches abandonnées
jobs-waiting = Tâches en attente ou en cours
mails-refused = E-mails abandonnés
mails-deferred = E-mails en attente d’un nouvel essai
day-by-day = Jour par jour
days = { $count ->
    [one] Un jour
   *[other] { $count } jours
}
chart-says = { $name } : { $sum } en { $days } jours, au plus { $most } par jour
uploads = Envois
refused = Refusés
downloads = Téléchargements
sent-bytes = Volume envoyé
new-clients = Nouveaux clients
mails-sent = E-mails
scans = Analyses
day = Jour
as-table = En tableau
days-utc = Les jours sont ceux de l’UTC.

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
groups-more = Documents et dossiers se partagent avec des groupes de clients.
group = Groupe
group-make = Créer un groupe
no-groups = Aucun groupe pour l’instant.
description = Description du groupe
who-is-in = Membres
member-add = Ajouter un client
member-added = { $name } fait partie du groupe.
member-remove = Retirer { $name }
member-removed = { $name } ne fait plus partie du groupe.
group-empty = Il n’y a encore personne dans ce groupe.
group-erase = Supprimer le groupe { $name }
group-erase-more = Les membres restent. Ce qui n’est partagé qu’avec le groupe, ils ne le voient plus.
group-gone = Le groupe a peut-être été supprimé.
to-groups = Tous les groupes

## Jobs
jobs-more = E-mails, analyses, ménage : ce qui se fait après une demande.
job = Tâche
job-dead = Abandonnée
job-queued = En attente
job-sent = Transmise
job-running = En cours
job-done = Terminée
all = Toutes
every-job = Toutes les sortes
no-jobs = Aucune tâche pour l’instant.
attempts = { $count ->
    [one] Un essai
   *[other] { $count } essais
}
attempts-word = Essais
time = Moment
acts = Ce qu’on peut faire
next-try = Prochain essai
over-since = Terminée depuis
queue = File d’attente
number = Identifiant
last-error = Pourquoi le dernier essai a échoué
job-retry = Réessayer maintenant
job-retry-what = Réessayer maintenant : { $name }
job-retried = « { $name } » est à faire maintenant.
job-due = Elle est à faire maintenant.
job-cancel = Abandonner
job-cancel-what = Abandonner : { $name }
job-cancel-more = Elle ne sera pas faite. Elle reste dans la liste et peut être réessayée. Un document qui attend son analyse reste fermé.
job-cancelled = « { $name } » est abandonnée.
job-gone = Elle a peut-être été effacée.
to-jobs = Toutes les tâches
jobs-purge = Effacer les anciennes tâches
jobs-purge-more = Elles sont effacées définitivement. Avec une tâche part la seule trace de son échec.
jobs-purged = { $count ->
    [0] Aucune tâche n’était assez ancienne.
    [one] Une tâche est effacée.
   *[other] { $count } tâches sont effacées.
}
older-than = Terminées depuis plus de
one-hour = Une heure
job-verify-email = E-mail : confirmer l’adresse
job-resend-verification = E-mail : confirmer l’adresse, redemandé
job-forgot-password = Mot de passe oublié
job-reset-password = E-mail : nouveau mot de passe
job-change-email = E-mail : nouvelle adresse
job-invitation = E-mail : invitation
job-account-notice = E-mail : au sujet d’un compte
job-document-notice = E-mail : nouveaux documents
job-document-asked = E-mail : un client demande un document
job-scan-file = Analyser un document
job-rescan-file = Analyser un document de nouveau
job-late-finding = Découverte tardive
job-late-finding-notice = E-mail : découverte tardive
job-erase-blob = Effacer un document retiré
job-sweep = Ménage
job-rescan = Analyser avec de nouvelles signatures
job-checksums = Calculer les sommes de contrôle

## Audit
audit-more = Qui a fait quoi, et quand.
search-audit = Numéro de requête, adresse ou nom, en entier
event = Événement
every-event = Tous les événements
by-whom = Par
by-itself = de lui-même
gone = un compte supprimé
about = Au sujet de
address = Depuis
program = Programme
request = Requête
since-day = Du
until-day = Au
filter-off = Sans ce filtre : { $name }
outcome-ok = Fait
outcome-refused = Refusé
outcome-failed = Échoué
export-csv = Obtenir en CSV
export-jsonl = Obtenir en lignes JSON
nothing-happened = Il ne s’est encore rien passé.
event-account-signed-up = Compte créé
event-account-verified = Adresse confirmée
event-account-invited = Personne invitée
event-account-approved = Compte approuvé
event-account-changed = Compte modifié
event-account-disabled = Compte désactivé
event-account-enabled = Compte réactivé
event-account-erased = Compte supprimé
event-account-exported = Données personnelles exportées
event-login-ok = Connexion
event-login-refused = Connexion refusée
event-login-second-factor-refused = Second facteur incorrect
event-login-locked = Connexion bloquée un moment
event-session-ended = Session fermée
event-session-reused = Jeton de renouvellement réutilisé
event-password-changed = Mot de passe modifié
event-password-reset = Mot de passe défini par lien
event-password-refused = Mot de passe incorrect
event-second-factor-added = Second facteur ajouté
event-second-factor-removed = Second facteur retiré
event-second-factor-codes-renewed = Nouveaux codes de secours
event-second-factor-code-used = Code de secours utilisé
event-token-made = Jeton créé
event-token-removed = Jeton retiré
event-file-uploaded = Document envoyé
event-file-refused = Document refusé
event-file-scanned = Document analysé
event-file-changed = Document modifié
event-file-shared = Document partagé
event-file-unshared = Partage d’un document retiré
event-file-asked = Document demandé
event-file-downloaded = Document téléchargé
event-file-trashed = Document mis à la corbeille
event-file-restored = Document restauré
event-file-version-added = Nouvelle version
event-file-version-restored = Version antérieure rétablie
event-file-erased = Document effacé
event-file-released = Document libéré
event-file-rescan-asked = Nouvelle analyse demandée
event-folder-created = Dossier créé
event-folder-changed = Dossier modifié
event-folder-shared = Dossier partagé
event-folder-unshared = Partage d’un dossier retiré
event-folder-erased = Dossier supprimé
event-link-minted = Lien créé
event-link-revoked = Lien révoqué
event-link-refused = Lien refusé
event-group-created = Groupe créé
event-group-changed = Groupe modifié
event-group-erased = Groupe supprimé
event-group-member-added = Ajout à un groupe
event-group-member-removed = Retrait d’un groupe
event-mail-failed = E-mail abandonné
event-job-retried = Tâche relancée
event-job-cancelled = Tâche abandonnée
event-job-purged = Anciennes tâches effacées
event-key-added = Clé ajoutée
event-key-retired = Clé retirée
event-backup-taken = Sauvegarde faite
event-backup-restored = Sauvegarde restaurée
