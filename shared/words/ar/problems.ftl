# سبب فشل الطلب: `detail` في وثيقة المشكلة، جمل كاملة. تبقى الرموز وأسماء الترويسات كما هي.

InvalidJson = محتوى الطلب ليس JSON صالحًا: { $why }.
InvalidInput = بعض البيانات ناقصة أو غير صالحة؛ راجع `errors`.
UsernameTaken = اسم المستخدم هذا مستخدَم بالفعل.
EmailTaken = عنوان البريد الإلكتروني هذا مستخدَم بالفعل.
EmailDomainNotAllowed = لا يمكن التسجيل هنا بعناوين من هذا النطاق.
InvalidLink = هذا الرابط غير صالح.
UnsupportedFileType = تُقبل المستندات ذات الامتداد docx وxlsx وpptx فقط، ويجب أن يطابق الاسم المحتوى.
InvalidFile = لا يمكن قبول المستند: { $why }.
EncryptedFile = المستند محمي بكلمة مرور، لذلك لا يمكن فحصه.
MacrosNotAllowed = يحتوي المستند على وحدات ماكرو.
InvalidImage = لا يمكن استخدام الصورة: { $why }.
ExpiredMailLink = انتهت صلاحية هذا الرابط؛ يُرجى طلب رابط جديد.
WrongSetUpCode = ليس هذا هو الرمز الذي يعرضه التطبيق الآن.
InvalidCredential = لا يمكن قبول مفتاح المرور هذا.
InvalidRequest = الطلب ليس HTTP/1.1 صالحًا: { $why }.
NotAuthenticated = يلزم رمز وصول.
InvalidToken = الرمز غير صالح أو انتهت صلاحيته، أو انتهت جلسته.
InvalidCredentials = اسم المستخدم أو كلمة المرور غير صحيحة.
SecondFactorRequired = كلمة المرور صحيحة؛ قدّم الآن عاملًا ثانيًا مع هذه التذكرة.
InvalidSecondFactor = العامل الثاني غير صحيح أو استُخدم من قبل.
InvalidTicket = التذكرة غير صالحة أو انتهت صلاحيتها أو استُخدمت؛ يُرجى تسجيل الدخول من جديد.
CrossSiteRequest = يجب أن يأتي الطلب الذي يحمل ملف تعريف ارتباط من إحدى صفحاتنا.
ScopeMissing = الرمز لا يسمح بذلك.
SecondFactorSetupRequired = يحتاج هذا الحساب إلى عامل ثانٍ؛ يُرجى إعداده أولًا.
EmailNotVerified = لم يُتحقَّق بعد من عنوان البريد الإلكتروني لهذا الحساب.
AccountDisabled = هذا الحساب معطَّل.
AwaitingApproval = لا يزال هذا الحساب في انتظار الموافقة.
SignupClosed = الحسابات متاحة للمدعوين فقط.
PermissionMissing = لا يملك حسابك الإذن اللازم لذلك.
RoleNotAllowed = دورك لا يسمح بذلك.
AccountNotAllowed = لا يُسمح للحساب المرتبط بهذا الرابط بالتنزيل.
FileQuarantined = لم يجتز هذا الملف الفحص، لذلك لا يمكن تنزيله.
ViewOnly = يمكنك الاطلاع على هذا المستند، ولكن لا يمكنك تنزيله.
DownloadLimitReached = لقد نزّلت هذا المستند بعدد المرات المسموح به.
LinkInUse = هذا الرابط صالح لمرة واحدة وهو قيد الاستخدام الآن.
LinkPasswordRequired = هذا الرابط يتطلب كلمة مرور.
InvalidLinkPassword = كلمة مرور هذا الرابط غير صحيحة.
NotFound = لم يُعثر على شيء هنا.
NoPreview = لا توجد صورة لهذه الصفحة.
MethodNotAllowed = هذه الطريقة غير مسموح بها هنا؛ راجع `Allow`.
RequestTimeout = لم يكتمل الطلب في الوقت المحدد.
LastOfItsKind = لن يبقى أحد يمكنه القيام بذلك.
NotExpired = لم تنته صلاحية المستند ولم يُستنفد عدد تنزيلاته: يمكنك تنزيله.
WrongState = لا يمكن القيام بذلك، لأن الحساب { $state ->
        [invited] مدعو ولم تُقبل الدعوة بعد
        [unverified] لم يُؤكَّد بعد
        [waiting] في انتظار الموافقة
        [active] نشط بالفعل
        [disabled] معطَّل
       *[expired] منتهي الصلاحية
    }.
