"""Sentences composed of constructions and fillers, whose facts are known by construction: which share is read exactly?

    python -m benchmarks.compose [--examples N] [--only CONSTRUCTION] [--sample N] [--seed S]

A sentence is read exactly when all its names are found whole, with all facts that the construction states and no other.
Where things are and what belongs to what is not asked, unless the construction is about it: names say that by
themselves.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.constructions import CONSTRUCTIONS
from benchmarks.fillers import ADVERBS, BUREAUS, CITIES, KINDS, LISTED, NEUTRAL, TIMES, VERBS, Filler
from kg.clean import clean
from kg.extract import make_extractor
from kg.model import Claim, Extraction, Mention, Reading, Source
from kg.ontology import load_ontology
from kg.read.table import with_tables

SEED, SAMPLE = 14, 60  # sentences of each construction
_SLOT = re.compile(r"\{([A-Za-z]+)(\d?)(?::(\w+))?\}")
_MARKS = re.compile(r"[“”《》]|^20\d\d年?(?=.{4})")  # a year may stand in the name of an event, and need not
_SENTENCE = re.compile(r"[^\n。！？；]+[。！？；]?")
_STRUCTURAL = frozenset(("partOf", "governs", "locatedIn", "holdsPostIn"))
_BY_NAME = "focusesOn"  # what a name says of itself: 氢能技术创新中心

Fact = tuple[str, str, str]


@dataclass(frozen=True)
class Sentence:
    """A composed document of one sentence or a few, the names in it, its facts, and those that may be read too."""

    construction: str
    text: str
    names: frozenset[str]
    facts: frozenset[Fact]
    optional: frozenset[Fact]


# ---- composing ---------------------------------------------------------------------------------------------------
def compose(construction: str, chance: random.Random) -> Sentence:
    """A sentence of a construction with fillers drawn by chance."""
    template, facts = chance.choice(CONSTRUCTIONS[construction])
    speaker = f"{chance.choice(CITIES)}市{chance.choice(BUREAUS)}"
    fillers: dict[str, Filler] = {"S": Filler(speaker, (speaker,))}
    plan = "S " in facts
    title = f"{speaker}2024年工作要点" if plan else chance.choice(("企业创新发展侧记", "一周科技动态", "创新平台建设纪实"))
    text = _SLOT.sub(lambda slot: _fill(slot, fillers, chance), template)
    stated = [_parse(fact, fillers) for fact in facts.split(";") if fact.strip()]
    names = frozenset(_bare(n) for key, filler in fillers.items() if key != "S" for n in filler.names)
    return Sentence(construction, f"{title}\n\n{text}\n", names,
                    frozenset(f for facts, sure in stated if sure for f in facts),
                    frozenset(f for facts, sure in stated if not sure for f in facts))


def _fill(slot: re.Match[str], fillers: dict[str, Filler], chance: random.Random) -> str:
    kind, number, of = slot.groups()
    if kind in WORDS:
        return chance.choice(WORDS[kind](of))
    key = kind + number
    if key not in fillers:
        taken = {_bare(n) for f in fillers.values() for n in f.names}
        while key not in fillers:
            filler = (KINDS[kind] if kind in KINDS else LISTED[kind])(chance)
            if not any(_bare(n) in t or t in _bare(n) for n in filler.names for t in taken):
                fillers[key] = filler
    return fillers[key].text


WORDS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "time": lambda _: TIMES,
    "timely": lambda _: (*TIMES, *(t + "," for t in TIMES)),
    "adv": lambda of: ADVERBS[of],
    "verb": lambda of: VERBS[of],
    "neutral": lambda _: NEUTRAL,
}


def _parse(fact: str, fillers: dict[str, Filler]) -> tuple[set[Fact], bool]:
    """`U develops P`: each name of the one with each of the other; with a `?` behind it may stand."""
    subject, relation, object = fact.strip().rstrip("?").split()
    found = {_fact(s, relation, o) for s in fillers[subject].names for o in fillers[object].names if s != o}
    return found, not fact.strip().endswith("?")


def _fact(subject: str, relation: str, object: str) -> Fact:
    subject, object = _bare(subject), _bare(object)
    if relation == "cooperatesWith" and object < subject:
        subject, object = object, subject
    return subject, relation, object


def _bare(name: str) -> str:
    return _MARKS.sub("", name)


def sample(each: int, seed: int = SEED, only: str = "") -> Iterator[Sentence]:
    """So many sentences of each construction, the same for the same seed."""
    for construction in CONSTRUCTIONS:
        if only in construction:
            chance = random.Random(f"{construction} {seed}")
            yield from (compose(construction, chance) for _ in range(each))


def answers(sentence: Sentence) -> str:
    """What a composed sentence says, as the answers of a text to be learned from (`kg.train.stated`)."""
    ends = sorted({end for s, _, o in (*sentence.facts, *sentence.optional) for end in (s, o)})
    ids = {name: f"e{number}" for number, name in enumerate(ends)}
    lines = [f"E\t{ids[name]}\t-\t{name}" for name in ends]
    cut = [m.group() for m in _SENTENCE.finditer(sentence.text) if m.group().strip()]
    for s, relation, o in sorted((*sentence.facts, *sentence.optional)):
        number = next((n for n, words in enumerate(cut, 1) if n > 1 and o in _bare(words)), 0)
        mark = "" if (s, relation, o) in sentence.facts else "?"
        lines.append(f"R{mark}\t{number}\t{ids[s]}\t{relation}\t{ids[o]}\tactual")
    unasked = sorted(_STRUCTURAL - {r for _, r, _ in sentence.facts})
    return "\n".join((*lines, f"U\t{'|'.join(unasked)}", ""))


def write_answers(folder: Path, each: int) -> None:
    """Write composed sentences to be learned from into a folder: others than those that are judged."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, sentence in enumerate(sample(each, SEED + 1)):
        name = folder / f"{number:05}-{sentence.construction}"
        name.with_suffix(".txt").write_text(sentence.text, encoding="utf-8")
        name.with_suffix(".ann").write_text(answers(sentence), encoding="utf-8")


