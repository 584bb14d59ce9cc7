"""Rules without a database: decisions that can be valid, and text typed with an old font."""

from datetime import date

import pytest

from consultations.validators import check_decision, old_font
from core.errors import DomainError

pytestmark = pytest.mark.once
TODAY = date(2027, 1, 13)


def decide(**figures):
    check_decision(**{"method": "consensus", "on": TODAY, "today": TODAY} | figures)


@pytest.mark.parametrize(
    "figures",
    [
        {},
        {"present": 50, "entitled": 50, "quorum": 50},
        {"method": "vote", "votes_for": 30, "votes_against": 0},
        {
            "method": "vote",
            "votes_for": 30,
            "votes_against": 15,
            "abstentions": 1,
            "present": 46,
            "entitled": 50,
            "quorum": 26,
        },
        {"method": "acclamation", "on": date(2026, 12, 31)},
    ],
)
def test_decisions_that_can_be_recorded(figures):
    decide(**figures)


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"method": "lots"}, "method"),
        ({"on": date(2027, 1, 14)}, "future"),
        ({"present": 51, "entitled": 50}, "present"),
        ({"present": 25, "quorum": 26}, "no_quorum"),
        ({"quorum": 26}, "present_missing"),
        ({"present": 40, "entitled": 50, "quorum": 51}, "quorum"),
        ({"method": "vote"}, "votes_missing"),
        ({"method": "vote", "votes_for": 3}, "votes_missing"),
        ({"method": "vote", "votes_for": 0, "votes_against": 0}, "no_votes"),
        (
            {"method": "vote", "votes_for": 30, "votes_against": 15, "abstentions": 2, "present": 46},
            "too_many_votes",
        ),
        ({"method": "consensus", "votes_for": 30}, "not_a_vote"),
    ],
)
def test_decisions_that_cannot_be_valid_are_refused_with_a_sentence(figures, code):
    with pytest.raises(DomainError) as refused:
        decide(**figures)
    assert refused.value.code == code
    assert refused.value.fields
    assert refused.value.message.endswith(".")


def test_a_missed_quorum_is_said_in_figures():
    with pytest.raises(DomainError) as refused:
        decide(present=25, quorum=26)
    assert "26 were needed and 25 were present" in refused.value.message


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("Avgvi †mvbvi evsjv Avwg †Zvgvq fvjevwm", "bijoy"),
        ("evsjv‡`k gvbevwaKvi Kwgkb", "bijoy"),
        ("Avwg evsjvq Mvb MvB", "bijoy"),
        ("¤ƒ¢ ‚Ž§ ¤‘¢ ƒ¢¡ ƒŽ¤", "inpage"),
        ("Provincial departments do not know which treaty reports are due.", ""),
        ("The government’s view… is “very” vivid — involve every village! VIPs, NHRCs, McKinsey, iPhone", ""),
        ("gšyhmv h¡wm¡ †cÖwÿZ KivB", "bijoy"),
        ("Les défenseurs évoqués à l’étranger, où l’été…", ""),
        ("Über die Größe äußerst schöner Bäume", ""),
        ("ضلعی سطح پر کوئی ایسا دفتر نہیں", ""),
        ("বাংলাদেশে জেলা পর্যায়ে একটি যৌথ কমিটি", ""),
        ("Дар сатҳи ноҳия чунин идора нест", ""),
        ("USD 5 €", ""),
        ("", ""),
    ],
)
def test_text_of_an_old_font_is_recognised_and_no_other(text, font):
    assert old_font(text) == font
