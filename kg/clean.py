"""Raw text to clean text, keeping for every character kept where it came from.

The clean text is simplified Chinese with half-width punctuation, without inserted pinyin, invisible characters,
advertisements or hard line breaks; `Document.origin` leads from each of its characters back to the source, and
`Document.left_out` says how many characters went and why.

A change either replaces a character by one other or leaves a span out; nothing is ever put in.  Work is done on whole
spans, so that clean text passes at the speed of its regular expressions.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import opencc
from pypinyin import Style, pinyin

from kg.furniture import advertisements, is_furniture
from kg.model import Cell, Document, Finding, Origin, Reading, Table, Unread
from kg.ontology import ID
from kg.read.lines import ENDS, is_full, page_width

_UNSEEN = ("invisible", "line breaks")  # reasons for leaving out what nobody misses who looks at the text
LOST = "\ufffd"  # stands in the clean text where the source lost characters
MARKDOWN = "text/markdown"

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
                        "\u200b-\u200f\u202a-\u202e"
                        "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]+")

# Accents and other marks that sit on a letter before them; Chinese characters carry none, so there they are dirt.
_MARKS = re.compile(
    rf"(?<=[{_HAN}])[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe20-\ufe2f]+"
)

# Characters of the same meaning, one for one.  The radicals are what fonts of PDF files give for characters; NFKC
# knows those of Kangxi and not most of the simplified ones (Unicode's EquivalentUnifiedIdeograph does).
_FULL_WIDTH = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
_BLANKS = dict.fromkeys("\u3000\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
                        "\t", " ")
_BREAKS = dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n")
_QUOTES = dict(zip("「」『』〝〞﹁﹂﹃﹄＂〟", "“”‘’“”“”‘’\"”", strict=True))
_PUNCTUATION = dict(zip("﹐﹑﹒﹔﹕﹖﹗﹙﹚﹪︰｡､｢｣￥〘〙", ",、.;:?!()%:。、“”¥〔〕", strict=True))
_SIMPLE_RADICALS = dict(zip("⺁⺄⺈⺊⺌⺍⺗⺝⺟⺠⺢⺣⺩⺪⺬⺭⺮⺯⺶⺷⺼⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖"
                            "⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳⻌",
                            "厂乙刀卜小小心月母民水火王疋示示竹糸羊羊肉艹艹艹虎衣覀西见角角讠贝足车辶辶辶邑金長長长门阜"
                            "雨青韦页风飞食食食饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟辶", strict=True))
_COMPATIBLE = {c: n for c in map(chr, (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)))
               if len(n := unicodedata.normalize("NFKC", c)) == 1 and n != c}
# Patterns take any figure for a number; periods and days hold the ten of ASCII.
_FIGURES = {c: str(unicodedata.decimal(c)) for c in map(chr, range(0x660, 0x20000)) if unicodedata.category(c) == "Nd"}
_SAME = {**_FIGURES, **_FULL_WIDTH, **_BLANKS, **_BREAKS, **_QUOTES, **_PUNCTUATION, **_COMPATIBLE, **_SIMPLE_RADICALS}
# Most texts hold these; replacing each at once is cheaper than a table asked for every character.
_FREQUENT = "，（）；：！？％　"
# Beyond the basic plane only figures are replaced, and a class of many single characters from there is slow to match.
_BEYOND = "\U00010000"
_FEW = "".join(c for c in _SAME if c < _BEYOND and c not in _FREQUENT)
_RARE = re.compile(f"[{re.escape(_FEW)}{_BEYOND}-\U0001ffff]")
_RARE_TABLE = str.maketrans(_SAME)

_TONED = "āáǎàăōóǒòŏēéěèĕīíǐìĭūúǔùŭǖǘǚǜńňǹḿêềếếễ\u0300\u0301\u0304\u0306\u030c"
_LETTERS = f"a-zɑɡü\u0308{_TONED}"
_BRACKET = re.compile(rf"[(\[〔【]\s*([{_LETTERS}\n]{{1,9}}[1-5]?)\s*[)\]〕】]", re.IGNORECASE)
_PROTECTED_FROM = 3  # so many toned readings make a copy-protected page; one or two may be real glosses
_LOOKALIKES = str.maketrans("ɑɡăŏĕĭŭ", "agǎǒěǐǔ")
# What an obfuscator leaves that cut through the bytes of a character and swallowed others with it.
_WRECK = re.compile(
    rf"[?▍▎▏█{LOST}](?:(?<=[{_HAN}\d“”]\?)\?{{0,2}}\s*[{_LETTERS}]{{0,6}}\s*\)[@▍^]*|(?<=\?)[?。]?[▍▎▏█][\^@]?|"
    rf"(?<=[▍▎▏█])[\^@]?|(?<={LOST}){LOST}*"
    rf"|(?:(?<=[{_HAN},、。“(\n]\?)|(?<=\A\?))\?{{1,3}}(?=[{_HAN}]))", re.IGNORECASE)
_ASKED = re.compile("(?:吗|呢|么|什么|怎么办|吧|谁|何|哪里)$")

# Variants that OpenCC's t2s leaves, and words that it makes of names.
_VARIANTS = str.maketrans("陜硏靑淸旣敎內戶產說稅脫銳閱頒衞羣綫裏臺麽啓鄕爲衆牀峯囯鎭値眞絕錄淨爭",
                          "陕研青清既教内户产说税脱锐阅颁卫群线里台么启乡为众床峰国镇值真绝录净争")
_NOT_DRY = re.compile("干(?=[县州隆坤安封])")  # 乾縣, 乾州, 乾隆 keep their 乾
_TRADITIONAL_SHARE = 0.02
_NAMES_ONLY = "昇龢濬頔甦陞"  # in simplified texts too, in names of people and products: 昇腾

_STOPS = re.compile("[,、。;:]{2,}")
_OUTLINE = (r"[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,3}(?:[)、]|\.(?!\d))|"
            r"第[一二三四五六七八九十百\d]{1,4}[章节条]|附件|[—-]{2}|"
            r"[#>|*•●□]|[^,。]{0,40}\s[>»]\s")
_BYLINE = re.compile(r"[(（]?(?:来源|作者|时间|日期|发布|记者|文号|索引号|编辑|责任编辑)[^,。]{0,6}[::]")
_READING = re.compile(rf"\([^{_HAN}()\s]{{1,8}}\)")
# What begins a line of its own: blanks, an outline's number, a label.
_STARTS = re.compile(rf"\s|{_OUTLINE}|\S{{1,8}}:|{_BYLINE.pattern}")
# A line that ends with the minute when it was posted ends there.
_POSTED = re.compile(r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*\d{1,2}:\d\d(?::\d\d)?$")
# A line of prose: longer than a heading, with a stop in it, not a row of a table, no heading with its number.
_PROSE = re.compile(rf"(?=.{{26}})(?!\s*(?:{_OUTLINE})[^。;]*$)(?!.*\S {{2,}}\S)(?=.*[,。;、:]).*$")
# A line of a list of names: short, no stop in it.
_NAME_LINE = re.compile(r"(?=.{4,50}$)[^,。;:!?]+(?<!、)$")
_SHORTEST_LIST = 3
_NAME_ENDS = "室院所心司学团地园区站馆局厅委会厂校台盟省市县镇村办行企库"
_UNEVEN = 3  # a stop that may not begin a line, and letters narrower than characters, make lines differ by less
_OUTLINE_BREAK = re.compile(r"(?<=[。!?;:”)\w]) +(?=(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|"
                            r"第[一二三四五六七八九十百]{1,4}[章节条]|\d{1,2}[.、](?!\d)))|(?<=[。!?]) +")
_BYLINE_END = re.compile(r"((?:来源|时间|日期|作者|记者):\S{2,30} *) (?!(?:来源|发布|时间|日期|作者|记者|浏览|"
                         r"字号))(?=\S)")
_ONE_LINE_FROM = 300

_MARKUP = re.compile(
    r"(?P<comment><!--[\s\S]*?-->)|(?P<fence>^```.*$)|(?P<rule>^(?:-{3,}|\*{3,}|={3,})[ \t]*$)|"
    r"(?P<head>^ {0,3}#{1,6}[ \t]+)|(?P<item>^[ \t]*[-*+][ \t]+(?=\S))|(?P<quote>^>[ \t]?)|"
    r"(?P<image>!\[[^\]\n]*\]\([^)\n]*\))|(?P<link>\[(?P<label>[^\]\n]+)\]\((?:https?:|mailto:|[./#\w])[^)\n]*\))|"
    r"(?P<strong>(?P<mark>\*\*|__)(?=\S)(?P<inner>[^*_\n]+?)(?<=\S)(?P=mark))|"
    r"(?P<bars>^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$)|(?P<code>`(?P<literal>[^`\n]+)`)|"
    r"(?P<block></?(?P<name>p|br|div|center|table|tr|li|ul|ol|h[1-6]|blockquote)\b[^<>\n]*>)|"
    r"(?P<cell></?(?:td|th)\b[^<>\n]*>)|"
    r"(?P<tag></?(?:b|i|u|span|font|img|a|em|strong|sup|sub|small)\b[^<>\n]*>)", re.MULTILINE)
_MOST_ROUNDS = 8
# A year in Chinese digits (二〇二四年), a figure a character; its zero is written in many ways.
_YEAR = re.compile("[一二][九〇零○◯][〇零○◯一二三四五六七八九]{2}(?=年)")
_YEAR_FIGURES = str.maketrans("〇零○◯一二三四五六七八九", "0000123456789")


class _Text:
    """A text under change: what it says now, where its runs came from, and what went by reason."""

    def __init__(self, raw: str, block_ends: Iterable[int] = ()) -> None:
        self.text = raw
        self._starts, self._sources = [0], [0]
        self.left_out: Counter[str] = Counter()
        self.unread: list[Unread] = []
        self.block_ends = set(block_ends)  # in the source

    @property
    def origin(self) -> Origin:
        return Origin(self._starts, self._sources, len(self.text))

    def ends_block(self, position: int) -> bool:
        """Whether the line break at a position of the present text ends a block of the source, and no page's width made
        it."""
        return bool(self.block_ends) and self.origin[position] in self.block_ends

    def replace(self, text: str) -> None:
        """Another text of the same length: each character stands for the one at its place."""
        assert len(text) == len(self.text)
        self.text = text

    def leave_out(self, spans: Iterable[tuple[int, int]], reason: str) -> int:
        """Take spans out, which are in order and do not overlap; their number."""
        taken = list(spans)
        if not taken:
            return 0
        pieces: list[str] = []
        starts: list[int] = []
        sources: list[int] = []
        last = length = count = 0
        for start, end in (*taken, (len(self.text), len(self.text))):
            if last < start:
                self._keep(last, start, length, starts, sources)
                pieces.append(self.text[last:start])
                length += start - last
            count += 1
            self.left_out[reason] += end - start
            if reason not in _UNSEEN and not self.text[start:end].isspace() and start < end:
                self.unread.append(Unread(self.origin[start], self.origin[end - 1] + 1, reason))
            last = end
        self.left_out += Counter()  # reasons without characters go
        if count > 1:
            self.text, self._starts, self._sources = "".join(pieces), starts or [0], sources or [0]
        return count - 1

    def _keep(self, start: int, end: int, at: int, starts: list[int], sources: list[int]) -> None:
        """Write the runs of a kept span of the present text, which begins at `at` in the new one."""
        run = bisect_right(self._starts, start) - 1
        while run < len(self._starts) and self._starts[run] < end:
            first = max(start, self._starts[run])
            position, source = at + first - start, self._sources[run] + first - self._starts[run]
            if not starts or source - sources[-1] != position - starts[-1]:
                starts.append(position)
                sources.append(source)
            run += 1


def clean(reading: Reading) -> tuple[Document, list[Finding]]:
    """Clean one reading; what was lost or odd in it is told in the findings.

    `Document.id` is the IRI of the document, made from the hash of its bytes (and, for a file that holds several
    documents, of its text).  Cleaning a clean text changes nothing: the rules run until they find nothing to do.
    """
    text = _Text(reading.raw, reading.block_ends)
    counts: Counter[str] = Counter()
    for _ in range(_MOST_ROUNDS):
        before = text.text
        _clean_once(text, counts, reading.source.media_type == MARKDOWN)
        if text.text == before:
            break
    tables = _part_cells(reading.tables, text)
    said = f"{reading.source.sha256}\n".encode() + reading.raw.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(said).hexdigest()
    left_out = Counter(reading.left_out) + text.left_out
    document = Document(f"{ID}document/{digest[:16]}", reading.source, reading.raw, text.text, text.origin,
                        _one_line(reading.title), reading.date,
                        _one_line(reading.publisher), _one_line(reading.author), _one_line(reading.number), reading.url,
                        dict(sorted(left_out.items())), tables, reading.recognised, unread=tuple(text.unread))
    return document, _findings(reading.source.name, text, counts)


def _part_cells(tables: Iterable[Table], text: _Text) -> tuple[Table, ...]:
    """Tables whose cells have spans of the clean text, blanks around what they hold left off.

    What stands right before and behind a cell becomes a line break, so that no sentence goes from one cell into the
    next.
    """
    origin = text.origin
    parted: list[Table] = []
    borders: set[int] = set()
    for table in tables:
        cells: list[Cell] = []
        for cell in table.cells:
            start, end = bisect_left(origin, cell.start), bisect_left(origin, cell.end)
            content = text.text[start:end]
            start += len(content) - len(content.lstrip())
            end = start + len(content.strip())
            cells.append(replace(cell, start=start, end=end))
            borders |= {start - 1, end} if start < end else set()
        parted.append(Table(tuple(cells)))
    borders = {i for i in borders if 0 <= i < len(text.text) and not text.text[i].isalnum()}
    if borders:
        text.replace("".join("\n" if i in borders else c for i, c in enumerate(text.text)))
    return tuple(parted)


def _clean_once(text: _Text, counts: Counter[str], markdown: bool) -> None:
    if "\r" in text.text:
        text.leave_out([(m.start(), m.end()) for m in re.finditer(r"\r(?=\n)", text.text)], "line breaks")
        text.replace(text.text.replace("\r", "\n"))
    text.leave_out((m.span() for m in _INVISIBLE.finditer(text.text)), "invisible")
    text.leave_out((m.span() for m in _MARKS.finditer(text.text)), "combining marks")
    text.replace(_same(text.text))
    text.replace(_YEAR.sub(lambda m: m.group().translate(_YEAR_FIGURES), text.text))
    if markdown:
        _drop_markup(text)
    text.replace(_pair_quotes(text.text))
    # Before the inserted readings go: they are part of the width of a line.  On simplified text, in which headings are
    # known.
    text.leave_out(_hard_breaks(_simplify(text.text), text.ends_block), "line breaks")
    readings = _inserted_readings(text.text)
    _mark_lost(text, bool(readings))
    counts["pinyin"] += text.leave_out(_inserted_readings(text.text, bool(readings)), "inserted pinyin")
    text.replace(_simplify(text.text))
    counts["advertisements"] += text.leave_out(advertisements(text.text), "advertisements")
    text.replace(_break_one_line(text.text))
    text.leave_out(_doubled(text.text), "doubled punctuation")


def _findings(where: str, text: _Text, counts: Counter[str]) -> list[Finding]:
    findings = []
    if LOST in text.text:
        place = text.origin[text.text.index(LOST)]
        findings.append(Finding("warning", "clean", "lost-characters", where,
                                f"characters were lost in the source at {text.text.count(LOST)} places, the first at "
                                f"character {place}; nothing is read across them"))
    if counts["pinyin"]:
        findings.append(Finding("info", "clean", "inserted-pinyin", where,
                                f"{counts['pinyin']} inserted readings removed"))
    if counts["advertisements"]:
        findings.append(Finding("info", "clean", "advertisements", where,
                                f"{counts['advertisements']} advertisements inside the text removed"))
    return findings


def simplify(text: str) -> str:
    """Simplified characters and half-width forms of a short text, as a name that a user typed."""
    return _to_simplified(_same(text))


# Characters among which nothing is left out: no blank, no letter of a reading, nothing invisible.
_PLAIN = re.compile("[\u4e00-\u9fff0-9,.;:!?%“”‘’《》〈〉、。，；：！？（）—…·-]*")


def fold(text: str) -> tuple[str, Sequence[int]]:
    """A quotation as names are compared: without inserted readings, blanks and what is invisible, simplified.

    With the offset of each character in the quotation, so that a name found in the one can be shown in the other.
    """
    if _PLAIN.fullmatch(text):  # most of all: there is nothing to leave out
        return _to_simplified(_same(text)), range(len(text))
    work = _Text(text)
    work.leave_out((m.span() for m in _INVISIBLE.finditer(work.text)), "invisible")
    work.leave_out((m.span() for m in _MARKS.finditer(work.text)), "combining marks")
    work.replace(_same(work.text))
    work.leave_out(_inserted_readings(work.text, protected=True), "inserted pinyin")
    work.leave_out((m.span() for m in re.finditer(r"\s+", work.text)), "blanks")
    return _to_simplified(work.text), range(len(text)) if len(work.text) == len(text) else list(work.origin)


def traditional_of(characters: str) -> str:
    """Which traditional characters are written for simplified ones, as pairs: 国学 → 國国學学."""
    wanted = set(characters)
    return "".join(pair for pair in _traditional_pairs() if pair[1] in wanted)


@lru_cache(maxsize=1)
def _traditional_pairs() -> tuple[str, ...]:
    block = [chr(c) for c in range(0x4E00, 0x9FFF)]
    simple = _converter().convert("\n".join(block)).split("\n")
    return tuple(t + s.translate(_VARIANTS) for t, s in zip(block, simple, strict=True) if len(s) == 1
                 and t != s.translate(_VARIANTS) and not _in_gb2312(t))


INVISIBLE = _INVISIBLE.pattern  # for who compares texts as they were before cleaning


@lru_cache(maxsize=1)
def plain_forms() -> dict[int, str]:
    """By which character each one is compared: simplified, half-width, small, without accents; without those that stay.

    For `str.translate`; character by character, so that a name gives the same in every context (OpenCC's words would
    make 乾 of one text 干 of another).  In a quotation `fold` says more.
    """
    blocks = range(0x2E80, 0x2FE0), range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x2FA20)
    han = [chr(c) for block in blocks for c in block]
    simple = _converter().convert("\n".join(_SAME.get(c, c) for c in han)).split("\n")
    forms = {ord(c): s.translate(_VARIANTS) for c, s in zip(han, simple, strict=True) if len(s) == 1}
    forms |= {ord(c): s.lower() for c, s in _SAME.items() if ord(c) not in forms}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        forms[code] = base if base.isascii() else chr(code)
    forms |= {ord(c): a for c, a in zip("ɑɡ", "ag", strict=True)}
    return {code: form for code, form in forms.items() if form != chr(code)}


@lru_cache(maxsize=8192)
def syllables(character: str) -> frozenset[str]:
    """All readings of a character in small letters without tones: 单 → dan, shan, chan."""
    found = {reading.translate(plain_forms()) for reading in _readings(character)}
    return frozenset(r for r in found if r.isalpha() and r.isascii())


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _one_line(text: str | None) -> str | None:
    return " ".join(simplify(text).split()) or None if text else None


def _same(text: str) -> str:
    """Half-width forms, plain blanks, one kind of quotation marks, characters for radicals."""
    for c in _FREQUENT:
        text = text.replace(c, _SAME[c])
    return text.translate(_RARE_TABLE) if _RARE.search(text) else text


def _drop_markup(text: _Text) -> None:
    """Leave out Markdown's signs and tags.

    What they mark stays, a block's tag leaves a line break and a cell's a blank.
    """
    spans: list[tuple[int, int]] = []
    signs: dict[int, str] = {}
    ends: list[int] = []
    for match in _MARKUP.finditer(text.text):
        inner = next((g for g in ("label", "inner", "literal") if match.group(g)), None)
        if inner:
            spans += [(match.start(), match.start(inner)), (match.end(inner), match.end())]
        elif match.group("block") or match.group("cell"):
            signs[match.start()] = "\n" if match.group("block") else " "
            ends += [match.start()] if match.group("block") and match.group("name") != "br" else []
            spans.append((match.start() + 1, match.end()))
        else:
            spans.append(match.span())
        if match.group("head") or match.group("item"):
            ends += [place for place in (match.start() - 1, text.text.find("\n", match.end()) if match.group("head")
                                         else -1) if place >= 0]
    if signs:
        new = list(text.text)
        for place, sign in signs.items():
            new[place] = sign
        text.replace("".join(new))
    origin = text.origin
    text.block_ends.update(origin[place] for place in ends)
    text.leave_out(spans, "markup")
    text.replace(re.sub(r"^[ \t]*\|.*$", lambda m: m.group().replace("|", " "), text.text, flags=re.MULTILINE))


def _pair_quotes(text: str) -> str:
    """Straight quotation marks become opening and closing ones, line by line, where all are closed in the end.

    One behind an opening mark of the other kind closes that (“甲"), as some input methods write it.
    """
    if '"' not in text:
        return text
    return re.sub(r'[^\n]*"[^\n]*', lambda match: _pair_in_line(match.group()), text)


def _pair_in_line(line: str) -> str:
    opened = False
    paired: list[str] = []
    for piece in re.split('(["“”])', line):
        if piece == '"':
            piece = "”" if opened else "“"
        elif piece in ("“", "”") and opened == (piece == "“"):
            return line  # a mark of inches, or one that was lost
        opened = piece == "“" or (opened and piece != "”")
        paired.append(piece)
    return line if opened else "".join(paired)


def _mark_lost(text: _Text, protected: bool) -> None:
    """Put one sign where characters were lost, and let what the damage touched go with them."""
    spans: list[tuple[int, int]] = []
    for match in _WRECK.finditer(text.text):
        start, end = match.span()
        if match.group().strip("?？") == "" and _ASKED.search(text.text[max(0, start - 3):start]):
            continue
        # `??萍` was 科技 before its bytes were cut one off: the character after the gap is none of the text's.
        if protected and match.group().strip("?？") == "" and end < len(text.text):
            end += 1
        spans.append((start, end))
    if spans:
        new = list(text.text)
        for start, _ in spans:
            new[start] = LOST
        text.replace("".join(new))
        text.leave_out([(start + 1, end) for start, end in spans if end > start + 1], "lost characters")


@lru_cache(maxsize=32768)
def _readings(character: str) -> frozenset[str]:
    """All readings of a character, with tone marks, with tone numbers and without tones."""
    found: set[str] = set()
    for style in (Style.TONE, Style.NORMAL, Style.TONE3):
        found.update(pinyin(character, style=style, heteronym=True)[0])
    return frozenset(unicodedata.normalize("NFC", r) for r in found)


def _inserted_readings(text: str, protected: bool = False) -> list[tuple[int, int]]:
    """The spans of `(huì )` after 會: a bracket goes only when it holds a reading of the character before it.

    One or two such brackets may be a real gloss (砀(dàng)山县); three toned ones are a copy-protected page.
    """
    spans: list[tuple[int, int]] = []
    toned = 0
    for match in _BRACKET.finditer(text):
        letters = match.group(1).replace("\n", "").lower().translate(_LOOKALIKES)
        syllable = unicodedata.normalize("NFC", letters).translate(_LOOKALIKES)
        before = text[match.start() - 1] if match.start() else ""
        if re.match(f"[{_HAN}]", before) and syllable in _readings(before):
            spans.append(match.span())
            toned += not syllable.isascii() or syllable[-1].isdigit()
    return spans if protected or toned >= _PROTECTED_FROM else []


@lru_cache(maxsize=1)
def _converter() -> Any:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def _traditional() -> re.Pattern[str]:
    """A character that simplified writing does not have: 乾 and 著 are in GB 2312, 會 is not."""
    characters = [chr(c) for c in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    converted = "\n".join(characters)
    converted = _converter().convert(converted).translate(_VARIANTS)
    changed = [old for old, new in zip(characters, converted.split("\n"), strict=True) if old != new]
    simplified = set("".join(changed).encode("gb2312", "ignore").decode("gb2312"))
    return re.compile(f"[{''.join(c for c in changed if c not in simplified and c not in _NAMES_ONLY)}]")


def _simplify(text: str) -> str:
    """Simplified characters, where the text or a line of it is traditional: on simplified text OpenCC makes 干县 of
    乾县."""
    found = len(_traditional().findall(text))
    if not found:
        return text
    if found >= max(1, len(re.findall("[\u3400-\u9fff]", text)) * _TRADITIONAL_SHARE):
        return _to_simplified(text)
    return "\n".join(_to_simplified(line) if len(_traditional().findall(line)) > max(1, 0.1 * len(line)) else line
                     for line in text.split("\n"))


def _to_simplified(text: str) -> str:
    """The same in simplified characters, of the same length."""
    new: str = _converter().convert(text)
    if len(new) != len(text):
        new = "".join(c if len(c) == 1 else o for o, c in ((o, _converter().convert(o)) for o in text))
    new = new.translate(_VARIANTS)
    return _NOT_DRY.sub(lambda m: "乾" if text[m.start()] == "乾" else "干", new) if "乾" in text else new


def _break_one_line(text: str) -> str:
    """Where a whole document stands in one line, blanks before its outline's numbers and after its stops are line
    breaks."""
    if len(text) < _ONE_LINE_FROM or text.count("\n") > len(text) // 1000 or " " not in text:
        return text

    def breaks(match: re.Match[str]) -> str:
        return "\n" + match.group()[1:]

    text = _BYLINE_END.sub(lambda m: m.group(1) + "\n", _OUTLINE_BREAK.sub(breaks, text))
    # The first blank in front of the first stop ends the title.
    title = re.match(r"([^\n。!?;,]{6,60}?) +(?=\S)", text)
    return text if title is None else text[:title.end(1)] + "\n" + text[title.end(1) + 1:]


def _hard_breaks(text: str, ends_block: Callable[[int], bool]) -> list[tuple[int, int]]:
    """The line breaks, with the blanks around them, that a page's width has made.

    A break is one when the line so far is long and ends without a stop, or is as long as nearly all lines are, and
    no heading, by-line or indented paragraph follows; and none where the source says that a block ends, or between the
    names of a list.
    """
    if "\n" not in text:
        return []
    lines = [(m.start(), m.group().rstrip()) for m in re.finditer(r"[^\n]+", text)]
    width = page_width([content for _, content in lines])
    listed = _listed([content for _, content in lines])
    spans: list[tuple[int, int]] = []
    previous, previous_end, joined = "", 0, False
    for number, (start, content) in enumerate(lines):
        near = content and previous and number not in listed and text.count("\n", previous_end, start) == 1
        wrapped = bool(near and _continues(previous, content, width, joined)
                       and not ends_block(text.index("\n", previous_end)))
        if wrapped:
            spans.append((previous_end, start))
        previous, previous_end, joined = content, start + len(content), wrapped
    return _between_words(text, spans)


def _continues(previous: str, content: str, width: int, joined: bool) -> bool:
    """Whether a line goes on with what the one before began, told by their looks."""
    full = is_full(previous, width)
    label = _READING.sub("", previous)  # a by-line is one with readings in it too
    is_open = full or ((joined or _PROSE.match(previous)) and previous[-1] not in ENDS and not _BYLINE.match(label))
    return bool(is_open and content[:6] != previous[:6] and not _STARTS.match(content) and not is_furniture(content)
                and not is_furniture(previous) and not _POSTED.search(previous))


def _listed(lines: Sequence[str]) -> set[int]:
    """The lines (by number) that are names of a list, each behind another: lines in a row without a stop, which begin
    or end alike or as names do, or whose lengths differ more than those of lines that a page's width has broken."""
    found: set[int] = set()
    first = 0
    for number in range(len(lines) + 1):
        if number < len(lines) and _NAME_LINE.match(lines[number]):
            continue
        run = lines[first:number]
        if len(run) >= _SHORTEST_LIST and (_are_alike(run) or _are_uneven(run) or _end_as_names(run)):
            found.update(range(first + 1, number))
        first = number + 1
    return found


def _are_alike(lines: Sequence[str]) -> bool:
    """Whether most lines begin or end with the same two characters as another: 宁波市…, …创新中心."""
    begins, ends = Counter(line.lstrip()[:2] for line in lines), Counter(line[-2:] for line in lines)
    return 3 * sum(begins[line.lstrip()[:2]] > 1 or ends[line[-2:]] > 1 for line in lines) >= 2 * len(lines)


def _end_as_names(lines: Sequence[str]) -> bool:
    """Whether most lines end as names of bodies and places do; what a width has cut seldom ends so line after line."""
    return 4 * sum(line[-1] in _NAME_ENDS for line in lines) >= 3 * len(lines)


def _are_uneven(lines: Sequence[str]) -> bool:
    """Whether some lines are shorter than a page's width would have left them.

    The last one of a paragraph always may be.
    """
    longest = max(map(len, lines))
    return sum(longest - len(line) >= _UNEVEN for line in lines[:-1]) >= 2


def _doubled(text: str) -> list[tuple[int, int]]:
    """The commas that stand beside another stop: of `,,` the second, of `,。` the first."""
    spans: list[tuple[int, int]] = []
    for match in _STOPS.finditer(text):
        run = match.group()
        commas = [match.start() + i for i, c in enumerate(run) if c in ",、"]
        spans += [(i, i + 1) for i in (commas[1:] if len(commas) == len(run) else commas)]
    return spans


def _between_words(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Between words of Latin letters one blank of the break stays, if it has one."""
    return [(start + 1, end) if text[start - 1].isascii() and text[start - 1].isalpha() and text[end:end + 1].isascii()
            and text[end:end + 1].isalpha()
            and text[start] == " " else (start, end) for start, end in spans]
