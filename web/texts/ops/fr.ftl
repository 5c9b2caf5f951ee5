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
    [one] Envoi d’un document
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
pause-what = Mettre en pause { $name }
go-on-with = Reprendre maintenant { $name }
cancel-what = Annuler { $name }
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
no-room = Plus de place : le quota est atteint
cannot-be-read = Ne peut plus être lu. Choisissez-le à nouveau
move = Déplacer
delete = Supprimer
delete-what = Supprimer { $name }
restore = Restaurer
restore-what = Restaurer { $name }
erase = Supprimer définitivement
erase-what = Supprimer définitivement { $name }
move-them = { $count ->
    [one] Déplacer { $name }
   *[other] Déplacer { $count } documents
}
trash-them = { $count ->
    [one] Supprimer { $name }
   *[other] Supprimer { $count } documents
}
erase-them = { $count ->
    [one] Supprimer définitivement { $name }
   *[other] Supprimer définitivement { $count } documents
}
restore-them = { $count ->
    [one] Restaurer { $name }
   *[other] Restaurer { $count } documents
}
trash-more = { $count ->
    [one] Plus personne ne peut l’obtenir et ses liens cessent aussitôt. Il peut être restauré de la corbeille pendant un certain temps.
   *[other] Plus personne ne peut les obtenir et leurs liens cessent aussitôt. Ils peuvent être restaurés de la corbeille pendant un certain temps.
}
erase-more-documents = { $count ->
    [one] Il disparaît avec toutes ses versions. C’est irréversible.
   *[other] Ils disparaissent avec toutes leurs versions. C’est irréversible.
}
restore-more = { $count ->
    [one] Ceux qui y avaient accès l’ont de nouveau. Les anciens liens restent caducs.
   *[other] Ceux qui y avaient accès l’ont de nouveau. Les anciens liens restent caducs.
}
moved = { $count ->
    [one] Un document est déplacé.
   *[other] { $count } documents sont déplacés.
}
restored = { $count ->
    [one] Un document est restauré.
   *[other] { $count } documents sont restaurés.
}
deleted = { $count ->
    [one] Un document est supprimé.
   *[other] { $count } documents sont supprimés.
}
no-folder = Aucun dossier

## Folders
new-folder = Nouveau dossier
folder-name = Nom du dossier
folders-more = Ce qui est partagé d’un dossier l’est de tout ce qu’il contient.
folders-beneath = { $count ->
    [one] Un dossier en dessous.
   *[other] { $count } dossiers en dessous.
}
documents-in = { $count ->
    [one] Un document dans { $name }
   *[other] { $count } documents dans { $name }
}
documents-to-trash = { $count ->
    [one] Un document part à la corbeille.
   *[other] { $count } documents partent à la corbeille.
}
folder-is-empty = Il ne contient aucun document.
folder-made = { $name } est créé.
folder-changed = { $name } est modifié.
folder-removed = { $name } est supprimé.
rename = Renommer
rename-what = Renommer { $name }
move-what = Déplacer { $name }
remove-what = Enlever { $name }
at-the-top = Au premier niveau
all-folders = Tous les dossiers
no-folders = Pas encore de dossiers. Créez le premier.
no-folders-here = Aucun dossier dans celui-ci.
folder-gone = Ce dossier n’existe plus.
where-one-is = Où vous êtes

## Quarantine

## People

## Groups

## Jobs

## Audit
