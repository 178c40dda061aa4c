"""The nouns of kechuang, in the order in which they appear on the way from a file to a graph.

All of them are frozen, those made by the thousand by the type checker alone (`kg.plain`): a stage takes some and makes
others.  IRIs are plain strings.  Offsets count Unicode code points.  What a text says (`Mention`, `Claim`) is kept
apart from what we hold to be so (`Entity`, `Fact`): only `kg.resolve` crosses over.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from kg.plain import plain

Severity = Literal["info", "warning", "error"]
Status = Literal["actual", "planned"]
Comparator = Literal["equal", "atLeast", "atMost", "about"]
Kind = Literal["total", "increment", "growth", "multiple"]
DoubtReason = Literal["magnitude"]
Resolution = Literal["resolved", "ambiguous", "unresolved", "kind", "yearly"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem in the data: returned and reported, never raised.

    `where` names the file (and, after a colon, the place in it); `stage` is the pipeline's stage that found it;
    `code` is a short stable word that tools can filter by.
    """

    severity: Severity
    stage: str
    code: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where bytes came from: a path relative to the input that the user named (or a URL), their SHA-256, their type."""

    name: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: the span of its text, and which rows and columns of the grid it covers, counted from 0.

    The span counts in the text that the table belongs to: `Reading.raw`, after cleaning `Document.text`.  An empty cell
    has an empty span.  A merged cell covers several `rows` or `columns`; `head` says that the source marks it as a
    head.
    """

    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    head: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document: its cells in the order of the text, each once.

    Readers make it with `kg.read.table.make_table`.
    """

    cells: tuple[Cell, ...]

    @property
    def start(self) -> int:
        """Where the text of the first cell begins."""
        return self.cells[0].start

    @property
    def end(self) -> int:
        """Where the text of the last cell ends."""
        return self.cells[-1].end

    def grid(self) -> tuple[tuple[Cell | None, ...], ...]:
        """The cells row by row and column by column: a merged one at every place it covers, None where there is
        none."""
        height = max(c.row + c.rows for c in self.cells)
        width = max(c.column + c.columns for c in self.cells)
        places: list[list[Cell | None]] = [[None] * width for _ in range(height)]
        for cell in self.cells:
            for row in places[cell.row:cell.row + cell.rows]:
                row[cell.column:cell.column + cell.columns] = [cell] * cell.columns
        return tuple(map(tuple, places))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line that was recognised in a picture stands: its span in the raw text, its page (from 1), its box.

    The box is left, top, right and bottom, from the upper left corner: in pixels of the picture, or in points on the
    page of a PDF.
    """

    start: int
    end: int
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Recognition:
    """That a text was recognised in pictures: by which program, how sure it is in the mean (0 to 1), in how many lines
    it is doubtful, and where its lines stand."""

    by: str
    confidence: float
    doubtful: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as a reader gives it: the decoded text before any cleaning, and what the format declares of it.

    `date` is ISO 8601 (`2024`, `2024-03` or `2024-03-11`) as it is written there, be it a day that no calendar has
    (`kg.values.possible_date`); `number` the number of an official document (国发〔2024〕3号), `url` where the text was
    found.  `left_out` counts the characters that the reader saw and did not take into `raw`, by reason.  `tables` are
    the tables of the source, in order, with spans of `raw`; `block_ends` the offsets of those line breaks in `raw` with
    which a block of the source ends (a paragraph, an item of a list, a row of a table), so that no page's width has
    made them.  `recognised` says that the text, or some of its pages, was read from pictures.
    """

    source: Source
    raw: str
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    author: str | None = None
    number: str | None = None
    url: str | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    block_ends: tuple[int, ...] = ()
    recognised: Recognition | None = None


class Origin(Sequence[int]):
    """Where each character of a clean text stood in the source.

    Held as runs of neighbours (a run's start in the clean text, and in the source), so that it costs by the number of
    changes and not by the length of the text.
    """

    __slots__ = ("_length", "_sources", "_starts")

    def __init__(self, starts: Sequence[int], sources: Sequence[int], length: int) -> None:
        """Hold runs: `starts` begins with 0 and grows; `length` is that of the clean text."""
        self._starts, self._sources, self._length = tuple(starts), tuple(sources), length

    def __len__(self) -> int:
        """The length of the clean text."""
        return self._length

    def __getitem__(self, index: Any) -> Any:
        """The offset in the source of one character of the clean text, or a list of them for a slice."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self._length))]
        if index < 0:
            index += self._length
        if not 0 <= index < self._length:
            raise IndexError(index)
        run = bisect_right(self._starts, index) - 1
        return self._sources[run] + index - self._starts[run]


@dataclass(frozen=True, slots=True)
class AnnotatedName:
    """Somebody else than kg says that these words of a text name something of a type; `quote` is where they stand."""

    name: str
    type: str
    quote: str


@dataclass(frozen=True, slots=True)
class AnnotatedFact:
    """Somebody else than kg says that a text states a relation between two names; `quote` are the words that say it."""

    subject: str
    relation: str
    object: str
    status: Status
    quote: str


@dataclass(frozen=True, slots=True)
class Annotations:
    """What somebody else than kg, as a language model, says that a document says; nothing of it is believed before the
    gate."""

    names: tuple[AnnotatedName, ...] = ()
    facts: tuple[AnnotatedFact, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.names or self.facts)


NO_ANNOTATIONS = Annotations()


@dataclass(frozen=True, slots=True)
class Unread:
    """A span of a document's raw text from which nothing was read, and why: a reason of `Document.left_out`, or that
    it was `redacted` before publication, or lost."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document after cleaning.

    `text` is simplified, without noise; `origin[i]` is the offset in `raw` of `text[i]`, so that
    `raw[origin[start]:origin[end - 1] + 1]` is the evidence of `text[start:end]`.  `left_out` counts, by reason, the
    characters that the reader and the cleaning left out.  `tables` have spans of `text`, the places of `recognised` of
    `raw`.  `annotations` are what others say that it says (`kg.annotations`).  `unread` are the words in `raw` that
    the cleaning left out.
    """

    id: str
    source: Source
    raw: str
    text: str
    origin: Sequence[int]
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    author: str | None = None
    number: str | None = None
    url: str | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    recognised: Recognition | None = None
    annotations: Annotations = NO_ANNOTATIONS
    unread: tuple[Unread, ...] = ()

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of `raw` that holds `text[start:end]`; the span must not be empty."""
        return self.origin[start], self.origin[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        """Exactly the source's characters for `text[start:end]`."""
        first, last = self.raw_span(start, end)
        return self.raw[first:last]


@plain
class Passage:
    """A sentence of a document: its span in `Document.text` and the headings above it, outermost first.

    `role` says what the line is: running text (`body`), a heading, the document's title, what stands in a cell of a
    table (`cell`), or furniture of the page it was copied from, in which nothing is to be read (`furniture`).
    """

    index: int
    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()
    role: Literal["title", "heading", "body", "cell", "byline", "furniture"] = "body"


def is_name(text: str) -> bool:
    """Whether a text can be a name: one of blanks and marks alone names nothing."""
    return text[:1].isalnum() or any(map(str.isalnum, text))


@plain
class Mention:
    """These characters name something of this type.

    `start`, `end` are offsets in `Document.text`; `text` is what stands there; `name` is the full name that it
    stands for in this document (市科技局 → 宁波市科学技术局) and `iri` the individual of the lexicon, if it is one.
    `names` are further names that the same words justify (the place restored in front, the tail left off); `reasons`
    are the rules that spoke for it.
    """

    passage: Passage
    start: int
    end: int
    type: str
    text: str
    name: str
    technique: str
    iri: str | None = None
    names: tuple[str, ...] = ()
    resolution: Resolution = "resolved"
    reasons: tuple[str, ...] = ()

    def told(self, resolution: Resolution) -> Mention:
        """The same mention, of a name that tells so much of what it means."""
        return self if resolution == self.resolution else Mention(
            self.passage, self.start, self.end, self.type, self.text, self.name, self.technique, self.iri, self.names,
            resolution, self.reasons)


@plain
class Claim:
    """The passage says that subject and object stand in this relation (names of the ontology, as `develops`).

    The subject or object may be a mention of another passage: the speaker of a work plan is the unsaid subject
    of its imperatives.  `start`, `end` in `Document.text` are the clause that is the evidence.
    """

    passage: Passage
    start: int
    end: int
    subject: Mention
    relation: str
    object: Mention
    status: Status
    technique: str
    role: str | None = None
    period: str | None = None
    reasons: tuple[str, ...] = ()


@plain
class Observation:
    """A number with its meaning and its evidence.

    `value` has 万 and 亿 multiplied out, percent as written; `period` is `2024` or `2021/2025`, None when
    unknown; `scope` is whose figure it is and `stated_by` who says it (mentions of this document).
    """

    passage: Passage
    start: int
    end: int
    indicator: str
    value: Decimal
    unit: str
    comparator: Comparator
    kind: Kind
    status: Literal["target", "actual"]
    period: str | None
    scope: Mention | None
    stated_by: Mention | None
    technique: str
    reasons: tuple[str, ...] = ()


@plain
class Step:
    """The passage says that a thing has made a step of its life, or is to: it was approved, built, repealed.

    `step` is the name of a `kgx:Step` of the ontology; `period` is the day, month, year or years that the text tells
    (2024-03-11, 2024-03, 2024, 2021/2025), None where it tells none; `other` is the second thing that the step is
    about: what it was renamed to, or merged from.
    """

    passage: Passage
    start: int
    end: int
    thing: Mention
    step: str
    status: Status
    period: str | None
    other: Mention | None
    technique: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """Who speaks in a document, for which place, on what day: what 市科技局, 全市 and 今年 mean there.

    `speaker_by` and `date_by` name the sources that told (`kg.extract.frame.SOURCES`).
    """

    speaker: Mention | None = None
    place: Mention | None = None
    date: str | None = None
    speaker_by: str | None = None
    date_by: str | None = None

    @property
    def year(self) -> int | None:
        """The year of `date`, None when unknown."""
        return int(self.date[:4]) if self.date else None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document says: what stands left of the break in the pipeline; a pure function of its bytes.

    `dropped` counts what the gate of evidence refused, by reason; `redacted` the values taken out before publication,
    and `blanked` are the spans of the text that stand for them, or for what was lost.
    """

    document: Document
    frame: Frame
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...] = ()
    dropped: dict[str, int] = field(default_factory=dict)
    redacted: int = 0
    steps: tuple[Step, ...] = ()
    blanked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a document's characters: those read are those kept and those left out, by reason.

    `redacted` counts the names and numbers that were taken out of it before it was published.  `unread` are the places
    of what was not read, as far as they stand in the text that is kept, in order.
    """

    read: int
    kept: int
    left_out: Mapping[str, int]
    redacted: int
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a document: what it says, the account of its characters, what was found in it."""

    extraction: Extraction
    account: Account
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of a document's raw text, with the words that stand there."""

    document: str
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Entity:
    """The thing itself: what mentions in one or many documents name.

    `label` is its preferred name, `names` all others it was seen under or is known by; `documents` are the ids of
    the documents that mention it (none for background knowledge); `mentions` where it is named.
    """

    iri: str
    type: str
    label: str
    names: tuple[str, ...]
    documents: tuple[str, ...]
    mentions: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """An edge between two entities (their IRIs), with its evidence; never without.

    One fact stands for all claims that agree in everything, in whatever documents.
    """

    subject: str
    relation: str
    object: str
    status: Status
    role: str | None
    period: str | None
    evidence: tuple[Evidence, ...]
    techniques: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """An observation as we hold it: whose figure it is and who states it are IRIs, with all its evidence."""

    indicator: str
    value: Decimal
    unit: str
    comparator: Comparator
    kind: Kind
    status: Literal["target", "actual"]
    period: str | None
    scope: str | None
    stated_by: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step in the life of a thing as we hold it: things are IRIs, with all its evidence."""

    thing: str
    step: str
    status: Status
    period: str | None
    other: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document as the graph tells of it: its title, day and issuer, and where it came from."""

    iri: str
    title: str
    source: str
    date: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True)
class Corpus:
    """What all documents together say: the input of `kg.mapping`, every tuple sorted."""

    documents: tuple[DocumentRecord, ...]
    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]
    measurements: tuple[Measurement, ...]
    milestones: tuple[Milestone, ...] = ()
