"""OFD files (版式文档, GB/T 33190-2016): the text of the pages in the order in which a person reads it, by where it stands.

A page is a list of texts with their places, in whatever order a program wrote them, over a template that it may share
with others.  What is not shown is counted, and so are notes and stamps; running heads and page numbers are left out.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from lxml import etree

from kg.limits import Limits
from kg.model import Finding, Reading, Source
from kg.read.archive import Budget, Item, Open
from kg.read.boxes import arranged
from kg.read.columns import Line, grouped
from kg.read.ooxml import local
from kg.read.package import SHORTEST_TITLE, Package, part_name
from kg.read.pages import compose, tidied

OFD = "application/ofd"
_ENTRY = "ofd.xml"
_A4 = (0.0, 0.0, 210.0, 297.0)  # millimetres
_TURNED = 0.1  # of a text's size: what rises more is a watermark, or stands upright
_GAP, _WORD_GAP = 1.0, 0.25  # of a text's size: more divides pieces of a line, or Latin words
_LINE = 0.5
_LARGEST = 1e6


class _Run(NamedTuple):
    """Characters side by side with their box in millimetres from the upper left corner of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def open_ofd(data: bytes, name: str, limits: Limits, budget: Budget, opener: Open) -> Iterator[Item]:
    """The one item of an OFD file."""
    inside = Budget(limits, budget.depth)
    yield Item(name, partial(_read, data, Source(name, hashlib.sha256(data).hexdigest(), OFD), inside))


