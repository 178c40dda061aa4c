"""Documents put to a language model that the user named, its answers kept in files beside them (`kg annotate`).

    files ─ read, clean ─▶ Document ─ pieces ─▶ questions ─ endpoint, or kept answers ─▶ Annotations ─ gate ─▶ files

A build reads the files (`kg.annotations`) and asks nobody.  Answers are kept by the digest of what was asked, so that a
run that was cut off goes on where it stood.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from kg.annotate.answer import annotations_of, both, parse
from kg.annotate.endpoint import Endpoint, FailedError
from kg.annotate.pieces import pieces
from kg.annotate.prompt import make_prompt
from kg.annotations import SUFFIX, AnnotationFile, to_json
from kg.clean import clean
from kg.errors import InputError
from kg.extract import Extractor, make_extractor
from kg.intake import File, Found, digest, find
from kg.limits import Limits
from kg.model import NO_ANNOTATIONS, Annotations, Document, Finding
from kg.ontology import Ontology
from kg.read import open_file
from kg.save import save_file

KEPT = ".answers"  # the folder of answers, in that of the annotations
_MOST_SILENT = 3  # questions one after the other that got no answer, after which no more are asked
_MOST_BROKEN = 2  # times that a question is asked whose answer holds no JSON


@dataclass(frozen=True, slots=True)
class Asking:
    """How documents are put to a model: the endpoint, the folder of the results, the characters of a piece and of what
    two neighbours share."""

    endpoint: Endpoint
    folder: Path
    size: int = 3000
    overlap: int = 300


@dataclass(slots=True)
class Outcome:
    """What came of a run: questions that were asked, that had been answered before and that got no answer; how many
    names and facts pass the gate, how many it refused, by reason; and what was found."""

    documents: int = 0
    asked: int = 0
    kept: int = 0
    failed: int = 0
    records: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be sent: to which host and model, in how many requests of how many characters, the prompt in each of
    them included; how many are answered already."""

    host: str
    model: str
    documents: int
    requests: int
    characters: int
    kept: int
    findings: Sequence[Finding]


Progress = Callable[[int, int, str], None]


def plan(inputs: Sequence[str | Path], asking: Asking, ontology: Ontology) -> Plan:
    """What a run would send; nothing is.  Raises `InputError` for inputs that are not there."""
    found, prompt = _found(inputs), make_prompt(ontology)
    findings: list[Finding] = list(found.findings)
    documents = requests = characters = kept = 0
    for file in found.files:
        for document in _documents(file, findings):
            documents += 1
            for piece in pieces(document, asking.size, asking.overlap):
                if _answer_of(asking, prompt, piece).is_file():
                    kept += 1
                else:
                    requests, characters = requests + 1, characters + len(prompt) + len(piece)
    host = urlsplit(asking.endpoint.url).netloc
    return Plan(host, asking.endpoint.model, documents, requests, characters, kept, findings)


def annotate(inputs: Sequence[str | Path], asking: Asking, ontology: Ontology,
             progress: Progress | None = None) -> Outcome:
    """Ask of all documents, and write a file of annotations for each file that has some.

    Raises `InputError` for inputs that are not there, `OSError` where the folder cannot be written.  What fails is a
    finding; its document's other pieces are asked of all the same, unless every other question would fail alike.
    """
    found = _found(inputs)
    run = _Run(asking, ontology, make_prompt(ontology), make_extractor(ontology),
               Outcome(findings=list(found.findings)))
    for number, file in enumerate(found.files, 1):
        run.file(file)
        if progress:
            progress(number, len(found.files), file[1])
    return run.outcome


