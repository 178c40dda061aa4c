"""Whether anything is left of people who are forgotten, or hidden by --public, in any byte of a large folder.

    python -m benchmarks.forget [--documents N] [--people N]

makes documents in which people who do not exist stand in every script, spaced, in tables, titles, names of files and
addresses (`tests/namesakes.py`), builds them, forgets every second person and searches all bytes of the folder, and of
the whole and the public graph in every format, for all forms of all names in all encodings.  Ends with 1 when a name
is left, or when one that nobody forgot is gone.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

import kg
from kg.cli import main as command
from kg.export import EXPORTERS
from kg.forget import FILE
from tests.namesakes import found_in, people, write


def main(documents: int, count: int) -> int:
    """Print what each step took and found; the number of names that are where they should not be, or not where they
    should."""
    names = people(count)
    called = [name for name in people(4 * count, seed=2) if not any(name in n or n in name for n in names)][:count // 2]
    gone, kept = {*names[::2], *called[::2]}, {*names[1::2], *called[1::2]}
    names += called
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="kechuang-") as held:
        folder = Path(held)
        docs, out, nothing = folder / "docs", folder / "out", folder / "nothing"
        _timed("documents", lambda: (write(docs, names[:count], documents), _only_called(docs, called)))
        _timed("build", lambda: _run("build", docs, "-o", out))
        before = {name for _, name in _timed("search", lambda: found_in(out, names))}
        wrong += _told("in the folder before", before, set(names))
        for name in EXPORTERS:
            _export(out, name, folder / "public", public=True)
        wrong += _told("in the public exports", {n for _, n in found_in(folder / "public", names)}, set())
        _timed("forget", lambda: _run("forget", out, *sorted(gone)))
        wrong += _told("in the folder afterwards", {n for _, n in _timed("search", lambda: found_in(out, names))}, kept)
        for name in EXPORTERS:
            _export(out, name, folder / "whole", public=False)
        wrong += _told("in the exports", {n for _, n in found_in(folder / "whole", names)}, kept)
        nothing.mkdir()
        shutil.copy(out / FILE, nothing / FILE)
        _timed("build from nothing beside the file", lambda: _run("build", docs, "-o", nothing))
        wrong += _told("in that folder", {n for _, n in found_in(nothing, names)}, kept)
        same = (nothing / "graph.ttl").read_bytes() == (out / "graph.ttl").read_bytes()
        print(f"both graphs are {'the same' if same else 'NOT THE SAME'}, byte for byte")
    return wrong + (not same)


def _only_called(docs: Path, names: list[str]) -> None:
    """Documents in which people stand nowhere but in the name of the file or its folder, the title or the address."""
    said = "宁波市科学技术局支持宁波大学建设甬江实验室。"
    for number, name in enumerate(names):
        how = number % 4
        if how < 2:
            place = docs / name if how else docs
            place.mkdir(exist_ok=True)
            (place / ("only.txt" if how else f"{name}述职报告.txt")).write_text(f"2024年工作{number}\n\n{said}\n", encoding="utf-8")
        else:
            told = {"title": f"{name}简历" if how == 2 else f"2024年工作{number}", "text": said,
                    "url": f"https://example.cn/{name if how == 3 else number}.html"}
            (docs / f"only{number}.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _run(*words: object) -> None:
    done = CliRunner().invoke(command, [str(word) for word in words])
    if done.exit_code == 2 or (done.exception and not isinstance(done.exception, SystemExit)):
        raise SystemExit(done.output) from done.exception


def _export(out: Path, name: str, folder: Path, *, public: bool) -> None:
    folder.mkdir(exist_ok=True)
    graph = kg.load(out)
    (graph.select(public=True) if public else graph).export(folder / f"{name}{EXPORTERS[name].suffix}", name)


def _timed(what: str, work: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    result = work()
    print(f"{what}: {time.perf_counter() - started:.1f} s", flush=True)
    return result


def _told(where: str, found: set[str], wanted: set[str]) -> int:
    left, lost = sorted(found - wanted), sorted(wanted - found)
    print(f"{where}: {len(found)} names" + (f"; LEFT {left}" if left else "") + (f"; LOST {lost}" if lost else ""), flush=True)
    return len(left) + len(lost)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--people", type=int, default=40)
    given = parser.parse_args()
    sys.exit(1 if main(given.documents, given.people) else 0)
