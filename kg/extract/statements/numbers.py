"""Numbers that measure the work: an indicator, a value with its unit and comparison, target or result, of which year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from kg.extract.lexicon import Lexicon
from kg.extract.text import Sentence, Tense, Text
from kg.model import Comparator, Finding, Kind, Mention, Observation
from kg.values import Figure, make_figures

_CLAUSE_END = re.compile(r"[,。;:!?]")
_JOINT = re.compile(r"\s*(?:[、和及与]|以及)\s*")
_ADVERBS = re.compile(
    r"^(?:(?:\(\d{1,2}\)|\d{1,3}[.、](?!\d)|连续[一二三四五六七八九十两\d]{1,2}年|现?如今|未来[一二三四五六七八九十两\d]{1,2}年|仅|全年|年内|今年|去年|目前|到?(?:19|20)\d\d年(?:底|末)?|力争|确保|实现|全市|全省|全区|我市|我省|预计|其中|共|共计|同时|以及|及|和|并|使|让|"
    r"进一步|持续|精准|精心|重点|着力|大力|积极|加快|努力|分三批|分批|紧急|通过|五年|三年|\d年|年均|累计|分别|即|“十[一二三四五]五”(?:期间|末)?|要|将|再|争取|推动|鼓励|引导|支持和?|清单化|先后|已|已经|"
    r"[一二三四五六七八九十]是))+")
_COMPARED = r"(?:同比|同口径|年均|[较比](?:上年|去年|全国|全省|同期|(?:19|20)\d\d年))"
_RATE = re.compile(rf"{_COMPARED}+$|{_COMPARED}*(?:增长|增幅|增速|提高|提升|下降|增加|高于|低于|(?<![新净])增)(?:了|至|到)?$")
# Money that a rule grants or takes measures no work: 每家给予50万元, 处1万元以下罚款.
_GRANTED = re.compile(r"(?:给予|奖励|补助|补贴|资助|贴息|支付|罚款|处以?)(?:最高|不超过|一次性|每[家项年人])?$")
_GRANTING = re.compile("给予|予以|奖励|补助|补贴|资助|贴息|罚款|处以|以上的|不超过")
# Words for a level are counted as such (3个省) and also begin what is counted (3个省级园区).
_LEVELS = ("国家", "省", "市", "区县", "县")
_DOUBLING = re.compile("(?:倍增|翻番(?:增长)?|翻了?([一两三])番)(?![一-鿿])")
_DOUBLING_LEFT = re.compile(r"(?:[一二三四五六七八九十\d]年)?(?:内|间)?(?:实现|达到)?$")
_DOUBLED = re.compile(r"(?P<what>[一-鿿A-Za-z0-9&“”()]{4,24}?)(?:实现|达到)?(?:倍增|翻番|翻了?一番)")
# What follows a number without belonging to the thing counted.
_AFTER = re.compile(r"^(?:\((?:套|件|项|家|个|座|类)\))?(?:\((?:预计|其中|含)[^)]*\))?(?:以上|左右|及以上|以下)?的?")
# What is set, not what is counted: 占比超40%的目标.
_SET = ("目标", "任务", "要求", "水平", "成绩", "佳绩", "速度", "好成绩")
_LEVEL = re.compile(r"[一-鿿]{1,3}级")
_LEVEL_TAIL = re.compile(r"(?:[、和]\d+(?:个|家|项|条|所)[一-鿿]{1,3}级)+([^,。;、:!?\d]{2,16})")
_LONGEST = 24  # of a longer phrase the end says what is counted
_DESCRIBED = re.compile(r"[^,。;:!?\d“”、的]{2,12}、[^,。;:!?\d、的]{2,12}的([^,。;、:!?\d]{2,20})")
_MEASURE = re.compile(r"等?((?:产业|行业|领域|企业)?(?:增加值|产值|投资额?|营业收入|营收|利润|出口额?|产量|销量|占比|比重))$")
_MONEY = re.compile(r"(?:额|收入|产值|总值|投入|规模|经费|资金|利润|税收|营收|余额)$")


# In twos and threes things are counted that are told in full: 甲、乙两个中心; what was done with so few is told first (建成两个…).
_FEWEST = 10
_FEW_ALLOWED = ("倍", "%", "百分点", "个百分点")
_LEFT_BEHIND = tuple(scale + unit for scale in "万亿" for unit in "元家人名项件个户次美")
_FEW_LISTED = re.compile(r"[^,。;:!?、]{2,20}(?:、[^,。;:!?、]{2,20})*$")
# Where a law or its like counts in characters, it sets a rule: 不少于五人, 提取不低于百分之五十.
_ARTICLE = re.compile(r"\s*第[一二三四五六七八九十百零\d]{1,7}条")
# A level of what is counted, and no figure of its own: 1个5000亿元级集群.
_GRADED = re.compile(r"级|大关|台阶|的|规模|产值|项目|企业|产业|园区|集群|“")


@dataclass(frozen=True)
class NumberGrammar:
    """What finds figures, and the word classes around them, bound to an ontology."""

    figures: Callable[[str], list[Figure]]
    comparators: tuple[tuple[str, Comparator], ...]
    uncounted: tuple[str, ...]
    increments: tuple[str, ...]
    totals: tuple[str, ...]
    verbs: tuple[str, ...]
    attending: tuple[str, ...]
    counting: tuple[str, ...]


def make_grammar(lexicon: Lexicon) -> NumberGrammar:
    """Bind the units and comparison words of the ontology."""
    words = lexicon.words
    comparators: list[tuple[str, Comparator]] = []
    for name in ("atLeast", "atMost", "about", "equal"):
        comparators += [(w, name) for w in words[name]]
    comparators.sort(key=lambda c: (-len(c[0]), c[0]))
    verbs = tuple(sorted(words["verbs"] | words["increments"], key=len, reverse=True))
    return NumberGrammar(make_figures(words["units"]), tuple(comparators), tuple(sorted(words["uncounted"], key=len, reverse=True)),
                         tuple(sorted(words["increments"], key=len, reverse=True)), tuple(words["totals"]), verbs, tuple(words["personVerbs"]), tuple(words["countingVerbs"]))


def find_observations(doc: Text) -> list[Observation | Finding]:
    """All observations of the doc, in reading order, and a finding that counts what is a table's and not read."""
    found: list[Observation | Finding] = []
    unread = 0
    grammar, rules = doc.lexicon.bound(make_grammar), is_rule(doc)
    for sentence, tense in zip(doc.sentences, doc.tenses, strict=True):
        if sentence.passage.role in ("byline", "title") or (rules and _GRANTING.search(sentence.text)):
            continue
        figures = grammar.figures(sentence.text)
        figures = [f for f in figures if not f.han or _counts_in_characters(sentence, f, grammar)]
        topics = Topics(figures)
        in_row = _in_row(sentence.text, figures)
        unread += len(in_row)
        for figure in figures:
            if figure not in in_row and _measures(sentence, figure, grammar):
                found += _read(doc, sentence, figure, grammar, tense, topics)
        found += _doubled(doc, sentence, grammar, tense)
    if unread:
        found.append(Finding("info", "extract", "table-unread", doc.document.source.name,
                             f"{unread} figures stand beside others as in the rows of a table whose columns the source "
                             "does not tell; none is read from them"))
    return found


