"""What a language model says of documents: asked of a server here that replays answers, gated, kept, and read by builds."""

import json
import threading
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest
from click.testing import CliRunner

import kg
from kg.annotate.answer import parse
from kg.annotate.endpoint import Endpoint, FailedError
from kg.annotate.pieces import pieces
from kg.annotate.prompt import make_prompt
from kg.annotations import SUFFIX, AnnotationFile, from_json, read_annotations, records, to_json
from kg.clean import clean
from kg.cli import main
from kg.errors import InputError
from kg.extract import make_extractor
from kg.model import AnnotatedFact, AnnotatedName, Annotations, Reading, Source
from kg.ontology import load_ontology
from tests.direct import DirectPool

# 星火计算湖 ends in no head word, so that the grammar takes it for no name.
TEXT = "宁波市科学技术局2024年工作总结\n\n宁波市建成星火计算湖,由宁波大学共同使用。\n\n甬江实验室聚焦新材料。\n"
QUOTE = "宁波市建成星火计算湖,由宁波大学共同使用。"
GOOD = {"names": [{"name": "星火计算湖", "type": "Platform", "quote": QUOTE}],
        "facts": [{"subject": "甬江实验室", "relation": "focusesOn", "object": "新材料", "status": "actual", "quote": "甬江实验室聚焦新材料。"},
                  {"subject": "宁波大学", "relation": "participatesIn", "object": "星火计算湖", "status": "actual", "quote": QUOTE}]}
INVENTED = {"names": [{"name": "月光实验室", "type": "Platform", "quote": "宁波市建成月光实验室。"},
                      {"name": "宁波大学", "type": "Spaceship", "quote": QUOTE}],
            "facts": [{"subject": "宁波市", "relation": "develops", "object": "月光实验室", "quote": "宁波市建成月光实验室。"},
                      {"subject": "宁波市", "relation": "dreamsOf", "object": "宁波大学", "quote": QUOTE},
                      {"subject": "宁波大学", "relation": "locatedIn", "object": "甬江实验室", "quote": QUOTE},
                      {"subject": "宁波市"}]}


def said(held):
    return json.dumps(held, ensure_ascii=False)


def chat(content, finish="stop"):
    return 200, said({"choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": finish}]}), {}


