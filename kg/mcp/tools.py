"""The tools of an assistant: what each is for, what it takes, and the answer that it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from kg.answers import Answers, PolicyFound, Sentence, as_json
from kg.answers.asked import Parameter
from kg.errors import InputError
from kg.language import say
from kg.mcp.reply import (
    MOST,
    Item,
    Make,
    Reply,
    documents,
    facts,
    numbers,
    plain,
    quote,
    short,
    step,
    steps,
    texts,
    thing_data,
)
from kg.mcp.sparql import Asker

_AT_ONCE = 60  # items that are looked up for one answer; more never fit into its ceiling
_FAR = 1_000_000
_SENTENCES = 2
_CURSOR = Parameter("cursor", "The cursor of the answer before, for the rest.", between=(0, _FAR), default=0)
_CEILING = Parameter("max_characters", "How long the answer may be.", between=(500, 60_000), default=MOST)
_COMMON = (_CURSOR, _CEILING)
_YEAR = Parameter("year", "A year, as 2024.", pattern=r"\d{4}")
_DOCUMENT = Parameter("document", "A document by its digest, or the first 8 figures of it.", pattern="[0-9a-f]{8,16}")


def _text(name: str, help: str, **more: Any) -> Parameter:
    return Parameter(name, help, **more)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: `answer` takes what knows the graph, who asks queries, and the parameters by name."""

    name: str
    title: str
    help: str
    parameters: tuple[Parameter, ...]
    answer: Callable[..., Reply]


# ---------------------------------------------------------------- names


def _resolve(answers: Answers, asker: Asker, name: str, cursor: int) -> Reply:
    page = answers.resolve(name, _AT_ONCE, cursor)
    items = []
    for c in page.items:
        others = [n for n in c.names if n != c.thing.label][:6]
        line = f"{c.thing.label}（{c.thing.type_zh}）{short(c.thing.iri)} {c.why}" + \
            (f" 又称 {'、'.join(others)}" if others else "") + f"；{c.said} sentences"
        items.append(Item(line, {**thing_data(c.thing), "names": others, "why": c.why, "said": c.said}))
    head = "" if items else \
        f"No entity has a name like {name}; that it is not found does not say that it does not exist."
    return Reply(head, plain(items), page.total, cursor)


def _meant(answers: Answers, name: str) -> tuple[str, str]:
    """The IRI that a name means best, and what is to be told of others that it may mean.  Raises `InputError`."""
    page = answers.resolve(name, 4)
    if not page.items:
        raise InputError("{name}: no entity has such a name; resolve_entity looks for others, coverage tells what "
                         "is there at all", name=name)
    first, *others = page.items
    if not others or first.why in ("iri", "exact"):
        others = [c for c in others if c.why == "exact"]
    told = f"{name} is taken for {first.thing.label} ({first.why})" if first.why != "exact" and others else ""
    if others:
        told += f"; it may also mean {'、'.join(f'{c.thing.label} {short(c.thing.iri)}' for c in others)}"
    return first.thing.iri, told.removeprefix("; ")


_PARTS = ("posts", "numbers", "facts", "steps", "documents")


def _describe(answers: Answers, asker: Asker, entity: str, cursor: int, part: str | None = None) -> Reply:
    iri, told = _meant(answers, entity)
    found = answers.describe(iri, cursor + _AT_ONCE, _SENTENCES)
    assert found is not None  # it was resolved
    wanted = (part,) if part else _PARTS
    totals = "; ".join(f"{name} {found.totals[name]}" for name in _PARTS)
    names = f" 又称 {'、'.join(found.names[:8])}" if found.names else ""
    head = f"{found.thing.label}（{found.thing.type_zh} {found.thing.type}）{names} {short(found.thing.iri)}\n{totals}"
    items: list[Make] = []
    total = 0
    for name in wanted:
        each = _MAKERS[name](getattr(found, name))
        items += each[max(0, cursor - total):] if len(items) < _AT_ONCE else []
        total += found.totals[name]
    return Reply(f"{told}\n{head}" if told else head, items, total, cursor,
                 {"entity": {**thing_data(found.thing), "names": list(found.names[:8])}, "totals": dict(found.totals)})


_MAKERS: Mapping[str, Callable[[Any], list[Make]]] = {
    "posts": facts, "facts": facts, "numbers": numbers, "steps": steps, "documents": texts}


# ---------------------------------------------------------------- facts, numbers, policies


def _facts(answers: Answers, asker: Asker, cursor: int, **wanted: Any) -> Reply:
    told = []
    for end in ("entity", "subject", "object"):
        if end in wanted:
            wanted[end], more = _meant(answers, wanted[end])
            told += [more] if more else []
    wanted |= _document(answers, wanted)
    page = answers.facts(limit=_AT_ONCE, offset=cursor, sentences=_SENTENCES, **wanted)
    return Reply("\n".join(told) if page.items else _nothing("facts", told), facts(page.items),
                 page.total, cursor)


