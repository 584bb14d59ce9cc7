"""What the columns of a list of people are called: words in the languages of our hosts, and the guess that they allow."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.import_tables import EMAIL, PHONE, Table
from core.text import ascii_digits, fold

# What a column can mean, in the order in which it is offered.
MEANINGS: dict[str, str | Promise] = {
    "name": _("Name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "honorific": _("Honorific"),
    "designation": _("Designation"),
    "office": _("Office"),
    "institution": _("Institution"),
    "email": _("E-mail address"),
    "phone": _("Phone"),
    "category": _("Kind of participants"),
    "area": _("District"),
    "above": _("Province or division, where it has a column of its own"),
    "language": _("Language for messages"),
    "needs": _("What they need to take part"),
    "registered": _("Day of registration"),
    "status": _("Whether it was approved or cancelled there"),
    "consent_listed": _("Consent: name shared with other participants"),
    "consent_quoted": _("Consent: quoted by name"),
    "consent_photo": _("Consent: photographs"),
    "consent_outcome": _("Consent: told what came of it"),
}
NAMING = ("name", "first_name", "last_name")

# English, Bangla, Urdu, Persian, Arabic, Russian, Tajik, Nepali and Hindi; between bars.
_WORDS = {
    "name": "name|full name|name to use|name of participant|participant|participant name|name of the participant|user name|attendee|"
    "original name|নাম|পুরো নাম|অংশগ্রহণকারীর নাম|نام|پورا نام|نام شریک|نام و نام خانوادگی|الاسم|الاسم الكامل|اسم|фио|ф и о|имя и фамилия|"
    "имя участника|участник|ному насаб|насаб ва ном|नाम|पूरा नाम|नाम थर",
    "first_name": "first name|given name|forename|имя|ном|الاسم الاول|প্রথম নাম|पहिलो नाम",
    "last_name": "last name|surname|family name|фамилия|насаб|اسم العائلة|শেষ নাম|थर|نام خانوادگی",
    "honorific": "honorific|salutation|mr ms|prefix|সম্বোধন|خطاب|القاب|обращение|اللقب|उपाधि",
    "designation": "designation|job title|position|title|post|rank|পদবী|পদবি|পদ|عہدہ|المنصب|المسمى الوظيفي|الوظيفة|должность|вазифа|мансаб|पद",
    "office": "office|department|section|wing|দপ্তর|অফিস|دفتر|شعبہ|القسم|отдел|управление|шуъба|कार्यालय",
    "institution": "institution|organisation|organization|org|ngo|cso|company|employer|affiliation|agency|university|organisation name|"
    "name of organization|name of organisation|name of institution|প্রতিষ্ঠান|সংগঠন|সংস্থা|প্রতিষ্ঠানের নাম|ادارہ|تنظیم|ادارے کا نام|المؤسسة|"
    "المنظمة|الجهة|организация|учреждение|место работы|ташкилот|муассиса|संस्था|संगठन|संस्थान",
    "email": "email|e mail|mail|email address|e mail address|user email|username|ইমেইল|ইমেল|ই মেইল|ای میل|برقی پتہ|البريد الالكتروني|"
    "البريد|بريد الكتروني|электронная почта|эл почта|почта|адрес электронной почты|почтаи электронӣ|почта электронӣ|इमेल|ईमेल",
    "phone": "phone|phone number|mobile|mobile number|mobile no|mobile phone|cell|cell no|cell number|contact|contact number|contact no|"
    "contact numbers|cell phone|phone no|telephone|tel|whatsapp|whatsapp number|"
    "মোবাইল|মোবাইল নম্বর|ফোন|ফোন নম্বর|যোগাযোগ|فون|فون نمبر|موبائل|موبائل نمبر|رابطہ|رابطہ نمبر|"
    "الهاتف|رقم الهاتف|الجوال|الموبايل|телефон|номер телефона|мобильный|мобильный телефон|тел|рақами телефон|फोन|मोबाइल|सम्पर्क",
    "category": "category|kind|ticket type|"
    "type|type of participant|participant type|"
    "stakeholder|stakeholder group|ধরন|অংশগ্রহণকারীর ধরন|শ্রেণি|قسم|"
    "زمرہ|الفئة|الصفة|категория|тип участника|категорияи иштирокчӣ|वर्ग|श्रेणी",
    "area": "district|area|location|province district|city|home city|region|place|জেলা|এলাকা|অঞ্চল|ضلع|علاقہ|شہر|المحافظة|المدينة|المنطقة|регион|"
    "район|область|город|ноҳия|вилоят|шаҳр|जिल्ला|जिला|country|দেশ|ملک|الدولة|страна|кишвар",
    "above": "province|division|state|বিভাগ|প্রদেশ|صوبہ|ڈویژن|प्रदेश|प्रान्त",
    "language": "language|preferred language|ভাষা|زبان|اللغة|язык|забон|भाषा",
    "needs": "needs|special needs|accessibility|requirements|dietary requirements|বিশেষ চাহিদা|ضروریات|الاحتياجات|потребности|эҳтиёҷот",
    "registered": "registered|registered at|registration time|registration date|reg date|date of registration|registered on|timestamp|"
    "submission time|submitted at|date|day of registration|তারিখ|নিবন্ধনের তারিখ|تاریخ|تاریخ اندراج|التاريخ|تاريخ التسجيل|дата|"
    "дата регистрации|отметка времени|сана|मिति",
    "status": "approval status|registration status|validation status|attendee status|status|অবস্থা|حالت|الحالة|статус|ҳолат",
}
# A consent is asked in a sentence: these words in it are enough.
_ASKED = {
    "consent_photo": "photo photos photograph photographs picture pictures ছবি تصویر تصاویر صور фото акс",
    "consent_listed": "participants list|share my name|share your name|list of participants",
    "consent_quoted": "quote me by name|quote you by name|quoted by name",
    "consent_outcome": "what came of it|tell me what|inform me of the outcome|keep me informed",
}
# What a form says around the word that counts: "Which district are you from?", "Please write your full name".
_AROUND = re.compile(
    r"^(please )?((write|enter|give|state|tell us|choose|select|type) )?((what|which) )?(is |are )?((your|the|of) )*"
    r"|( (are you from|do you come from|do you live in|do you work in|do you represent|do you work for|you represent|\d))+$"
)
MOST_SHEETS = 12  # looked at for one with headings
LONGEST_HEADING = 4  # words; a longer one is a question, and says too much to be guessed by a part of it


def _key(text: str) -> str:
    return fold(text.replace("_", " "))


_EXACT = {_key(word): meaning for meaning, words in reversed(_WORDS.items()) for word in words.split("|")}


def is_known(heading: str) -> bool:
    """Whether a cell reads like the heading of a list of people."""
    return bool(guess([heading]))


def guess(columns: Iterable[str]) -> dict[str, str]:
    """{column: meaning} for the columns whose names say it. No meaning twice: the better name wins, then the earlier column."""
    ranked = sorted(
        (
            (rank, place, column, meaning)
            for place, column in enumerate(columns)
            for rank, meaning in _candidates(column)
        ),
        key=lambda found: found[:2],
    )
    mapping: dict[str, str] = {}
    for _rank, _place, column, meaning in ranked:
        if column not in mapping and meaning not in mapping.values():
            mapping[column] = meaning
    values = set(mapping.values())
    if {"first_name", "last_name"} <= values:  # surer than what somebody calls a device
        return {column: meaning for column, meaning in mapping.items() if meaning != "name"}
    if "name" in values:
        parts = ("first_name", "last_name")
        return {column: meaning for column, meaning in mapping.items() if meaning not in parts}
    return mapping


def _candidates(column: str) -> list[tuple[int, str]]:
    """(rank, meaning), lowest rank first: the whole heading, a part of it in another language, a word in it."""
    whole = _key(column)
    if whole in _EXACT:
        return [(0, _EXACT[whole])]
    if (asked := _AROUND.sub("", whole)) in _EXACT:
        return [(1, _EXACT[asked])]
    parts = [_key(part) for part in re.split(r"[/()|—–:\n]+", column)]
    found = [(1, _EXACT[part]) for part in parts if part in _EXACT]
    found += [
        (2, meaning) for meaning in _ASKED if any(f" {word} " in f" {whole} " for word in _asked(meaning))
    ]
    if len(whole.split()) <= LONGEST_HEADING and not found:
        found += [
            (3, meaning) for word, meaning in _EXACT.items() if " " in word and f" {word} " in f" {whole} "
        ]
    return found


def guess_by_contents(found: Table) -> dict[str, str]:
    """{column: meaning} for a list without headings: addresses and telephone numbers are known by their looks, names come first."""
    mapping: dict[str, str] = {}
    for place, column in enumerate(found.columns):
        cells = [cell for row in found.rows if (cell := row.cells[place])]
        looks = [_look_of(cell) for cell in cells]
        meaning = max(set(looks), key=looks.count) if looks else ""
        if meaning and meaning not in mapping.values():
            mapping[column] = meaning
    return mapping


def _look_of(cell: str) -> str:
    if EMAIL.fullmatch(cell):
        return "email"
    if PHONE.fullmatch(ascii_digits(cell)):
        return "phone"
    return "" if any(character.isdigit() for character in cell) else "name"


@cache
def _asked(meaning: str) -> list[str]:
    words = _ASKED[meaning]
    return [_key(word) for word in (words.split("|") if "|" in words else words.split())]


def faults(mapping: Mapping[str, str]) -> str:
    """A sentence about what the mapping lacks or says twice; "" when it will do."""

    meanings = list(mapping.values())
    twice = [meaning for meaning in dict.fromkeys(meanings) if meanings.count(meaning) > 1]
    if twice:
        return gettext("Two columns are said to be “%(meaning)s”. Choose one of them.") % {
            "meaning": MEANINGS.get(twice[0], gettext("a question of this event"))
        }
    if not set(NAMING) & set(meanings) and "designation" not in meanings:
        return gettext("Say which column holds the names.")
    return ""
