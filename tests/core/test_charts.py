"""Charts: every bar has its number, lengths are shares of the longest, attributes are plain numbers in every language."""

import pytest
from django.utils import translation

from core import charts
from core.ui.lists import bars as draw

pytestmark = pytest.mark.once


def test_a_bar_is_its_share_of_the_longest():
    chart = charts.bars(
        "Answers", [charts.Bar("Agreed", 11), charts.Bar("None", 22, "need"), charts.Bar("Noted", 0)]
    )
    assert [row.parts[0].width for row in chart.rows] == ["50.0", "100.0", "0.0"]
    assert [row.parts[0].text for row in chart.rows] == ["11", "22", "0"]


def test_a_full_bar_may_be_given():
    chart = charts.bars("Places", [charts.Bar("Dhaka", 3, note="of 4")], longest=4)
    assert (chart.rows[0].parts[0].width, chart.rows[0].parts[0].note) == ("75.0", "of 4")


@pytest.mark.parametrize("rows", [[], [charts.Bar("None", 0)]])
def test_nothing_to_draw_is_no_error(rows):
    assert "<table" in draw(charts.bars("Empty", rows))


def test_pieces_follow_one_another():
    chart = charts.stacked(
        "Places", [("Here", "yes"), ("Free", "rest")], [("A", [1, 3]), ("B", [2, 0], "/b/")]
    )
    assert [(part.x, part.width) for part in chart.rows[0].parts] == [("0.0", "25.0"), ("25.0", "75.0")]
    assert chart.rows[1].parts[0].width == "50.0"
    assert chart.rows[1].url == "/b/"
    shares = charts.stacked("Places", [("Here", "yes"), ("Free", "rest")], [("B", [2, 0])], each_full=True)
    assert [part.width for part in shares.rows[0].parts] == ["100.0", "0.0"]


def test_mistakes_of_the_caller_fail_loudly():
    with pytest.raises(ValueError, match="unknown role"):
        charts.bars("Answers", [charts.Bar("Agreed", 1, "green")])
    with pytest.raises(ValueError, match="2 values for 1 series"):
        charts.stacked("Places", [("Here", "yes")], [("A", [1, 2])])


def test_counts_by_code_in_the_order_of_the_labels():
    rows = charts.counted({"b": 2}, {"a": "First", "b": "Second"}, roles={"b": "no"})
    assert [(row.label, row.value, row.role) for row in rows] == [("First", 0, "yes"), ("Second", 2, "no")]


def test_numbers_in_attributes_keep_the_point_and_labels_are_escaped():
    chart = charts.bars("<b>", [charts.Bar("<i>", 1), charts.Bar("x", 3)])
    with translation.override("ru"):
        html = draw(chart)
    assert 'width="33.3"' in html
    assert "<b>" not in html and "<i>" not in html and "style=" not in html
