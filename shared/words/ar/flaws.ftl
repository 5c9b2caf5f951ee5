# ما الخلل في مستند لم يُقبل: يأتي في نهاية `InvalidFile`.

Flaw = { $flaw ->
        [not-whole-zip] ليس ملف ZIP كاملًا
        [directory-too-large] يتجاوز حجم فهرس ZIP فيه 8 MiB
        [too-many-entries] فيه أكثر من 20 ألف مُدخل
        [wrong-count] لا يحتوي فهرس ZIP فيه على عدد المُدخلات الذي يذكره
        [same-name] فيه جزءان مختلفان يحملان الاسم نفسه
        [unpacks-too-large] يتجاوز حجمه 2 GiB بعد فك الضغط
        [shared-bytes] بعض مُدخلاته تشترك في البايتات نفسها
        [entry-encrypted] أحد مُدخلاته مشفَّر
        [entry-unpacks-too-large] يتجاوز حجم أحد مُدخلاته بعد فك الضغط 10 MiB ويزيد على 200 ضعف حجمه المضغوط
        [entry-not-as-said] أحد مُدخلاته ليس كما يذكر فهرس ZIP
        [entry-of-two-sizes] لأحد مُدخلاته غير المضغوطة حجمان مختلفان
        [entry-method] أحد مُدخلاته مضغوط بطريقة لا يستخدمها Office
        [entry-too-long] أحد مُدخلاته أطول مما يذكر فهرس ZIP
        [entry-cut-short] أحد مُدخلاته ينقطع قبل نهايته
        [entry-checksum] المجموع الاختباري لأحد مُدخلاته غير صحيح
        [entry-not-inflated] لا يمكن فك ضغط أحد مُدخلاته
        [empty] هو فارغ
        [main-part-missing] جزؤه الرئيسي مفقود
        [no-way-to-main-part] لا توجد علاقة تؤدي إلى جزئه الرئيسي
        [too-many-main-parts] يذكر أكثر من 8 أجزاء رئيسية
        [index-too-large] يتجاوز حجم {"\u2068"}[Content_Types].xml{"\u2069"} أو {"\u2068"}_rels/.rels{"\u2069"} فيه 8 MiB
        [type-within] يعلن {"\u2068"}[Content_Types].xml{"\u2069"} عن نوع داخل عنصر آخر
        [types-dtd] يحتوي {"\u2068"}[Content_Types].xml{"\u2069"} على DTD
        [too-many-types] يعلن عن أكثر من 20 ألف نوع محتوى
        [type-too-long] يعلن عن نوع محتوى يزيد طوله على 1024 بايت، أو عن نوع لاسم بهذا الطول
        [type-twice] يعلن عن نوعَي محتوى للجزء نفسه
        [relationship-within] إحدى علاقاته تقع داخل عنصر آخر
        [relationships-dtd] تحتوي علاقاته على DTD
        [not-well-formed] صياغة XML فيه غير سليمة
        [breaks-off] ينقطع XML فيه قبل نهايته
        [too-deep] يزيد تداخل عناصر XML فيه على 1024 مستوى
        [name-too-long] فيه اسم XML يزيد طوله على 1024 بايت
        [token-too-long] فيه وسم XML أو تعليق أو مقطع CDATA يزيد حجمه على 32 MiB
        [encoding] ترميز XML فيه غير مسموح به؛ يكتب Office بترميز UTF-8 أو UTF-16
        [encoding-undeclared] لا يعلن XML فيه عن ترميزه
        [encoding-other] يعلن XML فيه عن ترميز غير الذي كُتب به
        [utf-16-broken] ترميز UTF-16 فيه تالف
        [attribute-broken] في XML الذي يحتويه سمة غير سليمة
        [attribute-twice] لأحد عناصر XML فيه السمة نفسها مرتين
        [prefix-twice] يعلن XML فيه عن بادئة فضاء أسماء مرتين
        [prefix-undeclared] يستخدم XML فيه بادئة فضاء أسماء غير معلن عنها
        [prefix-taken-back] يلغي XML فيه بادئة فضاء أسماء
        [namespace-reserved] يسيء XML فيه استخدام فضاء أسماء محجوز
        [too-many-namespaces] يعلن عن أكثر من 256 فضاء أسماء XML في موضع واحد
        [namespace-too-long] يزيد طول اسم أحد فضاءات أسماء XML فيه على 1024 بايت
        [main-not-well-formed] جزؤه الرئيسي ليس XML سليم الصياغة
        [main-character] في جزئه الرئيسي محرف لا يسمح به XML
        [main-prefix-undeclared] يستخدم جزؤه الرئيسي بادئة فضاء أسماء غير معلن عنها
        [main-attribute-twice] لأحد عناصر جزئه الرئيسي السمة نفسها مرتين
        [main-dtd] يحتوي جزؤه الرئيسي على DTD
        [compound-file] ليس ملفًا مركَّبًا سليمًا
        [unknown-content] فيه محتوى بتنسيق غير معروف
        [unknown-object] فيه كائن بشكل غير معروف
        [unknown-encoding] فيه XML بترميز غير مسموح به
        [unknown-active-mime] فيه ملف ActiveMime بشكل غير معروف
        [unknown-rtf-object] فيه كائن RTF بشكل غير معروف
        [unclear-message] فيه رسالة لا يمكن تفكيكها
        [message-head-too-long] فيه رسالة ترويستها طويلة جدًا
        [unknown-message] فيه رسالة مكتوبة بطريقة غير معروفة
       *[other] هو غير سليم
    }

