"""The commands: each parses, calls one function, prints; data on stdout, the rest on stderr."""

from __future__ import annotations

import errno
import importlib
import io
import os
import re
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from kg import __version__
from kg.child import allowed, heed_processor_time
from kg.errors import InputError, KgError, OutputError
from kg.help import LANGUAGE, Helping, usage_told
from kg.language import asked, listing, message, of_locale, of_system, say, speaking, spoken
from kg.language import found as meaning
from kg.limits import LIMITS, Limits

if TYPE_CHECKING:
    from kg.bearers import Bearers
    from kg.cluster.driver import Spark
    from kg.corpus import Part
    from kg.folder import Change
    from kg.graph import Graph
    from kg.model import Finding

_FORMATS = ("table", "json", "xml", "csv", "tsv", "ttl", "nt", "jsonld")
_ROWS = ("table", "csv", "tsv", "json")  # formats that rows have
_ENGINE, _WORK = "kechuang.engine", "kechuang.work"
_TABLES = ("entities", "facts", "observations", "evidence")


class _Path(click.Path):
    """A path; an empty one, which would be the folder one happens to be in, is refused, and one that cannot be."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        if value == "":
            self.fail(say("has no name; write . for the folder you are in"), param, ctx)
        if isinstance(value, str) and "\0" in value:
            self.fail(say("{value!r} can be no name", value=value), param, ctx)
        return super().convert(value, param, ctx)


_PATH = _Path(path_type=Path)


class _Command(Helping):
    """A command whose texts are Unicode, whatever the locale takes bytes for; paths stay as the system has them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and read again as UTF-8 what Python could not decode."""
        left = super().parse_args(ctx, args)
        for param in self.params:
            if param.name in ctx.params and isinstance(param.type, click.types.StringParamType):
                ctx.params[param.name] = _decoded(ctx.params[param.name])
        return left


def _decoded(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_decoded, value))
    if not isinstance(value, str) or not re.search("[\udc80-\udcff]", value):
        return value
    return os.fsencode(value).decode("utf-8", "replace")


class _Commands(Helping, click.Group):
    """Errors of kg, the system and the machine in one line with exit code 2, Ctrl-C with 130, whatever the command."""

    command_class = _Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands here, and one for each part of what many documents tell."""
        from kg.corpus import PARTS

        return sorted({*super().list_commands(ctx), *(part.name for part in PARTS)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        if (found := super().get_command(ctx, cmd_name)) is not None:
            return found
        from kg.corpus import PARTS

        return next((_asking(part) for part in PARTS if part.name == cmd_name), None)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run with standard streams that can be written to, whatever they are."""
        _open_streams()
        heed_processor_time()
        given = args[0] if args else kwargs.get("args")
        arguments = [str(argument) for argument in (sys.argv[1:] if given is None else given)]
        try:
            with speaking(asked(arguments) or of_locale(os.environ)):
                return super().main(*args, **kwargs)
        except OSError as error:  # before any command: --version, --help
            click.echo(say("error: {message}", message=_told(error)), err=True)
            sys.exit(2)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """What was called, with its parameters; what is wrong with them is told in the language spoken."""
        with usage_told():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            with usage_told():
                result = super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()  # here, where it can still be told that it cannot
            return result
        except KeyboardInterrupt:
            click.echo(say("interrupted"), err=True)
            ctx.exit(130)
        except BrokenPipeError:  # who reads has read enough
            raise
        except (KgError, OSError, MemoryError, RuntimeError) as error:
            if (told := _told(error)) is None:
                raise
            click.echo(say("error: {message}", message=told), err=True)
            ctx.exit(2)


def _asking(part: Part) -> click.Command:
    """The command that asks a part of what many documents tell."""
    by_place = [click.Argument([p.name], required=p.required, metavar=p.name.upper())
                for p in part.parameters if p.by_place]
    options = [click.Option([f"--{p.name}"], required=p.required, help=p.help)
               for p in part.parameters if not p.by_place]
    formats = [*part.write, *(f for f in _ROWS if f not in part.write)]
    return _Command(part.name, callback=partial(_ask, part), help=part.help, params=[
        click.Argument(["folder"], type=_PATH, metavar="DIR"), *by_place, *options,
        click.Option(["--format"], type=click.Choice(formats), default=formats[0], show_default=True)])


def _ask(part: Part, folder: Path, format: str, **given: str | None) -> None:
    from kg.graph import Graph
    from kg.results import RESULT_FORMATS

    graph = Graph.load(folder)
    answer = part.answer(graph.view, graph.ontology, **given)
    shown = part.write[format](answer) if format in part.write else RESULT_FORMATS[format](answer.result())
    _show(shown) if format in ("text", "table") else _write(shown)
    if not answer.rows:
        click.echo(say("nothing of that is found in these documents"), err=True)


def _open_streams() -> None:
    """Standard streams: each open, so that no other file gets its number, and able to show any character somehow."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a console of GBK has no 𠮷


def _told(error: Exception) -> str | None:
    """An error in one line, None for one that is a fault of kg and not of its surroundings."""
    if isinstance(error, KgError):
        return " ".join(str(error).splitlines())
    if isinstance(error, MemoryError):
        return say("there is not enough memory{limit}", limit=allowed("AS", "DATA"))
    if isinstance(error, OSError):
        # Files are told of where they are written; what is left is standard output, sent to a full disk.
        if not _flushes() or (error.filename is None and error.errno in (errno.ENOSPC, errno.EFBIG)):
            return message("{path}: cannot be written: {reason}", path=say("standard output"), reason=error.strerror)
        named = isinstance(error.filename, str | bytes)
        said = of_system(error.strerror)
        return f"{os.fsdecode(error.filename)}: {said}" if named else str(said or error)
    if "can't start new thread" not in str(error):
        return None
    return say("no thread can be started{limit}", limit=allowed("NPROC", "AS"))


def _flushes() -> bool:
    """Whether standard output takes what it still holds; what a full disk does not is not tried again."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 -- lives as long as the process
        return False
    return True


def _write(data: str | bytes) -> None:
    """Put a result on standard output, for programs in UTF-8, for people as their terminal shows it.

    Raises `OutputError` when that is closed.
    """
    out = _output()
    if isinstance(data, bytes) or not out.isatty():
        out.write(data if isinstance(data, bytes) else data.encode())
    else:
        click.echo(data, nl=False)


def _show(text: str) -> None:
    """Put a result for people on standard output.  Raises `OutputError` when that is closed."""
    _output()
    click.echo(text, nl=False)


def _output() -> BinaryIO:
    """Standard output as bytes.  Raises `OutputError` when it is closed."""
    if sys.stdout is None:
        raise OutputError("standard output is closed, so there is nowhere to put the result; open it, or name a file")
    sys.stdout.flush()
    return sys.stdout.buffer


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
def main() -> None:
    """Knowledge graphs from folders of Chinese science-and-technology policy documents.

    Exit code 0: done; 1: ran and found problems; 2: could not run.
    """


def _begun(module: str, table: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """What completes a name of a table of a module, or of one that a function there gives; loaded when it is asked."""
    def complete(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
        held = getattr(importlib.import_module(module), table)
        return [name for name in (held() if callable(held) else held) if name.startswith(begun)]

    return complete


def _limit_options(command: Callable[..., None]) -> Callable[..., None]:
    """A flag for each limit, in the order of their table."""
    for limit in reversed(LIMITS):
        command = click.option(
            "--" + limit.name.replace("_", "-"),
            type=click.IntRange(min=1),
            default=limit.default,
            show_default=True,
            metavar="N",
            help=f"{limit.metadata['help']} ({limit.metadata['unit']})",
        )(command)
    return command


def _cluster_options(command: Callable[..., None]) -> Callable[..., None]:
    """The flags of a cluster, whose values are kept in the command's context."""
    def keep(ctx: click.Context, option: click.Parameter, value: str | None) -> None:
        ctx.meta[f"kechuang.{option.name}"] = value

    work = click.option("--work", metavar="PLACE", expose_value=False, callback=keep,
                        help="With --engine: a folder or an address that all machines of the cluster reach.")
    engine = click.option("--engine", metavar="spark[=URL]", expose_value=False, callback=keep,
                          help="Read and merge on a cluster by its Spark Connect (sc://HOST:15002), without URL by "
                               "Sail on this machine.")
    return engine(work(command))


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=_Path(readable=False), metavar="INPUT…")
@click.option("-o", "--output", required=True, type=_PATH, metavar="DIR",
              help="Folder for graph.ttl, graph.html and report.json.")
@click.option("--ontology", type=_PATH, metavar="DIR",
              help="Another field: a folder of Turtle that adds to ontology/ or takes its place.")
@click.option(
    "--workers", type=click.IntRange(1, 64), metavar="N", help="Processes that read documents; one a core unless given."
)
@click.option("--add", is_flag=True,
              help="Keep the documents of the earlier build in DIR; a file of the same name takes the place of one.")
@click.option("--annotations", type=_PATH, metavar="DIR",
              help="Read what kg annotate wrote there too; files of it beside the documents are read anyway.")
@_cluster_options
@_limit_options
@click.pass_context
def build(  # noqa: PLR0913 -- a command has a parameter for each of its options
    ctx: click.Context,
    /,
    inputs: tuple[str, ...],
    output: Path,
    ontology: Path | None,
    workers: int | None,
    add: bool,
    annotations: Path | None,
    **limits: int,
) -> None:
    """Build a graph from files and folders (text, Markdown, HTML, PDF, DOCX, CSV, ZIP, JSON lines).

    - reads standard input.

    A document that passes a limit is skipped and reported; the build goes on.  What an earlier build into DIR read is
    not read again; what is no longer among the inputs leaves the graph, unless --add keeps it.
    """
    from kg.ontology import load_ontology
    from kg.pipeline import Watch, build_to

    if "-" in inputs and sys.stdin is None:
        raise InputError("standard input is closed; name a file or folder, or give - something to read")
    stdin = sys.stdin.buffer if "-" in inputs else None
    watcher = _Watcher()
    graph = build_to(
        inputs,
        output,
        ontology=load_ontology(ontology) if ontology else None,
        stdin=stdin,
        watch=Watch(watcher.document, watcher.change, watcher.stage),
        limits=Limits(**limits),
        workers=workers,
        add=add,
        spark=_spark(ctx.meta[_ENGINE], ctx.meta[_WORK]),
        annotations=annotations,
    )
    _tell(ctx, graph, output, watcher)


def _spark(engine: str | None, work: str | None) -> Spark | None:
    """The cluster that a user names.  Raises `InputError` for what is none."""
    from kg.cluster.driver import Spark

    if engine is None and work is not None:
        raise InputError("--work is where a cluster keeps what passes between its stages; name one by "
                         "--engine spark=URL")
    if engine is None:
        return None
    name, named, url = engine.partition("=")
    if name != "spark" or (named and not url):
        raise InputError("--engine {engine}: is none; write --engine spark for a Sail on this machine, or --engine "
                         "spark=sc://HOST:15002 for a cluster", engine=engine)
    return Spark(url, work or "")


def _tell(ctx: click.Context, graph: Graph, output: Path, watcher: _Watcher) -> None:
    """Say what came of a build, and end with 1 where something went wrong."""
    watcher.end()
    click.echo(_summary(graph, output, watcher.changes))
    if any(f.severity == "error" for f in graph.findings):
        ctx.exit(1)


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=_Path(readable=False), metavar="DOCS…")
@click.option("-o", "--output", required=True, type=_PATH, metavar="DIR",
              help="Folder for the annotations; that of the documents puts them beside these.")
