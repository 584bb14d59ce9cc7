"""Seed 004, the consultation in Pakistan: what it is called, its themes and its two days.

From the report: two days, the policy framework on the first with four themes, the mechanism for defenders on the second; SPO with the
Ministry of Human Rights, funded by CARE International; a legal consultant leads. Dates, place and times of day are assumed.
"""

TITLE = {
    "en": "Human rights policy framework, and a mechanism for defenders",
    "ur": "انسانی حقوق کی پالیسی کا خاکہ، اور محافظینِ حقوق کے لیے ایک طریقۂ کار",
}
SUMMARY = {
    "en": (
        "Two days on what a national human rights policy framework should hold, and on what a public and private mechanism to protect "
        "human rights defenders should look like. What you say becomes part of the record, under the rule chosen for each session. "
        "Dates, place and times are assumed: the report of the consultation does not state them."
    ),
    "ur": (
        "دو دن اس پر کہ انسانی حقوق کی قومی پالیسی میں کیا ہونا چاہیے، اور محافظینِ حقوق کے تحفظ کے لیے سرکاری و نجی شراکت کا "
        "طریقۂ کار کیسا ہو۔ آپ کی بات ہر نشست کے طے شدہ اصول کے مطابق ریکارڈ کا حصہ بنے گی۔ تاریخیں، مقام اور اوقات فرضی ہیں۔"
    ),
}
AUDIENCE = {
    "en": "Civil society, lawyers, officials and the media from across Pakistan: 60 places, at most 3 for each district.",
    "ur": "پاکستان بھر سے سول سوسائٹی، وکلا، سرکاری افسران اور ذرائع ابلاغ: 60 نشستیں، ہر ضلع سے زیادہ سے زیادہ 3۔",
}
NEXT_TITLE = {
    "en": "Policy framework and mechanism: second round of consultation",
    "ur": "پالیسی کا خاکہ اور طریقۂ کار: مشاورت کا دوسرا دور",
}
NEXT_SUMMARY = {
    "en": (
        "A sample, made so that you can try registration: the consultant’s draft framework comes back for a second round. "
        "The report says that further rounds were planned; that this one took place, its dates and its place are assumed."
    ),
    "ur": "ایک نمونہ، تاکہ آپ اندراج آزما سکیں: مشیر کا تیار کردہ مسودہ دوسرے دور کے لیے پیش کیا جاتا ہے۔ تاریخ اور مقام فرضی ہیں۔",
}
THIRD_TITLE = {
    "en": "Policy framework and mechanism: third round of consultation",
    "ur": "پالیسی کا خاکہ اور طریقۂ کار: مشاورت کا تیسرا دور",
}
SERIES_TITLE = {"en": "Consultations on human rights policy", "ur": "انسانی حقوق کی پالیسی پر مشاورت"}
SERIES_ABOUT = {
    "en": "Rounds of consultation on one framework: each begins with the draft that came of the one before, and with the answers to it.",
    "ur": "ایک ہی خاکے پر مشاورت کے ادوار: ہر دور پچھلے دور کے مسودے اور اس پر ملنے والے جوابات سے شروع ہوتا ہے۔",
}
DISCLAIMER = "The content of this event is the responsibility of its organisers and does not necessarily reflect the views of the funder."
FACILITATOR = "Legal consultant"

# (key, title, guiding questions)
THEMES = [
    (
        "commitment",
        {"en": "Scope of the State’s commitment", "ur": "ریاست کے وعدوں کا دائرہ"},
        {
            "en": "What has been promised in the Constitution, in laws and in treaties?\nTo whom was it promised?",
            "ur": "آئین، قوانین اور معاہدوں میں کیا وعدہ کیا گیا ہے؟\nکس سے وعدہ کیا گیا ہے؟",
        },
    ),
    (
        "gap",
        {"en": "Gap analysis", "ur": "خلا کا جائزہ"},
        {
            "en": "Where do law, budget and practice part ways?\nWho is left without a remedy?",
            "ur": "قانون، بجٹ اور عمل کہاں ایک دوسرے سے جدا ہوتے ہیں؟\nکون داد رسی سے محروم رہتا ہے؟",
        },
    ),
    (
        "governance",
        {"en": "A governance policy", "ur": "طرزِ حکمرانی کی پالیسی"},
        {
            "en": "Which body does what?\nWho watches over it?",
            "ur": "کون سا ادارہ کیا کرے؟\nاس پر نظر کون رکھے؟",
        },
    ),
    (
        "priorities",
        {"en": "Priorities: nation, province, district", "ur": "ترجیحات: ملک، صوبہ، ضلع"},
        {
            "en": "What comes first at each level?\nWho says so?",
            "ur": "ہر سطح پر پہلے کیا ہونا چاہیے؟\nیہ کون طے کرے؟",
        },
    ),
    (
        "mechanism",
        {"en": "A mechanism for defenders", "ur": "محافظینِ حقوق کے لیے طریقۂ کار"},
        {
            "en": "How is it built and whom does it serve?\nWho monitors it?\nWhich case goes where?",
            "ur": "اس کی ساخت کیا ہو اور یہ کس کے لیے ہو؟\nنگرانی کون کرے؟\nکون سا معاملہ کہاں بھیجا جائے؟",
        },
    ),
]

