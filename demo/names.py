"""Invented participants. Names are common in the region and joined at random; phone numbers are made up."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

# (Latin, the region's script)
PAKISTAN_GIVEN = [
    ("Ayesha", "عائشہ"), ("Fatima", "فاطمہ"), ("Zainab", "زینب"), ("Maryam", "مریم"), ("Sadia", "سعدیہ"), ("Rabia", "رابعہ"),
    ("Gulalai", "گلالئی"), ("Palwasha", "پلوشہ"), ("Mahnoor", "ماہ نور"), ("Shazia", "شازیہ"), ("Nasreen", "نسرین"), ("Kiran", "کرن"),
    ("Bakhtawar", "بختاور"), ("Marvi", "ماروی"), ("Sassui", "سسّی"), ("Samina", "ثمینہ"),
    ("Ahmed", "احمد"), ("Usman", "عثمان"), ("Hamza", "حمزہ"), ("Kashif", "کاشف"), ("Naveed", "نوید"), ("Asad", "اسد"), ("Waqas", "وقاص"),
    ("Zubair", "زبیر"), ("Sajjad", "سجاد"), ("Murtaza", "مرتضیٰ"), ("Yasir", "یاسر"),
    ("Sarmad", "سرمد"), ("Latif", "لطیف"), ("Aftab", "آفتاب"), ("Rehmat", "رحمت"), ("Younas", "یونس"), ("Daniyal", "دانیال"),
]  # fmt: skip
PAKISTAN_FAMILY = [
    ("Khattak", "خٹک"), ("Afridi", "آفریدی"), ("Yousafzai", "یوسفزئی"), ("Mengal", "مینگل"), ("Rind", "رند"), ("Bugti", "بگٹی"),
    ("Soomro", "سومرو"), ("Abro", "ابڑو"), ("Memon", "میمن"), ("Chandio", "چانڈیو"), ("Gill", "گل"), ("Cheema", "چیمہ"),
    ("Warraich", "وڑائچ"), ("Bhatti", "بھٹی"), ("Awan", "اعوان"), ("Siddiqui", "صدیقی"), ("Hashmi", "ہاشمی"), ("Gilani", "گیلانی"),
    ("Masih", "مسیح"), ("Kohli", "کوہلی"), ("Hunzai", "ہنزائی"), ("Baltistani", "بلتستانی"), ("Kashmiri", "کشمیری"), ("Hazara", "ہزارہ"),
]  # fmt: skip
BANGLADESH_GIVEN = [
    ("Rehana", "রেহানা"), ("Shirin", "শিরিন"), ("Moushumi", "মৌসুমী"), ("Tahmina", "তাহমিনা"), ("Sultana", "সুলতানা"),
    ("Purnima", "পূর্ণিমা"), ("Sabita", "সবিতা"), ("Nasima", "নাসিমা"), ("Farida", "ফরিদা"), ("Anjali", "অঞ্জলি"), ("Rokeya", "রোকেয়া"),
    ("Mita", "মিতা"), ("Jahid", "জাহিদ"), ("Mizan", "মিজান"), ("Rafiq", "রফিক"), ("Sohel", "সোহেল"), ("Biplob", "বিপ্লব"),
    ("Tapan", "তপন"), ("Sanjib", "সঞ্জীব"), ("Anwar", "আনোয়ার"), ("Shafiq", "শফিক"), ("Ujjal", "উজ্জ্বল"), ("Milon", "মিলন"),
]  # fmt: skip
BANGLADESH_FAMILY = [
    ("Akter", "আক্তার"), ("Begum", "বেগম"), ("Khatun", "খাতুন"), ("Roy", "রায়"), ("Das", "দাস"), ("Chakma", "চাকমা"),
    ("Marma", "মারমা"), ("Tripura", "ত্রিপুরা"), ("Hossain", "হোসেন"), ("Rahman", "রহমান"), ("Islam", "ইসলাম"), ("Mondol", "মণ্ডল"),
    ("Biswas", "বিশ্বাস"), ("Talukdar", "তালুকদার"), ("Sarkar", "সরকার"), ("Hajong", "হাজং"), ("Soren", "সরেন"),
]  # fmt: skip
BANGLADESH_PSEUDONYMS = ["নদী", "শিমুল", "আকাশ", "মেঘ", "পলাশ", "Nodi 2", "Shapla", "বৃষ্টি"]

TAJIKISTAN_GIVEN = [
    ("Мадина", "Мадина"), ("Нигора", "Нигора"), ("Зарина", "Зарина"), ("Гулчеҳра", "Гулчеҳра"), ("Мавҷуда", "Мавҷуда"), ("Фирӯза", "Фирӯза"),
    ("Саодат", "Саодат"), ("Шаҳноза", "Шаҳноза"), ("Ҷамшед", "Ҷамшед"), ("Фарҳод", "Фарҳод"), ("Муҳаммад", "Муҳаммад"), ("Баҳром", "Баҳром"),
    ("Сӯҳроб", "Сӯҳроб"), ("Қодир", "Қодир"), ("Исмоил", "Исмоил"), ("Умед", "Умед"),
]  # fmt: skip
TAJIKISTAN_FAMILY = [
    ("Раҳимзода", "Раҳимзода"), ("Саидзода", "Саидзода"), ("Қурбонзода", "Қурбонзода"), ("Ҳакимзода", "Ҳакимзода"),
    ("Ғафурзода", "Ғафурзода"), ("Шарифзода", "Шарифзода"), ("Назарзода", "Назарзода"), ("Мирзоӣ", "Мирзоӣ"), ("Ҷӯразода", "Ҷӯразода"),
    ("Одиназода", "Одиназода"),
]  # fmt: skip

# (kind of participant, institution or group), all invented; "" works for nobody in particular
PAKISTAN_GROUPS = [
    ("cso", "Sindhu Rights Network"), ("cso", "Indus Rural Forum"), ("cso", "Women’s Voice Balochistan"), ("cso", "حقوقِ نسواں کونسل"),
    ("cso", "دیہی ترقیاتی تنظیم"), ("cbo", "Awaz Community Centre"), ("cbo", "Fisherfolk Association"), ("coalition", "Minorities Together"),
    ("hrd", ""), ("whrd", ""), ("legal", "Khyber Legal Aid Circle"), ("legal", "Bar Association, district"), ("media", "A district newspaper"),
    ("academia", "University law department"), ("academia", "Margalla Policy Institute"), ("youth", "Mountain Youth Council"),
    ("disability", "Disabled People’s Assembly"), ("disability", "انجمنِ فلاحِ معذوراں"), ("minority", "Council of Minorities, district"),
    ("trade_union", "Brick Kiln Workers’ Union"), ("trade_union", "Home-based Workers’ Group"), ("ingo", "An international organisation"),
]  # fmt: skip
BANGLADESH_GROUPS = [
    ("hrd", ""), ("hrd", ""), ("whrd", ""), ("whrd", "নারী অধিকার মঞ্চ"), ("cso", "চর উন্নয়ন সংস্থা"), ("cso", "Haor Rights Forum"),
    ("cbo", "Coastal Women’s Network"), ("cbo", "Tea Workers’ Circle"), ("youth", "পাহাড়ি যুব ফোরাম"), ("legal", "আইনি সহায়তা কেন্দ্র"),
    ("minority", "দলিত অধিকার পরিষদ"), ("media", "Local press club"), ("disability", "প্রতিবন্ধী নাগরিক সংগঠন"),
]  # fmt: skip
TAJIKISTAN_GROUPS = [
    ("cso", "Общественная организация «Фикр»"), ("cso", "Ташкилоти ҷамъиятии «Умеди нав»"), ("cso", "Женский центр «Роҳи сафед»"),
    ("cso", "Ассоциация юристов, Согд"), ("cbo", "Гурӯҳи маҳаллии «Ҳамдилӣ»"), ("youth", "Маркази ҷавонони Кӯлоб"),
    ("nhri", "Аппарат Уполномоченного по правам человека"), ("nhri_regional", "Приёмная Уполномоченного, Бохтар"),
    ("nhri_regional", "Қабулгоҳи Ваколатдор, Хуҷанд"), ("mission", "Посольство"), ("igo", "Международная организация"),
    ("ingo", "Экспертная организация"), ("disability", "Иттиҳодияи маъюбони ноҳия"),
]  # fmt: skip
TAJIKISTAN_KINDS = {  # as the organisers' list calls them
    "cso": "Организация гражданского общества", "cbo": "Местная инициативная группа", "youth": "Молодёжь или студенты",
    "nhri": "Национальное правозащитное учреждение", "nhri_regional": "Региональная приёмная такого учреждения",
    "mission": "Посольство или представительство", "igo": "Региональная или межправительственная организация",
    "ingo": "Международная неправительственная организация", "disability": "Организация людей с инвалидностью",
}  # fmt: skip


@dataclass
class Invented:
    """Somebody invented, as they fill in the form."""

    name: str
    phone: str = ""
    email: str = ""
    category: str = ""
    institution_text: str = ""
    language: str = "en"
    needs: str = ""
    consents: dict[str, bool] = field(default_factory=dict)


class Inventor:
    """Invents people, always the same ones for the same seed, no name twice."""

    CONSENTS = {"listed": 0.3, "quoted": 0.15, "photo": 0.25, "outcome": 0.6}

    def __init__(
        self, seed: int, *, given: Sequence, family: Sequence, groups: Sequence, script: str, dialling: str
    ):
        self.random = random.Random(seed)  # noqa: S311 - invents people, no secret
        self.given, self.family, self.groups = given, family, groups
        self.script, self.dialling = script, dialling
        self.names: set[str] = set()
        self.count = 0

    def person(self, *, name: str = "", email_share: float = 0.3) -> Invented:
        """One more person. Most leave a phone only, as people do; e-mail addresses end in `.example`, which belongs to nobody."""
        self.count += 1
        local = self.random.random() < 0.45
        name = name or self._name(local)
        category, group = self.random.choice(self.groups)
        person = Invented(
            name,
            phone=f"{self.dialling}{self.count:04d}",
            category=category,
            institution_text=group,
            language=self.script if local else "en",
        )
        if self.random.random() < email_share:
            person.email = f"guest{self.count}@participants.example"
        person.consents = {
            purpose: True for purpose, share in self.CONSENTS.items() if self.random.random() < share
        }
        return person

    def _name(self, local: bool) -> str:
        while True:
            given, family = self.random.choice(self.given), self.random.choice(self.family)
            latin = f"{given[0]} {family[0]}"
            if latin not in self.names:
                self.names.add(latin)
                return f"{given[1]} {family[1]}" if local else latin


def pakistan(seed: int) -> Inventor:
    return Inventor(
        seed,
        given=PAKISTAN_GIVEN,
        family=PAKISTAN_FAMILY,
        groups=PAKISTAN_GROUPS,
        script="ur",
        dialling="+92 300 000",
    )


def bangladesh(seed: int) -> Inventor:
    return Inventor(
        seed,
        given=BANGLADESH_GIVEN,
        family=BANGLADESH_FAMILY,
        groups=BANGLADESH_GROUPS,
        script="bn",
        dialling="+880 1700 00",
    )


def tajikistan(seed: int) -> Inventor:
    return Inventor(
        seed,
        given=TAJIKISTAN_GIVEN,
        family=TAJIKISTAN_FAMILY,
        groups=TAJIKISTAN_GROUPS,
        script="tg",
        dialling="+992 90 000 ",
    )