@click.option("--endpoint", required=True, metavar="URL",
              help="Where the documents are sent: an address of OpenAI's form, as http://localhost:8000/v1.")
@click.option("--model", required=True, metavar="NAME", help="The model that is asked there.")
@click.option("--key-from", default="KG_ANNOTATE_KEY", show_default=True, metavar="VARIABLE",
              help="The variable of the environment that holds the key, where the endpoint wants one.")
@click.option("--ontology", "folder", type=_PATH, metavar="DIR", help="Another field's folder of Turtle.")
@click.option("--piece", type=click.IntRange(200, 100_000), default=3000, show_default=True, metavar="N",
              help="Characters of a document that go in one request, cut at sentences; a tenth is sent twice.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=120, show_default=True, metavar="SECONDS",
              help="How long an answer is waited for.")
@click.option("--tries", type=click.IntRange(1, 20), default=4, show_default=True, metavar="N",
              help="How often a request is made that gets no answer, with pauses that double.")
@click.option("--dry-run", is_flag=True, help="Say how much would be sent and to whom; send nothing.")
@click.pass_context
def annotate(ctx: click.Context, /, inputs: tuple[str, ...], output: Path, folder: Path | None, dry_run: bool,
             **given: Any) -> None:
    """Ask a language model what documents say, at an endpoint that you name; kg build reads what it answers.

    The text of all documents is sent there.  Each answer must quote the text, and passes the gate of evidence or is
    dropped and counted.  Answers are kept, so that a run that was cut off goes on (docs/annotate.md).
    """
    from kg.annotate import Asking, annotate, plan
    from kg.annotate.endpoint import Endpoint
    from kg.ontology import load_ontology

    endpoint = Endpoint(given["endpoint"], given["model"], os.environ.get(given["key_from"], ""), given["timeout"],
                        given["tries"])
    asking = Asking(endpoint, output, given["piece"], given["piece"] // 10)
    ontology = load_ontology(folder)
    planned = plan(inputs, asking, ontology)
    sent = say("{documents} documents: {requests} requests of {characters:,} characters in all to {host}, "
               "model {model}",
                documents=planned.documents, requests=planned.requests, characters=planned.characters,
                host=planned.host, model=planned.model)
    sent += say("; {n} are answered already", n=planned.kept) if planned.kept else ""
    if dry_run:
        click.echo("\n".join([sent + say("; nothing is sent"), *_problems(planned.findings)]))
        return
    click.echo(sent, err=True)
    watcher = _Watcher()
    outcome = annotate(inputs, asking, ontology, watcher.document)
    watcher.end()
    lines = [say("{asked} requests, {kept} answered before, {failed} without answer: {records} names and facts pass "
                 "the gate", asked=outcome.asked, kept=outcome.kept, failed=outcome.failed, records=outcome.records)]
    lines += [say("  refused: {n} {reason}", n=n, reason=_refusals().get(reason, reason))
              for reason, n in sorted(outcome.refused.items())]
    lines += [*_problems(outcome.findings),
              say("next: kg build {docs} --annotations {folder} -o OUT", docs=shlex.join(map(str, inputs)),
                   folder=shlex.quote(str(output)))]
    click.echo("\n".join(lines))
    if any(f.severity == "error" for f in outcome.findings):
        ctx.exit(1)


def _refusals() -> dict[str, str]:
    """What the gate of evidence calls what it refuses, as people say it."""
    return {"offset": say("whose words are not in the text"), "type": say("of a type that the ontology has not"),
            "relation": say("of a relation that the ontology has not"),
            "types": say("whose ends the relation does not admit"), "self": say("of a thing with itself"),
            "nameless": say("that name nothing"), "form": say("without the fields they need")}


@main.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT…")
@click.pass_context
def remove(ctx: click.Context, folder: Path, documents: tuple[str, ...]) -> None:
    """Take documents out of a built graph, by the names of their files (report.json has them)."""
    from kg.pipeline import Watch, remove_from

    watcher = _Watcher(wanted=True)
    graph = remove_from(folder, documents, watch=Watch(watcher.document, watcher.change, watcher.stage))
    _tell(ctx, graph, folder, watcher)


@main.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.argument("names", nargs=-1, metavar="NAME…")
@click.option("--list", "listed", is_flag=True, help="Say how many names are forgotten; whose, nobody can say.")
@click.pass_context
def forget(ctx: click.Context, folder: Path, names: tuple[str, ...], listed: bool) -> None:
    """Forget people: out of a built graph, its quotations, page, report and records, and out of later builds.

    NAME is a label, another name or an IRI; all who have that name go.  It cannot be taken back (docs/forget.md).
    Exit code 1 when nobody has one of the names; the others are forgotten.
    """
    from kg.forget import Forgotten

    forgotten = Forgotten.load(folder)
    if listed:
        count = len(forgotten.entries)
        click.echo(say("{n} name is forgotten in {folder}", n=count, folder=folder) if count == 1 else
                   say("{n} names are forgotten in {folder}", n=count, folder=folder))
        return
    if not names:
        raise InputError("name somebody to forget, or ask by --list how many are forgotten")
    if not _forget(folder, names):
        ctx.exit(1)


def _forget(folder: Path, names: Sequence[str]) -> bool:
    """Forget whoever has some names, and say of each before what that is; whether each is somebody's."""
    from kg.bearers import bearers
    from kg.forget import Forgotten
    from kg.graph import Graph
    from kg.pipeline import Watch, finish_forgetting, forget_in

    forgotten, whole = Forgotten.load(folder), Graph.load(folder)
    found = {name: bearers(whole, name) for name in names}
    for name, meant in found.items():
        _tell_meant(name, meant, forgotten.holds(name))
    every = sorted({each for meant in found.values() if meant for each in meant.names})
    if every:
        watcher = _Watcher(wanted=True)
        graph = forget_in(folder, every, watch=Watch(watcher.document, watcher.change, watcher.stage))
        watcher.end()
        click.echo(_summary(graph, folder))
    if every or any(map(forgotten.holds, names)):
        finish_forgetting(folder)
    if every:
        _tell_left(folder, graph, every)
    return all(meant or forgotten.holds(name) for name, meant in found.items())


def _tell_meant(name: str, meant: Bearers, before: bool) -> None:
    """Say what a name means before it is forgotten."""
    if not meant:
        click.echo(say("{name}: is forgotten already", name=name) if before else
                   say("{name}: nobody has this name, and no document that was read holds it", name=name),
                   err=not before)
        return
    labels = [n.label for n in meant.entities]
    things = say("{n} entity", n=1) if len(labels) == 1 else say("{n} entities", n=len(labels))
    things += say(" ({names})", names=_listed(labels)) if labels else ""
    click.echo(say("{name}: {things} and what {n} document says of it", name=name, things=things, n=1)
               if meant.documents == 1 else
               say("{name}: {things} and what {n} documents say of it", name=name, things=things, n=meant.documents))


def _tell_left(folder: Path, graph: Graph, names: Sequence[str]) -> None:
    """Say what may still hold forgotten names."""
    from kg.bearers import left
    from kg.forget import FILE
    from kg.generations import TOP
    from kg.lock import STORE

    for word, count in sorted(left(graph, names).items()):
        click.echo(say("warning: {word}: is a word too; it stands {n} times where nothing tells that the person is "
                       "meant, and was left there", word=word, n=count), err=True)
    others = sorted(p.name for p in folder.iterdir() if p.name not in (*TOP, FILE, STORE))
    if others:
        click.echo(say("not looked into, as kg did not write them as this graph: {names} in {folder}",
                       names=_listed(others), folder=folder), err=True)


_OF_A_KIND = 5  # findings of one kind that are printed
_BESIDE_MERGING = {"page": 0.15, "store": 0.4}  # measured: docs/scale.md


def _of_stages() -> dict[str, str]:
    """What the stages of a build are called."""
    return {"cluster reads": say("the cluster reads"), "cluster merges": say("the cluster merges and checks"),
            "taking": say("taking the graph from the cluster"), "merging": say("merging and checking"),
            "page": say("laying out the page"), "store": say("loading the store")}


class _Watcher:
    """Tells on stderr what a build does: what leaves the graph in any case, how far it is where somebody watches."""

    def __init__(self, wanted: bool = False) -> None:
        """With `wanted` it was the user who named what leaves the graph."""
        self.changes: Change | None = None
        self._wanted = wanted
        self._watched = sys.stderr is not None and sys.stderr.isatty()
        self._stage, self._since = "", 0.0
        self._took: dict[str, float] = {}  # seconds of stages that are over
        self._share = (0, 1)  # how much of the present stage is done
        self._open = False  # a line that is written over stands there

    def change(self, change: Change) -> None:
        """What a build does to the documents of the folder."""
        self.changes = change
        if change.gone and not self._wanted and sys.stderr is not None:
            several, names = len(change.gone) > 1, _listed(change.gone)
            if several:
                what = say("{n} documents of the earlier build are not among the inputs: {names}; they leave the graph",
                            n=len(change.gone), names=names)
                keep = say("--add keeps them") if change.addable else say("to keep them, name them too")
            else:
                what = say("{n} document of the earlier build is not among the inputs: {names}; it leaves the graph",
                            n=len(change.gone), names=names)
                keep = say("--add keeps it") if change.addable else say("to keep it, name it too")
            click.echo(say("{what}; {keep}", what=what, keep=keep), err=True)

    def document(self, number: int, total: int, name: str) -> None:
        """A document is read."""
        self._show(say("reading {n}/{total}", n=number, total=total), name[:50])

    def stage(self, name: str, done: int, total: int) -> None:
        """So much of a stage is done."""
        if name != self._stage:
            self.end()
            now = time.monotonic()
            self._took[self._stage] = now - self._since
            self._stage, self._since = name, now
        self._share = done, total
        if name != "reading":  # of which each document is shown
            self._show(f"{_of_stages()[name]}{f' {100 * done // total} %' if done else ''}", "")

    def _left(self) -> float:
        """The seconds that the present stage will take from now on: as those before it in this stage, or of one that
        cannot tell as much as it usually takes beside the merging."""
        done, total = self._share
        if not done:
            return self._took.get("merging", 0.0) * _BESIDE_MERGING.get(self._stage, 0.0)
        spent = time.monotonic() - self._since
        return spent * (total - done) / done if spent >= 1 else 0.0

    def _show(self, what: str, name: str) -> None:
        if self._watched:
            left = self._left()
            about = say(", about {time} left", time=_duration(left)) if left >= 1 else ""
            click.echo(f"\r\033[K{what}{about} {name}", err=True, nl=False)
            self._open = True

    def end(self) -> None:
        """The line is done."""
        if self._open:
            click.echo("", err=True)
            self._open = False


def _duration(seconds: float) -> str:
    return say("{n} s", n=f"{seconds:.0f}") if seconds < 90 else say("{n} min", n=f"{seconds / 60:.0f}")


def _listed(names: Sequence[str], most: int = 5) -> str:
    shown = _comma().join(names[:most])
    return say("{names} and {n} more", names=shown, n=len(names) - most) if len(names) > most else shown


def _comma() -> str:
    return "、" if spoken() == "zh" else ", "


def _summary(graph: Graph, output: Path, change: Change | None = None) -> str:
    held = graph.report["counts"]
    types = held["entities"]
    numbers = say("{n} numbers ({doubted} in doubt)", n=held["numbers"], doubted=held["doubted"]) \
        if held["doubted"] else say("{n} numbers", n=held["numbers"])
    lines = [say("{documents} documents: {entities} entities, {facts} facts ({planned} planned), {numbers}",
                  documents=held["documents"], entities=sum(types.values()), facts=sum(held["facts"].values()),
                  planned=held["planned"], numbers=numbers),
             "  " + _comma().join(f"{t.label_en if spoken() == 'en' else t.label_zh} {types[t.name]}"
                                  for t in graph.ontology.roots if types.get(t.name))]
    if change is not None and (change.kept or change.gone or change.changed):
        parts = {say("{n} new", n=len(change.new)): change.new,
                 say("{n} changed", n=len(change.changed)): change.changed,
                 say("{n} gone", n=len(change.gone)): change.gone,
                 say("{n} as they were", n=len(change.kept)): change.kept}
        lines.append(say("  files: {parts}", parts=_comma().join(what for what, names in parts.items() if names))
                     + (say(" (gone: {names})", names=_listed(change.gone)) if change.gone else ""))
    lines += _problems(graph.findings)
    where = shlex.quote(str(output))
    lines += [say("open {page} in a browser; {graph} holds the triples", page=output / "graph.html",
                   graph=output / "graph.ttl"),
              say("next: kg serve {folder} (explore, read, ask), kg show {folder} NAME, kg query --list, "
                   "kg check {folder}", folder=where)]
    return "\n".join(lines)


def _problems(findings: Sequence[Finding]) -> list[str]:
    """What was found in the data, what matters most first, of many of one kind the first; notes only counted."""
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.severity, finding.code), []).append(finding)
    lines = []
    for (severity, code), found in sorted(kinds.items(), key=lambda kind: kind[0][0] != "error"):
        if severity != "info":
            what = say("error") if severity == "error" else say("warning")
            lines += [say("  {severity}: {where}: {message}", severity=what, where=f.where,
                          message=meaning(f.code, f.message)) for f in found[:_OF_A_KIND]]
            if len(found) > _OF_A_KIND:
                lines.append(say("  {severity}: and {n} more of this kind ({code}) in report.json", severity=what,
                                  n=len(found) - _OF_A_KIND, code=code))
    if notes := sum(len(found) for (severity, _), found in kinds.items() if severity == "info"):
        lines.append(say("  {n} notes in report.json", n=notes))
    return lines


