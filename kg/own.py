"""What among the inputs kg wrote itself: the results of earlier builds are no documents, wherever they lie.

A folder that a build wrote is known by its `store/`, a copy of one without it by what its files begin with, an analysis
by its names.  All that lies in such a folder is passed over, as exports are put there too, unless the build read
documents in it (`kg build docs -o docs`) or it is itself named as an input: then only what kg wrote is.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from kg.forget import BEGINNING, FILE
from kg.generations import TOP, is_alone, is_built, is_store
from kg.lock import STORE

ANALYSIS = frozenset(("analysis.md", "analysis.html", "analysis.nq"))
TABLES = frozenset(
    ("entities.csv", "communities.csv", "bridges.csv", "likeness.csv", "gaps.csv", "years.csv", "targets.csv")
)
# What the files of a result begin with; each is looked for in so many bytes.
_BEGINNINGS = {
    "graph.ttl": b"@prefix kg: <https://w3id.org/kechuang/ontology#>",
    "graph.html": b"<!doctype html>",
    "report.json": b'{\n "documents": [',
}
_HEAD = 1024
# What readers of a served graph say is wrong (`kg.serve.corrections`), and what the file begins with.
CORRECTIONS, CORRECTIONS_HEAD = "corrections.ttl", b"# corrections of kechuang"


def own(folder: Path, names: Collection[str], given: bool) -> frozenset[str]:
    """Which of all `names` in a folder are kg's own; `given` says that the folder itself is an input."""
    found: set[str] = set()
    if STORE in names and is_store(folder / STORE):
        if is_alone(folder) and not given:
            return frozenset(names)
        found |= {STORE, *(TOP if is_built(folder) else ())}
    elif _BEGINNINGS.keys() <= set(names) and all(_begins(folder / name, mark) for name, mark in _BEGINNINGS.items()):
        found |= _BEGINNINGS.keys()
    if FILE in names and _begins(folder / FILE, BEGINNING):
        found.add(FILE)
    if CORRECTIONS in names and _begins(folder / CORRECTIONS, CORRECTIONS_HEAD):
        found.add(CORRECTIONS)
    if set(names) >= ANALYSIS:
        found |= ANALYSIS | TABLES
    return frozenset(found.intersection(names))


def _begins(path: Path, mark: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return mark in file.read(_HEAD)
    except OSError:
        return False
