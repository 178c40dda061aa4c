"""Facts and numbers as rows, each with its sentences, each sentence with the way to its place in the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from kg.answers import Figure, Said, Sentence, Thing
from kg.ontology import Technique
from kg.serve.pages.html import Html, Kid, both, said, tag, text
from kg.serve.pages.links import passage_link, thing_link
from kg.serve.pages.words import attributes, known, words

_COMPARE = {"atLeast": "≥ ", "atMost": "≤ ", "about": "≈ "}
_SCALES = ((Decimal(10**8), "亿"), (Decimal(10**4), "万"))
_BLOCK = re.compile(r"</?(?:p|br|div|tr|li|ul|ol|table|h[1-6])(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:span|strong|em|font)(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_BLANK = re.compile("&(?:nbsp|emsp|ensp);", re.IGNORECASE)
_NOTHING = "\u200b"  # takes no room, and its place in the text
Techniques = Mapping[str, Technique]


def quotation(sentence: Sentence, names: Iterable[str] = ()) -> Html:
    """A sentence with some names marked, its document and day; a click leads to the place."""
    if not sentence.exact:
        return tag("figure", tag("figcaption", words("own-file"), " ", sentence.title))
    day = sentence.date or words("no-date")
    told = tag("figcaption", tag("a", sentence.title, " · ", day, f" · [{sentence.start}, {sentence.end}]",
                                 href=passage_link(sentence)))
    line = marked(without_tags(sentence.exact), names)
    return tag("figure", tag("blockquote", tag("a", line, href=passage_link(sentence))), told)


def without_tags(line: str) -> str:
    """A text with ends of lines, blanks or nothing in place of tags that stand in it, as in Markdown made of a page; as
    long as before, so that places in it still hold.  (The explorer does the same: markup.js.)"""
    line = _BLOCK.sub(lambda m: "\n" * len(m.group()), line)
    line = _INLINE.sub(lambda m: _NOTHING * len(m.group()), line)
    return _BLANK.sub(lambda m: "\u00a0" + _NOTHING * (len(m.group()) - 1), line)


def marked(line: str, names: Iterable[str]) -> Html:
    """A text in which some names are marked; the longest where several stand."""
    wanted = sorted({name for name in names if len(name) > 1}, key=lambda name: (-len(name), name))
    if not wanted:
        return text(line)
    parts = re.split(f"({'|'.join(map(re.escape, wanted))})", line)
    return text([tag("mark", part) if i % 2 else part for i, part in enumerate(parts)])


def spans_marked(line: str, spans: Sequence[tuple[int, int]]) -> Html:
    """A text with some spans marked, in code points; what lies within another is left."""
    parts: list[Kid] = []
    at = 0
    for start, end in sorted(spans):
        if at <= start < end <= len(line):
            parts += [line[at:start], tag("mark", line[start:end])]
            at = end
    return text([*parts, line[at:]])


def quotations(sentences: Sequence[Sentence], count: int, names: Iterable[str] = (), techniques: Kid = None) -> Html:
    """Sentences, how many more there are, and by which techniques they were read."""
    held = list(names)
    rest = count - len(sentences)
    return tag("div", [quotation(s, held) for s in sentences],
               tag("p", words("more-sentences"), f" {rest}", class_="note") if rest > 0 else None, techniques,
               class_="why")


def read_by(names: Sequence[str], known_as: Techniques) -> Html:
    """By which techniques something was read; each tells more when it is pointed at or opened.

    One that the ontology does not know (of another package) is called by its own name.
    """
    if not names:
        return Html()
    terms = [_term(known_as[n]) if n in known_as else text(n) for n in names]
    return tag("div", words("read-by"), "：", [[" ", each] for each in terms], class_="note ways")


def _term(technique: Technique) -> Html:
    """What people call a technique, over the sentence that explains it."""
    return tag("details", tag("summary", both(technique.label_zh, technique.label_en),
                              **said(technique.about_zh, technique.about_en, "title")),
               tag("p", both(technique.about_zh, technique.about_en)), class_="term")


def fact_row(fact: Said, other: Thing, techniques: Techniques, unfolded: bool = False, name: bool = False) -> Html:
    """A fact seen from one of its ends: the other end, what is said beside, and the sentences, folded until asked.

    `name` says that the relation is named in the row.
    """
    tags = [tag("span", known(fact.status), class_="tag planned" if fact.status == "planned" else "tag")]
    if fact.corrected_by:
        tags.append(tag("span", words("taken-back"), class_="tag doubt", title="、".join(fact.corrected_by)))
    relation = (both(fact.relation_zh, fact.relation_en), " · ") if name else None
    beside = [tag("small", " ", each) for each in (fact.role, fact.period) if each]
    row = (relation, thing_link(other), " ", tags, beside)
    why = quotations(fact.sentences, fact.count, (fact.subject.label, fact.object.label),
                     read_by(fact.techniques, techniques))
    return tag("li", tag("details", tag("summary", row), why, correct(fact), open=unfolded), class_="fact")


def correct(fact: Said) -> Html | None:
    """The way to say that a fact is wrong; none for one that somebody took back."""
    if fact.corrected_by:
        return None
    label = f"{fact.subject.label} → {fact.relation_zh} → {fact.object.label}"
    return tag("button", words("correct"), type="button", class_="quiet correct", data_statement=fact.iri,
               data_label=label)


def quantity(figure: Figure) -> Html:
    """A number as it is read: 5000 亿元 in Chinese, 500,000,000,000 元 in English."""
    sign = _COMPARE.get(figure.comparator, "")
    return both(f"{sign}{human(figure.value)} {figure.unit}", f"{sign}{plain(figure.value)} {figure.unit}")


def human(value: str) -> str:
    """Plain figures as Chinese people read them."""
    number = _number(value)
    if number is None:
        return value
    for scale, word in _SCALES:
        if abs(number) >= scale:
            return f"{_short(number / scale)}{word}"
    return _short(number)


def plain(value: str) -> str:
    """Plain figures in groups of three."""
    number = _number(value)
    return value if number is None else f"{number:,f}"


def _number(value: str) -> Decimal | None:
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < 30 else None


def _short(number: Decimal) -> str:
    written = f"{number:.4f}".rstrip("0").rstrip(".")
    return written or "0"


def number_row(figure: Figure, unfolded: bool = False) -> Html:
    """A number with its period and kind, and its sentences."""
    met = "target" if figure.status == "target" else "result"
    tags = [tag("span", known(met), class_="tag planned" if met == "target" else "tag"),
            tag("span", known(figure.kind), class_="tag")]
    if figure.doubt:
        tags.append(tag("span", words("in-doubt"), class_="tag doubt", **attributes("doubt", "title")))
    row = (tag("b", quantity(figure)), " ", tags, tag("small", " ", figure.period or words("no-date")))
    return tag("li", tag("details", tag("summary", row),
                         quotations(figure.sentences, figure.count, (figure.indicator,)), open=unfolded), class_="fact")
