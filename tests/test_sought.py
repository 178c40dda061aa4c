"""What is asked once a sentence: which words stand in it; and the small classes that rules are asked about."""

import re
from pathlib import Path

import pytest

from kg.clean import clean
from kg.extract import make_steps
from kg.extract.case import case
from kg.extract.lexicon import FOREIGN, FRAMES, PASSIVE, RELIANCES, SOUGHT, STEPS, Lexicon
from kg.model import Reading, Source
from tests.once import ONTOLOGY

LEXICON = Lexicon(ONTOLOGY)
CORPUS = Path(__file__).parent / "corpus"
_OPEN = re.compile(r"[\[\]…|]")


def _forms(word):
    """What a word of the lexicon may look like in a text: with its optional parts and without, its gaps filled."""
    for form in re.split(r"\|(?![^\[\]]*\])", word):
        for whole in (re.sub(r"\[[^\[\]]+\]", "", form), re.sub(r"\[([^\[\]|]+)[^\[\]]*\]", r"\1", form)):
            yield from (whole.replace("…", ""), whole.replace("…", "某些"))


@pytest.mark.parametrize("name", sorted(SOUGHT))
def test_a_sentence_is_of_every_class_of_which_a_word_stands_in_it(name):
    words = LEXICON.words[name]
    assert words
    found = LEXICON.pattern(f"{{{name}}}")
    for form in {form for word in words for form in _forms(word)}:
        text = f"甲,{form}。"
        assert found.search(text), form
        assert name in LEXICON.sort(text), form


def test_the_words_of_steps_of_other_countries_and_of_what_is_relied_on_are_sought_too():
    assert {STEPS} < LEXICON.sort("甲实验室揭牌。")
    assert {STEPS, FRAMES} <= LEXICON.sort("启动甲实验室建设。")
    assert RELIANCES in LEXICON.sort("依托甲大学建设乙中心。")
    assert FOREIGN in LEXICON.sort("与越南共同举办。")
    assert all(PASSIVE in LEXICON.sort(f"甲实验室{verb}。") for verb in LEXICON.by_passive)
    assert LEXICON.sort("甲乙丙丁。").isdisjoint((STEPS, FRAMES, RELIANCES, PASSIVE, FOREIGN))


def _texts():
    steps = make_steps(LEXICON)
    for path in sorted(CORPUS.glob("*.txt")):
        yield steps.name(clean(Reading(Source(path.name, "0" * 64, "text/plain"), path.read_text(encoding="utf-8")))[0])


def test_the_sentences_that_say_a_class_are_those_that_are_found_one_by_one():
    plain = sorted(name for name in SOUGHT if not any(map(_OPEN.search, LEXICON.words[name])))
    said = 0
    for text in _texts():
        for name in plain:
            found = [s for s in text.sentences if any(word in s.text for word in LEXICON.words[name])]
            assert text.saying(name) == found, name
            said += len(found)
        both = text.saying("offices", "done")
        assert both == [s for s in text.sentences if not s.classes.isdisjoint(("offices", "done"))]
    assert said


def test_units_are_the_words_and_the_names_without_a_gap():
    cut = 0
    for text in _texts():
        for sentence in text.sentences:
            units = sentence.units
            assert "".join(u.text for u in units) == sentence.text
            assert all(sentence.text[u.start:u.end] == u.text for u in units)
            assert [u.mention for u in units if u.mention is not None] == list(sentence.mentions)
            known = {(w.start, w.end): w.tag for w in sentence.words}
            for unit in units:
                if unit.mention is None and (unit.start, unit.end) not in known:
                    cut += 1
                    assert unit.tag in {w.tag for w in sentence.words if w.start <= unit.start and unit.end <= w.end}
            for start in range(-1, len(sentence.text) + 2):
                for end in (start, start + 1, start + 4):
                    touching = tuple(w for w in sentence.words if w.end > start and w.start < end)
                    assert sentence.touching(start, end) == touching
    assert cut


@case
class Asked:
    """A case with a default."""

    first: str
    second: int = 2


def test_a_case_is_made_as_a_dataclass_is_and_is_equal_to_itself_alone():
    assert (Asked("a").first, Asked("a").second, Asked("a", second=3).second) == ("a", 2, 3)
    assert Asked("a") != Asked("a")
    with pytest.raises(TypeError):
        Asked("a", 2, 3)
