"""Relations that the structure of names and of the document states without a verb.

A department governs its place, a district is part of its city, a name that holds a place is located there, a title
names what its issuer issues, an office is held where it is named, those who are listed at a meeting take part in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.proposal import Name
from kg.extract.text import Post, Sentence, Text
from kg.gazetteer import ancestors, level
from kg.model import Claim, Mention
from kg.ontology import RelationType

_ATTENDED = re.compile(
    r"参加(?:了)?(?:本次|此次)?会议|出席(?:了)?会议|作(?:了)?题为《[^》]*》的(?:主旨|主题)?(?:报告|讲话|演讲|发言)|"
    r"作(?:了)?(?:工作|主旨|主题)?(?:报告|交流发言|总结讲话|讲话|发言|演讲)|(?:发表|宣读)(?:了)?[^,。;]{0,12}?(?:讲话|致辞|演讲|决定|贺信|名单|倡议)|"
    r"主持会议|主持(?:了)?|出席|参会|列席|致(?:开幕)?辞|参加(?:了)?|陪同(?:参加|调研|考察)?(?=[,。;]|$)|见证|展开(?:了)?(?:讨论|深度探讨)")
# 《甲、乙关于…的意见》: both issue it.
_ISSUERS = re.compile(r"《([^,。;《》]{2,40}?)(?:关于|印发)")
_VENUE = re.compile(r"(?:[^,。;、]{0,6})(?:召开|举行|举办|开幕|闭幕|启幕|开展)")
# 某园在某区揭牌: where a thing stands.
_FOUNDED = re.compile(r"(?:\([^()]*\))?(?:正式|顺利)?(?:揭牌|成立|落成|启用|开园|投用|投产|开工|奠基|挂牌|启动|建成|开业|投运)")
_PUBLISHED = re.compile(r"(?:联合|共同|最新)?(?:发布|印发|出台|编制|颁布|制定|公布)的")
_CONSISTS = re.compile(r"(?:主要)?(?:包括|包含|下设|涵盖|由)[::]?")
_HOSTED = re.compile(r"(?:共同|联合)?(主办|承办|协办|联合主办|联合承办)(?=[,。;、的)]|$)")
_HELD = re.compile(r"召开|举行|举办|开幕|闭幕|启幕|在[一-鿿]{2,8}(?:召开|举行)")
# The line under a title that says where the text was spoken: (2026年1月20日在…会议上), 1月20日在…会议上.
_DELIVERED = re.compile(r"[—–(-]|(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日在")
_OPENS = re.compile(r"(?:在[^,。;]{2,14}?)?(?:成功|隆重|正式|顺利)?(?:召开|举行|开幕|闭幕|启幕)")
_VISIT = re.compile(r"(?:先后|实地|分别)?(?:到|走访|前往|来到|赴|考察|深入)[^,。;]*$")


def find_structure(doc: Text) -> list[Claim]:
    """All claims of structure, in the order of the kinds above."""
    claims: list[Claim] = []
    for relation in doc.lexicon.implied("office"):
        claims += _held(relation, doc.posts)
    for relation in doc.lexicon.implied("department"):
        claims += _governs(doc, relation)
    placed = [c for relation in doc.lexicon.implied("namePlace") for c in _placed(doc, relation)]
    for relation in doc.lexicon.implied("containment"):
        claims += _contained(doc, relation, [c.object for c in placed])
        claims += _unit_of(doc, relation)
        claims += _consists(doc, relation)
    claims += placed
    for relation in doc.lexicon.implied("venue"):
        claims += _held_in(doc, relation)
    for relation in doc.lexicon.implied("title"):
        claims += _issued(doc, relation)
    for relation in doc.lexicon.implied("session"):
        claims += _convened(doc, relation)
    for relation in doc.lexicon.implied("hosting"):
        claims += _hosted(doc, relation)
    for relation in doc.lexicon.implied("exemplar"):
        claims += _exemplified(doc, relation)
    for relation in doc.lexicon.implied("attendance"):
        claims += _attended(doc, relation)
    return claims


def _structural(subject: Mention, relation: RelationType, obj: Mention, evidence: Mention, technique: str, role: str | None = None) -> Claim:
    passage = evidence.passage
    return Claim(passage, passage.start, passage.end, subject, relation.name, obj, "actual", technique, role)


def _held(relation: RelationType, posts: Sequence[Post]) -> Iterator[Claim]:
    for post in posts:
        yield _structural(post.person, relation, post.body, post.person, "office", post.role)


def _governs(doc: Text, relation: RelationType) -> Iterator[Claim]:
    speaker, place = doc.frame.speaker, doc.frame.place
    if speaker is not None and place is not None and doc.lexicon.admits(relation, speaker.type, place.type):
        yield _structural(speaker, relation, place, speaker, "department")


def _unit_of(doc: Text, relation: RelationType) -> Iterator[Claim]:
    """An organisation whose name begins with that of another is its unit: 市政府办公室|招商引资专班."""
    place = doc.lexicon.place
    named = {m.iri for _, m in doc.all_mentions()}
    for sentence, mention in doc.all_mentions():
        owners = [m for m in sentence.inside(mention) if m.start == mention.start and m.end < mention.end and doc.lexicon.root(m.type) != place
                  and "descriptive" not in doc.lexicon.traits[m.type] and m.name != mention.name] \
            or [m for m in _named_first(doc, sentence, mention) if m.iri in named]
        if owners and "descriptive" not in doc.lexicon.traits[mention.type] and doc.lexicon.admits(relation, mention.type, owners[-1].type):
            yield _structural(mention, relation, owners[-1], mention, "name-body")


def _consists(doc: Text, relation: RelationType) -> Iterator[Claim]:
    """某示范区包括甲园、乙园、丙园: the members of the list are parts of what stands before it, things of one kind."""
    for sentence in doc.sentences:
        for whole, first in zip(sentence.mentions, sentence.mentions[1:], strict=False):
            end, start = sentence.span(whole)[1], sentence.span(first)[0]
            if whole.type != first.type or not _CONSISTS.fullmatch(sentence.text[end:start]) or not doc.lexicon.admits(relation, first.type, whole.type):
                continue
            last = start
            for part in sentence.mentions:
                begin = sentence.span(part)[0]
                if begin >= start and part.type == whole.type and (begin == start or sentence.text[last:begin] in ("、", "和", "及", ",", "以及")):
                    last = sentence.span(part)[1]
                    yield _structural(part, relation, whole, part, "containment")


def _named_first(doc: Text, sentence: Sentence, mention: Mention) -> list[Mention]:
    """What a known thing belongs to, when its name begins with that: 中科院 of 中科院某研究所, 宁波 of 宁波国家高新区."""
    first, _ = sentence.span(mention)
    individual = doc.lexicon.individuals.get(mention.iri or "")
    for owner in (doc.lexicon.individuals[iri] for iri in (individual.part_of if individual else ()) if iri in doc.lexicon.individuals):
        for name in sorted((owner.label, *owner.names), key=len, reverse=True):
            if len(name) > 1 and mention.text.startswith(name) and len(mention.text) > len(name) + 1:
                return [Name(sentence, (first, first + len(name)), owner.type, "known-name", owner.label, iri=owner.iri).mention]
    return []


def _contained(doc: Text, relation: RelationType, placed: Sequence[Mention]) -> Iterator[Claim]:
    """A place whose parent the document speaks for or names in the same sentence; `placed` are those seen in names."""
    place_type = doc.lexicon.place
    seen: set[str] = set()
    named = {m.iri for _, m in doc.all_mentions()}  # a place that only stands within longer names is none of the text's
    every = sorted(((s, m) for s in doc.sentences for m in (*s.mentions, *s.inner) if m in s.mentions or _opens(s, m)),
                   key=lambda pair: pair[1].start)
    sentences = {s.passage.index: s for s in doc.sentences}
    every += [(sentences[m.passage.index], m) for m in placed]
    for sentence, mention in every:
        if mention.iri is None or mention.iri in seen or doc.lexicon.root(mention.type) != place_type:
            continue
        parents = ancestors(doc.lexicon.individuals[mention.iri], doc.lexicon.ontology)
        near = [m for m in (*sentence.mentions, *sentence.inner) if m.iri in parents]
        frame = doc.frame.place
        near += _qualifier(doc, sentence, mention, parents[:1]) or [m for m in _named_first(doc, sentence, mention) if m.iri in named or doc.lexicon.individuals[mention.iri].code]
        parent = next((m for m in near if m.iri == (parents[0] if parents else None)), None) or (near[0] if near else None)
        if parent is None and frame is not None and frame.iri in parents:
            parent = frame
        if parent is not None:
            seen.add(mention.iri)
            yield _structural(mention, relation, parent, mention, "containment")


def _qualifier(doc: Text, sentence: Sentence, mention: Mention, parents: Sequence[str]) -> list[Mention]:
    """The parent that a name says before its own: 合肥市 of 合肥市包河区."""
    first, _ = sentence.span(mention)
    for parent in (doc.lexicon.individuals[iri] for iri in parents if iri in doc.lexicon.individuals):
        for name in sorted((parent.label, *parent.names), key=len, reverse=True):
            if mention.text.startswith(name) and len(mention.text) > len(name) + 1 and mention.text.endswith(mention.name):
                return [Name(sentence, (first, first + len(name)), parent.type, "known-name", parent.label, iri=parent.iri).mention]
    return []


def _opens(sentence: Sentence, mention: Mention) -> bool:
    """Whether an inner mention stands where a longer name begins."""
    return any(m.start == mention.start for m in sentence.mentions)


def _placed(doc: Text, relation: RelationType) -> Iterator[Claim]:
    """A name that begins with a place or holds one in brackets stands there."""
    place_type = doc.lexicon.place
    for sentence, mention in doc.all_mentions():
        if "placed" not in doc.lexicon.traits[mention.type]:
            continue
        places = [m for m in sentence.inside(mention) if doc.lexicon.root(m.type) == place_type and m.iri] \
            or list(_places_in_name(doc, sentence, mention))
        if not places:
            continue
        opening = [m for m in places if m.start == mention.start or doc.document.text[m.start - 1:m.start] in ("(", "·") or _local(doc, sentence, mention, m)]
        # The innermost place says most: 鄞州区 of 宁波市鄞州区….
        for place in opening[-1:]:
            own = doc.frame.place is not None and place.iri == doc.frame.place.iri
            if _far(doc, place):
                continue
            if not own or place.text != doc.lexicon.individuals[place.iri or ""].label:
                # 宁波市… says whose it is, 宁波… where it is.
                yield _structural(mention, relation, place, mention, "name-place")


def _local(doc: Text, sentence: Sentence, mention: Mention, place: Mention) -> bool:
    """Whether a city or county within a name says where the thing is: 国家超级计算|深圳|中心; a province there is a tier (新材料浙江实验室)."""
    individual = doc.lexicon.individuals[place.iri or ""]
    if level(individual) not in ("prefecture", "county") or any(
            m.end == place.start and m is not place and doc.lexicon.root(m.type) == doc.lexicon.root(place.type) for m in sentence.inside(mention)):
        return False
    # Not that of a body whose name stands in the longer one: 中心 of 深圳大学.
    return not any(m is not place and m.start <= place.start and place.end <= m.end and doc.lexicon.root(m.type) != doc.lexicon.root(place.type)
                   for m in sentence.inside(mention))


def _far(doc: Text, place: Mention) -> bool:
    """Whether a short name at the head of a local name is that of a place elsewhere: 大庆 in a street's name of another province."""
    individual = doc.lexicon.individuals[place.iri or ""]
    if doc.frame.place is None or doc.frame.place.iri is None or place.text == individual.label or level(individual) == "province":
        return False
    around = {place.iri, *ancestors(individual, doc.lexicon.ontology)}
    home = {doc.frame.place.iri, *ancestors(doc.lexicon.individuals[doc.frame.place.iri], doc.lexicon.ontology)}
    return not {i for i in around & home if i in doc.lexicon.individuals and level(doc.lexicon.individuals[i]) in ("province", "prefecture", "county")}


