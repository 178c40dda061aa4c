"""Names that the lexicon knows, told apart by the document's place, and short ones that lean on it (高新区)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator

from kg.extract.case import case
from kg.extract.lazy import once
from kg.extract.lexicon import FOREIGN, Lexicon, alternatives
from kg.extract.lone import is_lone
from kg.extract.proposal import Name, OpenReference, Over, Proposal
from kg.extract.rule import NO, YES, Rule, Table
from kg.extract.text import Sentence, Text
from kg.gazetteer import Hit, ancestors, choose, full_name, is_foreign, level
from kg.ontology import Individual
from kg.words import make_dictionary

# Tags of words behind which a zone is named by its kind alone.
_GOVERN = frozenset(("p", "c", "u", "uj", "ul", "v", "x"))
_SIGN = "[A-Za-z0-9]"
_CODE = re.compile(_SIGN + "{2}")
_VESSEL = r"{vessels}|”?(?:{countDigits}|\d)+号{spacecraft}"  # 福建|舰, 复旦|一号卫星
_STATE = r"({han}{2,5}?){han}{1,7}{foreignUnits}$"
_STATE_REACH = 14  # characters of a country with its state
_SHORT, _SHORTISH = 2, 4  # characters of a name that must be a word; that must end one
_FAMILY_TAGS, _FAMILY_NOUN = frozenset(("nr", "zg")), "n"  # of a family name that the segmenter cuts off: 范|大庆
_NAMED = "njz"  # tags of a character that begins a longer name
_PARTS, _VERBAL_PARTS = frozenset("nabjlisqtfzm"), frozenset(("vn", "vd"))  # tags of what 中国 may be called by
_ADVERBS = frozenset(("a", "ad", "vd"))  # tags of what may say how something is done
_OUTSIDE = frozenset("xvpcdu")  # tags of words before the name of the country
_NOUNS = "nabj"  # tags of what makes a longer noun of the one behind it: 绿色|算力
_LONGEST = 30  # characters of a known name
_LEAST_RELATIVE = 3  # characters of what a zone is called without its city


_DEPARTMENTS = "(?:{placeJoints}{han}{1,8}?){0,6}等{han}{0,6}?{departmentLabels}"  # 水利、|气象等部门
_NEW_BEFORE, _NEW_REACH = "{newThings}{placeJoints}$", 6  # 新工艺、|新材料, and the characters in which that stands
_WIDER = "{widerUnits}(?!{headsOfUnits})"  # 洛杉矶|县, but not 某州|州长
_SOUNDS = "{soundCharacters}+"
_BOUND = r"{directions}{routeJoints}"
_RIVERS = r"(?:、{han}{1,5}?{rivers}){0,6}等?{riverThings}"  # 黑龙江、|松花江等|流域
_COUNTED = r"(?:{placeJoints}{han}{2,4}?)*(?:{numerals}|{placesTold})({levelNouns})"
_OFFICES_BEFORE = r"(?:[^,。;:、]{0,12}{offices}、)*$"  # 越共中央政治局|委员、|公安部部长


@case
class Known:
    """A known name where it stands in a sentence: how many characters it has, and the character before it."""

    lexicon: Lexicon
    text: Text
    sentence: Sentence
    start: int
    end: int
    length: int
    before: str

    @property
    def individuals(self) -> list[Individual]:
        """What it and the names within it may name."""
        named = self.lexicon.lookup(self.sentence.text[self.start:self.end])
        return [i for _, _, known, _ in named for i in known]

    @property
    def place(self) -> bool:
        """Whether it names a place."""
        return any(self.lexicon.roots[i.type] == self.lexicon.place for i in self.individuals)

    @property
    def new(self) -> bool:
        """Whether it begins as the words for new things do."""
        return self.sentence.text[self.start] in self.lexicon.firsts("newThings")

    @property
    def aligned(self) -> bool:
        """Whether it begins and ends where words do."""
        boundaries = self.sentence.boundaries
        return self.start in boundaries and self.end in boundaries

    def begins(self, template: str, within: int = 0) -> bool:
        """Whether what a pattern says stands behind it, or begins with some of its last characters."""
        return self.lexicon.pattern(template).match(self.sentence.text, self.end - within) is not None

    @once
    def followed(self) -> bool:
        """Whether a character stands behind it with which words begin that make another thing of a place: few have."""
        return self.sentence.text[self.end:self.end + 1] in self.lexicon.bound(_following)

    def makes(self, template: str) -> bool:
        """Whether such a word of a pattern stands behind it."""
        return self.begins(template) if self.followed else False

    def ends(self, template: str) -> bool:
        """Whether the name itself ends with such a word of a pattern."""
        return self.lexicon.pattern(f"{template}$").search(self.sentence.text, self.start, self.end) is not None

    @property
    def held_there(self) -> bool:
        """Whether it is the character of a place in which something is held: 在|京|开幕."""
        return self.length == 1 and self.before == "在" and self.begins("{takingPlace}")

    @property
    def deputy(self) -> bool:
        """Whether it begins what somebody is who is named next: 全国|人大代表|、某校校长李明."""
        return self.begins("{deputies}(?:[、—]|{surnames})", within=2)

    @property
    def begins_body(self) -> bool:
        """Whether it begins what the segmenter takes for one body or office: 浙江省|人民政府, 宁波市|委书记."""
        words = [w for w in self.sentence.touching(self.start, self.end) if w.start == self.start]
        if self.begins("{levelOffices}", within=1):
            return bool(words)
        return any(w.tag == "nt" for w in words)


def _following(lexicon: Lexicon) -> frozenset[str]:
    """The characters with which settlements, streets, ships and waters begin that are called like places."""
    return lexicon.firsts("settlements", "streets", "vessels", "waters")


def _code(k: Known) -> bool:
    """A code of letters and digits goes on before it or behind it: CGT in ACGT."""
    text = k.sentence.text
    if not (text[k.start] + text[k.end - 1]).isascii():
        return False
    return any(_CODE.fullmatch(text, max(0, edge - 1), edge + 1) for edge in (k.start, k.end))


def _landscape(k: Known) -> bool:
    """新疆|天山|天池, 丽江|古城: without its level a district that is called like mountains, a steppe or any old town."""
    return k.sentence.text[k.start:k.end] in k.lexicon.words["landscapes"]


def _given(k: Known) -> bool:
    """王|永康: a given name behind a family name."""
    if k.before not in k.lexicon.bound(_surname_ends):
        return False
    before = [w for w in k.sentence.touching(k.start - 1, k.start) if w.text in k.lexicon.words["surnames"]]
    return any(w.tag in _FAMILY_TAGS or (w.tag == _FAMILY_NOUN and k.length == _SHORT and k.place) for w in before)


def _part_of_word(k: Known) -> bool:
    """宁|国际: a short name that a word cuts; but not a word of a country and an office there, or of a city and a
    building: 英国|首相, 北京|人民大会堂."""
    if k.length > _SHORT or k.aligned:
        return False
    return k.start not in k.sentence.boundaries or not k.begins("{offices}|{landmarks}")


def _surname_ends(lexicon: Lexicon) -> frozenset[str]:
    """The last characters of family names: before most names stands another."""
    return frozenset(name[-1] for name in lexicon.words["surnames"])


def _cuts(k: Known) -> bool:
    """It ends within a word, which begins no body and says of no person what that is; and no office: 体育总局|局长."""
    if k.begins_body or k.deputy or k.begins("{landmarks}"):
        return False  # 北京|人民大会堂
    return k.begins("{deputies}", within=2) or not k.begins("{officesOfHeads}|{offices}")


def _taken(k: Known) -> bool:
    """人民法院报|请: with its last character a verb begins that goes on behind it."""
    word = k.sentence.word_at(k.end - 1)
    return word is not None and word.tag.startswith("v") and make_dictionary()(word.text)


def _sounds(k: Known) -> bool:
    """利|西昌|斯克: a piece of a foreign name, whose sounds go on behind it."""
    if FOREIGN not in k.sentence.classes or k.length > _SHORT:
        return False
    if k.sentence.text[k.start:k.end] in k.lexicon.bound(_other_countries):  # 5日|法国, 也门|胡塞武装
        return False
    word = k.sentence.word_at(k.end)
    within = k.before + k.sentence.text[k.start:k.end - 1]  # 乌克兰苏|梅州, 瑞士瓦|莱州
    if len(within) > 1 and k.lexicon.pattern(_SOUNDS).fullmatch(within) and not _behind_place(k):
        return True
    return word is not None and k.lexicon.pattern(_SOUNDS).fullmatch(word.text) is not None \
        and not make_dictionary()(word.text) and not k.lexicon.lookup(word.text)


def _other_countries(lexicon: Lexicon) -> frozenset[str]:
    """The names of other countries, but of no cities there: 苏瓦|乌基走廊."""
    return frozenset(name for i in lexicon.individuals.values() if is_foreign(i) for name in (i.label, *i.names))


def _behind_place(k: Known) -> bool:
    """Whether the character before it ends the name of a place, as that of its province: 江西|瑞金."""
    before = k.sentence.text[max(0, k.start - _LONGEST):k.start]
    return any(end == len(before) for _, end, _, _ in k.lexicon.lookup(before)) and not any(
        len(w.text) == 1 for w in k.sentence.touching(k.start - 1, k.start))


def _bound_for(k: Known) -> bool:
    """西起大同,|东至|秦皇岛: where a line leads."""
    said = "boundFor" in k.sentence.classes and k.sentence.text[k.start:k.end] in k.lexicon.words["boundFor"]
    return said and any(start == 0 for start, *_ in k.lexicon.lookup(k.sentence.text[k.end:k.end + _LONGEST]))


def _street(k: Known) -> bool:
    """玉林|东街, 黄浦|江: a street or river that is called like a city; 浦|阳江: one whose name ends like that of a city."""
    if k.length > _SHORT:
        return False
    word = k.sentence.word_at(k.end) if k.followed else None
    if word is not None and word.text in k.lexicon.words["streets"]:
        return True
    return k.start > 0 and k.sentence.text[k.end - 1] in k.lexicon.words["landforms"] and any(
        len(w.text) == 1 and w.tag[0] in _NAMED for w in k.sentence.touching(k.start - 1, k.start))


def _law_word(k: Known) -> bool:
    """安全生产|法律: a word of law begins with the last character; but not 预算法|规定."""
    word = k.sentence.text[k.end - 1:k.end + 1]
    return word in k.lexicon.words["wordsOfLaw"] and k.end not in k.sentence.boundaries


def _airport(k: Known) -> bool:
    """天津滨海|国际机场: an airport is called by where it lies, be that the name of a zone."""
    if not k.sentence.text.startswith(k.lexicon.listed["airports"], k.end):
        return False
    said = k.sentence.text[k.start:k.end]
    return k.length > _SHORT and not any(is_foreign(i) or i.label.startswith(said) for i in k.individuals)


def _in_word(k: Known) -> bool:
    """智能体|验服务: the last character of a field begins a word of the dictionary, and what is before it is another, so that
    one character is left over behind the name."""
    said, known = k.sentence.text, make_dictionary()
    if k.length <= _SHORT or said[k.start:k.end] not in k.lexicon.fields:
        return False
    word = k.sentence.word_at(k.end)
    left_over = word is not None and word.end - k.end == 1
    return left_over and bool(known(said[k.end - 1:k.end + 1]) and known(said[k.start:k.end - 1]))


def _across(k: Known) -> bool:
    """沿|海城市: an end of one word of the dictionary and a whole other."""
    if k.start in k.sentence.boundaries:
        return False
    words = [w.text for w in k.sentence.touching(k.start, k.end)]
    return len(words) > 1 and all(len(w) > 1 and make_dictionary()(w) for w in words)


def _bounds(k: Known) -> bool:
    """范围:|东至|县前街,西至…: up to where a piece of land goes."""
    bound = k.lexicon.pattern(_BOUND)
    return bound.match(k.sentence.text, k.start) is not None and len(bound.findall(k.sentence.text)) > 1


def _part_abroad(k: Known) -> bool:
    """美国|中西部: a region of ours right behind another country is one of that country."""
    if k.sentence.text[k.start:k.end] not in k.lexicon.words["regionsAnywhere"]:
        return False
    before = k.lexicon.lookup(k.sentence.text[max(0, k.start - _STATE_REACH):k.start])
    reach = min(_STATE_REACH, k.start)
    return any(end == reach and is_foreign(i) for _, end, known, _ in before for i in known)


def _heightened(k: Known) -> bool:
    """高|科技服务业: an adjective of one character makes another word with those that begin it."""
    if k.length <= _SHORT or k.sentence.text[k.start:k.end] not in k.lexicon.fields:
        return False
    word = next(iter(k.sentence.touching(k.start - 1, k.start)), None)
    alone = word is not None and (word.start, word.end) == (k.start - 1, k.start) and word.tag == "a"
    return alone and make_dictionary()(k.sentence.text[k.start - 1:k.start + _SHORT])


def _negated(k: Known) -> bool:
    """非|金属材料: what it is not."""
    return k.before in k.lexicon.words["negations"] and k.sentence.text[k.start:k.end] in k.lexicon.fields


def _among_them(k: Known) -> bool:
    """其|中国联通 is no 中国."""
    if "amongThem" not in k.sentence.classes:
        return False
    return k.before + k.sentence.text[k.start] in k.lexicon.words["amongThem"]


def _settlement(k: Known) -> bool:
    """黄石|镇, 胶州|小区: a town, village or estate that is called like a city or county; not 绍兴市|乡村."""
    if k.length > _SHORT:
        return False
    return k.begins("{estates}") or (k.makes("{settlements}") and k.end + 1 in k.sentence.boundaries)


def _namesake(k: Known) -> bool:
    """北京|时间: it begins a word that speaks of something else."""
    if "namesakes" not in k.sentence.classes:
        return False
    return k.lexicon.lexemes("namesakes").beginning(k.sentence.text, k.start) is not None


def _department(k: Known) -> bool:
    """交通运输部|门: of no one ministry."""
    return "notMinistry" in k.sentence.classes and k.begins("{notMinistry}", within=1)


def _division(k: Known) -> bool:
    """大数据|处处长: what a division of a body is called by."""
    return "divisionChiefs" in k.sentence.classes and k.begins("{divisionChiefs}")


def _weapon(k: Known) -> bool:
    """击落3架|无人机: in a war it is no domain of work."""
    return "warWords" in k.sentence.classes and k.sentence.text[k.start:k.end] in k.lexicon.words["weapons"]


def _new_thing(k: Known) -> bool:
    """新产品、新工艺、|新材料: in such a list it only says that something is new."""
    if "newThings" not in k.sentence.classes or not k.new:
        return False
    before = k.lexicon.pattern(_NEW_BEFORE).search(k.sentence.text, max(0, k.start - _NEW_REACH), k.start)
    return before is not None or k.begins("{placeJoints}{newThings}")


def _of_departments(k: Known) -> bool:
    """水利、应急管理|等部门: the departments are named by what they administer."""
    if "departmentLabels" not in k.sentence.classes or not k.begins(_DEPARTMENTS):
        return False
    return all(k.lexicon.roots[i.type] == k.lexicon.field for i in k.individuals)


def make_abroad(lexicon: Lexicon) -> re.Pattern[str]:
    """Other countries and the parties that govern them, and the offices behind them up to a body."""
    return re.compile(alternatives(lexicon.abroad) + lexicon.pattern(_OFFICES_BEFORE).pattern)


def _foreign(k: Known) -> bool:
    """越共|中央政治局委员、|公安部部长: behind another country or its party our bodies are theirs."""
    if FOREIGN not in k.sentence.classes:
        return False
    return _is_body(k) and k.lexicon.bound(make_abroad).search(k.sentence.text, 0, k.start) is not None


def _is_body(k: Known) -> bool:
    return any(k.lexicon.roots[i.type] == k.lexicon.body for i in k.individuals)


def _of_country(k: Known) -> bool:
    """美|财政部: behind the character of another country a body is that country's, but not behind a day."""
    if k.before not in k.lexicon.bound(_countries):
        return False
    return not k.sentence.text[k.start - 2:k.start - 1].isdigit() and _is_body(k)  # 15日|外交部


