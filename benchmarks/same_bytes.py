"""Whether the same documents give the same bytes, whatever must not matter: `python -m benchmarks.same_bytes FOLDER…`.

Reads every file of the folders alone, and all of them together, once for each seed of Python's hashes; together also
with one and two workers and in both orders of files.  Prints a table: how many builds of a kind there were and how they
ended (read; read with errors that are told; nothing read, and told why), how many findings of validation they had, and of how
many inputs the builds disagree, which must be none.  Ends with 1 when a build broke, disagreed or was not valid.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
SEEDS = ("0", "1", "4242")
WORKERS = (1, 2)


@dataclass(frozen=True, slots=True)
class Build:
    """How one build ended, `read`, `errors` (told), `nothing` (told) or `broken`; a digest of what came of it."""

    kind: str
    inputs: str
    end: str
    invalid: int
    digest: str


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()[:16]


def _built(kind: str, inputs: str, graph: object) -> Build:
    from kg.export.turtle import to_turtle
    from kg.graph import Graph

    assert isinstance(graph, Graph)
    report = {k: v for k, v in graph.report.items() if k != "seconds"}
    errors = any(f.severity == "error" for f in graph.findings)
    invalid = sum(f.stage == "validate" for f in graph.findings)
    digest = _digest([to_turtle(graph.dataset.triples), json.dumps(report, ensure_ascii=False)])
    return Build(kind, inputs, "errors" if errors else "read", invalid, digest)


def _ended(kind: str, inputs: str, build: Callable[[], object]) -> Build:
    """How a build ends, whatever way it does."""
    from kg.errors import InputError

    try:
        return _built(kind, inputs, build())
    except InputError as error:
        return Build(kind, inputs, "nothing", 0, _digest([str(error)]))
    except Exception as error:  # noqa: BLE001 - what breaks a build is what this looks for
        return Build(kind, inputs, "broken", 0, repr(error))


def together(paths: Sequence[Path], workers: int, backwards: bool) -> Build:
    """All files in one build, as a user runs it."""
    import kg

    kind = f"together, {workers} workers, {'last' if backwards else 'first'} file first"
    order = list(reversed(paths)) if backwards else list(paths)
    return _ended(kind, "all", lambda: kg.build(order, workers=workers))


def alone(paths: Sequence[Path]) -> Iterator[Build]:
    """Each file in a build of its own, all in this process, so that the libraries are loaded once."""
    import kg.pipeline
    from kg.ontology import load_ontology
    from kg.validate import validate
    from tests.direct import DirectPool

    ontology = load_ontology()
    kg.pipeline.Pool = DirectPool  # type: ignore[misc,assignment]
    kg.pipeline.validate = lambda triples, known: validate(triples, known, engine="shacl")  # type: ignore[attr-defined]
    for path in paths:
        build = partial(kg.pipeline.build, [path], ontology=ontology, workers=1)
        yield _ended("alone", str(path), build)


def files(folders: Sequence[Path], every: int) -> list[Path]:
    """The files of the folders, in order; of `every` so many the first."""
    every_path = (p for folder in folders for p in ([folder] if folder.is_file() else folder.rglob("*")))
    found = sorted(p for p in every_path if p.is_file())
    return found[::every]


def run(folders: Sequence[Path], every: int = 1, seeds: Sequence[str] = SEEDS) -> list[Build]:
    """All builds, each seed in a process of its own."""
    builds = []
    for seed in seeds:
        command = [sys.executable, "-m", "benchmarks.same_bytes", "--one", "--every", str(every), *map(str, folders)]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, text=True,
                              stdout=subprocess.PIPE, check=True)
        builds += [Build(**json.loads(line)) for line in done.stdout.splitlines()]
    return builds


def _one(paths: Sequence[Path]) -> Iterator[Build]:
    for workers in WORKERS:
        for backwards in (False, True):
            yield together(paths, workers, backwards)
    yield from alone(paths)


def table(builds: Sequence[Build]) -> tuple[str, bool]:
    """The table, and whether all is well."""
    digests: dict[str, set[str]] = defaultdict(set)
    for b in builds:
        digests[b.inputs].add(b.digest)
    differ = sorted(inputs for inputs, found in digests.items() if len(found) > 1)
    lines = ["| builds | number | read | errors told | nothing read, told | broken | findings of validation |",
             "|---|---|---|---|---|---|---|"]
    for kind in sorted({b.kind for b in builds}):
        of = [b for b in builds if b.kind == kind]
        ends = Counter(b.end for b in of)
        invalid = sum(b.invalid for b in of)
        cells = [kind, len(of), ends["read"], ends["errors"], ends["nothing"], ends["broken"], invalid]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    number = sum(map(len, digests.values()))
    lines += ["", f"inputs: {len(digests)}; digests: {number}; inputs of different bytes: {len(differ)}"]
    lines += [f"different: {inputs}" for inputs in differ]
    lines += sorted({f"broken: {b.inputs}: {b.digest}" for b in builds if b.end == "broken"})
    lines += sorted({f"not valid: {b.inputs}" for b in builds if b.invalid})
    return "\n".join(lines), not differ and not any(b.invalid or b.end == "broken" for b in builds)


def main() -> None:
    """Run and print the table, or, for one seed, a line of JSON a build."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth file, to see how long all take")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    folders = [f.resolve() for f in given.folders]
    if given.one:
        for build in _one(files(folders, given.every)):
            print(json.dumps(asdict(build)), flush=True)
        return
    text, well = table(run(folders, given.every))
    print(text)
    sys.exit(not well)


if __name__ == "__main__":
    main()
