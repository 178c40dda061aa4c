"""The language in which kg speaks to people: English, or Chinese as its catalogue has it, as --lang or the locale says.

Texts stand in English where they are used (`say("{n} notes", n=3)`), and in `messages.zh.toml` in Chinese; a test holds
both complete.  What is written into files follows `--lang` alone, never the locale.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
OPTION = "--lang"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that says anything holds
_CATALOGUE = Path(__file__).with_name("messages.zh.toml")
_SPOKEN: ContextVar[Language | None] = ContextVar("spoken", default=None)


def spoken() -> Language | None:
    """The language that is spoken now, None where nobody has said which: then names are told in both."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """While it lasts, that language is spoken."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def asked(arguments: Sequence[str]) -> Language | None:
    """The language that the arguments of a command name, wherever they do; needed before they are parsed, for help."""
    before = list(arguments[:arguments.index("--")]) if "--" in arguments else list(arguments)
    for this, following in pairwise([*before, ""]):
        value = following if this == OPTION else this.removeprefix(OPTION + "=") if OPTION + "=" in this else ""
        for language in LANGUAGES:
            if value == language:
                return language
    return None


def of_locale(environment: Mapping[str, str]) -> Language | None:
    """The language of the locale, None where that is neither Chinese nor English, or says nothing (C, POSIX)."""
    said = next((value for name in _VARIABLES if (value := environment.get(name))), "")
    return next((language for language in LANGUAGES if said.lower().startswith(language)), None)


def say(text: str, /, **values: Any) -> str:
    """A text of the catalogue in the language spoken, with values in its places."""
    template = catalogue()["texts"][text] if spoken() == "zh" else text
    return template.format(**values)


def message(text: str, /, **values: Any) -> str:
    """The message of an error: a text of the catalogue with values in its places, in the language spoken.

    Without values a text that the catalogue has not is told as it is: it may be another's.
    """
    if spoken() != "zh":
        return text.format(**values) if values else text
    if not values:
        return catalogue()["texts"].get(text, text)
    return catalogue()["texts"][text].format(**{name: of_system(value) for name, value in values.items()})


def of_system(said: Any) -> Any:
    """What the operating system says of a failure, in the language spoken; anything else as it is."""
    return catalogue()["system"].get(said, said) if spoken() == "zh" and isinstance(said, str) else said


def found(code: str, message: str) -> str:
    """What was found in the data: the message, in Chinese with what its code means in front."""
    if spoken() != "zh":
        return message
    meaning, detail = catalogue()["findings"].get(code), detailed(message)
    if detail is None:
        return f"{meaning}（{message}）" if meaning else message
    return f"{meaning}：{detail}" if meaning else detail


@lru_cache(maxsize=1024)
def detailed(message: str) -> str | None:
    """The message of a finding in Chinese, None for one that the catalogue has not.

    Findings stand in records and reports in English, so that these are the same in every language; what was put into a
    message is taken out of it again, and told in Chinese where it is a message itself.
    """
    for pattern, chinese in _details():
        if (m := pattern.fullmatch(message)) is not None:
            system = catalogue()["system"]
            return chinese.format(**{name: detailed(value) or system.get(value, value)
                                     for name, value in m.groupdict().items()})
    # Some are put together of several: what a file is, what to do with it.
    parts = [detailed(part) for part in message.split("; ")] if "; " in message else []
    return "；".join(filter(None, parts)) if parts and all(part is not None for part in parts) else None


@cache
def _details() -> Sequence[tuple[re.Pattern[str], str]]:
    """What finds each detail of a finding, those with most words of their own first, and its Chinese."""
    def words(text: str) -> list[str]:
        return re.split(r"\{(\w)\}", text)  # the words of a text, and the names of its places between them

    found = sorted(catalogue()["details"].items(), key=lambda kept: (-sum(map(len, words(kept[0])[::2])), kept[0]))
    return [(re.compile("".join(f"(?P<{part}>.+?)" if i % 2 else re.escape(part)
                                for i, part in enumerate(words(text))), re.DOTALL), chinese) for text, chinese in found]


def both(zh: str, en: str) -> str:
    """A name that has two languages, in the one spoken, in both where nobody has said which."""
    return {"zh": zh, "en": en}.get(spoken() or "", f"{zh} {en}")


def listing(names: Iterable[str]) -> str:
    """Names one behind the other, by the marks of the language."""
    return (", " if spoken() == "en" else "、").join(names)


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """The Chinese of kg: `texts` by their English, `commands` by their names, `options` by their English help,
    `findings` by their codes, `details` of them by their English, `system` and `usage` by the English of the operating
    system and of click."""
    return tomllib.loads(_CATALOGUE.read_text(encoding="utf-8"))