def _other_unit(k: Known) -> bool:
    """洛杉矶|县: a place abroad and what a wider one around it is called."""
    if k.sentence.text[k.end - 1] in k.lexicon.words["foreignUnits"] or not k.begins(_WIDER):
        return False
    return any(i.iri in k.lexicon.places_abroad and not is_foreign(i) for i in k.individuals)


def _of_other_state(k: Known) -> bool:
    """美国加利福尼亚州|圣何塞: a place abroad behind a state of another country than that in which it lies."""
    if k.before not in k.lexicon.words["foreignUnits"]:
        return False
    state = k.lexicon.pattern(_STATE).search(k.sentence.text, max(0, k.start - _STATE_REACH), k.start)
    if state is None:
        return False
    places = [i for i in k.individuals if i.iri in k.lexicon.places_abroad]
    countries = [i for _, end, known, _ in k.lexicon.lookup(state.group(1)) for i in known
                 if end == len(state.group(1)) and i.iri in k.lexicon.places_abroad]
    return bool(countries) and any(
        not {c.iri for c in countries} & set(ancestors(place, k.lexicon.ontology)) for place in places)


def _countries(lexicon: Lexicon) -> frozenset[str]:
    """The characters that are other countries and nothing else."""
    signs = {name for i in lexicon.individuals.values() for name in (*i.names, *i.short_names) if len(name) == 1}
    return frozenset(sign for sign in signs if all(is_foreign(i) for i in lexicon.lookup(sign)[0][2]))


