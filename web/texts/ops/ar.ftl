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

## Groups

## Jobs

## Audit