def _problem(finding: Finding) -> str:
    """What was found, in a line."""
    called = {"error": say("error"), "warning": say("warning"), "info": say("info")}[finding.severity]
    return say("  {severity}: {where}: {message}", severity=called, where=finding.where,
               message=meaning(finding.code, finding.message))


def _query_limits(command: Callable[..., None]) -> Callable[..., None]:
    """The flags of what a query may take."""
    timeout = click.option("--timeout", type=click.FloatRange(min=0.01), default=20, show_default=True,
                           metavar="SECONDS", help="End a query after this time.")
    rows = click.option("--max-rows", type=click.IntRange(min=1), default=100_000, show_default=True,
                        help="End a query when it gives more rows.")
    memory = click.option("--max-memory", type=click.IntRange(min=16), default=1024, show_default=True, metavar="MB",
                          help="End a query when it needs more memory.")
    return timeout(rows(memory(command)))


class _Query(_Command):
    """The command that takes SPARQL, whose help tells what a query can ask for."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The schema, as it is."""
        from kg.ontology import load_ontology
        from kg.queries import schema

        formatter.write(f"\n{schema(load_ontology())}")


@main.command(cls=_Query)
@click.argument("folder", type=_PATH, metavar="DIR", required=False)
@click.argument("sparql", required=False)
@click.option("-f", "--file", "path", type=_PATH, help="Read the query from a file.")
@click.option("-n", "--name", shell_complete=_begun("kg.queries", "questions"),
              help="Ask a named question of the library.")
