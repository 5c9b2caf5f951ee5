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

## Jobs

## Audit
