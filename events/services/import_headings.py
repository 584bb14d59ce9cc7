"""Headings of lists as forms, survey programs and offices write them: English, Bangla, Urdu, Persian, Arabic, Russian, Tajik, Nepali
and Hindi, between bars. `events.services.import_columns` guesses by them.
"""

WORDS = {
    "name": (
        "respondent name|respondent|guest name|delegate name|nominee|name of nominee|name of officer|name of officers|name of official|"
        "name|full name|name to use|name of participant|participant|participant name|name of the participant|"
        "user name|attendee|original name|নাম|পুরো নাম|অংশগ্রহণকারীর নাম|نام|پورا نام|نام شریک|نام و نام خانوادگی|"
        "الاسم|الاسم الكامل|اسم|фио|ф и о|имя и фамилия|имя участника|участник|ф и о участника|фио участника|"
        "фамилия имя отчество|имя фамилия|фамилия имя|attendee name|contact name|ному насаб|насаб ва ном|नाम|"
        "पूरा नाम|नाम थर"
    ),
    "first_name": "first name|given name|forename|имя|ном|الاسم الاول|প্রথম নাম|पहिलो नाम",
    "middle_name": "middle name|middle names|отчество|номи падар",
    "named": (
        "name designation|name and designation|name with designation|name and title|নাম ও পদবি|নাম ও পদবী|"
        "নাম এবং পদবি|নাম পদবি|নাম পদবী|نام و عہدہ|نام اور عہدہ|نام عہدہ|фио должность|фио и должность"
    ),
    "last_name": "last name|surname|family name|фамилия|насаб|اسم العائلة|শেষ নাম|थर|نام خانوادگی",
    "honorific": (
        "honorific|salutation|mr ms|mr mrs|mr mrs ms|prefix|name prefix|title honorific|সম্বোধন|خطاب|القاب|обращение|"
        "اللقب|उपाधि"
    ),
    "designation": (
        "desig|designation|job title|position|post|rank|organization title|position title|current position|পদবী|পদবি|পদ|"
        "عہدہ|المنصب|المسمى الوظيفي|الوظيفة|должность|вазифа|мансаб|पद"
    ),
    "office": "dept|deptt|department name|name of department|office|department|section|wing|দপ্তর|অফিস|دفتر|شعبہ|القسم|отдел|управление|шуъба|कार्यालय",
    "institution": (
        "संस्थाको नाम|संस्था का नाम|سازمان|نهاد|موسسه|"
        "ministry|ministry division|ministry department|ministry agency|name of ministry|institute|org name|ngo name|organization institute|"
        "institution|organisation|organization|org|ngo|cso|company|employer|affiliation|agency|university|"
        "organisation name|name of organization|name of organisation|name of institution|organization name|"
        "institution name|company name|name of ngo|name of office|প্রতিষ্ঠান|সংগঠন|সংস্থা|প্রতিষ্ঠানের নাম|ادارہ|"
        "تنظیم|ادارے کا نام|تنظیم کا نام|المؤسسة|সংস্থার নাম|সংগঠনের নাম|المنظمة|الجهة|организация|учреждение|"
        "место работы|место работы должность|организации|учреждения|ташкилот|муассиса|संस्था|संगठन|संस्थान"
    ),
    "email": (
        "ایمیل|پست الکترونیک|इमेल ठेगाना|ईमेल पता|ईमेल आईडी|"
        "email|e mail|mail|email address|e mail address|user email|username|email id|e mail id|attendee email|"
        "contact email|email value|e mail value|ইমেইল|ইমেল|ই মেইল|ইমেল ঠিকানা|ইমেইল ঠিকানা|ই মেইল ঠিকানা|"
        "ইমেল অ্যাড্রেস|ইমেইল অ্যাড্রেস|ای میل|ای میل ایڈریس|ای میل پتہ|ای میل کا پتہ|برقی پتہ|البريد الالكتروني|"
        "البريد|بريد الكتروني|электронная почта|эл почта|почта|эл адрес|имейл|е mail|электронный адрес|"
        "адрес эл почты|адрес электронной почты|почтаи электронӣ|почта электронӣ|इमेल|ईमेल"
    ),
    "phone": (
        "شماره تلفن|شماره تماس|تلفن|موبایل|मोबाइल नम्बर|मोबाइल नंबर|फोन नम्बर|फोन नंबर|फ़ोन नंबर|सम्पर्क नम्बर|"
        "ph no|tel no|mob no|mob|cell phone no|phone mobile|mobile whatsapp no|"
        "phone value|mobile no whatsapp|mobile no and e mail|mobile no and email|mobile number and email|"
        "contact details|phone|phone number|mobile|mobile number|mobile no|mobile phone|cell|cell no|cell number|"
        "contact|contact number|contact no|contact numbers|cell phone|phone no|telephone|tel|whatsapp|"
        "whatsapp number|মোবাইল|মোবাইল নম্বর|মোবাইল নং|মোবাইল নাম্বার|ফোন|ফোন নম্বর|ফোন নং|ফোন নাম্বার|যোগাযোগ|"
        "যোগাযোগের নম্বর|فون|واٹس ایپ نمبر|فون نمبر|موبائل|موبائل نمبر|رابطہ|رابطہ نمبر|الهاتف|رقم الهاتف|الجوال|"
        "الموبايل|телефон|телефона|номер телефона|контактный телефон|контакты|мобильного телефона|моб телефон|"
        "телефоны|мобильный|мобильный телефон|тел|рақами телефон|फोन|मोबाइल|सम्पर्क"
    ),
    "category": (
        "category|kind|ticket type|type|type of participant|participant type|stakeholder|stakeholder group|ধরন|"
        "অংশগ্রহণকারীর ধরন|শ্রেণি|قسم|زمرہ|الفئة|الصفة|категория|тип участника|категорияи иштирокчӣ|वर्ग|श्रेणी"
    ),
    "area": (
        "ولایت|ولسوالی|استان|город или район|регион или город|ज़िला|जिल्लाको नाम|"
        "district|area|location|province district|city|home city|home district|city district|district city|"
        "name of district|region|place|জেলা|জেলার নাম|নিজ জেলা|এলাকা|অঞ্চল|ضلع|علاقہ|شہر|المحافظة|المدينة|المنطقة|"
        "регион|район|область|город|регион область|город район|ноҳия|вилоят|шаҳр|जिल्ला|जिला"
    ),
    "above": "province|division|state|বিভাগ|প্রদেশ|صوبہ|ڈویژن|प्रदेश|प्रान्त",
    "language": "language|preferred language|ভাষা|زبان|اللغة|язык|забон|भाषा",
    "needs": (
        "needs|special needs|accessibility|requirements|dietary requirements|বিশেষ চাহিদা|ضروریات|الاحتياجات|"
        "потребности|эҳтиёҷот"
    ),
    "registered": (
        "вақт|вақти қайд|مهر زمان|completion time|date submitted|submit date utc|submission date|order date|created|created at|created on|"
        "date added|টাইমস্ট্যাম্প|ٹائم اسٹیمپ|ٹائم سٹیمپ|طابع زمني|مهر زمانی|टाइमस्टैंप|टाइमस्ट्याम्प|время создания|"
        "registered|registered at|registration time|registration date|reg date|date of registration|registered on|"
        "timestamp|submission time|submitted at|date|day of registration|তারিখ|নিবন্ধনের তারিখ|تاریخ|تاریخ اندراج|"
        "التاريخ|تاريخ التسجيل|дата|дата регистрации|отметка времени|сана|मिति"
    ),
    "status": (
        "registration state|order status|rsvp|rsvp status|approval status|registration status|validation status|"
        "attendee status|status|অবস্থা|حالت|الحالة|статус|ҳолат"
    ),
}
# Said by a column that may stand beside a better one.
COUNTRY = "country|country region|country region name|home country|দেশ|ملک|الدولة|страна|кишвар"
TITLE = "title"
# A consent is asked in a sentence, needs often too: these words in it are enough.
ASKED = {
    "consent_photo": "photo photos photograph photographs photographed photography picture pictures ছবি تصویر تصاویر صور фото акс",
    "consent_listed": "participants list|share my name|share your name|list of participants",
    "consent_quoted": "quote me by name|quote you by name|quoted by name",
    "consent_outcome": "what came of it|tell me what|inform me of the outcome|keep me informed",
    "needs": "accessibility accessible dietary disability",
}
# What a form in Bangla, Urdu, Russian, Arabic or Nepali says before and after the word that counts: “Your mobile number, please”.
BEFORE = (
    "আপনার|আপনি|কোন|অনুগ্রহ করে|দয়া করে|অংশগ্রহণকারীর|آپ کا|آپ کی|آپ کے|آپ|کس|کون سا|کون سے|اپنا|اپنی|براہ کرم|"
    "برائے مہربانی|ваш|ваша|ваше|ваши|укажите|введите|напишите|пожалуйста|из какого вы|номер|название|"
    "наименование|полное|ما هو|ما هي|يرجى كتابة|तपाईंको|तपाईको|आपका|आपकी"
)
AFTER = (
    "থেকে আসছেন|থেকে এসেছেন|থেকে অংশগ্রহণ করছেন|থেকে|লিখুন|দিন|কি|কী|کیا ہے|سے ہیں|سے تعلق رکھتے ہیں|سے تعلق ہے|"
    "لکھیں|درج کریں|полностью|участника|الخاص بك"
)
# Values that tell a column of titles before names from one of posts.
HONORIFICS = (
    "mr|ms|mrs|miss|mx|dr|prof|professor|adv|advocate|engr|eng|rev|sir|hon|জনাব|ড|মোঃ|অধ্যাপক|جناب|محترمہ|ڈاکٹر|"
    "پروفیسر|г н|г жа"
)
# Of somebody else than the person in the row.
OTHERS = (
    "emergency father mother spouse husband wife guardian kin supervisor assistant referee nominated invited "
    "পিতার মাতার والد والدہ شوہر отца"
).split()