def _places_in_name(doc: Text, sentence: Sentence, mention: Mention) -> Iterator[Mention]:
    """Short names of places that a name begins with, or that the lexicon says it stands in: 鄞州… , 国家气候中心(宁波)."""
    first, _ = sentence.span(mention)
    individual = doc.lexicon.individuals.get(mention.iri or "")
    descriptive = "descriptive" in doc.lexicon.traits[mention.type]
    for iri in individual.located_in if individual and descriptive else ():
        place = doc.lexicon.individuals.get(iri)
        for name in (place.label, *place.names) if place else ():
            position = mention.text.find(name)
            if position >= 0 and place:
                yield Name(sentence, (first + position, first + position + len(name)), place.type, "known-name", place.label, iri=iri).mention
                return
    if individual is None and doc.places:
        city = next(iter(doc.places))
        for place in doc.lexicon.ontology.parts.get(city, ()):
            if place.code and len(place.label) > 2 and mention.text.startswith(place.label[:-1]):
                end = first + len(place.label) - (0 if mention.text.startswith(place.label) else 1)
                yield Name(sentence, (first, end), place.type, "known-name", place.label, iri=place.iri).mention
                return


def _issued(doc: Text, relation: RelationType) -> Iterator[Claim]:
    """What a document's title names is issued by the speaker; a report is that of its body (市政府工作报告)."""
    speaker = doc.frame.speaker
    for sentence, mention in doc.all_mentions():
        if doc.lexicon.root(mention.type) not in relation.range:
            continue
        if speaker is not None and sentence.passage.role == "title" and doc.lexicon.admits(relation, speaker.type, mention.type):
            yield _structural(speaker, relation, mention, mention, "title")
            continue
        owners = [m for m in sentence.inside(mention) if m.start == mention.start
                  or (m.start == mention.start + 1 and doc.document.text[m.end:m.end + 2] in ("关于", "印发"))]  # 《某办公室关于…的通知》
        if issuers := _ISSUERS.match(doc.document.text, mention.start):
            owners += [m for m in sentence.inside(mention) if m.end <= issuers.end(1) and m not in owners]
        before = [m for m in sentence.mentions if m.end == mention.start or (mention.technique == "book-title" and m.start == mention.start)]
        before += [m for m in sentence.mentions if _PUBLISHED.fullmatch(doc.document.text[m.end:mention.start])]
        # 市委…全会《决定》: the committee that met decides.
        before += [i for m in before for i in sentence.inside(m) if i.start == m.start]
        for owner in (*owners, *before):
            if doc.lexicon.admits(relation, owner.type, mention.type):
                yield _structural(owner, relation, mention, mention, "name-body")


