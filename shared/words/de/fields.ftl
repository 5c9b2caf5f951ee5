# Was an einer Angabe falsch ist: steht neben ihrem Namen, ohne Punkt. Namen von Feldern und Werten bleiben, wie sie sind.

Missing = fehlt
MustBeString = muss ein Text sein
MustBeTruth = muss true oder false sein
MustBeObject = muss ein Objekt sein
MustBeList = muss eine Liste sein
MustHoldOne = muss mindestens einen Eintrag enthalten
MustBeOneOf = muss { $choices } sein
EachMustBeOneOf = jeder Eintrag muss { $choices } sein
Or = { $rest } oder { $last }
MustBeFrom = muss eine ganze Zahl von { $least } bis { $most } sein
MustBeOrder = muss { $choices } sein, auf Wunsch mit '-' davor
MustBeTime = muss ein Zeitpunkt in UTC sein, zum Beispiel 2027-01-01T00:00:00Z
MustBeSpan = muss eine Dauer sein, zum Beispiel 12h oder 7d
Length = muss { $least } bis { $most } Zeichen lang sein
NameCharacter = darf keine Steuerzeichen enthalten und keine Zeichen, die die Schreibrichtung umkehren
UsernameCharacter = darf nur ASCII-Buchstaben, Ziffern, '_', '.' und '-' enthalten
NotAnEmail = muss eine E-Mail-Adresse von höchstens { $most } Byte sein, zum Beispiel ann@example.com
PasswordWeak = ist leicht zu erraten: { $why }
IsTaken = ist vergeben
NotForYourRole = { $what } steht Ihrer Rolle nicht zu
TooManyTokens = ist eines zu viel: bitte entfernen Sie eines von { $most } Token
ExpiryRange = muss in der Zukunft liegen, höchstens ein Jahr voraus
CodeOrPasskey = oder `passkey` muss angegeben sein, aber nicht beides
OfAnotherAccount = gehört zu einem anderen Konto
CursorOfAnotherList = gehört nicht zu dieser Liste
CursorOfAnotherOrder = gehört zu einer Liste mit anderer Sortierung
FilterTooLong = darf höchstens { $most } Byte und kein NUL-Zeichen enthalten
NotAnIdempotencyKey = muss aus 1 bis 64 Buchstaben, Ziffern, '-' und '_' bestehen und einmal angegeben sein
Unreadable = kann nicht gelesen werden
BodyCutShort = bricht vorzeitig ab
GivenTwice = darf nur einmal angegeben werden
DocumentMissing = fehlt: bitte senden Sie multipart/form-data mit einem Teil `file`
PictureMissing = fehlt: bitte senden Sie ein Bild oder ein Formular mit einem Teil `file`
OtherParts = enthält mehr als den einen Teil `file`
NotAForm = ist kein gültiges multipart/form-data: { $why }
NoFileName = muss einen Dateinamen haben
Invalid = ist ungültig: { $why }

# Was ein Passwort leicht zu erraten macht.

GuessRow = Tastenreihen sind leicht zu erraten
GuessKeyboard = kurze Muster auf der Tastatur sind leicht zu erraten
GuessRepeat = Wiederholungen wie „aaa“ sind leicht zu erraten
GuessRepeatedPart = Wiederholungen wie „abcabcabc“ sind kaum schwerer zu erraten als „abc“
GuessTopTen = es gehört zu den zehn häufigsten Passwörtern
GuessTopHundred = es gehört zu den hundert häufigsten Passwörtern
GuessCommon = es ist ein sehr häufiges Passwort
GuessSimilar = es ähnelt einem häufig verwendeten Passwort
GuessSequence = Folgen wie abc oder 6543 sind leicht zu erraten
GuessYear = Jahreszahlen aus jüngerer Zeit sind leicht zu erraten
GuessWord = ein einzelnes Wort ist leicht zu erraten
GuessDate = Datumsangaben sind oft leicht zu erraten
GuessName = Vor- und Nachnamen für sich allein sind leicht zu erraten
GuessCommonName = häufige Vor- und Nachnamen sind leicht zu erraten
GuessTooFewWords = einige weitere, ungewöhnliche Wörter helfen
