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
    [1] Un jour
   *[other] { $count } jours
}
chart-says = { $name } : { $sum } en { $days } jours, au plus { $most } par jour
uploads = Envois
refused = Refusés
sent-bytes = Volume envoyé
new-clients = Nouveaux clients
mails-sent = E-mails
scans = Analyses
day = Jour
as-table = En tableau
days-utc = Les jours sont ceux de l’UTC.

## Files and one file
all = Tous
state = État
scan-clean = Sain
expired = Expirés
trash = Corbeille
for-whom = Pour qui
for-anybody = Tous
for-everyone = Tous les clients
for-named = Clients désignés
for-one-client = Pour un client
new-ones-for = Les nouveaux sont pour
nobody-yet = Personne pour l’instant
those-of-folder = Ceux qui voient le dossier
downloads = Téléchargements
uploaded = Envoyé
uploaded-by = Par
by-anyone = Tout le monde
by-me = Moi
by-one-person = Une personne
any-time = N’importe quand
today = Aujourd’hui
last-days = { $count } derniers jours
expires-first = Expire en premier
label = Étiquette
actions = Actions
so-many-by = { $count } par { $clients }
so-many-shown = { $shown } sur { $count } affichés
account-gone = Compte supprimé
expired-since = expiré
nothing-like-that = Aucun document ne correspond.
drop-the-first = Pas encore de documents. Déposez le premier ici.
drop-anywhere = Déposez des fichiers Word, Excel ou PowerPoint n’importe où sur cette page
drop-more = Jusqu’à { $size } chacun. Chaque fichier est contrôlé avant que quiconque puisse l’obtenir.
sending = { $count ->
    [1] Envoi d’un document
   *[other] Envoi de { $count } documents
}
all-sent = Tout est envoyé.
clear-list = Vider cette liste
so-much-of = { $sent } sur { $size }
per-second = { $size }/s
time-left = encore { $time } environ
stored-scanning = Enregistré, en cours d’analyse
connection-lost = Connexion perdue, reprend toute seule
paused = En pause
being-checked = En cours de contrôle
waits-its-turn = Attend son tour
sending-pause = Mettre en pause { $name }
go-on-with = Reprendre maintenant { $name }
sending-cancel = Annuler { $name }
off-the-list = Retirer { $name } de cette liste
stored-what = { $name } est enregistré.
refused-what = { $name } a été refusé : { $why }
is-clean = { $name } est sain.
is-locked = { $name } n’a pas passé l’analyse.
has-macros = Contient des macros. Enregistrez-le sans elles et réessayez
is-encrypted = Est chiffré. Retirez le mot de passe et réessayez
is-damaged = Est endommagé
is-no-document = N’est pas un document Word, Excel ou PowerPoint
is-too-large = Dépasse { $size }
no-room = Plus de place : { $used } sur { $most } sont pris
cannot-be-read = Ne peut plus être lu. Choisissez-le à nouveau
move = Déplacer
delete = Supprimer
delete-what = Supprimer { $name }
restore = Restaurer
restore-what = Restaurer { $name }
erase = Supprimer définitivement
erase-what = Supprimer définitivement { $name }
move-them = { $count ->
    [1] Déplacer { $name }
   *[other] Déplacer { $count } documents
}
trash-them = { $count ->
    [1] Supprimer { $name }
   *[other] Supprimer { $count } documents
}
erase-them = { $count ->
    [1] Supprimer définitivement { $name }
   *[other] Supprimer définitivement { $count } documents
}
restore-them = { $count ->
    [1] Restaurer { $name }
   *[other] Restaurer { $count } documents
}
trash-more = { $count ->
    [1] Plus personne ne peut l’obtenir et ses liens cessent aussitôt. Il peut être restauré de la corbeille pendant un certain temps.
   *[other] Plus personne ne peut les obtenir et leurs liens cessent aussitôt. Ils peuvent être restaurés de la corbeille pendant un certain temps.
}
erase-more-documents = { $count ->
    [1] Il disparaît avec toutes ses versions. C’est irréversible.
   *[other] Ils disparaissent avec toutes leurs versions. C’est irréversible.
}
restore-more = { $count ->
    [1] Ceux qui y avaient accès l’ont de nouveau. Les anciens liens restent caducs.
   *[other] Ceux qui y avaient accès l’ont de nouveau. Les anciens liens restent caducs.
}
moved = { $count ->
    [1] Un document est déplacé.
   *[other] { $count } documents sont déplacés.
}
restored = { $count ->
    [1] Un document est restauré.
   *[other] { $count } documents sont restaurés.
}
deleted = { $count ->
    [1] Un document est supprimé.
   *[other] { $count } documents sont supprimés.
}
no-folder = Aucun dossier

