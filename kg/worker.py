"""What stands left of the break, in a process of its own that can be killed: files in, what their documents say out.

A document is read, cleaned and understood here within its limits of memory and time.  The process reads pickled
requests from standard input and writes pickled answers; `kg.pool` is its other end.
"""

from __future__ import annotations

import os
import pickle
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import BinaryIO

from kg.account import account
from kg.annotations import read_annotations
from kg.child import set_limit
from kg.clean import clean
from kg.extract import RULES, Extractor, make_extractor
from kg.limits import MB, OUT_OF_MEMORY, Limits
from kg.merge import UNFORESEEN, Line, line_of, unmappable, why
from kg.model import NO_ANNOTATIONS, Annotations, Finding, Outcome, Reading, Source
from kg.ontology import Ontology
from kg.read import open_file
from kg.read.archive import Item
from kg.record import make_record, reader_versions

NONE: Mapping[str, Annotations] = {}
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_item(item: Item, extract: Extractor, annotations: Mapping[str, Annotations] = NONE,
              ) -> tuple[list[Outcome], list[Finding]]:
    """What the documents of one item say, and what was found where they were opened; a pure function of the item's
    bytes and of the annotations of its documents, by their IRIs.

    With each document goes its account and what was found in it.
    """
    readings, findings = item.read()
    outcomes: list[Outcome] = []
    for reading in readings:
        document, cleaned = clean(_whole(reading))
        extraction = extract(replace(document, annotations=annotations.get(document.id, NO_ANNOTATIONS)))
        counted, accounted = account(document, extraction.passages, extraction.redacted, extraction.blanked)
        outcomes.append(Outcome(extraction, counted, (*cleaned, *accounted, *extraction.findings)))
    return outcomes, findings


def _whole(reading: Reading) -> Reading:
    """A reading whose every string can be written anywhere: halves of characters, as some decoders make, are lost
    ones."""
    broken = {f.name: _SURROGATE.sub("\ufffd", value) for f in fields(reading)
              if isinstance(value := getattr(reading, f.name), str) and _SURROGATE.search(value)}
    return replace(reading, **broken)  # type: ignore[arg-type]  # all of them are strings


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads documents, bound to an ontology, with the digests that tell by what a record was made.

    One is made by `make_reader`.
    """

    ontology: Ontology
    extract: Extractor
    by: Mapping[str, str]

    def lines(self, item: Item, annotations: Mapping[str, Annotations] = NONE) -> tuple[list[Line], list[Finding]]:
        """The documents of an item as records with what they give to a graph, and what was found of the item.

        A document that gives what no graph can hold is left out, and told.
        """
        outcomes, findings = read_item(item, self.extract, annotations)
        lines: list[Line] = []
        for outcome in outcomes:
            record = make_record(outcome, self.ontology, self.by)
            try:
                lines.append(line_of(record, self.ontology))
            except UNFORESEEN as error:
                findings = [*findings, unmappable(record.name, why(error))]
        return lines, findings


def make_reader(ontology: Ontology) -> Reader:
    """Bind an ontology, which takes a second or so."""
    weights = {name: rule.weight for name, rule in RULES.items()}
    return Reader(ontology, make_extractor(ontology), reader_versions(ontology, weights))


def _answers(job: tuple[str, str, int, str], reader: Reader, limits: Limits) -> Iterator[tuple[object, ...]]:
    """For each item of a file that is not skipped: its name before it is read, and what it says after."""
    path, name, skip, beside = job
    annotations = _annotations(beside)
    for number, item in enumerate(open_file(Path(path), name, limits)):
        if number >= skip:
            yield ("begin", number, item.name)
            yield ("done", number, *reader.lines(item, annotations))
    yield ("end",)


def _annotations(path: str) -> Mapping[str, Annotations]:
    """The annotations of a file's documents, if there are any; what is wrong with them was told where it was found."""
    try:
        return read_annotations(Path(path)).documents if path else NONE
    except ValueError:  # changed since
        return NONE


def _limit(limits: Limits) -> None:
    """Let the process take so much memory beyond what it holds now, and dump no core; where the system cannot,
    nothing."""
    if sys.platform == "win32":
        return
    import resource

    held = 0
    statm = Path("/proc/self/statm")
    if statm.exists():
        held = int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    set_limit("AS", held + limits.max_memory * MB)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(inbox: BinaryIO, outbox: BinaryIO) -> None:
    """Answer requests (path, name, items to skip, path of annotations) until there are no more; the first message is
    the ontology and the limits."""
    ontology, limits = pickle.load(inbox)
    assert isinstance(ontology, Ontology)
    reader = make_reader(ontology)
    # What is loaded at first use is not the first document's.
    reader.extract(clean(Reading(Source("", "", "text/plain"), "支持創新。"))[0])
    _limit(limits)
    _send(("ready",), outbox)
    while True:
        try:
            job = pickle.load(inbox)
        except EOFError:
            return
        for answer in _answers(job, reader, limits):
            _send(answer, outbox)


def _send(answer: tuple[object, ...], outbox: BinaryIO) -> None:
    pickle.dump(answer, outbox, pickle.HIGHEST_PROTOCOL)
    outbox.flush()


def main() -> None:
    """Serve on standard input and output; what a library prints goes to standard error, out of the answers' way."""
    outbox = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        serve(sys.stdin.buffer, outbox)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more

