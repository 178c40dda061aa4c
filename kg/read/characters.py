"""How Chinese a text looks, by its characters alone: what tells an encoding from another and a text from its wreck."""

from __future__ import annotations

import re
from functools import lru_cache

HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")
# The characters that make up most of any modern Chinese text, simplified.
COMMON = re.compile("[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说"
                    "产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小现实加都两体制机当使点从业"
                    "本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么"
                    "利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入"
                    "常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决"
                    "西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联"
                    "什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华"
                    "名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容"
                    "儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号"
                    "率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红"
                    "细引听该铁价严]")
_COMMON_ONES = frozenset(COMMON.pattern[1:-1])


def han(text: str) -> str:
    """The Chinese characters of a text alone."""
    return "".join(HAN.findall(text))


def common_share(text: str) -> float:
    """The share of the usual characters of modern Chinese (`COMMON`) among all characters of a text."""
    return sum(map(_COMMON_ONES.__contains__, text)) / max(1, len(text))


def ordinary_share(text: str) -> float:
    """The share of characters that every Chinese reader knows among all characters of a text."""
    return sum(map(ordinary().__contains__, text)) / max(1, len(text))


def known_share(text: str) -> float:
    """The share of characters that stand in any list of names or plants among all characters of a text."""
    return sum(map(_known().__contains__, text)) / max(1, len(text))


@lru_cache(maxsize=1)
def ordinary() -> frozenset[str]:
    """The first levels of GB 2312 (3,755 characters) and Big5 (5,401): those in use, simplified and traditional."""
    return frozenset(_decoded("gb2312", range(0xB0, 0xD8)) + _decoded("big5", range(0xA4, 0xC7)))


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """With the second level of GB 2312, another 3,008: rare ones, in names of persons, places and plants."""
    return ordinary() | frozenset(_decoded("gb2312", range(0xD8, 0xF8)))


def _decoded(name: str, rows: range) -> str:
    """The characters of some rows of a double-byte table."""
    columns = (*range(0x40, 0x7F), *range(0xA1, 0xFF)) if name == "big5" else range(0xA1, 0xFF)
    places = [(row, column) for row in rows for column in columns if name != "big5" or (row, column) <= (0xC6, 0x7E)]
    return bytes(b for place in places for b in place).decode(name, "ignore")
