"""Relations that clauses state: a verb, who does it and to what, as the ontology words each relation.

A clause without a subject has that of the clause before it, and in the end the document's speaker: the imperatives
of a work plan are what its issuer does.  In 支持 A 建设 B the object of the first verb is the subject of the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.tense import is_plan
from kg.extract.text import Sentence, Tense, Text
from kg.model import Claim, Mention, Status
from kg.ontology import RelationType

_CLAUSE = re.compile(r"[,;:。!?]")
_LIST = re.compile(r"^[、和及与,以()\s]*(?:以及)?$")
_AND = re.compile(r"^[、和及,()\s]*(?:以及)?$")  # as above, without the words that also mark a partner
_OWN = re.compile(r"\s*(?:第[一二三四五六七八九十百]+条\s*)?(?:本|我)(?:省|市|区|县|州)(?!人民政府|政府|委)")
_OBJECT_GAP = 24


def tail_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """What may stand between the last object and the verbal noun: more of the list, 的, what the object is (产业)."""
    words = "|".join(sorted(lexicon.by_tail, key=len, reverse=True))
    return re.compile(r"[^一-鿿,。;]*(?:等[一-鿿]{0,12}?)?(?:[、和及][^,。;、“”]{2,8}?){0,2}(?:的(?:规划|统一|统筹|日常)?)?"
                      rf"(?:项目|工作|任务|未来|[一-鿿]{{0,10}}?(?:产业|领域|行业|服务业|赛道))??({words})")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of a clause, at its place in the sentence."""

    start: int
    end: int
    text: str


def find_claims(doc: Text) -> list[Claim]:
    """All claims that clauses with a verb state, in reading order."""
    claims: list[Claim] = []
    duties = _duties(doc)
    topic: list[Mention] = []
    plan = is_plan(doc)
    told = False
    end = 0
    for sentence, tense in zip(doc.sentences, doc.tenses, strict=True):
        if "\n" in doc.document.text[end:sentence.passage.start]:
            topic, told = [], False
        end = sentence.passage.end
        told = told or _tells_of_speech(doc, sentence)
        if sentence.passage.role in ("byline", "title") or not sentence.mentions:
            continue
        given = duties.get(sentence.passage.index) or topic
        if not given and not told:
            given = [m for m in (doc.frame.speaker or doc.place_at(sentence),) if m]
        found, own = _sentence_claims(doc, sentence, tense, given)
        claims += found
        # What a paragraph says of a place, it goes on saying of it; bodies and people come and go.
        if not plan and doc.frame.speaker is None:
            topic = [m for m in own if doc.lexicon.root(m.type) == doc.lexicon.place] or topic
    return claims


_SPEECH = re.compile(r"(?:先后|分别|还|在[^,。]{2,30}?(?:时|上|中))?(?:强调|指出|表示|要求|说)")


def _tells_of_speech(doc: Text, sentence: Sentence) -> bool:
    """Whether a sentence reports what a person says (李明强调, 他指出) where no body speaks: what should be done then is
    nobody's deed, least of all that of the place which the person visits."""
    if doc.frame.speaker is not None:
        return False
    if re.match(rf"[他她]{_SPEECH.pattern}", sentence.text):
        return True
    person = doc.lexicon.person
    return any(doc.lexicon.root(m.type) == person and _SPEECH.match(sentence.text, sentence.span(m)[1]) for m in sentence.mentions)


_DUTY = re.compile(r"[((]([^()]*?(?:牵头|负责|配合|分工|落实)[^()]*)[))]\s*$")


def _duties(doc: Text) -> dict[int, list[Mention]]:
    """The bodies that a bracket at the end of a paragraph makes responsible, for each passage before it in the line."""
    found: dict[int, list[Mention]] = {}
    line: list[Sentence] = []
    for sentence in doc.sentences:
        if line and "\n" in doc.document.text[line[-1].passage.end:sentence.passage.start]:
            line = []
        line.append(sentence)
        match = _DUTY.search(sentence.text) or re.match(r"\(([^()]*(?:牵头|负责|配合|分工)[^()]*)\)", sentence.text)
        if match is None:
            continue
        leads = [m for m in sentence.mentions if match.start(1) <= sentence.span(m)[0] and sentence.span(m)[1] <= match.end(1)]
        stop = re.search("牵头|负责", match.group(1))
        leading = [m for m in leads if stop and sentence.span(m)[1] <= match.start(1) + stop.start()]
        for earlier in line:
            if leading:
                found.setdefault(earlier.passage.index, leading)
        line = [sentence] if sentence.text.startswith("(") else []
    return found


