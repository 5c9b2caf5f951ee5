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
quarantine-more = Ce que l’analyse a bloqué. Les clients ne peuvent pas l’obtenir.
quarantine-acts = « Analyser à nouveau » sert pour ce qui n’a pas pu être examiné ; ce qui a été trouvé reste bloqué. « Libérer » ouvre un document malgré son analyse ; votre nom et votre motif sont consignés. Ce qui est supprimé reste un temps dans la corbeille.
quarantine-empty = Rien ici.
who-may-release = Seules les personnes ayant l’autorisation « documents » peuvent libérer et analyser à nouveau.
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
account-gone = un compte supprimé
had-by = { $count ->
    [one] Un compte l’avait téléchargé.
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
doc-delete = Supprimer
doc-delete-what = Supprimer { $name }
doc-delete-more = Il va dans la corbeille, d’où il peut être récupéré pendant un temps. Ses liens cessent aussitôt de fonctionner.
doc-erase = Effacer définitivement
doc-erase-what = Effacer définitivement { $name }
doc-erase-more = Il disparaît avec toutes ses versions. C’est irréversible.
doc-is-deleted = { $name } est supprimé
doc-keep = Le garder

## Un document
pending-more = Les clients pourront l’obtenir dès que son analyse sera terminée.
scanner-busy = L’analyse est surchargée. Cela continue tout seul.
infected-more = Quelque chose de nuisible a été trouvé. Les clients ne peuvent pas l’obtenir. Supprimez-le, sauf si vous êtes sûr qu’il est sans danger.
failed-more = Il n’a pas pu être examiné en entier ; les clients ne peuvent donc pas l’obtenir. Envoyez-le sans cette partie, ou faites-le analyser à nouveau.
released-more = Il a été ouvert malgré son analyse. Les clients peuvent l’obtenir.
scan-clean = Analysé, rien n’a été trouvé
scan-changed = L’état de l’analyse a changé
document-gone = { $name } n’existe plus.
doc-about = Aperçu
doc-scan = Analyse
in-trash = Dans la corbeille
in-trash-more = Les clients ne le voient plus. Il disparaîtra définitivement si vous ne le récupérez pas.
doc-expired = Expiré
doc-uploaded-by = Déposé par
doc-taken = Téléchargements
taken-times = { $count ->
    [one] Une fois
   *[other] { $count } fois
}, { $clients ->
    [one] par un compte
   *[other] par { $clients } comptes
}
taken-by-nobody = Personne ne l’a encore téléchargé.
legal-hold-is = Doit être conservé
doc-restore = Récupérer
doc-restore-what = Récupérer { $name }
who-may-change = La personne qui l’a déposé peut le modifier et le partager, ainsi que celles ayant l’autorisation « documents ».
doc-terms = Nom et conditions
file-name = Nom
file-name-hint = L’extension reste la même
doc-description = Description
doc-description-hint = Les clients la lisent à côté du nom
doc-labels = Étiquettes
doc-labels-hint = Séparées par des virgules
no-folder = Dans aucun dossier
doc-for-everyone = Tous les clients
doc-for-named = Ceux avec qui il est partagé
doc-expires = Expire
doc-expires-hint = Ensuite, les clients ne le voient plus. Vide : jamais
max-downloads = Téléchargements par client
max-downloads-hint = Vide : autant qu’ils veulent
legal-hold = Conservation légale
legal-hold-hint = Personne ne peut le supprimer
for-whom = Pour qui
everyone-more = Tous les clients voient ce document. Les partages comptent dès qu’il est réservé à ceux avec qui il est partagé.
change-terms = Modifier
shared-with = Partagé avec
shared-with-nobody = Il n’est partagé avec personne.
share-more = Partager avec d’autres
share-do = Partager
share-by = par
share-group = Groupe
clients-and-groups = Clients et groupes
group-of = { $count ->
    [one] Groupe d’une personne
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
version-goes = Envoi de { $name }
version-came = La nouvelle version est enregistrée et en cours d’analyse
who-has-it = Qui l’a
first-taken = première fois
last-taken = dernière fois
links = Liens
links-more = Qui possède un lien obtient le document jusqu’à la fin du lien. Ceux que les pages créent pour un seul téléchargement ne figurent pas ici, mais prennent fin avec les autres.
no-links = Il n’y a pas de liens.
link-once = Valable une fois
link-has-password = Mot de passe
link-made-at = créé
good-until = Valable jusqu’à
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
for-a-month = 30 jours
link-once-more = Pour un seul téléchargement
link-password = Mot de passe du lien
link-password-hint = Au moins 8 caractères ; facultatif
link-make = Créer un lien
link-made = Il n’est affiché que maintenant.
link-copied = Copié
what-happened = Historique
event-uploaded = Déposé
event-scanned = Analysé
event-changed = Modifié
event-shared = Partagé
event-unshared = Partage retiré
event-asked = Demandé
event-downloaded = Téléchargé
event-trashed = Mis à la corbeille
event-restored = Récupéré
event-version = Version plus récente
event-version-taken = Ancienne version reprise
event-released = Libéré
event-rescan = Analyse demandée
event-link = Lien créé
event-link-ended = Lien terminé
event-link-refused = Lien refusé
event-refused = Refusé
was-whole = en entier
was-part = en partie
by-itself = Automatique

## People
picker-found = { $count ->
    [0] Aucun résultat
    [one] Un résultat
   *[other] { $count } résultats
}

## Groups

## Jobs

## Audit