@click.option(
    "-p",
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="Give a named question a value; may be repeated.",
)
@click.option("--list", "listed", is_flag=True, help="List the named questions and what they can be given.")
@click.option("--format", "format", type=click.Choice(_FORMATS), default="table", show_default=True)
@_query_limits
def query(  # noqa: PLR0913 -- a command has a parameter for each of its options
    folder: Path | None,
    sparql: str | None,
    path: Path | None,
    name: str | None,
    parameters: tuple[str, ...],
    listed: bool,
    format: str,
    timeout: float,
    max_rows: int,
    max_memory: int,
) -> None:
    """Query a built graph with SPARQL or a named question; the prefixes kg, id, skos, dcterms, prov, oa … are known."""
    from kg import generations
    from kg.queries import question
    from kg.results import RESULT_FORMATS
    from kg.sparql import QueryLimits

    if listed:
        click.echo(_questions(), nl=False)
        return
    if folder is None or [sparql, path, name].count(None) != 2:
        raise InputError(
            "give the folder of a graph and a query, or a file with one by -f, "
            "or a named question by -n (kg query --list)"
        )
    given = _given(parameters)
    text = _text(path) if path is not None else question(name).filled(given) if name is not None else sparql
    assert text is not None
    if parameters and name is None:
        raise InputError("--param is for named questions; name one by -n")
    limits = QueryLimits(timeout, max_rows, max_memory)
    result = generations.query(folder, text, limits)
    shown = RESULT_FORMATS[format](result)
    _show(shown) if format == "table" else _write(shown)
    if name is not None and not result.rows and (asked := question(name).unknown(given)):
        _nobody(folder, [row["value"] for row in generations.query(folder, asked, limits).dicts()])


