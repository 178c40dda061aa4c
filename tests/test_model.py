"""What is learned of names: the arithmetic against plain references, files that go round, and learning from a few texts."""

import functools
import itertools
import math

import numpy as np
import pytest
from click.testing import CliRunner

from kg.clean import clean
from kg.cli import main
from kg.errors import InputError, OntologyError
from kg.extract import make_extractor, read_names
from kg.extract.lexicon import Lexicon
from kg.extract.names.model import find_modelled, make_model
from kg.extract.names.model import reader as reading
from kg.extract.names.model.features import LONGEST, PAD, Vocabulary, make_tokens
from kg.extract.names.model.reader import Model, Sums, find_spans
from kg.extract.names.model.weights import (
    JUDGE_BITS,
    PARTS,
    SCOUT_BITS,
    Weights,
    packed,
    read_weights,
    unpacked,
    write_weights,
)
from kg.model import Reading, Source
from kg.ontology import load_ontology
from kg.train import learn, train
from kg.train.answers import Answer, find_answers, read_answers
from kg.train.example import BEGIN, END, INSIDE, OUTSIDE, WHOLE, make_example
from kg.train.judge import span_table, sums_of
from kg.train.scout import chances

ONTOLOGY = load_ontology()
LEXICON = Lexicon(ONTOLOGY)
TYPES = tuple(t.name for t in ONTOLOGY.roots)
# Seals of a kind that no rule knows: the model can have them from the answers alone.
SEALS = "青浦", "松江", "嘉善", "桐庐", "奉化", "象山", "海宁", "平湖"
TEXTS = [f"本周，{a}蓝印与{b}蓝印亮相。大家认真讨论。会上还有{b}蓝印登场，各方齐声喝彩。" for a, b in itertools.pairwise(SEALS)]


def _document(text):
    return clean(Reading(Source("x.txt", "0" * 64, "text/plain"), text))[0]


def _example(text, *names):
    answers = [Answer(("Initiative",), (name,), False) for name in names]
    return make_example(read_names(_document(text), LEXICON, "model"), answers, 1.0)


@functools.cache
def _learned():
    pairs = itertools.pairwise(SEALS)
    return learn([_example(t, f"{a}蓝印", f"{b}蓝印") for t, (a, b) in zip(TEXTS, pairs, strict=True)], TYPES)


@pytest.fixture(scope="module")
def random_weights():
    random = np.random.RandomState(7)
    scout = random.randint(-90, 90, (1 << SCOUT_BITS, PARTS)).astype(np.int16)
    judge = random.randint(-300, 300, (1 << JUDGE_BITS, 1 + len(TYPES))).astype(np.int16)
    return Weights(TYPES, scout, judge)


def test_a_file_of_weights_goes_round_and_is_the_same_bytes(tmp_path):
    path = tmp_path / "weights.txt"
    path.write_text(write_weights(_learned()), encoding="ascii")
    again = read_weights(path)
    assert again.types == TYPES
    assert np.array_equal(again.scout, _learned().scout)
    assert np.array_equal(again.judge, _learned().judge)
    assert write_weights(again) == path.read_text(encoding="ascii")


@pytest.mark.parametrize("text", ["", "something else\n", "kechuang-names 1\ntypes A\njudge 1 3\n5 1 x\nscout 0 5\n",
                                  "kechuang-names 1\ntypes A\njudge 2 3\n5 1 1\nscout 0 5\n",
                                  "kechuang-names 1\ntypes A\njudge 0 3\n"])
def test_what_is_no_file_of_weights_is_told_so(text, tmp_path):
    path = tmp_path / "weights.txt"
    path.write_text(text, encoding="ascii")
    with pytest.raises(OntologyError, match=r"weights\.txt: no weights of names"):
        read_weights(path)


def test_four_sums_in_one_number_are_the_four_sums():
    table = np.random.RandomState(1).randint(-320, 321, (90, PARTS)).astype(np.int16)
    assert [int(p[0]) for p in unpacked(packed(table).sum(keepdims=True))] == table.sum(axis=0).tolist()


def test_the_sums_of_reading_are_those_of_adding_up_every_feature(random_weights):
    """Reading adds up what a token weighs alone but once; training lists every feature.  Both must agree."""
    example = _example(TEXTS[0] + "\n“试点”《办法》由宁波市科学技术局发布。", "青浦蓝印")
    sums = Sums(random_weights, LEXICON)
    tokens = make_tokens(example.tokens.sentences, sums.vocabulary)
    sums.learn()
    found = sums.tokens(tokens)
    plain = [sum(packed(random_weights.scout)[row].item() for row in example.rows.values[a:b])
             for a, b in itertools.pairwise(example.rows.starts)]
    assert found.tolist() == plain
    assert found.tolist() == sums_of(example, random_weights.scout).tolist()
    spans = find_spans(tokens, found, sums.columns)
    rows = span_table(example, find_spans(example.tokens, found, example.columns))
    assert len(rows) > 5
    told = sums.spans(tokens, spans)
    assert told.tolist() == [random_weights.judge[rows.values[a:b]].sum(axis=0, dtype=np.int64).tolist()
                             for a, b in itertools.pairwise(rows.starts)]