def _document(answers: Answers, wanted: Mapping[str, Any]) -> dict[str, str]:
    """The whole digest of a document that is asked for.  Raises `InputError` for one that is none."""
    if "document" not in wanted:
        return {}
    digests = answers.digests(wanted["document"])
    if len(digests) != 1:
        raise InputError("{document}: {what}", document=wanted["document"],
                         what=say("several documents begin so") if digests else say("no document has it"))
    return {"document": digests[0]}


def _nothing(what: str, told: Iterable[str] = ()) -> str:
    return "\n".join([*told, f"No {what} are read that fit; that none is found does not say that none is so: coverage "
                             "tells what documents are there."])


def _numbers(answers: Answers, asker: Asker, cursor: int, **wanted: Any) -> Reply:
    wanted |= _document(answers, wanted)
    page = answers.numbers(limit=_AT_ONCE, offset=cursor, sentences=1, **wanted)
    return Reply("" if page.items else _nothing("numbers"), numbers(page.items), page.total, cursor)


_VALID = {"valid": "现行", "invalid": "失效"}


def _policies(answers: Answers, asker: Asker, cursor: int, **wanted: Any) -> Reply:
    page = answers.policies(limit=_AT_ONCE // 2, offset=cursor, **wanted)
    return Reply("" if page.items else _nothing("policies"), [partial(_policy, p) for p in page.items], page.total,
                 cursor)


def _policy(p: PolicyFound, longest: int) -> Item:
    issuers = [t.label for t in p.issuers]
    valid = f"  {_VALID.get(p.validity, p.validity)}（{p.since or '—'}）" if p.validity else ""
    line = "  ".join((p.thing.label, *p.numbers, *issuers[:4])) + valid
    told = [step(s, longest) for s in p.steps[:4]]
    data = {**thing_data(p.thing), "numbers": list(p.numbers), "issuers": issuers, "validity": p.validity,
            "since": p.since, "steps": [s.data for s in told]}
    return Item("\n".join([line, *(f"  {s.text}" for s in told)]), data,
                {digest: held for s in told for digest, held in s.documents.items()})


# ---------------------------------------------------------------- series, quotes, what is there


_SHOWN = ("indicator", "place", "measure", "unit", "period", "status", "comparator", "value", "outcome", "result",
          "difference", "growth", "doubt")


def _series(answers: Answers, asker: Asker, indicator: str, cursor: int, place: str | None = None) -> Reply:
    answer = answers.series(indicator, place)
    at = {name: number for number, name in enumerate(answer.columns)}
    rows = [{name: str(row[at[name]] or "") for name in answer.columns} for row in answer.rows[cursor:]]
    return Reply("", [partial(_point, row) for row in rows], len(answer.rows), cursor)


def _point(cells: Mapping[str, str], longest: int) -> Item:
    told = "  ".join(cells[name] for name in _SHOWN if cells[name] and cells[name] != "equal")
    start = int(cells["start"] or 0)
    said = Sentence("", "", cells["document"], cells["date"] or None, start, start + len(cells["sentence"]),
                    cells["sentence"])
    held = quote(said, (cells["value"], cells["indicator"]), longest)
    return Item(f"{told}\n{held.line}", {**{name: cells[name] for name in _SHOWN if cells[name]},
                                         "sentences": [{"quote": held.words, "title": held.title}]})


def _verify(answers: Answers, asker: Asker, quote_text: str) -> Reply:
    found = answers.verify_quote(quote_text, 10)
    if answers.missing:
        return Reply(f"Quotes cannot be verified: {answers.missing}", (), 0, about={"found": None})
    if found.found:
        places = [quote(s, (), 300) for s in found.sentences]
        items = [Item(p.line, p.data, documents([p])) for p in places]
        return Reply(f"Found, {found.count} times:", plain(items), len(places),
                     about={"found": True, "count": found.count})
    if found.nearest is None:
        return Reply("Not found, and nothing is like it.", (), 0, about={"found": False})
    near = quote(found.nearest, (), 300)
    return Reply(f"Not found.  The nearest is like it by {found.likeness:.0%}:\n{near.line}", (), 0,
                 about={"found": False, "nearest": {**near.data, "title": near.title, "date": near.date},
                        "likeness": found.likeness})


def _coverage(answers: Answers, asker: Asker) -> Reply:
    c = answers.coverage()
    years = "、".join(f"{year or 'no day'} {number}" for year, number in c.years.items())
    places = "、".join(f"{place} {number}" for place, number in list(c.places.items())[:40])
    lines = [f"{c.documents} documents from {c.first or '—'} to {c.last or '—'}, {c.undated} without a day",
             f"years: {years}", f"places: {places}",
             "entities: " + _counted(c.types), "facts: " + _counted(c.relations),
             f"{c.numbers} numbers, {c.steps} steps of lives",
             "sources: " + _counted(dict(list(c.sources.items())[:10])),
             "What is not found here may still exist: only these documents were read."]
    data = as_json(c)
    data["places"] = dict(list(c.places.items())[:40])
    data["sources"] = dict(list(c.sources.items())[:10])
    if answers.missing:
        lines.append(answers.missing)
    return Reply("", plain([Item("\n".join(lines), data)]), 1)


def _counted(counts: Mapping[str, int]) -> str:
    return "、".join(f"{name} {number}" for name, number in counts.items())


def _schema(answers: Answers, asker: Asker) -> Reply:
    card = answers.schema_card()
    names = "、".join(f"{q.name}({', '.join(q.parameters)})" for q in answers.questions().values())
    text = f"{card}\nNamed questions, for sparql(question=…, given=[…]): {names}"
    return Reply("", plain([Item(text, {"card": text})]), 1)


def _sparql(answers: Answers, asker: Asker, cursor: int, query: str | None = None, question: str | None = None,
            given: list[str] | None = None) -> Reply:
    if (query is None) == (question is None):
        raise InputError("sparql takes a query, or the name of a question (schema_card lists them)")
    if question is not None:
        known = answers.questions()
        if question not in known:
            raise InputError("{question}: no question has this name; there are {known}", question=question,
                             known=", ".join(known))
        pairs = [each.partition("=") for each in given or ()]
        query = known[question].filled({name.strip(): value for name, _, value in pairs})
    assert query is not None
    return asker.reply(query, cursor)


TOOLS: tuple[Tool, ...] = (
    Tool("resolve_entity", "Find an entity by a name",
         "Which entities a name may mean: in simplified or traditional characters, by a short name (浙大), in pinyin "
         "(zhejiangdaxue), by initials (zjdx) or by a part of it.",
         (_text("name", "The name.", required=True), *_COMMON), _resolve),
    Tool("describe_entity", "All that is said of an entity",
         "Posts first, numbers second, then facts by relation and year, steps of its life, documents; each with its "
         "sentences.",
         (_text("entity", "A name or an IRI.", required=True), _text("part", "One list alone.", values=_PARTS),
          *_COMMON),
         _describe),
    Tool("find_facts", "Find facts",
         "Who does what: facts by either end (names or IRIs), relation, type, year, status or document, with their "
         "sentences.",
         (_text("entity", "A name or an IRI, at either end."), _text("subject", "A name or an IRI."),
          _text("object", "A name or an IRI."), _text("relation", "A relation.", of="relations"),
          _text("type", "The type of either end.", of="types"), _YEAR,
          _text("status", "What is so, or what is planned.", values=("actual", "planned")), _DOCUMENT,
          *_COMMON), _facts),
    Tool("find_numbers", "Find numbers",
         "Targets and results by what they measure (any name: 高企数量), place, year, status, kind or document, with "
         "their sentences.",
         (_text("indicator", "Any name of what is measured."), _text("place", "A name or an IRI."), _YEAR,
          Parameter("period", "Exactly this period: 2026 or 2021/2025.", pattern=r"\d{4}(?:/\d{4})?"),
          _text("status", "What is aimed at, or what was reached.", values=("target", "actual")),
          _text("kind", "What the number is.", values=("total", "increment", "growth", "multiple")), _DOCUMENT,
          *_COMMON), _numbers),
    Tool("find_policies", "Find policies",
         "Policies by title, number (文号), issuer or validity, with the steps of their lives and the sentences that "
         "tell of them.",
         (_text("title", "A title or a part of one."), _text("number", "A 文号 or a part of one."),
          _text("issuer", "A name or an IRI."),
          _text("validity", "Whether it is in force.", values=("valid", "invalid")), *_COMMON), _policies),
    Tool("series", "An indicator over the years",
         "What an indicator was and is to be, by place, period and measure; targets beside results, growth.",
         (_text("indicator", "Any name of it.", required=True), _text("place", "Any name of it."), *_COMMON), _series),
    Tool("verify_quote", "Whether words stand in the documents",
         "A quotation: found with document, offsets and digest, or not found with what is nearest.  Blanks, marks and "
         "traditional characters do not matter; dots stand for what was left out.",
         (_text("quote", "The words.", required=True, longest=4000), _CEILING),
         lambda answers, asker, quote: _verify(answers, asker, quote)),
    Tool("sparql", "Ask by SPARQL",
         "A SELECT, ASK, CONSTRUCT or DESCRIBE query (schema_card tells what can be asked for), or a named question "
         "with what it is given; without LIMIT one is set, and the rest comes by cursor.",
         (_text("query", "The query.", longest=16_000), _text("question", "The name of a named question."),
          _text("given", "What the question is given, as name=value.", many=True), *_COMMON), _sparql),
    Tool("schema_card", "What a query can ask for", "Prefixes, classes, relations, an example of each shape; the named "
         "questions.", (_CEILING,), _schema),
    Tool("coverage", "What is there", "How many documents of which years and places, how much was read in them.",
         (_CEILING,), _coverage),
)