def _nobody(folder: Path, names: Sequence[str]) -> None:
    """Say which names that a question was given nothing has, and end with 1 when there are any."""
    for name in names:
        click.echo(say("nothing in the graph is named {name}; what is near: {command}", name=name,
                       command=shlex.join(("kg", "show", str(folder), name))), err=True)
    if names:
        sys.exit(1)


def _questions() -> str:
    from kg.queries import questions

    lines = []
    for q in questions().values():
        lines += [
            q.name,
            f"    {q.zh}",
            f"    {q.en}",
            *(f"    -p {name}=…  {text}" for name, text in q.parameters.items()),
        ]
    return "\n".join(lines) + "\n"


def _given(parameters: Sequence[str]) -> dict[str, str]:
    """Parameters by name.  Raises `InputError` for one without a value."""
    if any("=" not in p for p in parameters):
        raise InputError("write a parameter as NAME=VALUE")
    return {p.split("=", 1)[0]: p.split("=", 1)[1] for p in parameters}


def _text(path: Path) -> str:
    from kg.bom import without_bom

    try:
        return without_bom(path.read_bytes()).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("{path}: cannot be read: {error}", path=path, error=error) from error


@main.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.argument("name")
@click.option("--relation", metavar="RELATION", help="Only facts of this relation, by its name or label.")
@click.option("--year", help="Only what is of this year.")
@click.option("--brief", is_flag=True, help="Without sentences.")
@click.option("--all", "everything", is_flag=True, help="Fold nothing.")
@click.option("--format", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option(
    "--why", is_flag=True, help="Also by which technique and which rules each name, fact and number was read."
)
@click.pass_context
def show(  # noqa: PLR0913 -- a command has a parameter for each of its options
    ctx: click.Context, folder: Path, name: str, relation: str | None, year: str | None, brief: bool,
    everything: bool, format: str, why: bool,
) -> None:
    """Show an entity by any of its names: who holds posts there, numbers, facts by relation, each with its sentence and
    offset; long lists are folded.

    NAME is a label, another name or an IRI.  Exit code 1 when no entity or more than one has it; the message says which
    there are and ends with a command that shows the first.
    """
    from kg.graph import Graph
    from kg.places import Places
    from kg.show import Wanted, entity_json, entity_text, known_first, meant, namesakes, of_node, reasons, unclear

    if why and (brief or format == "json"):
        raise InputError("--why tells of sentences; leave out --brief and --format json")
    graph = Graph.load(folder)
    told = meant(folder, name)
    if told is None:
        found = graph.find(name)
        if len(found) != 1:
            click.echo(unclear(graph, folder, name, found), err=True)
            ctx.exit(1)
        told = of_node(graph, found[0])
    known = None if relation is None else graph.ontology.relation_called(relation).name
    wanted = Wanted(known, year, brief, everything)
    if format == "json":
        _write(entity_json(wanted.of(told)))
    else:
        known_places = Places(graph.report.get("documents", ()))
        _show(entity_text(known_first(told, graph.ontology), wanted, reasons(graph, folder, told) if why else None,
                          known_places))
        if others := namesakes(folder, name, told):
            click.echo(say("others are called {name} too: {names}", name=name, names=listing(others)), err=True)


@main.command()
@click.argument("old", type=_PATH, metavar="OLD")
@click.argument("new", type=_PATH, metavar="NEW", required=False)
@click.option("--all", "everything", is_flag=True, help="Every change, and what only its number is told of else.")
@click.option("--format", "format", type=click.Choice(("text", "json")), default="text", show_default=True,
              help="json holds everything, for programs.")
def diff(old: Path, new: Path | None, everything: bool, format: str) -> None:
    """Say what came, went and changed between two graphs: entities, facts, numbers, documents, with their sentences.

    OLD and NEW are built folders or Turtle files; a folder alone is compared with its state before the last build.
    """
    from kg.diff import Difference, sources
    from kg.tell import in_json, in_words

    with Difference(*sources(old, new)) as found:
        for piece in in_json(found) if format == "json" else in_words(found, everything):
            _write(piece)


@main.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option(
    "-f",
    "--format",
    "format",
    shell_complete=_begun("kg.export", "EXPORTERS"),
    required=True,
    help="turtle, ntriples, nquads, trig, jsonld, rdfxml, graphml, gexf, qlever, neo4j, csv, xlsx, "
    "parquet, html or pyvis; also ttl, nt, nq, rdf.",
)
@click.option("-o", "--output", type=_PATH, metavar="FILE", help="Write to a file (qlever, neo4j, parquet: a folder); "
              "otherwise to standard output.")
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="TYPE",
    help="Only facts and numbers that touch an entity of this type; may be repeated.",
)
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="NAME",
    help="Only what this document says (file, title or IRI); may be repeated.",
)
@click.option(
    "--since", metavar="DAY", help="Only what documents of this day or later say: 2024, 2024-03 or 2024-03-11."
)
@click.option("--public", is_flag=True, help="Without persons, their names masked in every text.")
@click.option("--table", type=click.Choice(_TABLES), help="Which table csv holds; facts if not said.")
@click.pass_context
def export(ctx: click.Context, /, folder: Path, format: str, output: Path | None, table: str | None,
           **part: Any) -> None:
    """Write a built graph, or a part of it, in another format.

    A part in which there is nothing is written and told on standard error; exit code 1.
    """
    from kg.export import exporter
    from kg.graph import Graph

    known = exporter(format)
    if table is not None and known.name != "csv":
        raise InputError("--table is for csv; the other formats hold everything")
    if output is None and known.folder:
        raise InputError("{format} is a folder of files; name one by -o", format=format)
    if known.name == "turtle" and not any(part.values()):
        from kg.generations import turtle

        _copy(turtle(folder), output)  # what was built is that file already
        return
    if known.name == "qlever" and output is not None and not any(part.values()):
        from kg.export import save_quads
        from kg.generations import quads

        save_quads(output, quads(folder))  # however many there are
        return
    whole = Graph.load(folder)
    graph = whole.select(**part)
    for finding in graph.findings:
        click.echo(_problem(finding).strip(), err=True)
    options = {"table": table} if table else {}
    if output is not None:
        graph.export(output, known.name, **options)
    else:
        known.write(graph.dataset, graph.ontology, _output(), **options)
    if known.name == "parquet":
        _tell_unheld(graph)
    if problem := _empty(whole, graph, part, (table or "facts") if known.name == "csv" else None):
        click.echo(problem, err=True)
        ctx.exit(1)


