### ما تقوله الصفحات.

## الدخول والتسجيل
motto = مستندات لك وحدك، تُفحص قبل أن تخرج.
checked = كل مستند هنا فُحص بحثًا عن البرمجيات الخبيثة قبل أن تراه.
language = اللغة
log-in = تسجيل الدخول
new-here = جديد هنا؟
make-account = إنشاء حساب
name-or-email = اسم المستخدم أو البريد الإلكتروني
password = كلمة المرور
show-password = إظهار كلمة المرور
forgotten = نسيتها؟
stay-logged-in = ابقَ مسجّل الدخول على هذا الجهاز
or = أو
use-passkey = استخدام مفتاح مرور
one-more-step = خطوة أخرى
one-more-step-more = لهذا الحساب عامل ثانٍ.
code = الرمز
code-hint = من تطبيقك، أو أحد رموز الاسترداد
back-to-log-in = العودة إلى تسجيل الدخول
sign-up = إنشاء حساب
has-account = لديك حساب؟
invited-only = الحسابات هنا بالدعوة فقط.
username = اسم المستخدم
username-hint = من 3 إلى 32 حرفًا ورقمًا
email = البريد الإلكتروني
email-hint = يصلك إليه رابط يثبت أنه لك
password-hint = 10 أحرف على الأقل؛ بضع كلمات أفضل من الرموز
look-into-mail = انظر في بريدك
mail-sent = رابط في طريقه إليك. افتحه ثم سجّل الدخول.
mail-sent-to = رابط في طريقه إلى { $email }. افتحه ثم سجّل الدخول.
no-mail = لم يصل شيء؟
send-again = إرسال الرابط مرة أخرى
sent-again = أُرسل. إن كان للعنوان حساب ينتظره فسيصل الرابط خلال دقيقة.
forgot = كلمة مرور جديدة
forgot-more = يصلك رابط تضع به كلمة جديدة.
send-mail = أرسل إليّ الرابط
forgot-sent = أُرسل. إن كان للعنوان حساب فسيصل الرابط خلال دقيقة.

## المستندات
skip = إلى المحتوى
main-menu = القائمة الرئيسية
documents = المستندات
profile = الملف الشخصي
log-out = تسجيل الخروج
your-documents = مستنداتك
documents-found = { $count ->
    [0] لا مستندات
    [one] مستند واحد
    [two] مستندان
    [few] { $count } مستندات
    [many] { $count } مستندًا
   *[other] { $count } مستند
}
search-by-name = البحث بالاسم
sort-by = الترتيب حسب
newest-first = الأحدث أولًا
oldest-first = الأقدم أولًا
by-name = الاسم
largest-first = الأكبر أولًا
no-documents = لا شيء هنا بعد. يصلك بريد عندما يكون هناك شيء.
nothing-found = لا يوجد مستند في اسمه «{ $text }».
folder-empty = لا شيء في هذا المجلد.
folder = المجلد
show-all = إظهار الكل
show-more = إظهار المزيد
that-is-all = هذا كل شيء.
choose = اختيار { $name }
chosen = { $count ->
    [one] مستند واحد مختار
    [two] مستندان مختاران
    [few] { $count } مستندات مختارة
    [many] { $count } مستندًا مختارًا
   *[other] { $count } مستند مختار
}
choose-none = إلغاء الاختيار
download-zip = تنزيلها في أرشيف واحد
download = تنزيل
download-what = تنزيل { $name }
download-again = تنزيل مرة أخرى
download-again-what = تنزيل مرة أخرى: { $name }
see-pages = عرض الصفحات
pages-being-made = يجري إنشاء الصفحات…
page-number = الصفحة { $number }
page-before = الصفحة السابقة
page-after = الصفحة التالية
download-begins = يجري تنزيل { $name }
go-on = استئناف
go-on-what = استئناف تنزيل { $name }
pause = إيقاف مؤقت
pause-what = إيقاف مؤقت لتنزيل { $name }
cancel-what = إلغاء تنزيل { $name }
download-is-here = وصل { $name }.
download-failed = تعذّر تنزيل { $name }.
fetch-runs = { $share }، { $rate } في الثانية، بقي نحو { $time }. يُستأنف من تلقاء نفسه إذا انقطع الاتصال.
fetch-waits = { $share }. ينتظر الاتصال ثم يُستأنف من تلقاء نفسه.
fetch-paused = { $share }. متوقف مؤقتًا، وما وصل محفوظ.
new = جديد
from = من
version = الإصدار { $number }
version-word = الإصدار
have-it-since = لديك منذ
available-until = متاح حتى
no-longer-since = لم يعد متاحًا منذ
no-longer = لم يعد متاحًا.
ask-for-it = اطلبه
asked-for-it = سيُبلَّغ من رفعه بأنك تطلبه.
asked-already = لقد طلبته اليوم بالفعل.
document = مستند
kind = النوع
size = الحجم
here-since = هنا منذ
checksum = SHA-256
scan-pending = قيد الفحص
scan-infected = مصاب
scan-released = أُفرج عنه
scan-failed = تعذّر فحصه

