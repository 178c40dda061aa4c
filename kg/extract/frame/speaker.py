"""Who speaks in a document: the body in its title or signature, whose head reports, that convened what is told of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from kg.extract.case import case
from kg.extract.frame.source import FrameSource, ask
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.names.department import body_of
from kg.extract.text import Post, Text
from kg.gazetteer import ancestors, level
from kg.model import Mention
from kg.ontology import Individual
from kg.values import after_year

# A page's title says at its end whose site it is: 某办法|某市人民政府.
_SITE = re.compile(r".{6,}[|_]\s*$")
_SITE_LINES, _EARLY = 4, 8
_REPORTS = r".{0,6}{spokesVerbs}"
# What stands behind the body that gives a law: its order, or its session that passed it.
_ENACTS = r"(?:、[^,。;]{2,20})?(?:{orders}第(?:\d+|{ordinalDigits}+)号|第{ordinalDigits}+次{assemblySessions}{enacting})"
_CHARGES = r"{dutyLabels}:|\([^()]*{dutyLeads}[^()]*\)"
_DAY = r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s*"
_DATED = re.compile(_DAY + "$")
# The line below the title that says whose speech it is, the name taken out: 某局局长 张××.
_UNNAMED = r"[^,。;]{0,12}{offices}\s*{han}?[×xX*]{1,3}\s*$"
_INTERVIEW = r"[—―–-]*\s*{interviewing}"
_ADDRESSED = r"(?:^|\s|[】”])?{addressed}[:,]"
_SIGNS = r"与[^,。;]{2,40}{signings}"
# The line below the title that says who sent the text out and when: 某市人民政府 2025年3月26日印发.
_ISSUES = r"\s*" + _DAY + "{publishing}"
_BRIEFS = r"{briefingVerbs}[^,。]{0,20}{briefingTopics}"


@case
class Voices:
    """The bodies that a document names and the posts that people hold at bodies: one of them may speak."""

    text: Text

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @once
    def places(self) -> tuple[Individual, ...]:
        """The place of the document and those around it."""
        return tuple(self.text.places.values())

    @once
    def bodies(self) -> list[Mention]:
        """The bodies of these places (all, where the document is of no place), in order.

        Those in tables are made responsible for something, and speak for nobody.
        """
        prose = (s for s in self.text.sentences if s.passage.role != "cell")
        everything = (m for s in prose for m in (*s.mentions, *s.inner))
        bodies = (m for m in everything if self.text.is_a(m, self.lexicon.body))
        return [m for m in sorted(bodies, key=lambda m: (m.start, m.end)) if self.local(m)]

    @property
    def ordinance(self) -> bool:
        """Whether it is a law, which only who enacts it may speak; it charges bodies with duties."""
        return any(self.lexicon.lexemes("ordinances").ending(t, len(t)) for t in self.text.titles)

    @property
    def plan(self) -> bool:
        """Whether its title is that of a plan of the place: 某市“十五五”科技创新规划."""
        titles = [s for s in self.text.sentences if s.passage.role == "title"]
        plans = self.lexicon.lexemes("planGenres")
        places = tuple(place.label for place in self.places[:1])
        return any(plans.ending(bare, len(bare)) and s.text.startswith(places) for s in titles
                   if (bare := self.lexicon.pattern("[(]{excerptMarks}[)]$").sub("", s.text.strip())))

    @once
    def early(self) -> frozenset[int]:
        """The first lines of text, by their indexes."""
        lines = [p.index for p in self.text.passages if p.role in ("body", "heading", "byline")]
        return frozenset(lines[:_EARLY])

    @once
    def nearest(self) -> list[Post]:
        """Of several posts (市委副书记、市长) the one next to the name is that in which a person speaks."""
        return list({(p.person.start, p.person.end): p for p in self.text.posts}.values())

    @once
    def held(self) -> list[Post]:
        """Such posts at bodies of these places."""
        return [p for p in self.nearest if self.local(p.body)]

    def local(self, body: Mention) -> bool:
        """Whether a body is of one of the places, or of a zone there: 宜昌|高新区管委会."""
        if not self.places or level(self.places[0]) == "country" or any(of_place(body, place) for place in self.places):
            return True
        if not self.text.is_a(body, self.lexicon.body):
            return False
        return body.name.startswith(self.shorts) or self._of_part(body)

    def _of_part(self, body: Mention) -> bool:
        """Whether a body's name begins with that of a part of the place, or of a zone in one of those around it."""
        first = next(iter(self.lexicon.lookup(body.name)), None)
        begins = first[2] if first is not None and first[0] == 0 else ()
        around = {a for part in begins for a in ancestors(part, self.lexicon.ontology)}
        zone = any(level(found) == "none" for found in begins)
        return any(place.iri in around for place in (self.places if zone else self.places[:1]))

    @once
    def shorts(self) -> tuple[str, ...]:
        """What these places are called, in short and in full."""
        return tuple(name for place in self.places for name in place.names if len(name) > 1)

    @property
    def government(self) -> str | None:
        """The government of the place of the document."""
        return body_of(self.text, self.places[0], "governmentBody") if self.places else None

    @once
    def addressed(self) -> bool:
        """Whether a government reports to an assembly, which it addresses: 各位代表:…."""
        pattern = self.lexicon.pattern(_ADDRESSED)
        lines = (p.text for p in self.text.passages if p.index in self.early)
        own = self.lexicon.pattern("{ownGovernment}")
        return any(map(pattern.search, lines)) and own.search(self.text.document.text) is not None

    def led(self, body: Mention) -> bool:
        """Whether it is named as the one that leads the speaker: 在|省委|坚强领导下."""
        return self.lexicon.pattern("{ledBy}").match(*_behind(body)) is not None

    def doing(self, template: str) -> list[Mention]:
        """The bodies in the first lines behind which words of a template stand."""
        pattern = self.lexicon.pattern(template)
        return [m for m in self.bodies if m.passage.index in self.early and pattern.match(*_behind(m))]


