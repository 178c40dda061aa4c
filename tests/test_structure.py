"""The layout holds: what imports what, families complete, one home for each dependency, and a README that tells the truth."""

import ast
import graphlib
import re
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import kg.cli
import kg.extract
from kg.cli import main
from kg.export import EXPORTERS
from kg.read import CONTAINERS, READERS
from kg.results import RESULT_FORMATS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kg"
README = (ROOT / "README.md").read_text(encoding="utf-8")
# A module imports from what stands before it only.
ORDER = ["language", "errors", "help", "tabular", "bom", "plain", "model", "annotations", "ontology", "limits", "child", "save", "lock", "address", "furniture", "values", "read", "clean", "segment",
         "gazetteer", "words", "coordinates", "extract", "account", "homonyms", "record", "train", "resolve", "doubt", "contract", "mapping", "merge", "combine", "ledger", "worker", "pool",
         "letters", "names", "renaming", "public", "identity", "queries", "explain", "formats", "door", "sparql", "store", "foremost", "namesakes", "imports", "decisions", "forget", "selection",
         "generations", "own", "intake", "terms", "validate", "corpus", "series", "analyse", "layout", "export", "results", "rows", "graph", "bearers", "reference", "report", "places", "why", "choices", "diff", "tell", "answers", "show",
         "assemble", "folder", "cluster", "pipeline", "annotate",
         "serve", "mcp",
         "cli", "__main__"]
HOMES = {"jieba": {"words"}, "rjieba": {"words"}, "opencc": {"clean"}, "pypinyin": {"clean", "export", "answers"}, "daachorse": {"gazetteer"}, "networkx": {"analyse"},
         "numpy": {"analyse", "layout", "read", "train"}, "pyvis": {"export"}, "click": {"cli", "help"}, "pyshacl": {"validate"}, "rdflib": {"validate", "reference"}, "lxml": {"read"},
         "pypdfium2": {"read"}, "readability": {"read"}, "rapidocr": {"read"}, "cv2": {"read"}, "PIL": {"read"},
         "pyoxigraph": {"show", "formats", "serve", "mcp", "ontology", "contract", "mapping", "merge", "assemble", "folder", "cluster", "renaming", "public", "identity", "terms", "sparql", "store", "namesakes", "imports", "decisions", "corpus",
                        "selection", "generations", "results", "rows", "graph", "export", "validate", "answers"},
         "xlsxwriter": {"export"}, "pyarrow": {"export", "read", "cluster"}, "pyspark": {"cluster"}, "pysail": {"cluster"}, "grpc": {"cluster"},
         "fsspec": {"cluster"}, "starlette": {"serve"}, "uvicorn": {"serve"}, "mcp": {"mcp"}, "mcp_types": {"mcp"}, "anyio": {"serve", "mcp"}}
FILES = sorted(p for p in PACKAGE.rglob("*.py"))


def _module(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


@cache
def _tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path, late=True):
    tree = _tree(path)
    nodes = ast.walk(tree) if late else tree.body
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_upwards_only(path):
    module = _module(path)
    if module == "__init__":
        return
    for name in _imports(path):
        if name.startswith("kg."):
            other = name.split(".")[1]
            assert other == module or ORDER.index(other) < ORDER.index(module), f"{path.name} imports {name}"


def test_no_circle_of_imports_also_inside_families():
    """Late imports and those for types only count: who knows whom must be a tree to be read from its leaves."""
    names = {"kg." + ".".join(p.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): p for p in FILES if p.parent != PACKAGE or p.stem != "__init__"}
    knows = {name: {other for other in _imports(path) if other in names and other != name} for name, path in names.items()}
    order = graphlib.TopologicalSorter(knows)
    order.prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_each_dependency_has_one_home(path):
    for name in _imports(path):
        home = HOMES.get(name.split(".")[0])
        assert home is None or _module(path) in home, f"{path.name} imports {name}"


def test_families_are_complete():
    # What several readers share, or one of them stands on.
    helpers = {"__init__", "boxes", "characters", "columns", "encoding", "files", "foreign", "guard", "hidden", "kinds", "mojibake",
               "lines", "ocr", "ooxml", "package", "page", "pages", "quality", "raw", "records", "table"}
    readers = {p.stem for p in (PACKAGE / "read").glob("*.py")} - helpers
    readers |= {p.parent.name for p in (PACKAGE / "read").glob("*/__init__.py")}
    assert readers == {f.__module__.rsplit(".", 1)[1] for f in (*READERS.values(), *CONTAINERS.values())}
    exporters = {p.stem for p in (PACKAGE / "export").glob("*.py")} - {"__init__", "tables", "xml", "analysis", "beside"}
    assert exporters == set(EXPORTERS)
    assert tuple(RESULT_FORMATS) == kg.cli._FORMATS
    for family in ("names", "statements"):
        used = set(_imports(PACKAGE / "extract" / family / "__init__.py"))
        shared = {"__init__", "__pycache__", "row", "structure"}
        assert {f"kg.extract.{family}.{p.stem}" for p in (PACKAGE / "extract" / family).iterdir() if p.stem not in shared} <= used


def test_code_never_names_an_entity_type_or_relation():
    names = re.compile(r"""["'](?:Agency|Person|District|University|ResearchInstitute|Enterprise|Platform|Policy|Initiative|Event|Field|"""
                       r"""develops|supports|holdsPostIn|governs|hosts|cooperatesWith|organizes|participatesIn|focusesOn)["']""")
    for path in FILES:
        assert not names.findall(path.read_text(encoding="utf-8")), path


def test_every_command_and_option_is_in_the_readme():
    for name in main.list_commands(click.Context(main)):
        command = main.get_command(click.Context(main), name)
        assert f"kg {name}" in README, name
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0
        assert command.help


def test_the_readme_says_the_installing_commands():
    blocks = re.findall(r"<!-- (\w+) -->\n```sh\n(.+?)\n```", README, re.DOTALL)
    assert [name for name, _ in blocks] == ["build", "test"]
    assert "kg build tests/corpus -o exports/sample" in blocks[0][1]
    assert "pytest" in blocks[1][1]


def test_no_page_of_the_project_names_a_machine():
    for path in [*ROOT.glob("*.*"), *FILES, *(ROOT / "ontology").rglob("*.ttl")]:
        if path.is_file() and not path.name.startswith(".git"):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not re.search("/home/|/work/|--index-url", text), path