def _joint_duties(doc: Text, sentence: Sentence) -> Iterator[Claim]:
    """(A 牵头, B 配合): the bodies work together."""
    for match in re.finditer(r"\([^()]*牵头[^()]*(?:配合|参与|分工)[^()]*\)", sentence.text):
        inside = [m for m in sentence.mentions if match.start() <= sentence.span(m)[0] and sentence.span(m)[1] <= match.end()]
        lead = sentence.text.index("牵头", match.start())
        leading = [m for m in inside if sentence.span(m)[1] <= lead]
        others = [m for m in inside if sentence.span(m)[0] > lead]
        for relation in doc.lexicon.by_verb.get("配合", ()):
            for a in leading:
                for b in others:
                    if doc.lexicon.admits(relation, a.type, b.type):
                        yield Claim(sentence.passage, sentence.passage.start, sentence.passage.end, a, relation.name, b, "planned", "joint-duty")


def _sentence_claims(doc: Text, sentence: Sentence, tense: Tense, given: list[Mention]) -> tuple[list[Claim], list[Mention]]:
    """The claims of a sentence, and who its first clause says does it; `given` is who does what has no subject."""
    claims = list(_joint_duties(doc, sentence))
    subjects, explicit = given, False
    first: list[Mention] | None = None
    for start, end in _clauses(sentence):
        inside = [m for m in sentence.mentions if start <= sentence.span(m)[0] and sentence.span(m)[1] <= end]
        verbs = _verbs(doc, sentence, start, end)
        own = _subjects(doc, sentence, inside, verbs, start)
        first = own if first is None else first
        if own:
            subjects, explicit = own, True
        if own and _begins_where(doc, sentence, own[0]):
            given = own  # 在苏州,…揭牌: what the sentence goes on to say is done there
        if not own and _is_passive(doc, sentence, inside, verbs):
            subjects, explicit = given, False
        doers = Doers(subjects, given)
        claims += _clause_claims(doc, sentence, tense, doers, inside, verbs, start, end, explicit)
        # The partner behind 与 does what this clause says, and nothing that the next one leaves unsaid.
        subjects = [m for m in subjects if not sentence.text.endswith(("与", "同"), 0, sentence.span(m)[0])] or subjects
    return claims, first or []


def _begins_where(doc: Text, sentence: Sentence, place: Mention) -> bool:
    """Whether a sentence begins with 在 and this place."""
    return doc.lexicon.root(place.type) == doc.lexicon.place and sentence.text[:sentence.span(place)[0]].strip() == "在"


@dataclass(frozen=True, slots=True)
class Doers:
    """Who does what a clause says: those whom it or a clause before it names, and who does what has no subject."""

    named: list[Mention]
    given: list[Mention]

    def of(self, doc: Text, relations: Sequence[RelationType], obj: Mention) -> list[Mention]:
        """Those of the named who can stand in one of the relations to an object, else the given ones."""
        able = [m for m in self.named if any(doc.lexicon.admits(r, m.type, obj.type) for r in relations)]
        return able or self.given


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _CLAUSE.finditer(sentence.text):
        if sentence.covering(match.start(), match.end()) or _introduces(sentence, match):
            continue
        yield start, match.start()
        start = match.end()
    if start < len(sentence.text):
        yield start, len(sentence.text)


