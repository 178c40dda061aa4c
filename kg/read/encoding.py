"""Bytes to text: decoded by us before any parser sees them, so that no parser drops what its charset lacks."""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 2000  # characters that tell an encoding
_LEGACY = ("gb18030", "big5hkscs")
# Pages say gb2312 and hold characters that only its successors have (朱镕基's 镕).
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs"}
_COMMON = re.compile("[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小现实加都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严]")
_NOT_ASCII, _PRINTABLE = re.compile("[^\x00-\x7f]"), re.compile("[ -~\r\n\t]")


def decode(data: bytes, declared: str | None = None) -> tuple[str, bool]:
    """The text of some bytes, and whether every byte could be read.

    Order: byte-order mark, the declared charset (as the superset that writers mean; not where the bytes are UTF-8, which
    no GB text is by chance), strict UTF-8, UTF-16 without a mark, and of GB 18030 and Big5 the one that gives more common
    characters.  What fits none as a whole is read in the encoding that fits most, with U+FFFD for the rest.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _strict(data, name) or (data.decode(name, "replace"), False)
    wide = utf16_without_mark(data[:4096])
    superset = _SUPERSETS.get(declared.lower(), declared.lower()) if declared else None
    if superset in _LEGACY and _is_utf8(data):
        superset = "utf-8"
    for candidate in (wide, superset, "utf-8"):
        if candidate and (found := _strict(data, candidate)):
            return found
    found_in = [_strict(data, name) or (data.decode(name, "replace"), False) for name in (*_LEGACY, "utf-8")]
    return max(found_in, key=lambda item: (_commonness(item[0]), item[1]))


def _strict(data: bytes, name: str) -> tuple[str, bool] | None:
    try:
        return data.decode(name), True
    except (UnicodeDecodeError, LookupError):
        return None


def _is_utf8(data: bytes) -> bool:
    return not data.isascii() and _strict(data, "utf-8") is not None


def _commonness(text: str) -> float:
    """The share of common Chinese characters, less that of unreadable ones, among the characters that are not ASCII."""
    first = _NOT_ASCII.search(text)
    sample = text[first.start():first.start() + _SAMPLE] if first else ""
    return (len(_COMMON.findall(sample)) - sample.count("\ufffd")) / max(1, len(_NOT_ASCII.findall(sample)))


def utf16_without_mark(sample: bytes) -> str | None:
    """The byte order of UTF-16 text that has no mark; None for anything else."""
    if b"\x00" not in sample and _begins_utf8(sample):
        return None
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = sample[:len(sample) // 2 * 2].decode(name)
        except UnicodeDecodeError:
            continue
        han = len(_COMMON.findall(text))
        if text and han + len(_PRINTABLE.findall(text)) > 0.4 * len(text) and (b"\x00" in sample or han > 0.3 * len(text)):
            return name
    return None


def _begins_utf8(sample: bytes) -> bool:
    """Whether bytes are the beginning of UTF-8 text, perhaps cut in a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True
