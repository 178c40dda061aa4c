"""Documents named in 《》: the marks say where a name begins and ends."""

from __future__ import annotations

import re

from kg.extract.draft import Draft

_TITLE = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_YEAR_TAIL = re.compile(r"\((?:试行|暂行|修订|征求意见稿|[12]\d{3}[-—年][^)]*)\)$")


def find_titles(draft: Draft) -> None:
    """Add what stands in 《》; a bare common word (《决定》) takes the session before it into its name."""
    type = draft.ontology.type_by("book-title")
    for sentence in draft.sentences:
        for match in _TITLE.finditer(sentence.text):
            inner = match.group(1).strip()
            if not 2 <= len(inner) <= 90 or not sentence.clean_span(*match.span()):
                continue
            name = inner.replace("<", "《").replace(">", "》").replace("〈", "《").replace("〉", "》")
            bare = _YEAR_TAIL.sub("", name)
            names = [bare] if bare != name else []
            before = next((m for m in sentence.mentions if sentence.span(m)[1] == match.start()), None)
            if len(inner) <= 4 and before is not None:
                name, names = f"{before.name}《{inner}》", [f"{before.text}《{inner}》", *(f"{n}《{inner}》" for n in before.names), *names]
            for mention in sentence.covering(*match.span()):
                sentence.remove(mention)
                sentence.inner.append(mention)
            sentence.add(draft.mention(sentence, *match.span(), type, "book-title", name, names=[*names]))