def _tell_unheld(graph: Graph) -> None:
    from kg.export.parquet import unheld

    left_out = unheld(graph.view)
    if left_out:
        click.echo(say("{n} values are no numbers or too long for Parquet and left empty: {first}", n=len(left_out),
                       first=left_out[0] + " …" * (len(left_out) > 1)), err=True)


def _empty(whole: Graph, graph: Graph, part: dict[str, Any], table: str | None) -> str:
    """A line for a part (of a table or of everything) that holds nothing: what was asked, and what the whole graph has.

    Empty when there is something, and when no part was asked for.
    """
    from kg.export.tables import TABLES

    if table is not None:
        something = next(TABLES[table][1](graph.view, graph.ontology), None) is not None
    else:
        something = bool(graph.view.nodes or graph.view.edges or graph.view.observations)
    if something or not any(part.values()):
        return ""
    asked = [f"--type {name}" for name in part["types"]] + [f"--document {name}" for name in part["documents"]]
    asked += [f"--since {part['since']}"] * bool(part["since"]) + ["--public"] * part["public"]
    dates = sorted(d.date for d in whole.view.documents if d.date)
    undated = len(whole.view.documents) - len(dates)
    has = [say("its documents are dated {first} to {last}", first=dates[0], last=dates[-1]) if dates else
           say("none of its documents has a date")]
    if dates and undated:
        has.append(say("{n} of {all} have no date", n=undated, all=len(whole.view.documents)))
    if part["types"]:
        names = ", ".join(sorted({t for n in whole.view.nodes for t in (n.root, n.type)}))
        has.append(say("its types are {names}", names=names))
    return say("nothing to export: the graph has no {what} for {asked}; {has}", asked=" ".join(asked),
               what=table or say("entities, facts or numbers"), has=_comma().join(has))


