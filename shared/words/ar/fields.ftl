# ما الخطأ في الحقل: يظهر بجانب اسمه من دون نقطة. تبقى أسماء الحقول والقيم كما هي.

Missing = ناقص
MustBeString = يجب أن يكون نصًا
MustBeTruth = يجب أن يكون true أو false
MustBeObject = يجب أن يكون كائنًا
MustBeList = يجب أن يكون قائمة
MustHoldOne = يجب أن يحتوي على عنصر واحد على الأقل
MustBeOneOf = يجب أن يكون { $choices }
EachMustBeOneOf = يجب أن يكون كل عنصر { $choices }
Or = { $rest } أو { $last }
MustBeFrom = يجب أن يكون عددًا صحيحًا من { $least } إلى { $most }
MustBeOrder = يجب أن يكون { $choices }، ويمكن أن تسبقه '-'
MustBeTime = يجب أن يكون وقتًا بالتوقيت العالمي، مثل 2027-01-01T00:00:00Z
MustBeSpan = يجب أن يكون مدة زمنية، مثل 12h أو 7d
Length = يجب أن يتراوح طوله بين { $least } و{ $most } من الأحرف
NameCharacter = لا يجوز أن يحتوي على محارف تحكم ولا على محارف تغيّر اتجاه النص
UsernameCharacter = لا يجوز أن يحتوي إلا على أحرف ASCII وأرقام و'_' و'.' و'-'
NotAnEmail = يجب أن يكون عنوان بريد إلكتروني لا يتجاوز { $most } بايت، مثل ann@example.com
PasswordWeak = من السهل تخمينها: { $why }
IsTaken = مستخدَم بالفعل
NotForYourRole = { $what } غير متاح لدورك
TooManyTokens = يتجاوز الحد: يُرجى إزالة أحد الرموز وعددها { $most }
ExpiryRange = يجب أن يكون في المستقبل، وفي غضون سنة على الأكثر
CodeOrPasskey = يجب تقديمه أو تقديم `passkey`، وليس كليهما
OfAnotherAccount = يخص حسابًا آخر
CursorOfAnotherList = لا يخص هذه القائمة
CursorOfAnotherOrder = يخص قائمة بترتيب آخر
FilterTooLong = يجب ألا يتجاوز { $most } بايت وألا يحتوي على المحرف NUL
NotAnIdempotencyKey = يجب أن يتكوّن من 1 إلى 64 من الأحرف والأرقام و'-' و'_'، وأن يُقدَّم مرة واحدة
Unreadable = لا يمكن قراءته
BodyCutShort = ينقطع قبل نهايته
GivenTwice = يجب تقديمه مرة واحدة فقط
DocumentMissing = ناقص: يُرجى إرسال multipart/form-data بجزء واحد `file`
PictureMissing = ناقص: يُرجى إرسال صورة، أو نموذج بجزء واحد `file`
OtherParts = يحتوي على أكثر من الجزء الواحد `file`
NotAForm = ليس multipart/form-data صالحًا: { $why }
NoFileName = يجب أن يكون له اسم ملف
Invalid = غير صالح: { $why }

# ما يجعل كلمة المرور سهلة التخمين.

GuessRow = من السهل تخمين صفوف المفاتيح المتجاورة
GuessKeyboard = من السهل تخمين الأنماط القصيرة على لوحة المفاتيح
GuessRepeat = من السهل تخمين التكرارات مثل «aaa»
GuessRepeatedPart = تخمين التكرارات مثل «abcabcabc» لا يكاد يكون أصعب من تخمين «abc»
GuessTopTen = هي من كلمات المرور العشر الأكثر شيوعًا
GuessTopHundred = هي من كلمات المرور المئة الأكثر شيوعًا
GuessCommon = هي كلمة مرور شائعة جدًا
GuessSimilar = تشبه كلمة مرور شائعة
GuessSequence = من السهل تخمين التسلسلات مثل abc أو 6543
GuessYear = من السهل تخمين السنوات القريبة
GuessWord = من السهل تخمين كلمة واحدة وحدها
GuessDate = كثيرًا ما يسهل تخمين التواريخ
GuessName = من السهل تخمين الأسماء وأسماء العائلات وحدها
GuessCommonName = من السهل تخمين الأسماء وأسماء العائلات الشائعة
GuessTooFewWords = يفيد إضافة بضع كلمات أخرى أقل شيوعًا