# (key, day, from, to, type, title, theme, room); the parts are the two days
PARTS = ("The policy framework", "The mechanism")
SESSIONS = [
    ("opening", 0, "09:30", "10:15", "opening", {"en": "Opening", "ur": "افتتاح"}, "", "Main hall"),
    ("commitment", 0, "10:15", "11:30", "plenary", {"en": "What the State has committed to", "ur": "ریاست نے کیا وعدے کیے ہیں"}, "commitment", "Main hall"),
    ("tea-1", 0, "11:30", "11:45", "break", {"en": "Tea", "ur": "چائے"}, "", ""),
    ("gap", 0, "11:45", "13:00", "breakout", {"en": "The gap between law, budget and practice", "ur": "قانون، بجٹ اور عمل کے درمیان خلا"}, "gap", "Hall A"),
    ("governance", 0, "11:45", "13:00", "breakout", {"en": "Which body does what, and who checks it", "ur": "کون سا ادارہ کیا کرے، اور نگرانی کون کرے"}, "governance", "Hall B"),
    ("lunch-1", 0, "13:00", "14:15", "break", {"en": "Lunch and prayer", "ur": "کھانا اور نماز"}, "", ""),
    ("priorities", 0, "14:15", "15:45", "plenary", {"en": "What comes first: nation, province, district", "ur": "پہلے کیا: ملک، صوبہ، ضلع"}, "priorities", "Main hall"),
    ("agree", 0, "15:45", "16:30", "plenary", {"en": "Where we agree, where we do not", "ur": "کہاں اتفاق ہے، کہاں نہیں"}, "", "Main hall"),
    ("structure", 1, "09:30", "11:00", "plenary", {"en": "How the mechanism is built, and for whom", "ur": "طریقۂ کار کی ساخت اور دائرہ"}, "mechanism", "Main hall"),
    ("tea-2", 1, "11:00", "11:15", "break", {"en": "Tea", "ur": "چائے"}, "", ""),
    ("monitoring", 1, "11:15", "12:45", "breakout", {"en": "Who watches over it", "ur": "نگرانی کون کرے"}, "mechanism", "Hall A"),
    ("referral", 1, "11:15", "12:45", "breakout", {"en": "Which case goes where", "ur": "کون سا معاملہ کہاں بھیجا جائے"}, "mechanism", "Hall B"),
    ("lunch-2", 1, "12:45", "14:00", "break", {"en": "Lunch and prayer", "ur": "کھانا اور نماز"}, "", ""),
    ("outline", 1, "14:00", "15:30", "plenary", {"en": "A shared outline, point by point", "ur": "مشترکہ خاکہ، نکتہ بہ نکتہ"}, "mechanism", "Main hall"),
    ("closing", 1, "15:30", "16:30", "closing", {"en": "Adoption and closing", "ur": "منظوری اور اختتام"}, "", "Main hall"),
]  # fmt: skip
TAKEN_DOWN = (
    "commitment",
    "gap",
    "governance",
    "priorities",
    "structure",
    "monitoring",
    "referral",
    "outline",
)

