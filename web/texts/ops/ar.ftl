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
pause-what = إيقاف { $name } مؤقتًا
go-on-with = متابعة { $name } الآن
cancel-what = إلغاء { $name }
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
no-room = لا مساحة: بلغ التخزين حدّه
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
documents-in = { $count ->
    [one] مستند واحد في { $name }
   *[other] المستندات في { $name }: { $count }
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
remove-what = إزالة { $name }
at-the-top = في المستوى الأعلى
all-folders = كل المجلدات
no-folders = لا مجلدات بعد. أنشئ أول مجلد.
no-folders-here = لا مجلدات في هذا المجلد.
folder-gone = لم يعد هذا المجلد موجودًا.
where-one-is = أين أنت

## Quarantine

## People

## Groups

## Jobs

## Audit
