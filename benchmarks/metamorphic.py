"""Real sentences changed in one thing: do the facts change as the words do and in nothing else?

    python -m benchmarks.metamorphic FOLDER [--most N] [--examples N]

Each sentence is read as a document of its own, as it stands and changed: a time in front, another adverb, two
members of a list exchanged.  None of these changes what is said, so the same names and facts must come out.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from benchmarks.fillers import ADVERBS
from kg.clean import clean
from kg.extract import make_extractor
from kg.model import Reading, Source
from kg.ontology import load_ontology
from kg.read import read_file
from kg.read.files import find_files
from kg.read.table import with_tables
from kg.segment import segment

TIMES = ("今年,", "近日,", "去年底,", "目前,")
_SENTENCE = re.compile(r"[一-鿿].{14,120}。")
_NO_ADVERBS = ("深化", "创新", "重点", "研究", "优先", "统筹", "联合", "加快", "连续", "首次", "规划")
_SWAPPED = sorted({a for of in ADVERBS.values() for a in of if len(a) > 1 and a not in _NO_ADVERBS})
_ADVERB = re.compile("(?<=[,。])(?:" + "|".join(_SWAPPED) + ")")
_LIST = re.compile(r"(?<=[,。])(?:建设|支持|发展|打造)([一-鿿]{2,6})、([一-鿿]{2,6})(?=[、和等])")
_SEED = 14

Read = Callable[[str], tuple[frozenset[str], frozenset[str]]]


def with_time(sentence: str, chance: random.Random) -> str | None:
    """A time in front."""
    return None if sentence[:1].isdigit() else chance.choice(TIMES) + sentence


def with_adverb(sentence: str, chance: random.Random) -> str | None:
    """Another adverb of as many characters where one stands."""
    found = _ADVERB.search(sentence)
    if found is None:
        return None
    others = [a for a in _SWAPPED if len(a) == len(found.group()) and a != found.group()]
    return sentence[:found.start()] + chance.choice(others) + sentence[found.end():]


def with_list(sentence: str, chance: random.Random) -> str | None:
    """The first two members of a list exchanged."""
    found = _LIST.search(sentence)
    if found is None:
        return None
    return f"{sentence[:found.start(1)]}{found.group(2)}、{found.group(1)}{sentence[found.end():]}"


CHANGES: dict[str, Callable[[str, random.Random], str | None]] = {
    "time": with_time, "adverb": with_adverb, "list": with_list}


def make_reader() -> Read:
    """A function from a sentence to the names and the facts that are read in it."""
    extract = make_extractor(load_ontology())

    def read(sentence: str) -> tuple[frozenset[str], frozenset[str]]:
        reading = with_tables(Reading(Source("t", "0" * 64, "text/plain"), f"创新发展纪实\n\n{sentence}\n"))
        found = extract(clean(reading)[0])
        names = frozenset(m.name for m in found.mentions)
        return names, frozenset(f"{c.subject.name} {c.relation} {c.object.name}" for c in found.claims)

    return read


def sentences(folders: Iterable[str]) -> Iterator[str]:
    """Sentences of the documents in some folders."""
    for path, name in find_files(list(folders))[0]:
        for reading in read_file(path, name)[0]:
            for passage in segment(clean(reading)[0]):
                if _SENTENCE.fullmatch(passage.text):
                    yield passage.text


def compare(read: Read, sentence: str, change: str, chance: random.Random) -> list[str] | None:
    """What changes with the words though it should not; None where there is nothing to change."""
    other = CHANGES[change](sentence, chance)
    if other is None:
        return None
    before, after = read(sentence), read(other)
    return [f"{sign} {thing}" for left, right, sign in ((0, 1, "-"), (1, 0, "+")) for kind in (0, 1)
            for thing in sorted((before, after)[left][kind] - (before, after)[right][kind])]


def main() -> None:
    """Print of each change in what share of sentences nothing else changes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="+", type=str)
    parser.add_argument("--most", type=int, default=500, help="sentences")
    parser.add_argument("--examples", type=int, default=0)
    args = parser.parse_args()
    chance, read = random.Random(_SEED), make_reader()
    drawn = sorted(set(sentences([str(Path(f)) for f in args.folder])))
    chance.shuffle(drawn)
    tried: Counter[str] = Counter()
    same: Counter[str] = Counter()
    for sentence in drawn[:args.most]:
        for change in CHANGES:
            faults = compare(read, sentence, change, chance)
            if faults is None:
                continue
            tried[change] += 1
            same[change] += not faults
            if faults and tried[change] - same[change] <= args.examples:
                print(f"{change}: {sentence}", *(f"    {f}" for f in faults), sep="\n")
    for change in CHANGES:
        print(f"{change:8} {same[change] / max(1, tried[change]):.3f}  of {tried[change]}")


if __name__ == "__main__":
    main()
