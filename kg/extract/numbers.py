"""Numbers that measure the work: an indicator, a value with its unit and comparison, target or result, of which year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kg.extract.draft import Draft, Sentence
from kg.extract.status import Tense, period_at
from kg.model import Comparator, Kind, Mention, Observation
from kg.ontology import Ontology
from kg.values import SCALES, number

_CLAUSE_END = re.compile(r"[,。;:!?、]")
_ADVERBS = re.compile(
    r"^(?:(?:全年|年内|今年|到?(?:19|20)\d\d年(?:底|末)?|力争|确保|实现|全市|全省|全区|我市|我省|预计|其中|共|共计|同时|以及|及|和|并|使|让|"
    r"进一步|持续|大力|积极|加快|努力|分三批|分批|紧急|通过|五年|三年|年均|累计|分别|即|“十[一二三四五]五”(?:期间|末)?|要|将|再|争取|推动|鼓励|引导|支持和?|清单化))+")
_DOUBLED = re.compile(r"(?P<what>[一-鿿A-Za-z&“”]{4,24}?)(?:实现|达到)?(?:倍增|翻番|翻一番)")


@dataclass(frozen=True)
class NumberGrammar:
    """The pattern of a number with its unit, and the word classes around it, bound to an ontology."""

    pattern: re.Pattern[str]
    comparators: tuple[tuple[str, Comparator], ...]
    uncounted: tuple[str, ...]
    increments: tuple[str, ...]
    totals: tuple[str, ...]
    verbs: tuple[str, ...]


def make_grammar(ontology: Ontology) -> NumberGrammar:
    """Bind the units and comparison words of the ontology."""
    words = ontology.words
    units = "|".join(re.escape(u) for u in sorted(words["units"], key=len, reverse=True))
    pattern = re.compile(
        rf"(?<![\dA-Za-z.×*#/-])(\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?({SCALES})?(余|多|来)?({units})(以上|以下|以内|左右|及以上|上下)?")
    comparators: list[tuple[str, Comparator]] = []
    for name in ("atLeast", "atMost", "about", "equal"):
        comparators += [(w, name) for w in words[name]]
    comparators.sort(key=lambda c: (-len(c[0]), c[0]))
    verbs = tuple(sorted(words["verbs"] | words["increments"], key=len, reverse=True))
    return NumberGrammar(pattern, tuple(comparators), tuple(sorted(words["uncounted"], key=len, reverse=True)),
                         tuple(sorted(words["increments"], key=len, reverse=True)), tuple(words["totals"]), verbs)


def find_observations(draft: Draft, grammar: NumberGrammar, tenses: list[Tense]) -> list[Observation]:
    """All observations of the draft, in reading order."""
    found: list[Observation] = []
    for sentence, tense in zip(draft.sentences, tenses, strict=True):
        if sentence.passage.role in ("byline", "title"):
            continue
        before: str | None = None
        for match in grammar.pattern.finditer(sentence.text):
            if not _measures(sentence, match, grammar):
                continue
            observation, before = _read(draft, sentence, match, grammar, tense, before)
            if observation is not None:
                found.append(observation)
    return found


def _measures(sentence: Sentence, match: re.Match[str], grammar: NumberGrammar) -> bool:
    """Whether a number counts something: no ordinal, no part of a name, no 四个方面, nothing redacted beside it."""
    start, end = match.span()
    text = sentence.text
    if text[start - 1:start] in ("第", "“", "号") or any(i in sentence.redacted for i in (start - 1, end, start)):
        return False
    if any(sentence.span(m)[0] <= start and end <= sentence.span(m)[1] for m in (*sentence.mentions, *sentence.inner)):
        return False
    after = text[end:].lstrip("重点大")
    if match.group(4) in ("个", "项", "条", "次", "种", "天", "位", "期") and after.startswith(grammar.uncounted):
        return False
    return not re.match(r"[年月日]", text[end:end + 1]) and match.group(4) not in ("天", "米", "期", "部", "门", "本", "P", "对")


def _read(draft: Draft, sentence: Sentence, match: re.Match[str], grammar: NumberGrammar, tense: Tense,
          before: str | None) -> tuple[Observation | None, str | None]:
    digits, scale, more, unit, trailing = match.groups()
    start, end = match.span()
    text = sentence.text
    comparator, left_end, word = _comparator(text, start, grammar)
    if trailing in ("以上", "及以上") or (more in ("余", "多") and comparator == "equal"):
        comparator = "atLeast" if trailing else "about"
    elif trailing in ("以下", "以内"):
        comparator = "atMost"
    elif trailing in ("左右", "上下"):
        comparator = "about"
    indicator, direct, clause_start = _indicator(text, match, left_end, grammar, before)
    if indicator is None:
        return None, before
    context = text[clause_start:end]
    value = number(digits, scale)
    kind = _kind(context, indicator, unit, word, direct, grammar)
    status: Literal["target", "actual"] = "actual" if tense.done else "target"
    period = period_at(sentence, start, tense, draft.frame.year)
    if period is None and draft.frame.year:
        period = str(draft.frame.year) if status == "target" else None
    unit = "%" if unit == "百分点" else "百分点" if unit == "个百分点" else unit
    observation = Observation(
        sentence.passage, sentence.passage.start, sentence.passage.end, indicator, Decimal(value), unit, comparator, kind,
        status, period, _scope(draft, sentence, clause_start, start), draft.frame.speaker, "number-grammar")
    return observation, indicator


def _comparator(text: str, start: int, grammar: NumberGrammar) -> tuple[Comparator, int, str]:
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


def _indicator(text: str, match: re.Match[str], left_end: int, grammar: NumberGrammar,
               before: str | None) -> tuple[str | None, bool, int]:
    """What is measured: the noun behind the unit (新增200家企业), else the noun before the number; (text, direct, start).

    `direct` says that the number stands between a verb and the noun it counts.
    """
    end = match.end()
    clause_start = max((m.end() for m in _CLAUSE_END.finditer(text, 0, left_end) if _outside(text, m.start())), default=0)
    behind = re.match(r"的?((?:[^,。;、:!?\d()]|\([^()]*\))+)", text[end:])
    noun = _noun(behind.group(1)) if behind else None
    left = text[clause_start:left_end]
    verb = next((v for v in grammar.increments if left.endswith(v)), None)
    if noun and (verb or not left.strip() or left.endswith(grammar.verbs) or (match.group(4) in "家个项名支件场套台所座" and not _noun_before(left, grammar))):
        prefix = verb if verb in ("新增", "新认定", "新建", "建成", "获批", "净增", "新培育", "新引进") else ""
        return prefix + noun, True, clause_start
    shared = _distributed(text, match, clause_start, left_end)
    if shared is not None:
        return shared, False, clause_start
    phrase = _noun_before(left, grammar)
    if phrase:
        return phrase, False, clause_start
    if match.start() > clause_start and before and not left.strip("和及与 "):
        return before, False, clause_start
    earlier = text[:clause_start].rstrip(",;:、")
    doubled = _DOUBLED.search(earlier[earlier.rfind(";") + 1:])
    if doubled:
        return _noun_before(doubled.group("what"), grammar), False, max(0, earlier.rfind(";") + 1)
    return None, False, clause_start


def _outside(text: str, position: int) -> bool:
    """Whether a comma stands outside quotation marks and brackets."""
    left = text[:position]
    return left.count("“") <= left.count("”") and left.count("(") <= left.count(")") and left.count("《") <= left.count("》")


def _noun(text: str) -> str | None:
    """A noun phrase as an indicator: without what follows its head."""
    text = re.split(r"(?:建设)?(?:,|并|以上|左右|,?实现|,?带动|开展|进行|落地(?!项目))", text)[0].strip("的 和及”“")
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
            if text.startswith(verb) and len(text) - len(verb) >= 2:
                if verb in ("新增", "新认定", "净增", "新建"):
                    keep = verb
                text, changed = text[len(verb):], True
                break
    text = re.sub(r"(?:总数|数)?(?:已经|已|均|将|要|力争|也|都|累计|由|从)+$", "", text).strip("的 ,“" if text.count("“") > text.count("”") else "的 ,")
    return keep + text if 2 <= len(text) <= 40 and not text.isdigit() else None


def _distributed(text: str, match: re.Match[str], clause_start: int, left_end: int) -> str | None:
    """The indicator of one of several numbers told together: A、B分别突破X、Y."""
    found = list(re.finditer(r"分别", text[:match.start()]))
    if not found:
        return None
    where = found[-1].start()
    if re.search(r"[。;]", text[where:match.start()]) or "," in text[where:match.start()]:
        return None
    position = len(re.findall(r"\d+(?:\.\d+)?[^\d、和及]*[、和及]", text[where:match.start()]))
    begin = max(text.rfind(c, 0, where) for c in ",。;:") + 1
    names = [n for n in re.split(r"[、和及]", _ADVERBS.sub("", text[begin:where])) if n]
    return names[position] if position < len(names) and len(names) > 1 and len(names[position]) >= 2 else None


def _kind(context: str, indicator: str, unit: str, word: str, direct: bool, grammar: NumberGrammar) -> Kind:
    """Whether a number tells how much there is, what was added, a rate of growth or a multiple."""
    if unit == "倍":
        return "multiple"
    if unit in ("%", "百分点", "个百分点"):
        return "growth" if re.search(r"增长|增幅|增速|提高|提升|下降|增加", context[-16:]) else "total"
    if "新增" in context or "新认定" in context or "净增" in context:
        return "increment"
    if any(t in context for t in grammar.totals) or unit in ("元", "美元") or re.search(r"(?:总数|数|额|强度|率|规模|量)$", indicator):
        return "total"
    verb = any(context.lstrip("全年内力争今").startswith(v) or v in context for v in grammar.increments)
    if word and not direct and not verb:
        return "total"
    return "increment" if direct or verb else "total"


def _scope(draft: Draft, sentence: Sentence, clause_start: int, start: int) -> Mention | None:
    """Whose figure it is: a place that opens the clause, else the document's place."""
    place = draft.ontology.type_by("place")
    for mention in sentence.mentions:
        first, last = sentence.span(mention)
        if draft.ontology.root(mention.type) == place and clause_start <= first <= clause_start + 3 and last <= start:
            return mention
    return draft.frame.place