def _held_in(doc: Text, relation: RelationType) -> Iterator[Claim]:
    """某大会在某市召开, 在某市举办某论坛: where an event is held."""
    meeting, place_type = doc.lexicon.meeting, doc.lexicon.place
    for sentence in doc.sentences:
        yield from _there(doc, sentence, relation)
        for place in sentence.mentions:
            if doc.lexicon.root(place.type) != place_type or not _governed(doc, sentence, place):
                continue
            first, last = _list_start(doc, sentence, place), _list_end(doc, sentence, place)
            if _FOUNDED.match(sentence.text, last):
                for thing in sentence.mentions:
                    if sentence.text[sentence.span(thing)[1]:first] in ("在", "正式在", "项目在", "将在") and doc.lexicon.admits(relation, thing.type, place.type):
                        yield _structural(thing, relation, place, place, "venue")
            if not _VENUE.match(sentence.text, last):
                continue
            events = [m for m in sentence.mentions if doc.lexicon.root(m.type) == meeting]
            before = [m for m in events if sentence.span(m)[1] <= first and len(sentence.text[sentence.span(m)[1]:first]) <= 8]
            after = [m for m in events if 0 <= sentence.span(m)[0] - last <= 12]
            for event in before[-1:] or after[:1]:
                yield _structural(event, relation, place, place, "venue")


