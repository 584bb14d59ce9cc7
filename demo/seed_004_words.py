"""Seed 004: what was said, as the demo has it. The themes are those of the report; every sentence is invented, a sample.

(key for the sources, kind, language, text, attribution and who). Attribution follows the rule of the session.
"""

# session: (rule, state to reach, summary)
MINUTES = {
    "commitment": (
        "affiliation",
        "published",
        "Participants listed what the Constitution, laws and treaties promise, and asked that reports to treaty bodies be known before they leave.",
    ),
    "gap": (
        "chatham_house",
        "published",
        "Law, budget and practice were compared. Agreement that the gaps should be public, in Urdu and English.",
    ),
    "governance": (
        "affiliation",
        "published",
        "Complaint bodies overlap and few people know them. One list for each province was asked for.",
    ),
    "priorities": (
        "on_record",
        "published",
        "Districts differ. Most wanted them to choose their own first priorities and report on them.",
    ),
    "structure": (
        "affiliation",
        "circulated",
        "The mechanism should be reached from every district and should not depend on one office.",
    ),
    "monitoring": ("chatham_house", "prepared", ""),
    "referral": ("affiliation", "taking", ""),
}

NOBODY = ("none", "")


def kind_of(code: str) -> tuple[str, str]:
    return "category", code


def office(code: str) -> tuple[str, str]:
    return "organisation", code


def area(code: str) -> tuple[str, str]:
    return "area", code


def named(words: str) -> tuple[str, str]:
    return "named", words


ENTRIES: dict[str, list[tuple[str, str, str, str, tuple[str, str]]]] = {
    "commitment": [
        ("c1", "presentation", "en", "The facilitator listed the core human rights treaties that bind the State and the reports that are due under them.", NOBODY),
        ("c2", "point", "en", "Provincial departments often do not know which treaty reports are due, or who writes them.", kind_of("ministry")),
        ("c3", "point", "ur", "اقوامِ متحدہ کو بھیجی جانے والی رپورٹیں عوام تک اس وقت پہنچتی ہیں جب وہ جمع ہو چکی ہوتی ہیں۔", kind_of("cso")),
        ("c4", "proposal", "en", "Lay each report before Parliament ahead of time, with a summary that can be read in Urdu.", kind_of("cso")),
        ("c5", "proposal", "ur", "معاہدوں کے متن اردو اور صوبائی زبانوں میں سرکاری تربیت کا حصہ بنیں۔", area("PK-BA.quetta-east")),
        ("c6", "agreement", "en", "Agreed: commitments count only when those who are meant can read them.", NOBODY),
    ],
    "gap": [
        ("g1", "point", "en", "A law was passed, its rules were not written, and no budget line carries it.", NOBODY),
        ("g2", "point", "ur", "ضلعی سطح پر کوئی ایسا دفتر نہیں جہاں محافظِ حقوق دھمکی ملنے پر فوراً رابطہ کر سکے۔", NOBODY),
        ("g3", "proposal", "en", "Publish the gap analysis, with the law and the budget line for each gap, in both languages.", NOBODY),
        ("g4", "testimony", "en", "A participant described what happened after a complaint. Kept sealed.", NOBODY),
        ("g5", "question", "en", "Who updates the analysis when a law changes?", NOBODY),
        ("g6", "answer", "en", "Whoever publishes it, once a year, with the date of the last change beside each line.", NOBODY),
    ],
    "governance": [
        ("v1", "point", "en", "People are sent from one complaint body to the next; nobody holds the list.", kind_of("cbo")),
        ("v2", "proposal", "en", "Each province should publish one list of the bodies that take complaints, and keep it current.", kind_of("legal")),
        ("v3", "proposal", "en", "Name one officer in each federal ministry who answers for human rights questions.", office("spo")),
        ("v4", "point", "ur", "فہرست کافی نہیں، ہر ادارے کا فون نمبر اور اوقاتِ کار بھی درج ہوں۔", kind_of("disability")),
        ("v5", "reservation", "en", "One participant held that a further list adds paper unless someone is made to answer for it.", kind_of("media")),
    ],
    "priorities": [
        ("p1", "point", "ur", "تھرپارکر میں پہلا مسئلہ پانی ہے، اسلام آباد میں نہیں۔ ضلع خود بتائے کہ پہلے کیا ہو۔", named("A participant from Tharparkar")),
        ("p2", "proposal", "en", "Let every district choose its first two priorities and report on them once a year.", office("spo")),
        ("p3", "point", "en", "Provincial committees meet rarely; a small fixed budget would let them travel to the districts.", named("A participant from Gilgit")),
        ("p4", "commitment", "en", "The Ministry will share the district formats that it uses already. (Sample)", office("mohr")),
        ("p5", "decision", "en", "The meeting asked the consultant to compile priorities by level before the next round.", NOBODY),
    ],
    "structure": [
        ("s1", "presentation", "en", "Three models were shown: a desk inside the Ministry, an independent body, and a body with members from both sides.", NOBODY),
        ("s2", "proposal", "en", "Give the body that watches over the mechanism a majority of members from outside government.", kind_of("cso")),
        ("s3", "point", "en", "A majority from outside needs a legal basis, or its decisions will not be followed.", kind_of("ministry")),
        ("s4", "proposal", "ur", "ہر خطرے کا اندراج ایک ہی طریقے سے ہو، اور سال میں ایک بار نام ظاہر کیے بغیر تعداد شائع کی جائے۔", kind_of("hrd")),
        ("s5", "agreement", "en", "Agreed: the mechanism serves everyone who defends rights by peaceful means, members of an organisation or not.", NOBODY),
    ],
    "monitoring": [
        ("m1", "point", "en", "Whoever monitors should not be paid by whoever is monitored.", NOBODY),
        ("m2", "proposal", "en", "Publish figures each year, never names.", NOBODY),
        ("m3", "point", "ur", "خواتین محافظین کے لیے الگ اور محفوظ رابطہ ضروری ہے۔", NOBODY),
    ],
    "referral": [
        ("r1", "proposal", "en", "Open a referral desk in Islamabad district first, look at it after a year, then go wider.", office("spo")),
        ("r2", "point", "en", "A referral is only as good as the office that picks up the telephone.", kind_of("legal")),
        ("r3", "point", "ur", "قانونی امداد کے لیے ایک چھوٹا فنڈ ہو تاکہ پہلے دن وکیل مل سکے۔", kind_of("whrd")),
    ],
}  # fmt: skip
