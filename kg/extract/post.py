"""Posts: at which body a person holds an office, read from the words before the name and a title behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise, takewhile

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import Lexicon
from kg.extract.names.antecedent import make_kinds
from kg.extract.names.department import body_of, place_meant
from kg.extract.proposal import Name
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Post, Sentence, Stretch, Text, Titled
from kg.model import Mention, Passage
from kg.ontology import Individual

_CHAIR = r"[^、]{0,4}?{chairStates}"  # 甲组织|轮值主席国|乙国总统
_DAY = r"\d{1,2}日"
_PLAIN = r"(?:{formerMarks}|{deputyMarks}|{innerBodies}|{sharedOffices}|{officeRanks})*{offices}"
_SIGNS = "、。;,!?:"
_LONGEST = 24  # characters of an office
_BACK = 12  # sentences back in which the body of an office is looked for that only says what kind of body it is
_REACH = 100  # characters before an office in which its body is looked for


@case
class Part(Stretch):
    """A part of the words before a name, as 、 joins them: 市科技局党组书记|局长."""

    @once
    def names(self) -> list[Mention]:
        """The names in it, the last first; a person's is a wall: 某省委书记某某和|省长."""
        named = self.sentence.covering(self.start, self.end)[::-1]
        return [*takewhile(lambda m: not self.text.is_a(m, self.lexicon.person), named)]

    @once
    def begun(self) -> int:
        """Where what it says begins, behind a person that it names and what joins this one."""
        named = self.sentence.covering(self.start, self.end)
        persons = [m for m in named if self.text.is_a(m, self.lexicon.person)]
        end = self.sentence.span(persons[-1])[1] if persons else self.start
        joint = self.lexicon.lexemes("coordinators").beginning(self.sentence.text, end)
        return end + len(joint or "") if end > self.start else self.start

    @once
    def holder(self) -> Mention | None:
        """The body that it names."""
        return next((m for m in self.names if can_employ(self.text, m)), None)

    @once
    def place(self) -> Mention | None:
        """The place that it names."""
        return next((m for m in self.names if self.text.is_a(m, self.lexicon.place)), None)

    @once
    def office(self) -> str:
        """What it says behind the body, or else behind the place."""
        named = self.holder or self.place
        start = self.sentence.span(named)[1] if named else self.begun
        known = self.lexicon.words  # 仪式|由|校党委副书记某某主持, 在达喀尔|会见|总统某某
        marks = known["agentMarks"] | known["receivingVerbs"]
        words = self.sentence.touching(start, self.end)
        agent = next((w.end for w in words if w.text in marks), start)
        return self.sentence.text[agent:self.end].strip()


@case
class Neighbours:
    """A name, and the name of a person behind it."""

    text: Text
    sentence: Sentence
    body: Mention
    person: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @once
    def title(self) -> str:
        """The title behind the person's name; empty for none."""
        found = self.lexicon.lexemes("offices").beginning(self.sentence.text, self.sentence.span(self.person)[1])
        return "" if found is None else found


@case
class Own:
    """The words before a name, and a body that was named before them or that speaks: is the office there?

    It is `near` where the sentence names it, or it speaks; `role` is the office of somebody there whom the sentence
    names before.
    """

    part: Part
    body: Mention
    near: bool = True
    role: str = ""

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.part.lexicon

    @property
    def begins(self) -> bool:
        """Whether the office begins as the body's name ends or as it is called, be it of a deputy: 局长, 副局长 of
        某市科学技术局, 副校长 of 某大学."""
        called = self.lexicon.bound(make_kinds).get(self.headed[:1], ())
        return self.body.name.endswith((self.headed[:1] or "-", *called))

    @once
    def headed(self) -> str:
        """The office, or of a deputy that of the head: 副|主任."""
        return self.lexicon.pattern("{deputyMarks}").sub("", self.part.office, count=1)

    @property
    def deputy(self) -> bool:
        """Whether it is that of the deputy of somebody there whom the sentence names before: 主任甲、|副主任."""
        return self.headed != self.part.office and self.headed == self.role.split("、")[-1]

    @property
    def called(self) -> bool:
        """Whether the office begins with what the body is called when it is named again: 实验室|副主任, 校|党委书记."""
        within = self.lexicon.pattern("([^、]{1,2}?){innerBodies}").match(self.part.office)
        noun = within[1] if within else self.lexicon.lexemes("bareSubjects").beginning(self.part.office, 0)
        if noun is None:
            return False
        return self.body.name.endswith((noun, *self.lexicon.bound(make_kinds).get(noun, ())))


