# What only the company's own people read.

## Where one goes
dashboard = لوحة المتابعة
files = المستندات
folders = المجلدات
quarantine = الحجر
people = الأشخاص
groups = المجموعات
jobs = المهام
audit = سجل التدقيق
running = التشغيل
menu = القائمة
key-upload = رفع المستندات

## Dashboard
storage = التخزين
used = المستخدم
free = المتاح
signatures = تواقيع الفاحص بتاريخ
signatures-unknown = غير معروفة بعد
signatures-old = أقدم من يومين فلا تعرف الجديد
state-clean = سليمة
state-pending = قيد الفحص
state-infected = مصابة
state-failed = تعذر فحصها
expiring = تنتهي خلال أسبوع ولم تُنزَّل بعد
jobs-dead = مهام متروكة
jobs-waiting = مهام منتظرة أو جارية
mails-refused = رسائل متروكة
mails-deferred = رسائل بانتظار محاولة أخرى
day-by-day = يومًا بيوم
days = { $count ->
    [one] يوم واحد
    [two] يومان
    [few] { $count } أيام
   *[other] { $count } يومًا
}
chart-says = { $name }: { $sum } خلال { $days } يومًا، وبحد أقصى { $most } في اليوم
uploads = المرفوعة
refused = المرفوضة
downloads = التنزيلات
sent-bytes = المرسل
new-clients = عملاء جدد
mails-sent = الرسائل
scans = الفحوص
day = اليوم
as-table = في جدول
days-utc = الأيام بالتوقيت العالمي.

## Files and one file

## Folders

## Quarantine

## People
picker-found = { $count ->
    [0] لا نتائج
    [one] نتيجة واحدة
    [two] نتيجتان
    [few] { $count } نتائج
   *[other] { $count } نتيجة
}
shown = { $count ->
    [0] لا نتائج
    [one] عنصر واحد معروض
    [two] عنصران معروضان
    [few] { $count } عناصر معروضة
   *[other] { $count } عنصرًا معروضًا
}
none-of-that = لا شيء يطابق ذلك.
person-waiting = بانتظار الموافقة
person-invited = مدعو
person-unverified = العنوان غير مؤكد
person-active = نشط
person-disabled = معطّل
person-expired = منتهٍ
role-ops = الشركة
role-client = عميل
people-found = { $count ->
    [one] شخص واحد
    [two] شخصان
    [few] { $count } أشخاص
   *[other] { $count } شخصًا
}
search-people = البحث بالاسم أو العنوان
name = الاسم
state = الحالة
role = الدور
last-login = آخر دخول
every-role = كل الأدوار
every-state = كل الحالات
by-address = العنوان
nobody-yet = لا أحد هنا بعد.
waiting-for-you = بانتظار الموافقة
approve = موافقة
approve-who = موافقة على { $name }
approved = تمت الموافقة على { $name }.
refuse = رفض
refuse-who = رفض { $name }
refuse-more = يُحذف الحساب ولا تُرسل أي رسالة.
refused-who = تم رفض { $name }.
invite = دعوة شخص
invite-more = يصل بريد فيه رابط صالح سبعة أيام، وبه يُختار اسم مستخدم وكلمة مرور.
invite-send = إرسال الدعوة
invite-sent = الدعوة في طريقها إلى { $email }.
invite-again = الدعوة مرة أخرى
person-name = الاسم المعروض
language-open = كما يقول المتصفح
account-until = ينتهي الحساب في
account-until-hint = اتركه فارغًا فلا ينتهي من تلقاء نفسه
may-legend = الصلاحيات
may-nothing = الرفع وإدارة ما رفعه
may-documents = كل المستندات
may-documents-more = إدارة كل مستند ومعرفة من نزّله
may-people = الأشخاص والمجموعات
may-people-more = دعوة الحسابات والموافقة عليها وتغييرها وتعطيلها وحذفها
may-audit = قراءة سجل التدقيق
may-audit-more = قراءة ما حدث وتصديره
may-operate = التشغيل العام
may-operate-more = لوحة المتابعة والمهام والرسائل
group-add = إضافة إلى مجموعة
group-leave = إخراج من { $name }
in-no-group = ليس في أي مجموعة.
in-group-now = أصبح الآن في { $name }.
in-group-no-more = لم يعد في { $name }.
members = { $count ->
    [zero] لا أعضاء
    [one] عضو واحد
    [two] عضوان
    [few] { $count } أعضاء
   *[other] { $count } عضوًا
}
person = شخص
to-people = كل الأشخاص
person-gone = ربما حُذف الحساب.
second-factor = العامل الثاني
second-factor-on = مُعدّ
second-factor-off = لا يوجد
person-email-hint = يُعتمد العنوان الجديد بعد فتح الرابط المرسل إليه، ويُبلَّغ العنوانان
change = تغيير
disable = تعطيل
disable-who = تعطيل { $name }
disable-more = تنتهي كل الجلسات والرموز والروابط فورًا ونهائيًا. وما يُحفظ عن الحساب يبقى، ويمكنك تفعيله من جديد.
disabled-who = تم تعطيل { $name }.
enable = تفعيل
enabled-who = تم تفعيل { $name } من جديد.
end-sessions = إنهاء كل الجلسات
sessions-ended = انتهت كل الجلسات.
reset-factor = إعادة ضبط العامل الثاني
reset-factor-more = يُزال التطبيق ومفاتيح المرور ورموز الاسترداد الخاصة بـ { $name }، ويُبلَّغ بالبريد.
reset-factor-done = أُزيل العامل الثاني.
verify-again = إرسال رابط التأكيد مجددًا
verify-sent = الرابط في الطريق.
erase = حذف
erase-who = حذف { $name }
erase-client-more = يزول فورًا ما يُحفظ عن الشخص وينتهي كل ما أُعطي له. يبقى في السجل ما حدث دون الاسم. لا رجعة في ذلك.
erase-ops-more = يزول فورًا ما يُحفظ عن الشخص وينتهي كل ما أُعطي له. تبقى المستندات التي رفعها دون اسم. لا رجعة في ذلك.
own-account = هذا حسابك أنت. الجلسات والعامل الثاني في ملفك الشخصي:
person-beyond = لهذا الشخص صلاحيات ليست لك، فلا يغيّر صلاحياته أو يعطّله أو يحذفه إلا غيرك.
their-documents = مستندات موجهة إليه
their-uploads = مستندات رفعها
and-more = و{ $count } غيرها
what-they-did = ما فعله
what-they-took = ما نزّله
what-was-done = ما تعلّق به