@dataclass(slots=True)
class _Run:
    """A run at work: what it asks with, what came of it so far, and whether it still asks."""

    asking: Asking
    ontology: Ontology
    prompt: str
    extract: Extractor
    outcome: Outcome
    silent: int = 0
    stopped: bool = False

    def file(self, file: File) -> None:
        """Ask of the documents of a file, and write what comes of them."""
        path, name = Path(file[0]), file[1]
        said = {document.id: self._admitted(document, self._said(document))
                for document in _documents(file, self.outcome.findings)}
        held = {iri: annotations for iri, annotations in said.items() if annotations}
        target = self.asking.folder / (name.lstrip("/") + SUFFIX)  # a name may tell the folders from the root on
        if held:
            by = {"model": self.asking.endpoint.model, "prompt": _digest(self.prompt)}
            _save(target, to_json(AnnotationFile(name, digest(path), by, held)))

    def _said(self, document: Document) -> Annotations:
        """What the model says of a document, as far as it answers."""
        self.outcome.documents += 1
        said = Annotations()
        where = document.source.name
        parts = pieces(document, self.asking.size, self.asking.overlap)
        for number, piece in enumerate(parts, 1):
            try:
                held = self._answered(piece)
            except FailedError as error:
                self._failed(error, f"{where}:{number}/{len(parts)}")
                continue
            told, refused = annotations_of(held, document)
            said = both(said, told)
            self.outcome.refused += refused
        return said

    def _failed(self, error: FailedError, where: str) -> None:
        self.outcome.failed += 1
        if error.code == "stopped":
            return
        self.silent = self.silent + 1 if error.code in ("no-answer", "refused") else 0
        self.outcome.findings.append(Finding("error", "annotate", error.code, where, error.message))
        if error.for_all or self.silent == _MOST_SILENT:
            self.stopped = True
            self.outcome.findings.append(Finding(
                "error", "annotate", "stopped", where, "no more is asked, as it would be answered alike; the same "
                "command goes on from here"))

    def _answered(self, piece: str) -> object:
        """The object that the model answers, or has answered before.  Raises `FailedError`."""
        path = _answer_of(self.asking, self.prompt, piece)
        if (held := _kept(path)) is not None:
            self.outcome.kept += 1
            return held
        if self.stopped:
            raise FailedError("stopped", "not asked")
        for _ in range(_MOST_BROKEN):
            self.outcome.asked += 1
            answer = self.asking.endpoint.ask(self.prompt, piece)
            self.silent = 0
            if (held := parse(answer)) is not None:
                _save(path, json.dumps(held, ensure_ascii=False).encode("utf-8", "backslashreplace"))
                return held
        raise FailedError("no-json", f"the model's answer holds no JSON of names and facts: {answer[:60]!r}")

    def _admitted(self, document: Document, said: Annotations) -> Annotations:
        """What of annotations shows its words and has types and relations of the ontology; what the gate of a build
        refuses is counted, whether a record of what the ontology has not or one whose ends do not fit."""
        if not said:
            return said
        with_it, without = (self.extract(replace(document, annotations=a)).dropped for a in (said, NO_ANNOTATIONS))
        refused = Counter(with_it) - Counter(without)
        self.outcome.refused += refused
        self.outcome.records += len(said.names) + len(said.facts) - refused.total()
        return Annotations(
            tuple(n for n in said.names if n.type in self.ontology.types and n.quote in document.text
                  and n.name in document.text),
            tuple(f for f in said.facts if f.relation in self.ontology.relations and f.quote in document.text))


def _found(inputs: Sequence[str | Path]) -> Found:
    """The files of the inputs.  Raises `InputError` where they are not there, or no files."""
    if "-" in map(str, inputs):
        raise InputError("what comes by standard input has no file to lie beside; name files or folders")
    return find(inputs)


def _documents(file: File, findings: list[Finding]) -> Iterator[Document]:
    """The documents of a file; what cannot be read is told."""
    for item in open_file(Path(file[0]), file[1], Limits()):
        readings, told = item.read()
        findings += [f for f in told if f.severity != "info"]
        yield from (clean(reading)[0] for reading in readings)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _answer_of(asking: Asking, prompt: str, piece: str) -> Path:
    """Where the answer to a question is kept: by the model, the prompt, which holds the ontology, and the text."""
    asked = "\0".join((asking.endpoint.model, prompt, piece))
    return asking.folder / KEPT / f"{_digest(asked)}.json"


def _save(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(path, lambda out: out.write(data))


def _kept(path: Path) -> object | None:
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