@case
class Listed:
    """A name behind that of somebody with an office (`role`): has its bearer the same one?"""

    text: Text
    sentence: Sentence
    before: Mention
    person: Mention
    role: str

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def titled(self) -> bool:
        """Whether a title stands behind it."""
        end = self.sentence.span(self.person)[1]
        return self.lexicon.lexemes("offices").beginning(self.sentence.text, end) is not None


# Why a part of the words before a name tells no office, so that nothing before it is the person's either.
PARTS: Table[Part] = Table(
    "office",
    Rule("no-office", lambda p: not p.office.endswith(p.lexicon.offices), NO),
    Rule("long", lambda p: len(p.office) > _LONGEST, NO),
    # 某法院|7日批准对总统: what a body does on a day is no office there.
    Rule("dated", lambda p: p.lexicon.pattern(_DAY).search(p.office), NO),
    Rule("of-chair", lambda p: p.lexicon.pattern(_CHAIR).match(p.office), NO),
)
# Why an office behind that of a body is at another: 政治局委员、|外交部长.
FURTHER: Table[Part] = Table(
    "further-office",
    Rule("of-another", lambda p: p.lexicon.pattern(_PLAIN).fullmatch(p.office) is None, NO),
)
# Whether a name right before a person's tells where the person works: 某研究所|李明|院士.
AFFILIATIONS: Table[Neighbours] = Table(
    "affiliation",
    Rule("apart", lambda n: n.body.end != n.person.start, NO),
    Rule("title-behind", lambda n: n.title, YES),
)
# Whether somebody in a list has the same office as the one before: 副市长王强、|陈静.
SHARED: Table[Listed] = Table(
    "shared-office",
    Rule("not-joined", lambda s: s.sentence.between(s.before, s.person) not in ("、", "和"), NO),
    Rule("titled", lambda s: s.titled, NO),
    Rule("deputy", lambda s: s.lexicon.pattern("{sharedOffices}").search(s.role), YES),
)
# Whether somebody's office, before which no body stands, is at one named before or at the body that speaks.
OWN: Table[Own] = Table(
    "own-office",
    Rule("called", lambda o: o.called, YES),
    Rule("begins", lambda o: o.begins and o.near, YES),
    Rule("deputy", lambda o: o.deputy, YES),
)
TABLES = (PARTS, FURTHER, AFFILIATIONS, SHARED, OWN)


def find_posts(text: Text) -> list[Post]:
    """The posts that the words around people's names give them; asked when all names of bodies have been found."""
    held = [post for titled in text.titled for post in _held(text, titled)]
    return [*held, *_shared(text, held), *_affiliated(text), *_bracketed(text)]


def find_own_posts(text: Text) -> Iterator[Post]:
    """The posts of people behind an office that begins as the name of its body ends: 某市科技局局长…、|副局长.

    The body is the last such one that the sentence names before, else that which speaks; asked when it is known.
    """
    held = {post.person for post in text.posts}
    told: dict[Passage, list[Post]] = defaultdict(list)
    for post in text.posts:
        told[post.person.passage].append(post)
    for titled in text.titled:
        if titled.person in held:
            continue
        sentence, part = text.sentence_of(titled.person), next(_parts(text, titled))
        before = [p for p in reversed(told[sentence.passage]) if sentence.span(p.person)[1] < part.start]
        body = _own_body(text, sentence, part, before)
        if body is not None:
            yield Post(titled.person, body, part.office)