class Replay:
    """A server that gives its answers one after the other, the last again and again, and keeps what it was asked."""

    def __init__(self, *answers):
        self.answers, self.asked, self.released = list(answers), [], threading.Event()
        replay = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                replay.asked.append((self.path, dict(self.headers), json.loads(body)))
                answer = replay.answers.pop(0) if len(replay.answers) > 1 else replay.answers[0]
                if answer is None:  # never answers
                    replay.released.wait(20)
                    return
                status, text, headers = answer
                data = text.encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                replay.asked.append((self.path, dict(self.headers), None))

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def docs(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def extract(ontology):
    return make_extractor(ontology)


@pytest.fixture(autouse=True)
def _here(monkeypatch, ontology, extract):
    """Builds in this process, one ontology and one grammar for all tests, and no waiting."""
    for module in ("kg.ontology", "kg.pipeline", "kg.graph"):
        monkeypatch.setattr(f"{module}.load_ontology", lambda folder=None: load_ontology(folder) if folder else ontology)
    monkeypatch.setattr("kg.annotate.make_extractor", lambda _: extract)
    monkeypatch.setattr("kg.intake.Pool", DirectPool)
    monkeypatch.setattr("kg.annotate.endpoint.Endpoint", partial(Endpoint, sleep=lambda seconds: None))


def run(docs, out, server, *more):
    return CliRunner().invoke(main, ["annotate", str(docs), "-o", str(out), "--endpoint", server.url, "--model", "m", *more])


def document(text):
    return clean(Reading(Source("a.txt", "0" * 64, "text/plain"), text))[0]


# ---------------------------------------------------------------- from an answer to a graph

def test_what_a_model_says_is_gated_kept_and_in_the_graph_with_its_sentence(docs, tmp_path):
    out, held = tmp_path / "said", tmp_path / "out"
    with Replay(chat("好的:\n```json\n" + said({k: GOOD[k] + INVENTED[k] for k in GOOD}) + "\n```")) as server:
        result = run(docs, out, server)
    assert result.exit_code == 0, result.output
    assert "3 names and facts pass the gate" in result.stdout
    assert "refused: 2 whose words are not in the text" in result.stdout
    for told in ("1 of a type that", "1 of a relation that", "1 whose ends the relation does not admit", "1 without the fields"):
        assert told in result.stdout
    names = {n.name for said in read_annotations(out / ("a.txt" + SUFFIX)).documents.values() for n in said.names}
    assert names == {"星火计算湖"}
    graph = kg.build([docs], annotations=out)
    (row,) = graph.query("SELECT ?who ?by { ?s rdf:predicate kg:participatesIn ; rdf:subject/skos:prefLabel ?who ; kg:technique ?by }").dicts()
    assert row == {"who": "宁波大学", "by": "language-model"}
    assert not [e for e in kg.build([docs]).entities if e.label == "星火计算湖"]
    command = ["build", str(docs), "-o", str(held), "--annotations", str(out)]
    assert CliRunner().invoke(main, command).exit_code == 0
    shown = CliRunner().invoke(main, ["show", str(held), "星火计算湖", "--why"]).stdout
    assert "by language-model  语言模型标注 annotation by a language model" in shown
    assert QUOTE in shown


def test_annotations_beside_the_documents_are_found_and_are_no_documents(docs, tmp_path):
    with Replay(chat(said(GOOD))) as server:
        assert run(docs, docs, server).exit_code == 0
        assert run(docs, docs, server).exit_code == 0
        assert len(server.asked) == 1
    for given in (docs, docs / "a.txt"):
        graph = kg.build([given])
        assert [d["name"] for d in graph.report["documents"]] == ["a.txt"]
        assert graph["星火计算湖"].type == "Platform"


@pytest.mark.slow
def test_a_build_follows_what_is_annotated(docs, tmp_path):
    out, held = tmp_path / "said", tmp_path / "out"
    build = ["build", str(docs), "-o", str(held)]

    def built(*more):
        assert CliRunner().invoke(main, [*build, *more]).exit_code == 0
        return (held / "graph.ttl").read_bytes()

    plain = built()
    with Replay(chat(said(GOOD))) as server:
        run(docs, out, server)
    with_it = built("--annotations", str(out))
    assert "星火计算湖/" not in plain.decode()
    assert with_it != plain
    assert built("--annotations", str(out)) == with_it
    assert built() == plain
    (docs / "a.txt").write_text(TEXT + "完。\n", encoding="utf-8")
    result = CliRunner().invoke(main, [*build, "--annotations", str(out)])
    assert "annotations of a.txt, which is not among the inputs, or has changed since" in result.stdout


@pytest.mark.parametrize(("data", "why"), [(b"{", "no JSON"), (b"[]", "does not say"), (b'{"format": "kechuang annotations 1"}', "needs")])
def test_a_damaged_file_of_annotations_is_told(docs, tmp_path, data, why):
    (tmp_path / "said").mkdir()
    (tmp_path / "said" / ("a.txt" + SUFFIX)).write_bytes(data)
    graph = kg.build([docs], annotations=tmp_path / "said")
    (finding,) = [f for f in graph.findings if f.code == "annotations"]
    assert why in finding.message


def test_a_folder_of_annotations_that_is_not_there_is_told(docs, tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        kg.build([docs], annotations=tmp_path / "none")


def test_the_technique_can_be_left_out(ontology):
    held = Annotations((AnnotatedName("星火计算湖", "Platform", QUOTE), AnnotatedName("月光", "Platform", "月光。")),
                       (AnnotatedFact("宁波大学", "participatesIn", "星火计算湖", "actual", QUOTE),))
    told = replace(document(TEXT), annotations=held)
    with_it = make_extractor(ontology)(told)
    assert [c.relation for c in with_it.claims if c.technique == "language-model"] == ["participatesIn"]
    assert with_it.dropped["offset"] == 1
    without = make_extractor(ontology, ("language-model",))(told)
    assert (without.claims, without.mentions, without.dropped) == \
        (lambda e: (e.claims, e.mentions, e.dropped))(make_extractor(ontology)(document(TEXT)))


def test_a_name_of_the_grammar_stays_where_the_model_would_part_it(ontology):
    held = Annotations((AnnotatedName("江实验", "Platform", "甬江实验室聚焦新材料。"),))
    found = make_extractor(ontology)(replace(document(TEXT), annotations=held))
    assert "甬江实验室" in {m.text for m in found.mentions}
    assert "江实验" not in {m.text for m in found.mentions}


# ---------------------------------------------------------------- what goes out

def test_a_dry_run_sends_nothing_and_tells_how_much_would_go_where(docs, tmp_path, ontology):
    with Replay(chat(said(GOOD))) as server:
        result = run(docs, tmp_path / "said", server, "--dry-run")
        assert server.asked == []
    assert result.exit_code == 0
    characters = len(make_prompt(ontology)) + len(TEXT.strip())
    assert f"1 documents: 1 requests of {characters:,} characters in all to {server.url[7:-3]}, model m; nothing is sent" in result.stdout
    assert not (tmp_path / "said").exists()


def test_the_key_goes_into_the_header_and_nowhere_else(docs, tmp_path, monkeypatch):
    monkeypatch.setenv("MY_KEY", "sk-123456")
    with Replay(chat(said(GOOD))) as server:
        result = run(docs, tmp_path / "said", server, "--key-from", "MY_KEY")
    (path, headers, body), = server.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer sk-123456"
    assert [m["role"] for m in body["messages"]] == ["system", "user"]
    assert body["messages"][1]["content"] == TEXT.strip()
    written = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert b"sk-123456" not in written + result.output.encode()


@pytest.mark.parametrize(("url", "key", "why"), [
    ("ftp://a/v1", "", "is no address"), ("v1", "", "is no address"), ("http://u:p@a/v1", "", "a password"),
    ("http://example.org/v1", "k", "in the clear"), ("https://a/v1", "a\nb", "characters that no key has")])
def test_an_endpoint_that_is_none_or_would_give_the_key_away_is_refused(url, key, why):
    with pytest.raises(InputError, match=why):
        Endpoint(url, "m", key)


def test_an_answer_that_leads_elsewhere_is_not_followed(docs, tmp_path):
    with Replay(chat(said(GOOD))) as other, Replay((302, "", {"Location": other.url + "/chat/completions"})) as server:
        result = run(docs, tmp_path / "said", server)
        assert other.asked == []
    assert result.exit_code == 1
    assert "leads elsewhere (302)" in result.stdout


def test_the_prompt_has_every_type_and_relation_with_its_definition(ontology):
    prompt = make_prompt(ontology)
    for known in (*ontology.types.values(), *ontology.relations.values()):
        assert f"- {known.name}（{known.label_zh}" in prompt
        assert known.about_zh
        assert known.about_zh in prompt


# ---------------------------------------------------------------- what goes wrong

@pytest.mark.parametrize(("answers", "asked"), [
    ([(429, "slow down", {"Retry-After": "7"}), (500, "", {}), chat(said(GOOD))], 3),
    ([chat("我不知道"), chat(said(GOOD))], 2),
    ([(200, "<html>", {}), chat(said(GOOD))], 2),
])
def test_what_may_be_mended_is_asked_again(docs, tmp_path, answers, asked):
    with Replay(*answers) as server:
        result = run(docs, tmp_path / "said", server)
        assert len(server.asked) == asked
    assert result.exit_code == 0, result.output
    assert "3 names and facts pass" in result.stdout


@pytest.mark.parametrize(("answer", "code", "told", "asked"), [
    ((500, "out of order", {}), "refused", "answered 500 Internal Server Error: out of order", 2),
    ((400, "no such thing", {}), "refused", "answered 400", 1),
    ((401, "who are you", {}), "stopped", "no more is asked", 1),
    (chat("{\"names\": ["), "no-json", "holds no JSON", 2),
    (chat("{\"names\": [", finish="length"), "cut-off", "smaller --piece", 1),
    (None, "no-answer", "no answer within 0.2 s", 2),
])
def test_what_fails_is_a_finding_and_the_run_ends_with_1(docs, tmp_path, answer, code, told, asked):
    with Replay(answer) as server:
        result = run(docs, tmp_path / "said", server, "--tries", "2", "--timeout", "0.2")
        assert len(server.asked) == asked
    assert result.exit_code == 1
    assert told in result.stdout
    assert "1 without answer" in result.stdout
    assert not list(tmp_path.rglob("*" + SUFFIX))


def test_an_endpoint_that_is_not_there_is_told_and_soon_left_alone(docs, tmp_path):
    for name in "bcdef":
        (docs / f"{name}.txt").write_text(TEXT + name, encoding="utf-8")
    with Replay(chat("")) as server:
        pass
    result = run(docs, tmp_path / "said", server, "--tries", "1")
    assert result.exit_code == 1
    assert "cannot be reached" in result.stdout
    assert "no more is asked" in result.stdout
    assert "3 requests" in result.stdout


def test_a_run_that_was_cut_goes_on_with_what_is_not_answered(docs, tmp_path):
    (docs / "b.txt").write_text(TEXT.replace("2024", "2023"), encoding="utf-8")
    with Replay(chat(said(GOOD)), (401, "", {}), chat(said(GOOD))) as server:
        assert run(docs, tmp_path / "said", server).exit_code == 1
        assert len(server.asked) == 2
        assert "1 are answered already" in run(docs, tmp_path / "said", server, "--dry-run").stdout
        assert run(docs, tmp_path / "said", server).exit_code == 0
        assert len(server.asked) == 3
        first = {p.name: p.read_bytes() for p in (tmp_path / "said").glob("*.json")}
        assert sorted(first) == ["a.txt" + SUFFIX, "b.txt" + SUFFIX]
        assert run(docs, tmp_path / "said", server).exit_code == 0
        assert len(server.asked) == 3
    assert {p.name: p.read_bytes() for p in (tmp_path / "said").glob("*.json")} == first


def test_waits_are_doubled_and_what_the_endpoint_asks_for_is_heeded(monkeypatch):
    waited = []
    with Replay((429, "", {"Retry-After": "7"}), (503, "", {}), (503, "", {}), (429, "", {"Retry-After": "9999"}), chat("x")) as server:
        assert Endpoint(server.url, "m", tries=5, pause=2.0, sleep=waited.append).ask("", "") == "x"
    assert waited == [7, 4.0, 8.0, 60.0]


def test_an_endpoint_that_never_ends_its_answer_is_left(monkeypatch):
    with Replay(None) as server, pytest.raises(FailedError, match="no answer within"):
        Endpoint(server.url, "m", timeout=0.2, tries=1).ask("", "")


# ---------------------------------------------------------------- pieces, answers, files

@pytest.mark.parametrize(("size", "overlap"), [(10, 0), (40, 0), (40, 20), (60, 59), (10_000, 100)])
def test_pieces_hold_every_sentence_whole_and_end(size, overlap):
    sentences = [f"第{n}项工作由宁波市科学技术局负责。" for n in range(30)]
    found = pieces(document("\n".join(sentences)), size, overlap)
    assert all(any(sentence in piece for piece in found) for sentence in sentences)
    assert all(len(piece) <= max(size, 20) for piece in found)
    assert all(piece.endswith("。") for piece in found)
    shared = [before.splitlines()[-1] in after for before, after in pairwise(found)]
    if overlap == 0:
        assert not any(shared)
    elif size >= overlap + 20:
        assert all(shared)


@pytest.mark.parametrize(("answer", "held"), [
    ('{"names": []}', {"names": []}), ('```json\n{"facts": []}\n```', {"facts": []}),
    ('<think>{"names": [1]}</think>{"names": [2]}', {"names": [2]}), ('例如 {"a": 1}，答 {"names": [3]}', {"names": [3]}),
    ("", None), ("{", None), ("[]", None), ('{"a": 1}', None), ("{" * 5000, None)])
def test_the_json_of_an_answer_is_found_whatever_stands_around_it(answer, held):
    assert parse(answer) == held


@pytest.mark.parametrize("held", [None, 1, [], {"names": 1}, {"names": [1, None, {"name": 1}], "facts": ["x", {"subject": "\ud800"}]}])
def test_whatever_is_no_record_is_counted_and_no_crash(held):
    found, refused = records(held)
    assert found == Annotations()
    assert refused.total() == (5 if isinstance(held, dict) and isinstance(held["names"], list) else 0)


def test_a_file_of_annotations_is_read_as_it_was_written():
    said = Annotations((AnnotatedName("甲", "Platform", "甲。"),), (AnnotatedFact("甲", "develops", "乙", "planned", "甲乙。"),))
    file = AnnotationFile("a.txt", "0" * 64, {"model": "m"}, {"iri": said})
    assert from_json(to_json(file)) == file


def test_full_width_marks_of_a_model_are_those_of_the_text(docs, tmp_path):
    wide = json.loads(said(GOOD).replace(",由", "，由"))
    with Replay(chat(said(wide))) as server:
        assert "3 names and facts pass" in run(docs, tmp_path / "said", server).stdout
