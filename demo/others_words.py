"""Seeds 001, 002 and 003 as facts from public reports: who, what, when, how many. Times of sessions are assumed. Speakers by office;
those of 003 by name too, as the public record names them."""

from typing import Any

COURSE: dict[str, Any] = {
    "slug": "nhri-course-2021",
    "host": "apf",
    "first_day": (2021, 11, 8),
    "zone": "Australia/Sydney",
    "last": (27, 18, 30),
    "event": {
        "kind": "course",
        "format": "online",
        "title": {"en": "Supporting and protecting human rights defenders: online course for national institutions"},
        "summary": {
            "en": "Four weeks on the role of national human rights institutions as protectors, monitors and supporters of defenders. "
            "Part of a regional plan of action of four years. From a public report; times of the live classes are assumed."
        },
        "audience": {
            "en": "Staff of 17 national human rights institutions: Bahrain, Bangladesh, India, Indonesia, Iraq, Jordan, Kyrgyzstan, Malaysia, "
            "Maldives, Mongolia, Nepal, Palestine, Philippines, Samoa, Sri Lanka, Thailand, Timor-Leste."
        },
        "languages": ["en"],
        "sdgs": ["16.10", "16.a"],
        "reported_count": 34,
        "reported_qualifier": "exact",
        "reported_kind": "registered",
    },
    "partners": [("apf", "organiser"), ("ishr", "co_organiser"), ("european-union", "funder")],
    "themes": [
        {"en": "The institution as protector, monitor and supporter"},
        {"en": "Carrying out the mandate: support and protection"},
    ],
    # (day, from, to, type, title, theme, part, speakers)
    "sessions": [
        (0, "17:00", "18:30", "opening", {"en": "Opening: who is a human rights defender"}, 0, "Part 1", [("Course team", "apf", "facilitator"), ("Course team", "ishr", "resource")]),
        (8, "17:00", "18:30", "live_class", {"en": "Protect, monitor, support: three roles of an institution"}, 0, "Part 1", [("Course team", "ishr", "resource")]),
        (15, "17:00", "18:30", "live_class", {"en": "From a mandate to a programme of support"}, 1, "Part 2", [("Course team", "apf", "resource")]),
        (22, "17:00", "18:30", "live_class", {"en": "Protection in practice: women defenders, work with civil society"}, 1, "Part 2", [("Course team", "ishr", "resource")]),
        (27, "17:00", "18:00", "closing", {"en": "Closing: a community of practice"}, 1, "Part 2", [("Course team", "apf", "facilitator")]),
    ],
}  # fmt: skip