def _in_row(text: str, figures: Sequence[Figure]) -> list[Figure]:
    """The figures that stand right beside another, nothing but blanks between them: cells of a row that lost its
    borders (鄞州区 1200家 80亿元), of which nobody can tell what each measures."""
    found: list[Figure] = []
    for first, second in pairwise(figures):
        between = text[first.end:second.start]
        graded = not between and (second.trailing or second.unit in ("", "批") or _GRADED.match(text, second.end))
        if not between.strip() and not graded:
            found += [f for f in (first, second) if f not in found]
    return found


def is_rule(doc: Text) -> bool:
    """Whether the document lays down rules, told by its title: the numbers beside what it grants are conditions and amounts."""
    genres = tuple(doc.lexicon.words["ruleGenres"])
    return any(s.text.strip(" 》").endswith(genres) for s in doc.sentences if s.passage.role == "title")


def _doubled(doc: Text, sentence: Sentence, grammar: NumberGrammar, tense: Tense) -> Iterator[Observation]:
    """What is to double: 经费投入…五年实现倍增 is a multiple of two of what the clause or the one before it measures."""
    text = sentence.text
    for match in _DOUBLING.finditer(text):
        if sentence.covering(*match.span()) or text.count("“", 0, match.start()) > text.count("”", 0, match.start()):
            continue
        clause_start = max((m.end() for m in _CLAUSE_END.finditer(text, 0, match.start())), default=0)
        before = max((m.end() for m in _CLAUSE_END.finditer(text, 0, max(0, clause_start - 1))), default=0)
        first = next(iter(re.split(r"年均|\d", text[before:max(before, clause_start - 1)])), "")
        indicator = _noun_before(_DOUBLING_LEFT.sub("", text[clause_start:match.start()]), grammar) or _noun_before(first, grammar)
        if indicator is not None:
            status: Literal["target", "actual"] = "actual" if tense.done else "target"
            times = Decimal(2 ** ("一两三".index(match.group(1)) + 1 if match.group(1) else 1))
            yield Observation(sentence.passage, sentence.passage.start, sentence.passage.end, indicator, times, "倍", "equal", "multiple", status,
                              tense.period_at(match.start()), _scope(doc, sentence, clause_start, match.start()),
                              doc.frame.speaker, "number-grammar")


