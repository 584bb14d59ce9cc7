"""The real institutions of the five events. Names are public facts; nothing here was asked of or agreed with any of them."""

from core.actors import Actor
from demo.national_institutions import NATIONAL_INSTITUTIONS
from directory.models import Institution
from directory.services.institutions import create_institution

PK = {"country": "PK", "timezone": "Asia/Karachi"}
BD = {"country": "BD", "timezone": "Asia/Dhaka"}
TJ = {"country": "TJ", "timezone": "Asia/Dushanbe"}
GOVERNMENT = {"is_government": True, "category": "ministry"}

INSTITUTIONS: dict[str, dict] = {
    # Pakistan
    "spo": {
        "name": "Strengthening Participatory Organization", "short_name": "SPO", "category": "cso", "is_host": True,
        "reference_prefix": "SPO", "names": {"ur": "سٹرینتھننگ پارٹیسیپیٹری آرگنائزیشن"}, "address": "Islamabad, Pakistan", **PK,
    },
    "mohr": {
        "name": "Ministry of Human Rights, Pakistan", "short_name": "MoHR", "names": {"ur": "وزارتِ انسانی حقوق، پاکستان"},
        "address": "Islamabad, Pakistan", **GOVERNMENT, **PK,
    },
    "ict-administration": {
        "name": "Islamabad Capital Territory Administration", "short_name": "ICT Administration",
        "names": {"ur": "انتظامیہ وفاقی دارالحکومت اسلام آباد"}, "is_government": True, "category": "local_gov", **PK,
    },
    "nchr-pakistan": {
        "name": "National Commission for Human Rights, Pakistan", "short_name": "NCHR",
        "names": {"ur": "قومی کمیشن برائے انسانی حقوق"}, "category": "nhri", **PK,
    },
    "care-international": {"name": "CARE International", "short_name": "CARE", "category": "ingo"},
    # Bangladesh
    "ask": {
        "name": "Ain o Salish Kendra", "short_name": "ASK", "category": "cso", "is_host": True, "reference_prefix": "ASK",
        "names": {"bn": "আইন ও সালিশ কেন্দ্র"}, "address": "Dhaka, Bangladesh", **BD,
    },
    "nhrc-bangladesh": {
        "name": "National Human Rights Commission, Bangladesh", "short_name": "NHRC",
        "names": {"bn": "জাতীয় মানবাধিকার কমিশন, বাংলাদেশ"}, "category": "nhri", **BD,
    },
    "moha-bangladesh": {
        "name": "Ministry of Home Affairs, Bangladesh", "short_name": "MoHA", "is_host": True, "reference_prefix": "MOHA",
        "names": {"bn": "স্বরাষ্ট্র মন্ত্রণালয়, বাংলাদেশ"}, **GOVERNMENT, **BD,
    },
    "mofa-bangladesh": {
        "name": "Ministry of Foreign Affairs, Bangladesh", "short_name": "MoFA",
        "names": {"bn": "পররাষ্ট্র মন্ত্রণালয়, বাংলাদেশ"}, **GOVERNMENT, **BD,
    },
    "moewoe-bangladesh": {
        "name": "Ministry of Expatriates’ Welfare and Overseas Employment, Bangladesh", "short_name": "MoEWOE",
        "names": {"bn": "প্রবাসী কল্যাণ ও বৈদেশিক কর্মসংস্থান মন্ত্রণালয়, বাংলাদেশ"}, **GOVERNMENT, **BD,
    },
    "police-special-branch-bangladesh": {
        "name": "Special Branch, Bangladesh Police", "short_name": "Special Branch", "names": {"bn": "স্পেশাল ব্রাঞ্চ, বাংলাদেশ পুলিশ"},
        "is_government": True, "category": "law_enf", **BD,
    },
    "unodc": {
        "name": "United Nations Office on Drugs and Crime", "short_name": "UNODC", "category": "un",
        "names": {"bn": "জাতিসংঘের মাদক ও অপরাধ বিষয়ক কার্যালয়"},
    },
    "united-nations-bangladesh": {
        "name": "United Nations in Bangladesh", "short_name": "UN", "category": "un", **BD,
    },
    "ctip-twg-bangladesh": {
        "name": "Counter Trafficking in Persons Working Group, Bangladesh UN Network on Migration", "short_name": "CTIP-TWG",
        "category": "un", **BD,
    },
    "eu-delegation-bangladesh": {
        "name": "Delegation of the European Union to Bangladesh", "short_name": "EU Delegation", "category": "mission", **BD,
    },
    "winrock": {"name": "Winrock International", "short_name": "Winrock", "category": "ingo"},
    # The course
    "apf": {
        "name": "Asia Pacific Forum of National Human Rights Institutions", "short_name": "APF", "category": "igo", "is_host": True,
        "reference_prefix": "APF", "timezone": "Australia/Sydney", "country": "AU",
    },
    "ishr": {"name": "International Service for Human Rights", "short_name": "ISHR", "category": "ingo", "country": "CH"},
    "european-union": {"name": "European Union", "short_name": "EU", "category": "donor", "names": {"ru": "Европейский союз"}},
    # Tajikistan
    "eu-delegation-tajikistan": {
        "name": "Delegation of the European Union to Tajikistan", "short_name": "EU Delegation", "category": "mission", "is_host": True,
        "reference_prefix": "EUTJ", "names": {"ru": "Представительство Европейского союза в Таджикистане",
        "tg": "Намояндагии Иттиҳоди Аврупо дар Тоҷикистон"}, **TJ,
    },
    "government-tajikistan": {
        "name": "Government of the Republic of Tajikistan", "short_name": "Government", **GOVERNMENT,
        "names": {"tg": "Ҳукумати Ҷумҳурии Тоҷикистон", "ru": "Правительство Республики Таджикистан"}, **TJ,
    },
    "commissioner-tajikistan": {
        "name": "Commissioner for Human Rights in the Republic of Tajikistan", "short_name": "Commissioner", "category": "nhri",
        "names": {"tg": "Ваколатдор оид ба ҳуқуқи инсон дар Ҷумҳурии Тоҷикистон",
                  "ru": "Уполномоченный по правам человека в Республике Таджикистан"}, **TJ,
    },
    "helsinki-foundation": {"name": "Helsinki Foundation for Human Rights", "category": "ingo", "country": "PL"},
    "penal-reform-international": {"name": "Penal Reform International", "short_name": "PRI", "category": "ingo"},
    "transnational-international-center": {"name": "Transnational International Center", "category": "ingo", "country": "RU"},
    "moldova-institute": {"name": "Moldova Institute on Human Rights", "category": "ingo", "country": "MD"},
}  # fmt: skip


def make_institutions(actor: Actor) -> dict[str, Institution]:
    """{code: institution}; those that are there already stay as they are."""
    wanted = INSTITUTIONS | NATIONAL_INSTITUTIONS
    there = Institution.objects.in_bulk(wanted, field_name="code")
    for code, fields in wanted.items():
        if code not in there:
            there[code] = create_institution(actor=actor, code=code, **fields)
    return there