# Why the characters of a known name do not name it.
KNOWN: Table[Known] = Table(
    "known-name",
    Rule("part-of-word", _part_of_word, NO),
    Rule("cut-word", lambda k: k.end not in k.sentence.boundaries and (
        (k.length <= _SHORTISH and _cuts(k)) or _taken(k)), NO),
    Rule("law-word", _law_word, NO),
    Rule("across-words", _across, NO),
    Rule("in-word", _in_word, NO),
    Rule("airport", _airport, NO),
    Rule("settlement", lambda k: _settlement(k) or _street(k) or _bound_for(k), NO),
    Rule("vessel", lambda k: k.makes(_VESSEL) or (k.before == "“" and k.begins("”{vesselMarks}")), NO),
    Rule("namesake", _namesake, NO),
    Rule("water", lambda k: k.makes("(?!{notWaters}){waters}"), NO),
    Rule("bounds", _bounds, NO),
    Rule("river", lambda k: k.ends("{rivers}") and k.begins(_RIVERS), NO),
    Rule("department", _department, NO),
    Rule("division", _division, NO),
    Rule("code", _code, NO),
    Rule("given-name", _given, NO),
    Rule("landscape", _landscape, NO),
    Rule("foreign-name", lambda k: k.before == "·" or _sounds(k), NO),
    Rule("heightened", _heightened, NO),
    Rule("negated", _negated, NO),
    Rule("among-them", _among_them, NO),
    Rule("weapon", _weapon, NO),
    Rule("departments", _of_departments, NO),
    Rule("new-thing", _new_thing, NO),
    Rule("foreign", _foreign, NO),
    Rule("of-country", _of_country, NO),
    Rule("other-unit", _other_unit, NO),
    Rule("of-other-state", _of_other_state, NO),
    Rule("part-abroad", _part_abroad, NO),
    # “上海|精神”: what is called after a place is none.
    Rule("spirit", lambda k: k.before == "“" and k.begins("{spirits}”"), NO),
    Rule("quotation", lambda k: k.before == "“" and k.begins(_SIGN), NO),
)