@dataclass
class Topics:
    """What a sentence's figures have measured so far: later ones of the sentence may leave it unsaid (…, 增长12%)."""

    figures: Sequence[Figure]
    last: str | None = None
    listed: tuple[str, ...] = ()
    clause: int = -1
    position: int = 0


def _measures(sentence: Sentence, figure: Figure, grammar: NumberGrammar) -> bool:
    """Whether a figure counts something: no ordinal, no part of a name, no 四个方面, nothing redacted beside it."""
    start, end, unit = figure.start, figure.end, figure.unit
    text = sentence.text
    if text[start - 1:start] in ("第", "“", "号") or any(i in sentence.redacted for i in (start - 1, end, start)):
        return False
    if any(sentence.span(m)[0] <= start and end <= sentence.span(m)[1] for m in (*sentence.mentions, *sentence.inner)):
        return False
    if not unit and not figure.scaled:
        return False
    after = text[end:].lstrip("重点大")
    if unit in ("个", "项", "条", "次", "种", "天", "位", "期") and after.startswith(grammar.uncounted) \
            and not (after.startswith(_LEVELS) and re.match("[一-鿿]{4}|[一-鿿]{1,2}级", after)):
        return False
    if text[:start].endswith("(含"):
        return False
    if text.count("“", 0, start) > text.count("”", 0, start) or _GRANTED.search(text[:start]):
        return False
    if unit == "P" and "算力" not in text[:start]:
        return False
    return not re.match(r"[年月日]|数(?=[^一-鿿]|增|以|$)", text[end:]) and unit not in ("天", "米", "期", "部", "门", "本", "对")