def _hosted(doc: Text, relation: RelationType) -> Iterator[Claim]:
    """由甲、乙主办,丙承办的某论坛: hosts stand before a verb that has its event elsewhere, behind it or in what the text reports."""
    meeting = doc.lexicon.meeting
    main = _main_event(doc)
    for sentence in doc.sentences:
        events = [m for m in sentence.mentions if doc.lexicon.root(m.type) == meeting]
        begin = 0
        for found in _HOSTED.finditer(sentence.text):
            clause = max([begin, *(sentence.text.rfind(c, 0, found.start()) + 1 for c in "。;!?")])
            start = max(clause, max(sentence.text.rfind(c, clause, found.start()) + 1 for c in ",由"))
            hosts = [m for m in sentence.mentions if start <= sentence.span(m)[0] and sentence.span(m)[1] <= found.start()]
            last = sentence.span(hosts[-1])[1] if hosts else 0
            event = next((m for m in events if sentence.span(m)[0] >= found.end()), next((m for m in events if sentence.span(m)[1] <= start), main))
            begin = found.end()
            if event is None or not hosts or len(sentence.text[last:found.start()]) > 2:
                continue
            for host in hosts:
                if doc.lexicon.admits(relation, host.type, event.type):
                    yield _structural(host, relation, event, host, "hosting")


