"""What a language model is asked: made from the ontology's labels, definitions and examples, in Chinese."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from kg.ontology import EntityType, Ontology, RelationType

_FORM = Path(__file__).with_name("prompt.zh.md")
_MARKED = re.compile(r"【(?:[A-Z]\|)?([^【】]+)】")  # 【S|宁波市】, as examples of the ontology mark names
_ENDS = re.compile(r"【([SO])\|([^【】]+)】")
_MOST_EXAMPLES = 2


def make_prompt(ontology: Ontology) -> str:
    """What stands before each piece of text, the same for the same ontology."""
    types = "\n".join(_type(t) for t in ontology.types.values())
    relations = "\n".join(_relation(r) for r in ontology.relations.values())
    text, answer = _example(ontology)
    return _FORM.read_text(encoding="utf-8").format(types=types, relations=relations, example_text=text,
                                                    example_answer=answer)


def _type(kind: EntityType) -> str:
    above = f"，属于 {kind.parent}" if kind.parent else ""
    return f"- {kind.name}（{kind.label_zh}{above}）：{kind.about_zh}{_shown('例如', kind.examples)}"


def _relation(relation: RelationType) -> str:
    ends = f"{'、'.join(sorted(relation.domain))} → {'、'.join(sorted(relation.range))}。"
    return f"- {relation.name}（{relation.label_zh}）：{relation.about_zh}{ends}{_shown('例如', relation.examples)}" \
           f"{_shown('不是', relation.counter_examples)}"


def _shown(what: str, examples: Iterable[str]) -> str:
    told = [" ".join(_MARKED.sub(r"\1", example).split()) for example in examples][:_MOST_EXAMPLES]
    return f"{what}：{'／'.join(told)}" if told else ""


def _example(ontology: Ontology) -> tuple[str, str]:
    """A sentence of the ontology that marks the ends of a relation, and what is to be answered of it."""
    for relation in ontology.relations.values():
        for example in relation.examples:
            ends = dict(_ENDS.findall(example))
            if ends.keys() == {"S", "O"}:
                quote = _MARKED.sub(r"\1", example)
                facts = [{"subject": ends["S"], "relation": relation.name, "object": ends["O"], "status": "actual",
                          "quote": quote}]
                names = [{"name": ends[end], "type": next(iter(kinds)), "quote": quote}
                         for end, kinds in (("S", relation.domain), ("O", relation.range)) if len(kinds) == 1]
                return quote, json.dumps({"names": names, "facts": facts}, ensure_ascii=False)
    return "", json.dumps({"names": [], "facts": []})
