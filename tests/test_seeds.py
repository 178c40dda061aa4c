"""What the project may not know: no words of the documents that it is scored on stand in its code, ontology or tests.

The documents lie beside the checkout and are no part of it; where they are not, these tests are skipped.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SEEDS = sorted([*(SHARED / "seeds").glob("*.txt"), *(SHARED / "dev" / "docs").glob("*.txt")]) if SHARED.is_dir() else []
LONGEST = 16  # characters: a longer run is a quotation; titles of the state and stock phrases are shorter

pytestmark = pytest.mark.skipif(not SEEDS, reason="the scored documents are not beside this checkout")


def _ours():
    for pattern in ("kg/**/*.py", "ontology/**/*.ttl", "tests/**/*.py", "tests/corpus/*", "*.md", "docs/**/*.md", "benchmarks/*.py"):
        yield from ROOT.glob(pattern)


@pytest.fixture(scope="module")
def quotations():
    """Every run of so many characters of the scored documents, without blanks and marks."""
    found = {}
    for path in SEEDS:
        text = re.sub(r"[^一-鿿\w]", "", path.read_text(encoding="utf-8"))
        found.update((text[i:i + LONGEST], path.name) for i in range(len(text) - LONGEST + 1))
    return found


# Names of national plans, laws, bodies and institutes are longer than that and stand in public lists.
def _known(ontology):
    return "\n".join(re.sub(r"[^一-鿿\w]", "", n) for i in ontology.individuals.values() for n in (i.label, *i.names))


def test_no_long_quotation_of_a_scored_document_stands_here(quotations, ontology):
    known = _known(ontology)
    hits = []
    for path in _ours():
        text = re.sub(r"[^一-鿿\w]", "", path.read_bytes().decode("utf-8", "replace"))
        for i in range(len(text) - LONGEST + 1):
            run = text[i:i + LONGEST]
            if run in quotations and not (run in known and re.search("[一-鿿]", run)):
                hits.append((str(path.relative_to(ROOT)), run, quotations[run]))
    assert hits == []


def test_no_file_name_of_a_scored_document_stands_here():
    stems = [p.stem for p in SEEDS if len(p.stem) > 6]
    assert stems
    assert [(p, s) for p in _ours() for s in stems if s in p.read_bytes().decode("utf-8", "replace")] == []
