"""The frame of a document: for which place it speaks, on what day, and who speaks.

市科技局, 我省, 全市 and 今年 mean nothing outside it; a document without a frame leaves them unresolved.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kg.extract.lexicon import Lexicon
from kg.gazetteer import ancestors, level
from kg.model import Document, Mention, Passage
from kg.ontology import Individual

_RELATIVE = {
    "province": re.compile(r"(?:我|全|本)省|(?<![一-鿿])省(?:委|政府|直|级|内|人大|政协|属|科技厅)|省(?:委|政府|科技厅)|全区上下|自治区(?:党委|政府)"),
    "prefecture": re.compile(r"(?:我|全|本)(?:市|州)|(?<![一-鿿])市(?:委|政府|直|级|内|人大|政协|属)|市(?:委|政府|科技局)"),
    "county": re.compile(r"(?:我|本)(?:区|县)|全县|(?:区|县)(?:委|政府|科技局)"),
}
_REDACTED_PLACE = re.compile(r"[xX×*]+(?:省|市|县|区)")
# A heading of Markdown that carries no number of an outline heads a text of its own.
_HEADED = re.compile(r"(?m)^#{2,4} (?![一二三四五六七八九十\d(第])")
_FEWEST_TEXTS = 5
_TITLES = re.compile("《[^《》]*》")
_WEIGHT = {"title": 6.0, "byline": 4.0, "heading": 1.5, "body": 1.0, "cell": 1.0, "furniture": 0.0}
_FULL_DATE = re.compile(r"((?:19|20)\d\d)[年\-/.](\d{1,2})[月\-/.](\d{1,2})日?")
_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
# What the head of the speaking body does: reports, or is interviewed.
_REPORTS = re.compile(r".{0,6}(?:作.{0,6}报告|接受|表示|介绍|受访)")
# What a body does whose press conference is reported.
_TELLS = re.compile(r"(?:发布|通报|介绍)(?:了)?[^,。]{0,20}(?:情况|进展|成效|成果)")
_CONVENES = re.compile(r"(?:组织|隆重|联合|共同)?召开")
# A page's title says at its end whose site it is: 某办法|某市人民政府.
_SITE = re.compile(r".{6,}[|_]\s*$")
_ENGLISH = re.compile(r"\b(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? ((?:19|20)\d\d)\b")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE_LINE = re.compile(r"^\s*[(]?\s*((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日[^,。]{0,30}$")


def is_collection(document: Document) -> bool:
    """Whether a document is a collection of texts of their own, as the news of a day: Markdown with a heading over each."""
    return len(_HEADED.findall(document.raw)) >= _FEWEST_TEXTS


def find_places(document: Document, passages: Sequence[Passage], lexicon: Lexicon) -> tuple[Individual, ...]:
    """The place that the document speaks for and the places around it, nearest first; empty when it does not tell.

    Every known place votes, titles and source lines more than sentences; the level (省, 市, 区) is the one that the
    document's own 我省, 全市, 区委 are of.  Where places are redacted only title and source line vote.
    """
    text = document.text
    redacted = bool(_REDACTED_PLACE.search(text))
    votes = _votes(document, passages, lexicon, redacted)
    if not votes:
        return ()
    own = _TITLES.sub("", text)  # 我省 in another document's title is that document's
    counts = {lvl: len(pattern.findall(own)) for lvl, pattern in _RELATIVE.items()}
    wanted = max(counts, key=lambda lvl: counts[lvl]) if any(counts.values()) else _title_level(votes)
    order = {"county": ("county", "prefecture", "province"), "prefecture": ("prefecture", "province"),
             "province": ("province",)}[wanted]
    for lvl in order:
        at_level = {iri: n for iri, n in votes.items() if level(lexicon.individuals[iri]) == lvl}
        best = max(sorted(at_level), key=lambda iri: at_level[iri], default=None)
        if best is None or at_level[best] < 3 or at_level[best] * 2 < sum(at_level.values()):
            continue
        place = lexicon.individuals[best]
        around = [lexicon.individuals[a] for a in ancestors(place, lexicon.ontology)]
        return (place, *(a for a in around if level(a) != "country"))
    return ()


def _votes(document: Document, passages: Sequence[Passage], lexicon: Lexicon, redacted: bool) -> Counter[str]:
    place_type = lexicon.place
    votes: Counter[str] = Counter()
    unclear: list[tuple[float, Sequence[Individual]]] = []
    lines = [(p.text, p.role, p.index) for p in passages]
    lines += [(line, "title", 0) for line in (document.title, document.publisher) if line]
    for text, role, index in lines:
        weight = _WEIGHT[role] + (1.0 if role == "body" and index < 6 else 0.0)
        if role == "body" and index < 3 and len(text) < 80:
            weight = _WEIGHT["byline"]  # a line above the text is the site's or the office's
        if redacted and role in ("body", "cell"):
            weight = 0.0
        if not weight:
            continue
        for start, end, individuals, certain in lexicon.lookup(text):
            if lexicon.root(individuals[0].type) != place_type:
                continue
            weight_here = weight / 2 if end - start <= 2 and role == "body" else weight
            if len(individuals) != 1 and end - start > 2:
                unclear.append((weight_here, individuals))
            if not certain or len(individuals) != 1:
                continue
            for iri in (individuals[0].iri, *ancestors(individuals[0], lexicon.ontology)):
                if iri in lexicon.individuals and level(lexicon.individuals[iri]) not in ("country", "none"):
                    votes[iri] += weight_here  # type: ignore[assignment]
    # A name that several places have is that of the one in the place that is named most besides: 南沙区 beside 广州.
    certain_votes = dict(votes)
    for weight, alike in unclear:
        chosen = max(alike, key=lambda i: max((certain_votes.get(a, 0) for a in ancestors(i, lexicon.ontology)), default=0))
        if any(certain_votes.get(a) for a in ancestors(chosen, lexicon.ontology)):
            votes[chosen.iri] += weight  # type: ignore[assignment]
    return votes


def _title_level(votes: Counter[str]) -> str:
    return "prefecture"


def find_date(document: Document, passages: Sequence[Passage]) -> str | None:
    """The document's day, ISO 8601, as precise as it is told: what the format declares, a date in the title's lines,
    the day of the meeting in the first sentence, a signature, the line of the source, the years it speaks of.

    It is the date as it is written; the calendar need not have it (`kg.values.possible_date`).
    """
    heads = [p.text for p in passages if p.role == "title"] + ([document.title] if document.title else [])
    bodies = [p.text for p in passages if p.role == "body"]
    bylines = [p.text for p in passages if p.role == "byline"]
    dated = next((m for p in passages[:12] if len(p.text) <= 80 and (m := _ENGLISH.search(p.text))), None)
    head_year = next((m.group(1) for t in heads if (m := _YEAR.search(t))), None)
    stamped = next((_iso(*m.groups()) for t in heads if (m := _COMPACT.search(t))), None)
    for lines in (heads, [p.text for p in passages[:6] if p.role != "furniture" and p.text.startswith(("—", "(", "2"))]):
        for line in lines:
            if found := _FULL_DATE.search(line):
                return _iso(*found.groups())
    posted = next((found for line in bylines if (found := _FULL_DATE.search(line))), None)
    year = head_year or (dated.group(3) if dated else None) or (posted.group(1) if posted else None) or (document.date or "")[:4] or _spoken_year(document.text)
    if bodies and year and (day := _DAY.search(bodies[0][:40])):
        return _iso(year, *day.groups())
    if dated and not head_year:
        return _iso(dated.group(3), str(_MONTHS.index(dated.group(2)) + 1), dated.group(1))
    if document.date or stamped:
        return document.date or stamped
    passages = [p for p in passages if p.role != "cell"]  # a day in a table is a term
    for passage in reversed(passages):
        if found := _DATE_LINE.search(passage.text):
            return _iso(*found.groups())
    if posted and (not head_year or head_year == posted.group(1)):
        return _iso(*posted.groups())
    if not head_year and (stamped := _stamp(passages)):
        return stamped
    return year or None


def _stamp(passages: Sequence[Passage]) -> str | None:
    """A date that stands in the lines above or below the text, of whatever kind: 2024-12-24 11:31, (20250918)."""
    edges = [*passages[:4], *passages[-4:]]
    for passage in edges:
        if len(passage.text) <= 80 and (found := _FULL_DATE.search(passage.text) or _COMPACT.search(passage.text)):
            return _iso(*found.groups())
    return None


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{int(month):02}-{int(day):02}"


def _spoken_year(text: str) -> str | None:
    """The latest year that the text names at least twice: reports speak of the year that ends or begins."""
    years = Counter(_YEAR.findall(text[:3000]))
    often = [y for y, n in years.items() if n >= 2]
    return max(often, default=None)


def find_speaker(passages: Sequence[Passage], mentions: Sequence[Mention], places: Sequence[Individual], lexicon: Lexicon,
                 posts: Sequence[tuple[Mention, Mention]]) -> Mention | None:
    """Who speaks: the body that a title begins with, that signs, whose head wrote or reports, that is the source, that
    convened the meeting; None when nobody is told.

    `posts` are pairs of a person's mention and the body where the person holds a post.
    """
    speaker_type = lexicon.body
    bodies = [m for m in mentions if lexicon.root(m.type) == speaker_type and m.passage.role != "cell"]  # those are made responsible
    in_place = [b for b in bodies if not places or any(_of_place(b, p) for p in places)]
    titles = [m for m in in_place if m.passage.role == "title" and m.start - m.passage.start <= 1]
    if titles:
        return titles[0]
    site = [m for m in in_place if m.passage.index <= 3 and _SITE.match(m.passage.text[:m.start - m.passage.start])
            and not m.passage.text[m.end - m.passage.start:].strip()]
    if site:
        return site[0]
    enacting = [m for m in in_place if m.technique == "enacting-body"]
    if enacting:
        return enacting[0]
    signed = [m for m in in_place if m.passage.role != "furniture" and m.passage.text.strip() == m.text]
    if signed:
        return signed[-1]
    # Of several posts (市委副书记、市长) the one next to the name is that in which a person speaks.
    nearest = {(p.start, p.end): (p, b) for p, b in posts}
    held = [(p, b) for p, b in nearest.values() if not places or any(_of_place(b, place) for place in places)]
    for person, body in held:
        if person.passage.role in ("byline", "title"):
            return body
    source = [m for m in in_place if m.passage.role == "byline"]
    if source:
        return source[0]
    early = {p.index for p in [p for p in passages if p.role in ("body", "heading", "byline")][:8]}
    reporting = [b for p, b in held if p.passage.index in early and _REPORTS.match(p.passage.text[p.end - p.passage.start:])]
    if reporting:
        return reporting[0]
    if not places:
        return None  # news of the country: nobody's document
    told = [m for m in in_place if m.passage.index in early and _TELLS.match(m.passage.text[m.end - m.passage.start:])]
    if told:
        return told[0]
    convening = [m for m in in_place if m.passage.index in early and _CONVENES.match(m.passage.text[m.end - m.passage.start:])]
    if convening:
        return convening[0]
    present = [(p.name, b) for p, b in nearest.values() if p.passage.index in early]
    if len({name for name, _ in present}) == 1 and any(b is body for _, b in present for _, body in held):
        return present[0][1]
    if len({name for name, _ in present}) > 1:
        return None  # where many are named they attend, and nobody speaks for all
    frequent = Counter(b.name for b in in_place if _of_place(b, places[0]))
    own = [n for n, c in frequent.most_common() if c >= 2]
    return next((b for b in in_place if own and b.name == own[0]), None)


def _of_place(body: Mention, place: Individual) -> bool:
    return place.label in body.name
