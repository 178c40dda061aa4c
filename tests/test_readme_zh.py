"""README.zh-CN.md says what README.md says: the same commands, tables, links and sections, in the same order."""

import re

import pytest

from tests.conftest import SAMPLE

ROOT = SAMPLE.parent.parent
ENGLISH, CHINESE = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))


def _commands(text):
    """The lines of code, without what is remarked behind them."""
    blocks = re.findall(r"```\w+\n(.*?)```", text, re.DOTALL)
    return [re.sub(r"\s+# .*", "", line) for block in blocks for line in block.splitlines()]


def _first_cells(text):
    """What the rows of tables are about, where that is a name of code."""
    return [m.group(1) for m in re.finditer(r"^\| (`[^|]+`) \|", text, re.MULTILINE)]


def _links(text):
    """Where links go, but those from one language to the other."""
    return [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("README")]


PARTS = {
    "commands": _commands,
    "rows of tables": _first_cells,
    "links": lambda text: sorted(_links(text)),
    "headings": lambda text: [len(m) for m in re.findall(r"^(#+) ", text, re.MULTILINE)],
    "rows": lambda text: len(re.findall(r"^\|", text, re.MULTILINE)),
    "names of code": lambda text: sorted(set(re.findall(r"`([^`\n]*)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)))),
}


@pytest.mark.parametrize("part", PARTS)
def test_both_languages_say_the_same(part):
    assert PARTS[part](CHINESE) == PARTS[part](ENGLISH)


def test_each_leads_to_the_other():
    assert "(README.zh-CN.md)" in ENGLISH
    assert "(README.md)" in CHINESE
