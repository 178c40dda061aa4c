"""Texts in data (JSON of a file or of a page's script): which field of a record is its text, and which say what it is.

The names of the fields stand in one table, `KEYS`; they are compared without case, blanks, `_` and `-`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.read.characters import han
from kg.values import written_date

# Field of a reading → the names that it has in data, the surest first.
KEYS: Mapping[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "text": "text content 正文 全文 内容 文本 文章内容 正文内容 articlebody body fulltext maintext contenttext "
                "pagecontent "
        "article txt paragraphs html contenthtml bodyhtml document passage",
        "title": "title 标题 题目 文件标题 文件名称 headline articletitle subject name 名称",
        "date": "date 日期 发布日期 发布时间 成文日期 印发日期 发文日期 时间 pubdate publishdate publishtime pubtime "
        "datepublished published publishedat releasetime releasedate time",
        "publisher": "source publisher 来源 发布机构 发文机关 发文单位 发布单位 信息来源 contentsource sitename",
        "author": "author 作者 撰稿人 撰稿",
        "number": "number 文号 发文字号 文件编号 docnumber",
        "url": "url link 链接 网址 原文链接 href sourceurl",
    }.items()
}
# In which a value stands that has a field of its own: {"content": {"rendered": "…"}}, {"publisher": {"name": "…"}}.
_WRAPPED = ("rendered", "value", "text", "html", "name", "#text", "$t")
_SECONDS = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")
# A time in seconds has no place; what is read here is written in China.
_CHINA = datetime.timezone(datetime.timedelta(hours=8))
_SENTENCE = re.compile("[。；！？]")
_FEWEST = 20  # characters of a running text


@dataclass(frozen=True, slots=True)
class Record:
    """A record with a text: its place in the data, the name of the field that is the text, the text, and the record."""

    path: str
    key: str
    text: str
    values: Mapping[str, Any]

    def detail(self, field: str) -> str | None:
        """What a field of `KEYS` says, a `date` as ISO 8601."""
        for key in _named(self.values, field):
            value = _unwrapped(self.values[key])
            if field == "date":
                if (day := iso_date(value)) is not None:
                    return day
            elif isinstance(value, str) and value.strip():
                return value.strip()
        return None

    @property
    def is_running(self) -> bool:
        """Whether the text is one of sentences, not a label."""
        return is_running(self.text)

    @property
    def unused(self) -> int:
        """How many characters the record's other texts have, which no field of a reading takes."""
        used = {self.key, *(key for field in KEYS if field != "text" for key in _named(self.values, field)[:1])}
        return sum(len(text) for key, value in self.values.items() if key not in used for text in _strings(value))


def is_running(text: str) -> bool:
    """Whether a text is one of sentences, not a label."""
    return len(han(text)) >= _FEWEST and _SENTENCE.search(text) is not None


def find_records(value: object) -> tuple[list[Record], str]:
    """The records of a value of JSON that have a text, and else why none is taken: nothing has one, or too much has.

    The value itself, or what stands at one place in it, for which a list is one place.  Where texts stand at several
    places, only the one of running texts is taken.
    """
    places: dict[str, list[Record]] = {}
    for record in _records(value):
        places.setdefault(record.path, []).append(record)
    if len(places) > 1:
        running = {path: records for path, records in places.items() if any(r.is_running for r in records)}
        if len(running) != 1:
            return (
                [],
                f"texts stand at several places of it ({_listed(list(running or places))}); save each text by itself",
            )
        places = running
    for records in places.values():
        return records, ""
    if not (keys := _keys(value)):
        return [], "it holds no record with fields"
    return [], f"none of its fields is known to be a text ({_listed(keys)}); call it `text`"


def _keys(value: object) -> list[str]:
    """The names of the fields that hold something else than fields, with their places."""
    found: dict[str, None] = {}
    stack: list[tuple[str, object]] = [("", value)]
    while stack:
        path, held = stack.pop()
        if isinstance(held, dict):
            found.update(
                {f"{path}.{key}".lstrip("."): None for key, inner in held.items() if not isinstance(inner, dict | list)}
            )
        stack += reversed(_children(path, held))
    return list(found)


def _listed(names: list[str]) -> str:
    return ", ".join(name[:40] for name in names[:12]) + (" …" if len(names) > 12 else "")


def _children(path: str, value: object) -> list[tuple[str, object]]:
    """What stands in a value, with its places: `data.list[]`; numbers as names are those of a list."""
    if isinstance(value, dict):
        return [
            (f"{path}[]" if str(key).isdigit() else f"{path}.{key}".lstrip("."), inner) for key, inner in value.items()
        ]
    return [(f"{path}[]", inner) for inner in value] if isinstance(value, list) else []


def _records(value: object) -> Iterator[Record]:
    """The records with a text, in order; what stands inside one of them is a part of it."""
    stack: list[tuple[str, object]] = [("", value)]
    while stack:
        path, held = stack.pop()
        found = _text(held) if isinstance(held, dict) else None
        if isinstance(held, dict) and found is not None:
            yield Record(path, *found, held)
        else:
            stack += reversed(_children(path, held))


def _text(record: Mapping[str, Any]) -> tuple[str, str] | None:
    """The field of a record that is its text, and the text: the surest that has sentences, else that has anything."""
    found = [(key, text) for key in _named(record, "text") if (text := _joined(record[key])) is not None]
    return next(
        (f for f in found if is_running(f[1])), next((f for f in found if f[1].strip()), found[0] if found else None)
    )


def _joined(value: object) -> str | None:
    """A text, or the paragraphs of one, each in a line."""
    value = _unwrapped(value)
    if isinstance(value, str):
        return value
    if (
        not isinstance(value, list)
        or not value
        or any(isinstance(part, dict) and _named(part, "title") for part in value)
    ):
        return None  # a list of what has titles is one of records
    parts = [
        part if isinstance(part, str) else (_text(part) or (None, None))[1] if isinstance(part, dict) else None
        for part in value
    ]
    return "\n".join(p for p in parts if p) if all(p is not None for p in parts) else None


def _unwrapped(value: object) -> object:
    if isinstance(value, dict):
        return next((value[key] for key in _WRAPPED if isinstance(value.get(key), str)), value)
    return value


def _named(record: Mapping[str, Any], field: str) -> list[str]:
    """The keys of a record that name a field, the surest first."""
    names = {re.sub(r"[\s_-]", "", str(key)).lower(): str(key) for key in reversed([*record])}
    return [names[name] for name in KEYS[field] if name in names]


def _strings(value: object) -> Iterator[str]:
    stack = [value]
    while stack:
        held = stack.pop()
        if isinstance(held, str):
            yield held
        elif isinstance(held, dict | list):
            stack += held.values() if isinstance(held, dict) else held


def iso_date(value: object) -> str | None:
    """A day as data tells it, as `kg.values.written_date` gives it; seconds (or thousandths) since 1970 too."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if (seconds := _SECONDS.fullmatch(str(value).strip())) is not None:
        return datetime.datetime.fromtimestamp(int(seconds.group(1)), _CHINA).date().isoformat()
    return written_date(str(value))