# ما الخطأ في نموذج، في نهاية `NotAForm`.

FormFlaw = { $flaw ->
        [not-at-boundary] لا يبدأ بفاصله
        [behind-boundary] يلي أحد الفواصل شيء آخر
        [unfinished] ينتهي قبل فاصله الأخير
        [head-too-long] ترويسة أحد الأجزاء طويلة جدًا
        [no-header] في ترويسة أحد الأجزاء سطر ليس حقلًا
        [rest-of-header] تبدأ ترويسة أحد الأجزاء ببقية حقل
        [two-dispositions] لأحد الأجزاء حقلا Content-Disposition
        [name-twice] يذكر أحد الأجزاء أحد أسمائه مرتين
        [piece-twice] يذكر أحد الأجزاء قطعة من أحد أسمائه مرتين
        [piece-missing] يذكر أحد الأجزاء أحد أسمائه على قطع، وإحداها ناقصة
        [parameters] تتعذر قراءة معاملات أحد الحقول
        [boundary] يجب أن يتكون `boundary` من حرف واحد إلى 70 حرفًا مرئيًا من ASCII، وأن يُذكر مرة واحدة
       *[other] ليس مبنيًا كما يُبنى النموذج
    }

# ما الخطأ في ترويسة طلب، في نهاية `InvalidRequest`.

RequestFlaw = { $flaw ->
        [empty-lines] تسبقه أسطر فارغة كثيرة جدًا
        [bare-line-feed] ينتهي أحد أسطره بلا رمز رجوع إلى أول السطر
        [line-end] ينتهي أحد أسطره على نحو خاطئ
        [head-end] لا تنتهي ترويسته حيث تبدو نهايتها
        [first-line] سطره الأول ليس سطر طلب
        [version] ليس HTTP/1.1 ولا HTTP/1.0
        [target] هدفه ليس URI
        [field-name] في اسم أحد الحقول ما لا يجوز في أي اسم
        [field-value] في قيمة أحد الحقول ما لا يجوز في أي قيمة
        [no-host] ليس فيه Host
        [host-twice] فيه أكثر من Host واحد
        [host] قيمة Host فيه ليست مضيفًا
        [length] قيمة Content-Length فيه ليست عددًا
        [two-lengths] فيه قيمتان مختلفتان لـ Content-Length
        [encoding] قيمة Transfer-Encoding فيه ليست `chunked` وحدها
        [length-and-encoding] فيه Content-Length وTransfer-Encoding معًا
        [encoding-too-early] لا يعرف HTTP/1.0 حقل Transfer-Encoding
       *[other] ليس مبنيًا كما يُبنى الطلب
    }
