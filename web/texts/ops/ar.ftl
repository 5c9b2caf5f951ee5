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
sent-bytes = المرسل
new-clients = عملاء جدد
mails-sent = الرسائل
scans = الفحوص
day = اليوم
as-table = في جدول
days-utc = الأيام بالتوقيت العالمي.

## Files and one file
all = الكل
state = الحالة
scan-clean = سليم
expired = منتهية
trash = المهملات
for-whom = لمن
for-anybody = أي كان
for-everyone = كل العملاء
for-named = عملاء محددون
for-one-client = لعميل واحد
new-ones-for = الجديدة متاحة لـ
nobody-yet = لا أحد بعد
those-of-folder = من يرون المجلد
downloads = التنزيلات
uploaded = وقت الرفع
uploaded-by = بواسطة
by-anyone = أي شخص
by-me = أنا
by-one-person = شخص واحد
any-time = أي وقت
today = اليوم
last-days = آخر { $count } يومًا
expires-first = الأقرب انتهاءً
label = الوسم
actions = الإجراءات
so-many-by = { $count } من { $clients }
so-many-shown = يظهر { $shown } من { $count }
account-gone = حساب محذوف
expired-since = انتهى
nothing-like-that = لا مستند يطابق ذلك.
drop-the-first = لا مستندات بعد. أفلت أول مستند هنا.
drop-anywhere = أفلت ملفات Word أو Excel أو PowerPoint في أي مكان من هذه الصفحة
drop-more = حتى { $size } لكل ملف. يُفحص كل ملف قبل أن يحصل عليه أحد.
sending = { $count ->
    [one] يُرسل مستند واحد
   *[other] تُرسل المستندات: { $count }
}
all-sent = أُرسل كل شيء.
clear-list = إفراغ هذه القائمة
so-much-of = { $sent } من { $size }
per-second = { $size }/ث
time-left = بقي نحو { $time }
stored-scanning = حُفظ ويجري فحصه
connection-lost = انقطع الاتصال، ويُستأنف تلقائيًا
paused = متوقف مؤقتًا
being-checked = قيد التحقق
waits-its-turn = ينتظر دوره
sending-pause = إيقاف { $name } مؤقتًا
go-on-with = متابعة { $name } الآن
sending-cancel = إلغاء { $name }
off-the-list = إزالة { $name } من هذه القائمة
stored-what = حُفظ { $name }.
refused-what = رُفض { $name }: { $why }
is-clean = { $name } سليم.
is-locked = لم يجتز { $name } الفحص.
has-macros = يحتوي على وحدات ماكرو. احفظه من دونها وحاول مجددًا
is-encrypted = مشفّر. أزل كلمة المرور وحاول مجددًا
is-damaged = تالف
is-no-document = ليس مستند Word أو Excel أو PowerPoint
is-too-large = أكبر من { $size }
no-room = لا مساحة: استُخدم { $used } من { $most }
cannot-be-read = لم يعد بالإمكان قراءته. اختره من جديد
move = نقل
delete = حذف
delete-what = حذف { $name }
restore = استعادة
restore-what = استعادة { $name }
erase = حذف نهائي
erase-what = حذف { $name } نهائيًا
move-them = { $count ->
    [one] نقل { $name }
   *[other] نقل المستندات ({ $count })
}
trash-them = { $count ->
    [one] حذف { $name }
   *[other] حذف المستندات ({ $count })
}
erase-them = { $count ->
    [one] حذف { $name } نهائيًا
   *[other] حذف المستندات نهائيًا ({ $count })
}
restore-them = { $count ->
    [one] استعادة { $name }
   *[other] استعادة المستندات ({ $count })
}
trash-more = { $count ->
    [one] لن يحصل عليه أحد وتتوقف روابطه فورًا. يمكن استعادته من المهملات لمدة من الزمن.
   *[other] لن يحصل عليها أحد وتتوقف روابطها فورًا. يمكن استعادتها من المهملات لمدة من الزمن.
}
erase-more-documents = { $count ->
    [one] يُمحى مع كل نسخه. لا يمكن التراجع عن ذلك.
   *[other] تُمحى مع كل نسخها. لا يمكن التراجع عن ذلك.
}
restore-more = { $count ->
    [one] يعود متاحًا لمن كان متاحًا لهم. تبقى الروابط السابقة ملغاة.
   *[other] تعود متاحة لمن كانت متاحة لهم. تبقى الروابط السابقة ملغاة.
}
moved = { $count ->
    [one] نُقل مستند واحد.
   *[other] نُقلت المستندات ({ $count }).
}
restored = { $count ->
    [one] استُعيد مستند واحد.
   *[other] استُعيدت المستندات ({ $count }).
}
deleted = { $count ->
    [one] حُذف مستند واحد.
   *[other] حُذفت المستندات ({ $count }).
}
no-folder = بلا مجلد

## Folders
new-folder = مجلد جديد
folder-name = اسم المجلد
folders-more = ما يُشارك من مجلد يُشارك معه كل ما تحته.
folders-beneath = { $count ->
    [one] مجلد واحد تحته.
   *[other] المجلدات تحته: { $count }.
}
documents-to-trash = { $count ->
    [one] ينتقل مستند واحد إلى المهملات.
   *[other] تنتقل المستندات ({ $count }) إلى المهملات.
}
folder-is-empty = لا مستندات فيه.
folder-made = أُنشئ { $name }.
folder-changed = عُدّل { $name }.
folder-removed = أُزيل { $name }.
rename = إعادة تسمية
rename-what = إعادة تسمية { $name }
move-what = نقل { $name }
at-the-top = في المستوى الأعلى
all-folders = كل المجلدات
no-folders = لا مجلدات بعد. أنشئ أول مجلد.
no-folders-here = لا مجلدات في هذا المجلد.
folder-gone = لم يعد هذا المجلد موجودًا.
where-one-is = أين أنت

