"""The JSON API over HTTP: its description is true, wrong requests are told what to do, corrections come back by an import."""

import json
import shutil
import threading
from datetime import UTC, datetime

import pyoxigraph as ox
import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from kg.answers import Answers
from kg.errors import InputError
from kg.ontology import ID
from kg.own import CORRECTIONS, own
from kg.pipeline import build_to, import_to
from kg.serve import Options, corrections
from kg.serve.api import ENDPOINTS, description
from kg.serve.app import make_app
from tests.conftest import CORPUS
from tests.direct import DirectPool
from tests.hostile import HOSTILE

NOW = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("api") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.intake.Pool", DirectPool)
        build_to([CORPUS], out)
    return out


@pytest.fixture(scope="module")
def client(folder):
    with TestClient(make_app(folder, Options()), base_url="http://127.0.0.1:8000") as held:
        yield held


@pytest.fixture
def answers(folder):
    found = Answers.open(folder)
    yield found
    found.close()


def _valid(value, schema, whole):
    validator = Draft202012Validator({**schema, "components": whole["components"]})
    assert [e.message for e in validator.iter_errors(value)] == []


def _asked(endpoint, answers):
    """What each address is asked for once: the examples of its parameters, and a document that there is."""
    given = {p.name: p.example for p in endpoint.parameters if p.example}
    if endpoint.path == "/api/document":
        given["digest"] = answers.documents().items[0].digest
    if endpoint.path == "/api/verify":
        given["quote"] = "高标准建设甬江实验室"
    return given


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e.name)
def test_every_address_answers_as_it_is_described(client, answers, endpoint):
    whole = client.get("/api/openapi.json").json()
    assert whole == json.loads(json.dumps(description(answers.ontology)))
    answer = client.get(endpoint.path, params=_asked(endpoint, answers))
    assert answer.status_code == 200, answer.text
    told = whole["paths"][endpoint.path]["get"]["responses"]["200"]["content"]
    (media, held), = told.items()
    assert answer.headers["content-type"].startswith(media)
    if media == "application/json":
        _valid(answer.json(), held["schema"], whole)
    assert answer.content == client.get(endpoint.path, params=_asked(endpoint, answers)).content


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e.name)
def test_what_cannot_be_meant_is_told(client, answers, endpoint):
    whole = description(answers.ontology)
    good = _asked(endpoint, answers)
    wrong = [{**good, "unknown": "1"}]
    for p in endpoint.parameters:
        if p.required:
            wrong.append({name: value for name, value in good.items() if name != p.name})
        if p.between:
            wrong += [{**good, p.name: value} for value in ("", "-1", "x", "1.5", str(p.between[1] + 1), "１")]
        else:
            wrong += [{**good, p.name: value} for value in ("", "长" * (p.longest + 1))]
        if p.values or p.of or p.pattern:
            wrong.append({**good, p.name: "<script>"})
        if not p.many:
            wrong.append({**good, p.name: ["1", "2"]})
    for given in wrong:
        answer = client.get(endpoint.path, params=given)
        assert answer.status_code == 400, (given, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        _valid(answer.json(), {"$ref": "#/components/schemas/Problem"}, whole)
        assert "Traceback" not in answer.text
    assert client.post(endpoint.path).status_code == 405


@pytest.mark.parametrize(("path", "params"), [
    ("/api/entity", {"iri": "id:district/无"}), ("/api/document", {"digest": "0" * 16}), ("/api/series", {"indicator": "没有这个指标"}),
])
def test_what_is_not_there_is_told(client, path, params):
    answer = client.get(path, params=params)
    assert answer.status_code == 404
    assert answer.json()["detail"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_an_answer(client, text):
    for path, name in (("/api/search", "q"), ("/api/resolve", "name"), ("/api/verify", "quote"), ("/api/entity", "iri")):
        answer = client.get(path, params={name: text[:400]})
        assert answer.status_code in (200, 404), answer.text
        assert answer.headers["content-type"] in ("application/json", "application/problem+json")


# ---- corrections ------------------------------------------------------------------------------------------------------


def _fact(answers):
    return next(f for f in answers.facts(limit=500, relation="supports").items if f.object.label == "宁波大学")


def test_a_correction_is_written_and_an_import_lets_it_hold(folder, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(folder, out)
    with TestClient(make_app(out, Options()), base_url="http://127.0.0.1:8000") as client:
        answers = Answers.open(out)
        fact = _fact(answers)
        said = [{"kind": "wrong", "statement": fact.iri, "by": '张\u3000三 "编"', "note": "没有这样说 </script>"},
                {"kind": "should-be", "entity": "id:platform/甬江实验室", "name": "甬江实验室", "value": "甬江省实验室", "by": "b"},
                {"kind": "wrong", "entity": "id:district/宁波市", "name": "浙江宁波", "by": "b"},
                {"kind": "same-as", "entity": "id:platform/甬江实验室", "value": "id:platform/余姚机器人小镇", "by": "c\\"}]
        for each in said:
            answer = client.post("/api/corrections", json=each)
            assert answer.status_code == 201, answer.text
            assert answer.json()["file"] == CORRECTIONS
        turtle = client.get("/api/corrections")
        assert turtle.headers["content-type"].startswith("text/turtle")
        assert turtle.content == (out / CORRECTIONS).read_bytes()
        assert turtle.text.count("dcterms:creator") == len(said)
        answers.close()
    assert {p.name for p in out.iterdir()} == {p.name for p in folder.iterdir()} | {CORRECTIONS}
    assert own(out, [p.name for p in out.iterdir()], True) >= {CORRECTIONS}
    import_to(out, [out / CORRECTIONS])
    found = Answers.open(out)
    assert fact.iri not in {f.iri for f in found.facts(limit=500).items}
    assert fact.iri in {f.iri for f in found.describe(fact.object.iri).corrected}
    assert found.describe(fact.object.iri).corrected[0].corrected_by == (CORRECTIONS,)
    assert "浙江宁波" not in found.names_of(ID + "district/宁波市")
    assert {"余姚机器人小镇", "甬江省实验室"} <= set(found.names_of(found.resolve("甬江省实验室").items[0].thing.iri))
    found.close()


@pytest.mark.parametrize(("said", "status"), [
    ({"kind": "wrong", "statement": "id:statement/0000000000000000", "by": "a"}, 404), ({"kind": "wrong", "statement": "no iri <", "by": "a"}, 404),
    ({"kind": "wrong", "entity": "id:district/宁波市", "name": "没有的名字", "by": "a"}, 404), ({"kind": "same-as", "entity": "id:x/y", "value": "id:x/z", "by": "a"}, 404),
    ({"kind": "same-as", "entity": "id:district/宁波市", "value": "id:district/宁波市", "by": "a"}, 400),
    ({"kind": "should-be", "entity": "id:district/宁波市", "name": "宁波市", "value": "……", "by": "a"}, 400),
    ({"kind": "wrong", "statement": "x"}, 400), ({"kind": "wrong", "statement": "x", "by": " "}, 400), ({"kind": "other", "by": "a"}, 400), ({"kind": "wrong", "by": "a"}, 400),
    ({"kind": "wrong", "statement": "x", "by": "a", "more": "1"}, 400), ({"kind": "wrong", "statement": "x", "by": "a\nb"}, 400),
    ({"kind": "wrong", "statement": ["x"], "by": "a"}, 400), ({"kind": "wrong", "statement": "x" * 401, "by": "a"}, 400), ([], 400), ("text", 400), (7, 400),
    ({"kind": ["wrong"], "by": "a"}, 400),
])
def test_a_correction_that_says_nothing_of_this_graph_is_refused(client, folder, said, status):
    answer = client.post("/api/corrections", json=said)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert not (folder / CORRECTIONS).exists()


def test_only_json_is_taken_for_a_correction_and_nothing_at_all_by_a_public_server(client, folder):
    for headers, body in (({"content-type": "text/plain"}, b"{}"), ({}, b""), ({"content-type": "application/x-www-form-urlencoded"}, b"kind=wrong")):
        assert client.post("/api/corrections", content=body, headers=headers).status_code == 415
    for body in (b"", b"{", b"\xff", b"[" * 20_000):
        assert client.post("/api/corrections", content=body, headers={"content-type": "application/json"}).status_code == 400
    assert not (folder / CORRECTIONS).exists()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_correction_says_stays_a_text(answers, tmp_path, text):
    by = " ".join(text.split())[:400] or "x"
    corrections.add(answers, tmp_path, {"kind": "wrong", "statement": _fact(answers).iri, "by": by.replace("\x00", ""), "note": "a\u2028" + by}, NOW)
    quads = list(ox.parse((tmp_path / CORRECTIONS).read_bytes(), format=ox.RdfFormat.TURTLE))
    assert len(quads) == 7
    assert {q.object.value for q in quads if q.predicate.value.endswith("creator")} == {by.replace("\x00", "").strip()}


def test_corrections_of_several_at_once_are_all_kept(answers, tmp_path):
    iri = _fact(answers).iri
    threads = [threading.Thread(target=corrections.add, args=(answers, tmp_path, {"kind": "wrong", "statement": iri, "by": f"who {n}"}, NOW)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    text = (tmp_path / CORRECTIONS).read_text(encoding="utf-8")
    assert all(f'"who {n}"' in text for n in range(20))
    assert len(list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))) == 20 * 6


def test_a_file_that_was_broken_by_hand_or_is_full_stays_as_it_is(answers, tmp_path, monkeypatch):
    said = {"kind": "wrong", "statement": _fact(answers).iri, "by": "a"}
    (tmp_path / CORRECTIONS).write_text("no turtle", encoding="utf-8")
    with pytest.raises(InputError, match="no Turtle any more"):
        corrections.add(answers, tmp_path, said, NOW)
    assert (tmp_path / CORRECTIONS).read_text(encoding="utf-8") == "no turtle"
    (tmp_path / CORRECTIONS).unlink()
    monkeypatch.setattr(corrections, "_MOST", 100)
    with pytest.raises(InputError, match="full"):
        corrections.add(answers, tmp_path, said, NOW)


@pytest.mark.slow
def test_a_tool_that_tries_what_the_description_allows_and_what_it_does_not_finds_nothing(folder, tmp_path):
    schemathesis = pytest.importorskip("schemathesis")
    from hypothesis import HealthCheck, Phase, given, settings

    out = tmp_path / "out"
    shutil.copytree(folder, out)
    with TestClient(make_app(out, Options()), base_url="http://127.0.0.1:8000") as client:
        schema = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
        for found in schema.get_all_operations():
            operation = found.ok()

            @given(case=operation.as_strategy())
            @settings(max_examples=25, deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
            def runs(case):
                kwargs = case.as_transport_kwargs(base_url="http://127.0.0.1:8000")
                answer = client.request(**{name: value for name, value in kwargs.items() if name in ("method", "url", "params", "json", "headers", "content")})
                assert answer.status_code < 500
                assert answer.status_code in {int(status) for status in case.operation.definition.raw["responses"]}, answer.text

            runs()