@case
class Ambiguous(Known):
    """A known name that is also an ordinary word, with the names found for certain beside it."""

    individual: Individual
    found: list[Name]

    @property
    def within_before(self) -> bool:
        """Whether it stands right behind the name of a place in which it may lie: 眉山|东坡, but not 重庆|东至."""
        before = next((name for name in self.found if name.span[1] == self.start and self._is_of_kind(name)), None)
        known = None if before is None else self.lexicon.known(before.iri)
        division = known is not None and level(known) in ("province", "prefecture", "county")
        return before is not None and not (
            division and level(self.individual) != "none" and before.iri not in self._wider)

    def _is_of_kind(self, name: Name) -> bool:
        return self.lexicon.root(name.type) == self.lexicon.root(self.individual.type)

    @property
    def _wider(self) -> list[str]:
        return ancestors(self.individual, self.lexicon.ontology)

    @property
    def of_field(self) -> bool:
        """Whether it may be a field."""
        return self.lexicon.root(self.individual.type) == self.lexicon.field

    def joined(self, start: int, end: int) -> bool:
        """Whether only what joins the members of a list stands in a span; between places no comma does."""
        if not self.of_field and self.sentence.text[start:end] == ",":
            return False  # 在山西大同,|古城|灯会
        return self.lexicon.pattern("{placeJoints}").fullmatch(self.sentence.text, start, end) is not None

    @property
    def listed(self) -> bool:
        """Whether it stands beside a name of its kind in a list; a county beside counties or cities, but not
        right behind one: 喀什|古城、伊犁."""
        peers = [name for name in self.found if self._is_of_kind(name) and self._is_peer(name)]
        return all(name.span[1] != self.start for name in peers) and any(
            self.joined(name.span[1], self.start) or self.joined(self.end, name.span[0]) for name in peers)

    def _is_peer(self, name: Name) -> bool:
        """Whether a name may stand in a list with it: of a division none but divisions, 塞方正|与|美国."""
        known = self.lexicon.known(name.iri)
        assert known is not None  # it was found by what is known
        wider = ("none", "country", "province") if level(self.individual) == "county" else ("none", "country")
        return level(self.individual) == "none" or level(known) not in wider