# session: [(office, institution, role, order)]; offices only, no names
SPEAKERS = {
    "opening": [
        ("Representative of the Ministry", "mohr", "chief_guest", 10),
        ("Representative of the organiser", "spo", "chair", 20),
        ("Representative of the funder", "care-international", "panellist", 30),
    ],
    "commitment": [(FACILITATOR, "", "facilitator", 20), ("Human rights wing", "mohr", "panellist", 10)],
    "gap": [(FACILITATOR, "", "facilitator", 10)],
    "governance": [("Programme staff", "spo", "moderator", 10)],
    "priorities": [("Programme staff", "spo", "moderator", 10)],
    "agree": [(FACILITATOR, "", "facilitator", 10)],
    "structure": [(FACILITATOR, "", "facilitator", 20), ("Human rights wing", "mohr", "panellist", 10)],
    "monitoring": [("Programme staff", "spo", "moderator", 10)],
    "referral": [(FACILITATOR, "", "facilitator", 10)],
    "outline": [("Representative of the organiser", "spo", "chair", 10), (FACILITATOR, "", "resource", 20)],
    "closing": [
        ("Representative of the organiser", "spo", "chair", 10),
        ("Representative of the Ministry", "mohr", "panellist", 20),
    ],
}

# How many register from each district; three have places. The order in which they come is drawn.
DISTRICTS = {
    "PK-IS.islamabad": 6, "PK-PB.lahore": 5, "PK-SD.karachi-south": 4, "PK-KP.peshawar": 4, "PK-BA.quetta-east": 4, "PK-PB.multan": 3,
    "PK-SD.hyderabad": 3, "PK-PB.rawalpindi": 3, "PK-PB.faisalabad": 3, "PK-SD.sukkur": 2, "PK-SD.larkana": 2, "PK-KP.swabi": 2,
    "PK-KP.mardan": 2, "PK-GB.gilgit": 2, "PK-GB.skardu": 1, "PK-JK.muzaffarabad": 2, "PK-JK.mirpur": 1, "PK-BA.gwadar": 2,
    "PK-BA.kech": 2, "PK-BA.khuzdar": 1, "PK-SD.tharparkar": 2, "PK-SD.thatta": 2, "PK-SD.badin": 1, "PK-SD.mirpur-khas": 2,
    "PK-PB.dera-ghazi-khan": 2, "PK-PB.bahawalpur": 2, "PK-PB.rahim-yar-khan": 1, "PK-PB.sialkot": 1, "PK-KP.abbottabad": 2,
    "PK-KP.bannu": 1, "PK-KP.dera-ismail-khan": 1, "PK-KP.khyber": 1, "PK-KP.kurram": 1, "PK-BA.chaman": 1, "PK-BA.zhob": 1,
    "PK-SD.jacobabad": 1, "PK-SD.umerkot": 1,
}  # fmt: skip
NEXT_DISTRICTS = {
    "PK-IS.islamabad": 5, "PK-PB.lahore": 4, "PK-SD.karachi-south": 3, "PK-KP.peshawar": 3, "PK-BA.quetta-east": 2, "PK-PB.multan": 2,
    "PK-SD.hyderabad": 2, "PK-PB.rawalpindi": 1, "PK-SD.larkana": 1, "PK-KP.mardan": 1, "PK-GB.hunza": 1, "PK-JK.kotli": 1, "PK-BA.kech": 1,
    "PK-SD.thatta": 1, "PK-SD.tharparkar": 1, "PK-PB.bahawalpur": 1, "PK-KP.kohat": 1, "PK-KP.upper-chitral": 1, "PK-PB.sialkot": 1,
}  # fmt: skip
NEEDS = [
    "Sign language interpretation (Pakistan Sign Language)",
    "Step-free access; I use a wheelchair.",
    "اردو میں کاغذات درکار ہیں۔",
    "A quiet room for a child.",
]
# Officials are nominated by letter; they register by office: (honorific, name or "", designation, office, institution, category, area)
OFFICIALS = [
    ("", "", "Director (policy)", "Human rights wing", "mohr", "ministry", "PK-IS.islamabad"),
    (
        "",
        "",
        "Section officer (international cooperation)",
        "Human rights wing",
        "mohr",
        "ministry",
        "PK-IS.islamabad",
    ),
    (
        "",
        "",
        "Assistant Commissioner",
        "Office of the Deputy Commissioner",
        "ict-administration",
        "local_gov",
        "PK-IS.islamabad",
    ),
    (
        "Dr",
        "Uzma Sarwar",
        "Deputy director",
        "Provincial human rights department",
        "",
        "ministry",
        "PK-SD.karachi-east",
    ),
    ("Mr", "Gul Zaman", "Social welfare officer", "District administration", "", "local_gov", "PK-KP.swat"),
]