## Folders
new-folder = Nouveau dossier
folder-name = Nom du dossier
folders-more = Ce qui est partagé d’un dossier l’est de tout ce qu’il contient.
folders-beneath = { $count ->
    [1] Un dossier en dessous.
   *[other] { $count } dossiers en dessous.
}
documents-to-trash = { $count ->
    [1] Un document part à la corbeille.
   *[other] { $count } documents partent à la corbeille.
}
folder-is-empty = Il ne contient aucun document.
folder-made = { $name } est créé.
folder-changed = { $name } est modifié.
folder-removed = { $name } est supprimé.
rename = Renommer
rename-what = Renommer { $name }
move-what = Déplacer { $name }
at-the-top = Au premier niveau
all-folders = Tous les dossiers
no-folders = Pas encore de dossiers. Créez le premier.
no-folders-here = Aucun dossier dans celui-ci.
folder-gone = Ce dossier n’existe plus.
where-one-is = Où vous êtes

## Quarantine
quarantine-more = Ce que l’analyse a bloqué. Les clients ne peuvent pas l’obtenir.
quarantine-acts = « Analyser à nouveau » sert pour ce qui n’a pas pu être examiné ; ce qui a été trouvé reste bloqué. « Libérer » ouvre un document malgré son analyse ; votre nom et votre motif sont consignés. Ce qui est supprimé reste un temps dans la corbeille.
quarantine-empty = Rien ici.
who-may-release = Seules les personnes ayant l’autorisation « Tous les documents » peuvent libérer et analyser à nouveau.
found-eicar = Le fichier de test EICAR, qui représente un logiciel malveillant
found-program = Un programme à l’intérieur
found-macros = Des macros
found-starts = Quelque chose qui lance un programme
found-remote = Du contenu chargé depuis une autre machine
found-leak = Un lien qui livre les identifiants du lecteur
found-bomb = Une archive qui gonfle démesurément
found-encrypted = Quelque chose de chiffré à l’intérieur
found-unseen = Une partie qui ne peut pas être examinée
found-signature = Logiciel malveillant :
found-late = Trouvé plus tard, par des signatures plus récentes :
released-by = Libéré par
had-by = { $count ->
    [1] Un compte l’avait téléchargé.
   *[other] { $count } comptes l’avaient téléchargé.
}
had-by-nobody = Personne ne l’a téléchargé.
see-who = Qui l’a : { $name }
release = Libérer
release-what = Libérer { $name }
release-more = Les clients peuvent l’obtenir dès maintenant. Si une analyse ultérieure trouve autre chose, il sera bloqué à nouveau.
release-reason = Pourquoi il est sans danger
release-reason-hint = Consigné, pour vos collègues uniquement
is-released = { $name } est libéré
rescan = Analyser à nouveau
rescan-what = Analyser à nouveau : { $name }
is-rescanned = { $name } va être analysé à nouveau

