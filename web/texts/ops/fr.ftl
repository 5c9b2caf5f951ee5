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

## Groups

## Jobs

## Audit
