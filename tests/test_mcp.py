"""An assistant's tools, as a client of the official package calls them: sentences that stand in the sources, within a ceiling."""

import asyncio
import json
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from kg.answers import Answers
from kg.answers.normal import normal
from kg.cli import main
from kg.errors import InputError
from kg.mcp import Served, make_server, prompt
from kg.mcp.reply import MOST
from kg.mcp.sparql import _limited
from kg.mcp.tools import TOOLS
from kg.ontology import load_ontology
from kg.pipeline import build_to
from kg.queries import questions
from tests.conftest import CORPUS
from tests.direct import DirectPool
from tests.hostile import HOSTILE

mcp = pytest.importorskip("mcp")
# The ten questions of docs/ten-questions.md, of the sample in place of the provinces, each as it is asked through a tool.
TEN = (
    ("find_numbers", {"indicator": "研发投入强度", "status": "target"}),
    ("series", {"indicator": "研发投入强度"}),
    ("series", {"indicator": "高企数量"}),
    ("series", {"indicator": "高企数量", "place": "宁波"}),
    ("find_numbers", {"place": "宁波", "year": "2024", "status": "target"}),
    ("find_facts", {"subject": "宁波市科技局", "year": "2024", "status": "planned"}),
    ("find_facts", {"relation": "holdsPostIn"}),
    ("find_facts", {"object": "人工智能"}),
    ("describe_entity", {"entity": "甬江实验室"}),
    ("sparql", {"question": "contradictions"}),
)
# What each tool is called with once.
CALLS = {"resolve_entity": {"name": "浙大"}, "describe_entity": {"entity": "宁波"}, "find_facts": {"entity": "浙大"}, "find_numbers": {"place": "宁波"},
         "find_policies": {"title": "条例"}, "series": {"indicator": "高企数量"}, "verify_quote": {"quote": "高标准建设甬江实验室"},
         "sparql": {"query": "SELECT ?name WHERE { ?p a kg:Platform ; skos:prefLabel ?name } ORDER BY ?name"}, "schema_card": {}, "coverage": {}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("mcp") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.intake.Pool", DirectPool)
        build_to([CORPUS], out)
    return out


@pytest.fixture(scope="module")
def served(folder):
    found = Served(folder)
    yield found
    found.close()


@pytest.fixture(scope="module")
def texts(folder):
    answers = Answers.open(folder)
    found = {t.digest: answers.document(t.digest).text for t in answers.documents().items}
    answers.close()
    return found


def _with_client(target, ask):
    async def run():
        async with mcp.Client(target) as client:
            return await ask(client)

    # In a thread of its own: a browser that other tests drive keeps a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run()).result()


def _quotes(value):
    """All quotations in the data of an answer."""
    if isinstance(value, dict):
        if "quote" in value:
            yield value
        for each in value.values():
            yield from _quotes(each)
    elif isinstance(value, list):
        for each in value:
            yield from _quotes(each)


def test_a_client_of_the_official_package_lists_and_calls_every_tool(served):
    async def ask(client):
        tools = (await client.list_tools()).tools
        return tools, [await client.call_tool(t.name, CALLS[t.name]) for t in tools], (await client.list_prompts()).prompts

    tools, answers, prompts = _with_client(make_server(served), ask)
    assert [t.name for t in tools] == [t.name for t in TOOLS] == list(CALLS)
    assert all(t.annotations.read_only_hint and t.description and t.input_schema["additionalProperties"] is False for t in tools)
    for tool, answer in zip(tools, answers, strict=True):
        assert not answer.is_error, (tool.name, answer.content)
        (content,) = answer.content
        assert 0 < len(content.text) <= MOST, tool.name
        assert answer.structured_content["total"] > 0, tool.name
        assert len(json.dumps(answer.structured_content, ensure_ascii=False, separators=(",", ":"))) <= 2 * MOST
    assert [p.name for p in prompts] == list(questions())


@pytest.mark.slow
def test_the_command_answers_on_standard_input_and_output(folder):
    from mcp import StdioServerParameters

    async def ask(client):
        return await client.call_tool("verify_quote", CALLS["verify_quote"])

    answer = _with_client(StdioServerParameters(command=sys.executable, args=["-m", "kg", "mcp", str(folder)]), ask)
    assert answer.structured_content["found"] is True
    done = CliRunner().invoke(main, ["mcp", str(folder / "none")])
    assert done.exit_code == 2


@pytest.mark.parametrize(("tool", "given"), TEN, ids=range(1, 11))
def test_the_ten_questions_of_an_analyst_are_answered_within_the_ceiling_with_quotes(served, texts, tool, given):
    text, data = served.call(tool, given)
    assert len(text) <= MOST
    assert (text, data) == served.call(tool, given)
    found = list(_quotes(data))
    if tool == "sparql":  # the sample contradicts itself in nothing, or it says where
        assert data["items"] or "no rows" in text
        return
    assert data["items"]
    assert found
    for each in found:
        assert each["quote"]
        assert normal(each["quote"]) in {normal(text) for text in ()} or any(each["quote"] in held or normal(each["quote"]) in normal(held) for held in texts.values())
        if "start" in each:
            digest = next(d for d in texts if d.startswith(each["document"]))
            assert texts[digest][each["start"]:each["end"]] == each["quote"]
            assert each["document"] in data["documents"]


@pytest.mark.slow
@pytest.mark.parametrize(("tool", "given"), [("find_facts", {}), ("find_numbers", {}), ("describe_entity", {"entity": "宁波市"}), ("find_policies", {}), ("series", {"indicator": "高企数量"}),
                                             ("resolve_entity", {"name": "宁"}), ("sparql", {"query": "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 300"})])
@pytest.mark.parametrize("ceiling", [500, 900, 4000, 60_000])
def test_an_answer_keeps_its_ceiling_and_the_rest_comes_by_cursor(served, tool, given, ceiling):
    seen, cursor, total = [], 0, None
    for _ in range(400):
        text, data = served.call(tool, {**given, "cursor": cursor, "max_characters": ceiling})
        assert len(text) <= ceiling
        assert total in (None, data["total"])
        total = data["total"]
        seen += data["items"]
        if data["cursor"] is None:
            break
        assert data["cursor"] > cursor
        assert f"cursor={data['cursor']}" in text
        cursor = data["cursor"]
    assert cursor is not None
    assert data["cursor"] is None
    assert len(seen) <= total
    if tool == "sparql":
        assert len(seen) == total == 300


@pytest.mark.parametrize(("tool", "given", "told"), [
    ("nothing", {}, "no such tool"), ("resolve_entity", {}, "name is missing"), ("resolve_entity", {"name": ""}, "1 to 400"), ("resolve_entity", {"name": 7}, "a text"),
    ("resolve_entity", {"name": "x", "more": 1}, "no such parameter"), ("find_facts", {"relation": "supprots"}, "one of"), ("find_facts", {"entity": "没有这个名字的东西"}, "no entity"),
    ("find_facts", {"document": "00000000"}, "no document"), ("find_numbers", {"year": "二〇二四"}, "year"), ("series", {"indicator": "没有这个指标"}, "no series"),
    ("sparql", {}, "takes a query"), ("sparql", {"query": "SELECT", "question": "targets"}, "takes a query"), ("sparql", {"question": "nothing"}, "there are"),
    ("sparql", {"question": "targets", "given": ["place=x"]}, "takes no"), ("sparql", {"query": "SELECT ?x WHERE {"}, "parsed"), ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}, "refused"),
    ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "refused"), ("coverage", {"max_characters": 1}, "number from"), ("coverage", {"max_characters": True}, "number from"),
])
def test_what_cannot_be_answered_is_told_with_what_to_do(served, tool, given, told):
    async def ask(client):
        return await client.call_tool(tool, given)

    answer = _with_client(make_server(served), ask)
    assert answer.is_error
    assert re.search(told, answer.content[0].text)
    assert "Traceback" not in answer.content[0].text


