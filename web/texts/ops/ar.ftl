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

## Groups

## Jobs

## Audit