SEMINAR: dict[str, Any] = {
    "slug": "dushanbe-seminar",
    "host": "eu-delegation-tajikistan",
    "first_day": (2009, 9, 17),  # the report gives day and month; the year is a placeholder
    "zone": "Asia/Dushanbe",
    "last": (1, 17, 0),
    "event": {
        "kind": "seminar",
        "format": "in_person",
        "date_precision": "unknown_year",
        "country": "TJ",
        "city": "Dushanbe",
        "venue": "Conference hall, Hyatt Regency",
        "title": {
            "en": "Civil society seminar on cooperation with the national human rights institution",
            "ru": "Семинар гражданского общества о сотрудничестве с национальным правозащитным учреждением",
            "tg": "Семинари ҷомеаи шаҳрвандӣ оид ба ҳамкорӣ бо ниҳоди миллии ҳуқуқи инсон",
        },
        "summary": {
            "en": "Two days on how civil society and the Commissioner for Human Rights can work together. Civil society adopted recommendations; "
            "the Delegation hands them to the Government for the human rights dialogue at the end of the year. The report names the days, not the year; times are assumed.",
            "ru": "Два дня о том, как гражданское общество и Уполномоченный по правам человека могут работать вместе. Год в отчёте не указан; время предполагается.",
            "tg": "Ду рӯз дар бораи он ки чӣ тавр ҷомеаи шаҳрвандӣ ва Ваколатдор оид ба ҳуқуқи инсон якҷоя кор карда метавонанд. Сол дар ҳисобот зикр нашудааст.",
        },
        "audience": {
            "en": "Civil society from all regions, the Commissioner’s office and its regional receptions, international organisations, diplomatic missions, expert organisations."
        },
        "languages": ["ru", "tg", "en"],
        "sdgs": ["16.3", "16.a"],
        "reported_count": 50,
        "reported_qualifier": "over",
        "reported_kind": "participants",
    },
    "partners": [("eu-delegation-tajikistan", "organiser"), ("government-tajikistan", "co_organiser")],
    "themes": [
        {"en": "Role of the institution", "ru": "Роль учреждения", "tg": "Нақши ниҳод"},
        {"en": "Drafting laws together", "ru": "Совместная работа над законами", "tg": "Таҳияи якҷояи қонунҳо"},
        {"en": "Awareness and joint analysis", "ru": "Просвещение и совместный анализ", "tg": "Огоҳӣ ва таҳлили якҷоя"},
        {"en": "Children, migrant workers, vulnerable groups", "ru": "Дети, трудовые мигранты, уязвимые группы", "tg": "Кӯдакон, муҳоҷирони меҳнатӣ, гурӯҳҳои осебпазир"},
        {"en": "Recommendations of the United Nations", "ru": "Рекомендации ООН", "tg": "Тавсияҳои СММ"},
        {"en": "Closed institutions and the prevention of torture", "ru": "Закрытые учреждения и предупреждение пыток", "tg": "Муассисаҳои пӯшида ва пешгирии шиканҷа"},
    ],
    "sessions": [
        (0, "09:30", "10:15", "opening", {"en": "Opening", "ru": "Открытие", "tg": "Ифтитоҳ"}, None, "", [("Representative of the Delegation", "eu-delegation-tajikistan", "chair"), ("Representative of the Government", "government-tajikistan", "chief_guest"), ("Commissioner for Human Rights", "commissioner-tajikistan", "panellist")]),
        (0, "10:15", "12:30", "plenary", {"en": "What a national institution is for", "ru": "Для чего нужно национальное учреждение", "tg": "Ниҳоди миллӣ барои чист"}, 0, "", [("", "helsinki-foundation", "expert"), ("", "moldova-institute", "expert")]),
        (0, "13:30", "15:00", "plenary", {"en": "Laws, awareness, joint analysis", "ru": "Законы, просвещение, совместный анализ", "tg": "Қонунҳо, огоҳӣ, таҳлили якҷоя"}, 1, "", [("", "transnational-international-center", "expert")]),
        (0, "15:15", "17:00", "breakout", {"en": "Children and migrant workers", "ru": "Дети и трудовые мигранты", "tg": "Кӯдакон ва муҳоҷирони меҳнатӣ"}, 3, "", []),
        (1, "09:30", "12:30", "plenary", {"en": "Closed institutions and national preventive mechanisms", "ru": "Закрытые учреждения и национальные превентивные механизмы", "tg": "Муассисаҳои пӯшида ва механизмҳои миллии пешгирӣ"}, 5, "", [("", "penal-reform-international", "expert")]),
        (1, "13:30", "15:30", "plenary", {"en": "Recommendations: civil society drafts and adopts", "ru": "Рекомендации: подготовка и принятие", "tg": "Тавсияҳо: таҳия ва қабул"}, 4, "", []),
        (1, "15:45", "17:00", "closing", {"en": "Closing", "ru": "Закрытие", "tg": "Анҷом"}, None, "", [("Representative of the Delegation", "eu-delegation-tajikistan", "chair")]),
    ],
}  # fmt: skip

# Which languages are spoken from the dais, and into which they are interpreted; breakouts have no booth.
_BY_EXPERTS = {"languages": ["en"], "interpretation": ["ru", "tg"], "room": "Conference hall"}
_BY_HOSTS = {"languages": ["tg", "ru"], "interpretation": ["en"], "room": "Conference hall"}
SEMINAR["spoken"] = {
    0: {"languages": ["tg", "en"], "interpretation": ["ru"], "room": "Conference hall"},
    1: _BY_EXPERTS,
    2: {"languages": ["ru"], "interpretation": ["tg", "en"], "room": "Conference hall"},
    3: {"languages": ["tg", "ru"], "room": "Small hall"},
    4: _BY_EXPERTS,
    5: _BY_HOSTS,
    6: _BY_HOSTS,
}