@pytest.mark.parametrize("text", [*HOSTILE, "\ud800"])
def test_no_text_breaks_a_tool(served, text):
    for tool, name in (("resolve_entity", "name"), ("verify_quote", "quote"), ("find_policies", "title")):
        if 1 <= len(text) <= 400:
            answer, data = served.call(tool, {name: text})
            assert len(answer) <= MOST
            json.dumps(data, ensure_ascii=False).encode()


def test_a_name_that_means_several_is_told(served):
    text, data = served.call("describe_entity", {"entity": "宁波"})
    assert "宁波市" in text.split("\n")[0] + text.split("\n")[1]
    assert data["totals"]["numbers"] > 0
    assert "（" in text


def test_a_range_is_one_item(served):
    from kg.answers import Figure, Sentence, Thing
    from kg.mcp.reply import Reply, numbers

    said = (Sentence("d", "0" * 16, "t", None, 0, 12, "地区生产总值增长5%—5.5%"),)
    place = Thing("p", "某省")
    ends = [Figure(v, "地区生产总值", "地区生产总值", v, "%", c, "growth", "target", "2026", place, None, None, said, 1)
            for v, c in (("5", "atLeast"), ("5.5", "atMost"), ("6", "about"))]
    text, data = Reply("", numbers(ends), 3).within(4000)
    assert [item["value"] for item in data["items"]] == ["5—5.5", "6"]
    assert "5—5.5%" in text
    assert data["cursor"] is None