def _own_body(text: Text, sentence: Sentence, part: Part, posts: Iterable[Post]) -> Mention | None:
    """The body of an office before which none stands: one of the sentence, who speaks, or one named right before.

    `posts` are those that the sentence tells before the office, the last first.
    """
    speaker = text.frame.speaker
    here = [*reversed(sentence.beginning(0, part.start)), *([speaker] if speaker is not None else [])]
    bodies = [*(Own(part, b) for b in here), *(Own(part, p.body, False, p.role) for p in posts),
              *(Own(part, b, near=False) for b in _named_before(text, sentence))]
    return next((own.body for own in bodies if can_employ(text, own.body) and OWN.reason_for(own)), None)


def _named_before(text: Text, sentence: Sentence) -> Iterator[Mention]:
    """The names of the sentences right before one, the nearest first."""
    number = text.number_of(sentence)
    for before in reversed(text.sentences[max(0, number - _BACK):number]):
        yield from reversed(before.mentions)


def can_employ(text: Text, mention: Mention) -> bool:
    """Whether people can hold posts there."""
    relation, = text.lexicon.implied("office")
    return text.lexicon.root(mention.type) in relation.range


def _affiliated(text: Text) -> Iterator[Post]:
    """某研究所李明院士: a body right before a name that a title follows."""
    for pair in filter(AFFILIATIONS.reason_for, _neighbours(text)):
        if can_employ(text, pair.body):
            yield Post(pair.person, pair.body, pair.title)


def _bracketed(text: Text) -> Iterator[Post]:
    """李明(甲大学副校长): an office in brackets right behind the name."""
    persons = ((sentence, m) for sentence, m in text.all_mentions() if m.type == text.lexicon.person)
    for sentence, person in persons:
        end = sentence.span(person)[1]
        close = sentence.text.find(")", end) if sentence.text.startswith("(", end) else -1
        if close > 0:
            part = Part(text, sentence, end + 1, close)
            body = None if PARTS.any(part) else employer(part, None)
            if body is not None:
                yield Post(person, body, part.office)


def _neighbours(text: Text) -> Iterator[Neighbours]:
    """Each name and that of a person behind it."""
    type = text.lexicon.person
    for sentence in text.sentences:
        if len(sentence.mentions) < 2:
            continue
        for body, person in pairwise(sentence.mentions):
            if person.type == type:
                yield Neighbours(text, sentence, body, person)


def _held(text: Text, titled: Titled) -> list[Post]:
    """The posts in the words before a name: body, offices joined by 、, body …; what tells no office ends them."""
    held: list[tuple[Mention, list[str]]] = []
    elsewhere = False
    for part in reversed(list(takewhile(lambda p: not PARTS.any(p), _parts(text, titled)))):
        body = employer(part, held[-1][0] if held else None)
        elsewhere = body is None and (elsewhere or FURTHER.any(part))
        if body is not None:
            held.append((body, [_once(part, body) + part.office]))
        elif held and not elsewhere:
            held[-1][1].append(part.office)
    return [Post(titled.person, body, "、".join(offices)) for body, offices in held]


def _once(part: Part, body: Mention) -> str:
    """The word before a body that says that the office was held once: 原|市科技局局长; empty for none."""
    before = part.sentence.text[part.start:max(part.start, part.sentence.span(body)[0])].strip()
    return before if before in part.lexicon.words["formerMarks"] else ""