def _read(data: bytes, source: Source, budget: Budget) -> tuple[list[Reading], list[Finding]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return [], [_damaged(source.name)]
    with archive:
        package = Package(archive, source.name, budget, "OFD file", "the program that wrote it")
        ofd = _Ofd(package)
        pages = [tidied(lines, number) for number, lines in enumerate(ofd.pages(budget.limits))]
    if not ofd.found:
        return [], [_damaged(source.name)]
    composed = compose(pages)
    findings = [*package.findings, *ofd.told(pages)]
    if not composed.lines:
        return [], [
            *findings,
            Finding(
                "error",
                "read",
                "no-text-layer",
                source.name,
                "the OFD file holds pictures of pages only, or nothing; open it in an OFD reader and "
                "export it as PDF, whose pages can be recognised (pip install 'kechuang[ocr]')",
            ),
        ]
    left_out = composed.left_out + ofd.left_out
    title = ofd.title if len(ofd.title) >= SHORTEST_TITLE and ofd.title in composed.raw else None
    return [
        Reading(
            source, composed.raw, title, left_out=dict(left_out), tables=composed.tables, block_ends=composed.block_ends
        )
    ], findings


def _damaged(name: str) -> Finding:
    return Finding("error", "read", "damaged", name, "the OFD file cannot be opened; save it again")


class _Ofd:
    """The documents of an OFD file, with what is counted and told of them."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.found = False
        self.title = ""
        self.left_out: Counter[str] = Counter()
        self._too_many = 0
        self._attached = 0
        self._pictures: set[int] = set()  # pages that show pictures

    def pages(self, limits: Limits) -> Iterator[list[Line]]:
        """The lines of each page, of one document after the other."""
        entry = self._package.xml(_ENTRY)
        number = 0
        for body in _all(entry, "DocBody"):
            self.title = self.title or "".join(_texts(body, "Title")).strip()
            for place in _texts(body, "DocRoot"):
                part = _part("", place)
                root = self._package.xml(part)
                if root is None:
                    continue
                self.found = True
                self._attached += len(_texts(root, "Attachments"))
                self._count_notes(part, root)
                for page in self._listed(part, root):
                    number += 1
                    if number > limits.max_pages:
                        self._too_many += 1
                    else:
                        yield self._page(page, part, root, number)

    def _listed(self, part: str, root: etree._Element) -> list[str]:
        """The parts of the pages, in their order."""
        places = (page.get("BaseLoc") for pages in _all(root, "Pages") for page in _all(pages, "Page"))
        return [_part(part, place) for place in places if place]

    def _page(self, page: str, part: str, root: etree._Element, number: int) -> list[Line]:
        """The lines of a page with what its templates say."""
        content = self._package.xml(page)
        if content is None:
            return []
        box = _numbers("".join(_texts(content, "PhysicalBox")[:1] or _texts(root, "PhysicalBox")[:1]))
        area = (box[0], box[1], box[2], box[3]) if len(box) == 4 and box[2] > 0 < box[3] else _A4
        wanted = {template.get("TemplateID") for template in _all(content, "Template")}
        templates = [_part(part, t.get("BaseLoc") or "") for t in _all(root, "TemplatePage") if t.get("ID") in wanted]
        runs: list[_Run] = []
        for layer in [*(self._package.xml(template) for template in templates), content]:
            if layer is not None:
                runs += self._runs(layer, area)
                if any(local(node.tag) == "ImageObject" for node in layer.iter("{*}ImageObject")):
                    self._pictures.add(number)
        return arranged(_pieces(runs))

    def _runs(self, root: etree._Element, area: tuple[float, float, float, float]) -> Iterator[_Run]:
        """The runs of characters that a page or a template shows, each place once."""
        seen: set[tuple[str, int, int]] = set()  # a letter is drawn twice to make it bold
        hidden = {node for top in root.iter("{*}Layer", "{*}PageBlock") if _is_hidden(top) for node in top.iter()}
        for thing in root.iter("{*}TextObject"):
            size = _number(thing.get("Size"), 3.5)
            text = "".join("".join(code.itertext()) for code in thing.iter("{*}TextCode"))
            count = len("".join(text.split()))
            if thing in hidden or _is_hidden(thing):
                self.left_out["hidden text"] += count
                continue
            runs = _placed(thing, size)
            if runs is None:
                self.left_out["turned text"] += count
                continue
            for run in runs:
                key = (run.text, round(run.left), round(run.top))
                if not (0 <= run.left - area[0] <= area[2] and 0 <= run.bottom - area[1] <= area[3] + size):
                    self.left_out["outside the page"] += len("".join(run.text.split()))
                elif key not in seen:
                    seen.add(key)
                    yield run

    def _count_notes(self, part: str, root: etree._Element) -> None:
        """Count what notes, stamps and watermarks say."""
        for place in _texts(root, "Annotations"):
            listed = self._package.xml(_part(part, place))
            folder = _part(part, place)
            for file in _texts(listed, "FileLoc"):
                notes = self._package.xml(_part(folder, file))
                said = "".join("".join(n.itertext()) for n in (notes.iter("{*}TextCode") if notes is not None else ()))
                self.left_out["comments"] += len("".join(said.split()))

    def told(self, pages: list[list[Line]]) -> Iterator[Finding]:
        """What of the file is not read, and what to do."""
        where = self._package.name
        if self._too_many:
            yield Finding(
                "error",
                "read",
                "too-large",
                where,
                f"{self._too_many} pages more than are read; raise --max-pages or split it",
            )
        if self._attached:
            yield Finding(
                "warning",
                "read",
                "text-left-out",
                where,
                "what the OFD file holds beside its pages (attached files) is not read; save it",
            )
        bare = [n for n, page in enumerate(pages, start=1) if not page and n in self._pictures]
        if bare and any(pages):
            yield Finding(
                "warning",
                "read",
                "no-text-layer",
                where,
                f"{len(bare)} of {len(pages)} pages hold pictures and no text, the first page {bare[0]}; export the "
                "file as PDF, whose pages can be recognised (pip install 'kechuang[ocr]')",
            )


def _part(base: str, place: str) -> str:
    """The part at a place that another part names."""
    return part_name(posixpath.normpath(posixpath.join("/", posixpath.dirname(base), place.strip().replace("\\", "/"))))


def _all(root: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if root is None else list(root.iter(f"{{*}}{name}"))


def _texts(root: etree._Element | None, name: str) -> list[str]:
    return [text for node in _all(root, name) if (text := (node.text or "").strip())]


def _is_hidden(node: etree._Element) -> bool:
    return node.get("Visible") in ("false", "0") or node.get("Alpha") == "0"


def _number(value: str | None, default: float) -> float:
    """A number; the default for what is none, or beyond all pages."""
    try:
        number = float(value or "")
    except ValueError:
        return default
    return number if abs(number) < _LARGEST else default


def _numbers(value: str | None) -> list[float]:
    return [_number(part, 0.0) for part in (value or "").split()[:8]]


def _placed(thing: etree._Element, size: float) -> list[_Run] | None:
    """The runs of a text; None where it is turned, as a watermark."""
    a, b, c, d, e, f = found if len(found := _numbers(thing.get("CTM"))) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    if abs(b) > _TURNED * abs(a) or abs(c) > _TURNED * abs(d) or not size * a * d:
        return None
    left, top = [*_numbers(thing.get("Boundary")), 0.0, 0.0][:2]
    wide = _number(thing.get("HScale"), 1.0) or 1.0
    runs: list[_Run] = []
    x = y = 0.0
    for code in thing.iter("{*}TextCode"):
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        text = "".join(code.itertext())
        for piece, begin, end in _parted(text, _steps(code.get("DeltaX"), len(text)), size * wide):
            foot = top + d * y + f
            edges = sorted((left + a * (x + begin) + e, left + a * (x + end) + e))
            runs.append(_Run(piece, edges[0], foot - abs(size * d), edges[1], foot))
    return runs


def _steps(value: str | None, count: int) -> list[float]:
    """How far each character stands from the next one; `g 3 5.6` says 5.6 three times."""
    steps: list[float] = []
    parts = iter((value or "").split())
    for part in parts:
        if len(steps) >= count:
            break
        if part == "g":
            times = min(count, int(_number(next(parts, None), 0.0)))
            steps += [_number(next(parts, None), 0.0)] * times
        else:
            steps.append(_number(part, 0.0))
    return steps


def _parted(text: str, steps: list[float], size: float) -> Iterator[tuple[str, float, float]]:
    """A text in pieces between wide gaps, each with where it begins and ends; blanks end what is before them."""
    begin = at = 0.0
    held = ""
    for place, character in enumerate(text):
        width = size * (0.5 if character.isascii() else 1.0)
        step = steps[place] if place < len(steps) else width
        held += character
        if step > width + _GAP * size or place + 1 == len(text):
            if held.strip():
                yield held.strip(), begin, at + width
            held, begin = "", at + step
        at += step


def _pieces(runs: list[_Run]) -> list[_Run]:
    """Runs that follow each other in one line without a gap, as one."""
    if not runs:
        return []
    sizes = sorted(run.bottom - run.top for run in runs)
    rows = grouped(runs, [run.bottom for run in runs], _LINE * max(sizes[len(sizes) // 2], 0.1))
    pieces: list[_Run] = []
    for row in rows:
        held: _Run | None = None
        for run in sorted(row, key=lambda run: run.left):
            size = run.bottom - run.top
            if held is None or run.left - held.right > _GAP * size:
                pieces += [held] if held else []
                held = run
                continue
            between = (
                " " if run.left - held.right > _WORD_GAP * size and (held.text[-1] + run.text[0]).isascii() else ""
            )
            held = _Run(
                held.text + between + run.text,
                held.left,
                min(held.top, run.top),
                max(held.right, run.right),
                max(held.bottom, run.bottom),
            )
        pieces += [held] if held else []
    return pieces