## Groups
groups-more = تُشارك المستندات والمجلدات مع مجموعات العملاء.
group = مجموعة
group-make = إنشاء مجموعة
no-groups = لا مجموعات بعد.
description = الوصف
who-is-in = الأعضاء
member-add = إضافة عميل
member-added = { $name } في المجموعة.
member-remove = إزالة { $name }
member-removed = { $name } لم يعد في المجموعة.
group-empty = لا أحد في هذه المجموعة بعد.
group-erase = حذف { $name }
group-erase-more = يبقى الأعضاء، لكنهم لا يرون ما شُورك مع المجموعة وحدها.
group-gone = ربما حُذفت المجموعة.
to-groups = كل المجموعات

## Jobs
jobs-more = الرسائل والفحوص والترتيب: ما يُنجز بعد الطلب.
job = مهمة
job-dead = متروكة
job-queued = منتظرة
job-sent = مسلَّمة
job-running = جارية
job-done = منجزة
all = الكل
every-job = كل الأنواع
no-jobs = لا مهام بعد.
attempts = { $count ->
    [one] محاولة واحدة
    [two] محاولتان
    [few] { $count } محاولات
   *[other] { $count } محاولة
}
attempts-word = المحاولات
time = الوقت
acts = ما يمكن فعله
next-try = المحاولة التالية
over-since = انتهت منذ
queue = الطابور
number = المعرّف
last-error = سبب فشل آخر محاولة
job-retry = المحاولة الآن
job-retry-what = المحاولة الآن: { $name }
job-retried = حان وقت «{ $name }» الآن.
job-due = حان وقتها الآن.
job-cancel = ترك
job-cancel-what = ترك: { $name }
job-cancel-more = لن تُنجز، لكنها تبقى في القائمة ويمكن إعادتها. والمستند الذي ينتظر فحصه يبقى مغلقًا.
job-cancelled = تُركت «{ $name }».
job-gone = ربما أُزيلت.
to-jobs = كل المهام
jobs-purge = مسح المهام القديمة
jobs-purge-more = تُحذف نهائيًا، ومع كل مهمة يزول السجل الوحيد لسبب فشلها.
jobs-purged = { $count ->
    [0] لا مهمة قديمة بما يكفي.
    [one] حُذفت مهمة واحدة.
    [two] حُذفت مهمتان.
    [few] حُذفت { $count } مهام.
   *[other] حُذفت { $count } مهمة.
}
older-than = انتهت منذ أكثر من
one-hour = ساعة واحدة
job-verify-email = بريد: تأكيد العنوان
job-resend-verification = بريد: تأكيد العنوان، بطلب جديد
job-forgot-password = كلمة مرور منسية
job-reset-password = بريد: كلمة مرور جديدة
job-change-email = بريد: عنوان جديد
job-invitation = بريد: دعوة
job-account-notice = بريد: بشأن حساب
job-document-notice = بريد: مستندات جديدة
job-document-asked = بريد: عميل يطلب مستندًا
job-scan-file = فحص مستند
job-rescan-file = إعادة فحص مستند
job-late-finding = اكتشاف متأخر
job-late-finding-notice = بريد: اكتشاف متأخر
job-erase-blob = محو مستند مُزال
job-sweep = ترتيب
job-rescan = فحص بتواقيع جديدة
job-checksums = حساب المجاميع الاختبارية

