"""Learned weights of relations: the file, how it is asked, what is learned from texts with answers."""

import functools

import numpy as np
import pytest

from kg.clean import clean
from kg.errors import InputError, OntologyError
from kg.extract import make_extractor, make_steps
from kg.extract.statements.pair.sign import find_pairs
from kg.extract.statements.pair.template import COLUMNS, TEMPLATES, is_word
from kg.extract.statements.pair.vocabulary import GrowingVocabulary
from kg.extract.statements.pair.weights import (
    NAME,
    SCALE,
    Settings,
    Weights,
    load_weights,
    read_weights,
    write_weights,
)
from kg.model import Claim, Reading, Source
from kg.ontology import default_folder, learned_file, load_ontology
from kg.train.pairs import Example, learn, lines, read_example, score
from kg.train.stated import Matching, read_answers, texts_with_answers

PATH = default_folder() / NAME
TEXT = """宁波市科学技术局2024年科技工作要点

支持镇海区建设甬江实验室,推动北仑区发展石墨烯、新材料产业。
宁波大学与浙江大学共建海洋新材料中试基地。今年,建成甬江科创园。
镇海区的氢能产业规模位居全国前列,宁波大学校长林知远出席甬江科技创新大会。
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
    return make_steps(load_ontology())


def _read(text):
    document = clean(Reading(Source("t", "0" * 64, "text/plain"), text))[0]
    read = _steps().frame(_steps().name(document))
    return read, [item for item in _steps().tell(read) if isinstance(item, Claim)]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "plan.ann").write_text(ANSWERS, encoding="utf-8")
    return tmp_path


# ---- the file ----------------------------------------------------------------------------------------------------
def test_the_file_of_weights_is_small_sorted_and_says_the_same_when_it_is_written_again():
    text = PATH.read_text(encoding="utf-8")
    assert len(text.encode()) < 1_000_000
    assert write_weights(*read_weights(text, PATH.name)) == text
    weighed = [line for line in text.splitlines() if not line.startswith("=")]
    assert weighed == sorted(set(weighed))
    relations = load_ontology().relations
    assert {line.partition("\t")[0] for line in weighed} <= relations.keys()


@pytest.mark.parametrize("row", ["develops\toVERB\t打造", "develops\toVERBS\t打造\t3", "develops\toVERB\t打造\tmuch", "develops",
                                 "=never\t3"])
def test_a_line_that_is_no_weight_is_named(row):
    with pytest.raises(OntologyError, match=r"w\.tsv:4: .*train anew"):
        read_weights(f"=told\t0\n=doubted\t-9\ndevelops\tone\t1\t-3\n{row}\n", "w.tsv")


def test_a_file_without_settings_is_named():
    with pytest.raises(OntologyError, match=r"w\.tsv: .*=doubted"):
        read_weights("=told\t0\ndevelops\tone\t1\t-3\n", "w.tsv")


# ---- asking it ---------------------------------------------------------------------------------------------------
def _plainly(pairs, vocabulary, weights):
    """What every pair weighs, reason by reason, from the lines of a file."""
    words = {number: word for word, number in vocabulary.items()}
    relations = [r.name for r in _steps().lexicon.relations]
    weighed = []
    for known, relation in zip(pairs.known.tolist(), pairs.relation.tolist(), strict=True):
        total = 0
        for template in TEMPLATES:
            values = [known[COLUMNS.index(a)] for a in template.attributes]
            if all(values):
                said = tuple(words[v] if is_word(a) else str(v) for a, v in zip(template.attributes, values, strict=True))
                total += weights.get((relations[relation], template.name, said), 0)
        weighed.append(total)
    return weighed


def test_pairs_weigh_what_the_lines_of_the_file_say():
    lexicon, (text, claims) = _steps().lexicon, _read(TEXT)
    rows, settings = read_weights(PATH.read_text(encoding="utf-8"), PATH.name)
    weights = Weights(lexicon, rows, settings)
    pairs = find_pairs(text, claims, weights.vocabulary)
    weighed = weights.weigh(pairs.known, pairs.relation).tolist()
    assert len(set(weighed)) > 20
    assert weighed == _plainly(pairs, weights.vocabulary, {row[:3]: row[3] for row in rows})


def test_reasons_that_share_a_place_of_the_table_are_told_apart():
    """More reasons than a table has places for at once: all are found, and none for another."""
    lexicon, (text, claims) = _steps().lexicon, _read(TEXT)
    relations = [r.name for r in lexicon.relations]
    rows = [(relations[n % 13], "distance", (str(n),), n + 1) for n in range(4000)]
    rows = [(r, "order-distance", (str(1 + n % 5), str(1 + n)), n) for n, (r, *_) in enumerate(rows)]
    weights = Weights(lexicon, rows, Settings())
    pairs = find_pairs(text, claims, weights.vocabulary)
    assert weights.weigh(pairs.known, pairs.relation).tolist() == _plainly(pairs, weights.vocabulary, {r[:3]: r[3] for r in rows})


def test_what_clauses_say_is_among_the_pairs():
    text, claims = _read(TEXT)
    claims = [c for c in claims if c.technique in ("clause", "imperative", "comitative")]
    pairs = find_pairs(text, claims, GrowingVocabulary(_steps().lexicon))
    assert len(claims) > 5
    assert set(pairs.claimed.tolist()) <= set(pairs.fact.tolist())


def test_nothing_is_told_of_a_text_without_names():
    text, claims = _read("今天天气很好。\n")
    pairs = find_pairs(text, claims, load_weights(_steps().lexicon).vocabulary)
    assert pairs.known.shape == (0, len(COLUMNS))
    assert make_extractor(_steps().lexicon)(text.document).claims == ()


def test_pairs_grow_with_the_length_of_a_sentence_and_not_with_its_square():
    def count(times):
        text, claims = _read("企业动态\n\n" + "、".join(["宁波大学与镇海区、甬江实验室"] * times) + "共建。\n")
        return len(find_pairs(text, claims, GrowingVocabulary(_steps().lexicon)).relation)

    assert count(60) < 2.5 * count(30)


def test_without_weights_the_grammar_alone_speaks():
    document = _read("企业动态\n\n宁波大学发展迅速。目前,建成甬江实验室。\n")[0].document
    learned, plain = make_extractor(_steps().lexicon)(document), make_extractor(_steps().lexicon, "pair")(document)
    assert any(c.technique == "pair" and c.reasons == ("pair/told",) for c in learned.claims)
    assert all(c.technique != "pair" for c in plain.claims)


def test_an_ontology_of_its_own_has_its_own_weights_or_none(tmp_path):
    (adding := tmp_path / "adding").mkdir()
    (own := tmp_path / "own").mkdir()
    (own / "core.ttl").write_text("", encoding="utf-8")
    assert learned_file(adding, NAME) == PATH
    assert learned_file(own, NAME) is None
    for folder in (adding, own):
        (folder / NAME).write_text("", encoding="utf-8")
        assert learned_file(folder, NAME) == folder / NAME


# ---- learning ----------------------------------------------------------------------------------------------------
def test_answers_are_read_and_matched(folder):
    path, = texts_with_answers(folder)
    answers = read_answers(path)
    assert [n.id for n in answers.named if n.optional] == ["y"]
    assert answers.relations["d", "develops", "p"].sentence == 2
    mention = next(m for _, m in _read(TEXT)[0].all_mentions() if m.text == "甬江实验室")
    assert Matching(answers, _steps().lexicon.roots).id(mention) == "p"


@pytest.mark.parametrize("row", ["E\tx\tField", "R\tone\tx\tdevelops\ty\tactual", "R\t1\tx\tdevelops"])
def test_a_line_that_is_no_answer_is_named(folder, row):
    (folder / "plan.ann").write_text(ANSWERS + row + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"plan\.ann:{ANSWERS.count(chr(10)) + 1}: "):
        read_answers(folder / "plan.txt")


def test_a_folder_without_answers_is_named(tmp_path):
    with pytest.raises(InputError, match="no text with answers"):
        texts_with_answers(tmp_path)


def _said(example: Example, which):
    return {example.facts[at] for at in np.nonzero(which)[0].tolist()}


def test_an_example_knows_what_is_right_and_what_is_not_decided(folder):
    example = read_example(folder / "plan.txt", _steps(), GrowingVocabulary(_steps().lexicon))
    right, wrong = _said(example, example.right & example.decided), _said(example, ~example.right & example.decided)
    assert example.wanted <= right
    assert ("e", "develops", "p") in wrong
    assert ("z", "cooperatesWith", "u") not in right | wrong
    assert not {fact for fact in wrong if "y" in fact}


def test_what_is_learned_is_the_same_each_time_and_is_asked_as_it_was_learned(folder):
    def learned():
        vocabulary = GrowingVocabulary(_steps().lexicon)
        example = read_example(folder / "plan.txt", _steps(), vocabulary, named=False)
        found = learn([example])
        return example, found, list(lines(found, vocabulary, [r.name for r in _steps().lexicon.relations]))

    (example, found, rows), (_, _, again) = learned(), learned()
    assert write_weights(rows, Settings()) == write_weights(again, Settings())
    text = write_weights(rows, Settings())
    weights = Weights(_steps().lexicon, *read_weights(text, "w.tsv"))
    read, claims = _read(TEXT)
    pairs = find_pairs(read, claims, weights.vocabulary)
    asked = weights.weigh(pairs.known, pairs.relation)
    assert np.abs(asked - SCALE * found.weigh(example.reasons)).max() <= len(TEMPLATES)
    right = score(example, found.weigh(example.reasons), 0, 0)
    assert (right.right > 4, right.wrong) == (True, 0)