def _industry(a: Ambiguous) -> bool:
    """文旅|产业, but not 农业|产业化: a domain of work, when an industry is called by it alone."""
    if a.lexicon.root(a.individual.type) != a.lexicon.field or not a.begins("{industrySigns}(?!{industryThings})"):
        return False
    return all(w.tag[0] not in _NOUNS for w in a.sentence.touching(a.start - 1, a.start))


def _within_member(a: Ambiguous) -> bool:
    """船舶|安全: in a list more of the noun follows, unless that says what the members are."""
    if not a.of_field or a.begins("{fieldLabels}"):
        return False
    word = a.sentence.word_at(a.end)
    return word is not None and word.tag[0] in _NOUNS


def _ends_member(a: Ambiguous) -> bool:
    """天体|化学: a noun before a field is part of what is listed."""
    before = a.sentence.touching(a.start - 1, a.start) if a.of_field else []
    return any(w.tag == "n" and w.text not in a.lexicon.generic for w in before)


def _counted(a: Ambiguous) -> bool:
    """栾川、汝阳|两县: what is listed is counted as places of its level."""
    found = a.lexicon.pattern(_COUNTED).match(a.sentence.text, a.end)
    return found is not None and full_name(a.individual).endswith(found[1])


def _called_by(sentence: Sentence, at: int) -> bool:
    """中国|企业, 中国|先进|技术; but not 中国|提出, 中国|持续|推进: whether a name's owner may end at an offset."""
    word = sentence.word_at(at)
    if word is None or not (word.tag[0] in _PARTS or word.tag in _VERBAL_PARTS):
        return False
    done = sentence.word_at(word.end) if word.tag in _ADVERBS else None
    return done is None or done.tag != "v"


