"""QR codes as a path: each dark module drawn once."""

import re

import pytest
import segno

from core import qr

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "text", ["SANLAP:C6WVH8XYYV", "https://sanlap.example.org/certificates/check/abcdefgh/"]
)
def test_the_lines_draw_just_the_modules_of_the_code(text):
    code = qr.code(text)
    drawn = [[0] * code.size for _ in range(code.size)]
    for x, y, way, length in re.findall(r"M([\d.]+) ([\d.]+)([hv])(\d+)", code.path):
        assert float(y if way == "h" else x) % 1 == 0.5  # the middle of a line one module wide
        for step in range(int(length)):
            across, down = (step, 0) if way == "h" else (0, step)
            drawn[int(float(y)) + down][int(float(x)) + across] += 1
    matrix = segno.make(text, error="m", micro=False, mask=3).matrix
    inside = slice(qr.QUIET, -qr.QUIET)
    assert [row[inside] for row in drawn[inside]] == [list(row) for row in matrix]
    assert sum(map(sum, drawn)) == sum(map(sum, matrix))