## حسابك
you = أنت
security = الأمان
sessions = الجلسات
preferences = التفضيلات
your-data = بياناتك
picture = الصورة
your-picture = صورتك
choose-picture = اختيار صورة
remove-picture = إزالتها
picture-hint = ‏PNG أو JPEG أو WebP، حتى 5 ميغابايت
names = الاسم والعنوان
display-name = بماذا تحب أن تُنادى
display-name-hint = يمكن تركه فارغًا
email-change-hint = يسري العنوان الجديد بعد فتح الرابط الذي يُرسل إليه
email-pending = رابط في طريقه إلى { $email }. يسري العنوان الجديد بعد فتحه.
save = حفظ
saved = حُفظ.
new-password = كلمة مرور جديدة
current-password = كلمة المرور الحالية
ends-other-sessions = سيُسجَّل خروجك من كل مكان آخر.
change-password = تغيير كلمة المرور
password-changed = تغيّرت كلمة المرور.
where-logged-in = أين سجّلت الدخول
unknown-program = برنامج غير معروف
since = منذ
last-used = آخر استخدام
this-one = هذه
end = إنهاء
end-session = إنهاء جلسة { $name }
end-others = إنهاء كل الجلسات الأخرى
mails = الرسائل
mail-documents = مستندات جديدة
mail-reminders = تذكير قبل انتهاء مستند
mail-announcements = أخبار
mail-receipts = ما جرى تنزيله
receipts-off = أبدًا
receipts-at-once = فورًا
receipts-daily = مرة في اليوم
mails-always = رسائل أمان حسابك تصل دائمًا.
what-is-kept = ما يُحفظ عنك
export-more = ملف فيه كل ما يُحفظ عنك هنا.
export = الحصول على بياناتي
erase-account = محو حسابي
erase-more = يزول حسابك وكل ما يتبعه فورًا. لا يمكن التراجع عن ذلك.
erase-for-good = محو نهائي
keep-account = الإبقاء عليه
password-again-hint = مرة أخرى، كي لا يفعل ذلك غيرك
not-now = ليس الآن
remove = إزالة
copy = نسخ
second-factor-first = يحتاج هذا الحساب إلى عامل ثانٍ. أعدّ واحدًا لتتابع.
totp = رموز من تطبيق
totp-more = تطبيق على هاتفك يعطي رمزًا تكتبه بعد كلمة المرور.
totp-is-on = { $count ->
    [one] الرموز من التطبيق مفعّلة. بقي رمز استرداد واحد.
    [two] الرموز من التطبيق مفعّلة. بقي رمزا استرداد.
   *[other] الرموز من التطبيق مفعّلة. رموز الاسترداد الباقية: { $count }.
}
totp-set-up = إعداد
totp-scan = امسح هذا بتطبيقك.
totp-picture = رمز QR لتطبيقك
totp-type = أو اكتب فيه هذا:
totp-code = الرمز الذي يعرضه
totp-turn-on = تفعيل
totp-remove = تعطيل
recovery-codes-renew = رموز استرداد جديدة
recovery-codes-new = رموز الاسترداد
recovery-codes-more = كل رمز صالح مرة واحدة، ليوم يضيع فيه تطبيقك. تُعرض الآن فقط.
codes-noted = دوّنتها
passkeys = مفاتيح المرور
passkeys-more = سجّل الدخول بإصبعك أو وجهك أو مفتاح، من دون كلمة مرور.
passkey-add = إضافة مفتاح مرور
passkey-name = اسمه
passkey-name-hint = مثل «الهاتف»؛ يمكن تركه فارغًا
passkey-there = لهذا الجهاز مفتاح مرور لك بالفعل.
passkey-failed = تعذّر على المتصفح استخدام مفتاح مرور هنا. جرّب طريقة أخرى.
tokens-short = البرامج
tokens = رموز وصول للبرامج
tokens-more = برمز وصول ينفّذ برنامجك هنا ما يحق لك، في الحدود التي تسمح بها، ولا يغيّر أبدًا طريقة دخولك.
no-tokens = ليس لديك أي رمز.
token-another = إنشاء رمز وصول
token-name = الغرض منه
token-name-hint = مثل «النسخ الليلي»
token-may = يُسمح له
scope-read = رؤية ما تراه
scope-download = التنزيل
scope-upload = الرفع
scope-manage = تغيير ما يحق لك تغييره
token-lives = مدة صلاحيته
for-a-month = شهر واحد
for-three-months = ثلاثة أشهر
for-a-year = سنة واحدة
token-make = إنشاؤه
token-new = رمز الوصول الجديد
token-new-more = لا يُعرض إلا الآن. احفظه كما تحفظ كلمة المرور.
token-noted = دوّنته
copied = نُسخ.
copy-failed = تعذّر النسخ. حدِّده بنفسك.
good-until = صالح حتى
never-used = لم يُستخدم قط
remove-what = إزالة { $name }
token-remove-more = كل ما يستخدمه يتوقف عن العمل فورًا.