def find_speaker(text: Text) -> tuple[Mention, str] | tuple[None, None]:
    """Who speaks, and the name of the source that told it; nobody where none tells."""
    return ask(SPEAKERS, Voices(text))


def of_place(body: Mention, place: Individual) -> bool:
    """Whether a body's name says that it is of a place."""
    return place.label in body.name


def _behind(mention: Mention) -> tuple[str, int]:
    return mention.passage.text, mention.end - mention.passage.start


def _first(mentions: Iterable[Mention]) -> Mention | None:
    return next(iter(mentions), None)


def _title(v: Voices) -> Mention | None:
    """The body with which the title begins, behind a year at most: 2025年|某省政府|工作报告."""
    titles = (m for m in v.bodies if m.passage.role == "title")
    return _first(m for m in titles if m.start - m.passage.start - after_year(m.passage.text) <= 1)


def _site(v: Voices) -> Mention | None:
    """The body whose site it is, as the end of the page's title says."""
    return _first(m for m in v.bodies if m.passage.index < _SITE_LINES and not m.passage.text[_behind(m)[1]:].strip()
                  and _SITE.match(m.passage.text[:m.start - m.passage.start]))


def _represented(v: Voices) -> Mention | None:
    """The body for which the first person speaks: 我代表|市人民政府|向大会报告工作."""
    pattern = v.lexicon.pattern("{speakingFor}$")
    return _first(m for m in v.bodies if pattern.search(m.passage.text, 0, m.start - m.passage.start))


def _addressing(v: Voices) -> Mention | None:
    """The government of the place, where an assembly is addressed."""
    return _first(m for m in v.bodies if m.name == v.government) if v.addressed else None


def _sender(v: Voices) -> Mention | None:
    """The body with which a line below the title begins that says when that sent the text out."""
    return _first(m for m in v.doing(_ISSUES) if m.start == m.passage.start)


def _signature(v: Voices) -> Mention | None:
    """The body of which nothing else stands in a line but a date, the last one."""
    return _first(m for m in reversed(v.bodies) if _DATED.sub("", m.passage.text).strip() == m.text)


def _author(v: Voices) -> Mention | None:
    """The body of the person who is named below or in the title."""
    return _first(p.body for p in v.held if p.person.passage.role in ("byline", "title"))


def _interviewed(v: Voices) -> Mention | None:
    """The body of the person to whom a line above the text says that somebody went: ——访某中心主任某某."""
    pattern = v.lexicon.pattern(_INTERVIEW)
    return _first(p.body for p in v.nearest
                  if p.person.passage.index in v.early and pattern.match(p.person.passage.text))


def _reporter(v: Voices) -> Mention | None:
    """The body of the person who reports or is interviewed."""
    pattern = v.lexicon.pattern(_REPORTS)
    return _first(p.body for p in v.held if p.person.passage.index in v.early and pattern.match(*_behind(p.person)))


def _present(v: Voices) -> Sequence[Post]:
    """The posts of those who are named in the first lines; none for news of the country, which is nobody's document."""
    return [p for p in v.nearest if p.person.passage.index in v.early] if v.places else ()


def _only_person(v: Voices) -> Mention | None:
    """The body of the only person who is named in the first lines."""
    present = _present(v)
    same = {p.person.name for p in present}
    held = [p for p in present if p in v.held and v.text.is_a(p.body, v.lexicon.body)]
    return held[0].body if len(same) == 1 and held else None


def _somebody(v: Voices) -> bool:
    """Whether one body may speak of its own: nobody does in a law or a place's plan, nor for many people, who attend.
    """
    own = v.ordinance or v.plan or v.addressed
    return bool(v.places) and not own and len({p.person.name for p in _present(v)}) <= 1


def _most_named(v: Voices) -> Mention | None:
    """The body of the place that is named most, at least twice; not where bodies are made responsible for tasks."""
    if not _somebody(v):
        return None
    charging = v.lexicon.pattern(_CHARGES)
    bodies = (m for m in v.bodies if charging.search(m.passage.text) is None and not v.led(m))
    times = Counter(m.name for m in bodies if of_place(m, v.places[0]))
    most = next((name for name, n in times.most_common(1) if n > 1), None)
    return _first(m for m in v.bodies if m.name == most)


SPEAKERS: tuple[FrameSource[Voices, Mention], ...] = (
    FrameSource("title", _title),
    FrameSource("site", _site),
    FrameSource("enacting-body", lambda v: _first(m for m in v.bodies if m.technique == "enacting-body")),
    FrameSource("order", lambda v: _first(v.doing(_ENACTS)) if v.ordinance else None),
    FrameSource("reporting-government", lambda v: _first(m for m in v.bodies if m.technique == "reporter")),
    FrameSource("represented", _represented),
    FrameSource("addressing", _addressing),
    FrameSource("sent-out", _sender),
    FrameSource("signature", _signature),
    FrameSource("interview", _interviewed),
    FrameSource("author", _author),
    FrameSource("unnamed-author", lambda v: _first(v.doing(_UNNAMED))),
    FrameSource("byline", lambda v: _first(m for m in v.bodies if m.passage.role == "byline")),
    FrameSource("report", _reporter),
    FrameSource("briefing", lambda v: _first(v.doing(_BRIEFS)) if v.places else None),
    FrameSource("convening", lambda v: _first(v.doing("{conveneVerbs}")) if v.places else None),
    FrameSource("signing", lambda v: _first(v.doing(_SIGNS)) if v.places else None),
    FrameSource("only-person", _only_person),
    FrameSource("most-named", _most_named),
)
