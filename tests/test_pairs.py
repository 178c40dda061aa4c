"""Learned weights of relations: the file, how it is asked, what is learned from texts with answers."""

import functools
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from kg.clean import clean
from kg.cli import main
from kg.errors import InputError, OntologyError
from kg.extract import make_extractor, make_steps
from kg.extract.statements.pair import weigh_pairs
from kg.extract.statements.pair.end import Entities, Row, Spoken, named
from kg.extract.statements.pair.reason import find_pairs
from kg.extract.statements.pair.weights import KIND, NAME, Weights, load_weights, read_weights, write_weights
from kg.model import Claim, Reading, Source
from kg.ontology import default_folder, learned_file
from kg.train import learn, reasons_of, standing, train, weights_of
from kg.train.answers import Matching, read_answers, with_answers
from kg.train.example import make_example
from tests.once import ONTOLOGY

PATH = default_folder() / NAME
TEXT = """宁波市科学技术局2024年科技工作要点

支持镇海区建设甬江实验室，推动北仑区发展石墨烯、新材料产业。
宁波大学与浙江大学共建海洋新材料中试基地。今年，建成甬江科创园。
镇海区的氢能产业规模位居全国前列，宁波大学校长林知远出席甬江科技创新大会。
"""
ANSWERS = """E\tb\tAgency\t宁波市科学技术局
E\td\tDistrict\t镇海区
E\te\tDistrict\t北仑区
E\tp\tPlatform\t甬江实验室
E\tq\tPlatform\t海洋新材料中试基地
E?\ty\tPlatform\t甬江科创园
E\tu\tUniversity\t宁波大学
E\tz\tUniversity\t浙江大学
E\tf\tField\t石墨烯
E\tg\tField\t新材料
E\th\tField\t氢能
R\t2\tb\tsupports\td\tplanned
R\t2\td\tdevelops\tp\tplanned
R\t2\te\tfocusesOn\tf\tplanned
R\t2\te\tfocusesOn\tg\tplanned
R\t3\tu\tdevelops\tq\tactual
R\t3\tz\tdevelops\tq\tactual
R?\t3\tz\tcooperatesWith\tu\tactual
R\t5\td\tfocusesOn\th\tactual
"""


@functools.cache
def _steps():
    return make_steps(ONTOLOGY, ("pair",))


def _document(text):
    return clean(Reading(Source("t", "0" * 64, "text/plain"), text))[0]


def _read(text):
    read = _steps().frame(_steps().name(_document(text)))
    return read, [item for item in _steps().tell(read) if isinstance(item, Claim)]


def _all(kind):
    subject, object, _ = kind
    return [r for r in _steps().lexicon.relations if subject in r.domain and object in r.range]


def _weights(*lines):
    return Weights(_steps().lexicon, lines, frozenset(("governs",)))


@pytest.fixture
def folder(tmp_path):
    for number in range(5):
        (tmp_path / f"plan{number}.txt").write_text(TEXT, encoding="utf-8")
        (tmp_path / f"plan{number}.ann").write_text(ANSWERS, encoding="utf-8")
    return tmp_path


# ---- the file ----------------------------------------------------------------------------------------------------
def test_the_file_of_weights_is_small_sorted_and_says_the_same_when_it_is_written_again():
    text = PATH.read_text(encoding="utf-8")
    assert len(text.encode()) < 1_000_000
    assert write_weights(*read_weights(text, PATH.name)) == text
    weighed = [line for line in text.splitlines() if not line.startswith("=")]
    assert weighed == sorted(set(weighed))
    assert {line.partition("\t")[0] for line in weighed} <= ONTOLOGY.relations.keys()


@pytest.mark.parametrize("row", ["develops\tverb\t3", "develops\tverb\t打造\tmuch", "develops", "=never\t3"])
def test_a_line_that_is_no_weight_is_named(row):
    with pytest.raises(OntologyError, match=r"w\.tsv:3: .*train anew"):
        read_weights(f"=standing\tgoverns\ndevelops\tverb\t打造\t-3\n{row}\n", "w.tsv")


def test_an_ontology_of_its_own_has_its_own_weights_or_none(tmp_path):
    (adding := tmp_path / "adding").mkdir()
    (own := tmp_path / "own").mkdir()
    (own / "core.ttl").write_text("", encoding="utf-8")
    assert learned_file(adding, NAME) == PATH
    assert learned_file(own, NAME) is None
    for folder in (adding, own):
        (folder / NAME).write_text("", encoding="utf-8")
        assert learned_file(folder, NAME) == folder / NAME


# ---- what is known of a sentence ---------------------------------------------------------------------------------
def test_members_of_a_list_have_the_words_beside_the_list():
    text, _ = _read("企业动态\n\n支持北仑区、镇海区和鄞州区发展石墨烯。\n")
    sentence = text.sentences[-1]
    row = Row(sentence, text.lexicon)
    ends = [e for e in named(sentence, text.lexicon, Entities(text.lexicon)) if e.outer is None]
    assert [(e.mention.text, *row.beside(e)) for e in ends] == [
        ("北仑区", "支持", "发展", "支持"), ("镇海区", "支持", "发展", "支持"), ("鄞州区", "支持", "发展", "支持"),
        ("石墨烯", "发展", "。", "发展")]


