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

## Files and one file

## Folders

## Quarantine
quarantine-more = ما حجزه الفحص. لا يمكن للعملاء الحصول عليه.
quarantine-acts = «إعادة الفحص» لما تعذّر النظر فيه، أما ما وُجد سابقًا فيبقى محجوزًا. «الإفراج» يفتح المستند رغم فحصه، ويُسجَّل اسمك وسببك. وما يُحذف يبقى مدةً في سلة المهملات.
quarantine-empty = لا شيء هنا.
who-may-release = الإفراج وإعادة الفحص لمن لديهم صلاحية «المستندات».
found-eicar = ملف الاختبار EICAR الذي يمثّل البرامج الضارة
found-program = برنامج داخل المستند
found-macros = وحدات ماكرو
found-starts = شيء يشغّل برنامجًا
found-remote = محتوى يُحمَّل من جهاز آخر
found-leak = رابط يسلّم بيانات دخول القارئ
found-bomb = أرشيف يتضخم عند فكّه بلا حدّ
found-encrypted = شيء مشفّر في الداخل
found-unseen = جزء لا يمكن النظر فيه
found-signature = برنامج ضار:
found-late = وُجد لاحقًا بتواقيع أحدث:
released-by = أفرج عنه
account-gone = حساب محذوف
had-by = { $count ->
    [zero] لم يكن أي حساب قد نزّله.
    [one] كان حساب واحد قد نزّله.
    [two] كان حسابان قد نزّلاه.
    [few] كانت { $count } حسابات قد نزّلته.
   *[other] كان { $count } حسابًا قد نزّله.
}
had-by-nobody = لم ينزّله أحد.
see-who = من لديه: { $name }
release = الإفراج
release-what = الإفراج عن { $name }
release-more = يمكن للعملاء الحصول عليه من الآن. وإذا وجد فحص لاحق شيئًا آخر فسيُحجز من جديد.
release-reason = لماذا لا خطر منه
release-reason-hint = يبقى مسجّلًا لزملائك فقط
is-released = أُفرج عن { $name }
rescan = إعادة الفحص
rescan-what = إعادة الفحص: { $name }
is-rescanned = سيُفحص { $name } من جديد
doc-delete = حذف
doc-delete-what = حذف { $name }
doc-delete-more = ينتقل إلى سلة المهملات ويمكن استرجاعه منها مدةً. وتتوقف روابطه في الحال.
doc-erase = حذف نهائي
doc-erase-what = حذف نهائي: { $name }
doc-erase-more = يزول مع كل إصداراته، ولا يمكن التراجع عن ذلك.
doc-is-deleted = حُذف { $name }
doc-keep = الإبقاء عليه