def _counts_in_characters(sentence: Sentence, figure: Figure, grammar: NumberGrammar) -> bool:
    """Whether a figure in Chinese characters counts: 三百二十家, 近百家, 建成两个; not 一家企业, 两个中心 of a list, 亿元以上项目,
    nothing that a law sets."""
    text, start = sentence.text, figure.start
    if any(map(_ARTICLE.match, (*sentence.passage.headings, text))):
        return False
    if figure.open and not figure.more:
        # 突破亿元, 超过万家: what was taken out of a text leaves these behind.
        compared = text.endswith(("近", "上"), 0, start) or (
            text[start:start + 2] not in _LEFT_BEHIND and comparison(text, start, grammar)[0] in ("atLeast", "about"))
        ended = not figure.unit.endswith("元") or re.match(r"[,。;、)]|$|大关", text[figure.end:])
        return bool(compared and ended and figure.trailing not in ("以上", "以下"))
    if figure.unit in _FEW_ALLOWED or figure.more or figure.upper is not None or figure.value > _FEWEST:
        return True
    if figure.value < 2:
        return False
    before = re.sub(r"了$", "", text[:start].rstrip())
    clause = before[max((m.end() for m in _CLAUSE_END.finditer(before)), default=0):]
    verb = max((clause.rfind(v) + len(v) for v in grammar.counting if v in clause), default=-1)
    between = clause[verb:] if verb >= 0 else ""
    return verb >= 0 and (not between or bool("、" in between and "”" not in between and _FEW_LISTED.match(between)))


def _read(doc: Text, sentence: Sentence, figure: Figure, grammar: NumberGrammar, tense: Tense, topics: Topics) -> Iterator[Observation]:
    """The observations that a figure makes: one, or the bounds of a range; none where nobody tells what it measures."""
    start, end = figure.start, figure.end
    text = sentence.text
    comparator, left_end, word = comparison(text, start, grammar)
    if figure.open and text.endswith("上", 0, start):
        comparator, left_end = "atLeast", start - 1  # 上千家
    comparator = own_comparison(text, figure, comparator)
    clause_start = max((m.end() for m in _CLAUSE_END.finditer(text, 0, left_end) if _outside(text, m.start())), default=0)
    indicator, direct = _indicator(text, figure, clause_start, left_end, grammar, topics)
    unit = figure.unit or (_unsaid_unit(indicator, grammar) if indicator else "")
    if indicator is None or not unit:
        return
    kind = _kind(text[clause_start:end], indicator, unit, word, direct, grammar)
    if kind != "growth":
        topics.last = indicator
    status: Literal["target", "actual"] = "actual" if tense.done else "target"
    period = tense.period_at(start)
    if period is None and doc.frame.year:
        period = str(doc.frame.year) if status == "target" else None
    unit = plain_unit(unit)
    read = Observation(
        sentence.passage, sentence.passage.start, sentence.passage.end, indicator, figure.value, unit, comparator, kind,
        status, period, _scope(doc, sentence, clause_start, start), doc.frame.speaker, "number-grammar")
    yield read if figure.upper is None else replace(read, comparator="atLeast")
    if figure.upper is not None and not figure.trailing:
        yield replace(read, value=figure.upper, comparator="atMost")


def plain_unit(unit: str) -> str:
    """A unit as it is held: 个百分点 is 百分点, and 百分点 alone is %."""
    return {"百分点": "%", "个百分点": "百分点"}.get(unit, unit)


def own_comparison(text: str, figure: Figure, comparator: Comparator) -> Comparator:
    """The comparison that a figure makes by its own words, else that of the word before it."""
    bracketed = re.match(r"\([^()]{1,2}\)以上", text[figure.end:])
    if figure.trailing in ("以上", "及以上") or bracketed or (figure.more == "多" and comparator == "equal"):
        return "atLeast"
    if (figure.more == "余" and comparator == "equal") or figure.trailing in ("左右", "上下"):
        return "about"
    return "atMost" if figure.trailing in ("以下", "以内") else comparator


def _unsaid_unit(indicator: str, grammar: NumberGrammar) -> str:
    """The unit of a number that has none: yuan for what is measured in money, else the counter that ends the indicator."""
    return "元" if _MONEY.search(indicator) else next((u for u in ("人次", "人") if indicator.endswith(u)), "")


def comparison(text: str, start: int, grammar: NumberGrammar) -> tuple[Comparator, int, str]:
    """The comparison word right before a number: (comparator, where it begins, the word)."""
    left = text[:start].rstrip(" ")
    word, result = "", "equal"
    for _ in range(2):
        found = next(((w, c) for w, c in grammar.comparators if left.endswith(w)), None)
        if found is None:
            break
        if found[1] != "equal" or result == "equal":
            result = found[1] if found[1] != "equal" else result
        word, left = found[0] + word, left[:-len(found[0])]
    if left.endswith("分别"):
        left = left[:-2]
    return result, len(left), word  # type: ignore[return-value]


