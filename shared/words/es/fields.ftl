# Qué está mal en un campo: se muestra junto a su nombre, sin punto final. Los nombres de campos y valores quedan como son.

Missing = falta
MustBeString = debe ser un texto
MustBeTruth = debe ser true o false
MustBeObject = debe ser un objeto
MustBeList = debe ser una lista
MustHoldOne = debe contener al menos un elemento
MustBeOneOf = debe ser { $choices }
EachMustBeOneOf = cada elemento debe ser { $choices }
Or = { $rest } o { $last }
MustBeFrom = debe ser un número entero de { $least } a { $most }
MustBeOrder = debe ser { $choices }, opcionalmente con '-' delante
MustBeTime = debe ser un momento en UTC, por ejemplo 2027-01-01T00:00:00Z
MustBeSpan = debe ser una duración, por ejemplo 12h o 7d
Length = debe tener entre { $least } y { $most } caracteres
NameCharacter = no puede contener caracteres de control ni caracteres que cambien la dirección del texto
UsernameCharacter = solo puede contener letras ASCII, cifras, '_', '.' y '-'
NotAnEmail = debe ser una dirección de correo de { $most } bytes como máximo, por ejemplo ann@example.com
PasswordWeak = es fácil de adivinar: { $why }
IsTaken = ya está en uso
NotForYourRole = { $what } no está disponible para su rol
TooManyTokens = es uno de más: quite uno de los { $most } tokens
ExpiryRange = debe estar en el futuro, como máximo a un año
CodeOrPasskey = o `passkey` debe indicarse, pero no ambos
OfAnotherAccount = pertenece a otra cuenta
CursorOfAnotherList = no pertenece a esta lista
CursorOfAnotherOrder = pertenece a una lista con otro orden
FilterTooLong = debe tener como máximo { $most } bytes y ningún carácter NUL
NotAnIdempotencyKey = debe tener de 1 a 64 letras, cifras, '-' y '_', e indicarse una sola vez
Unreadable = no se puede leer
BodyCutShort = se interrumpe antes del final
GivenTwice = debe indicarse una sola vez
DocumentMissing = falta: envíe multipart/form-data con una parte `file`
PictureMissing = falta: envíe una imagen o un formulario con una parte `file`
OtherParts = contiene más que la única parte `file`
NotAForm = no es multipart/form-data válido: { $why }
NoFileName = debe tener un nombre de archivo
Invalid = no es válido: { $why }

# Qué hace que una contraseña sea fácil de adivinar.

GuessRow = las filas de teclas son fáciles de adivinar
GuessKeyboard = los patrones cortos del teclado son fáciles de adivinar
GuessRepeat = las repeticiones como «aaa» son fáciles de adivinar
GuessRepeatedPart = las repeticiones como «abcabcabc» son apenas más difíciles de adivinar que «abc»
GuessTopTen = es una de las diez contraseñas más comunes
GuessTopHundred = es una de las cien contraseñas más comunes
GuessCommon = es una contraseña muy común
GuessSimilar = se parece a una contraseña de uso común
GuessSequence = las secuencias como abc o 6543 son fáciles de adivinar
GuessYear = los años recientes son fáciles de adivinar
GuessWord = una sola palabra es fácil de adivinar
GuessDate = las fechas suelen ser fáciles de adivinar
GuessName = los nombres y apellidos por sí solos son fáciles de adivinar
GuessCommonName = los nombres y apellidos comunes son fáciles de adivinar
GuessTooFewWords = ayudan algunas palabras más, poco comunes