## Un document
pending-more = Les clients pourront l’obtenir dès que son analyse sera terminée.
scanner-busy = L’analyse est surchargée. Cela continue tout seul.
infected-more = Quelque chose de nuisible a été trouvé. Les clients ne peuvent pas l’obtenir. Supprimez-le, sauf si vous êtes sûr qu’il est sans danger.
failed-more = Il n’a pas pu être examiné en entier ; les clients ne peuvent donc pas l’obtenir. Envoyez-le sans cette partie, ou faites-le analyser à nouveau.
released-more = Il a été ouvert malgré son analyse. Les clients peuvent l’obtenir.
document-gone = { $name } n’existe plus.
doc-about = Aperçu
doc-scan = Analyse
in-trash = Dans la corbeille
in-trash-more = Les clients ne le voient plus. Il disparaîtra définitivement si vous ne le récupérez pas.
doc-uploaded-by = Déposé par
doc-taken = Téléchargements
taken-times = { $count ->
    [1] Une fois
   *[other] { $count } fois
}, { $clients ->
    [1] par un compte
   *[other] par { $clients } comptes
}
taken-by-nobody = Personne ne l’a encore téléchargé.
legal-hold-is = Doit être conservé
who-may-change = La personne qui l’a déposé peut le modifier et le partager, ainsi que celles ayant l’autorisation « Tous les documents ».
doc-terms = Nom et conditions
file-name = Nom
file-name-hint = L’extension reste la même
doc-description = Description
doc-description-hint = Les clients la lisent à côté du nom
doc-labels = Étiquettes
doc-labels-hint = Séparées par des virgules
doc-expires = Expire
doc-expires-hint = Ensuite, les clients ne le voient plus. Vide : jamais
max-downloads = Téléchargements par client
max-downloads-hint = Vide : autant qu’ils veulent
legal-hold = Conservation légale
legal-hold-hint = Personne ne peut le supprimer
everyone-more = Tous les clients voient ce document. Les partages comptent dès qu’il est réservé à ceux avec qui il est partagé.
change-terms = Modifier
shared-with = Partagé avec
shared-with-nobody = Il n’est partagé avec personne.
who-may-share = La personne qui l’a créé peut le partager, ainsi que celles ayant l’autorisation « Tous les documents ».
folder-shared-more = Ceux avec qui il est partagé voient tous les documents qu’il contient, sous-dossiers compris, même ceux qui viendront plus tard.
share-more = Partager avec d’autres
share-do = Partager
share-by = par
share-group = Groupe
clients-and-groups = Clients et groupes
group-of = { $count ->
    [0] Groupe sans membre
    [1] Groupe d’une personne
   *[other] Groupe de { $count } personnes
}
is-named = { $name } est ajouté
drop = Retirer { $name }
share-clients = Clients
share-clients-hint = Noms d’utilisateur ou adresses, séparés par des virgules
share-groups-hint = Noms, séparés par des virgules
share-right = Ils peuvent
right-download = Télécharger
right-view = Seulement consulter
share-message = Message
share-message-hint = Il figure dans le courriel qui leur est envoyé ; facultatif
is-shared = Partagé avec { $names }.
take-away = Retirer
take-away-from = Retirer à { $name }
share-taken = Retiré à { $name }
who-sees-it = Qui le voit maintenant
nobody-sees-it = Aucun client ne le voit.
because-everyone = Il est pour tous les clients
because-share = Partagé directement
because-group = Par le groupe { $name }
because-folder = Par le dossier { $name }
why = Pourquoi, ou pourquoi pas ?
why-more = Ce document manque à un client, ou un client ne devrait pas l’avoir ? Voyez ce qui vaut pour lui.
why-ask = Vérifier
share-client = Client
share-client-hint = Nom d’utilisateur ou adresse
no-such-client = Ce client n’existe pas.
sees-it = { $name } le voit.
does-not-see-it = { $name } ne le voit pas.
blocked-not-shared = Il n’est pas partagé avec lui.
blocked-pending = Il est en cours d’analyse.
blocked-infected = L’analyse a trouvé quelque chose.
blocked-failed = Il n’a pas pu être analysé.
blocked-expired = Il a expiré.
blocked-trashed = Il est dans la corbeille.
blocked-account = Le compte n’est pas utilisable.
blocked-limit = Le nombre de téléchargements permis est atteint.
blocked-view = Il peut seulement le consulter, pas le télécharger.
versions = Versions
versions-more = Les clients gardent leur version jusqu’à ce qu’une plus récente soit analysée et saine.
version-number = Version n° { $number }
version-current = Celle des clients
version-fetch = Télécharger la version { $number }
version-take = Reprendre
version-take-what = Reprendre la version { $number }
version-taken = La version { $number } devient la plus récente
version-add = Envoyer une version plus récente
who-has-it = Qui l’a
first-taken = première fois
last-taken = dernière fois
links = Liens
links-more = Qui possède un lien obtient le document jusqu’à la fin du lien. Ceux que les pages créent pour un seul téléchargement ne figurent pas ici, mais prennent fin avec les autres.
no-links = Il n’y a pas de liens.
link-once = Valable une fois
link-has-password = Mot de passe
link-made-at = créé
delivered = livré
end-link = Terminer le lien de { $name }
link-ended = Le lien a pris fin
end-all-links = Mettre fin à tous les liens
end-all-more = Tous les liens vers ce document cessent aussitôt de fonctionner, même ceux que des clients sont en train d’utiliser.
links-ended = Tous les liens ont pris fin
new-link = Nouveau lien
link-more = Qui le possède télécharge le document en votre nom. Envoyez le mot de passe par une autre voie que le lien.
link-life = Combien de temps
for-an-hour = Une heure
for-a-day = Un jour
for-a-week = Une semaine
for-30-days = 30 jours
link-once-more = Pour un seul téléchargement
link-password = Mot de passe du lien
link-password-hint = Au moins 8 caractères ; facultatif
link-make = Créer un lien
link-made = Il n’est affiché que maintenant.
what-happened = Historique
was-whole = en entier
was-part = en partie