@pytest.mark.parametrize("also_named", [False, True])
def test_the_spans_are_those_that_a_plain_search_finds(random_weights, also_named):
    example = _example(TEXTS[1] + TEXTS[2] + "宁波市科学技术局在宁波。")
    sums = sums_of(example, random_weights.scout)
    parts = [p.tolist() for p in unpacked(sums)]
    begin, inside, end, whole = ([0] * PAD + p + [0] * PAD for p in parts)
    scores = {}
    for a, b in itertools.combinations(range(len(example.tokens.items) + 1), 2):
        if b - a <= LONGEST and example.tokens.inside[a:b].all():
            score = whole[a] if b - a == 1 else begin[a] + sum(inside[a + 1:b - 1]) + end[b - 1]
            if score > reading.LEAST or (b - a == 1 and example.columns[example.tokens.items[a], 4]):
                scores[a, b] = score
    expected = []
    for (a, b), score in sorted(scores.items()):
        best = max(s for (c, d), s in scores.items() if c < b and a < d)
        named = b - a == 1 and example.columns[example.tokens.items[a], 4] > 0
        if also_named if named else best - score < reading.BEHIND:
            expected.append([a, b, score, best - score])
    spans = find_spans(example.tokens, sums, example.columns, also_named)
    assert np.stack([spans.begins, spans.ends, spans.scores, spans.behind], axis=1).tolist() == expected


def test_the_same_words_weigh_the_same_whatever_was_read_before(random_weights):
    text = read_names(_document(TEXTS[3]), LEXICON, "model")
    other = read_names(_document("重庆推动低空经济发展。" + TEXTS[5]), LEXICON, "model")
    first = [j.sums for j in Model(random_weights, LEXICON).judged(text)]
    model = Model(random_weights, LEXICON)
    assert list(model.judged(other))
    assert [j.sums for j in model.judged(text)] == first
    model.sums.begin()
    assert [j.sums for j in model.judged(text)] == first


def test_blocks_are_read_as_the_whole_is(random_weights, monkeypatch):
    text = read_names(_document("\n".join(TEXTS)), LEXICON, "model")
    whole = {(j.sentence.passage.index, j.first, j.last) for j in Model(random_weights, LEXICON).judged(text)}
    monkeypatch.setattr(reading, "_BLOCK", 30)
    assert {(j.sentence.passage.index, j.first, j.last) for j in Model(random_weights, LEXICON).judged(text)} == whole
    assert [s for block in reading.blocks(text.sentences) for s in block] == list(text.sentences)


def test_chances_are_those_of_all_readings():
    scores = np.random.RandomState(3).normal(0, 1, (2, 4, 5)).astype(np.float32)
    lengths = np.array([4, 3])
    found = chances(scores, lengths)
    after = {OUTSIDE: {OUTSIDE, BEGIN, WHOLE}, BEGIN: {INSIDE, END}, INSIDE: {INSIDE, END}}
    after |= {END: after[OUTSIDE], WHOLE: after[OUTSIDE]}
    for row, length in enumerate(lengths):
        total, at = 0.0, np.zeros((length, 5))
        for parts in itertools.product(range(5), repeat=length):
            if parts[0] in after[OUTSIDE] and parts[-1] in (OUTSIDE, END, WHOLE) \
                    and all(b in after[a] for a, b in itertools.pairwise(parts)):
                weight = math.exp(sum(scores[row, i, p] for i, p in enumerate(parts)))
                total += weight
                for i, p in enumerate(parts):
                    at[i, p] += weight
        assert np.allclose(found[row, :length], at / total, atol=1e-5)


def test_what_is_learned_finds_a_name_that_no_rule_finds():
    text = "近日，临海蓝印与余姚蓝印亮相。"
    told = [m.text for m in make_extractor(LEXICON, {"model"})(_document(text)).mentions]
    assert not any("蓝印" in m for m in told)
    lexicon = Lexicon(ONTOLOGY)
    lexicon._bound[make_model] = Model(_learned(), lexicon)
    names = [n.mention for n in find_modelled(read_names(_document(text), lexicon, "model"))]
    assert {(m.text, m.type, m.technique) for m in names} >= {("临海蓝印", "Initiative", "model")}
    extraction = make_extractor(lexicon)(_document(text))
    assert "临海蓝印" in [m.name for m in extraction.mentions]
    assert all(extraction.document.text[m.start:m.end] == m.text for m in extraction.mentions)


