"""What a language model says of documents, in files beside them: so that a build reads it and asks nobody.

A file belongs to one file of documents, by the digest of its bytes, and holds for each document in it (by its IRI)
names and relations, each with the words that are to say it.  `kg annotate` writes such files and people may; whatever
stands in one, the gate of evidence admits it or not (docs/annotate.md).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kg.model import AnnotatedFact, AnnotatedName, Annotations

SUFFIX = ".annotations.json"
FORMAT = "kechuang annotations 1"
_MOST = 64 << 20  # bytes of one file
_HEAD = 1024  # bytes in which such a file says what it is
_STATUSES = ("actual", "planned")


@dataclass(frozen=True, slots=True)
class AnnotationFile:
    """The annotations of one file of documents: its name and the digest of its bytes, by which model and prompt they
    came, and what each document in it says, by its IRI."""

    name: str
    sha256: str
    by: Mapping[str, str]
    documents: Mapping[str, Annotations] = field(default_factory=dict)


def to_json(file: AnnotationFile) -> bytes:
    """An annotation file as it is written, the same bytes for the same annotations."""
    documents = {iri: {"names": [asdict(n) for n in said.names], "facts": [asdict(f) for f in said.facts]}
                 for iri, said in sorted(file.documents.items())}
    held = {"format": FORMAT, "file": {"name": file.name, "sha256": file.sha256}, "by": dict(sorted(file.by.items())),
            "documents": documents}
    return (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode()


def from_json(data: bytes) -> AnnotationFile:
    """The annotation file of some bytes; a record without the right fields is passed over.

    Raises `ValueError`, which says why, for what is none.
    """
    try:
        held = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is no JSON") from error
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise ValueError(f'it does not say "format": "{FORMAT}"')
    file, by, documents = held.get("file"), held.get("by"), held.get("documents")
    if not isinstance(file, dict) or not isinstance(documents, dict) or not _are_texts(file, ("name", "sha256")):
        raise ValueError('it needs "file" with "name" and "sha256", and "documents"')
    told = {str(k): str(v) for k, v in by.items()} if isinstance(by, dict) else {}
    said = {iri: records(of)[0] for iri, of in documents.items()}
    return AnnotationFile(file["name"], file["sha256"], told, said)


def read_annotations(path: Path) -> AnnotationFile:
    """The annotations of a file.  Raises `ValueError`, which says why, when there are none to be read in it."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        raise ValueError(f"it cannot be read: {error.strerror or error}") from error
    if len(data) > _MOST:
        raise ValueError(f"it has more than {_MOST >> 20} MB")
    return from_json(data)


def is_annotations(path: Path) -> bool:
    """Whether a file is one of annotations, by its name and what it says first."""
    if not path.name.endswith(SUFFIX):
        return False
    try:
        with path.open("rb") as file:
            return FORMAT.encode() in file.read(_HEAD)
    except OSError:
        return False


def records(said: object) -> tuple[Annotations, Counter[str]]:
    """The names and facts of an object of JSON, each once, and how many of its records lack a field (`form`)."""
    refused: Counter[str] = Counter()
    held = said if isinstance(said, dict) else {}
    names = [AnnotatedName(r["name"], r["type"], r["quote"])
             for r in _shaped(held.get("names"), ("name", "type", "quote"), refused)]
    facts = [AnnotatedFact(r["subject"], r["relation"], r["object"],
                           "planned" if r.get("status") == _STATUSES[1] else "actual", r["quote"])
             for r in _shaped(held.get("facts"), ("subject", "relation", "object", "quote"), refused)]
    return Annotations(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(facts))), refused


def _shaped(listed: object, fields: Iterable[str], refused: Counter[str]) -> list[dict[str, Any]]:
    found = []
    for record in listed if isinstance(listed, list) else ():
        if isinstance(record, dict) and _are_texts(record, fields):
            found.append(record)
        else:
            refused["form"] += 1
    return found


def _are_texts(record: Mapping[str, Any], fields: Iterable[str]) -> bool:
    """Whether each of some fields is a text that says something and can be written anywhere."""
    return all(isinstance(value := record.get(name), str) and value.strip() and not _has_halves(value)
               for name in fields)


def _has_halves(text: str) -> bool:
    return any("\ud800" <= c <= "\udfff" for c in text)
