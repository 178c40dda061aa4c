"""How a build grows with its documents: time, memory and stages of folders of several sizes, and of one more change.

    python -m benchmarks.scale DOCS… --out FOLDER [--sizes 400,4000] [--made]

DOCS are folders of real documents; each size takes as many of them, spread evenly.  With `--made`, or where there are
not enough, documents are made from them: places, years, days and personal names are exchanged for others, the same in
one document, so that no two are alike.  Every build runs as a user runs it, in processes of its own; memory is that of
all of them together (proportional set size, sampled four times a second), so the figures hold on Linux only.  After
the largest build one document is changed, one added, one taken away, each measured.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.ontology import load_ontology
from kg.read.files import find_files

_SAMPLES = 0.25  # seconds
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年|[-/.]\d)")
_DAY = re.compile(r"(?<=月)\d{1,2}(?=日)")
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "明华强伟敏静磊洋艳勇军杰娟涛超鹏"


@dataclass(frozen=True, slots=True)
class Run:
    """One build: seconds, the most memory of all its processes in MB, what its report says."""

    seconds: float
    memory: float
    report: dict[str, dict[str, float]]


def main() -> int:
    """Print a table of builds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="an empty folder for documents and graphs")
    parser.add_argument("--sizes", default="400,4000")
    parser.add_argument("--made", action="store_true", help="make all documents, though there are enough real ones")
    args = parser.parse_args()
    files = [path for path, _ in find_files(args.docs)[0]]
    print("| documents | MB | triples | seconds | ms a document | peak memory, MB | read | merge | validate | page |\n"
          "|---|---|---|---|---|---|---|---|---|---|")
    for size in map(int, args.sizes.split(",")):
        folder, graph = args.out / f"docs-{size}", args.out / f"graph-{size}"
        write(files, size, folder, args.made or size > len(files))
        print(row(f"{size}", folder, build(folder, graph), size), flush=True)
    chosen = sorted(path for path in folder.rglob("*") if path.is_file())
    changed = chosen[len(chosen) // 2]
    text = changed.read_text(encoding="utf-8", errors="replace")
    changed.write_text(text[:len(text) * 2 // 3], encoding="utf-8")
    print(row("one changed", folder, build(folder, graph), size), flush=True)
    (folder / "one-more.txt").write_text(text, encoding="utf-8")
    print(row("one added", folder, build(folder, graph), size), flush=True)
    changed.unlink()
    print(row("one taken away", folder, build(folder, graph), size), flush=True)
    print(row("nothing", folder, build(folder, graph), size), flush=True)
    return 0


def row(name: str, folder: Path, run: Run, size: int) -> str:
    """A line of the table."""
    stages = run.report["seconds"]
    mb = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    cells = (name, f"{mb:.1f}", f"{run.report['counts']['triples']:,}", f"{run.seconds:.1f}",
             f"{run.seconds / size * 1000:.0f}", f"{run.memory:.0f}",
             *(f"{stages.get(stage, 0):.1f}" for stage in ("documents", "merge", "validate", "page")))
    return "| " + " | ".join(cells) + " |"


# ---------------------------------------------------------------- documents


def write(files: Sequence[Path], size: int, folder: Path, made: bool) -> None:
    """Put so many documents into a folder: real ones, or such as are made from them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    places = _places()
    for number in range(size):
        source = files[number % len(files) if made else number * len(files) // size]
        target = folder / f"{number:05d}{source.suffix}"
        if made:
            text = source.read_text(encoding="utf-8", errors="replace")
            target.write_text(exchanged(text, number, places), encoding="utf-8")
        else:
            shutil.copyfile(source, target)


def exchanged(text: str, number: int, places: Sequence[str]) -> str:
    """A text in which places, years, days and names are others, by a number: the same one everywhere in it."""
    chance = random.Random(number)
    others = dict(zip(places, chance.sample(places, len(places)), strict=True))
    shift = chance.randint(-6, 6)
    text = re.sub("|".join(map(re.escape, places)), lambda m: others[m.group()], text)
    text = _YEAR.sub(lambda m: str(int(m.group()) + shift), text)
    text = _DAY.sub(lambda m: str((int(m.group()) + number) % 28 + 1), text)
    name = chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, 2))
    return f"{text}\n{chance.choice(places)}科学技术局局长{name}出席第{number}号平台揭牌仪式。\n"


def _places() -> list[str]:
    """The names of cities, of which no one is part of another."""
    ontology = load_ontology()
    names = sorted({i.label for i in ontology.individuals.values() if re.fullmatch(r"[一-鿿]{2,3}市", i.label)})
    return [name for name in names if not any(name != other and name in other for other in names)]


# ---------------------------------------------------------------- builds


def build(folder: Path, graph: Path) -> Run:
    """Build as a user does, and measure."""
    started, most = time.monotonic(), 0
    process = subprocess.Popen([sys.executable, "-m", "kg", "build", str(folder), "-o", str(graph)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        most = max(most, sum(map(_held, _tree(process.pid))))
        time.sleep(_SAMPLES)
    seconds = time.monotonic() - started
    return Run(seconds, most / 1024, json.loads((graph / "report.json").read_text(encoding="utf-8")))


def _tree(process: int) -> Iterator[int]:
    """A process and all below it."""
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = task.read_text(encoding="ascii").split()
        except OSError:  # it has ended
            continue
        for child in children:
            yield from _tree(int(child))


def _held(process: int) -> int:
    """The memory that a process holds, its share of what it shares included, in kB."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    sys.exit(main())
