"""Every format that a graph is written in, in a table, and how a file or a folder comes to hold it."""

from __future__ import annotations

import importlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO, cast

import pyoxigraph as ox

from kg.errors import OutputError
from kg.ontology import Ontology
from kg.save import save_file, save_folder
from kg.store import Dataset

if TYPE_CHECKING:  # a server starts without what reads names
    from kg.public import People

_PIECE = 1 << 20  # characters of a file that are searched at once


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: the suffix of its files, what it is for, whether it is a folder of files, whether a file is text."""

    name: str
    suffix: str
    purpose: str
    folder: bool = False
    text: bool = True

    def write(self, dataset: Dataset, ontology: Ontology, out: BinaryIO, **options: str) -> None:
        """Write the graph to a file; the libraries of a format are imported only here.

        Raises `OutputError`, with nothing written, when the file would name somebody whom the dataset hides.
        """
        if dataset.hidden is None:
            self._function("write")(dataset, ontology, out, **options)
            return
        with tempfile.TemporaryDirectory(prefix="kechuang-") as folder:
            files = []
            for name, data in (("empty", Dataset(())), ("whole", dataset)):
                files.append(Path(folder, name))
                with files[-1].open("wb") as aside:
                    self._function("write")(data, ontology, aside, **options)
            self._searched(files[1], files[0], dataset.hidden)
            with files[1].open("rb") as found:
                shutil.copyfileobj(found, out)

    def write_folder(self, dataset: Dataset, ontology: Ontology, folder: Path) -> None:
        """Write the graph as files into an empty folder; raises as `write`."""
        self._function("write_folder")(dataset, ontology, folder)
        if dataset.hidden is not None:
            with tempfile.TemporaryDirectory(prefix="kechuang-") as empty:
                self._function("write_folder")(Dataset(()), ontology, Path(empty))
                for path in sorted(folder.iterdir()):
                    self._searched(path, Path(empty, path.name), dataset.hidden)

    def _searched(self, path: Path, empty: Path, hidden: People) -> None:
        """Raise when a file names somebody; what the same file of an empty graph says are the format's own words."""
        texts = getattr(self._module(), "texts", _pieces)
        found = hidden.named(texts(path)) - hidden.named(texts(empty))
        if found:
            names = ", ".join(f"{name} ({count} times)" for name, count in sorted(found.items()))
            raise OutputError("{name}: nothing was written, for the public part would still name {names}; take out "
                              "what says it (kg import --remove) or export another format, and please report this",
                              name=self.name, names=names)

    def _module(self) -> ModuleType:
        return importlib.import_module(f"kg.export.{self.name}")

    def _function(self, name: str) -> Callable[..., None]:
        return cast(Callable[..., None], getattr(self._module(), name))


def _pieces(path: Path) -> Iterator[str]:
    """The text of a file in pieces of some lines."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        while lines := file.readlines(_PIECE):
            yield "".join(lines)


_ALL = (
    Exporter("turtle", ".ttl", "RDF that people read"),
    Exporter("ntriples", ".nt", "RDF, a triple a line"),
    Exporter("nquads", ".nq", "RDF with a named graph a document"),
    Exporter("trig", ".trig", "RDF with named graphs that people read"),
    Exporter("jsonld", ".jsonld", "RDF as JSON"),
    Exporter("rdfxml", ".rdf", "RDF as XML"),
    Exporter("graphml", ".graphml", "a network for Gephi, yEd, networkx"),
    Exporter("gexf", ".gexf", "a network for Gephi"),
    Exporter("qlever", "", "N-Quads in sorted parts, and a Qleverfile, for QLever", folder=True),
    Exporter("neo4j", "", "CSV for neo4j-admin import", folder=True),
    Exporter("csv", ".csv", "a table for office programs"),
    Exporter("xlsx", ".xlsx", "tables as a workbook", text=False),
    Exporter("parquet", "", "tables for data frames", folder=True),
    Exporter("html", ".html", "the explorer"),
    Exporter("pyvis", ".html", "the network as a pyvis page"),
)
EXPORTERS: dict[str, Exporter] = {e.name: e for e in _ALL}
# A format is also known by the suffix of its files: ttl, nt, nq, rdf.
FORMATS: dict[str, Exporter] = {**{e.suffix[1:]: e for e in reversed(_ALL) if e.suffix}, **EXPORTERS}


def exporter(format: str) -> Exporter:
    """The exporter of a format; raises `OutputError` with what there is."""
    if format not in FORMATS:
        raise OutputError("no format {format!r}; there are {names}", format=format,
                          names=", ".join(EXPORTERS))
    return FORMATS[format]


def save(destination: Path, format: Exporter, dataset: Dataset, ontology: Ontology, **options: str) -> None:
    """Write a graph to a file or, for formats of many files, a folder; what was there stays until all is written.

    Raises `OutputError` when it cannot be written.
    """
    try:
        if format.folder:
            save_folder(destination, lambda folder: format.write_folder(dataset, ontology, folder))
        else:
            save_file(destination, lambda out: format.write(dataset, ontology, out, **options))
    except BrokenPipeError:  # who reads has read enough
        raise
    except OSError as error:
        raise OutputError("{path}: cannot be written: {reason}", path=destination,
                          reason=error.strerror or error) from error


def save_quads(destination: Path, quads: Iterable[ox.Quad]) -> None:
    """Write quads, which need not be in memory, as a folder for QLever; raises `OutputError`."""
    from kg.export.qlever import write_quads

    try:
        save_folder(destination, lambda folder: write_quads(quads, folder))
    except OSError as error:
        raise OutputError("{path}: cannot be written: {reason}", path=destination,
                          reason=error.strerror or error) from error


def save_texts(destination: Path, texts: Mapping[str, str]) -> None:
    """Put texts into a folder as files, all at once; raises `OutputError` when it cannot be written."""
    def write(aside: Path) -> None:
        for name, text in texts.items():
            (aside / name).write_text(text, encoding="utf-8", newline="\n")

    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        save_folder(destination, write)
    except OSError as error:
        raise OutputError("{path}: cannot be written: {reason}", path=destination, reason=error.strerror) from error

