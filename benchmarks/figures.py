"""How the code that reads stands: decisions and parameters a function, circles of imports, Chinese words in literals.

    python -m benchmarks.figures [--list N]

Decisions of a function are one, and one more for each `if`, `for`, `while`, `except`, ternary, further operand of `and` or
`or`, comprehension and its conditions.  Chinese words are the different runs of Chinese characters in string literals,
docstrings apart: what is no grammar belongs into `ontology/`.  `--list` prints the N functions with the most decisions, the
longest lists of parameters, and the words.
"""

from __future__ import annotations

import argparse
import ast
import graphlib
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "kg"
EXTRACT = PACKAGE / "extract"
_HAN = re.compile("[〇一-鿿]+")
_BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.AsyncFor)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a module: how many decisions it takes, and how many parameters (self apart)."""

    decisions: int
    parameters: int
    place: str


def files(folder: Path = PACKAGE) -> list[Path]:
    """The Python files of a folder, those of the page's tools apart."""
    return sorted(p for p in folder.rglob("*.py") if "node_modules" not in p.parts)


def functions(folder: Path = EXTRACT) -> list[Function]:
    """All functions below a folder, those with the most decisions first."""
    found = []
    for path in files(folder):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, _Function):
                place = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
                found.append(Function(1 + _decisions(node), _parameters(node), place))
    return sorted(found, key=lambda f: (-f.decisions, f.place))


def _decisions(node: ast.AST) -> int:
    """The decisions below a node, those of functions inside apart: they are counted by themselves."""
    count = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _Function):
            continue
        if isinstance(child, _BRANCHES):
            count += 1
        elif isinstance(child, ast.BoolOp):
            count += len(child.values) - 1
        elif isinstance(child, ast.comprehension):
            count += 1 + len(child.ifs)
        count += _decisions(child)
    return count


def _parameters(function: _Function) -> int:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    bound = bool(named) and named[0].arg in ("self", "cls")
    return len(named) - bound + (arguments.vararg is not None) + (arguments.kwarg is not None)


def words(folder: Path = EXTRACT) -> dict[str, list[str]]:
    """The Chinese words in string literals, each with the files that have it."""
    found: dict[str, set[str]] = {}
    for path in files(folder):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {id(node) for node in _docstrings(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                for word in _HAN.findall(node.value):
                    found.setdefault(word, set()).add(str(path.relative_to(folder)))
    return {word: sorted(places) for word, places in sorted(found.items())}


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | _Function) and node.body and isinstance(node.body[0], ast.Expr):
            yield node.body[0].value


def circle(folder: Path = PACKAGE) -> list[str]:
    """A circle of modules that import each other, late imports and those for types too; empty when there is none."""
    names = {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in files(folder)}
    names.pop("kg", None)  # the public door: it imports late, and nothing below goes through it
    knows = {
        name: {other for other in _imports(path) if other in names and other != name} for name, path in names.items()
    }
    try:
        graphlib.TopologicalSorter(knows).prepare()
    except graphlib.CycleError as error:
        return [str(name) for name in error.args[1]]
    return []


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def long_lines(most: int, folder: Path = PACKAGE) -> list[str]:
    """Where a line has more characters than `most`."""
    return [f"{path.relative_to(ROOT)}:{number}" for path in files(folder)
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if len(line) > most]


def exceptions(folder: Path = PACKAGE) -> list[str]:
    """Where a function is excepted from ruff's C901 or PLR0913, with the reason that stands there."""
    found = []
    for path in files(folder):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if excepted := re.search(r"# noqa: .*?(?:C901|PLR0913)[^-]*(?:-- ?(.*))?", line):
                found.append(f"{path.relative_to(ROOT)}:{number} {excepted.group(1) or ''}".rstrip())
    return found


def main() -> int:
    """Print the figures as a Markdown table, and what `--list` asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", type=int, metavar="N", default=0)
    args = parser.parse_args()
    found = functions()
    decisions = sorted(f.decisions for f in found)
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    rows = [
        ("functions in kg/extract", len(found)),
        (
            "decisions: median, p90, most",
            f"{decisions[len(found) // 2]}, {decisions[len(found) * 9 // 10]}, {decisions[-1]}",
        ),
        ("functions over 20 decisions", sum(d > 20 for d in decisions)),
        (
            "functions over 10 decisions",
            f"{sum(d > 10 for d in decisions)} ({sum(d > 10 for d in decisions) / len(found):.1%})",
        ),
        ("functions over 6 parameters", sum(f.parameters > 6 for f in found)),
        ("different Chinese words in literals", len(words())),
        ("circle of imports in kg", " → ".join(circle()) or "none"),
        ("lines over " + str(ruff["line-length"]) + " characters in kg", len(long_lines(ruff["line-length"]))),
        ("exceptions from C901 and PLR0913 in kg", len(exceptions())),
    ]
    print("| | |\n|---|---|")
    for name, figure in rows:
        print(f"| {name} | {figure} |")
    if args.list:
        for f in [*found[:args.list], *(f for f in found[args.list:] if f.parameters > 6)]:
            print(f"{f.decisions:4} decisions {f.parameters:2} parameters  {f.place}")
        print(*exceptions(), sep="\n")
        print(*(f"{word}: {', '.join(places)}" for word, places in words().items()), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