def _there(doc: Text, sentence: Sentence, relation: RelationType) -> Iterator[Claim]:
    """在盐城,某产业园内…: the thing of which a sentence tells that begins with where it is."""
    for place, thing in zip(sentence.mentions[:1], sentence.mentions[1:2], strict=False):
        first, last = sentence.span(place)
        between = sentence.text[last:sentence.span(thing)[0]]
        if sentence.text[:first].strip() in ("在", "位于") and doc.lexicon.root(place.type) == doc.lexicon.place \
                and re.fullmatch(r"(?:[市省区县]?,|的)[^,。;]{0,16}", between) and doc.lexicon.admits(relation, thing.type, place.type) \
                and "placed" in doc.lexicon.traits[thing.type]:
            yield _structural(thing, relation, place, place, "venue")


def _row(doc: Text, sentence: Sentence, place: Mention) -> list[Mention]:
    """The places of the list in which one stands."""
    root = doc.lexicon.root(place.type)
    row = [place]
    mentions = [m for m in sentence.mentions if doc.lexicon.root(m.type) == root]
    at = mentions.index(place)
    for m in mentions[at + 1:]:
        if sentence.text[sentence.span(row[-1])[1]:sentence.span(m)[0]] not in ("、", "和", "及"):
            break
        row.append(m)
    for m in reversed(mentions[:at]):
        if sentence.text[sentence.span(m)[1]:sentence.span(row[0])[0]] not in ("、", "和", "及"):
            break
        row.insert(0, m)
    return row


def _list_start(doc: Text, sentence: Sentence, place: Mention) -> int:
    return sentence.span(_row(doc, sentence, place)[0])[0]


def _list_end(doc: Text, sentence: Sentence, place: Mention) -> int:
    end = sentence.span(_row(doc, sentence, place)[-1])[1]
    return end + 2 if sentence.text.startswith("等地", end) else end


def _governed(doc: Text, sentence: Sentence, place: Mention) -> bool:
    """Whether a place, or the list in which it stands, is where something is done: 在, 到, 赴."""
    return sentence.text[:_list_start(doc, sentence, place)].endswith(("在", "到", "赴"))


def _spoke(doc: Text, relation: RelationType) -> Iterator[Claim]:
    """李明(总书记)在某会议上: who spoke or worked there took part."""
    meeting = doc.lexicon.meeting
    for sentence in doc.sentences:
        for person, event in zip(sentence.mentions, sentence.mentions[1:], strict=False):
            between = sentence.text[sentence.span(person)[1]:sentence.span(event)[0]]
            if doc.lexicon.root(event.type) == meeting and sentence.text.startswith("上", sentence.span(event)[1]) and re.fullmatch("[一-鿿]{0,4}在", between) \
                    and person.technique == "office" and doc.lexicon.admits(relation, person.type, event.type):
                yield _structural(person, relation, event, person, "attendance")


def _convened(doc: Text, relation: RelationType) -> Iterator[Claim]:
    """A session is convened by the body whose session it is."""
    for sentence, mention in doc.all_mentions():
        if mention.technique == "session":
            for owner in sentence.inside(mention):
                if owner.start == mention.start and doc.lexicon.root(owner.type) == doc.lexicon.body:
                    yield _structural(owner, relation, mention, mention, "name-body")