NATIONAL_DIALOGUE: dict[str, Any] = {
    "slug": "trafficking-dialogue-2023",
    "host": "moha-bangladesh",
    "first_day": (2023, 8, 2),  # the day of the report; the day of the event is not stated
    "zone": "Asia/Dhaka",
    "last": (0, 16, 0),
    "event": {
        "kind": "national_dialogue",
        "format": "in_person",
        "date_precision": "assumed",
        "country": "BD",
        "city": "Dhaka",
        "title": {
            "en": "National dialogue for the World Day against Trafficking in Persons 2023",
            "bn": "বিশ্ব মানব পাচার প্রতিরোধ দিবস ২০২৩ উপলক্ষে জাতীয় সংলাপ",
        },
        "summary": {
            "en": "Reach every victim of trafficking, leave no one behind: ministries, police, missions, United Nations and civil society on protection, "
            "prevention and prosecution, the effects of the pandemic, and access to services for Rohingya. Day and times are assumed, the venue is not stated.",
            "bn": "পাচারের শিকার প্রত্যেকের কাছে পৌঁছানো, কাউকে পেছনে না রাখা: সুরক্ষা, প্রতিরোধ, বিচার ও রোহিঙ্গাদের সেবা নিয়ে সংলাপ। দিন ও সময় অনুমিত।",
        },
        "audience": {"en": "Ministries and departments, law enforcement, foreign missions, United Nations agencies, civil society."},
        "languages": ["en", "bn"],
        "sdgs": ["5", "8", "16", "17"],
        "reported_count": 295,
        "reported_qualifier": "over",
        "reported_kind": "participants",
    },
    "partners": [("moha-bangladesh", "organiser"), ("unodc", "support"), ("ctip-twg-bangladesh", "support")],
    "themes": [
        {"en": "Protection of victims", "bn": "ভুক্তভোগীর সুরক্ষা"},
        {"en": "Prevention", "bn": "প্রতিরোধ"},
        {"en": "Prosecution and the work of the police", "bn": "বিচার ও পুলিশের কাজ"},
        {"en": "Access to services for Rohingya", "bn": "রোহিঙ্গাদের সেবা প্রাপ্তি"},
    ],
    "sessions": [
        (0, "10:00", "11:15", "opening", {"en": "Opening", "bn": "উদ্বোধন"}, None, "", [
            ("Home Minister", "moha-bangladesh", "chief_guest", "Asaduzzaman Khan"),
            ("Foreign Secretary", "mofa-bangladesh", "panellist", "Masud Bin Momen"),
            ("Resident Coordinator", "united-nations-bangladesh", "panellist", "Gwyn Lewis"),
            ("Regional Representative", "unodc", "panellist", "Marco Teixeira"),
        ]),
        (0, "11:15", "11:30", "break", {"en": "Tea", "bn": "চা"}, None, "", []),
        (0, "11:30", "13:30", "plenary", {"en": "Reaching all victims, leaving no one behind", "bn": "সবার কাছে পৌঁছানো, কাউকে পেছনে না রাখা"}, 0, "", [
            ("Public Security Division", "moha-bangladesh", "discussant", "Md. Khairul Alam Sheikh"),
            ("", "moewoe-bangladesh", "discussant", "Mir Khairul Alam"),
            ("", "police-special-branch-bangladesh", "discussant", "Md. Monirul Islam"),
            ("Ambassador", "eu-delegation-bangladesh", "discussant", "Charles Whiteley"),
            ("Public Security Division", "moha-bangladesh", "discussant", "Ishita Rony"),
            ("Chair of the working group", "ctip-twg-bangladesh", "discussant", "Mahdy Hassan"),
            ("Project leadership", "winrock", "discussant", "Susan Stamper"),
        ]),
        (0, "13:30", "14:30", "break", {"en": "Lunch", "bn": "দুপুরের খাবার"}, None, "", []),
        (0, "14:30", "16:00", "closing", {"en": "Remarks and closing", "bn": "মন্তব্য ও সমাপনী"}, 3, "", [("Resident Coordinator", "united-nations-bangladesh", "panellist", "Gwyn Lewis")]),
    ],
}  # fmt: skip
