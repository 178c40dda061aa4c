"""Names by form at the edges of a sentence, where there is no unit to look at: nothing before, nothing behind, no final mark."""

import pytest

PLAN = "宁波市科学技术局2024年科技工作要点\n\n"


def _names(read, sentence):
    return [m.text for m in read(PLAN + sentence + "\n").mentions if m.passage.role != "title"]


# (sentence, the names in it)
AT_THE_EDGE = [
    # Quotations that open a sentence are members like any other.
    ("“甬智”、“甬数”行动加快推进。", ["“甬智”", "“甬数”行动"]),
    ("推进“甬智”、“甬数”行动。", ["“甬智”", "“甬数”行动"]),
]


@pytest.mark.parametrize(("sentence", "names"), AT_THE_EDGE)
def test_names_at_the_edge_of_a_sentence(sentence, names, read):
    assert _names(read, sentence) == names