def test_the_same_texts_teach_the_same():
    first = write_weights(_learned())
    _learned.cache_clear()
    assert write_weights(_learned()) == first


@pytest.mark.parametrize(("text", "names", "found"), [
    ("甲实验室与甲实验室分部", ["甲实验室", "甲实验室分部"], ["甲实验室", "甲实验室分部"]),
    ("《甲 办法》和甲办法", ["《甲办法》"], ["甲 办法", "甲办法"]),
    ("“甲”行动", ["甲行动"], ["甲”行动"]),
    ("无", ["甲"], []),
    ("ＡＩ产业", ["AI"], ["ＡＩ"]),
])
def test_answers_stand_where_their_names_stand(text, names, found):
    spans = find_answers(text, [Answer(("Platform",), (n,), False) for n in names])
    assert [text[s.start:s.end] for s in spans] == found


def test_a_file_of_answers_is_read_as_the_page_says(tmp_path):
    path = tmp_path / "x.ann"
    path.write_text("issuer\t某局\nE\te1\tAgency/Enterprise\t甲|乙\nE?\te2\tField\t丙\nR\t1\te1\tfocusesOn\te2\tactual\n# 注\n", encoding="utf-8")
    assert read_answers(path) == [Answer(("Agency", "Enterprise"), ("甲", "乙"), False), Answer(("Field",), ("丙",), True)]
    (tmp_path / "y.json").write_text('{"entities": [{"id": "e", "types": ["Field"], "names": ["丙"], "optional": true}]}', encoding="utf-8")
    assert read_answers(tmp_path / "y.json") == [Answer(("Field",), ("丙",), True)]


@pytest.mark.parametrize(("name", "text", "message"), [
    ("x.ann", "E\te1\t甲\n", "line 1: E, an id, types and names"),
    ("x.ann", "E\te1\tPlatfrom\t甲\n", "no basic type 'Platfrom'; did you mean Platform"),
    ("x.json", "{", "no file of answers"),
    ("y.ann", "E\te1\tField\t甲\n", "answers to a text that"),
    ("x.txt", "", "no files of answers"),
    ("x.ann", "E\te1\tField\t甲\n", "the least to learn from"),
])
def test_answers_that_teach_nothing_are_told(name, text, message, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "x.txt").write_text("甲乙丙。", encoding="utf-8")
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        train(tmp_path / "docs", tmp_path / "answers", ONTOLOGY)


def test_the_command_learns_and_an_ontology_that_holds_the_file_reads_by_it(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    for number, (text, (a, b)) in enumerate(zip(TEXTS, itertools.pairwise(SEALS), strict=True)):
        (docs / f"{number}.txt").write_text(text, encoding="utf-8")
        (docs / f"{number}.ann").write_text(f"E\te1\tInitiative\t{a}蓝印\nE\te2\tInitiative\t{b}蓝印\n", encoding="utf-8")
    (docs / "more.txt").write_text("别的。", encoding="utf-8")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "words.ttl").write_text("", encoding="utf-8")
    done = CliRunner().invoke(main, ["train", str(docs), str(docs), "-o", str(mine / "weights.txt")])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("7 texts, 21 names; 1 texts without answers: ")
    ontology = load_ontology(mine)
    assert ontology.weights == mine / "weights.txt"
    assert "临海蓝印" in [m.name for m in make_extractor(ontology)(_document("近日，临海蓝印与余姚蓝印亮相。")).mentions]


def test_an_ontology_of_its_own_without_weights_is_read_by_the_grammar_alone(tmp_path):
    (tmp_path / "core.ttl").write_text("", encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "words.ttl").write_text("", encoding="utf-8")
    assert load_ontology(tmp_path / "other").weights == ONTOLOGY.weights
    lexicon = Lexicon(ONTOLOGY)
    lexicon._bound[make_model] = None
    assert list(find_modelled(read_names(_document(TEXTS[0]), lexicon, "model"))) == []


def test_a_vocabulary_tells_words_from_names_of_the_same_letters():
    vocabulary = Vocabulary(LEXICON)
    text = read_names(_document("宁波市科学技术局在宁波。"), LEXICON, "model")
    make_tokens(text.sentences, vocabulary)
    held = vocabulary.items(0).columns
    assert len(held) == len(vocabulary)
    assert (held[:, 4] > 0).sum() == 2