## People
no-documents-ops = Pas encore de documents.
picker-found = { $count ->
    [0] Aucun résultat
    [1] Un résultat
   *[other] { $count } résultats
}
shown = { $count ->
    [0] Aucun résultat
    [1] Un élément affiché
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
    [0] Aucune personne
    [1] Une personne
   *[other] { $count } personnes
}
search-people = Rechercher par nom ou adresse
name = Nom
role = Rôle
last-login = Dernière connexion
every-role = Tous les rôles
every-state = Tous les états
by-address = Adresse
no-people-yet = Il n’y a encore personne.
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
    [0] Aucun membre
    [1] Un membre
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
erase-account-of = Supprimer
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
every-queue = Toutes les files
queue-mail = E-mails
queue-scan = Analyses
queue-upkeep = Entretien
queue-previews = Aperçus
jobs-more = E-mails, analyses, ménage : ce qui se fait après une demande.
job = Tâche
job-dead = Abandonnée
job-queued = En attente
job-sent = Transmise
job-running = En cours
job-done = Terminée
every-job = Toutes les sortes
no-jobs = Aucune tâche pour l’instant.
attempts = { $count ->
    [0] Aucun essai
    [1] Un essai
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
    [1] Une tâche est effacée.
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
job-make-preview = Créer l’aperçu d’un document
job-sweep = Ménage
job-rescan = Analyser avec de nouvelles signatures
job-checksums = Calculer les sommes de contrôle

## Audit
audit-more = Qui a fait quoi, et quand.
search-audit = Numéro de requête, adresse ou nom, en entier
event = Événement
every-event = Tous les événements
by-whom = Par
by-somebody = une personne non connectée
by-itself = de lui-même
about = Au sujet de
about-link = Lien
about-session = Session
about-token = Jeton
about-passkey = Clé d’accès
events-account = Comptes
events-key = Clés de chiffrement
events-backup = Sauvegardes
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
event-file-previewed = Page d’un document consultée
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