def test_who_speaks_and_of_where_is_spoken_of_in_every_sentence():
    text, claims = _read(TEXT)
    spoken = Spoken(text, Entities(text.lexicon))
    for sentence in text.sentences[1:]:
        assert {"宁波市科学技术局", "宁波市"} <= {e.mention.name for e in spoken.ends(sentence, claims)}


def test_no_text_of_a_collection_is_about_what_another_is_about():
    text, _ = _read(TEXT)
    spoken = Spoken(replace(text, collection=True), Entities(text.lexicon))
    assert "宁波市科学技术局" not in {e.mention.name for s in text.sentences[1:] for e in spoken.ends(s, ())}


POSITIONS = [
    ("北仑区发展石墨烯", "北仑区", "石墨烯", "so"),
    ("石墨烯产业在北仑区发展", "北仑区", "石墨烯", "os"),
    ("大力发展石墨烯", "宁波市科学技术局", "石墨烯", "-o"),
    ("建设石墨烯创新中心", "石墨烯创新中心", "石墨烯", "s[o]first"),
    ("建设石墨烯创新中心", "宁波市科学技术局", "石墨烯创新中心", "-o"),
]


@pytest.mark.parametrize(("sentence", "subject", "object", "position"), POSITIONS)
def test_a_pair_knows_how_its_ends_stand(sentence, subject, object, position):
    text, _ = _read(f"宁波市科学技术局2024年科技工作要点\n\n{sentence}。\n")
    found = {(p.subject.mention.name, p.object.mention.name, p.kind[2]) for p in find_pairs(text, [], _all)}
    assert (subject, object, position) in found


def test_what_stands_within_a_name_is_said_of_nothing_else():
    text, _ = _read("宁波市科学技术局2024年科技工作要点\n\n镇海区建设石墨烯创新中心。\n")
    found = {p.subject.mention.name for p in find_pairs(text, [], _all) if p.object.mention.name == "石墨烯"}
    assert found == {"石墨烯创新中心"}


def test_pairs_grow_with_the_length_of_a_sentence_and_not_with_its_square():
    def count(times):
        text, claims = _read("企业动态\n\n" + "、".join(["宁波大学与镇海区、甬江实验室"] * times) + "共建。\n")
        return sum(1 for _ in find_pairs(text, claims, _all))

    assert count(60) < 2.5 * count(30)


# ---- asking weights ----------------------------------------------------------------------------------------------
FIELD = ("focusesOn", KIND, "District Field so", 90)


@pytest.mark.parametrize(("weights", "told"), [
    (_weights(FIELD), {"focusesOn"}),
    (_weights(("focusesOn", KIND, "District Field so", -10)), set()),
    (_weights(("focusesOn", KIND, "District Field so", -10), ("focusesOn", "object-after", "产业", 91)), {"focusesOn"}),
    (_weights(("focusesOn", KIND, "District Field so", 80)), set()),
    (_weights(("focusesOn", KIND, "District Field os", 90)), set()),
    (_weights(), set()),
])
def test_weights_tell_what_weighs_enough_of_a_kind_that_may_be_told(weights, told, monkeypatch):
    text, claims = _read("企业动态\n\n镇海区高新区带来石墨烯产业。\n")
    text = replace(text, frame=replace(text.frame, place=None))
    monkeypatch.setitem(text.lexicon._bound, load_weights, weights)
    assert {(c.relation, c.technique, c.status) for c in weigh_pairs(text, claims)} == {
        (relation, "pair", "actual") for relation in told}


@pytest.mark.parametrize("sentence", [
    "北仑区发展石墨烯产业",  # claimed
    "北仑区发展海洋新材料产业",  # the words of a claim, otherwise: 新材料
    "镇海区举办科技周，北仑区发展石墨烯产业",  # claimed of another subject
])
def test_nothing_is_told_of_what_the_grammar_claims(sentence, monkeypatch):
    text, claims = _read(f"企业动态\n\n{sentence}。\n")
    monkeypatch.setitem(text.lexicon._bound, load_weights, _weights(FIELD))
    assert "focusesOn" in {c.relation for c in claims}
    assert list(weigh_pairs(text, claims)) == []


def test_what_stands_is_actual_in_a_plan(monkeypatch):
    text, _ = _read("宁波市科学技术局2024年科技工作要点\n\n将与镇海区科学技术局、镇海区推进石墨烯产业。\n")
    kinds = ("governs", KIND, "Agency District so", 85), ("focusesOn", KIND, "District Field so", 85)
    monkeypatch.setitem(text.lexicon._bound, load_weights, _weights(*kinds))
    found = {(c.relation, c.status) for c in weigh_pairs(text, [])}
    assert found == {("governs", "actual"), ("focusesOn", "planned")}


def test_without_weights_the_grammar_alone_speaks(monkeypatch):
    text, claims = _read(TEXT)
    monkeypatch.setitem(text.lexicon._bound, load_weights, None)
    assert list(weigh_pairs(text, claims)) == []
    monkeypatch.setitem(text.lexicon._bound, load_weights, _weights(FIELD))
    plain = make_extractor(text.lexicon, "pair")(text.document)
    assert all(c.technique != "pair" for c in plain.claims)