def _state(a: Ambiguous) -> bool:
    """中国|提出倡议, 在|中国|举办; but not 中国|企业, 新|中国: the country, where it is no part of what is called by it."""
    if level(a.individual) != "country":
        return False
    before = a.sentence.touching(a.start - 1, a.start)
    return not _called_by(a.sentence, a.end) and all(w.tag[0] in _OUTSIDE for w in before)


# Why a known name that is also an ordinary word names something.
AMBIGUOUS: Table[Ambiguous] = Table(
    "ambiguous-name",
    Rule("held-there", lambda a: a.held_there, YES),
    Rule("own-place", lambda a: a.length > 1 and a.individual.iri in a.text.places, YES),
    Rule("behind-place", lambda a: a.length > 1 and not a.of_field and a.within_before, YES),
    Rule("grown", lambda a: a.of_field and a.begins("{fieldGrowth}"), YES),
    Rule("industry", _industry, YES),
    Rule("within-member", _within_member, NO),
    Rule("list", lambda a: a.listed and not _ends_member(a), YES),
    Rule("counted", _counted, YES),
    Rule("state", _state, YES),
)


def find_known(text: Text) -> Iterator[Proposal]:
    """The known names of every sentence."""
    places = list(text.places)
    for sentence in text.sentences:
        found: list[Name] = []
        unsure: list[tuple[int, int, Individual]] = []
        for start, end, individuals, certain in _hits(text, sentence):
            individual = choose(individuals, places, text.lexicon.ontology)
            individual = _as_counted(sentence, start, end, individual, text.lexicon)
            if individual is None:
                yield OpenReference(sentence.text[start:end])
            elif certain and not _needs_context(text, sentence, sentence.text[start:end], individual):
                found += _unless_elsewhere(text.lexicon, found, _name(sentence, (start, end), individual), individual)
            elif _noun(sentence, start) or _known(text, sentence, start, end).held_there:
                unsure.append((start, end, individual))
        _weigh_unsure(text, sentence, unsure, found)
        yield from (name for name in found if not is_lone(text, sentence, name, found))


def _as_counted(
        sentence: Sentence, start: int, end: int, individual: Individual | None, lexicon: Lexicon) -> Individual | None:
    """The place of the level as which a list counts its members: 吉林、芜湖|两市 is no province."""
    if individual is None or lexicon.roots[individual.type] != lexicon.place:
        return individual
    found = lexicon.pattern(_COUNTED).match(sentence.text, end)
    if found is None or full_name(individual).endswith(found[1]):
        return individual
    name = sentence.text[start:end] + found[1]
    named = (i for first, last, known, _ in lexicon.lookup(name) if (first, last) == (0, len(name)) for i in known)
    return next((i for i in named if lexicon.roots[i.type] == lexicon.place), individual)