def _introduces(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a colon stands between a class and its members: 建设4个实验室:甲实验室、乙实验室."""
    return match.group() == ":" and any(sentence.span(m)[0] == match.end() for m in sentence.mentions) \
        and bool(re.search(r"[\d一二三四五六七八九十两][^,;:。!?]{2,12}$", sentence.text[:match.start()]))


def _verbs(doc: Text, sentence: Sentence, start: int, end: int) -> list[Verb]:
    """The verbs of a clause outside names, longest first, on word boundaries."""
    found: list[Verb] = []
    position = start
    text, boundaries = sentence.text[:end], sentence.boundaries
    for word in sentence.words:
        if word.start < position:
            continue
        if word.start >= end:
            break
        verb = doc.lexicon.verbs.beginning(text, word.start, boundaries)
        if verb and sentence.free(word.start, word.start + len(verb)):
            position = word.start + len(verb)
            found.append(Verb(word.start, position, verb))
    return found


def _subjects(doc: Text, sentence: Sentence, inside: list[Mention], verbs: list[Verb], start: int) -> list[Mention]:
    """Who a clause says does it: the coordinated mentions before its first relation verb that no preposition governs."""
    first = next((v for v in verbs if (v.text in doc.lexicon.by_verb or v.text in doc.lexicon.words["lightVerbs"]) and not (
        v.text in doc.lexicon.passives and all(sentence.span(m)[0] < v.start for m in inside))), None) or next(iter(verbs), None)
    if not verbs and len(inside) == 1 and sentence.text[sentence.span(inside[0])[1]:][:1] == ":" and sentence.span(inside[0])[0] - start <= 2:
        return inside  # 甘肃省:建设… tells of whom the line speaks
    before = [m for m in inside if first and sentence.span(m)[1] <= first.start]
    if inside and re.fullmatch(r"\s*在", sentence.text[start:sentence.span(inside[0])[0]]) and doc.lexicon.root(inside[0].type) == doc.lexicon.place \
            and re.match(r"[市省区县]?(?:[,:]|[^,。;:]{1,4}的)", sentence.text[sentence.span(inside[0])[1]:]):
        return inside[:1]  # 在苏州,… or 在苏州开工的…: a clause that begins with where tells of whom the sentence speaks
    if doc.frame.place is not None and _OWN.match(sentence.text, start) and not any(sentence.span(m)[0] <= start + 1 for m in inside):
        return [doc.frame.place]
    agents = {t for r in doc.lexicon.relations if r.verbs for t in r.domain}
    group: list[Mention] = []
    governed: Mention | None = None
    for mention in before:
        left = sentence.text[start:sentence.span(mention)[0]]
        if governed is not None and _AND.match(sentence.text[sentence.span(governed)[1]:sentence.span(mention)[0]]):
            governed = mention
            continue  # 先后到甲县、乙县开展…: both are where it is done
        if not group and (any(left.endswith(p) for p in (*doc.lexicon.prepositions, *doc.lexicon.by_comitative, *doc.lexicon.by_preposition))
                          or any(v.end <= sentence.span(mention)[0] and v.end > start and len(v.text) > 1 for v in verbs)):
            return []
        if doc.lexicon.root(mention.type) not in agents:
            continue
        gap = sentence.text[sentence.span(group[-1])[1]:sentence.span(mention)[0]] if group else ""
        if group and not _AND.match(gap):
            if gap in doc.lexicon.by_comitative and first is not None and not _partnering(doc.lexicon, first.text):
                group.append(mention)  # A 与 B 在某地举办…: both do it
                continue
            if any(gap.endswith(w) for w in doc.lexicon.by_comitative):
                break  # A 与 B …: B is the partner
            # The one nearer to the verb does it, unless a preposition governs it.
            group = []
            if any(left.endswith(p) for p in (*doc.lexicon.prepositions, *doc.lexicon.by_preposition)):
                governed = mention
                continue
        group.append(mention)
    if not group or first is None:
        return []
    between = sentence.text[sentence.span(group[-1])[1]:first.start]
    if any(between.startswith(w) for w in doc.lexicon.by_comitative):
        return group
    if "的" in between or len(between) > 20 or re.match(r"[一-鿿]{0,3}(?:关于|对于)", between):
        return []
    return group


def _partnering(lexicon: Lexicon, verb: str) -> bool:
    """Whether a verb says that its subject and the partner behind 与 work together."""
    return any(r.comitatives for r in lexicon.by_verb.get(verb, ()))


def _groups(sentence: Sentence, mentions: Sequence[Mention], joint: re.Pattern[str] = _LIST) -> list[list[Mention]]:
    """Mentions that stand coordinated, as groups."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        if groups and joint.match(sentence.text[sentence.span(groups[-1][-1])[1]:sentence.span(mention)[0]]):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _clause_claims(doc: Text, sentence: Sentence, tense: Tense, doers: Doers, inside: list[Mention],
                   verbs: list[Verb], start: int, end: int, explicit: bool) -> Iterator[Claim]:
    subjects = doers.named
    yield from _prepositional(doc, sentence, tense, inside, start, end)
    shared = list(_comitative(doc, sentence, tense, subjects, inside, verbs, start, end))
    yield from shared
    joint = {c.relation for c in shared}
    partners = {c.object.name for c in shared if c.relation in {r.name for rs in doc.lexicon.by_comitative.values() for r in rs}}
    current, pivot, backed_verb = doers, None, None
    yield from _passive(doc, sentence, tense, doers, inside, verbs, start, end, explicit)
    for index, verb in enumerate(verbs):
        if verb.text not in doc.lexicon.by_verb and verb.text not in doc.lexicon.words["lightVerbs"]:
            continue
        if verb.text in doc.lexicon.words["won"] and not explicit and (place := doc.place_at(sentence)):
            current = Doers([place], [])  # what is won is won by the place, not by the office that reports it
        agent = _next_agent(doc, sentence, verb, inside)
        if pivot is not None and agent is not None and verb is not backed_verb:
            # 支持A建设X、B建设Y: the second agent is backed like the first, and does what is said of it.
            for backer in doers.of(doc, doc.lexicon.by_verb.get(pivot.text, ()), agent):
                if (backed := _relation(doc, pivot.text, backer, agent, None)) is not None:
                    yield _claim(doc, sentence, tense, backer, backed, agent, start, end, "clause" if explicit else "imperative")
            current = Doers([agent], [])
        limit = _object_limit(doc, sentence, verbs, index, end)
        objects = _without_places(sentence, [m for m in inside if verb.end <= sentence.span(m)[0] and sentence.span(m)[1] <= limit])
        if not objects or sentence.span(objects[0])[0] - verb.end > _OBJECT_GAP:
            continue
        objects = [m for m in objects if not re.match("的(?![一-鿿]{1,6}(?:之年|之际|阶段|时期)|有关|精神|要求|部署|规定|决策|总体|目标|定位|任务|(?:规划|统一|统筹|日常)?(?:建设|运营|运行|开发))|配套", sentence.text[sentence.span(m)[1]:])] or objects[:0]
        if not objects:
            continue
        tail = _tail(doc, sentence, sentence.span(objects[-1])[1], end)
        stated: list[Mention] = []
        for obj in objects:
            candidates = (*doc.lexicon.by_verb.get(verb.text, ()), *doc.lexicon.by_tail.get(tail or "", ()))
            for subject in current.of(doc, candidates, obj):
                relation = _relation(doc, verb.text, subject, obj, tail)
                if doc.frame.place is not None and obj.name == doc.frame.place.name and subject is doc.frame.speaker:
                    continue  # whose office speaks is not what it supports
                if relation is None or (relation.comitatives and relation.name in joint) or obj.name in partners:
                    continue
                if subject.name != obj.name:
                    yield _claim(doc, sentence, tense, subject, relation, obj, start, end, "clause" if explicit else "imperative")
                    stated.append(obj)
        following = next((v for v in verbs[index + 1:] if v.text in doc.lexicon.by_verb), None)
        if verb.text in doc.lexicon.words["pivots"] and following is not None:
            group = _groups(sentence, objects)[-1] if objects else []
            between = sentence.text[sentence.span(group[-1])[1]:following.start] if group else ""
            agents = [m for m in group if _may_act(doc, m, following.text)]
            if agents and len(between) <= 10 and not re.search(r"[、和与及的“]", between):
                current, pivot, backed_verb = Doers(agents, []), verb, following
    yield from _domain(doc, sentence, tense, current, inside, verbs, start, end, explicit)


