"""What the second round of seed 004 asks, whom it invites, and the lists that came. All invented."""

from typing import Any

# In order; `condition` names another question.
QUESTIONS: dict[str, dict[str, Any]] = {
    "room": {
        "kind": "choice", "required": True,
        "label": {"en": "Do you need a room for the night?", "ur": "کیا آپ کو رات گزارنے کے لیے کمرہ چاہیے؟"},
        "options": [
            {"code": "yes", "label": {"en": "Yes, I come from far away", "ur": "جی ہاں، میں دور سے آ رہا/رہی ہوں"}},
            {"code": "no", "label": {"en": "No", "ur": "نہیں"}},
        ],
        "purpose": {"en": "To book rooms.", "ur": "کمروں کی بکنگ کے لیے۔"},
    },
    "nights": {
        "kind": "number", "condition": "room", "condition_value": "yes",
        "label": {"en": "For how many nights?", "ur": "کتنی راتوں کے لیے؟"},
        "purpose": {"en": "To book rooms.", "ur": "کمروں کی بکنگ کے لیے۔"},
    },
    "meals": {
        "kind": "choice",
        "label": {"en": "What do you eat?", "ur": "آپ کیا کھاتے ہیں؟"},
        "options": [
            {"code": "all", "label": {"en": "Everything", "ur": "سب کچھ"}},
            {"code": "vegetarian", "label": {"en": "No meat", "ur": "گوشت کے بغیر"}},
            {"code": "soft", "label": {"en": "Soft food", "ur": "نرم غذا"}},
        ],
        "purpose": {"en": "So that the kitchen knows.", "ur": "تاکہ باورچی خانے کو معلوم ہو۔"},
    },
    "languages": {
        "kind": "many",
        "label": {"en": "Which languages can you discuss in?", "ur": "آپ کن زبانوں میں بات کر سکتے ہیں؟"},
        "options": [
            {"code": "ur", "label": {"en": "Urdu", "ur": "اردو"}}, {"code": "en", "label": {"en": "English", "ur": "انگریزی"}},
            {"code": "ps", "label": {"en": "Pashto", "ur": "پشتو"}}, {"code": "sd", "label": {"en": "Sindhi", "ur": "سندھی"}},
            {"code": "bal", "label": {"en": "Balochi", "ur": "بلوچی"}},
        ],
        "purpose": {"en": "To form the groups.", "ur": "گروہ بنانے کے لیے۔"},
    },
    "missing": {
        "kind": "long",
        "label": {"en": "What must the framework not forget?", "ur": "خاکے میں کیا بات نہیں بھولنی چاہیے؟"},
        "help": {"en": "A sentence or two; it is read by the consultant.", "ur": "ایک دو جملے؛ مشیر انہیں پڑھیں گے۔"},
        "purpose": {"en": "To prepare the discussion.", "ur": "مباحثے کی تیاری کے لیے۔"},
    },
    "city": {
        "kind": "consent",
        "label": {"en": "My district may be shown on the list of participants.", "ur": "شرکا کی فہرست میں میرا ضلع دکھایا جا سکتا ہے۔"},
        "purpose": {"en": "So that people of one district find each other.", "ur": "تاکہ ایک ضلع کے لوگ ایک دوسرے کو جان سکیں۔"},
    },
    "arrival": {
        "kind": "date", "stage": "approved",
        "label": {"en": "On which day do you arrive?", "ur": "آپ کس دن پہنچیں گے؟"},
        "purpose": {"en": "So that somebody meets you.", "ur": "تاکہ کوئی آپ کو لینے آئے۔"},
    },
    "leave": {
        "kind": "file", "stage": "approved",
        "label": {"en": "Letter of your employer, if you need one from us", "ur": "آپ کے ادارے کا خط، اگر ہم سے خط درکار ہو"},
        "purpose": {"en": "To write you a letter for your leave.", "ur": "آپ کی رخصت کا خط لکھنے کے لیے۔"},
    },
}  # fmt: skip

