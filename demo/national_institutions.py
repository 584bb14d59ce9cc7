"""The seventeen national institutions of the course (seed 001). The report names the countries; whom they sent is invented."""

NHRI = {"category": "nhri"}

# code: (country, name, short name, name in the language of the country)
_ROWS = {
    "nihr-bahrain": ("BH", "National Institution for Human Rights, Bahrain", "NIHR", {"ar": "المؤسسة الوطنية لحقوق الإنسان"}),
    "nhrc-india": ("IN", "National Human Rights Commission, India", "NHRC India", {"hi": "राष्ट्रीय मानव अधिकार आयोग, भारत"}),
    "komnas-ham": ("ID", "National Commission on Human Rights, Indonesia", "Komnas HAM", {"id": "Komisi Nasional Hak Asasi Manusia"}),
    "ihchr-iraq": ("IQ", "High Commission for Human Rights, Iraq", "IHCHR", {"ar": "المفوضية العليا لحقوق الإنسان في العراق"}),
    "nchr-jordan": ("JO", "National Centre for Human Rights, Jordan", "NCHR Jordan", {"ar": "المركز الوطني لحقوق الإنسان"}),
    "akyikatchy": ("KG", "Ombudsman (Akyikatchy) of the Kyrgyz Republic", "Akyikatchy", {"ru": "Омбудсмен (Акыйкатчы) Кыргызской Республики"}),
    "suhakam": ("MY", "Human Rights Commission of Malaysia", "SUHAKAM", {"ms": "Suruhanjaya Hak Asasi Manusia Malaysia"}),
    "hrcm": ("MV", "Human Rights Commission of the Maldives", "HRCM", {}),
    "nhrc-mongolia": ("MN", "National Human Rights Commission of Mongolia", "NHRCM", {"mn": "Монгол Улсын Хүний эрхийн Үндэсний Комисс"}),
    "nhrc-nepal": ("NP", "National Human Rights Commission, Nepal", "NHRC Nepal", {"ne": "राष्ट्रिय मानव अधिकार आयोग, नेपाल"}),
    "ichr-palestine": ("PS", "Independent Commission for Human Rights, Palestine", "ICHR", {"ar": "الهيئة المستقلة لحقوق الإنسان"}),
    "chr-philippines": ("PH", "Commission on Human Rights of the Philippines", "CHR", {"fil": "Komisyon ng Karapatang Pantao ng Pilipinas"}),
    "nhri-samoa": ("WS", "Office of the Ombudsman and National Human Rights Institution, Samoa", "Ombudsman Samoa", {}),
    "hrcsl": ("LK", "Human Rights Commission of Sri Lanka", "HRCSL", {}),
    "nhrc-thailand": ("TH", "National Human Rights Commission of Thailand", "NHRCT", {}),
    "pdhj": ("TL", "Ombudsman for Human Rights and Justice, Timor-Leste", "PDHJ", {"pt": "Provedoria dos Direitos Humanos e Justiça"}),
}  # fmt: skip

NATIONAL_INSTITUTIONS: dict[str, dict] = {
    code: {"name": name, "short_name": short, "names": names, "country": country, **NHRI}
    for code, (country, name, short, names) in _ROWS.items()
}

# Whom each sent, two a delegation: (name, designation); all invented
DELEGATES = {
    "nihr-bahrain": [("هدى الدوسري", "Head of complaints"), ("يوسف الأنصاري", "Legal researcher")],
    "nhrc-bangladesh": [("শাহনাজ পারভীন", "Deputy director"), ("Mahbub Alam Talukder", "Investigation officer")],
    "nhrc-india": [("Meenakshi Iyer", "Assistant registrar"), ("Devendra Solanki", "Research officer")],
    "komnas-ham": [("Dewi Lestari Nasution", "Monitoring staff"), ("Agus Wibisono", "Education staff")],
    "ihchr-iraq": [("زينب الجبوري", "Governorate office"), ("حيدر الموسوي", "Monitoring officer")],
    "nchr-jordan": [("لينا العبادي", "Work with civil society"), ("Sami Haddad", "Legal adviser")],
    "akyikatchy": [("Айгүл Токтосунова", "Department of civil rights"), ("Бакыт Жумабеков", "Regional office, Osh")],
    "suhakam": [("Nurul Aisyah binti Rahim", "Complaints and inquiries"), ("Jason Lim Wei Han", "Promotion")],
    "hrcm": [("Aishath Nadhira", "Monitoring"), ("Ibrahim Shiyam", "Advocacy")],
    "nhrc-mongolia": [("Энхтуяа Батбаяр", "Senior officer, defenders"), ("Ганзориг Дорж", "Legal officer")],
    "nhrc-nepal": [("सरिता गुरुङ", "Human rights officer, women defenders"), ("Bishnu Prasad Adhikari", "Provincial office")],
    "ichr-palestine": [("رنا الخطيب", "Field researcher"), ("Omar Qasem", "Training")],
    "chr-philippines": [("Maria Luisa Bautista", "Protection division"), ("Ramon Dela Peña", "Regional office")],
    "nhri-samoa": [("Sina Faleolo", "Investigations"), ("Tavita Leota", "Legal officer")],
    "hrcsl": [("Dilini Wickramasinghe", "Regional coordinator"), ("K. Thevarajah", "Inquiries")],
    "nhrc-thailand": [("Siriporn Chaiyasit", "Protection bureau"), ("Anan Wongsawat", "International relations")],
    "pdhj": [("Filomena da Costa Soares", "Monitoring"), ("Domingos Ximenes", "Public assistance")],
}  # fmt: skip