def _indicator(text: str, figure: Figure, clause_start: int, left_end: int, grammar: NumberGrammar,
               topics: Topics) -> tuple[str | None, bool]:
    """What is measured: the noun behind the unit (新增200家企业), else the noun before the number; (text, direct).

    `direct` says that the number stands before the noun that it counts.  Of several joint numbers each has its own noun
    (A、B分别达到X、Y); a rate without a noun is that of what was measured before it (…, 增长12%).
    """
    shared = _distributed(text, figure, clause_start, left_end, grammar, topics)
    if shared is not None:
        return shared, False
    if text[:left_end].endswith("各"):
        left_end -= 1
    said = max((f.end for f in topics.figures if clause_start <= f.start and f.end <= left_end), default=clause_start)
    left = _JOINT.sub("", text[said:left_end], count=1) if said > clause_start else text[said:left_end]
    before = _noun_before(without_rate(left), grammar)
    if left.endswith("了") and before:
        before = None
    counted = not figure.unit.startswith("元") and figure.unit not in ("美元", "%", "百分点", "个百分点", "倍", "")
    behind = _AFTER.match(text[figure.end:])
    offset = figure.end + (behind.end() if behind else 0)
    described = _DESCRIBED.match(text, offset)
    if described:
        offset = described.start(1)  # 5个开放共享、功能完备的平台
    right = re.match(r"(?:[^,。;、:!?\d()]|\([^()]*\))+", text[offset:])
    noun = _noun(right.group()) if right else None
    if noun and _LEVEL.fullmatch(noun) and (tail := _LEVEL_TAIL.match(text, offset + len(right.group()) if right else offset)):
        noun += tail.group(1)  # 3个世界级、5个国家级产业集群: what is counted stands behind the last
    if noun and noun.startswith(grammar.attending):
        return None, False
    if noun and counted:
        verb = next((v for v in grammar.increments if left.endswith(v)), None)
        return (verb if verb in ("新增", "新认定", "新建", "建成", "获批", "净增", "新培育", "新引进") else "") + noun, True
    if noun and text[offset - 1:offset] == "的" and before and not noun.startswith(_SET):
        return noun + before, False  # 首期规模5亿元的引导基金
    if before:
        return before, False
    if topics.last:
        return topics.last, False
    earlier = text[:clause_start].rstrip(",;:、")
    doubled = _DOUBLED.search(earlier[earlier.rfind(";") + 1:])
    return (_noun_before(doubled.group("what"), grammar), False) if doubled else (None, False)


def _outside(text: str, position: int) -> bool:
    """Whether a comma stands outside quotation marks and brackets."""
    left = text[:position]
    return left.count("“") <= left.count("”") and left.count("(") <= left.count(")") and left.count("《") <= left.count("》")


def without_rate(text: str) -> str:
    """A phrase without the words at its end that tell a rate: 技术合同成交额同比增长 → 技术合同成交额."""
    return _RATE.sub("", text)


def _noun(text: str) -> str | None:
    """A noun phrase as an indicator: without what follows its head."""
    text = re.split(r"(?:建设)?(?:,|并|(?<!及)以上|左右|,?实现|,?带动|开展|进行|落地(?!项目))", text)[0].strip("的 和及")
    if text.count("“") != text.count("”"):
        text = text.strip("”“")
    return text if 2 <= len(text) <= 30 else None


