"""What a built folder knows, asked by programs: names in any spelling, texts, quotes, facts and numbers by what they say."""

import random
import shutil
import sqlite3
from dataclasses import fields, is_dataclass

import pytest

from kg.answers import Answers, as_json
from kg.answers import index as index_module
from kg.answers.normal import Normal, normal, pairs, readings, sentence_around, sentences, spelt
from kg.clean import traditional_of
from kg.corpus import PARTS
from kg.errors import InputError, KgError
from kg.export.html import page_data
from kg.generations import current
from kg.graph import Graph
from kg.model import DocumentRecord
from kg.ontology import ID
from kg.pipeline import build_to, import_to
from kg.record import Record, from_line, text_of, to_line
from kg.series import spanned
from tests.conftest import CORPUS
from tests.direct import DirectPool
from tests.hostile import HOSTILE
from tests.index_state import index_state

NINGBO = ID + "district/宁波市"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The sample as a built folder."""
    out = tmp_path_factory.mktemp("answers") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.intake.Pool", DirectPool)
        build_to([CORPUS], out)
    return out


@pytest.fixture(scope="module")
def answers(folder):
    found = Answers.open(folder)
    yield found
    found.close()


@pytest.fixture(scope="module")
def public(folder):
    found = Answers.open(folder, public=True)
    yield found
    found.close()


@pytest.fixture(scope="module")
def view(folder):
    return Graph.load(folder).view


@pytest.fixture(scope="module")
def records(folder):
    return {record.document.iri: record for record in map(from_line, Graph.load(folder).records)}


# ---- texts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*HOSTILE, ',"text":"x"', '\\",\\"text\\":\\"', "}\n]"])
def test_a_record_carries_its_text_and_gives_it_back_alone(text):
    record = Record(DocumentRecord("d", text, text, None, None), text, (), (), (), text=text)
    assert text_of(to_line(record)) == text
    assert from_line(to_line(record)) == record
    assert text_of("{}") == ""


def test_texts_are_the_sources_in_which_all_offsets_count(answers, view, records):
    for evidence in {e for edge in view.edges for e in edge.evidence}:
        assert records[evidence.document].text[evidence.start:evidence.end] == evidence.exact
    for iri, record in records.items():
        assert answers.document(iri).text == record.text


@pytest.mark.parametrize(("text", "form"), [
    ("寧波市　科 學\n技術局", "宁波市科学技术局"), ("**宁波**大学", "宁波大学"), ("林(lín)志遠", "林志远"), ("ＡＩ＋", "ai+"),
    ("宁\u200b波", "宁波"), ("林·志·远", "林志远"), ("", ""),
])
def test_texts_are_compared_in_one_form_whose_characters_know_their_places(text, form):
    held = Normal(text)
    assert held.text == normal(text) == form
    for at, character in enumerate(form):
        start, end = held.span(at, at + 1)
        assert normal(text[start:end]) == character


@pytest.mark.parametrize(("name", "personal", "read"), [
    ("重庆", False, {"chong qing", "zhong qing"}), ("单小明", True, {"dan xiao ming", "shan xiao ming", "chan xiao ming"}),
    ("宁波", False, {"ning bo"}), ("", False, set()),
])
def test_names_are_spelt_in_each_way_that_they_are_read(name, personal, read):
    assert set(map(" ".join, spelt(name, personal))) == read


@pytest.mark.parametrize(("query", "first"), [("xian", ("xian",)), ("linzhiyuan", ("lin", "zhi", "yuan")), ("zjdx", None), ("宁波", None),
                                               ("a" * 500, None)])
def test_letters_are_cut_into_syllables(query, first):
    found = readings(query)
    assert (found[0] if found else None) == first
    assert len(readings("xian" * 20)) <= 64


def test_sentences_cover_a_text_and_hold_what_is_in_them():
    text = "一、总体要求。\n支持甬江实验室！“好。”他说；" + "长" * 900 + "完"
    spans = list(sentences(text))
    assert "".join(text[start:end] for start, end in spans) == text
    for at in range(len(text)):
        if text[at].strip():
            start, end = sentence_around(text, at, at + 1)
            assert start <= at < end


# ---- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "label", "why"), [
    ("浙江大学", "浙江大学", "exact"), ("浙大", "浙江大学", "alias"), ("浙江大學", "浙江大学", "folded"), (" 浙 江大学 ", "浙江大学", "folded"),
    ("zhejiangdaxue", "浙江大学", "pinyin"), ("ZheJiang DaXue", "浙江大学", "pinyin"), ("zjdx", "浙江大学", "pinyin"), ("zheda", "浙江大学", "pinyin"),
    ("甬江实", "甬江实验室", "part"), ("江实验", "甬江实验室", "part"), ("江予安", "江予安", "exact"), ("jiangyuan", "江予安", "pinyin"),
    ("id:university/浙江大学", "浙江大学", "iri"), (f"<{ID}university/浙江大学>", "浙江大学", "iri"),
])
def test_a_name_is_found_however_it_is_written(answers, asked, label, why):
    first = answers.resolve(asked).items[0]
    assert (first.thing.label, first.why) == (label, why)
    assert first.names[0] == label
    assert first.said > 0


def test_every_name_of_every_entity_finds_it_also_in_traditional_characters_and_spelt(answers, view):
    for node in view.nodes:
        for name in (node.label, *node.names):
            pairs_of = dict(zip(*[iter(traditional_of(name)[::-1])] * 2, strict=True))
            for written in (name, "".join(pairs_of.get(c, c) for c in name)):
                assert node.iri in {c.thing.iri for c in answers.resolve(written, 1000).items}, written
        for way in spelt(answers._found._all("SELECT letters FROM names WHERE iri = ? AND place = 0", (node.iri,))[0][0])[:1]:
            if all(syllable.isalpha() for syllable in way) and len(way) > 1:
                assert node.iri in {c.thing.iri for c in answers.resolve("".join(way), 1000).items}, way


def test_what_nothing_is_called_finds_nothing(answers):
    for name in ("", " ", "。", "没有这个名字的东西", "qqqq"):
        assert answers.resolve(name).items == ()


# ---- search -----------------------------------------------------------------------------------------------------------


def test_every_run_of_letters_finds_its_document_with_a_sentence_that_holds_it(answers, records):
    chance = random.Random(17)
    for iri, record in records.items():
        held = normal(record.text)
        for _ in range(60):
            length = chance.randint(1, 6)
            at = chance.randrange(max(1, len(held) - length))
            part = held[at:at + length]
            if not part.isalnum():
                continue
            found = answers.search(part, 1000, kind="sentence").items
            hit = next((h for h in found if h.iri == iri), None)
            assert hit is not None, (part, record.name)
            for each in found:
                assert records[each.iri].text[each.start:each.end] == each.snippet
                assert [normal(each.snippet[start:end]) for start, end in each.spans].count(part) >= 1 or part in normal(each.snippet)


def test_a_search_is_paged_without_gaps(answers):
    for asked in ("宁波", "科技", "创新 平台", "ningbo"):
        whole = answers.search(asked, 1000)
        assert whole.next is None
        assert len(whole.items) == whole.total
        parts, at = [], 0
        while at is not None:
            page = answers.search(asked, 3, at)
            parts += page.items
            assert page.total == whole.total
            at = page.next
        assert parts == list(whole.items)


@pytest.mark.parametrize("words", ["支持 实验室", "实验室 支持"])
def test_several_words_are_found_in_one_sentence_where_they_stand_together(answers, words):
    for hit in answers.search(words, 100, kind="sentence").items:
        assert all(normal(word) in normal(answers.document(hit.iri).text) for word in words.split())
    assert any("支持" in h.snippet and "实验室" in h.snippet for h in answers.search(words, 100, kind="sentence").items)


# ---- quotes -----------------------------------------------------------------------------------------------------------


def test_every_sentence_that_a_fact_was_read_from_is_verified_where_it_stands(answers, view):
    for evidence in {e for edge in view.edges for e in edge.evidence}:
        found = answers.verify_quote(evidence.exact, 100)
        assert found.found, evidence.exact
        assert any(s.document == evidence.document and evidence.start <= s.start and s.end <= evidence.end for s in found.sentences)


@pytest.mark.parametrize("written", [
    "高标准建设甬江实验室，推进石墨烯、磁性材料重点实验室建设", "高標準建設甬江實驗室,推進石墨烯、磁性材料重點實驗室建設", "高标准建设甬江实验室\n 推进石墨烯 磁性材料重点实验室建设",
    "“高标准建设甬江实验室……磁性材料重点实验室建设”", "建设甬江实验室...重点实验室建设",
])
def test_a_quote_is_found_however_it_is_written(answers, written):
    found = answers.verify_quote(written)
    assert found.found
    assert all(s.exact == answers.document(s.digest).text[s.start:s.end] for s in found.sentences)
    assert any("甬江实验室" in s.exact for s in found.sentences)


def test_what_no_document_says_is_not_found_and_what_is_nearest_is_told(answers):
    found = answers.verify_quote("高标准建设东湖实验室，推进石墨烯、磁性材料重点实验室建设")
    assert (found.found, found.count) == (False, 0)
    assert "石墨烯" in found.nearest.exact
    assert 0.3 < found.likeness < 1
    assert answers.verify_quote("完全没有关系的一句外星语言").nearest is None
    assert not answers.verify_quote("。").found
    # A figure is no other figure.
    assert answers.verify_quote("全社会研发投入强度达到3.3%").found
    assert not answers.verify_quote("全社会研发投入强度达到33%").found


# ---- documents --------------------------------------------------------------------------------------------------------


def test_a_document_shows_every_name_fact_and_number_where_it_was_read(answers, view, records):
    marked = {iri: answers.document(iri).marks for iri in records}
    places = {(iri, m.start, m.end, m.iri) for iri, marks in marked.items() for m in marks}
    for each in (*view.edges, *view.observations, *view.steps):
        for e in each.evidence:
            assert (e.document, e.start, e.end, each.iri) in places
    known = {n.iri: n.label for n in view.nodes}
    for iri, marks in marked.items():
        assert list(marks) == sorted(marks, key=lambda m: (m.start, -m.end, m.what, m.label, m.iri, m.techniques))
        for mark in marks:
            assert 0 <= mark.start < mark.end <= len(records[iri].text)
            if mark.what == "name":
                assert known[mark.iri] == mark.label
    assert answers.document("0" * 16) is None
    assert answers.document("<x>") is None


def test_a_document_says_what_was_left_out_of_it(answers):
    found = answers.document(next(t.digest for t in answers.documents().items if "深圳" in t.title))
    assert found.about["characters"]["read"] == found.about["characters"]["kept"] + sum(found.about["characters"]["left_out"].values())
    assert found.missing == ""


def test_documents_come_youngest_first_by_place_and_year(answers):
    every = answers.documents()
    days = [t.date for t in every.items if t.date]
    assert days == sorted(days, reverse=True)
    assert every.items[-1].date is None
    assert {t.title for t in answers.documents(place="宁波").items} == {"宁波市科学技术局2023年科技工作要点", "宁波市科学技术局2024年科技工作要点"}
    assert {t.date[:4] for t in answers.documents(year="2024").items} == {"2024"}
    assert [t.digest for t in answers.documents(limit=2, offset=1).items] == [t.digest for t in every.items[1:3]]


# ---- facts and numbers ------------------------------------------------------------------------------------------------


def test_an_entity_tells_all_that_the_graph_says_of_it(answers, view, ontology):
    offices = {r.name for r in ontology.relation_by("office")}
    for node in view.nodes:
        found = answers.describe(node.iri, 10_000)
        edges = [e for e in view.edges if node.iri in (e.source, e.target)]
        assert {f.iri for f in found.posts} == {e.iri for e in edges if e.relation in offices}
        assert {f.iri for f in found.facts} == {e.iri for e in edges if e.relation not in offices}
        assert {n.iri for n in found.numbers} == {o.iri for o in view.observations if node.iri in (o.scope, o.stated_by)}
        assert {s.iri for s in found.steps} == {s.iri for s in view.steps if s.thing == node.iri}
        assert {t.iri for t in found.documents} == set(node.documents)
        assert found.totals == {"posts": len(found.posts), "numbers": len(found.numbers), "facts": len(found.facts), "corrected": 0,
                                "steps": len(found.steps), "documents": len(found.documents)}
        cut = answers.describe(node.iri, 1, sentences=1)
        assert cut.totals == found.totals
        assert cut.facts[:1] == tuple(f.__class__(**{**_fields(f), "sentences": f.sentences[:1]}) for f in found.facts[:1])
    assert answers.describe(ID + "district/无") is None
    assert answers.describe("no iri <>") is None


def _fields(value):
    return {f.name: getattr(value, f.name) for f in fields(value)}


@pytest.mark.parametrize("wanted", [
    {}, {"entity": NINGBO}, {"subject": ID + "agency/宁波市科学技术局"}, {"object": ID + "platform/甬江实验室"}, {"relation": "supports"},
    {"type": "Platform"}, {"type": "Laboratory"}, {"year": "2024"}, {"status": "planned"}, {"relation": "develops", "status": "planned", "year": "2023"},
    {"entity": "no iri"}, {"year": "1900"},
])
def test_facts_are_those_that_fit(answers, view, ontology, wanted):
    kinds = {n.iri: {*ontology.above(n.type)} for n in view.nodes}
    days = {d.iri: d.date for d in view.documents}

    def fits(e):
        years = set(spanned(e.period or "")) or {days[x.document][:4] for x in e.evidence if days[x.document]}
        return all((wanted.get("entity") in (None, e.source, e.target), wanted.get("subject") in (None, e.source), wanted.get("object") in (None, e.target),
                    wanted.get("relation") in (None, e.relation), wanted.get("status") in (None, e.status), "year" not in wanted or wanted["year"] in years,
                    "type" not in wanted or any(wanted["type"] in kinds[end] for end in (e.source, e.target))))

    found = answers.facts(limit=10_000, sentences=100, **wanted)
    assert {f.iri for f in found.items} == {e.iri for e in view.edges if fits(e)}
    assert found.total == len(found.items)
    by_iri = {e.iri: e for e in view.edges}
    for f in found.items:
        e = by_iri[f.iri]
        assert [(s.document, s.start, s.end, s.exact) for s in f.sentences] == [(x.document, x.start, x.end, x.exact) for x in e.evidence]
        assert (f.subject.iri, f.relation, f.object.iri, f.status, f.role, f.period) == (e.source, e.relation, e.target, e.status, e.role, e.period)


@pytest.mark.parametrize(("wanted", "values"), [
    ({"indicator": "高企数量", "place": "宁波"}, {"800", "7500"}), ({"indicator": "国家高新技术企业", "place": NINGBO, "year": "2024"}, {"7500"}),
    ({"indicator": "高企数量", "place": "寧波市", "period": "2023"}, {"800"}), ({"indicator": "高企数量", "place": "宁波", "status": "actual"}, set()),
    ({"place": "没有"}, set()),
])
def test_numbers_are_found_by_any_name_of_what_they_measure_and_of_the_place(answers, wanted, values):
    found = answers.numbers(**wanted)
    assert {n.value for n in found.items} == values
    assert all(n.sentences[0].exact for n in found.items)


def test_what_was_read_from_a_document_is_found_by_it(answers, view):
    for document in view.documents:
        digest = document.iri.rsplit("/", 1)[1]
        facts = {e.iri for e in view.edges if any(x.document == document.iri for x in e.evidence)}
        numbers = {o.iri for o in view.observations if any(x.document == document.iri for x in o.evidence)}
        assert {f.iri for f in answers.facts(limit=10_000, document=digest).items} == facts
        assert {n.iri for n in answers.numbers(limit=10_000, document=digest).items} == numbers
        assert answers.digests(digest[:8]) == [digest]


def test_a_relation_and_a_type_that_are_none_are_told(answers):
    for wanted in ({"relation": "supprots"}, {"type": "Platfrom"}):
        with pytest.raises(InputError, match="the ontology has no such"):
            answers.facts(**wanted)


def test_policies_are_found_by_title_issuer_and_whether_they_are_in_force(answers):
    assert "宁波市科技创新条例" in {p.thing.label for p in answers.policies(title="科技创新条例").items}
    issued = answers.policies(issuer="吴江区科学技术局")
    assert issued.items
    assert all(any("吴江" in t.label for t in p.issuers) for p in issued.items)
    for validity in ("valid", "invalid"):
        assert all(p.validity == validity for p in answers.policies(validity=validity).items)
    assert answers.policies(validity="valid").total
    every = answers.policies(limit=1000)
    assert every.total == len(every.items) == answers.coverage().types["Policy"]


def test_what_is_there_is_counted(answers, view):
    found = answers.coverage()
    assert (found.documents, found.facts, found.numbers, found.steps) == (len(view.documents), len(view.edges), len(view.observations), len(view.steps))
    assert sum(found.years.values()) == len(view.documents)
    assert found.undated == sum(d.date is None for d in view.documents)
    assert sum(found.types.values()) == len(view.nodes)
    assert found.places["宁波市"] == 2


def test_the_parts_of_a_corpus_answer_as_on_the_command_line(answers, view, ontology):
    parts = {p.name: p for p in PARTS}
    assert answers.part("check") == parts["check"].answer(view, ontology)
    assert answers.series() == parts["series"].answer(view, ontology)
    for name in ("高企数量", "研发投入强度", "技术合同成交额"):
        assert answers.series(name) == parts["series"].answer(view, ontology, name)
    for asked, error in (({"name": "nothing"}, "no part"), ({"name": "series", "x": "1"}, "takes no")):
        with pytest.raises(InputError, match=error):
            answers.part(**asked)
    with pytest.raises(InputError, match="no series has this indicator"):
        answers.series("没有这个指标")


def test_a_neighbourhood_is_drawn_as_the_page_draws_a_graph(answers, view, ontology):
    found = answers.neighbourhood([NINGBO], 12)
    assert found.keys() == page_data(view, ontology).keys()
    assert 1 < len(found["nodes"]) <= 12
    assert NINGBO.removeprefix(ID) in {node[9] for node in found["nodes"]}
    assert found == answers.neighbourhood([NINGBO, NINGBO, "no iri"], 12)
    whole = answers.neighbourhood([NINGBO], 1000)
    linked = {end for e in view.edges if NINGBO in (e.source, e.target) for end in (e.source, e.target)}
    assert {ID + node[9] for node in whole["nodes"]} == linked


def test_the_same_question_has_the_same_answer(folder, answers):
    with_another = Answers.open(folder)
    for ask in (lambda a: a.search("科技", 50), lambda a: a.describe(NINGBO), lambda a: a.facts(limit=500), lambda a: a.coverage(),
                lambda a: a.neighbourhood([NINGBO]), lambda a: a.schema_card()):
        assert as_json(ask(answers)) == as_json(ask(with_another))
    with_another.close()


@pytest.mark.parametrize("text", [*HOSTILE, '"', "a\" OR b", "*", "NEAR(", "甬江 OR 1=1", "\ud800", "^", "𠀀" * 30])
def test_no_text_is_anything_but_a_text(answers, text):
    if "\ud800" not in text:
        answers.documents(place=text, year=text)
    answers.search(text, 5)
    answers.resolve(text, 5)
    answers.verify_quote(text)
    answers.describe(text)
    answers.document(text)
    answers.facts(entity=answers.iri(text), limit=1) if "\ud800" not in text else None
    answers.policies(title=text, limit=2)


# ---- histories, forgetting, the public, other folders -----------------------------------------------------------------


@pytest.mark.slow
def test_nobody_is_in_a_part_for_the_public(folder, public, answers, view, ontology):
    people = {name for n in view.nodes if ontology.types[n.type].personal for name in (n.label, *n.names)}
    assert {"江予安", "叶听澜"} <= people
    told = [str(as_json(each)) for each in (
        *(public.describe(n.iri, 1000, 100) for n in view.nodes), public.facts(limit=10_000, sentences=100), public.numbers(limit=10_000, sentences=100),
        public.documents(), *(public.document(d.iri) for d in view.documents), public.search("科技局局长", 100), public.coverage(),
        public.neighbourhood([NINGBO], 1000), public.series(), public.part("holders"), public.policies(limit=1000))]
    path = public.generation.path
    told += [p.read_bytes().decode("utf-8", "replace") for p in path.rglob("*") if p.is_file()]
    for name in people:
        assert all(name not in text for text in told), name
        assert all("○" in hit.snippet or name not in hit.snippet for hit in public.search(name).items)
        assert public.resolve(name).items == () or all(name not in c.names for c in public.resolve(name).items)
        assert not public.verify_quote(name).found
    for document in view.documents:
        held = public.document(document.iri)
        assert len(held.text) == len(answers.document(document.iri).text)
        assert held.marks
        known = {e.iri for e in Graph.load(folder).select(public=True).view.edges}
        assert {m.iri for m in held.marks if m.what == "fact"} <= known


def test_a_public_part_goes_with_who_asks_it(folder):
    found = Answers.open(folder, public=True)
    path = found.generation.path
    assert path.is_dir()
    again = Answers.open(found.generation, public=True)  # it is public already
    assert again.generation == found.generation
    again.close()
    found.close()
    assert not path.exists()


def test_an_older_graph_is_served_and_says_what_it_lacks(folder, tmp_path, answers):
    old = tmp_path / "old"
    shutil.copytree(folder, old)
    path = current(old).path
    (path / "search.db").unlink()
    with sqlite3.connect(path / "ledger.db") as db:
        from kg.ledger import pack, unpack

        for number, line in db.execute("SELECT id, line FROM records").fetchall():
            db.execute("UPDATE records SET line = ? WHERE id = ?", (pack(unpack(line).rpartition(',"text":')[0] + "}"), number))
    db.close()
    found = Answers.open(old)
    assert "build it again" in found.missing
    for ask in (lambda a: a.resolve("浙大"), lambda a: a.describe(NINGBO), lambda a: a.facts(limit=500), lambda a: a.numbers(limit=500), lambda a: a.series("高企数量"),
                lambda a: a.search("甬江", kind="entity"), lambda a: a.policies(title="条例"), lambda a: [t.digest for t in a.documents().items]):
        assert as_json(ask(found)) == as_json(ask(answers))
    assert not found.verify_quote("高标准建设甬江实验室").found
    source = found.document(found.documents().items[0].digest)
    assert (source.text, "build it again" in source.missing) == (None, True)
    assert source.marks
    found.close()


def test_a_checkout_without_a_store_is_answered_from_its_turtle(folder, tmp_path, answers):
    shutil.copy(folder / "graph.ttl", tmp_path / "graph.ttl")
    found = Answers.open(tmp_path)
    assert found.generation is None
    for ask in (lambda a: a.resolve("zjdx"), lambda a: a.describe(NINGBO), lambda a: a.facts(relation="supports"), lambda a: a.series("高企数量")):
        assert as_json(ask(found)) == as_json(ask(answers))
    with pytest.raises(InputError, match="no part for the public"):
        Answers.open(tmp_path, public=True)
    with pytest.raises(InputError):
        Answers.open(tmp_path / "none")


@pytest.mark.slow
def test_users_own_files_are_found_too(folder, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(folder, out)
    (tmp_path / "mine.ttl").write_text(
        "@prefix kg: <https://w3id.org/kechuang/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . @base <https://w3id.org/kechuang/id/> .\n"
        '<platform/东钱湖平台> a kg:Platform ; skos:prefLabel "东钱湖平台"@zh ; kg:locatedIn <district/宁波市> .\n'
        '<platform/甬实> a kg:Platform ; skos:prefLabel "甬实"@zh ; owl:sameAs <platform/甬江实验室> .\n', encoding="utf-8")
    import_to(out, [tmp_path / "mine.ttl"])
    found = Answers.open(out)
    assert found.resolve("dongqianhu pingtai").items[0].thing.label == "东钱湖平台"
    assert found.describe(ID + "platform/甬实").thing.label == "甬江实验室"
    fact = found.describe(ID + "platform/东钱湖平台").facts[0]
    assert (fact.sentences[0].title, fact.sentences[0].exact) == ("mine.ttl", "")
    source = found.document(next(t.digest for t in found.documents().items if t.user))
    assert (source.text, source.missing) == (None, "this is a user's own file of triples")
    assert found.verify_quote("高标准建设甬江实验室").found  # the texts are there beside it
    named = {m.iri for t in found.documents().items for m in found.document(t.digest).marks if m.what == "name" and m.label == "甬江实验室"}
    assert named == {ID + "platform/甬江实验室"}
    found.close()
    import_to(out, [], ["mine.ttl"])
    assert index_state(current(out).path / "search.db") == index_state(current(folder).path / "search.db")


def test_a_damaged_index_is_told(folder, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(folder, out)
    (current(out).path / "search.db").write_bytes(b"nothing of SQLite" * 100)
    with pytest.raises(KgError, match="build the graph again"):
        Answers.open(out).search("甬江")


def test_everything_is_plain_and_frozen(answers):
    found = answers.describe(NINGBO)
    assert is_dataclass(found)
    with pytest.raises(AttributeError):
        found.thing.label = "x"
    assert pairs("宁波,大学") == {"宁波", "波", "大学", "学"}
    assert pairs("") == set()
    assert index_module.NAME == "search.db"