## Audit
audit-more = من فعل ماذا ومتى.
search-audit = رقم طلب أو عنوان أو اسم كامل
event = الحدث
every-event = كل الأحداث
by-whom = الفاعل
by-itself = تلقائيًا
gone = حساب محذوف
about = بشأن
address = من العنوان
program = البرنامج
request = الطلب
since-day = من يوم
until-day = إلى يوم
filter-off = دون هذا المرشح: { $name }
outcome-ok = تم
outcome-refused = مرفوض
outcome-failed = فشل
export-csv = تنزيل CSV
export-jsonl = تنزيل أسطر JSON
nothing-happened = لم يحدث شيء بعد.
event-account-signed-up = إنشاء حساب
event-account-verified = تأكيد العنوان
event-account-invited = دعوة شخص
event-account-approved = الموافقة على حساب
event-account-changed = تغيير حساب
event-account-disabled = تعطيل حساب
event-account-enabled = تفعيل حساب
event-account-erased = حذف حساب
event-account-exported = تصدير بيانات شخصية
event-login-ok = دخول
event-login-refused = رفض الدخول
event-login-second-factor-refused = عامل ثانٍ خاطئ
event-login-locked = حظر الدخول مؤقتًا
event-session-ended = إنهاء جلسة
event-session-reused = تكرار رمز التجديد
event-password-changed = تغيير كلمة المرور
event-password-reset = تعيين كلمة المرور برابط
event-password-refused = كلمة مرور خاطئة
event-second-factor-added = إضافة عامل ثانٍ
event-second-factor-removed = إزالة عامل ثانٍ
event-second-factor-codes-renewed = رموز استرداد جديدة
event-second-factor-code-used = استخدام رمز استرداد
event-token-made = إنشاء رمز
event-token-removed = إزالة رمز
event-file-uploaded = رفع مستند
event-file-refused = رفض مستند
event-file-scanned = فحص مستند
event-file-changed = تغيير مستند
event-file-shared = مشاركة مستند
event-file-unshared = إلغاء مشاركة مستند
event-file-asked = طلب مستند
event-file-downloaded = تنزيل مستند
event-file-trashed = نقل مستند إلى المهملات
event-file-restored = استعادة مستند
event-file-version-added = نسخة جديدة
event-file-version-restored = استعادة نسخة أقدم
event-file-erased = محو مستند
event-file-released = الإفراج عن مستند
event-file-rescan-asked = طلب فحص جديد
event-folder-created = إنشاء مجلد
event-folder-changed = تغيير مجلد
event-folder-shared = مشاركة مجلد
event-folder-unshared = إلغاء مشاركة مجلد
event-folder-erased = إزالة مجلد
event-link-minted = إنشاء رابط
event-link-revoked = إبطال رابط
event-link-refused = رفض رابط
event-group-created = إنشاء مجموعة
event-group-changed = تغيير مجموعة
event-group-erased = حذف مجموعة
event-group-member-added = إضافة إلى مجموعة
event-group-member-removed = إخراج من مجموعة
event-mail-failed = ترك رسالة
event-job-retried = إعادة مهمة
event-job-cancelled = ترك مهمة
event-job-purged = حذف مهام قديمة
event-key-added = إضافة مفتاح
event-key-retired = سحب مفتاح
event-backup-taken = أخذ نسخة احتياطية
event-backup-restored = استرجاع نسخة احتياطية
