"""The pages of the site that no file of docs/ is: README, the commands, the Python API, pictures of the ontology.

`mkdocs build --strict` calls these hooks (https://www.mkdocs.org/dev-guide/plugins/#events).  Links out of docs/ that
lead to the source are shown as names of files: the site stands for itself, without a network.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_PAGES = {"README.md": "index.md", "README.zh-CN.md": "zh.md", "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
_PICTURES = ("exports/sample/graph.png",)
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def on_files(files: Files, config: Any) -> Files:
    """Add what is made here."""
    for source, page in _PAGES.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=_within_site(text)))
    for picture in _PICTURES:
        files.append(File.generated(config, picture, abs_src_path=str(ROOT / picture)))
    made = {"commands.md": _commands(), "api.md": _api()}
    for page, lines in made.items():
        files.append(File.generated(config, page, content="\n".join(lines) + "\n"))
    sys.path.insert(0, str(ROOT / "docs"))
    diagrams = importlib.import_module("ontology_diagrams").pages()
    for name, text in diagrams.items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **given: Any) -> str:
    """A page of docs/ without links that lead out of it."""
    return _LINK.sub(lambda link: f"`{link[3].lstrip('./')}`" if link[3].startswith("../") else link[0], markdown)


def _within_site(text: str) -> str:
    """A page of the top of the repository, its links as they lead within the site."""

    def moved(link: re.Match[str]) -> str:
        image, said, target = link.groups()
        path, mark, anchor = target.partition("#")
        if "://" in target or not path or path in _PICTURES:
            return link[0]
        if path in _PAGES:
            return f"{image}[{said}]({_PAGES[path]}{mark}{anchor})"
        within = ROOT / path
        if path.startswith("docs/") and within.is_file() and within.suffix in (".md", ".png", ".ipynb"):
            return f"{image}[{said}]({path.removeprefix('docs/')}{mark}{anchor})"
        return f"{said} (`{path}`)" if said.strip("`") != path else f"`{path}`"

    return _LINK.sub(moved, text)


# ---- reference -------------------------------------------------------------------------------------------------------


def _commands() -> Iterator[str]:
    """Every command with its options, as `--help` tells them."""
    from kg.cli import main

    yield "# Commands"
    yield ""
    yield "Exit code 0: done; 1: ran and found problems; 2: could not run. This page is what `kg COMMAND --help` tells."
    context = click.Context(main, info_name="kg")
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        yield f"\n## kg {name}\n"
        yield "```text"
        yield command.get_help(inner)
        yield "```"


def _api() -> Iterator[str]:
    """What `import kg` gives, with its docstrings."""
    import kg

    yield "# Python\n"
    title, _, example = (inspect.getdoc(kg) or "").partition("\n\n")
    yield f"{title}\n\n```python\n{inspect.cleandoc(example)}\n```\n"
    for name in sorted(set(kg.__all__) - {"__version__"}):
        yield from _described(f"kg.{name}", getattr(kg, name), 2)
    for attribute in ("entities", "corpus", "questions"):
        kind = _returned(getattr(kg.Graph, attribute, None))
        if kind is not None:
            yield from _described(f"Graph.{attribute}", kind, 2)


def _returned(attribute: Any) -> Any:
    """The class that a property gives."""
    function = getattr(attribute, "fget", None) or getattr(attribute, "func", None)
    named = getattr(function, "__annotations__", {}).get("return")
    found = getattr(sys.modules.get(getattr(function, "__module__", ""), None), str(named), None)
    return found if inspect.isclass(found) else None


def _signature(name: str, signature: inspect.Signature) -> str:
    """How something is called, a parameter a line where one line does not hold it."""
    given = [str(p).replace("'", "") for p in signature.parameters.values() if p.name not in ("self", "cls")]
    back = "" if signature.return_annotation is inspect.Signature.empty else f" -> {signature.return_annotation}".replace("'", "")
    line = f"{name}({', '.join(given)}){back}"
    return line if len(line) <= 80 else f"{name}(\n" + "".join(f"    {each},\n" for each in given) + f"){back}"


def _described(title: str, thing: Any, level: int) -> Iterator[str]:
    """A class or a function: how it is called, what it says of itself, and its public parts."""
    yield f"\n{'#' * level} {title}\n"
    function = thing.fget if isinstance(thing, property) else thing
    if not isinstance(thing, property):
        with contextlib.suppress(TypeError, ValueError):  # what is made in C says not how it is called
            yield f"```python\n{_signature(title.rpartition('.')[2], inspect.signature(thing))}\n```\n"
    yield inspect.getdoc(function) or ""
    if inspect.isclass(thing):
        for name, part in vars(thing).items():
            part = part.__func__ if isinstance(part, classmethod | staticmethod) else part
            if not name.startswith("_") and (inspect.isfunction(part) or isinstance(part, property)) and inspect.getdoc(part):
                yield from _described(f"{thing.__name__}.{name}", part, level + 1)


def on_post_page(output: str, page: Any, **given: Any) -> str:
    """A page that asks no host for the script by which search works in a page that is opened as a file."""
    return _own(output)


def on_post_template(output: str, template_name: str, **given: Any) -> str:
    """The same of the page that says that there is none."""
    return _own(output)


def _own(output: str) -> str:
    return output.replace("https://unpkg.com/iframe-worker/shim", "assets/worker.js")