# ---- answers -----------------------------------------------------------------------------------------------------
def test_answers_are_read_and_matched(folder):
    answers = read_answers(folder / "plan0.ann")
    assert answers.optional == {"y"}
    assert answers.relations["d", "develops", "p"].sentence == 2
    mention = next(m for _, m in _read(TEXT)[0].all_mentions() if m.text == "甬江实验室")
    assert Matching(answers, _steps().lexicon.roots).id(mention) == "p"


def test_answers_in_json_say_the_same(tmp_path):
    said = {"entities": [{"id": "d", "types": ["District"], "names": ["镇海区"]},
                         {"id": "p", "types": ["Platform"], "names": ["甬江实验室"], "optional": True}],
            "relations": [{"s": "d", "p": "develops", "o": "p", "status": "planned", "sentence": 2}]}
    (tmp_path / "a.json").write_text(json.dumps(said), encoding="utf-8")
    (tmp_path / "a.ann").write_text("E\td\tDistrict\t镇海区\nE?\tp\tPlatform\t甬江实验室\n"
                                    "R\t2\td\tdevelops\tp\tplanned\n", encoding="utf-8")
    assert read_answers(tmp_path / "a.json") == read_answers(tmp_path / "a.ann")


@pytest.mark.parametrize("row", ["E\tx\tField", "R\tone\tx\tdevelops\ty\tactual", "R\t1\tx\tdevelops"])
def test_a_line_that_is_no_answer_is_named(folder, row):
    (folder / "plan0.ann").write_text(ANSWERS + row + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"plan0\.ann: .*line {ANSWERS.count(chr(10)) + 1} "):
        read_answers(folder / "plan0.ann")


def test_a_text_is_given_the_names_of_its_answers(tmp_path):
    (tmp_path / "a.ann").write_text("E\tx\tPlatform\t云帆引擎\nE\td\tDistrict\t镇海区\n", encoding="utf-8")
    answers = read_answers(tmp_path / "a.ann")
    text, _ = _read("企业动态\n\n镇海区上线云帆引擎。\n")
    found = with_answers(text, answers, Matching(answers, _steps().lexicon.roots))
    assert [(m.text, m.type) for _, m in found.all_mentions()] == [("镇海区", "District"), ("云帆引擎", "Platform")]


# ---- learning ----------------------------------------------------------------------------------------------------
def _example(folder):
    return make_example(_document(TEXT), read_answers(folder / "plan0.ann"), _steps())


def test_an_example_knows_what_is_right_and_what_is_not_decided(folder):
    example = _example(folder)
    right = {c.fact for c in example.cases if c.right and c.decided}
    wrong = {c.fact for c in example.cases if not c.right and c.decided}
    assert example.wanted <= right
    assert ("e", "develops", "p") in wrong
    assert ("z", "cooperatesWith", "u") not in right | wrong
    assert not {fact for fact in wrong if "y" in fact}


def test_a_part_of_the_claims_is_hidden_in_what_is_taught(folder):
    taught = [c for c in _example(folder).taught if c.right and c.decided]
    once = {c.fact for c in taught if c.pair.claimed is not None} & {c.fact for c in taught if c.pair.claimed is None}
    assert once <= {c.fact for c in _example(folder).cases if c.pair.claimed is not None}
    assert once


def test_what_is_learned_is_the_same_each_time_and_tells_right_from_wrong(folder):
    examples = [_example(folder)] * 5
    assert learn(examples) == learn([_example(folder)] * 5)
    weights = weights_of(examples)
    def weigh(c): return sum(weights.get(r, 0) for r in reasons_of(c))
    asked = [c for c in examples[0].cases if c.decided and reasons_of(c)[0] in weights]
    assert min(weigh(c) for c in asked if c.right) > max(weigh(c) for c in asked if not c.right)


def test_relations_that_are_actual_in_plans_stand(folder):
    assert "supports" not in standing([_example(folder)])
    plans = ANSWERS.replace("supports\td\tplanned", "supports\td\tactual")
    (folder / "plan0.ann").write_text(plans, encoding="utf-8")
    assert "supports" in standing([_example(folder)])


@pytest.mark.parametrize(("missing", "message"), [
    ("plan0.txt", "answers to a text that"), ("plan0.ann", "the least to learn from"), ("*.ann", "no files of answers"),
])
def test_what_cannot_be_learned_from_is_named(folder, missing, message):
    for path in list(folder.glob(missing)):
        path.unlink()
    with pytest.raises(InputError, match=message):
        train(folder, folder, ONTOLOGY)


@pytest.mark.slow
def test_the_command_writes_a_file_that_reading_takes(folder, tmp_path):
    out = tmp_path / NAME
    done = CliRunner().invoke(main, ["train", str(folder), str(folder), "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("5 texts, 35 relations: ")
    Weights(_steps().lexicon, *read_weights(out.read_text(encoding="utf-8"), str(out)))