def _copy(source: Path, destination: Path | None) -> None:
    from kg.save import save_file

    with source.open("rb") as file:
        try:
            if destination is None:
                shutil.copyfileobj(file, _output())
            else:
                save_file(destination, lambda out: shutil.copyfileobj(file, out))
        except BrokenPipeError:  # who reads has read enough
            raise
        except OSError as error:
            raise OutputError("{path}: cannot be written: {reason}", path=destination or say("standard output"),
                              reason=error.strerror) from error


@main.command()
@click.argument("path", type=_PATH, metavar="DIR|FILE.ttl")
@click.option("--ontology", "folder", type=_PATH, metavar="DIR", help="The ontology whose shapes a FILE must keep.")
@click.option(
    "--engine",
    type=click.Choice(("pyshacl", "shacl")),
    help="What checks the shapes; shacl finds the same in less time (pip install 'kechuang[shacl]'), and is taken "
         "where it is installed.",
)
@click.pass_context
def validate(ctx: click.Context, path: Path, folder: Path | None, engine: str | None) -> None:
    """Check a built graph, or any Turtle file, against the shapes of the ontology.

    Exit code 1 when something is wrong.
    """
    from kg.graph import validate_path

    triples, findings = validate_path(path, folder, engine)
    for finding in findings:
        click.echo(f"{finding.where}\n    {finding.message}")
    wrong = say("nothing wrong") if not findings else say("{n} problem", n=1) if len(findings) == 1 else \
        say("{n} problems", n=len(findings))
    click.echo(say("{path}: {triples} triples, {wrong}", path=path, triples=triples, wrong=wrong))
    if findings:
        ctx.exit(1)


@main.command(name="import")
@click.argument("folder", type=_PATH, metavar="DIR")
@click.argument("files", nargs=-1, type=_PATH, metavar="FILE.ttl…")
@click.option("--remove", multiple=True, metavar="NAME", help="Take a file of this name out again; may be repeated.")
@click.pass_context
def import_(ctx: click.Context, folder: Path, files: tuple[Path, ...], remove: tuple[str, ...]) -> None:
    """Bring your own triples into a built graph: a list, owl:sameAs, corrections (owl:NegativePropertyAssertion)."""
    from kg.pipeline import import_to

    if not files and not remove:
        raise InputError("name a Turtle file to bring in, or one to take out by --remove")
    graph = import_to(folder, files, remove)
    view = graph.view
    click.echo(say("{folder}: {files} files of yours; {entities} entities, {facts} facts, {corrected} corrected",
                   folder=folder, files=len(graph.imports), entities=len(view.nodes), facts=len(view.edges),
                   corrected=len(view.corrected)))
    for finding in graph.findings:
        click.echo(_problem(finding))
    if any(f.severity == "error" for f in graph.findings):
        ctx.exit(1)


@main.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.argument("a")
@click.argument("b")
@click.option("--format", "format", type=click.Choice(("text", *_ROWS)), default="text", show_default=True)
def why(folder: Path, a: str, b: str, format: str) -> None:
    """Say why two names are one thing or two: who writes them so, what joins them or keeps them apart, the sentences.

    A and B are labels, other names or IRIs.
    """
    from kg.graph import Graph
    from kg.results import RESULT_FORMATS
    from kg.why import text
    from kg.why import why as explained

    answer = explained(Graph.load(folder), folder, a, b)
    shown = text(answer) if format == "text" else RESULT_FORMATS[format](answer.result())
    _show(shown) if format in ("text", "table") else _write(shown)


_PAIR = (str, str)


@main.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option("--same", multiple=True, type=_PAIR, metavar="A B",
              help="Decide that two are one, now and in later builds.")
@click.option("--different", multiple=True, type=_PAIR, metavar="A B",
              help="Decide that they are two; of one name in two places: NAME@PLACE NAME@PLACE.")
@click.option("--undo", multiple=True, type=_PAIR, metavar="A B", help="Take a decision back.")
@click.option("--by", default="", metavar="WHO", help="Who decides, to be written down.")
@click.option("--on", default="", metavar="DAY", help="When.")
@click.option("--decided", is_flag=True, help="Print what is decided, as the Turtle file that a build takes.")
@click.option("--most", type=click.IntRange(min=1), default=50, show_default=True, metavar="N", help="Pairs to list.")
@click.option("--format", "format", type=click.Choice(("text", *_ROWS)), default="text", show_default=True)
@click.pass_context
def merges(ctx: click.Context, /, folder: Path, decided: bool, most: int, format: str, **given: Any) -> None:
    """List doubtful pairs, the likeliest first: probably one and apart, or one and perhaps two; decide, and undo it.

    A and B are labels, other names or IRIs, or NAME@PLACE (or @DOCUMENT) for the one of a name that is spoken of there.
    """
    from kg.graph import Graph

    if given["same"] or given["different"] or given["undo"]:
        _decide(ctx, folder, **given)
        return
    graph = Graph.load(folder)
    _show_decided(graph) if decided else _list_doubts(graph, folder, most, format)


def _decide(ctx: click.Context, folder: Path, **given: Any) -> None:
    from kg.choices import chosen, undone
    from kg.graph import Graph
    from kg.pipeline import decide

    graph = Graph.load(folder)
    new = chosen(graph, given["same"], given["different"], given["by"], given["on"])
    before = len(graph.view.nodes)
    result = decide(folder, new, undone(graph, given["undo"]))
    click.echo(say("{folder}: {before} entities before, {now} now", folder=folder, before=before,
                   now=len(result.view.nodes)))
    for finding in result.findings:
        click.echo(_problem(finding))
    if any(f.severity == "error" for f in result.findings):
        ctx.exit(1)


