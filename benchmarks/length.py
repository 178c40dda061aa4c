"""Whether time grows with the length of a sentence or with its square.

    python -m benchmarks.length [--profile KIND] [KIND …]

Documents that are one endless sentence (as a machine writes down what is said, or a list of thousands of names) are made
of each kind in two lengths, one four times the other, and read in one run.  Printed are the CPU times and their ratio:
4 where time grows with length, 16 where with its square.  Exit code 1 when a ratio is above the largest allowed.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count

from kg.clean import clean
from kg.extract import Extractor, make_extractor
from kg.model import Account, Outcome, Reading, Source
from kg.ontology import Ontology, load_ontology
from kg.record import from_line, make_record, to_line
from kg.resolve import resolve

SHORT, LONG = 4_000, 16_000
MOST = 4.5
_RUNS = 3
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_GIVEN = "知远文博明轩思齐子墨雨桐浩然一诺景行若水"
_PLACES = ("镇海区", "鄞州区", "温州市", "苏州市", "内蒙古阿拉善盟", "浙江省", "深圳", "合肥市包河区", "余姚")
_FIELDS = ("海洋装备", "新材料", "人工智能", "生物医药", "集成电路", "量子信息")
_THINGS = ("创新中心", "重点实验室", "产业园", "示范区", "研究院", "公共服务平台")
_DEEDS = ("支持{place}建设{field}{thing}", "由宁波大学牵头组建{place}{field}{thing}", "与{place}共同推进{field}成果转化",
          "在{place}召开{field}发展大会", "新增高新技术企业{n}家", "推动{field}产业增加值增长{n}%", "加快引进{field}领域科技人才",
          "市科技局会同{place}编制《{field}行动方案》", "要把{field}摆在突出位置", "我们觉得这件事情还可以做得更好一些")


def _pick(values: tuple[str, ...] | str, number: int, step: int = 1) -> str:
    return values[number * step % len(values)]


def _deed(n: int) -> str:
    return _pick(_DEEDS, n).format(
        place=_pick(_PLACES, n // 3), field=_pick(_FIELDS, n // 2), thing=_pick(_THINGS, n // 5), n=n % 97 + 3
    )


def _person(n: int) -> str:
    return _pick(_SURNAMES, n) + _pick(_GIVEN, n // 3) + _pick(_GIVEN, n, 7)


# What the parts of each kind are, and what joins them.
KINDS: dict[str, tuple[str, Callable[[int], str]]] = {
    "prose": (",", _deed),
    "speech": ("", lambda n: f"那么{_deed(n)}的话呢"),
    "persons": ("、", _person),
    "offices": (",", lambda n: f"{_pick(_PLACES, n)}科技局局长{_person(n)}出席"),
    "places": ("、", lambda n: _pick(_PLACES, n)),
    "titles": ("、", lambda n: f"《关于促进{_pick(_FIELDS, n)}发展的若干意见》"),
    "names": ("、", lambda n: f"{_pick(_PLACES, n)}{_pick(_FIELDS, n // 3)}{_pick(_THINGS, n // 2)}"),
    "fields": ("、", lambda n: _pick(_FIELDS, n)),
    "quotations": ("、", lambda n: f"“{_pick(_FIELDS, n)}{n}号”行动"),
    "sessions": (",", lambda n: f"市委十二届{_pick('二三四五六七', n)}次全会审议工作"),
    "meetings": (
        ",",
        lambda n: f"{_pick(_PLACES, n)}主办的{_pick(_FIELDS, n)}论坛在{_pick(_PLACES, n // 2)}召开,{_person(n)}出席",
    ),
    "references": (
        ",",
        lambda n: f"{_pick(_PLACES, n)}{_pick(_FIELDS, n)}创新中心(以下简称“{n}号中心”)揭牌,该中心举行揭牌仪式",
    ),
    "examples": (",", lambda n: f"{_person(n)}、{_person(n + 1)}、{_pick(_FIELDS, n)}等企业"),
    "figures": (",", lambda n: f"{_pick(_FIELDS, n)}产值达到{n}.5亿元"),
    "nouns": ("", lambda n: _pick(_FIELDS, n)),
    "letters": ("", lambda n: "abc "),
    "digits": ("", lambda n: str(n)),
    "brackets": ("", lambda n: "(《“"),
    "blanks": ("", lambda n: " "),
    "lines": ("", lambda n: "\n"),
}


def text_of(kind: str, length: int) -> str:
    """A document of one sentence of a kind, below a title."""
    joint, part = KINDS[kind]

    def parts() -> Iterator[str]:
        size = 0
        for number in count():
            yield part(number)
            size += len(part(number)) + len(joint)
            if size >= length:
                return

    return f"宁波市科学技术局2024年科技工作要点\n\n{joint.join(parts())[:length]}\n\n支持宁波大学建设创新平台。\n"


def _read(text: str, extract: Extractor, ontology: Ontology) -> None:
    """All that a build does with a document, from its text to its entities and facts."""
    document, _ = clean(Reading(Source("t", "0" * 64, "text/plain"), text))
    record = make_record(Outcome(extract(document), Account(0, 0, {}, 0)), ontology)
    resolve([from_line(to_line(record))], ontology)


def _cpu(kind: str, length: int, extract: Extractor, ontology: Ontology) -> float:
    """The least CPU time of some runs, in seconds."""
    text, least = text_of(kind, length), float("inf")
    for _ in range(_RUNS):
        start = time.process_time()
        _read(text, extract, ontology)
        least = min(least, time.process_time() - start)
    return least


def main() -> int:
    """Print the ratio of each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", help=f"of {', '.join(KINDS)}")
    parser.add_argument("--profile", action="store_true", help="print where the time of the long document goes")
    args = parser.parse_args()
    ontology = load_ontology()
    extract = make_extractor(ontology)
    _read(text_of("prose", SHORT), extract, ontology)  # what is made once
    above = 0
    for kind in args.kinds or KINDS:
        short, long = (_cpu(kind, length, extract, ontology) for length in (SHORT, LONG))
        above += long > MOST * short
        print(
            f"{kind:12} {short:8.3f} s {long:8.3f} s   ratio {long / short:5.2f}{'  ABOVE' if long > MOST * short else ''}",
            flush=True,
        )
        if args.profile:
            _profile(text_of(kind, LONG), extract, ontology)
    return 1 if above else 0


def _profile(text: str, extract: Extractor, ontology: Ontology) -> None:
    profile = cProfile.Profile()
    profile.runcall(_read, text, extract, ontology)
    pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    sys.exit(main())