@pytest.mark.parametrize(("query", "limited"), [
    ("SELECT ?s { ?s ?p ?o }", True), ("SELECT ?s { ?s ?p ?o } ORDER BY ?s", True), ("SELECT ?s { ?s ?p ?o } limit 5", False), ("SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 2 } }", True),
    ("ASK { ?s ?p ?o }", False), ("SELECT ?s { ?s ?p \"LIMIT\" } # LIMIT 3", True), ("SELECT ?s { ?s ?p ?o } VALUES ?s { <a:b> }", False), ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", True),
    ("DESCRIBE <a:b>", True), ("SELECT ?s { VALUES ?s { <a:b> } ?s ?p ?o }", True),
])
def test_a_query_without_a_limit_gets_one(query, limited):
    assert (_limited(query, 9) != query) is limited
    assert _limited(query, 9) == (f"{query}\nLIMIT 9" if limited else query)


def test_named_questions_are_prompts_that_hold_their_queries(served):
    async def ask(client):
        return await client.get_prompt("targets", {"year": "2024"})

    message = _with_client(make_server(served), ask).messages[0]
    assert '"2024"' in message.content.text
    assert message.content.text == prompt(questions()["targets"], {"year": "2024"})
    text, data = served.call("sparql", {"question": "targets", "given": ["year=2024"]})
    assert data["total"] > 1
    assert "2024" in text


def test_nobody_is_told_of_in_public(folder):
    served = Served(folder, public=True)
    try:
        ontology = load_ontology()
        answers = Answers.open(folder)
        people = {c for t in ontology.types.values() if t.personal for f in answers.facts(limit=500, type=t.name).items for c in (f.subject.label,)
                  if f.subject.type == t.name}
        assert people
        told = [served.call(t.name, {**CALLS[t.name], **({"max_characters": 60_000})}) for t in TOOLS]
        told += [served.call(tool, given) for tool, given in TEN if given.get("relation") != "holdsPostIn"]
        told += [served.call("sparql", {"query": "SELECT ?s ?o WHERE { ?s ?p ?o } LIMIT 5000", "max_characters": 60_000})]
        told += [served.call("resolve_entity", {"name": name}) for name in sorted(people)]
        for name in sorted(people):
            assert all(name not in str(data["items"]) for _, data in told), name
            assert not served.call("verify_quote", {"quote": name})[1]["found"]
        answers.close()
    finally:
        served.close()


def test_a_rebuild_is_followed_by_the_next_question(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("kg.intake.Pool", DirectPool)
    out, docs = tmp_path / "out", tmp_path / "docs"
    docs.mkdir()
    shutil.copy(CORPUS / "2024-ningbo-work-plan.txt", docs)
    build_to([docs], out)
    served = Served(out)
    assert served.call("coverage", {})[1]["items"][0]["documents"] == 1
    shutil.copy(CORPUS / "2023-ningbo-work-plan.txt", docs)
    build_to([docs], out)
    assert served.call("coverage", {})[1]["items"][0]["documents"] == 2
    served.close()


def test_without_the_package_the_command_says_how_to_get_it(folder, monkeypatch):
    for name in ("mcp", "mcp.server", "mcp.server.stdio", "mcp_types"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError, match=r"pip install 'kechuang\[mcp\]'"):
        make_server(None)
    done = CliRunner().invoke(main, ["mcp", str(folder)])
    assert done.exit_code == 2
    assert "kechuang[mcp]" in done.stderr