def _without_places(sentence: Sentence, objects: list[Mention]) -> list[Mention]:
    """Objects without those that only say where: 支持企业在甲、乙等地设立…."""
    kept: list[Mention] = []
    where: Mention | None = None
    for mention in objects:
        first = sentence.span(mention)[0]
        listed = where is not None and sentence.text[sentence.span(where)[1]:first] in ("、", "和", "及")
        if listed or sentence.text[:first].endswith(("在", "赴")):
            where = mention
        else:
            kept.append(mention)
    return kept


def _next_agent(doc: Text, sentence: Sentence, verb: Verb, inside: list[Mention]) -> Mention | None:
    """The agent that stands right before a verb, behind the mark of a list."""
    agent = next((m for m in inside if sentence.span(m)[1] == verb.start), None)
    listed = agent is not None and sentence.text[:sentence.span(agent)[0]].endswith("、")
    return agent if agent is not None and listed and _may_act(doc, agent, verb.text) else None


def _is_passive(doc: Text, sentence: Sentence, inside: list[Mention], verbs: list[Verb]) -> bool:
    """Whether a clause speaks of what is done to a thing that it names first."""
    return bool(inside and verbs and sentence.span(inside[-1])[1] <= verbs[0].start and verbs[0].text in doc.lexicon.passives)


