### Ce que disent les pages.

## Se connecter et s’inscrire
motto = Des documents pour vous seul, vérifiés avant de partir.
checked = Chaque document a été contrôlé contre les logiciels malveillants avant que vous le voyiez.
language = Langue
log-in = Se connecter
new-here = Nouveau ici ?
make-account = Créer un compte
name-or-email = Nom d’utilisateur ou e-mail
password = Mot de passe
show-password = Afficher le mot de passe
forgotten = Oublié ?
stay-logged-in = Rester connecté sur cet appareil
or = ou
use-passkey = Utiliser une clé d’accès
one-more-step = Encore une étape
one-more-step-more = Ce compte a un second facteur.
code = Code
code-hint = Celui de votre application, ou un de vos codes de secours
back-to-log-in = Retour à la connexion
sign-up = Créer un compte
has-account = Vous avez un compte ?
invited-only = Ici, les comptes sont sur invitation.
username = Nom d’utilisateur
username-hint = De 3 à 32 lettres et chiffres
email = E-mail
email-hint = Vous y recevrez un lien qui prouve qu’elle est à vous
password-hint = Au moins 10 caractères ; quelques mots valent mieux que des signes
look-into-mail = Regardez vos e-mails
mail-sent = Un lien est en route. Ouvrez-le, puis connectez-vous.
mail-sent-to = Un lien est en route vers { $email }. Ouvrez-le, puis connectez-vous.
no-mail = Rien reçu ?
send-again = Renvoyer le lien
sent-again = Envoyé. Si un compte à cette adresse l’attend, le lien arrive dans une minute.
forgot = Nouveau mot de passe
forgot-more = Vous recevrez un lien pour en choisir un nouveau.
send-mail = M’envoyer le lien
forgot-sent = Envoyé. Si un compte a cette adresse, le lien arrive dans une minute.

## Documents
skip = Aller au contenu
main-menu = Menu principal
documents = Documents
profile = Profil
log-out = Se déconnecter
your-documents = Vos documents
documents-found = { $count ->
    [0] Aucun document
    [1] Un document
   *[other] { $count } documents
}
search-by-name = Chercher par nom
sort-by = Trier par
newest-first = Plus récents
oldest-first = Plus anciens
by-name = Nom
largest-first = Plus volumineux
no-documents = Rien pour l’instant. Vous recevrez un e-mail dès qu’il y en aura.
nothing-found = Aucun document n’a « { $text } » dans son nom.
folder-empty = Ce dossier est vide.
folder = Dossier
show-all = Tout afficher
show-more = Afficher la suite
that-is-all = C’est tout.
choose = Choisir { $name }
chosen = { $count ->
    [1] Un document choisi
   *[other] { $count } documents choisis
}
choose-none = Ne rien choisir
download-zip = Télécharger en une archive
download = Télécharger
download-what = Télécharger { $name }
download-again = Télécharger à nouveau
download-again-what = Télécharger à nouveau : { $name }
see-pages = Voir les pages
pages-being-made = Création des pages …
page-number = Page { $number }
page-before = Page précédente
page-after = Page suivante
download-begins = Téléchargement de { $name }
go-on = Reprendre
go-on-what = Reprendre le téléchargement de { $name }
pause = Suspendre
pause-what = Suspendre le téléchargement de { $name }
cancel-what = Annuler le téléchargement de { $name }
download-is-here = { $name } est arrivé.
download-failed = Le téléchargement de { $name } a échoué.
fetch-runs = { $share }, { $rate } par seconde, encore { $time } environ. Reprend tout seul après une coupure.
fetch-waits = { $share }. Attend la connexion et reprendra tout seul.
fetch-paused = { $share }. Suspendu ; ce qui est reçu est conservé.
new = Nouveau
from = de
version = version { $number }
version-word = Version
have-it-since = vous l’avez depuis
available-until = disponible jusqu’à
no-longer-since = N’est plus disponible depuis
no-longer = Il n’est plus disponible.
ask-for-it = Le demander
asked-for-it = La personne qui l’a déposé est informée de votre demande.
asked-already = Vous l’avez déjà demandé aujourd’hui.
document = Document
kind = Type
size = Taille
here-since = Ici depuis
checksum = SHA-256
scan-pending = En cours d’analyse
scan-infected = Infecté
scan-released = Libéré
scan-failed = Analyse impossible

