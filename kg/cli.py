"""The commands: each parses, calls one function, prints; data on stdout, the rest on stderr."""

from __future__ import annotations

import errno
import os
import re
import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg import __version__
from kg.errors import InputError, KgError
from kg.limits import LIMITS, Limits

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.store import EdgeView, EvidenceView, NodeView

_FORMATS = ("table", "json", "xml", "csv", "tsv", "ttl", "nt", "jsonld")
_TABLES = ("entities", "facts", "observations", "evidence")


class _Commands(click.Group):
    """Errors of kg in one line with exit code 2, whatever the command."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(f"error: {error}", err=True)
            ctx.exit(2)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            # Files are told of where they are written; what is left is standard output, sent to a full disk.
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 -- what it still holds must not be tried again at the end
            click.echo(f"error: standard output: cannot be written: {error.strerror}", err=True)
            ctx.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
def main() -> None:
    """Knowledge graphs from folders of Chinese science-and-technology policy documents.

    Exit code 0: done; 1: ran and found problems; 2: could not run.
    """


def _limit_options(command: Callable[..., None]) -> Callable[..., None]:
    """A flag for each limit, in the order of their table."""
    for limit in reversed(LIMITS):
        command = click.option("--" + limit.name.replace("_", "-"), type=click.IntRange(min=1), default=limit.default, show_default=True, metavar="N",
                               help=f"{limit.metadata['help']} ({limit.metadata['unit']})")(command)
    return command


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder for graph.ttl, graph.html and report.json.")
@click.option("--ontology", type=click.Path(path_type=Path), metavar="DIR", help="Another field: a folder of Turtle that adds to ontology/ or takes its place.")
@click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="Processes that read documents; one a core unless given.")
@_limit_options
@click.pass_context
def build(ctx: click.Context, /, inputs: tuple[str, ...], output: Path, ontology: Path | None, workers: int | None, **limits: int) -> None:
    """Build a graph from files and folders (text, Markdown, HTML, PDF, DOCX, CSV, ZIP, JSON lines); - reads standard input.

    A document that passes a limit is skipped and reported; the build goes on.
    """
    from kg.ontology import load_ontology
    from kg.pipeline import build_to

    stdin = sys.stdin.buffer if "-" in inputs else None
    graph = build_to(inputs, output, ontology=load_ontology(ontology) if ontology else None, stdin=stdin, progress=_progress(),
                     limits=Limits(**limits), workers=workers)
    click.echo(_summary(graph, output))
    if any(f.severity == "error" for f in graph.findings):
        ctx.exit(1)


def _progress() -> Callable[[int, int, str], None] | None:
    """A line on stderr that shows the document at work; none when nobody watches."""
    if not sys.stderr.isatty():
        return None

    def show(number: int, total: int, name: str) -> None:
        end = "\n" if number == total else ""
        click.echo(f"\r\033[K{number}/{total} {name[:60]}{end}", err=True, nl=False)

    return show


def _summary(graph: Graph, output: Path) -> str:
    view = graph.view
    types = Counter(n.root for n in view.nodes)
    planned = sum(e.status == "planned" for e in view.edges)
    doubted = sum(o.doubt is not None for o in view.observations)
    numbers = f"{len(view.observations)} numbers" + (f" ({doubted} in doubt)" if doubted else "")
    facts = f"{len(view.edges)} facts ({planned} planned)"
    lines = [f"{len(view.documents)} documents: {len(view.nodes)} entities, {facts}, {numbers}",
             "  " + ", ".join(f"{t.label_zh} {types[t.name]}" for t in graph.ontology.roots if types[t.name])]
    for finding in graph.findings:
        if finding.severity != "info":
            lines.append(f"  {finding.severity}: {finding.where}: {finding.message}")
    notes = sum(f.severity == "info" for f in graph.findings)
    if notes:
        lines.append(f"  {notes} notes in report.json")
    lines.append(f"open {output / 'graph.html'} in a browser; {output / 'graph.ttl'} holds the triples")
    return "\n".join(lines)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR", required=False)
@click.argument("sparql", required=False)
@click.option("-f", "--file", "path", type=click.Path(path_type=Path), help="Read the query from a file.")
@click.option("-n", "--name", help="Ask a named question of the library.")
@click.option("-p", "--param", "parameters", multiple=True, metavar="NAME=VALUE", help="Give a named question a value; may be repeated.")
@click.option("--list", "listed", is_flag=True, help="List the named questions and what they can be given.")
@click.option("--format", "format", type=click.Choice(_FORMATS), default="table", show_default=True)
@click.option("--timeout", type=click.FloatRange(min=0.01), default=20, show_default=True, metavar="SECONDS", help="End the query after this time.")
@click.option("--max-rows", type=click.IntRange(min=1), default=100_000, show_default=True, help="End the query when it gives more rows.")
@click.option("--max-memory", type=click.IntRange(min=16), default=1024, show_default=True, metavar="MB", help="End the query when it needs more memory.")
def query(folder: Path | None, sparql: str | None, path: Path | None, name: str | None, parameters: tuple[str, ...], listed: bool, format: str,
          timeout: float, max_rows: int, max_memory: int) -> None:
    """Query a built graph with SPARQL or a named question; the prefixes kg, id, skos, dcterms, prov, oa … are known."""
    from kg import generations
    from kg.results import RESULT_FORMATS
    from kg.sparql import QueryLimits

    if listed:
        click.echo(_questions(), nl=False)
        return
    if folder is None or [sparql, path, name].count(None) != 2:
        raise InputError("give the folder of a graph and a query, or a file with one by -f, or a named question by -n (kg query --list)")
    text = _text(path) if path is not None else _named(name, parameters) if name is not None else sparql
    assert text is not None
    if parameters and name is None:
        raise InputError("--param is for named questions; name one by -n")
    result = generations.query(folder, text, QueryLimits(timeout, max_rows, max_memory))
    click.echo(RESULT_FORMATS[format](result), nl=False)


def _questions() -> str:
    from kg.queries import questions

    lines = []
    for q in questions().values():
        lines += [q.name, f"    {q.zh}", f"    {q.en}", *(f"    -p {name}=…  {text}" for name, text in q.parameters.items())]
    return "\n".join(lines) + "\n"


def _named(name: str, parameters: tuple[str, ...]) -> str:
    from kg.queries import question

    if any("=" not in p for p in parameters):
        raise InputError("write a parameter as NAME=VALUE")
    return question(name).filled({p.split("=", 1)[0]: p.split("=", 1)[1] for p in parameters})


def _text(path: Path) -> str:
    from kg.bom import without_bom

    try:
        return without_bom(path.read_bytes()).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("name")
@click.pass_context
def show(ctx: click.Context, folder: Path, name: str) -> None:
    """Show an entity by any of its names: its other names, facts and numbers, each with its sentence and offset.

    NAME is a label, another name or an IRI.  Exit code 1 when no entity or more than one has it; the message says which
    there are and ends with a command that shows the first.
    """
    from kg.graph import Graph

    graph = Graph.load(folder)
    found = graph.find(name)
    if len(found) != 1:
        click.echo(_unclear(graph, folder, name, found), err=True)
        ctx.exit(1)
    click.echo(_entity(graph, found[0]), nl=False)


def _unclear(graph: Graph, folder: Path, name: str, found: Sequence[NodeView]) -> str:
    """What a name that is not that of one entity may mean, ending in a command to copy."""
    several = bool(found)
    found = found or graph.near(name)
    if not found:
        every = _typed("kg", "export", folder, "-f", "csv", "--table", "entities")
        return f"{name or repr(name)}: no entity has this name\nall there are: {every}"
    what = "several entities have this name" if several else "no entity has this name; near it are"
    lines = [f"{name}: {what}:"]
    for n in found[:12]:
        kind = graph.ontology.types[n.type]
        other = _identified(graph, n)
        lines.append(f"  {n.label}  {kind.label_zh} {kind.label_en}" + (f"  {other}" if other != n.label else ""))
    if len(found) > 12:
        lines.append(f"  and {len(found) - 12} more")
    return "\n".join([*lines, f"show the first: {_typed('kg', 'show', folder, _identified(graph, found[0]))}"])


def _identified(graph: Graph, node: NodeView) -> str:
    """What is typed to mean this entity and no other: its label, or its IRI where others have the label."""
    from kg.ontology import ID

    if graph.find(node.label) == (node,) and not node.label.startswith("-"):
        return node.label
    return f"id:{node.iri.removeprefix(ID)}" if node.iri.startswith(ID) else node.iri


def _typed(*words: object) -> str:
    """A command as it is typed, with quotes where a shell needs them."""
    return " ".join(w if re.fullmatch(r"[\w@%+=:,./-]+", w) else shlex.quote(w) for w in map(str, words))


def _entity(graph: Graph, node: NodeView) -> str:
    labels = {n.iri: n.label for n in graph.view.nodes}
    titles = {d.iri: d.title for d in graph.view.documents}
    kind = graph.ontology.types[node.type]
    lines = [f"{node.label}  {kind.label_zh} {kind.label_en}", f"  <{node.iri}>"]
    if node.names:
        lines.append("  also: " + "、".join(node.names))
    lines.append("  in: " + "; ".join(titles.get(d, d) for d in node.documents))
    for mark, edges in (("", graph.view.edges), ("corrected: ", graph.view.corrected)):
        for edge in edges:
            if node.iri in (edge.source, edge.target):
                lines += ["", f"  {mark}{_edge(graph, edge, labels)}"] + [_sentence(e, titles) for e in edge.evidence]
    for o in graph.view.observations:
        if node.iri in (o.scope, o.stated_by):
            mark = {"equal": "=", "atLeast": "≥", "atMost": "≤", "about": "≈"}[o.comparator]
            said = ", ".join(x for x in (o.kind, o.status, o.period) if x)
            doubt = f"  存疑 in doubt: {o.doubt}" if o.doubt else ""
            lines += ["", f"  # {o.indicator} {mark} {o.value} {o.unit}  ({said}){doubt}"]
            lines += [_sentence(e, titles) for e in o.evidence]
    return "\n".join(lines) + "\n"


def _edge(graph: Graph, edge: EdgeView, labels: dict[str, str]) -> str:
    relation = graph.ontology.relations[edge.relation]
    extra = "".join(f", {x}" for x in (edge.role, edge.period) if x)
    return f"{labels.get(edge.source, edge.source)} → {relation.label_zh} {relation.label_en} → {labels.get(edge.target, edge.target)}  ({edge.status}{extra})"


def _sentence(evidence: EvidenceView, titles: dict[str, str]) -> str:
    if not evidence.exact:
        return f"    from {titles.get(evidence.document, evidence.document)}"
    return f"    “{' '.join(evidence.exact.split())}”\n    {titles.get(evidence.document, evidence.document)} [{evidence.start}, {evidence.end}]"


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("-f", "--format", "format", required=True, help="turtle, ntriples, nquads, trig, jsonld, rdfxml, graphml, gexf, neo4j, csv, xlsx, "
              "parquet, html or pyvis; also ttl, nt, nq, rdf.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file (neo4j and parquet: a folder); "
              "otherwise to standard output.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only facts and numbers that touch an entity of this type; may be repeated.")
@click.option("--document", "documents", multiple=True, metavar="NAME", help="Only what this document says (file, title or IRI); may be repeated.")
@click.option("--since", metavar="DAY", help="Only what documents of this day or later say: 2024, 2024-03 or 2024-03-11.")
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
        raise InputError(f"{format} is a folder of files; name one by -o")
    if known.name == "turtle" and not any(part.values()):
        from kg.generations import turtle

        _copy(turtle(folder), output)  # what was built is that file already
        return
    whole = Graph.load(folder)
    graph = whole.select(**part)
    options = {"table": table} if table else {}
    if output is not None:
        graph.export(output, known.name, **options)
    else:
        known.write(graph.dataset, graph.ontology, sys.stdout.buffer, **options)
    if known.name == "parquet":
        _tell_unheld(graph)
    if problem := _empty(whole, graph, part, (table or "facts") if known.name == "csv" else None):
        click.echo(problem, err=True)
        ctx.exit(1)


def _tell_unheld(graph: Graph) -> None:
    from kg.export.parquet import unheld

    left_out = unheld(graph.view)
    if left_out:
        click.echo(f"{len(left_out)} values are no numbers or too long for Parquet and left empty: {left_out[0]}"
                   + (" …" if len(left_out) > 1 else ""), err=True)


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
    has = [f"its documents are dated {dates[0]} to {dates[-1]}" if dates else "none of its documents has a date"]
    if dates and undated:
        has.append(f"{undated} of {len(whole.view.documents)} have no date")
    if part["types"]:
        has.append(f"its types are {', '.join(sorted({t for n in whole.view.nodes for t in (n.root, n.type)}))}")
    what = table or "entities, facts or numbers"
    return f"nothing to export: the graph has no {what} for {' '.join(asked)}; {', '.join(has)}"


def _copy(source: Path, destination: Path | None) -> None:
    from kg.errors import OutputError
    from kg.export import save_file

    with source.open("rb") as file:
        try:
            if destination is None:
                shutil.copyfileobj(file, sys.stdout.buffer)
            else:
                save_file(destination, lambda out: shutil.copyfileobj(file, out))
        except BrokenPipeError:  # who reads has read enough
            raise
        except OSError as error:
            raise OutputError(f"{destination or 'standard output'}: cannot be written: {error.strerror}") from error


@main.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="DIR|FILE.ttl")
@click.option("--ontology", "folder", type=click.Path(path_type=Path), metavar="DIR", help="The ontology whose shapes a FILE must keep.")
@click.option("--engine", type=click.Choice(("pyshacl", "shacl")), default="pyshacl", show_default=True,
              help="What checks the shapes; shacl finds the same in less time on large graphs (pip install 'kechuang[shacl]').")
@click.pass_context
def validate(ctx: click.Context, path: Path, folder: Path | None, engine: str) -> None:
    """Check a built graph, or any Turtle file, against the shapes of the ontology; exit code 1 when something is wrong."""
    from kg.graph import validate_path

    triples, findings = validate_path(path, folder, engine)
    for finding in findings:
        click.echo(f"{finding.where}\n    {finding.message}")
    click.echo(f"{path}: {triples} triples, " + (f"{len(findings)} problem{'s' if len(findings) > 1 else ''}" if findings else "nothing wrong"))
    if findings:
        ctx.exit(1)


@main.command(name="import")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE.ttl…")
@click.option("--remove", multiple=True, metavar="NAME", help="Take a file of this name out again; may be repeated.")
@click.pass_context
def import_(ctx: click.Context, folder: Path, files: tuple[Path, ...], remove: tuple[str, ...]) -> None:
    """Bring your own triples into a built graph: a list, owl:sameAs, corrections (owl:NegativePropertyAssertion)."""
    from kg.pipeline import import_to

    if not files and not remove:
        raise InputError("name a Turtle file to bring in, or one to take out by --remove")
    graph = import_to(folder, files, remove)
    view = graph.view
    click.echo(f"{folder}: {len(graph.imports)} files of yours; {len(view.nodes)} entities, {len(view.edges)} facts, {len(view.corrected)} corrected")
    for finding in graph.findings:
        click.echo(f"  {finding.severity}: {finding.where}: {finding.message}")
    if any(f.severity == "error" for f in graph.findings):
        ctx.exit(1)


@main.command()
@click.option("--ontology", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Another field's folder of Turtle.")
def ontology(folder: Path | None) -> None:
    """Print the reference page of the ontology: every class, property and shape (docs/ontology.md is this page)."""
    from kg.ontology import ontology_files
    from kg.reference import reference

    click.echo(reference(tuple(ontology_files(folder).values())), nl=False)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Folder for the files; otherwise DIR/analysis.")
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
        click.echo("".join(" — ".join(found.label[n] for n in path) + "\n" for path in found.paths(*ends)), nl=False)
        return
    files = to_files(found, graph.ontology)
    save_texts(output or folder / "analysis", files)
    click.echo(files["analysis.md"], nl=False)
    click.echo(f"written to {output or folder / 'analysis'}: {', '.join(files)}", err=True)