## Quarantine
quarantine-more = ما حجزه الفحص. لا يمكن للعملاء الحصول عليه.
quarantine-acts = «إعادة الفحص» لما تعذّر النظر فيه، أما ما وُجد سابقًا فيبقى محجوزًا. «الإفراج» يفتح المستند رغم فحصه، ويُسجَّل اسمك وسببك. وما يُحذف يبقى مدةً في سلة المهملات.
quarantine-empty = لا شيء هنا.
who-may-release = الإفراج وإعادة الفحص لمن لديهم صلاحية «كل المستندات».
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

## مستند واحد
pending-more = يمكن للعملاء الحصول عليه بعد انتهاء فحصه.
scanner-busy = الفاحص مشغول. سيستمر ذلك تلقائيًا.
infected-more = وُجد شيء ضار. لا يمكن للعملاء الحصول عليه. احذفه ما لم تكن متأكدًا من أنه لا خطر منه.
failed-more = تعذّر النظر فيه كاملًا، ولذلك لا يمكن للعملاء الحصول عليه. أرسله من دون ذلك الجزء، أو أعد فحصه.
released-more = فُتح رغم نتيجة فحصه. يمكن للعملاء الحصول عليه.
document-gone = لم يعد { $name } موجودًا.
doc-about = نظرة عامة
doc-scan = الفحص
in-trash = في سلة المهملات
in-trash-more = لم يعد العملاء يرونه. وسيزول نهائيًا بعد مدة ما لم تسترجعه.
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
who-may-change = يستطيع تغييره ومشاركته من رفعه ومن لديهم صلاحية «كل المستندات».
doc-terms = الاسم والشروط
file-name = الاسم
file-name-hint = تبقى نهايته كما كانت
doc-description = الوصف
doc-description-hint = يقرؤه العملاء بجانب الاسم
doc-labels = الوسوم
doc-labels-hint = بفواصل بينها
doc-expires = ينتهي في
doc-expires-hint = لا يراه العملاء بعد ذلك. فارغ: لا ينتهي
max-downloads = التنزيلات لكل عميل
max-downloads-hint = فارغ: كما يشاؤون
legal-hold = حفظ قانوني
legal-hold-hint = لا يستطيع أحد حذفه
everyone-more = كل العملاء يرون هذا المستند. لا أثر للمشاركات إلا إذا كان لمن شورك معهم وحدهم.
change-terms = تغيير ذلك
shared-with = مُشارَك مع
shared-with-nobody = لم يُشارَك مع أحد.
who-may-share = يستطيع مشاركته من أنشأه ومن لديهم صلاحية «كل المستندات».
folder-shared-more = من شورك معهم يرون كل المستندات فيه وفي ما تحته، حتى التي تأتي لاحقًا.
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
who-has-it = من لديه
first-taken = أول مرة
last-taken = آخر مرة
links = الروابط
links-more = من لديه رابط يحصل على المستند حتى ينتهي الرابط. أما الروابط التي تنشئها الصفحات لتنزيل واحد فلا تظهر هنا، لكنها تنتهي مع غيرها.
no-links = لا توجد روابط.
link-once = صالح مرة واحدة
link-has-password = كلمة مرور
link-made-at = أُنشئ
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
for-30-days = 30 يومًا
link-once-more = لتنزيل واحد
link-password = كلمة مرور الرابط
link-password-hint = 8 أحرف على الأقل، ويمكن تركها فارغة
link-make = إنشاء رابط
link-made = لا يظهر إلا الآن.
what-happened = ما حدث
was-whole = كاملًا
was-part = جزء منه

## People
no-documents-ops = لا مستندات بعد.
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
role = الدور
last-login = آخر دخول
every-role = كل الأدوار
every-state = كل الحالات
by-address = العنوان
no-people-yet = لا أحد هنا بعد.
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
erase-account-of = حذف
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
every-queue = كل القوائم
queue-mail = الرسائل
queue-scan = عمليات الفحص
queue-upkeep = الصيانة
queue-previews = المعاينات
jobs-more = الرسائل والفحوص والترتيب: ما يُنجز بعد الطلب.
job = مهمة
job-dead = متروكة
job-queued = منتظرة
job-sent = مسلَّمة
job-running = جارية
job-done = منجزة
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
job-make-preview = إنشاء معاينة لمستند
job-sweep = ترتيب
job-rescan = فحص بتواقيع جديدة
job-checksums = حساب المجاميع الاختبارية

## Audit
audit-more = من فعل ماذا ومتى.
search-audit = رقم طلب أو عنوان أو اسم كامل
event = الحدث
every-event = كل الأحداث
by-whom = الفاعل
by-somebody = شخص لم يسجّل الدخول
by-itself = تلقائيًا
about = بشأن
about-link = رابط
about-session = جلسة
about-token = رمز وصول
about-passkey = مفتاح مرور
events-account = الحسابات
events-key = مفاتيح التشفير
events-backup = النسخ الاحتياطية
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
event-file-previewed = الاطلاع على صفحة من مستند
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