def _exemplified(doc: Text, relation: RelationType) -> Iterator[Claim]:
    """甲、乙等商业航天企业: what the class noun says of its members' domain."""
    for sentence in doc.sentences:
        members: list[Mention] = []
        for mention in sentence.mentions:
            first, last = sentence.span(mention)
            gap = sentence.text[sentence.span(members[-1])[1]:first] if members else ""
            nouns = doc.lexicon.ontology.types[doc.lexicon.root(members[-1].type)].class_nouns if members else ()
            if members and gap == "等" and doc.lexicon.root(mention.type) in relation.range and sentence.text.startswith(nouns, last):
                for member in members:
                    if doc.lexicon.admits(relation, member.type, mention.type):
                        yield _structural(member, relation, mention, mention, "exemplar")
            if not (members and gap in ("、", "和", "及") and mention.type == members[-1].type):
                members = []
            members.append(mention)


def _attended(doc: Text, relation: RelationType) -> Iterator[Claim]:
    """Those whom a sentence lists before a verb of attending, at the event it names or the one the text reports."""
    meeting = doc.lexicon.meeting
    main = _main_event(doc)
    offices = (*sorted(doc.lexicon.words["offices"]), "党组", "党委")
    yield from _delivered(doc, relation, main)
    yield from _spoke(doc, relation)
    for sentence in doc.sentences:
        match = _ATTENDED.search(sentence.text)
        if match is None or sentence.passage.role == "title":
            continue
        for found in _ATTENDED.finditer(sentence.text):
            after = [m for m in sentence.mentions if doc.lexicon.root(m.type) == meeting and 0 <= sentence.span(m)[0] - found.end() <= 4]
            if sentence.text[:found.start()].endswith(("接受", "就")):
                continue
            events = after or ([main] if main is not None and re.search("会|发言|报告|讲话|演讲|出席|主持|辞|宣读|陪同|讨论", found.group()) else [])
            if not events:
                continue
            clause = max(sentence.text.rfind(c, 0, found.start()) for c in "。;!?") + 1
            previous = [f.end() for f in _ATTENDED.finditer(sentence.text, clause, found.start())]
            begin = max([clause, *previous])
            for mention in sentence.mentions:
                first, last = sentence.span(mention)
                if sentence.text.startswith(offices, last):
                    continue  # the body of somebody's office, not one that came itself
                if _VISIT.search(sentence.text[begin:first]) and doc.lexicon.root(mention.type) != doc.lexicon.person:
                    continue  # 先后到甲公司、乙公司…: they were visited
                if begin <= first and last <= found.start() and doc.lexicon.root(mention.type) != meeting \
                        and doc.lexicon.admits(relation, mention.type, events[0].type) and _listed(sentence, last, found.start()):
                    yield _structural(mention, relation, events[0], mention, "attendance")


def _delivered(doc: Text, relation: RelationType, main: Mention | None) -> Iterator[Claim]:
    """Who stands as author under a title that says 在…会议上 took part there."""
    if main is None or doc.document.text[main.end:main.end + 1] != "上" or not (
            main.passage.role == "title" or _DELIVERED.match(main.passage.text)):
        return
    for sentence, mention in doc.all_mentions():
        line = sentence.passage.role in ("byline", "title") or (sentence.passage.index <= main.passage.index + 4 and len(sentence.text) < 30)
        if line and mention.technique == "office" and doc.lexicon.admits(relation, mention.type, main.type):
            yield _structural(mention, relation, main, mention, "attendance")


def _listed(sentence: Sentence, end: int, verb: int) -> bool:
    """Whether between a mention and the verb there is only more of the list and what says who came from there."""
    between = sentence.text[end:verb]
    return len(between) <= 200 and not re.search(r"[。;:]|(?:指出|强调|表示|传达|部署)", between) and not between.startswith("的")


def _main_event(doc: Text) -> Mention | None:
    """The event that the document reports: one that its title names, or its first sentences say was held."""
    if doc.collection:
        return None
    meeting = doc.lexicon.meeting
    events = [(s, m) for s, m in doc.all_mentions() if s.passage.index <= 12 and doc.lexicon.root(m.type) == meeting]
    for sentence, mention in events:
        after = sentence.text[sentence.span(mention)[1]:]
        if (after.startswith("上") and (sentence.passage.role == "title" or _DELIVERED.match(sentence.text))) or _OPENS.match(after):
            return mention
    for sentence, mention in events:
        after = sentence.text[sentence.span(mention)[1]:]
        before = sentence.text[:sentence.span(mention)[0]]
        if sentence.passage.role == "title" or _HELD.search(before[-8:]) or _HELD.search(after[:12]):
            return mention
    return None