def _weigh_unsure(
        text: Text, sentence: Sentence, unsure: list[tuple[int, int, Individual]], found: list[Name]) -> None:
    """Add to the names of a sentence those of ordinary words of which a rule speaks, each beside those before it."""
    for start, end, individual in unsure:
        reason = AMBIGUOUS.first(Ambiguous(
            text.lexicon, text, sentence, start, end, end - start, sentence.text[start - 1:start], individual, found))
        if reason is not None:
            found.append(_name(sentence, (start, end), individual, reason[0]))


def _needs_context(text: Text, sentence: Sentence, name: str, individual: Individual) -> bool:
    """Whether a county's name without its level may be that of a hill or lake (潜山, 巢湖): unless its province or a
    place in that is the text's own or named beside it."""
    if level(individual) != "county" or not individual.label.startswith(name) \
            or not name.endswith(text.lexicon.listed["landforms"]):
        return False
    own = map(text.lexicon.individuals.__getitem__, text.places)
    beside = (i for _, _, known, certain in sentence.hits if certain
              for i in known if i != individual)
    return all(_province(i) != _province(individual) for i in (*own, *beside))


def _unless_elsewhere(lexicon: Lexicon, found: list[Name], name: Name, individual: Individual) -> list[Name]:
    """A name, or none where it stands right behind that of a place in which it does not lie: 漯河市|西城区,
    雄安|中关村科技园."""
    for before in found[-1:]:
        around = lexicon.known(before.iri)
        assert around is not None  # it was found by what is known
        right_behind = before.span[1] == name.span[0]
        if _is_beside(lexicon, before, name) and _elsewhere(lexicon, around, individual, right_behind):
            return []
    return [name]


def _elsewhere(lexicon: Lexicon, around: Individual, individual: Individual, right_behind: bool) -> bool:
    """Whether a county, a zone, or a region of the country (美国|中西部) does not lie in the place before it."""
    if right_behind and is_foreign(around) and level(individual) == "none" and _is_region(lexicon, individual):
        return True
    if level(individual) != "county":
        return _is_zone(lexicon, individual) and _apart(lexicon, around, individual)
    wide = right_behind and (level(around) in ("province", "prefecture") or is_foreign(around))
    return wide and around.iri not in ancestors(individual, lexicon.ontology)


def _is_region(lexicon: Lexicon, individual: Individual) -> bool:
    """Whether it is a part of our country that is no division."""
    wider = _around(lexicon, individual)
    return lexicon.roots[individual.type] == lexicon.place and any(level(i) == "country" for i in wider)


def _is_beside(lexicon: Lexicon, before: Name, name: Name) -> bool:
    """Whether a name stands right behind another, or with a dash between them."""
    end, start = before.span[1], name.span[0]
    return end == start or name.sentence.text[end:start] in lexicon.words["nameDashes"]


def _is_zone(lexicon: Lexicon, individual: Individual) -> bool:
    return lexicon.roots[individual.type] == lexicon.place and level(individual) == "none"


def _apart(lexicon: Lexicon, one: Individual, other: Individual) -> bool:
    """Whether two places lie in two provinces."""
    first, second = (next((code for i in (place, *_around(lexicon, place)) if (code := _province(i))), "")
                     for place in (one, other))
    return bool(first and second and first != second)


def _around(lexicon: Lexicon, place: Individual) -> list[Individual]:
    return [lexicon.individuals[iri] for iri in ancestors(place, lexicon.ontology) if iri in lexicon.individuals]


def _province(individual: Individual) -> str:
    """The digits of its province in the code of a division; empty for what is none."""
    return (individual.code or "")[:2] if level(individual) not in ("country", "none") else ""


def _known(text: Text, sentence: Sentence, start: int, end: int) -> Known:
    return Known(text.lexicon, text, sentence, start, end, end - start, sentence.text[start - 1:start])


def _hits(text: Text, sentence: Sentence) -> Iterator[Hit]:
    """Where a known name stands; where the characters of one do not name it, those that begin within them may."""
    for hit in sentence.hits:
        start, end, *_ = hit
        known = _known(text, sentence, start, end)
        if not KNOWN.any(known) or known.held_there:
            yield hit
            continue
        for inner in range(start + 1, end):  # 会同|江苏省, not 会|同江|苏省; 其中|科大讯飞, not 其|中科大|讯飞
            if known.length > _SHORT or inner in sentence.boundaries:
                yield from _hit_at(text, sentence, inner)


