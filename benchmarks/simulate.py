"""What a corpus of a million or a hundred million documents takes on so many machines, from rates measured on a built folder.

    python -m benchmarks.simulate [--documents 1000000 100000000] [--machines 1 10 100] [--cores 16]
    python -m benchmarks.simulate --measure FOLDER --texts DIR      # measure the rates anew, into benchmarks/rates.json

All figures of the tables come from benchmarks/rates.json and from arithmetic that stands here; what is assumed and not
measured is printed as such.  Documents of a sample are the first by the digest of their bytes, which is a choice at random.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import sqlite3
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.assemble import Checker, nodes, written
from kg.contract import LABEL, NAME, TYPE
from kg.generations import current
from kg.ledger import NAME as LEDGER
from kg.ledger import Ledger
from kg.limits import Limits
from kg.merge import Around, Given, iri_of, made
from kg.ontology import load_ontology
from kg.read import open_file
from kg.record import Named
from kg.resolve import Cluster
from kg.worker import make_reader

RATES = Path(__file__).with_name("rates.json")
SECTIONS = {"0": "things", "1": "documents", "2": "indicators", "3": "numbers", "4": "statements"}
THINGS, NAMING = "0", frozenset((TYPE, LABEL, NAME))
SAMPLES = (250, 500, 1000, 2000)  # and all
NETWORK = 100e6  # bytes a second that a machine sends and receives: assumed, 1 Gbit/s
SALTED = 2000  # gifts that a reducer takes of one key; a key with more is divided by ranges of documents
EVERY = 20  # of so many keys one is merged to measure the rate
TEXTS = 300  # documents that are read to measure the rate

# ---------------------------------------------------------------- measuring


def measure(folder: Path, texts: Path) -> dict[str, Any]:
    """All rates, of a built folder and the texts that it was built from; seconds are those of the processor, one core."""
    generation = current(folder)
    if generation is None:
        raise SystemExit(f"{folder}: holds no built graph")
    with closing(sqlite3.connect(f"{(generation.path / LEDGER).as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        found = _sizes(db) | {"growth": _growth(db), "largest": _largest(db), "zipf": _zipf(db)}
    return found | {"reading": _reading(texts), "merging": _merging(generation.path / LEDGER)}


def _sizes(db: sqlite3.Connection) -> dict[str, Any]:
    documents, packed = db.execute("SELECT count(*), sum(length(line)) FROM records WHERE live").fetchone()
    rows = db.execute("SELECT substr(key, 1, 1), count(*), count(DISTINCT key), sum(length(CAST(key AS BLOB)) + length(document)"
                      " + length(CAST(gift AS BLOB))) FROM given GROUP BY 1").fetchall()
    wrote = {s: (t, size, named) for s, t, size, named in db.execute(
        "SELECT substr(key, 1, 1), sum(triples), sum(size), sum(named) FROM made GROUP BY 1")}
    sections = {SECTIONS[s]: {"gifts": gifts, "keys": keys, "bytes": size, "triples": wrote[s][0], "turtle": wrote[s][1],
                              "named": wrote[s][2]} for s, gifts, keys, size in rows}
    return {"documents": documents, "record_bytes": packed, "sections": sections}


def _growth(db: sqlite3.Connection) -> dict[str, list[list[int]]]:
    """How many keys of each section so many documents have."""
    ordered = [d for (d,) in db.execute("SELECT DISTINCT document FROM records WHERE live ORDER BY document")]
    found: dict[str, list[list[int]]] = {name: [] for name in SECTIONS.values()}
    for number in (*(n for n in SAMPLES if n < len(ordered)), len(ordered)):
        last = ordered[number - 1]
        for section, keys in db.execute("SELECT substr(key, 1, 1), count(DISTINCT key) FROM given WHERE document <= ? "
                                        "GROUP BY 1", (last,)):
            found[SECTIONS[section]].append([number, keys])
    return found


def _largest(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """The keys to which most documents give, each with the bytes of what they give."""
    return [{"key": key[1:], "gifts": gifts, "bytes": size} for key, gifts, size in db.execute(
        "SELECT key, count(*), sum(length(CAST(gift AS BLOB)) + length(document)) FROM given WHERE key < '1' "
        "GROUP BY key ORDER BY 2 DESC, 1 LIMIT 10")]


def _zipf(db: sqlite3.Connection) -> dict[str, float]:
    """The exponent of gifts by rank, of the things of rank 10 to 10,000, and how many keys have one gift alone."""
    counts = [n for (n,) in db.execute("SELECT count(*) FROM given WHERE key < '1' GROUP BY key ORDER BY 1 DESC")]
    ranks = [int(10 ** (1 + i / 10)) for i in range(31) if 10 ** (1 + i / 10) <= len(counts)]
    _, slope, _ = fitted([(r, counts[r - 1]) for r in ranks])
    return {"exponent": round(-slope, 3), "single": round(counts.count(1) / len(counts), 3)}


def _reading(folder: Path) -> dict[str, float]:
    """Seconds of one core to read and understand texts, a MB and a document, and the memory of the process."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    chosen = paths[:: max(1, len(paths) // TEXTS)]
    reader = make_reader(load_ontology())
    warm = next(iter(open_file(chosen[0], chosen[0].name, Limits())))
    reader.lines(warm)
    started, size = time.process_time(), 0
    for path in chosen:
        size += path.stat().st_size
        for item in open_file(path, path.name, Limits()):
            reader.lines(item)
    seconds = time.process_time() - started
    total = sum(path.stat().st_size for path in paths)
    return {"seconds_a_mb": seconds / size * 1e6, "bytes_a_document": total / len(paths), "documents": len(chosen),
            "process_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def _merging(path: Path) -> dict[str, float]:
    """Seconds of one core a gift: to make triples, write them as Turtle, and check them against the shapes."""
    ontology = load_ontology()
    with closing(Ledger(path, reading=True)) as ledger:
        keys = [key for i, (key, _) in enumerate(ledger.sizes()) if not i % EVERY]
        around = Around(ontology, {}, ledger.doubts())
        checker = Checker(ledger, ontology)
        gifts = making = checking = 0.0
        mark = time.process_time()
        for batch in written(nodes(ledger.given(keys), around), ontology):
            making += time.process_time() - mark
            gifts += sum(node.gifts for node, _ in batch)
            mark = time.process_time()
            checker.check(node for node, _ in batch)
            checking += time.process_time() - mark
            mark = time.process_time()
    return {"seconds_a_gift": making / gifts, "checking_a_gift": checking / gifts, "gifts": gifts}


def fitted(points: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    """The law y = a·x^b that fits points best by the squares of logarithms: a, b, and the largest miss of y, as a share."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    slope, start = statistics.linear_regression(xs, ys)
    return math.exp(start), slope, max(abs(math.exp(start + slope * x - y) - 1) for x, y in zip(xs, ys, strict=True))


# ---------------------------------------------------------------- the merge of a key that nobody can hold whole


def in_two_stages(key: str, given: Sequence[Given], around: Around, most: int) -> set[ox.Triple]:
    """The triples of a node of which each step sees so many gifts at most: the same as those of `kg.merge.made`.

    First each range of documents for itself: what stands for each document is final, and of a thing's names is kept how
    often each came.  Then of these the names that the thing has, which no part knows alone.
    """
    parts = [given[i:i + most] for i in range(0, len(given), most)]
    first = [made(key, part, around) for part in parts]
    if key[0] != THINGS:
        return {t for triples in first for t in triples}
    spread = {t for triples in first for t in triples if t.predicate.value not in NAMING}
    whole: Cluster | None = None
    for part in parts:
        summed = _names(key, part, around)
        whole = whole or Cluster(summed.iri, summed.type)
        whole.add("", Named(summed.iri, summed.type, dict(summed.labels), tuple(summed.names), ()), around.ontology)
    assert whole is not None
    names = made(key, [(given[0][0], [whole.type, dict(whole.labels), sorted(whole.names), [], []])], around)
    return spread | {t for t in names if t.predicate.value in NAMING} | set(around.background.get(iri_of(key), ()))


def _names(key: str, part: Sequence[Given], around: Around) -> Cluster:
    """Of what part of its documents call a thing how often each came: as large as there are names."""
    cluster = Cluster(iri_of(key), part[0][1][0])
    for document, (kind, labels, names, _, _) in part:
        cluster.add(document, Named(cluster.iri, kind, labels, tuple(names), ()), around.ontology)
    return cluster


# ---------------------------------------------------------------- what follows


def keys_at(rates: dict[str, Any], section: str, documents: float) -> tuple[float, float]:
    """How many keys a section has by its law, from the last measured point on: with the exponent of all points, and with
    that of the last two, which is smaller where growth slows down."""
    points = rates["growth"][section]
    _, slope, _ = fitted(points)
    last = points[-1]
    late = math.log(last[1] / points[-2][1]) / math.log(last[0] / points[-2][0])
    return tuple(last[1] * (documents / last[0]) ** b for b in (slope, late))  # type: ignore[return-value]


def triples_at(rates: dict[str, Any], documents: float) -> tuple[float, float]:
    """How many triples so many documents give, and bytes of Turtle: one for each gift (in which document, at which place),
    the others for each key."""
    scale = documents / rates["documents"]
    triples = turtle = 0.0
    for name, held in rates["sections"].items():
        keys, _ = keys_at(rates, name, documents)
        spread = held["gifts"] if name in ("things", "numbers", "statements") else 0
        now = spread * scale + (held["triples"] - spread) / held["keys"] * keys
        triples += now
        turtle += now * held["turtle"] / held["triples"]
    return triples, turtle


def hours(rates: dict[str, Any], documents: float, machines: int, cores: int) -> dict[str, float]:
    """Hours of each step with so many machines; the longest group where no key is divided."""
    gifts = sum(s["gifts"] for s in rates["sections"].values()) / rates["documents"] * documents
    moved = sum(s["bytes"] for s in rates["sections"].values()) / rates["documents"] * documents
    a_gift = rates["merging"]["seconds_a_gift"] + rates["merging"]["checking_a_gift"]
    megabytes = rates["reading"]["bytes_a_document"] * documents / 1e6
    top = rates["largest"][0]["gifts"] / rates["documents"] * documents
    return {"read": megabytes * rates["reading"]["seconds_a_mb"] / (machines * cores) / 3600,
            "move": 0.0 if machines == 1 else 2 * moved * (1 - 1 / machines) / (machines * NETWORK) / 3600,
            "merge": gifts * a_gift / (machines * cores) / 3600,
            "longest": top * rates["merging"]["seconds_a_gift"] / 3600}


def told(rates: dict[str, Any], documents: Sequence[int], machines: Sequence[int], cores: int) -> Iterator[str]:
    """The tables, as Markdown."""
    yield from _measured(rates)
    yield from _corpus(rates, documents)
    yield from _groups(rates, documents)
    yield from _machines(rates, documents, machines, cores)


def _measured(rates: dict[str, Any]) -> Iterator[str]:
    n, reading, merging = rates["documents"], rates["reading"], rates["merging"]
    gifts = sum(s["gifts"] for s in rates["sections"].values())
    size = sum(s["bytes"] for s in rates["sections"].values())
    yield from ("| measured | |", "|---|---|")
    yield f"| documents, bytes a document | {n:,}, {reading['bytes_a_document']:,.0f} |"
    yield f"| reading, one core | {reading['seconds_a_mb']:.2f} s a MB |"
    yield f"| memory of a process that reads | {reading['process_bytes'] / 1e6:.0f} MB |"
    yield f"| record, packed | {rates['record_bytes'] / n:,.0f} bytes a document |"
    yield f"| gifts (a document to a key) | {gifts / n:.0f} a document, {size / gifts:.0f} bytes each with key and document |"
    yield f"| merging, one core | {merging['seconds_a_gift'] * 1e6:.0f} µs a gift to make and write, " \
          f"{merging['checking_a_gift'] * 1e6:.0f} to check |"
    yield f"| gifts by rank of a thing | rank^-{rates['zipf']['exponent']:.2f}; {rates['zipf']['single']:.0%} have one |"
    yield from ("", "| keys by documents | " + " | ".join(f"{n:,}" for n, _ in rates["growth"]["things"])
                + " | law | largest miss | exponent of the last two |", "|---|" + "---|" * (len(rates["growth"]["things"]) + 3))
    for name, points in rates["growth"].items():
        a, b, miss = fitted(points)
        late = math.log(points[-1][1] / points[-2][1]) / math.log(points[-1][0] / points[-2][0])
        yield f"| {name} | " + " | ".join(f"{k:,}" for _, k in points) + f" | {a:.1f} n^{b:.3f} | {miss:.1%} | {late:.3f} |"
    yield ""


def _corpus(rates: dict[str, Any], documents: Sequence[int]) -> Iterator[str]:
    n = rates["documents"]
    yield "| corpus | " + " | ".join(f"{d:,} documents" for d in documents) + " |"
    yield "|---|" + "---|" * len(documents)

    def row(name: str, values: Sequence[str]) -> str:
        return f"| {name} | " + " | ".join(values) + " |"

    yield row("texts", [_bytes(rates["reading"]["bytes_a_document"] * d) for d in documents])
    yield row("records, packed", [_bytes(rates["record_bytes"] / n * d) for d in documents])
    gifts = sum(s["gifts"] for s in rates["sections"].values()) / n
    size = sum(s["bytes"] for s in rates["sections"].values()) / n
    yield row("gifts", [f"{_count(gifts * d)}, {_bytes(size * d)}" for d in documents])
    for name in rates["sections"]:
        yield row(f"keys: {name}", [" to ".join(dict.fromkeys(map(_count, sorted(keys_at(rates, name, d))))) for d in documents])
    yield row("triples, Turtle", [f"{_count(t)}, {_bytes(b)}" for t, b in (triples_at(rates, d) for d in documents)])
    yield ""


def _groups(rates: dict[str, Any], documents: Sequence[int]) -> Iterator[str]:
    n = rates["documents"]
    yield "| largest groups | share of documents | " + " | ".join(
        f"at {d:,}: gifts, bytes, parts of {SALTED:,}" for d in documents) + " |"
    yield "|---|---|" + "---|" * len(documents)
    for held in rates["largest"][:5]:
        cells = [f"{_count(held['gifts'] / n * d)}, {_bytes(held['bytes'] / n * d)}, {held['gifts'] / n * d / SALTED:,.0f}" for d in documents]
        yield f"| {held['key'].split('/')[-1]} | {held['gifts'] / n:.0%} | " + " | ".join(cells) + " |"
    divided = [_divided(rates, d) for d in documents]
    yield "| keys that are divided | | " + " | ".join(f"{_count(d)}" for d in divided) + " |"
    yield ""


def _divided(rates: dict[str, Any], documents: float) -> float:
    """How many things more than `SALTED` documents give to, by the law of their ranks, from the tenth on."""
    tenth = rates["largest"][-1]["gifts"] / rates["documents"] * documents
    return 10 * (tenth / SALTED) ** (1 / rates["zipf"]["exponent"]) if tenth > SALTED else 0


def _machines(rates: dict[str, Any], documents: Sequence[int], machines: Sequence[int], cores: int) -> Iterator[str]:
    part = SALTED * rates["largest"][0]["bytes"] / rates["largest"][0]["gifts"]
    yield f"| documents | machines of {cores} cores | read | move | merge | together | memory a machine | a key undivided |"
    yield "|---|---|---|---|---|---|---|---|"
    for d in documents:
        for m in machines:
            h = hours(rates, d, m, cores)
            memory = cores * rates["reading"]["process_bytes"]
            yield f"| {d:,} | {m} | {_hours(h['read'])} | {_hours(h['move'])} | {_hours(h['merge'])} | " \
                  f"{_hours(h['read'] + h['move'] + h['merge'])} | {_bytes(memory)} | {_hours(h['longest'])} |"
    yield ""
    yield f"Assumed, not measured: {NETWORK / 1e6:.0f} MB a second to and from each machine, cores that work beside each other as " \
          f"one alone does. The largest piece that a reducer takes of one key is {_bytes(part)}."


def _bytes(value: float) -> str:
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            return f"{value:.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"
        value /= 1000
    raise AssertionError("the last unit takes all")


def _count(value: float) -> str:
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{value / size:,.3g} {word}"
    return f"{value:,.0f}"


def _hours(value: float) -> str:
    return f"{value:,.0f} h" if value >= 10 else f"{value:.1f} h" if value >= 1 else f"{value * 60:.1f} min"


def main() -> None:
    """Print the tables, or measure the rates anew."""
    parser = argparse.ArgumentParser(description="what a large corpus takes, from measured rates", allow_abbrev=False)
    parser.add_argument("--documents", type=int, nargs="+", default=[10**6, 10**8])
    parser.add_argument("--machines", type=int, nargs="+", default=[1, 10, 100, 1000])
    parser.add_argument("--cores", type=int, default=16)
    parser.add_argument("--measure", type=Path, metavar="FOLDER")
    parser.add_argument("--texts", type=Path, metavar="DIR")
    given = parser.parse_args()
    if given.measure:
        if given.texts is None:
            parser.error("--measure needs the texts of the folder: --texts DIR")
        RATES.write_text(json.dumps(measure(given.measure.resolve(), given.texts), ensure_ascii=False, indent=1) + "\n",
                         encoding="utf-8")
    rates = json.loads(RATES.read_text(encoding="utf-8"))
    print("\n".join(told(rates, given.documents, given.machines, given.cores)))


if __name__ == "__main__":
    main()
