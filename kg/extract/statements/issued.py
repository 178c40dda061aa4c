"""Who issues a document: the speaker under whose title it stands, or a body in its name or right before it."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.case import case
from kg.extract.lexicon import Lexicon
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.statements.structure import structures
from kg.extract.text import Sentence, Text
from kg.model import Claim, Mention

_SUBJECT = r"《[^,。;《》]{2,40}?({titleSubjects})"
_MOST = 4  # bodies that issue a document together before its name
_PUBLISHED = r"{publishing}的"
_AGREES = "{signings}|{agreeing}"


@case
class Issuer:
    """A body in or before a document's name: does it issue that?  `outer` is the longest name in which it stands."""

    text: Text
    sentence: Sentence
    document: Mention
    outer: Mention
    body: Mention

    @property
    def lexicon(self) -> Lexicon:
        """The words that are asked for."""
        return self.text.lexicon

    @property
    def place(self) -> bool:
        """Whether it is a place, which says of whom the document is, not who issues it: 宁波市|…条例."""
        return self.text.is_a(self.body, self.lexicon.place)

    @property
    def within(self) -> bool:
        """Whether it stands in the document's name."""
        return self.outer is self.document

    @property
    def before_subject(self) -> bool:
        """Whether it stands in a title before 关于, behind which this says what it is about: 《甲、乙关于…的意见》."""
        subject = self.lexicon.pattern(_SUBJECT).match(self.text.document.text, self.document.start)
        return subject is not None and self.body.end <= subject.start(1)

    @property
    def opening(self) -> bool:
        """Whether the name in which it stands begins with it: the committee of a session (市委…全会《决定》) decides."""
        return self.body.start == self.outer.start

    @property
    def agreed(self) -> bool:
        """Whether the headline says before it that somebody comes to an agreement, which is that document."""
        start = self.document.start - self.document.passage.start
        return self.lexicon.pattern(_AGREES).search(self.sentence.text, 0, start) is not None

    @property
    def joined(self) -> bool:
        """Whether only bodies joined to it stand between it and the document's name: 市委|市政府《意见》."""
        end = self.sentence.span(self.outer)[1]
        for other in self.sentence.beginning(end, self.sentence.span(self.document)[0]):
            start, behind = self.sentence.span(other)
            joint = self.sentence.text[end:start]
            joins = joint in ("", "、") or joint in self.lexicon.words["listJoints"]
            if not joins or not self.text.is_a(other, self.lexicon.body):
                return False
            end = behind
        return self.opening and end == self.sentence.span(self.document)[0]

    @property
    def between(self) -> str:
        """What stands between the name in which it stands and the document's."""
        return self.text.document.text[self.outer.end:self.document.start]


# Whether the speaker issues a document that the text names.
TITLES: Table[Issuer] = Table(
    "titled",
    Rule("agreed", lambda i: i.agreed, NO),
    Rule("title", lambda i: i.sentence.passage.role == "title", YES),
)
# Whether a body issues the document in or before whose name it stands.
ISSUERS: Table[Issuer] = Table(
    "issuer",
    Rule("place", lambda i: i.place, NO),
    Rule("opens-name", lambda i: i.within and i.opening, YES),
    Rule("before-subject", lambda i: i.within and i.before_subject, YES),
    Rule("joined", lambda i: i.joined, YES),
    Rule("published", lambda i: i.lexicon.pattern(_PUBLISHED).fullmatch(i.between), YES),
)


def find_titled(text: Text) -> Iterator[Claim]:
    """What the document's title names is issued by its speaker."""
    speaker = text.frame.speaker
    if speaker is None:
        return
    for structure in structures(text, "title", "title"):
        for sentence, mention in text.all_mentions():
            if structure.admits(speaker, mention):
                reason = TITLES.reason_for(Issuer(text, sentence, mention, speaker, speaker))
                if reason:
                    yield structure.claim(speaker, mention, mention, reason)


def find_issued(text: Text) -> Iterator[Claim]:
    """The documents of which other names tell who issues them."""
    for structure in structures(text, "title", "name-body"):
        for sentence, mention in text.all_mentions():
            for issuer in _issuers(text, sentence, mention) if text.is_a(mention, text.lexicon.document) else ():
                reason = ISSUERS.reason_for(issuer) if structure.admits(issuer.body, mention) else None
                if reason:
                    yield structure.claim(issuer.body, mention, mention, reason)


def _issuers(text: Text, sentence: Sentence, document: Mention) -> Iterator[Issuer]:
    """The names in a document's and in those before it."""
    for outer in (document, *sentence.before(sentence.span(document)[0], _MOST)):
        for body in (outer, *sentence.inside(outer)):
            yield Issuer(text, sentence, document, outer, body)