ScanPending = لم يُفحص الملف بعد؛ يُرجى المحاولة مجددًا بعد لحظات.
NotQuarantined = الملف ليس في الحجر؛ لا يوجد ما يُفرج عنه.
LegalHold = يجب الاحتفاظ بهذا: فهو خاضع لحجز قانوني.
FolderNotEmpty = توجد مستندات في هذا المجلد.
UploadOffsetMismatch = لا يكمل هذا الجزء من حيث وصل الرفع، أي عند البايت { $bytes }.
RequestInProgress = لا يزال الطلب الأول الذي يحمل هذا `Idempotency-Key` قيد التنفيذ؛ يُرجى المحاولة مجددًا بعد لحظات.
LastFactor = هذا هو الأخير، ولا بد من وجود واحد.
AlreadySetUp = يوجد تطبيق مصادقة بالفعل؛ يُرجى إزالته أولًا.
NoSecondFactor = لا يوجد عامل ثانٍ يمكن أن تحل رموز الاسترداد محله.
TooManyPasskeys = بلغ عدد مفاتيح المرور حدّه الأقصى؛ يُرجى إزالة أحدها أولًا.
JobNotRetryable = انتهت المهمة أو لا تزال قيد التنفيذ، لذلك لا يمكن إعادة محاولتها.
JobNotCancellable = المهمة قيد التنفيذ أو انتهت، لذلك لا يمكن إلغاؤها.
ExpiredLink = انتهت صلاحية هذا الرابط.
ExpiredFile = انتهت مدة هذا المستند.
Gone = لم يعد هذا الملف متاحًا.
PreconditionFailed = الملف لا يطابق `If-Match`.
TusVersionNotSupported = يُرجى إرسال `Tus-Resumable: 1.0.0`؛ لا يُقبل هنا أي إصدار آخر.
BodyTooLarge = محتوى الطلب أكبر من { $bytes ->
        [one] بايت واحد
        [two] بايتين
       *[other] { $bytes } بايت
    }.
LengthTooLarge = المحتوى أكبر مما يُسمح به لأي طلب.
QuotaExceeded = لم تبقَ مساحة لهذا ضمن الحصة.
FileTooLarge = الملف أكبر من { $bytes ->
        [one] بايت واحد
        [two] بايتين
       *[other] { $bytes } بايت
    }.
UriTooLong = عنوان الطلب طويل جدًا.
UnsupportedMediaType = يجب أن يكون نوع المحتوى { $wanted }.
IdempotencyKeyReused = استُخدم هذا `Idempotency-Key` لطلب آخر.
UploadLocked = جزء آخر من هذا الرفع في طريقه إلى الوصول؛ يُرجى المحاولة مجددًا بعد قليل.
ChecksumMismatch = لا يطابق الجزء مجموعه الاختباري، وقد أُهمل.
RangeNotSatisfiable = يقع النطاق المطلوب خارج الملف الذي حجمه { $bytes ->
        [one] بايت واحد
        [two] بايتان
       *[other] { $bytes } بايت
    }.
TooManyRequests = هناك طلبات كثيرة قيد التنفيذ من عنوانك؛ يُرجى المحاولة مجددًا بعد انتهاء بعضها.
LimitReached = وردت طلبات كثيرة من هذا النوع؛ يُرجى المحاولة مجددًا بعد { $seconds ->
        [zero] لحظات
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $seconds } ثوانٍ
        [many] { $seconds } ثانية
       *[other] { $seconds } ثانية
    }.
TooManyAttempts = فشلت محاولات كثيرة؛ يُرجى المحاولة مجددًا بعد { $seconds ->
        [zero] لحظات
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $seconds } ثوانٍ
        [many] { $seconds } ثانية
       *[other] { $seconds } ثانية
    }.
HeadTooLarge = ترويسات الطلب أكبر من { $bytes } بايت، أو يزيد عددها على 100.
Internal = حدث خطأ من جانبنا.
Unavailable = إحدى الخدمات اللازمة غير متاحة؛ يُرجى المحاولة مجددًا بعد لحظات.
Undecided = لا يُعرف هل نُفِّذ ذلك، لأن إحدى الخدمات اللازمة غير متاحة؛ يُرجى التحقق قبل المحاولة مجددًا.
Busy = هناك طلبات كثيرة في الوقت الحالي؛ يُرجى المحاولة مجددًا بعد { $seconds ->
        [zero] لحظات
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $seconds } ثوانٍ
        [many] { $seconds } ثانية
       *[other] { $seconds } ثانية
    }.
NotReady = الخدمة غير جاهزة.
StorageFull = لا توجد مساحة كافية لحفظ ذلك.

# السبب، في نهاية إحدى الجمل أعلاه.

JsonEmpty = هو فارغ
JsonTooDeep = يزيد تداخله على { $most } من المستويات
JsonCutShort = ينقطع قبل نهايته
PictureUnreadable = البيانات ليست صورة يمكن قراءتها
PictureTooLarge = عدد وحدات البكسل فيها كبير جدًا
PictureTooSlow = استغرقت معالجتها وقتًا طويلًا