## عندما لا يكون شيء كما ينبغي
nothing-here = لا شيء لك هنا
nothing-here-more = ربما كُتب العنوان خطأً، أو أن ما كان هنا زال أو ليس لك.
to-documents = إلى مستنداتك
try-again = حاول مرة أخرى
offline = لا يوجد اتصال في هذه اللحظة.
no-connection = لا أحد يجيب
offline-since = لا اتصال. ما تراه من { $when }.
takes-longer = يستغرق هذا وقتًا أطول من المعتاد.
request-id = رقم لمن يساعدك:
logged-out = سُجّل خروجك
logged-out-more = انتهت جلستك. سجّل الدخول مرة أخرى ولن يضيع شيء من هذه الصفحة.
still-logged-in = ما زلت مسجّل الدخول. { $why }
leave = مغادرة
look-at-fields = شيء ما ليس صحيحًا بعد: انظر أدناه.
wait-so-long = محاولات كثيرة. المحاولة التالية ممكنة بعد { $time }.

## الوقت
day-at = { $day } { $hour }

## Keys
close = إغلاق
keys = اختصارات لوحة المفاتيح
keys-off-hint = يمكن إيقاف هذه الاختصارات في ملفك الشخصي ضمن التفضيلات.
key-search = بحث
key-next = الصف التالي
key-previous = الصف السابق
key-open = فتح
key-help = عرض هذه القائمة
keys-on = مفاتيح مفردة تقوم بعمل الأزرار
keys-on-hint = تعمل في هذا المتصفح فقط، وليس حيث تكتب. اضغط ? لعرضها.