def _show_decided(graph: Graph) -> None:
    from kg.decisions import NAME

    _write(next((i.data for i in graph.imports if i.name == NAME), b"# nothing is decided\n"))


def _list_doubts(graph: Graph, folder: Path, most: int, format: str) -> None:
    from kg.corpus.merges import answer, doubts, text
    from kg.decisions import settled
    from kg.results import RESULT_FORMATS

    found = doubts(graph.view, graph.ontology, settled(graph.imports))
    listed = answer(graph.view, graph.ontology, found[:most], str(folder))
    shown = text(listed) if format == "text" else RESULT_FORMATS[format](listed.result())
    _show(shown) if format in ("text", "table") else _write(shown)
    if len(found) > most:
        click.echo(say("{n} more pairs: --most {all}", n=len(found) - most, all=len(found)), err=True)


@main.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option("--host", default="127.0.0.1", show_default=True,
              help="The address to listen at; one that others reach needs a token, and one is made.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
              help="The port to listen at; 0 is any that is free.")
@click.option("--name", "names", multiple=True, metavar="NAME",
              help="Another name that the server is reached by, as behind a proxy; may be repeated.")
@click.option("--token", envvar="KG_TOKEN", metavar="TEXT",
              help="What everybody must know who asks (also KG_TOKEN, which others on this machine do not see).")
@click.option("--cors", multiple=True, metavar="ORIGIN",
              help="Another website whose pages may ask (https://HOST, * for all); may be repeated.")
@click.option("--public", is_flag=True, help="Without persons, their names masked in every text.")
@click.option("--open/--no-open", "opened", default=True, help="Whether to open the explorer in a browser.")
@click.option("--workers", type=click.IntRange(1, 64), default=None, metavar="N",
              help="Queries that run at a time; one a core unless given.")
@_query_limits
def serve(folder: Path, timeout: float, max_rows: int, max_memory: int, **given: Any) -> None:
    """Serve a built graph: the explorer in the browser, SPARQL and pages for programs and people, until Ctrl-C.

    Nothing is written but corrections.  A rebuild is followed while requests go on.
    """
    import secrets

    from kg.serve import Options, is_local
    from kg.serve import serve as run
    from kg.sparql import QueryLimits

    opened, token = given.pop("opened"), given.pop("token") or ""
    made = secrets.token_urlsafe(24) if not token and not is_local(given["host"]) else ""
    limits = QueryLimits(timeout, max_rows, max_memory)
    options = Options(**{**given, "workers": given["workers"] or 0, "token": token or made, "limits": limits})

    def ready(url: str) -> None:
        _write(f"{url}{f'?token={made}' if made else ''}\n")
        _output().flush()
        click.echo(say("{folder} is served there until Ctrl-C", folder=folder), err=True)
        if opened:
            _browse(f"{url}?token={options.token}" if options.token else url)

    run(folder, options, ready)


@main.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option("--public", is_flag=True, help="Without persons, their names masked in every text.")
def mcp(folder: Path, public: bool) -> None:
    """Answer an assistant about a built graph, by the Model Context Protocol on standard input and output
    (docs/mcp.md).

    Nothing is written.  A rebuild is followed by the next question.
    """
    from kg.mcp import serve

    serve(folder, public)


def _browse(url: str) -> None:
    """Open a page in the browser, where there is a screen to show one on."""
    import threading
    import webbrowser

    if sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


@main.command()
@click.argument("docs", type=_PATH, metavar="DOCS")
@click.argument("answers", type=_PATH, metavar="ANSWERS")
@click.option("-o", "--output", required=True, type=_PATH, metavar="FILE",
              help="File of weights: weights.tsv in the folder of an ontology is what kg build reads.")
@click.option("--ontology", "folder", type=_PATH, metavar="DIR", help="Another field's folder of Turtle.")
def train(docs: Path, answers: Path, output: Path, folder: Path | None) -> None:
    """Learn from texts with answers what speaks for a relation and against it (docs/training.md).

    DOCS is a folder of texts, ANSWERS one of files with what each text says, under the same names.
    """
    from kg.ontology import load_ontology
    from kg.save import save_file
    from kg.train import train as learn

    trained = learn(docs, answers, load_ontology(folder))
    held = trained.weights.encode()
    save_file(output, lambda out: out.write(held))
    without = say("; {n} texts without answers", n=len(trained.unanswered)) if trained.unanswered else ""
    click.echo(say("{texts} texts, {relations} relations{without}: {size:,} bytes in {path}", texts=trained.texts,
                   relations=trained.relations, without=without, size=len(held), path=output))


@main.command()
@click.option("--ontology", "folder", type=_PATH, metavar="DIR", help="Another field's folder of Turtle.")
def ontology(folder: Path | None) -> None:
    """Print the reference page of the ontology: every class, property and shape (docs/ontology.md is this page)."""
    from kg.ontology import load_ontology
    from kg.reference import reference

    _write(reference(tuple(load_ontology(folder).files.values())))


@main.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option("-o", "--output", type=_PATH, metavar="DIR", help="Folder for the files; otherwise DIR/analysis.")
@click.option("--path", "ends", nargs=2, metavar="FROM TO", help="Only print the shortest paths between two entities.")
def analyse(folder: Path, output: Path | None, ends: tuple[str, str] | None) -> None:
    """Say who is central in a built graph, what belongs together and what is missing.

    Prints the report as Markdown; writes it as Markdown, HTML with plots, CSV, and as triples in a graph of their own.
    """
    from kg.export import save_texts
    from kg.export.analysis import to_files
    from kg.graph import Graph

    graph = Graph.load(folder)
    found = graph.analyse()
    if ends:
        _show("".join(" — ".join(found.label[n] for n in path) + "\n" for path in found.paths(*ends)))
        return
    files = to_files(found, graph.ontology, click.get_current_context().meta.get(LANGUAGE))
    save_texts(output or folder / "analysis", files)
    click.echo(files["analysis.md"], nl=False)
    click.echo(say("written to {folder}: {names}", folder=output or folder / "analysis", names=", ".join(files)),
               err=True)