# (institution, seats, kind, office, [(name, designation)])
DELEGATIONS: list[tuple[str, int, str, str, list[tuple[str, str]]]] = [
    ("nchr-pakistan", 2, "nhri", "The Secretary", [("Tahira Mansoor", "Member (sample)"), ("Waseem Akhtar", "Research officer")]),
    ("mohr", 3, "ministry", "Joint Secretary, Human Rights Wing", [("Rubina Shah", "Section officer")]),
    ("ict-administration", 2, "local_gov", "Office of the Chief Commissioner", []),
]  # fmt: skip

# (whom, what came of it: yes, no, forwarded, or "" for nothing yet)
INVITED: list[tuple[dict[str, Any], str]] = [
    ({"name": "Parveen Soomro", "honorific": "Dr", "designation": "Professor of law", "institution_text": "University law department", "email": "invited1@participants.example", "category": "academia", "area": "PK-SD.hyderabad"}, "yes"),
    ({"name": "Gul Bibi Achakzai", "designation": "Chair", "institution_text": "Women’s Voice Balochistan", "phone": "+92 300 0009902", "email": "invited2@participants.example", "category": "whrd", "area": "PK-BA.zhob"}, "yes"),
    ({"name": "Arif Masih", "institution_text": "Minorities Together", "email": "invited3@participants.example", "category": "minority", "area": "PK-PB.faisalabad"}, "yes"),
    ({"name": "خالدہ تبسم", "designation": "مدیرہ", "institution_text": "ضلعی اخبار", "email": "invited4@participants.example", "category": "media", "area": "PK-PB.multan", "language": "ur"}, "no"),
    ({"name": "Sher Ali Wazir", "institution_text": "Bar Association, district", "email": "invited5@participants.example", "category": "legal", "area": "PK-KP.bannu"}, "forwarded"),
    ({"name": "Noor Jehan Hunzai", "institution_text": "Mountain Youth Council", "phone": "+92 300 0009906", "category": "youth", "area": "PK-GB.hunza"}, ""),
    ({"name": "Iqbal Kohli", "institution_text": "Brick Kiln Workers’ Union", "phone": "+92 300 0009907", "category": "trade_union", "area": "PK-SD.umerkot"}, ""),
    ({"name": "رخسانہ جبیں", "institution_text": "انجمنِ فلاحِ معذوراں", "email": "invited8@participants.example", "category": "disability", "area": "PK-PB.sialkot", "language": "ur"}, ""),
]  # fmt: skip

LIST_HEADINGS = ("Sr #", "Full name", "NGO / group", "Cell no.", "E-mail", "Zilla", "Category", "Remarks")
LIST_COLUMNS = {
    "Full name": "name", "NGO / group": "institution", "Cell no.": "phone", "E-mail": "email", "Zilla": "area", "Category": "category",
}  # fmt: skip
LIST_ROWS = [
    ("1", "Shahida Parveen", "Awaz Community Centre", "0300-0009921", "", "Swabi", "CBO", ""),
    ("2", "محمد اسلم", "دیہی ترقیاتی تنظیم", "۰۳۰۰-۰۰۰۹۹۲۲", "", "Larkana", "NGO", "vegetarian"),
    ("3", "Rehmat Bibi", "Fisherfolk Association", "0300-0009923", "list3@participants.example", "Gwadar", "CBO", ""),
    ("4", "Javed Iqbal", "Sindhu Rights Network", "see office", "", "Sukkur", "NGO", "number to be checked"),
    ("5", "Naila Gilani", "Khyber Legal Aid Circle", "0300-0009925", "list5@participants.example", "Abbottabad", "Lawyer or legal consultant", ""),
    ("6", "Haleema Sadia", "Indus Rural Forum", "", "halima at example", "Badin", "NGO", ""),
    ("7", "Sajid Hazara", "Disabled People’s Assembly", "0300-0009927", "", "Chaman", "DPO", "wheelchair"),
]  # fmt: skip
NEW_LIST_ROWS = [
    ("1", "Zarmina Afridi", "Women’s Voice Balochistan", "0300-0009931", "", "Khyber", "NGO", ""),
    ("2", "Kamran Abro", "Sindhu Rights Network", "0300-0009932", "", "Karachi S.", "NGO", ""),
    ("3", "Shahida Parveen", "Awaz Community Centre", "0300-0009921", "", "Swabi", "CBO", ""),
]  # fmt: skip