## Son propre compte
you = Vous
security = Sécurité
sessions = Sessions
preferences = Préférences
your-data = Vos données
picture = Photo
your-picture = Votre photo
choose-picture = Choisir une photo
remove-picture = L’enlever
picture-hint = PNG, JPEG ou WebP, jusqu’à 5 Mo
names = Nom et adresse
display-name = Comment vous appeler
display-name-hint = Peut rester vide
email-change-hint = Une nouvelle adresse compte dès que vous avez ouvert le lien qui y est envoyé
email-pending = Un lien est en route vers { $email }. La nouvelle adresse compte dès qu’il est ouvert.
save = Enregistrer
saved = Enregistré.
new-password = Nouveau mot de passe
current-password = Mot de passe actuel
ends-other-sessions = Vous serez déconnecté partout ailleurs.
change-password = Changer le mot de passe
password-changed = Votre mot de passe est changé.
where-logged-in = Où vous êtes connecté
unknown-program = Programme inconnu
since = depuis
last-used = dernière utilisation
this-one = Celle-ci
end = Terminer
end-session = Terminer la session de { $name }
end-others = Terminer toutes les autres
mails = E-mails
mail-documents = Nouveaux documents
mail-reminders = Un rappel avant qu’un document expire
mail-announcements = Nouvelles du service
mail-receipts = Ce qui a été téléchargé
receipts-off = Jamais
receipts-at-once = Aussitôt
receipts-daily = Une fois par jour
mails-always = Les e-mails sur la sécurité de votre compte arrivent toujours.
what-is-kept = Ce qui est conservé sur vous
export-more = Un fichier avec tout ce qui est conservé ici sur vous.
export = Obtenir mes données
erase-account = Effacer mon compte
erase-more = Votre compte et tout ce qui en dépend disparaissent aussitôt. C’est définitif.
erase-for-good = Effacer définitivement
keep-account = Le garder
password-again-hint = Encore une fois, pour que personne d’autre ne fasse cela
not-now = Pas maintenant
remove = Enlever
copy = Copier
second-factor-first = Ce compte a besoin d’un second facteur. Configurez-en un pour continuer.
totp = Codes d’une application
totp-more = Une application sur votre téléphone donne un code à saisir après le mot de passe.
totp-is-on = { $count ->
    [0] Les codes d’une application sont actifs. Il ne reste aucun code de secours.
    [1] Les codes d’une application sont actifs. Il reste un code de secours.
   *[other] Les codes d’une application sont actifs. Il reste { $count } codes de secours.
}
totp-set-up = Configurer
totp-scan = Scannez ceci avec votre application.
totp-picture = Code QR pour votre application
totp-type = Ou saisissez-y ceci :
totp-code = Le code qu’elle affiche
totp-turn-on = Activer
totp-remove = Désactiver
recovery-codes-renew = Nouveaux codes de secours
recovery-codes-new = Vos codes de secours
recovery-codes-more = Chacun sert une fois, le jour où votre application n’est plus là. Ils ne sont affichés que maintenant.
codes-noted = Je les ai notés
passkeys = Clés d’accès
passkeys-more = Se connecter par le doigt, le visage ou une clé, sans mot de passe.
passkey-add = Ajouter une clé d’accès
passkey-name = Son nom
passkey-name-hint = Par exemple « Téléphone » ; peut rester vide
passkey-there = Cet appareil a déjà une clé d’accès à vous.
passkey-failed = Le navigateur n’a pas pu utiliser de clé d’accès ici. Essayez autrement.
tokens-short = Programmes
tokens = Jetons pour des programmes
tokens-more = Avec un jeton, un programme fait ici ce que vous pouvez faire, dans les limites que vous fixez, sans jamais toucher à votre connexion.
no-tokens = Vous n’en avez aucun.
token-another = Créer un jeton
token-name = À quoi il sert
token-name-hint = Par exemple « Copie de nuit »
token-may = Il peut
scope-read = Voir ce que vous voyez
scope-download = Télécharger
scope-upload = Envoyer des documents
scope-manage = Modifier ce que vous pouvez modifier
token-lives = Il est valable
for-a-month = Un mois
for-three-months = Trois mois
for-a-year = Un an
token-make = Le créer
token-new = Votre nouveau jeton
token-new-more = Il n’est affiché que maintenant. Conservez-le comme un mot de passe.
token-noted = Je l’ai noté
copied = Copié.
copy-failed = La copie a échoué. Sélectionnez le texte à la main.
good-until = valable jusqu’au
never-used = jamais utilisé
remove-what = Enlever { $name }
token-remove-more = Ce qui l’utilise cesse aussitôt de fonctionner.

## Quand quelque chose ne va pas
nothing-here = Il n’y a rien ici pour vous
nothing-here-more = L’adresse est peut-être mal saisie, ou ce qui était ici n’est plus là ou n’est pas pour vous.
to-documents = Vers vos documents
try-again = Réessayer
offline = Il n’y a pas de connexion pour le moment.
no-connection = Personne ne répond
offline-since = Pas de connexion. Ce que vous voyez date de { $when }.
takes-longer = Cela prend plus de temps que d’habitude.
request-id = Numéro pour ceux qui vous aident :
logged-out = Vous êtes déconnecté
logged-out-more = Votre session est terminée. Reconnectez-vous, et rien n’est perdu sur cette page.
still-logged-in = Vous êtes toujours connecté. { $why }
leave = Quitter
look-at-fields = Quelque chose ne va pas encore : voir ci-dessous.
wait-so-long = Trop d’essais. Le prochain est possible dans { $time }.

## Temps
day-at = { $day } à { $hour }

## Keys
close = Fermer
keys = Raccourcis clavier
keys-off-hint = Ces raccourcis se désactivent dans le profil, sous Préférences.
key-search = Rechercher
key-next = Ligne suivante
key-previous = Ligne précédente
key-open = Ouvrir
key-help = Afficher cette liste
keys-on = De simples touches remplacent les boutons
keys-on-hint = Elles agissent dans ce navigateur, jamais là où vous écrivez. Appuyez sur ? pour les voir.
