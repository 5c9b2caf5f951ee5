# What is wrong with a field: told beside its name, without a full stop. Names of fields and values stay as they are.

Missing = is missing
MustBeString = must be a string
MustBeTruth = must be true or false
MustBeObject = must be an object
MustBeList = must be a list
MustHoldOne = must hold at least one
MustBeOneOf = must be { $choices }
EachMustBeOneOf = each must be { $choices }
Or = { $rest } or { $last }
MustBeFrom = must be a whole number from { $least } to { $most }
MustBeOrder = must be { $choices }, with or without a '-' in front
MustBeTime = must be a time in UTC, such as 2027-01-01T00:00:00Z
MustBeSpan = must be a length of time such as 12h or 7d
Length = must have { $least } to { $most } characters
NameCharacter = may hold no control characters, and none that turn text around
UsernameCharacter = may hold only ASCII letters, digits, '_', '.' and '-'
NotAnEmail = must be an e-mail address of at most { $most } bytes, such as ann@example.com
PasswordWeak = is easy to guess: { $why }
IsTaken = is taken
NotForYourRole = { $what } is not for your role
TooManyTokens = is one too many: remove one of { $most } tokens
ExpiryRange = must be in the future, and a year ahead at the most
CodeOrPasskey = or `passkey` must be there, and not both
OfAnotherAccount = belongs to another account
CursorOfAnotherList = does not belong to this list
CursorOfAnotherOrder = belongs to a list in another order
FilterTooLong = must have at most { $most } bytes and no NUL
NotAnIdempotencyKey = must be 1 to 64 letters, digits, '-' and '_', once
Unreadable = cannot be read
BodyCutShort = was cut short
GivenTwice = must be given once
DocumentMissing = is missing: send multipart/form-data with one part `file`
PictureMissing = is missing: send an image, or a form with one part `file`
OtherParts = holds more than the one part `file`
NotAForm = is not valid multipart/form-data: { $why }
NoFileName = must have a file name
Invalid = is not valid: { $why }

# What makes a password easy to guess.

GuessRow = straight rows of keys are easy to guess
GuessKeyboard = short keyboard patterns are easy to guess
GuessRepeat = repeats like "aaa" are easy to guess
GuessRepeatedPart = repeats like "abcabcabc" are only slightly harder to guess than "abc"
GuessTopTen = it is one of the ten most common passwords
GuessTopHundred = it is one of the hundred most common passwords
GuessCommon = it is a very common password
GuessSimilar = it is similar to a commonly used password
GuessSequence = sequences like abc or 6543 are easy to guess
GuessYear = recent years are easy to guess
GuessWord = a word by itself is easy to guess
GuessDate = dates are often easy to guess
GuessName = names and surnames by themselves are easy to guess
GuessCommonName = common names and surnames are easy to guess
GuessTooFewWords = a few more uncommon words help