## مستند واحد
pending-more = يمكن للعملاء الحصول عليه بعد انتهاء فحصه.
scanner-busy = الفاحص مشغول. سيستمر ذلك تلقائيًا.
infected-more = وُجد شيء ضار. لا يمكن للعملاء الحصول عليه. احذفه ما لم تكن متأكدًا من أنه لا خطر منه.
failed-more = تعذّر النظر فيه كاملًا، ولذلك لا يمكن للعملاء الحصول عليه. أرسله من دون ذلك الجزء، أو أعد فحصه.
released-more = فُتح رغم نتيجة فحصه. يمكن للعملاء الحصول عليه.
scan-clean = فُحص ولم يوجد شيء
scan-changed = تغيّرت حالة الفحص
document-gone = لم يعد { $name } موجودًا.
doc-about = نظرة عامة
doc-scan = الفحص
in-trash = في سلة المهملات
in-trash-more = لم يعد العملاء يرونه. وسيزول نهائيًا بعد مدة ما لم تسترجعه.
doc-expired = انتهت صلاحيته
doc-uploaded-by = رفعه
doc-taken = التنزيلات
taken-times = { $count ->
    [zero] لم يُنزَّل
    [one] مرة واحدة
    [two] مرتان
    [few] { $count } مرات
   *[other] { $count } مرة
}، { $clients ->
    [zero] من دون حساب
    [one] من حساب واحد
    [two] من حسابين
    [few] من { $clients } حسابات
   *[other] من { $clients } حسابًا
}
taken-by-nobody = لم ينزّله أحد بعد.
legal-hold-is = يجب الاحتفاظ به
doc-restore = استرجاع
doc-restore-what = استرجاع { $name }
who-may-change = يستطيع تغييره ومشاركته من رفعه ومن لديهم صلاحية «المستندات».
doc-terms = الاسم والشروط
file-name = الاسم
file-name-hint = تبقى نهايته كما كانت
doc-description = الوصف
doc-description-hint = يقرؤه العملاء بجانب الاسم
doc-labels = الوسوم
doc-labels-hint = بفواصل بينها
no-folder = ليس في مجلد
doc-for-everyone = كل العملاء
doc-for-named = من شورك معهم
doc-expires = ينتهي في
doc-expires-hint = لا يراه العملاء بعد ذلك. فارغ: لا ينتهي
max-downloads = التنزيلات لكل عميل
max-downloads-hint = فارغ: كما يشاؤون
legal-hold = حفظ قانوني
legal-hold-hint = لا يستطيع أحد حذفه
for-whom = لمن
everyone-more = كل العملاء يرون هذا المستند. لا أثر للمشاركات إلا إذا كان لمن شورك معهم وحدهم.
change-terms = تغيير ذلك
shared-with = مُشارَك مع
shared-with-nobody = لم يُشارَك مع أحد.
share-more = مشاركة مع آخرين
share-do = مشاركة
share-by = من
share-group = مجموعة
clients-and-groups = العملاء والمجموعات
group-of = { $count ->
    [zero] مجموعة فارغة
    [one] مجموعة من شخص واحد
    [two] مجموعة من شخصين
    [few] مجموعة من { $count } أشخاص
   *[other] مجموعة من { $count } شخصًا
}
is-named = أُضيف { $name }
drop = إزالة { $name }
share-clients = العملاء
share-clients-hint = أسماء المستخدمين أو عناوينهم، بفواصل بينها
share-groups-hint = الأسماء، بفواصل بينها
share-right = يمكنهم
right-download = التنزيل
right-view = العرض فقط
share-message = رسالة
share-message-hint = تظهر في البريد المرسل إليهم، ويمكن تركها فارغة
is-shared = شورك مع { $names }.
take-away = سحب
take-away-from = سحب من { $name }
share-taken = سُحب من { $name }
who-sees-it = من يراه الآن
nobody-sees-it = لا يراه أي عميل.
because-everyone = هو لكل العملاء
because-share = شورك معهم مباشرة
because-group = عبر المجموعة { $name }
because-folder = عبر المجلد { $name }
why = لماذا، ولِمَ لا؟
why-more = عميل يفتقد هذا المستند، أو لا ينبغي أن يكون لديه؟ انظر ما يسري عليه.
why-ask = تحقّق
share-client = العميل
share-client-hint = اسم المستخدم أو العنوان
no-such-client = لا يوجد عميل كهذا.
sees-it = { $name } يراه.
does-not-see-it = { $name } لا يراه.
blocked-not-shared = لم يُشارَك معه.
blocked-pending = لا يزال قيد الفحص.
blocked-infected = وجد الفحص شيئًا.
blocked-failed = تعذّر فحصه.
blocked-expired = انتهت صلاحيته.
blocked-trashed = هو في سلة المهملات.
blocked-account = لا يمكن استخدام الحساب.
blocked-limit = استنفد التنزيلات المسموح بها.
blocked-view = يمكنه العرض فقط لا التنزيل.
versions = الإصدارات
versions-more = يحتفظ العملاء بإصدارهم حتى يُفحص إصدار أحدث ويكون سليمًا.
version-number = الإصدار { $number }
version-current = هذا لدى العملاء
version-fetch = تنزيل الإصدار { $number }
version-take = اعتماده من جديد
version-take-what = اعتماده من جديد: الإصدار { $number }
version-taken = يصبح الإصدار { $number } هو الأحدث
version-add = إرسال إصدار أحدث
version-goes = يجري إرسال { $name }
version-came = حُفظ الإصدار الأحدث ويجري فحصه
who-has-it = من لديه
first-taken = أول مرة
last-taken = آخر مرة
links = الروابط
links-more = من لديه رابط يحصل على المستند حتى ينتهي الرابط. أما الروابط التي تنشئها الصفحات لتنزيل واحد فلا تظهر هنا، لكنها تنتهي مع غيرها.
no-links = لا توجد روابط.
link-once = صالح مرة واحدة
link-has-password = كلمة مرور
link-made-at = أُنشئ
good-until = صالح حتى
delivered = سُلِّم
end-link = إنهاء رابط { $name }
link-ended = انتهى الرابط
end-all-links = إنهاء كل الروابط
end-all-more = تتوقف كل روابط هذا المستند في الحال، حتى التي يستخدمها العملاء الآن.
links-ended = انتهت كل الروابط
new-link = رابط جديد
link-more = من لديه ينزّل المستند باسمك. أرسل كلمة المرور بطريق غير طريق الرابط.
link-life = المدة
for-an-hour = ساعة
for-a-day = يوم
for-a-week = أسبوع
for-a-month = 30 يومًا
link-once-more = لتنزيل واحد
link-password = كلمة مرور الرابط
link-password-hint = 8 أحرف على الأقل، ويمكن تركها فارغة
link-make = إنشاء رابط
link-made = لا يظهر إلا الآن.
link-copied = نُسخ
what-happened = ما حدث
event-uploaded = رُفع
event-scanned = فُحص
event-changed = غُيِّر
event-shared = شورك
event-unshared = سُحبت مشاركة
event-asked = طُلب
event-downloaded = نُزِّل
event-trashed = نُقل إلى سلة المهملات
event-restored = استُرجع
event-version = إصدار أحدث
event-version-taken = اعتُمد إصدار أقدم من جديد
event-released = أُفرج عنه
event-rescan = طُلب فحصه
event-link = أُنشئ رابط
event-link-ended = أُنهي رابط
event-link-refused = رُفض رابط
event-refused = مرفوض
was-whole = كاملًا
was-part = جزء منه
by-itself = تلقائيًا

## People
picker-found = { $count ->
    [0] لا نتائج
    [one] نتيجة واحدة
    [two] نتيجتان
    [few] { $count } نتائج
   *[other] { $count } نتيجة
}

## Groups

## Jobs

## Audit