def _noun_before(left: str, grammar: NumberGrammar) -> str | None:
    """The noun phrase at the end of a clause's beginning: adverbs and the governing verb off, 新增 kept."""
    text = left.strip(" ,")
    keep = ""
    changed = True
    while changed:
        changed = False
        stripped = _ADVERBS.sub("", text)
        if stripped != text:
            text, changed = stripped, True
        for verb in grammar.verbs:
            if text.startswith(verb) and len(text) - len(verb) >= 2 and text[len(verb)] not in "业性型化率":  # 服务业 is no service
                if verb in ("新增", "新认定", "净增", "新建"):
                    keep = verb
                text, changed = text[len(verb):], True
                break
    text = re.split(r"提出了?|确定了?|实现了", text)[-1] or text
    text = re.sub(r"(?:总数|数)?(?:就有?|已经|已|均|将|要|力争|也|都|累计|由|从|首次)+$", "", text).strip("的 ,“" if text.count("“") > text.count("”") else "的 ,")
    if len(text) > _LONGEST:
        text = re.split("等|的|、", text)[-1] or text
    return keep + text[-_LONGEST:] if len(text) >= 2 and not text.isdigit() else None


def _distributed(text: str, figure: Figure, clause_start: int, left_end: int, grammar: NumberGrammar, topics: Topics) -> str | None:
    """The indicator of one of several joint numbers: A、B(分别)突破X、Y; the names hold for the next clause too (分别增长…)."""
    if topics.clause != clause_start:
        topics.clause, topics.position = clause_start, 0
        numbers = 1 + _joint_numbers(text, figure, grammar, topics)
        left = re.sub("分别$", "", without_rate(text[clause_start:left_end])).removesuffix("分别")
        names = tuple(n for n in _JOINT.split(_ADVERBS.sub("", left)) if n)
        if len(names) == numbers > 1 and all(len(n) >= 2 for n in names):
            tail = _MEASURE.search(names[-1])
            if tail and tail.start() >= 2 and not any(_MEASURE.search(n) for n in names[:-1]):
                # 纺织、建材等产业增加值分别增长7%、9%: what is measured stands behind the last.
                names = (*(n + tail.group(1) for n in names[:-1]), names[-1][:tail.start()] + tail.group(1))
            topics.listed = tuple(_noun_before(n, grammar) or n for n in names)
        elif not (numbers == len(topics.listed) and "分别" in text[clause_start:figure.start] and not _noun_before(left, grammar)):
            topics.listed = ()
            return None
    else:
        topics.position += 1
    return topics.listed[topics.position] if topics.position < len(topics.listed) else None


def _joint_numbers(text: str, figure: Figure, grammar: NumberGrammar, topics: Topics) -> int:
    """How many figures follow one in the same breath: X、Y和Z."""
    count, end = 0, figure.end
    while (joint := _JOINT.match(text, end)) and joint.end() > end:
        following = next((f for f in topics.figures if f.start >= joint.end()), None)
        if following is None or comparison(text, following.start, grammar)[1] > joint.end():
            break
        count, end = count + 1, following.end
    return count


def _kind(context: str, indicator: str, unit: str, word: str, direct: bool, grammar: NumberGrammar) -> Kind:
    """Whether a number tells how much there is, what was added, a rate of growth or a multiple."""
    if unit == "倍":
        return "multiple"
    if unit in ("%", "百分点", "个百分点"):
        return "growth" if re.search(r"增长|增幅|增速|提高|提升|下降|增加(?!值)", context if "分别" in context else context[-16:]) else "total"
    if "新增" in context or "新认定" in context or "净增" in context:
        return "increment"
    if any(t in context for t in grammar.totals) or unit.startswith("元") or unit == "美元" or re.search(r"(?:总数|数|额|强度|率|规模|量)$", indicator):
        return "total"
    verb = any(context.lstrip("全年内力争今").startswith(v) or v in context for v in grammar.increments)
    if word and not direct and not verb:
        return "total"
    return "increment" if direct or verb else "total"


def _scope(doc: Text, sentence: Sentence, clause_start: int, start: int) -> Mention | None:
    """Whose figure it is: a place that opens the clause, else the document's place."""
    place = doc.lexicon.place
    for mention in sentence.mentions:
        first, last = sentence.span(mention)
        if doc.lexicon.root(mention.type) == place and clause_start <= first <= clause_start + 3 and last <= start:
            return mention
    return doc.place_at(sentence)


