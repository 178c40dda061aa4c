"""The nouns around a number that may say what it measures: the phrase before it, and the one behind its unit."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.extract.lexicon import Lexicon

_COUNT = r"(?:{numerals}|[两\d])"
_PART_OF_YEAR = (rf"(?:前?{_COUNT}{{1,2}}(?:[-—–~～至到]\d{{1,2}})?{{timeUnits}}{{datedTails}}?"
                 "|{partsOfYear})")
_OPENING = (r"(?:\(\d{1,2}\)|\d{1,3}[.、](?!\d(?!\d{3}年))|{spanOpenings}" + _COUNT + r"{1,2}年|"
            r"到?(?:19|20)\d\d年{datedTails}?|" + _PART_OF_YEAR +
            r"|“{numerals}{1,2}五”{planSpans}?|{numerals}{1,3}是|"
            "{spanInsides}(?={altogether}|{sums})|{beforeIndicator}|"
            r"(?<=年)(?!{insideNouns}){within}|{meaningTo}(?={verbs}|{increments}|{heldVerbs}|{alteringVerbs}|"
            "{wholeYear}|{thisYear}|{yearAfter}))+")
_CIRCUMSTANCES = r"(?:{spanMarks}[^,]{2,24}?)?的?{circumstances}"  # 进出口|在贸易下降的情况下|增长, 62项服务|的基础上
_LIKE_THIS = r"^(?:{likeMarks}[^,]{2,16}?)?(?:{han}{0,4}{likeThis})的?(?={han}{2})"
_TOWARDS = r"{han}{2,8}?{presenting}"  # 向|民间资本|推介
_EACH = r"^({eachYear}){oftenModals}"  # 每年|不仅可|减排二氧化碳
_PHASE = (r"^(?:在[^,。;:、]{2,6}?{phaseNouns}(?={han}{2})"
          r"|[^,。;:、]{0,12}?" + _COUNT + "{1,2}年(?!{insideNouns}){within})")  # 双方商定|三年内|引进…
_STATED = (r"{statingVerbs}|(?<=.){disposalMarks}"  # 这家企业|将|销售收入的15%投入研发
           r"(?!{notDisposal}|{verbs}|{increments}|{beforeIndicator}|{behindIndicator})(?=.{3})")
_INNER = (r"(?<={han}{2})(?<!年)(?:{innerTimes}(?={han}{2})|{innerAdverbs}+(?={verbs}|{increments}|{heldVerbs}"
          "|{alteringVerbs}|{doneVerbs}|{payments}|{roleMarks}{han}{2}))")  # 科技部门|今年将|投入, 水库|已累计|补水
_TAIL = (r"(?:{sums}|{numerals}年(?={altogether}))?{behindIndicator}+$|"
         r"{spanMarks}?{spanOpenings}" + _COUNT + "{1,2}{timeUnits}{spanInsides}?$|"
         "(?<={han}{2})" + _COUNT + "{1,2}年{spanInsides}?$")  # 吞吐量|5年|增长
_BASE = (r"(?:19|20)\d\d年(?:[至到](?:19|20)\d\d年)?{comparisonBases}?|"
         r"\d{1,2}月{datedTails}?|{comparisonBases}|“?{numerals}{1,2}五”?{planSpans}?")
_COMPARED = r"(?:{comparisons}|[较比](?:" + _BASE + ")|{besides}[^,。;]{2,12}?{setBeside})"
_DOUBLED = r"{reaching}?{doublings}[、]$"  # 数量实现翻番、|达1.8万家
_RATE = _COMPARED + "+{rateAdverbs}?$|" + _COMPARED + "*{rateAdverbs}?(?:{growthWords}|(?<![新净])增)[了至到]?$"
_BOUND = "(?:{atLeastBehind}|{atMostBehind}|{aboutBehind})"
_BEHIND = r"(?:\({bracketedMeasures}\))?(?:\({bracketedParts}[^)]*\))?" + _BOUND + "?的?{beingWords}?"
_DESCRIBED = re.compile(r"[^,。;:!?\d“”、的]{2,12}、[^,。;:!?\d、的]{2,12}的([^,。;、:!?\d]{2,20})")
_PHRASE = r"(?:“[^“”,。;]{2,20}”|[^,。;、:!?\d()]|(?<!\d)\d{1,3}(?=[A-Z]|{digitNouns})|(?<=[A-Z])\d{1,4}|\([^()]*\))+"
_AHEAD = r"^{aheadOpenings}[^,]{2,60}?(?:{measureOwners}|{aspectEnds})(?={verbs})"
_FURTHER = re.compile(r"(?:、[^,。;、:!?\d()]{2,16})+(?=[,。;]|$)")
# Behind another count 等 ends the list: 300套课桌、2000条棉被|等物资.
_LISTED = re.compile(r"、\d[\d.]*[万亿]?[^\d,。;:!?、]{1,3}$")
_AND_MORE = r"^(.+?)等(?<!{gradeWords})(?!{gradeTails}).{2}"
_LIST_REACH = 12  # characters of such a count
_GOES_ON = r"(?!{goesOnNoun})(?:,|(?<!及)以上$|{listJoints}“|{behindNoun})"
CHANGES = r"{rateAdverbs}?(?:{growthWords}|{shortChanges}){changedMarks}"
_NO_NOUN = CHANGES + r"|{paces}|{adverbsBehind}|{agentMarks}|{settings}(?:[,。;、:!?]|$)"
_COMPARING = r"(?<=..)(?:{about}|{atLeast}|{atMost})$"
# 【…】, (套), (以下简称“…”), a bracket that is open
_ASIDE = r"^[^】]*】|^\({bracketedMeasures}\)|\({defining}[^()]*\)|\((?=[^()]*$)"
_AMONG = r"(?<=..)(?<!{notAmong}){among}$"
_OLD = r"(?<=..)(?:(?:19|20)\d\d年{datedTails}?|{baseMarks}[^,]{1,4}年{yearsAway})的?$"  # 产量|2024年|已达9万辆, 储量|从十多年前|的3万吨
_AMONG_ARE = r"(?<=..)(?<!{notAmong}){among}{behindIndicator}*{thereIs}?$"  # 59项|指标|中已有22项达标
_APART = re.compile(r"(?<=[一-鿿”])\s+(?=[一-鿿“])")  # headlines that stand side by side
_HEADLINES = re.compile(r"\s+[一-鿿“]")
_SPACED = re.compile(r"[一-鿿]\s+\d")  # where figures are set apart everywhere
_CUT_YEAR = re.compile(r"^\d{1,3}年")  # what is left of a year where a long phrase is cut
_LEVEL = r"{han}{1,3}级"
_LEVEL_TAIL = r"(?:[、和]?\d+{counters}{han}{1,3}级)+([^,。;、:!?\d]{2,16})"
_NEXT_NAMED = r"^(.{2,}?)(?:{listJoints})(?:(?!{listJoints}).){2,12}等$"  # 14条|公路项目|和甲乙等|4个项目
_AROUND = "的 ,、."  # what stands around a noun and belongs to none: 制定、|修改规章, 14.|2024年能源自给率
_LOOSE = "的 和及"  # what joins a noun to what is beside it
# Characters of a noun before and behind; of a longer phrase the end says what is counted.
_FIGURE = re.compile(r"\d")
_ACTING = frozenset(("v", "p", "d"))  # tags of what somebody does, and how
_SHORTEST, _LONGEST, _LONGEST_LIST, _LONGEST_BEHIND = 2, 24, 36, 30
_REACH = 24  # characters of what is taken off a phrase at its end


class Behind(NamedTuple):
    """The noun behind a number, and where it begins; empty where no noun stands there.

    `attributed` says that 的 leads to it, `listed` what is counted together with it (、概念验证中心).
    """

    noun: str
    start: int
    attributed: bool = False
    listed: str = ""


def without_end(lexicon: Lexicon, end: str, phrase: str) -> str:
    """A phrase without what a pattern of ends finds in its last characters."""
    found = lexicon.pattern(end).search(phrase, max(0, len(phrase) - _REACH))
    return phrase if found is None else phrase[:found.start()]


def without_rate(lexicon: Lexicon, phrase: str) -> str:
    """A phrase without the words at its end that tell a rate: 技术合同成交额同比增长 → 技术合同成交额."""
    return without_end(lexicon, _RATE, phrase)


def without_opening(lexicon: Lexicon, phrase: str) -> str:
    """A phrase without adverbs and words of time at its beginning."""
    opening = lexicon.pattern(_OPENING).match(phrase)
    return phrase if opening is None else phrase[opening.end():]


def opening_end(lexicon: Lexicon, line: str, start: int) -> int:
    """Where adverbs and words of time end with which a clause begins."""
    opening = lexicon.pattern(_OPENING).match(line, start)
    return start if opening is None else opening.end()


def noun_before(lexicon: Lexicon, left: str) -> str:
    """The noun phrase at the end of a clause's beginning: adverbs and the governing verb off, 新增 kept; empty where
    there is none."""
    left = _APART.split(lexicon.pattern(_ASIDE).sub("", left).strip(" ,"))[-1]
    left = lexicon.pattern(_PHASE).sub("", lexicon.pattern(_AHEAD).sub("", left, count=1))
    left = lexicon.pattern(_CIRCUMSTANCES).sub("", left)
    phrase, verb = _governed(lexicon, left)
    phrase = lexicon.pattern(_EACH).sub(r"\1", phrase)
    phrase = lexicon.pattern(_INNER).sub("", phrase)
    stated = [*lexicon.pattern(_STATED).finditer(phrase)]
    if stated:
        named = without_opening(lexicon, phrase[stated[-1].end():])
        phrase = named if len(named) > _SHORTEST else phrase
    phrase = without_end(lexicon, _TAIL, without_end(lexicon, _TAIL, without_end(lexicon, _DOUBLED, phrase)))
    phrase = phrase.strip(_AROUND)
    phrase = lexicon.pattern(_AMONG + "|" + _OLD).sub("", phrase)  # 医院|中有16家停止运营
    if len(phrase) > _LONGEST and not _is_list(lexicon, phrase):
        phrase = _CUT_YEAR.sub("", _last_words(lexicon, _shortened(lexicon, phrase)))
    return held(lexicon, verb, phrase) if len(phrase) >= _SHORTEST else ""


def _is_list(lexicon: Lexicon, phrase: str) -> bool:
    """Whether it is a list of nouns, which is no name without its first members: 监测的百货、超市等业态企业|销售额."""
    if "、" not in phrase or len(phrase) > _LONGEST_LIST or _FIGURE.search(phrase):
        return False
    return all(tag not in _ACTING for _, tag in lexicon.cut(phrase.rpartition("的")[2]))


def _shortened(lexicon: Lexicon, phrase: str) -> str:
    """The end of a long phrase: behind the first verb of what is counted that leaves a noun, else its last member."""
    for at, verb in lexicon.lexemes("additions", "heldVerbs").places(phrase):
        noun = phrase[at + len(verb):]
        if _SHORTEST <= len(noun) <= _LONGEST:
            return noun
    last = re.split("[等的]", phrase)[-1]
    return (last if len(last) <= _LONGEST else last.rpartition("、")[2]) or phrase


def _last_words(lexicon: Lexicon, phrase: str) -> str:
    """The last words of a phrase that is too long for a name, no word cut."""
    if len(phrase) <= _LONGEST:
        return phrase
    length = 0
    for word, _ in reversed(lexicon.cut(phrase)):
        if length + len(word) > _LONGEST:
            break
        length += len(word)
    return phrase[len(phrase) - length:].lstrip(_AROUND)


def addition(lexicon: Lexicon, name: str) -> str:
    """The verb of an addition with which the name of a number begins: |新增|企业; empty for none."""
    return next((verb for verb in sorted(lexicon.words["additions"]) if name.startswith(verb)), "")


def held(lexicon: Lexicon, verb: str, noun: str) -> str:
    """A noun with the verb before it where that stays: 新增 always, other verbs with a noun that says little alone
    (服务|企业)."""
    little = len(noun) <= _SHORTEST or noun in lexicon.words["sayingLittle"]
    stays = verb in lexicon.words["additions"] or (little and _holds(lexicon, verb))
    return verb + noun if stays else noun


def _holds(lexicon: Lexicon, verb: str) -> bool:
    return verb in lexicon.words["heldVerbs"] or verb in lexicon.words["increments"]


def _governed(lexicon: Lexicon, phrase: str) -> tuple[str, str]:
    """What the verbs and adverbs govern that begin a phrase, and the last of these verbs, or the one of an addition.

    A verb of what is done to things that were there stays in the phrase, with the one of an addition before it: 打通|断头路,
    新建和改造|高标准农田.
    """
    verbs, start = _verbs(lexicon, phrase)
    additions = lexicon.words["additions"]
    added = next(((at, verb) for at, verb in verbs if verb in additions), None)
    kept = next((at for at, verb in verbs if _alters(lexicon, phrase, at, verb)), None)
    if kept is not None:
        return phrase[kept if added is None else min(kept, added[0]):], ""
    return phrase[start:], added[1] if added else verbs[-1][1] if verbs else ""


def _verbs(lexicon: Lexicon, phrase: str) -> tuple[list[tuple[int, str]], int]:
    """The verbs that begin a phrase, each with where it begins; and where what they govern does."""
    opening, perfective = lexicon.pattern(_OPENING), lexicon.lexemes("perfective")
    whole, after = lexicon.lexemes("compounds"), lexicon.lexemes("afterDeeds")
    found: list[tuple[int, str]] = []
    start = 0
    while True:
        adverbs = None if whole.beginning(phrase, start) else opening.match(phrase, start)
        start = start if adverbs is None else adverbs.end()
        verb = _verb_at(lexicon, phrase, start)
        if verb is None or _leads(lexicon, verb, phrase[start:]):
            return found, start
        start += len(verb)
        done = after.beginning(phrase, start)  # 建成后|总库容
        if done is None:
            found.append((start - len(verb), verb))
        start += len(done or perfective.beginning(phrase, start) or "")


def _leads(lexicon: Lexicon, verb: str, phrase: str) -> bool:
    """Whether a verb or preposition belongs to the noun that a phrase ends with: 获得贷款支持的|企业, 向民间资本推介|项目."""
    rest = phrase[len(verb):]
    if verb in lexicon.words["becomingVerbs"]:
        return "的" in rest[_SHORTEST:]
    if verb not in lexicon.words["towards"]:
        return False
    return lexicon.pattern(_TOWARDS).match(rest) is not None


def _verb_at(lexicon: Lexicon, phrase: str, start: int) -> str | None:
    """The verb that begins there and leaves a noun behind it; none that begins a noun of its own (服务|业, 改造|面积)."""
    verbs = lexicon.lexemes("verbs", "increments", "alteringVerbs")
    verb = verbs.beginning(phrase, start, range(len(phrase) - _SHORTEST + 1))
    if verb is None or phrase[start + len(verb)] in lexicon.words["nounSuffixes"]:
        return None
    if _in_noun(lexicon, phrase, start + len(verb), verb in lexicon.words["howThingsAre"]):
        return None
    return None if lexicon.lexemes("compounds").beginning(phrase, start) else verb


def _in_noun(lexicon: Lexicon, phrase: str, end: int, quality: bool) -> bool:
    """Whether a verb up to `end`, or a word for a quality, begins the noun: 研发|与设计服务业, 高质量|数据集; not 新建|和改造|校舍."""
    joint = lexicon.lexemes("nounJoints").beginning(phrase, end)
    verbs = lexicon.lexemes("verbs", "increments", "alteringVerbs")
    return (quality or joint is not None) and verbs.beginning(phrase, end + len(joint or "")) is None


def _alters(lexicon: Lexicon, phrase: str, start: int, verb: str) -> bool:
    """Whether a verb says what is done to what was there, or what is brought about (带动|销售额); of 改造|的小区 it says which
    these are."""
    stays = verb in lexicon.words["alteringVerbs"] or verb in lexicon.words["causalVerbs"]
    return stays and not phrase.startswith("的", start + len(verb))


def noun_behind(lexicon: Lexicon, line: str, end: int) -> Behind:
    """The noun behind a unit that ends at `end`, without what follows its head."""
    if _ends_headline(line, end):
        return Behind("", end)  # 收购超4000万吨 |市场购销活跃
    behind = lexicon.pattern(_BEHIND).match(line, end)
    start = end if behind is None else behind.end()
    described = _DESCRIBED.match(line, start)
    if described:
        start = described.start(1)  # 5个开放共享、功能完备的|平台
    phrase = lexicon.pattern(_PHRASE).match(line, start)
    if phrase is None or lexicon.pattern(_NO_NOUN).match(line, start):
        return Behind("", start)  # 50家|增长到如今的320家, 1.1万个|已经开工
    said = _ended(lexicon, phrase.group(), line, end)
    among = lexicon.pattern(_AMONG_ARE).search(said)
    if among is not None and line[phrase.end():phrase.end() + 1].isdigit():
        return Behind(_noun(lexicon, said[:among.start()]), start)  # 59项|指标|中有22项
    noun = _levels(lexicon, line, phrase.end(), _noun(lexicon, said))
    listed = _listed(lexicon, line, phrase.end()) if noun and said.endswith(noun) else ""
    return Behind(noun, start, line.startswith("的", start - 1), listed)


def _ends_headline(line: str, end: int) -> bool:
    """Whether another headline stands behind a unit, a blank between them, in a line that has none before figures."""
    return _HEADLINES.match(line, end) is not None and _SPACED.search(line, 0, end) is None


def _ended(lexicon: Lexicon, said: str, line: str, end: int) -> str:
    """What stands behind a unit without the 等 that ends a list of counts."""
    if "等" not in said or _LISTED.search(line, max(0, end - _LIST_REACH), end) is None:
        return said
    last = lexicon.pattern(_AND_MORE).match(said)
    return said if last is None else last.group(1)


def _levels(lexicon: Lexicon, line: str, end: int, noun: str) -> str:
    """A noun up to `end` without the verb of the figure that follows there, or with what is counted of all levels:
    3个世界级、5个国家级|产业集群."""
    if noun and line[end:end + 1].isdigit():
        noun = _without_verb(lexicon, lexicon.pattern(_NEXT_NAMED).sub(r"\1", noun))
    if noun and lexicon.pattern(_LEVEL).fullmatch(noun):
        tail = lexicon.pattern(_LEVEL_TAIL).match(line, end)
        noun += tail.group(1) if tail else ""
    if lexicon.lexemes("notComparing").ending(noun, len(noun)) is None:
        noun = lexicon.pattern(_COMPARING).sub("", noun).rstrip("的")
    return noun


def _listed(lexicon: Lexicon, line: str, end: int) -> str:
    """What is counted together with a noun that ends there: 10家中试平台|、概念验证中心; no list of what is done."""
    further = _FURTHER.match(line, end)
    if further is None:
        return ""
    verbs = lexicon.lexemes("verbs", "increments", "heldVerbs", "predicates")
    members = further.group()[1:].split("、")
    done = any(verbs.beginning(m, 0) and not lexicon.lexemes("compounds").beginning(m, 0) for m in members)
    return "" if done else further.group()


def _without_verb(lexicon: Lexicon, noun: str) -> str:
    """A noun before another figure without the verb that governs that: 中央企业|建设|97个…; 优化整合为|47所 is none."""
    if lexicon.pattern("{changedMarks}$").search(noun):
        return ""
    end = len(noun)
    verbs = lexicon.lexemes("verbs", "increments", "heldVerbs")
    while (verb := verbs.ending(noun, end)) is not None and end - len(verb) >= _SHORTEST:
        end -= len(verb)
    return noun[:end] if end >= _SHORTEST else ""


def _noun(lexicon: Lexicon, phrase: str) -> str:
    """A phrase up to what goes on behind its head."""
    end = lexicon.pattern(_GOES_ON).search(phrase)
    noun = _APART.split(phrase[:end.start() if end else None])[0]
    noun = lexicon.pattern(_LIKE_THIS).sub("", lexicon.pattern(_CIRCUMSTANCES).sub("", noun), count=1)
    if noun.count("“") != noun.count("”"):
        noun = noun.strip("”“")
    whole = lexicon.lexemes("compounds").beginning(noun, 0) is not None  # 和美乡村
    noun = lexicon.pattern(_AMONG).sub("", noun.rstrip(_LOOSE) if whole else noun.strip(_LOOSE))  # 30个项目|中,占20%
    return noun if _SHORTEST <= len(noun) <= _LONGEST_BEHIND else ""
