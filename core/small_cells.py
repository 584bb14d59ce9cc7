"""Counts of people that may be told: a small one could point at a person, and so could what gives a hidden one away."""

from collections.abc import Mapping

K = 5  # no number of people below this is shown to anybody who may not see the people


def shown(cells: Mapping[str, int]) -> tuple[dict[str, int], int]:
    """(cells that may be shown, largest first; how many people are in those that may not).

    >>> shown({"cso": 20, "media": 2, "ministry": 6})
    ({'cso': 20}, 8)
    """
    rising = sorted(cells.items(), key=lambda cell: (cell[1], cell[0]))
    hidden = [cell for cell in rising if cell[1] < K]
    open_ = [cell for cell in rising if cell[1] >= K]
    # One hidden number alone, or hidden ones that together are few, could be worked out from a total: the next smallest goes too.
    while hidden and open_ and (len(hidden) == 1 or sum(number for _key, number in hidden) < K):
        hidden.append(open_.pop(0))
    rest = sum(number for _key, number in hidden)
    return dict(sorted(open_, key=lambda cell: (-cell[1], cell[0]))), rest if rest >= K else 0
