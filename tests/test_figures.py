"""How the code that reads stands (benchmarks/figures.py): what is bounded holds, and what falls may not rise again."""

import json
from pathlib import Path

import pytest

from benchmarks import figures

CEILINGS = json.loads((Path(__file__).parent / "ceilings.json").read_text(encoding="utf-8"))
LINE = 120
MOST_EXCEPTIONS = 8


def test_no_function_that_reads_takes_many_decisions_or_parameters():
    found = figures.functions()
    assert [f.place for f in found if f.decisions > CEILINGS["decisions"]] == []
    assert sum(f.decisions > 10 for f in found) <= CEILINGS["share over ten decisions"] * len(found)
    assert [f.place for f in found if f.parameters > 6] == []


def test_chinese_words_in_literals_only_get_fewer():
    """Words of the language belong into ontology/; when this fails because there are fewer, lower the ceiling."""
    assert len(figures.words()) == CEILINGS["chinese words in literals"]


def test_nothing_imports_in_a_circle():
    assert figures.circle() == []


def test_lines_fit_beside_another_file():
    assert figures.long_lines(LINE) == []


def test_exceptions_from_the_linter_are_few_and_each_has_its_reason():
    found = figures.exceptions()
    assert len(found) <= MOST_EXCEPTIONS
    assert [e for e in found if " " not in e] == []


@pytest.mark.parametrize(("source", "decisions", "parameters"), [
    ("def f(): pass", 1, 0),
    ("def f(self, a, *b, c=1, **d): return a if b else c", 2, 4),
    ("def f(x):\n for y in x:\n  if y and y > 1 or x: pass", 5, 1),
    ("def f(x): return [y for y in x if y if y > 1]", 4, 1),
    ("def f(x):\n try: pass\n except ValueError: pass\n while x: pass", 3, 1),
    ("def f(x):\n def g(y): return y or x or 1\n return g", 1, 1),
])
def test_decisions_are_counted_as_the_page_says(source, decisions, parameters, tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "ROOT", tmp_path)
    (tmp_path / "m.py").write_text(source, encoding="utf-8")
    found = next(f for f in figures.functions(tmp_path) if f.place.endswith(" f"))
    assert (found.decisions, found.parameters) == (decisions, parameters)


def test_words_are_runs_of_chinese_in_literals_and_not_in_docstrings(tmp_path):
    (tmp_path / "m.py").write_text('"""甲"""\nX = "乙|丙丁"\ndef f():\n    """戊"""\n    return f"己{X}"\n', encoding="utf-8")
    assert list(figures.words(tmp_path)) == ["丙丁", "乙", "己"]
