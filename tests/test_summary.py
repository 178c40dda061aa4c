"""What a build says at its end: what matters most first, of many of a kind the first, the notes only counted."""

import pytest

from kg.cli import _OF_A_KIND, _problems
from kg.model import Finding


def _found(severity, code, number):
    return [Finding(severity, "read", code, f"{code}{i}.txt", "is so") for i in range(number)]


TOLD = [
    ((), []),
    ((("info", "a", 3),), ["  3 notes in report.json"]),
    ((("warning", "b", 1), ("error", "c", 1), ("info", "a", 1)),
     ["  error: c0.txt: is so", "  warning: b0.txt: is so", "  1 notes in report.json"]),
    ((("warning", "b", _OF_A_KIND + 2), ("warning", "d", 1)),
     [*(f"  warning: b{i}.txt: is so" for i in range(_OF_A_KIND)), "  warning: and 2 more of this kind (b) in report.json",
      "  warning: d0.txt: is so"]),
]


@pytest.mark.parametrize(("findings", "lines"), TOLD)
def test_what_matters_stands_first(findings, lines):
    assert _problems([f for kind in findings for f in _found(*kind)]) == lines