def _passive(doc: Text, sentence: Sentence, tense: Tense, doers: Doers, inside: list[Mention],
             verbs: list[Verb], start: int, end: int, explicit: bool) -> Iterator[Claim]:
    """X揭牌, X获批: what is done stands before its verb, and who does it is unsaid."""
    groups = _groups(sentence, inside, _AND)
    if not groups:
        return
    last = sentence.span(groups[-1][-1])[1]
    if any(v.end <= sentence.span(groups[-1][0])[0] and v.text in doc.lexicon.by_verb for v in verbs):
        return
    reach = 14 if re.match("等|首开|建设|项目", sentence.text[last:]) else 5
    for position in range(last, min(last + reach, end)):
        passive = doc.lexicon.passives.beginning(sentence.text[:end], position)
        if passive is None:
            continue
        # Who the clauses before were about has nothing to do with it.
        place = doc.place_at(sentence)
        doers = Doers([place], []) if passive in doc.lexicon.words["won"] and place else Doers([], doers.given)
        for obj in groups[-1]:
            for subject in doers.of(doc, doc.lexicon.by_passive[passive], obj):
                relation = next((r for r in doc.lexicon.by_passive[passive] if doc.lexicon.admits(r, subject.type, obj.type)), None)
                if relation is not None and subject.name != obj.name:
                    yield _claim(doc, sentence, tense, subject, relation, obj, start, end, "passive")
        return


def _domain(doc: Text, sentence: Sentence, tense: Tense, doers: Doers, inside: list[Mention],
            verbs: list[Verb], start: int, end: int, explicit: bool) -> Iterator[Claim]:
    """A domain of work behind any verb of the clause: 推进汽车、船舶等行业绿色供应链建设 says that the speaker works on them."""
    for relation in doc.lexicon.implied("domain"):
        for group in _groups(sentence, inside):
            members = [m for m in group if doc.lexicon.root(m.type) in relation.range]
            if not members:
                continue
            first = sentence.span(members[0])[0]
            governing = [v for v in verbs if v.end <= first]
            if not governing or any(governing[-1].end <= sentence.span(m)[0] < first for m in inside):
                continue
            owner = next((m for m in inside if sentence.text[sentence.span(m)[1]:first] in ("", "的") and sentence.span(m)[1] <= first
                          and doc.lexicon.admits(relation, m.type, members[0].type)), None)
            for obj in members:
                # 推动甲科学城高端仪器产业发展: the domain is that of what it stands behind.
                for subject in [owner] if owner else doers.of(doc, [relation], obj):
                    if doc.lexicon.admits(relation, subject.type, obj.type):
                        yield _claim(doc, sentence, tense, subject, relation, obj, start, end, "domain")


def _object_limit(doc: Text, sentence: Sentence, verbs: list[Verb], index: int, end: int) -> int:
    """How far a verb's objects reach: to the next verb that is not part of the chain right behind it."""
    position = verbs[index].end
    for verb in verbs[index + 1:]:
        if verb.text in doc.lexicon.by_tail and re.match("[、和及]", sentence.text[verb.end:]) and any(sentence.span(m)[1] == verb.start for m in sentence.mentions):
            continue  # 实施A建设、B工程: the list goes on
        if sentence.text[verb.end:verb.end + 1] == "“" and re.search(r"、[^、,。;:“”]{2,4}$", sentence.text[:verb.start]):
            continue  # 、政务服务“一网通办”: a noun before the next quotation
        if any(sentence.span(m)[0] < verb.start and sentence.span(m)[0] >= position for m in sentence.mentions):
            return verb.start
        if verb.text in doc.lexicon.generic and any(w.end == verb.start and w.start >= position and w.tag[0] in "njb" for w in sentence.words):
            continue  # 实施校企|协同|攻关“X计划”: a noun made of a verb, behind another noun
        if verb.text in doc.lexicon.by_verb and len(verb.text) > 1:
            return verb.start
    return end


def _may_act(doc: Text, mention: Mention, verb: str) -> bool:
    return any(doc.lexicon.root(mention.type) in r.domain for r in doc.lexicon.by_verb.get(verb, ()))


def _tail(doc: Text, sentence: Sentence, position: int, end: int) -> str | None:
    """The verbal noun right behind the objects: 推进 X 建设."""
    match = doc.lexicon.bound(tail_pattern).match(sentence.text[position:end])
    return match.group(1) if match else None


