"""Signs of symbol fonts: characters that mean one thing by their number and another by their font.

A sign that says something in a sentence (≥, α, ③, →) is read as the character that looks like it; boxes, ticks and
bullets are pictures.
"""

from __future__ import annotations

import re

# The font “Symbol” from 0x21, from 0x61 and from 0xA0 on, as Adobe's encoding has it; a blank where it has a picture.
_SYMBOL = dict(zip(range(0x21, 0x7F), "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾"
                   "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼", strict=True))
_SYMBOL |= dict(zip(range(0xA0, 0xE6), "€ϒ′≤⁄∞ƒ    ↔←↑→↓°±″≥×∝∂ ÷≠≡≈…   ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓ 〈®©™∑",
                    strict=True)) | {0xF1: "〉", 0xF2: "∫"}
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"
_FONTS: dict[str, dict[int, str]] = {
    "symbol": {code: sign for code, sign in _SYMBOL.items() if sign != " "},
    "wingdings": dict(zip((*range(0x80, 0x96), *range(0xDF, 0xE3)), _CIRCLED + "←→↑↓", strict=True)),
    "wingdings 2": dict(zip(range(0x69, 0x7F), _CIRCLED, strict=True)),
    "wingdings 3": {}, "webdings": {}, "mt extra": {}, "marlett": {}, "zapfdingbats": {},
}
_CODE = re.compile(r"[0-9A-Fa-f]{1,5}")
_SHIFT = 0xF000  # where Unicode text keeps the signs of such fonts


def is_symbol_font(font: str | None) -> bool:
    """Whether characters in a font are not what their numbers say."""
    return font is not None and font.strip().lower() in _FONTS


def symbol(font: str | None, code: int) -> str:
    """The character that a sign looks like; "" for a picture."""
    signs = _FONTS.get((font or "").strip().lower())
    if _SHIFT <= code < _SHIFT + 0x100:
        return (signs or {}).get(code - _SHIFT, "")
    if signs is not None and code < 0x100:
        return " " if code == 0x20 else signs.get(code, "")
    return chr(code) if code < 0xD800 or 0xF900 <= code < 0x110000 else ""


def symbol_of(font: str | None, code: str | None) -> str:
    """The same by the hexadecimal number that a `w:sym` writes."""
    return symbol(font, int(code, 16)) if code and _CODE.fullmatch(code) else ""


def in_font(font: str | None, text: str) -> str:
    """A text set in a symbol font, without its pictures."""
    return "".join(symbol(font, ord(c)) for c in text)