# ---- reading -----------------------------------------------------------------------------------------------------
def make_judge() -> Callable[[Sentence], list[str]]:
    """A function that says what is wrong with the reading of a sentence; nothing when it is read exactly."""
    extract = make_extractor(load_ontology())

    def judge(sentence: Sentence) -> list[str]:
        reading = with_tables(Reading(Source("t", "0" * 64, "text/plain"), sentence.text))
        return _faults(sentence, extract(clean(reading)[0]))

    return judge


def _faults(sentence: Sentence, found: Extraction) -> list[str]:
    below = found.document.text.index("\n")
    mentions = [m for m in found.mentions if m.start > below]
    names = {_named(m, sentence.names) for m in mentions}
    inner = {m for m in mentions if any(n is not m and n.start <= m.start and m.end <= n.end for n in mentions)}
    facts = {fact for c in found.claims if c.start > below for fact in _told(c, sentence)}
    return [
        *(f"name lost: {n}" for n in sorted(sentence.names - names)),
        *(f"name too many: {m.text}" for m in mentions
          if m not in inner and _named(m, sentence.names) not in sentence.names),
        *(f"fact lost: {' '.join(f)}" for f in sorted(sentence.facts - facts)),
        *(f"fact too many: {' '.join(f)}" for f in sorted(facts - sentence.facts - sentence.optional)),
    ]


def _named(mention: Mention, names: frozenset[str]) -> str:
    """Which of some names a mention has, else its own."""
    own = map(_bare, (mention.text, mention.name, *mention.names))
    return next((n for n in own if n in names), _bare(mention.name))


def _told(claim: Claim, sentence: Sentence) -> Iterator[Fact]:
    """What a claim says, unless names say it by themselves."""
    ends = frozenset(e for s, _, o in (*sentence.facts, *sentence.optional) for e in (s, o))
    subject, object = (_named(m, ends) for m in (claim.subject, claim.object))
    fact = _fact(subject, claim.relation, object)
    asked = {relation for _, relation, _ in sentence.facts}
    if claim.relation in _STRUCTURAL - asked:
        return
    if claim.relation == _BY_NAME and claim.object.text in claim.subject.text:
        return
    if fact[1] in _STRUCTURAL and fact not in sentence.facts:
        return
    yield fact


# ---- reporting ---------------------------------------------------------------------------------------------------
def shares(each: int = SAMPLE, seed: int = SEED) -> dict[str, float]:
    """The share of sentences read exactly, for each construction."""
    judge, right = make_judge(), {}
    for sentence in sample(each, seed):
        right[sentence.construction] = right.get(sentence.construction, 0) + (not judge(sentence))
    return {construction: count / each for construction, count in right.items()}


def main() -> None:
    """Print the share read exactly of each construction, with examples of others."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, default=SAMPLE, help="sentences of each construction")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="", help="constructions whose name contains this")
    parser.add_argument("--examples", type=int, default=0, help="so many sentences of each that are not read exactly")
    parser.add_argument("--answers", type=Path, help="write sentences with answers, to be learned from, into a folder")
    args = parser.parse_args()
    if args.answers:
        write_answers(args.answers, args.sample)
        return
    judge = make_judge()
    total = right = 0
    for construction in [c for c in CONSTRUCTIONS if args.only in c]:
        composed = (s for s in sample(args.sample, args.seed, construction) if s.construction == construction)
        wrong = [(s, faults) for s in composed if (faults := judge(s))]
        total, right = total + args.sample, right + args.sample - len(wrong)
        print(f"{construction:24} {1 - len(wrong) / args.sample:6.3f}")
        for sentence, faults in wrong[:args.examples]:
            print(f"    {sentence.text.strip().partition(chr(10))[2].strip()}")
            print(*(f"        {f}" for f in faults), sep="\n")
    print(f"{'all':24} {right / total:6.3f}  of {total}")


if __name__ == "__main__":
    main()