def _relation(doc: Text, verb: str, subject: Mention, obj: Mention, tail: str | None) -> RelationType | None:
    """The relation of a verb that admits the types at both ends; behind a verb that says little the tail decides."""
    if tail is not None and verb in doc.lexicon.words["lightVerbs"]:
        for relation in doc.lexicon.by_tail[tail]:
            if doc.lexicon.admits(relation, subject.type, obj.type):
                return relation
    fitting = [r for r in doc.lexicon.by_verb.get(verb, ()) if doc.lexicon.admits(r, subject.type, obj.type)]
    if not fitting and tail is not None:
        fitting = [r for r in doc.lexicon.by_tail[tail] if doc.lexicon.admits(r, subject.type, obj.type)]
    return fitting[0] if fitting else None


def _prepositional(doc: Text, sentence: Sentence, tense: Tense, inside: list[Mention], start: int, end: int) -> Iterator[Claim]:
    """依托 S 建设 O: the body behind the preposition and what is built, in this clause or the next."""
    for preposition, relations in doc.lexicon.by_preposition.items():
        position = sentence.text.find(preposition, start, end)
        if position < 0:
            continue
        subjects = [m for m in inside if 0 <= sentence.span(m)[0] - position - len(preposition) <= 2]
        if not subjects:
            continue
        group = next(g for g in _groups(sentence, inside) if subjects[0] in g)
        after = [m for m in sentence.mentions if sentence.span(m)[0] >= sentence.span(group[-1])[1]]
        for relation in relations:
            objects = [m for m in after if doc.lexicon.admits(relation, group[0].type, m.type)][:1]
            for obj in objects:
                gap = sentence.text[sentence.span(group[-1])[1]:sentence.span(obj)[0]]
                if len(gap) <= 14 and gap.count(",") <= 1:
                    for subject in group:
                        if doc.lexicon.admits(relation, subject.type, obj.type):
                            yield _claim(doc, sentence, tense, subject, relation, obj, start, sentence.span(obj)[1], "preposition")


def _comitative(doc: Text, sentence: Sentence, tense: Tense, subjects: list[Mention], inside: list[Mention],
                verbs: list[Verb], start: int, end: int) -> Iterator[Claim]:
    """与 B 共建 C, 加强与 B 合作: the partner behind the preposition, confirmed by one of the relation's own verbs after it."""
    for word, relations in doc.lexicon.by_comitative.items():
        for group in _groups(sentence, inside, _AND):
            first = sentence.span(group[0])[0]
            if not sentence.text.endswith(word, start, first) or first - len(word) < start:
                continue
            rest = sentence.text[sentence.span(group[-1])[1]:end]
            place = doc.place_at(sentence)
            for relation in relations:
                if not any(v in rest[:14] for v in relation.verbs):
                    continue
                owners = [s for s in subjects if s not in group]
                beside = next((m for m in inside if sentence.span(m)[1] == first - len(word) and m not in owners
                               and doc.lexicon.admits(relation, m.type, group[0].type)), None)
                if beside is not None:
                    owners = [beside]  # 签约环节有A与B签约: whoever stands right before 与
                elif place is not None and start >= first - len(word) and owners and owners[0] is not doc.frame.speaker:
                    # 与 B … at the head of a clause that follows another's: the place itself.
                    owners = [place]
                owners = owners or ([place] if place else [])
                for owner in owners:
                    for partner in group:
                        if doc.lexicon.admits(relation, owner.type, partner.type) and owner.name != partner.name:
                            yield _claim(doc, sentence, tense, owner, relation, partner, start, end, "comitative")
                for verb in (v for v in verbs if v.start >= sentence.span(group[-1])[1]):
                    built = [m for m in inside if sentence.span(m)[0] >= verb.end]
                    for other in doc.lexicon.by_verb.get(verb.text, ()):
                        for builder in (*group, *(o for o in owners if o is place)):
                            for obj in built:
                                if other.name != relation.name and doc.lexicon.admits(other, builder.type, obj.type):
                                    yield _claim(doc, sentence, tense, builder, other, obj, start, end, "comitative")


def _claim(doc: Text, sentence: Sentence, tense: Tense, subject: Mention, relation: RelationType, obj: Mention, start: int, end: int,
           technique: str) -> Claim:
    status: Status = "actual" if tense.done else "planned"
    period = tense.period_at(sentence.span(obj)[0])
    return Claim(sentence.passage, sentence.passage.start, sentence.passage.end, subject, relation.name, obj, status, technique, None, period)