def _hit_at(text: Text, sentence: Sentence, place: int) -> Iterator[Hit]:
    """The known name, other than a field's, that begins at a place."""
    for start, length, individuals, certain in text.lexicon.lookup(sentence.text[place:place + _LONGEST]):
        if start == 0 and text.lexicon.root(individuals[0].type) != text.lexicon.field:
            found = _known(text, sentence, place, place + length)
            if not KNOWN.any(found):
                yield place, found.end, individuals, certain
        return


def _name(sentence: Sentence, span: tuple[int, int], individual: Individual, *reasons: str) -> Name:
    short = individual.short_names
    names = tuple([n for n in individual.names if n not in short]) if short else individual.names
    type, label, iri = individual.type, individual.label, individual.iri
    return Name(sentence, span, type, "known-name", label, names, iri, Over.FREE, reasons)


def _noun(sentence: Sentence, start: int) -> bool:
    """Whether the word that begins there is a noun to the segmenter: 合作 the town, not to cooperate."""
    word = sentence.word_at(start)
    return word is not None and word.tag[0] in "nj"


@case
class Relative(Known):
    """What a zone of the document's city is called without the city."""

    @property
    def behind_name(self) -> bool:
        """Whether it stands right behind a name, or what the segmenter takes for one: 尖山|高新区."""
        proper = any(w.tag.startswith(("ns", "nr", "nz"))
                     for w in self.sentence.touching(self.start - 1, self.start))
        return proper or any(self.sentence.span(m)[1] == self.start for m in self.sentence.before(self.start))


# Why what a zone is called without its city does not name it.
RELATIVE: Table[Relative] = Table(
    "relative-name",
    Rule("part-of-word", lambda r: not r.aligned, NO),
    Rule("behind-name", lambda r: r.behind_name, NO),
    Rule("class", lambda r: r.before in r.lexicon.words["zoneClasses"], NO),
)


def find_relative(text: Text) -> Iterator[Name]:
    """What a zone of the document's city is called without the city: 高新区."""
    relative: dict[str, Individual] = {}
    for name, zone in _relative_names(text):
        if name in text.document.text:
            relative.setdefault(name, zone)
    yield from _again_by_kind(text, relative)
    for sentence in text.sentences:
        for name, individual in relative.items():
            for start in _places(sentence.text, name):
                span = start, start + len(name)
                if not RELATIVE.any(Relative(
                        text.lexicon, text, sentence, *span, span[1] - span[0], sentence.text[span[0] - 1:span[0]])):
                    yield _name(sentence, span, individual)


def _again_by_kind(text: Text, otherwise: Container[str]) -> Iterator[Name]:
    """Zones that a text names again by their kind alone, where nothing else is called so: |保税区|党委书记."""
    for kind, zone in _kinds_named(text):
        for sentence in text.sentences if kind not in otherwise else ():
            for start in _places(sentence.text, kind):
                before = sentence.touching(start - 1, start) if start else ()
                if all(w.tag in _GOVERN for w in before):
                    yield _name(sentence, (start, start + len(kind)), zone)


def _kinds_named(text: Text) -> Iterator[tuple[str, Individual]]:
    """What kind of zone the only one of its kind is that the text names: 天津港|保税区 → 保税区."""
    kinds = text.lexicon.lexemes("zoneKinds")
    zones: dict[str, dict[str, Individual]] = defaultdict(dict)
    known = ((mention.text, zone) for _, mention in text.all_mentions() if (zone := text.lexicon.known(mention.iri)))
    for name, zone in known:
        kind = kinds.ending(name, len(name))
        if kind is not None:
            zones[kind][zone.iri] = zone
    for kind, found in zones.items():
        if len(found) == 1:
            yield kind, next(iter(found.values()))


def _places(text: str, name: str) -> Iterator[int]:
    """Where a text says a name."""
    start = text.find(name)
    while start >= 0:
        yield start
        start = text.find(name, start + len(name))


def _relative_names(text: Text) -> Iterator[tuple[str, Individual]]:
    """What the zones of the document's places are called there without the place: 宁波高新区 → 高新区."""
    for city in map(text.lexicon.individuals.__getitem__, text.places):
        owners = full_name(city), *city.names
        for zone in text.lexicon.ontology.parts.get(city.iri, ()):
            if zone.code:
                continue  # a division is not called so
            for name in (zone.label, *zone.names):
                shorter = (name.removeprefix(owner) for owner in owners if name.startswith(owner))
                yield from ((short, zone) for short in shorter if len(short) >= _LEAST_RELATIVE)
