"""Formulas as a line of text: x^2/(a+b), √(x), ∑_(i=1)^n; those of Office Math, and the older ones in fields (EQ).

The line is written as Unicode Technical Note 28 does: signs for what has one, brackets only where they are needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from kg.read.docx.counting import written
from kg.read.ooxml import attribute, child, kind, text_of

_SIMPLE = re.compile(r"[\w.%°′]*")
_LEFT_OUT = {"w:del", "w:moveFrom"}
_CIRCLED = re.compile(r"\d{1,2}")
_DEEPEST = 60  # deeper ones are read without their structure


def linear(node: etree._Element, depth: int = 0) -> str:
    """What an element of Office Math (`m:…`) says."""
    if depth > _DEEPEST:
        return "".join(text_of(part) for part in node.iter() if kind(part) == "m:t")
    name = kind(node)
    if name in ("m:t", "w:t"):
        return text_of(node)
    if name in _LEFT_OUT or name.endswith("Pr"):
        return ""
    parts: dict[str, list[str]] = {}
    said = []
    for part in node:
        said.append(linear(part, depth + 1))
        parts.setdefault(kind(part), []).append(said[-1])
    write = _FORMS.get(name)
    return write(node, {name: texts[0] for name, texts in parts.items()}, said) if write else "".join(said)


_Parts = dict[str, str]


def _in_brackets(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) or (text[:1] == "(" and text.find(")") == len(text) - 1) else f"({text})"


def _fraction(node: etree._Element, parts: _Parts, said: list[str]) -> str:
    line = "¦" if attribute(child(node, "m:fPr", "m:type"), "m:val") == "noBar" else "/"
    return f"{_in_brackets(parts.get('m:num', ''))}{line}{_in_brackets(parts.get('m:den', ''))}"


def _scripts(node: etree._Element, parts: _Parts, said: list[str]) -> str:
    below, above = (parts.get(name) for name in ("m:sub", "m:sup"))
    low = f"_{_in_brackets(below)}" if below else ""
    return parts.get("m:e", "") + low + (f"^{_in_brackets(above)}" if above else "")


def _limit(sign: str) -> Callable[[etree._Element, _Parts, list[str]], str]:
    return lambda node, parts, said: f"{parts.get('m:e', '')}{sign}{_in_brackets(parts.get('m:lim', ''))}"


def _operator(node: etree._Element, parts: _Parts, said: list[str]) -> str:
    sign = attribute(child(node, "m:naryPr", "m:chr"), "m:val") or "∫"
    return _scripts(node, {**parts, "m:e": sign}, said) + parts.get("m:e", "")


def _root(node: etree._Element, parts: _Parts, said: list[str]) -> str:
    degree = parts.get("m:deg", "")
    return f"√({degree + '&' if degree else ''}{parts.get('m:e', '')})"


def _delimited(node: etree._Element, parts: _Parts, said: list[str]) -> str:
    signs = [attribute(child(node, "m:dPr", name), "m:val") for name in ("m:begChr", "m:sepChr", "m:endChr")]
    first, between, last = (usual if sign is None else sign for sign, usual in zip(signs, "(|)", strict=True))
    return first + between.join(text for part, text in zip(node, said, strict=True) if kind(part) == "m:e") + last


def _rows(between: str, first: str = "", last: str = "") -> Callable[[etree._Element, _Parts, list[str]], str]:
    return lambda node, parts, said: first + between.join(text for text in said if text) + last


def _function(node: etree._Element, parts: _Parts, said: list[str]) -> str:
    argument = parts.get("m:e", "")
    return parts.get("m:fName", "") + (argument if argument[:1] == "(" else f" {argument}")


def _accent(node: etree._Element, parts: _Parts, said: list[str]) -> str:
    return parts.get("m:e", "") + (attribute(child(node, "m:accPr", "m:chr"), "m:val") or "\u0302")


def _phantom(node: etree._Element, parts: _Parts, said: list[str]) -> str:
    hidden = attribute(child(node, "m:phantPr", "m:show"), "m:val") in ("0", "false", "off")
    return "" if hidden else parts.get("m:e", "")


_FORMS: dict[str, Callable[[etree._Element, _Parts, list[str]], str]] = {
    "m:f": _fraction, "m:sSub": _scripts, "m:sSup": _scripts, "m:sSubSup": _scripts,
    "m:sPre": lambda node, parts, said: _scripts(node, {**parts, "m:e": ""}, said) + parts.get("m:e", ""),
    "m:rad": _root, "m:nary": _operator, "m:d": _delimited, "m:limLow": _limit("_"), "m:limUpp": _limit("^"),
    "m:eqArr": _rows("; "), "m:mr": _rows(", "), "m:m": _rows("; ", "[", "]"), "m:func": _function,
    "m:acc": _accent, "m:phant": _phantom,
}

_SWITCH = re.compile(r"\\([a-z]+)", re.IGNORECASE)
# What may stand between a switch and its arguments: alignments, distances, the signs of brackets.
_OPTIONS = re.compile(r"(?:\s*(?:\\[lrb]c\\.|\\(?:al|ac|ar|ad|co|vs|hs|up|di|ai|to|bo|le|ri|pr|su|in|fc|vc)"
                      r"|[\d.-]+))*\s*", re.IGNORECASE)
_FORMAT = re.compile(r"^\s*eq\b|\\\*\s*(?:\"[^\"]*\"|[a-z]+\d*)", re.IGNORECASE)  # the field's name, and how it is set
_ENCLOSING = frozenset("○□△◇")


def equation(code: str) -> str:
    r"""What an EQ field shows: `eq \f(1,2)` → 1/2, `eq \o\ac(○,3)` (a sign put into a circle) → ③.

    Of signs put over each other (`\o`, with which readings are set above characters) the last is the text.
    """
    return _sequence(_FORMAT.sub("", code), 0, 0)[0].strip()


def _sequence(code: str, at: int, depth: int) -> tuple[str, int]:
    """What the code says from a place to the end of its argument, and where that is."""
    said: list[str] = []
    brackets = 0
    while at < len(code):
        switch = _SWITCH.match(code, at) if depth <= _DEEPEST else None
        if switch:
            text, at = _switched(code, switch, depth)
            said.append(text)
            continue
        if depth and not brackets and code[at] in ",;)":
            break
        escaped = code[at] == "\\"  # \( and \, are the signs themselves
        sign = code[at + escaped:at + escaped + 1]
        brackets += 0 if escaped else (sign == "(") - (sign == ")" and brackets > 0)
        said.append(sign)
        at += 1 + escaped
    return "".join(said), at


def _switched(code: str, switch: re.Match[str], depth: int) -> tuple[str, int]:
    """What a switch with its arguments shows, and where it ends."""
    options = _OPTIONS.match(code, switch.end())
    at = options.end() if options else switch.end()
    if code[at:at + 1] != "(":
        return "", at
    arguments: list[str] = []
    while at < len(code) and (code[at] != ")" or not arguments):
        argument, at = _sequence(code, at + 1, depth + 1)
        arguments.append(argument.strip())
    return _shown(switch.group(1).lower(), arguments), at + 1


def _shown(switch: str, arguments: list[str]) -> str:
    last = arguments[-1]
    if switch == "f" and len(arguments) == 2:
        return "/".join(map(_in_brackets, arguments))
    if switch == "r":
        return f"√({'&'.join(arguments)})"
    if switch == "o":
        circled = _CIRCLED.fullmatch(last) is not None and arguments[0][:1] in _ENCLOSING
        return written(int(last), "decimalEnclosedCircle") if circled else last
    return f"({','.join(arguments)})" if switch == "b" else (", " if switch == "a" else "").join(arguments)
