"""The help of commands in the language spoken: English as it stands in the code, or the catalogue's Chinese.

Chinese has no blanks to break lines at and two columns a character, so its lines are laid out here.
"""

from __future__ import annotations

import copy
import inspect
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import click

from kg.language import LANGUAGES, OPTION, catalogue, spoken

LANGUAGE = "kechuang.language"  # where a context keeps the language that --lang names
LANGUAGE_HELP = "The language of messages, help and analysis: Chinese or English; otherwise that of the locale."
ALL = "kg"  # what the catalogue calls the group of all commands
_UNIT = re.compile(r"[!-~…“”]+ ?|.", re.DOTALL)  # what no line is broken in: a word, or one Chinese character
_NEVER_FIRST, _NEVER_LAST = frozenset("，。；：、）！？”》"), frozenset("（“《[")
_MOST_TERMS = 30  # columns of the names of options, behind which a longer one has a line for itself
_EXTRAS = (("[default: ", "[默认："), ("; required]", "；必填]"), ("[required]", "[必填]"))


class Helping(click.Command):
    """A command that has `--lang`, and whose help is told in the language spoken."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The parameters of the command, and that of the language."""
        return [*super().get_params(ctx), _language()]

    def get_short_help_str(self, limit: int = 45) -> str:
        """What the command does, in a line."""
        if spoken() != "zh":
            return super().get_short_help_str(limit)
        return _of_command(self).split("\n")[0].split("。")[0]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How it is called."""
        prefix = "用法：" if spoken() == "zh" else None
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What it does."""
        if spoken() != "zh":
            super().format_help_text(ctx, formatter)
            return
        formatter.write("\n")
        for paragraph in _of_command(self).split("\n"):
            formatter.write("".join(f"  {line}\n" for line in wrapped(paragraph, formatter.width - 2)) or "\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its options, and the commands of a group."""
        if spoken() != "zh":
            super().format_options(ctx, formatter)
            return
        records = (_in_chinese(param).get_help_record(ctx) for param in self.get_params(ctx))
        _list("选项", [record for record in records if record is not None and any(record[1:])], formatter)
        if isinstance(self, click.Group):
            commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
            _list("命令", [(name, c.get_short_help_str()) for name, c in commands if c is not None], formatter)


class _Told(click.UsageError):
    """What is wrong with a call, in Chinese."""

    def __init__(self, error: click.UsageError) -> None:
        super().__init__(of_usage(error.format_message()), error.ctx)

    def show(self, file: Any = None) -> None:
        """Print it on standard error, behind how the command is called."""
        if self.ctx is not None:
            hint = of_usage(f"Try '{self.ctx.command_path} --help' for help.")
            click.echo(f"{self.ctx.get_usage()}\n{hint}\n", file, err=True)
        click.echo(of_usage(f"Error: {self.message}"), file, err=True)


@contextmanager
def usage_told() -> Iterator[None]:
    """What click finds wrong with a call is raised in the language spoken."""
    try:
        yield
    except click.UsageError as error:
        if spoken() != "zh" or isinstance(error, _Told | click.exceptions.NoArgsIsHelpError):
            raise
        raise _Told(error) from None


def of_usage(said: str) -> str:
    """A message of click in Chinese, as far as the catalogue knows its form; what stands in its places too."""
    for form, chinese in _usages():
        if (found := form.fullmatch(said)) is not None:
            return chinese.format(**{name: of_usage(value) for name, value in found.groupdict().items()})
    return said


@cache
def _usages() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The forms of click's messages, as expressions, and their Chinese."""
    return tuple((re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(english)), re.DOTALL), chinese)
                 for english, chinese in catalogue()["usage"].items())


def _language() -> click.Option:
    """The option of the language; it is heeded before arguments are parsed (`kg.language.asked`)."""
    def keep(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
        if value:
            ctx.meta[LANGUAGE] = value

    return click.Option([OPTION], type=click.Choice(LANGUAGES), expose_value=False, callback=keep, help=LANGUAGE_HELP)


def _of_command(command: click.Command) -> str:
    name = ALL if isinstance(command, click.Group) else command.name or ""
    return catalogue()["commands"].get(name, inspect.cleandoc(command.help or "")).strip()


def _in_chinese(param: click.Parameter) -> click.Parameter:
    """The parameter, its help in Chinese as far as the catalogue has it."""
    told = copy.copy(param)
    if isinstance(told, click.Option) and told.help:
        told.help = catalogue()["options"].get(told.help, told.help)
    return told


def _list(title: str, rows: Sequence[tuple[str, str]], formatter: click.HelpFormatter) -> None:
    """Terms and what they mean, in two columns."""
    first = min(_MOST_TERMS, max((width(term) for term, _ in rows), default=0)) + 4
    formatter.write(f"\n{title}：\n")
    for term, meaning in rows:
        for english, chinese in _EXTRAS:
            meaning = meaning.replace(english, chinese)
        lines = list(wrapped(meaning, max(20, formatter.width - first)))
        if width(term) > first - 4:
            formatter.write(f"  {term}\n")
        else:
            formatter.write(f"  {term}{' ' * (first - 2 - width(term))}{''.join(lines[:1])}\n")
            lines = lines[1:]
        formatter.write("".join(f"{' ' * first}{line}\n" for line in lines))


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, columns: int) -> Iterator[str]:
    """A text in lines of at most so many columns, none of which begins with a mark that closes or ends with one that
    opens."""
    line: list[str] = []
    taken = 0
    for unit in _units(text):
        if line and taken + width(unit.rstrip()) > columns:
            carried = [line.pop()] if len(line) > 1 and (unit[0] in _NEVER_FIRST or line[-1] in _NEVER_LAST) else []
            yield "".join(line).rstrip()
            line, taken = carried, sum(map(width, carried))
        line.append(unit)
        taken += width(unit)
    if line:
        yield "".join(line).rstrip()


def _units(text: str) -> Iterable[str]:
    return (found.group() for found in _UNIT.finditer(text))