def _shared(text: Text, held: list[Post]) -> Iterator[Post]:
    """The posts of those who are named in a list behind somebody whose office several hold: 副市长王强、|陈静."""
    for post in held:
        sentence = text.sentence_of(post.person)
        last = post.person
        for person in sentence.mentions[sentence.mentions.index(last) + 1:] if last in sentence.mentions else ():
            listed = Listed(text, sentence, last, person, post.role)
            if not text.is_a(person, text.lexicon.person) or SHARED.reason_for(listed) is None:
                break
            yield Post(person, post.body, post.role)
            last = person


def _parts(text: Text, titled: Titled) -> Iterator[Part]:
    """The parts of the words before a name, back to the beginning of the clause, the nearest first."""
    sentence = text.sentence_of(titled.person)
    words = sentence.text
    begun, end = titled.office_start, sentence.span(titled.person)[0]
    while words[end - 1] in " :":
        end -= 1
    while True:
        reach = max(0, begun - _REACH)
        start = max(reach, *(words.rfind(sign, reach, begun) + 1 for sign in _SIGNS))
        part = Part(text, sentence, start, end)
        yield part
        if words[start - 1:start] != "、" or part.begun > start:
            return  # 常委、书记李某会见乙党主席|王某: what stands before somebody's name is that one's
        begun = end = start - 1


def employer(part: Part, before: Mention | None) -> Mention | None:
    """The body of an office: the one it names, or what place and office imply, behind that of the office before."""
    return part.holder or _implied_body(part, before) or _committee(part, before)


def _place_of(part: Part, body: Mention | None) -> Mention | None:
    """The place that a body's name says: 文登区|委."""
    inside = part.sentence.inside(body) if body is not None else ()
    return next((m for m in inside if part.text.is_a(m, part.lexicon.place)), None)


def _committee(part: Part, before: Mention | None) -> Mention | None:
    """The committee of the zone whose body stands before: 某高新区党工委书记、|管委会主任.

    The party's own committee there has secretaries, so that one who is its 副书记、主任 heads the zone's.
    """
    if before is None:
        return None
    zone = _place_of(part, before)
    if zone is None:
        return None
    words = part.lexicon.words
    unsaid = part.office in words["committeeHeads"] and before.name.endswith(tuple(words["zonePartyCommittees"]))
    start = part.end - len(part.office)
    for full, *others in (forms.split("|") for forms in sorted(words["zoneCommittees"])):
        said = next((form for form in (full, *others) if part.office.startswith(form)), part.office if unsaid else None)
        if said is not None:
            span = start, start + len(said)
            return Name(part.sentence, span, part.lexicon.body, "office-body", zone.name + full, pointing=True).mention
    return None


def _implied_body(part: Part, before: Mention | None) -> Mention | None:
    """The government that an office of a place implies: 浙江省省长, 市长.

    Where it leaves the place unsaid, it is that of the body before, if of its level (文登区委副书记、|区长), or else the
    document's.
    """
    heads = part.lexicon.lexemes("governmentHeads")
    head = heads.ending(part.office, len(part.office))
    if head is None:
        return None
    individual = _headed_place(part, before, head)
    name = body_of(part.text, individual, "governmentBody") if individual else None
    if name is None:
        return None
    start = part.sentence.span(part.place)[0] if part.place else part.end - len(part.office)
    # 浙江省省长 tells the body and is no name of it.
    return Name(part.sentence, (start, part.end), part.lexicon.body, "office-body", name, pointing=True).mention


def _headed_place(part: Part, before: Mention | None, head: str) -> Individual | None:
    """The place of whose government an office is the head: the one before it, or by the level in its name another's."""
    # The level of the place stands before 长, or before what else the head is called: 自治区|主席.
    level = next((head.removesuffix(end) for end in part.lexicon.words["headEnds"] if head.endswith(end)), "")
    near = _place_of(part, before)
    same = near if near is not None and near.name.endswith(level[-1:]) else None
    place = part.place or same
    if place and place.iri:
        return part.lexicon.individuals[place.iri]
    return place_meant(part.text, part.sentence, part.end - len(part.office), level[-1]) if level else None
