"""Whether the sentences of rules notice when a condition of a rule is missing.

    python -m benchmarks.mutation [--list] [--sample N [--seed S]] [MODULE …]

Every operand of an `and` or `or` in the modules of rule tables (and in the functions that their rules ask) is left out in
turn, and every sentence of `ontology/rules/`, example of the ontology and row of the tests of sentences in which it
could matter is read again: it is noticed when one of them is no longer read as it is marked.  `--list` prints the
conditions that nothing notices; `--sample` leaves out so many of them only, drawn at random by a seed.  Operands that
only save time can be noticed by nothing: those of `_SAVING_TIME` are not counted, and one that is noticed is told.

Only operands that decide in a sentence by themselves can be noticed by it, so each sentence is first read once with all
operands watched (modified condition/decision coverage, as in RTCA DO-178C).
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.abc
import importlib.util
import inspect
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
_MOST_SENTENCES = 300
# Tests of sentences and of documents.
_TESTED = ("addresses", "bureau_pages", "clean", "extract", "form", "frame", "lists", "numbers", "people",
           "short_names", "tables", "tense")
_MOST_ASKED = 100_000
# Operands that only save time, by module: without them all of 1,163 documents were read the same.
_SAVING_TIME = {
    "statements.step.whose": ("self.named", "FRAMES in self.sentence.classes", "goes_on",
                              "goes_on and STEPS in self.sentence.classes"),
}


class Condition(NamedTuple):
    """An operand: the decision it belongs to, its place in that, and where both stand."""

    decision: int
    place: int
    module: str
    line: int
    source: str


class Switch:
    """Evaluates the decisions of instrumented modules: as they stand, watched, or with one operand left out."""

    def __init__(self) -> None:
        """Nothing is left out and nothing watched."""
        self.left_out: tuple[int, int] | None = None
        self.asked = 0  # how often the decision with an operand left out
        self.watching = False
        self.decisive: set[tuple[int, int]] = set()

    def __call__(self, decision: int, is_and: bool, *operands: Callable[[], Any]) -> Any:
        """The value of a decision."""
        if self.left_out is not None and self.left_out[0] == decision:
            self.asked += 1
            if self.asked > _MOST_ASKED:
                raise RecursionError("a loop does not end without the condition that is left out")
            operands = tuple(o for place, o in enumerate(operands) if place != self.left_out[1])
        elif self.watching:
            return self._watched(decision, is_and, [_asked(o) for o in operands])
        value: Any = is_and
        for operand in operands:
            value = operand()
            if bool(value) != is_and:
                break
        return value

    def _watched(self, decision: int, is_and: bool, values: list[Any]) -> Any:
        """The value of a decision; notes the operands without which it would be another, or could not be made.

        Every operand has been asked once, and once only: decisions stand in one another.
        """
        for place in range(len(values)):
            others = values[:place] + values[place + 1:]
            if _decided(values, is_and) != _decided(others, is_and):
                self.decisive.add((decision, place))
        value = next((v for v in values if isinstance(v, Exception) or bool(v) != is_and), values[-1])
        if isinstance(value, Exception):
            raise value
        return value


def _asked(operand: Callable[[], Any]) -> Any:
    """The value of an operand, or what it raises: one that guards the next is asked nevertheless."""
    try:
        return operand()
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in an operand that is not asked otherwise
        return error


def _decided(values: Sequence[Any], is_and: bool) -> tuple[bool, Any] | None:
    """The outcome of a decision, and which value that is (`x or ""`, `these or those`); None where it cannot be made."""
    first = next((v for v in values if isinstance(v, Exception) or bool(v) != is_and), values[-1])
    if isinstance(first, Exception):
        return None
    return bool(first), first if isinstance(first, str | int | None) else id(first)


SWITCH = Switch()


class _Instrument(ast.NodeTransformer):
    """Replaces each `and` and `or` of a module by a call of the switch."""

    def __init__(self, module: str, conditions: list[Condition]) -> None:
        self.module, self.conditions = module, conditions
        self.depth = 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        sources = [ast.unparse(v) for v in node.values]
        self.generic_visit(node)
        if not self.depth or any(isinstance(n, ast.NamedExpr | ast.Yield) for n in ast.walk(node)):
            return node
        decision = self.conditions[-1].decision + 1 if self.conditions else 0
        self.conditions += [Condition(decision, i, self.module, node.lineno, s) for i, s in enumerate(sources)]
        none = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
        lambdas: list[ast.expr] = [ast.Lambda(none, v) for v in node.values]
        call = ast.Call(
            ast.Name("_SWITCH", ast.Load()),
            [ast.Constant(decision), ast.Constant(isinstance(node.op, ast.And)), *lambdas],
            [],
        )
        return ast.copy_location(call, node)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads modules that hold rule tables with their decisions replaced."""

    def __init__(self, modules: dict[str, Path]) -> None:
        self.modules = modules
        self.conditions: list[Condition] = []

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name not in self.modules:
            return None
        folder = [str(self.modules[name].parent)] if self.modules[name].name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            name, self.modules[name], loader=self, submodule_search_locations=folder
        )  # type: ignore[arg-type]

    def exec_module(self, module: ModuleType) -> None:
        path = self.modules[module.__name__]
        tree = _Instrument(module.__name__, self.conditions).visit(ast.parse(path.read_text(encoding="utf-8")))
        module.__dict__["_SWITCH"] = SWITCH
        exec(compile(ast.fix_missing_locations(tree), str(path), "exec"), module.__dict__)


