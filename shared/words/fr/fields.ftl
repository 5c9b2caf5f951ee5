# Ce qui ne va pas dans un champ : affiché à côté de son nom, sans point final. Les noms de champs et de valeurs restent tels quels.

Missing = est absent
MustBeString = doit être un texte
MustBeTruth = doit être true ou false
MustBeObject = doit être un objet
MustBeList = doit être une liste
MustHoldOne = doit contenir au moins un élément
MustBeOneOf = doit être { $choices }
EachMustBeOneOf = chaque élément doit être { $choices }
Or = { $rest } ou { $last }
MustBeFrom = doit être un nombre entier de { $least } à { $most }
MustBeOrder = doit être { $choices }, éventuellement précédé de '-'
MustBeTime = doit être un instant en UTC, par exemple 2027-01-01T00:00:00Z
MustBeSpan = doit être une durée, par exemple 12h ou 7d
Length = doit comporter de { $least } à { $most } caractères
NameCharacter = ne peut contenir ni caractères de contrôle, ni caractères qui changent le sens d’écriture
UsernameCharacter = ne peut contenir que des lettres ASCII, des chiffres, '_', '.' et '-'
NotAnEmail = doit être une adresse e-mail d’au plus { $most } octets, par exemple ann@example.com
PasswordWeak = est facile à deviner : { $why }
IsTaken = est déjà pris
NotForYourRole = { $what } n’est pas accessible à votre rôle
TooManyTokens = est de trop : veuillez retirer l’un des { $most } jetons
ExpiryRange = doit se situer dans le futur, au plus un an à l’avance
CodeOrPasskey = ou `passkey` doit être indiqué, mais pas les deux
OfAnotherAccount = appartient à un autre compte
CursorOfAnotherList = n’appartient pas à cette liste
CursorOfAnotherOrder = appartient à une liste triée autrement
FilterTooLong = doit comporter au plus { $most } octets et aucun caractère NUL
NotAnIdempotencyKey = doit comporter de 1 à 64 lettres, chiffres, '-' et '_', et n’être indiqué qu’une fois
Unreadable = est illisible
BodyCutShort = s’interrompt avant la fin
GivenTwice = ne doit être indiqué qu’une fois
DocumentMissing = est absent : veuillez envoyer un multipart/form-data avec une partie `file`
PictureMissing = est absent : veuillez envoyer une image, ou un formulaire avec une partie `file`
OtherParts = contient autre chose que l’unique partie `file`
NotAForm = n’est pas un multipart/form-data valide : { $why }
NoFileName = doit avoir un nom de fichier
Invalid = n’est pas valide : { $why }

# Ce qui rend un mot de passe facile à deviner.

GuessRow = les rangées de touches sont faciles à deviner
GuessKeyboard = les motifs courts sur le clavier sont faciles à deviner
GuessRepeat = les répétitions comme « aaa » sont faciles à deviner
GuessRepeatedPart = les répétitions comme « abcabcabc » sont à peine plus difficiles à deviner que « abc »
GuessTopTen = c’est l’un des dix mots de passe les plus courants
GuessTopHundred = c’est l’un des cent mots de passe les plus courants
GuessCommon = c’est un mot de passe très courant
GuessSimilar = il ressemble à un mot de passe courant
GuessSequence = les suites comme abc ou 6543 sont faciles à deviner
GuessYear = les années récentes sont faciles à deviner
GuessWord = un mot seul est facile à deviner
GuessDate = les dates sont souvent faciles à deviner
GuessName = les noms et prénoms seuls sont faciles à deviner
GuessCommonName = les noms et prénoms courants sont faciles à deviner
GuessTooFewWords = quelques mots peu courants de plus seraient utiles
