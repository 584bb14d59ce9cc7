"""Seed 004: recommendations, letters and the reply, as the demo has them. All wording is invented, a sample; replies are neutral."""

# key: (theme, sources, language, first wording or "", adopted wording, rationale, goals, supporting addressees)
RECOMMENDATIONS: dict[str, tuple[str, tuple[str, ...], str, str, str, str, list[str], tuple[str, ...]]] = {
    "gaps": (
        "gap", ("g1", "g3"), "en",
        "Publish the gap analysis in Urdu and English.",
        "Publish the gap analysis in Urdu and English, with the law and the budget line for each gap.",
        "A gap that is not written down cannot be closed by anyone who was not in the room.", ["16.6", "16.10"], (),
    ),
    "list": (
        "governance", ("v1", "v2", "v4"), "en", "",
        "Publish, with each province, one list of the bodies that take complaints, with telephone and opening hours, and keep it current.",
        "People are sent from one body to the next.", ["16.3", "16.6"], (),
    ),
    "officer": (
        "governance", ("v3",), "en", "",
        "Name in each federal ministry one officer who answers for human rights questions.",
        "", ["16.6"], (),
    ),
    "reports": (
        "commitment", ("c3", "c4"), "en",
        "Share treaty reports before they are sent.",
        "Lay each report to a United Nations treaty body before Parliament ahead of time, with a summary in Urdu.",
        "Reports become known only after they were sent.", ["16.7", "16.10"], (),
    ),
    "districts": (
        "priorities", ("p1", "p2"), "ur", "",
        "ہر ضلع اپنی پہلی دو ترجیحات خود طے کرے اور سال میں ایک بار ان پر عوامی رپورٹ دے۔",
        "اضلاع کی ضرورتیں ایک جیسی نہیں۔", ["16.7"], (),
    ),
    "majority": (
        "mechanism", ("s2",), "en", "",
        "Give the body that watches over the mechanism a majority of members from outside government.",
        "Those who monitor should not depend on those who are monitored.", ["16.6", "16.7"], (),
    ),
    "desk": (
        "mechanism", ("r1", "g2"), "en",
        "Open a referral desk in Islamabad.",
        "Open a referral desk in Islamabad district as a pilot, and evaluate it with civil society after one year, before it goes wider.",
        "There is no office in a district that a defender can reach at once after a threat.", ["16.3", "16.10"], ("ict-administration",),
    ),
    "record": (
        "mechanism", ("s4", "m2"), "en", "",
        "Record every threat against a human rights defender in one form, and publish figures once a year without names.",
        "What is not counted is not seen.", ["16.1", "16.10"], (),
    ),
    "training": (
        "commitment", ("c5",), "en", "",
        "Translate the human rights treaties into Urdu and the provincial languages, and use them in the training of officials.",
        "", ["4.7"], (),
    ),
    "travel": (
        "priorities", ("p3",), "en", "",
        "Give the provincial human rights committees a small fixed budget, so that they can meet in the districts.",
        "", ["16.6"], (),
    ),
    "fund": (
        "mechanism", ("r3",), "ur", "",
        "محافظینِ حقوق کے لیے قانونی امداد کا ایک چھوٹا فنڈ قائم کیا جائے تاکہ پہلے ہی دن وکیل دستیاب ہو۔",
        "", ["16.3"], (),
    ),
}  # fmt: skip

# The order in which the closing session took them.
BY_CONSENSUS = ("gaps", "list", "officer", "reports", "districts")
BY_VOTE = ("majority",)
AT_THE_END = ("desk", "record", "training")
TABLED = ("travel",)
RESERVATION = "The body needs a legal basis first; without one, a majority from outside government could decide nothing."

FIRST_PACKAGE = ("gaps", "list", "officer", "reports", "districts", "majority")
SECOND_PACKAGE = ("desk", "record", "training")
THIRD_PACKAGE = ("desk",)

OFFICE = "The Secretary"
SIGNATORY = ("Head of programmes (sample)", "Strengthening Participatory Organization")
SUBJECT = {
    1: "Recommendations on a human rights policy framework",
    2: "Recommendations on a mechanism for human rights defenders",
    3: "Referral desk in Islamabad district: a pilot",
}
LETTER = {
    1: (
        "Dear Secretary,\n\nthe consultation on a human rights policy framework, held together with your Ministry, adopted the recommendations "
        "enclosed. They come from the discussions of the first day and from one vote of the second.\n\n"
        "We would be grateful for a word that these papers have reached you, and for the position of the Ministry on each item within "
        "sixty days. We will publish your answer beside each recommendation, in your words.\n\n"
        "This letter is a sample. It was never sent to anyone."
    ),
    2: (
        "Dear Secretary,\n\nfurther to our letter on the policy framework, we enclose the recommendations of the second day, on a mechanism for "
        "human rights defenders. The first asks for a pilot in Islamabad district.\n\n"
        "We would welcome the position of the Ministry on each item within sixty days.\n\n"
        "This letter is a sample. It was never sent to anyone."
    ),
    3: (
        "Dear Sir or Madam,\n\nthe consultation asks for a referral desk in Islamabad district as a pilot. We enclose the recommendation "
        "and would be glad to explain it at your office.\n\nThis letter is a sample. It was never sent to anyone."
    ),
}  # fmt: skip

# The reply to the first package: one item is left without an answer, so that its clock shows.
REPLY = {
    "letter_number": "F. 3(2)-HR/sample",
    "authority": "Human rights wing (sample)",
}
POSITIONS: dict[str, tuple[str, str, str]] = {
    "gaps": ("agreed", "", "The analysis will be put on the website in both languages. (Sample reply.)"),
    "list": (
        "agreed_in_part",
        "A list for the federal level and for Islamabad.",
        "Provincial bodies report to their own governments; the request will be passed on. (Sample reply.)",
    ),
    "officer": (
        "agreed_in_principle",
        "",
        "The proposal is accepted in principle; its form will be discussed with the other ministries. (Sample reply.)",
    ),
    "reports": (
        "already",
        "",
        "Drafts are already shared with the committees concerned; the summary in Urdu can be added. (Sample reply.)",
    ),
    "majority": (
        "not_agreed",
        "",
        "The composition of such a body is a matter for legislation. Equal numbers can be considered. (Sample reply.)",
    ),
}