def rule_modules() -> dict[str, Path]:
    """The modules below kg/extract that build a table of rules."""
    found = {}
    for path in sorted((ROOT / "kg" / "extract").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Table" for n in ast.walk(tree)):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = path
    return found


class Sentence(NamedTuple):
    """A sentence: the tables whose rules it proves, and a function that tells whether it is read as it is marked."""

    tables: frozenset[str]
    check: Callable[[], bool]


def sentences() -> Iterator[Sentence]:
    """The sentences of rules, then the examples of the ontology and the tables of tests, which prove no rule's."""
    from tests import test_rules

    proves: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for rule, sentence in (pair for kind in test_rules.SENTENCES.values() for pair in kind):
        proves[sentence, test_rules._of_steps(rule)].add(rule.partition("/")[0])
    for marked, tables in sorted(proves.items()):
        yield Sentence(frozenset(tables), partial(_passes, test_rules._holds, *marked))
    for check in (*_examples(), *_tested()):
        yield Sentence(frozenset(), check)


@cache
def _common_readers() -> dict[str, Any]:
    """What the fixtures that all tests share make of the ontology alone."""
    from tests import conftest

    return _readers(conftest)


def _tested() -> Iterator[Callable[[], bool]]:
    """The cases of those tests that ask for nothing but a function from a text to what it says.

    Raises `ValueError` for a module that has none.
    """
    for name in _TESTED:
        module = importlib.import_module(f"tests.test_{name}")
        found = list(_asking(module))
        if not found:
            raise ValueError(f"tests.test_{name} has no case of a function from a text to what it says")
        yield from found


def _asking(module: ModuleType) -> Iterator[Callable[[], bool]]:
    """The cases of a module's tests that ask for one such function; those of made-up texts are never the same."""
    readers = {**_common_readers(), **_readers(module)}
    for test in vars(module).values():
        if not inspect.isfunction(test) or test.__module__ != module.__name__ or hasattr(test, "hypothesis"):
            continue
        for case in _cases(test) if test.__name__.startswith("test_") else ():
            asked = inspect.signature(test).parameters.keys() - case.keys()
            if len(asked) == 1 and asked <= readers.keys():
                yield partial(_passes, partial(test, **case), **{name: readers[name] for name in asked})


def _readers(module: ModuleType) -> dict[str, Any]:
    """What a module's own fixtures make of the ontology alone: functions from a text to what it says."""
    from tests import conftest
    from tests.once import ONTOLOGY

    made = {name: fixture.__wrapped__ for name, fixture in vars(module).items()
            if isinstance(fixture, type(conftest.read))}
    return {name: make(ONTOLOGY) for name, make in made.items() if [*inspect.signature(make).parameters] == ["ontology"]}


def _cases(test: Callable[..., object]) -> list[dict[str, Any]]:
    """The arguments that a table gives to a test, of each of its rows."""
    cases: list[dict[str, Any]] = [{}]
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "parametrize":
            names, rows = mark.args
            names = [n.strip() for n in names.split(",")] if isinstance(names, str) else list(names)
            told = [dict(zip(names, row if len(names) > 1 else (row,), strict=True)) for row in rows]
            cases = [case | more for case in cases for more in told]
    return cases


def _examples() -> Iterator[Callable[[], bool]]:
    from tests import test_ontology

    read = _common_readers()["read"]
    ontology = test_ontology.ONTOLOGY
    for type, example in test_ontology.TYPE_EXAMPLES:
        yield lambda t=type, e=example: _passes(test_ontology.test_type_example, t, e, read, ontology)  # type: ignore[misc]
    for type, example in test_ontology.TYPE_COUNTER:
        yield lambda t=type, e=example: _passes(test_ontology.test_type_counter_example, t, e, read, ontology)  # type: ignore[misc]
    for relation, example in test_ontology.RELATION_EXAMPLES:
        yield lambda r=relation, e=example: _passes(test_ontology.test_relation_example, r, e, read)  # type: ignore[misc]
    for relation, example in test_ontology.RELATION_COUNTER:
        yield lambda r=relation, e=example: _passes(test_ontology.test_relation_counter_example, r, e, read)  # type: ignore[misc]


def _passes(check: Callable[..., object], *args: object, **named: object) -> bool:
    try:
        check(*args, **named)
    except Exception:  # noqa: BLE001 - a condition that is missing may break anything; that is noticed too
        return False
    return True


def main() -> int:
    """Print how many conditions are noticed, by module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", help="only these (part of a name)")
    parser.add_argument("--list", action="store_true", help="print the conditions that nothing notices")
    parser.add_argument("--sample", type=int, metavar="N", help="leave out so many conditions, drawn at random")
    parser.add_argument("--seed", type=int, default=0, help="of the draw")
    args = parser.parse_args()
    modules = {n: p for n, p in rule_modules().items() if not args.modules or any(m in n for m in args.modules)}
    finder = _Finder(modules)
    sys.meta_path.insert(0, finder)
    matters: dict[tuple[int, int], list[tuple[int, Sentence]]] = defaultdict(list)
    SWITCH.watching = True
    failing = 0
    for sentence in sentences():
        SWITCH.decisive.clear()
        if not sentence.check():
            failing += 1  # it would be read otherwise whatever is left out
            continue
        for condition in sorted(SWITCH.decisive):
            matters[condition].append((len(SWITCH.decisive), sentence))
    SWITCH.watching = False
    saving, counted = _saving_time(finder.conditions)
    drawn = _drawn(counted, args.sample, args.seed)
    unnoticed = [c for c in drawn if not _noticed(c, matters[c.decision, c.place])]
    _report(drawn, unnoticed, args.list)
    if saving:
        print(f"{len(saving)} conditions only save time and are not counted")
    for c in saving:
        if _noticed(c, matters[c.decision, c.place]):
            print(f"but {c.module}:{c.line}  {c.source} is noticed, and does more")
    if failing:
        print(f"{failing} sentences are not read as they are marked, with every condition in place")
    return 0


def _saving_time(conditions: Sequence[Condition]) -> tuple[list[Condition], list[Condition]]:
    """The conditions that only save time, and the others."""
    parts: tuple[list[Condition], list[Condition]] = ([], [])
    for c in conditions:
        parts[c.source not in _SAVING_TIME.get(c.module.removeprefix("kg.extract."), ())].append(c)
    return parts


def _drawn(conditions: Sequence[Condition], number: int | None, seed: int) -> Sequence[Condition]:
    """So many of some conditions, drawn at random; all of them where no number is told."""
    if number is None or number >= len(conditions):
        return conditions
    return sorted(random.Random(seed).sample(conditions, number))


def _noticed(condition: Condition, decisive: Sequence[tuple[int, Sentence]]) -> bool:
    """Whether a sentence is read otherwise without a condition.

    Those of the module's own tables are asked first, then those in which the fewest others decide.
    """
    SWITCH.left_out = condition.decision, condition.place
    tables = _tables(condition.module)
    ranked = sorted(decisive, key=lambda s: (not s[1].tables & tables, s[0]))
    own = sum(bool(s.tables & tables) for _, s in ranked)
    SWITCH.asked = 0
    found = any(not s.check() for _, s in ranked[:max(own, _MOST_SENTENCES)])
    SWITCH.left_out = None
    return found


def _tables(module: str) -> frozenset[str]:
    """The names of the tables that a module holds."""
    from kg.extract.rule import Table

    held = list(vars(sys.modules[module]).values())
    held += [t for tables in held if isinstance(tables, dict) for t in tables.values()]
    return frozenset(t.name for t in held if isinstance(t, Table))


def _report(conditions: Sequence[Condition], unnoticed: Sequence[Condition], listed: bool) -> None:
    if listed:
        for c in unnoticed:
            print(f"{c.module.removeprefix('kg.extract.')}:{c.line}  {c.source}")
    by_module: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for c in conditions:
        by_module[c.module][0] += 1
    for c in unnoticed:
        by_module[c.module][1] += 1
    for module, (all_, missed) in sorted(by_module.items()):
        print(f"{module.removeprefix('kg.extract.'):40} {all_ - missed:4} of {all_:4}")
    noticed = len(conditions) - len(unnoticed)
    print(f"{noticed} of {len(conditions)} conditions are noticed ({noticed / max(1, len(conditions)):.1%})")


if __name__ == "__main__":
    sys.exit(main())
