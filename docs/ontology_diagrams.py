"""Pictures of the ontology, drawn from its Turtle: which types there are, and what each relation leads from and to."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from kg.ontology import EntityType, Ontology, RelationType, load_ontology

_WIDE, _HIGH, _GAP = 150, 30, 8  # of a box, and between two
_ARROW = 96  # between what a relation leads from and what it leads to
_STYLE = ("<style>text{font:13px system-ui,'Noto Sans CJK SC',sans-serif;fill:#222;dominant-baseline:central}"
          ".b{fill:#fff;stroke-width:2}.l{fill:none;stroke:#888;stroke-width:1.2}"
          "@media(prefers-color-scheme:dark){text{fill:#ddd}.b{fill:#222}}</style>")


def pages() -> dict[str, str]:
    """The page of diagrams and the pictures on it, by file name."""
    ontology = load_ontology()
    lines = ["# Diagrams of the ontology", "",
             "Drawn from the Turtle in `ontology/` when this site is made; [every term](ontology.md).", "",
             "## Types", "", "![The types, each below the one that it is a kind of](types.svg)", "", "## Relations", ""]
    made = {"types.svg": _tree(ontology)}
    for relation in sorted(ontology.relations.values(), key=lambda r: r.order):
        name = f"relation-{relation.name}.svg"
        made[name] = _relation(ontology, relation)
        lines += [f"### kg:{relation.name}", "", f"{relation.label_zh} · {relation.label_en}"
                  + (", in both directions" if relation.symmetric else ""), "",
                  f"![From what {relation.label_en} leads, and to what]({name})", ""]
        lines += [f"> {example}" for example in relation.examples[:1]] + [""]
    return {"ontology-diagrams.md": "\n".join(lines), **made}


def _svg(width: int, height: int, parts: Iterator[str]) -> str:
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
            f'{_STYLE}{"".join(parts)}</svg>\n')


def _box(kind: EntityType, x: int, y: int, wide: int = _WIDE) -> str:
    said = escape(f"{kind.label_zh} {kind.label_en}")
    return (f'<rect class="b" x="{x}" y="{y}" width="{wide}" height="{_HIGH}" rx="6" stroke="{kind.colour}"/>'
            f'<text x="{x + wide / 2}" y="{y + _HIGH / 2}" text-anchor="middle">{said}</text>')


def _tree(ontology: Ontology) -> str:
    """All types, kinds below and to the right of what they are kinds of, in two columns of about the same height."""
    kinds = sorted(ontology.types.values(), key=lambda t: (t.order, t.name))
    below = {t.name: [k for k in kinds if k.parent == t.name] for t in kinds}

    def rows(kind: EntityType, depth: int) -> Iterator[tuple[EntityType, int]]:
        yield kind, depth
        for inner in below[kind.name]:
            yield from rows(inner, depth + 1)

    trees = [list(rows(root, 0)) for root in kinds if root.name == root.root]
    step, wide, indent = _HIGH + _GAP, 240, 30
    half = sum(map(len, trees)) / 2
    columns: list[list[tuple[EntityType, int]]] = [[], []]
    for tree in trees:
        columns[len(columns[0]) >= half].extend(tree)

    def parts() -> Iterator[str]:
        for number, column in enumerate(columns):
            last: dict[int, int] = {}
            for row, (kind, depth) in enumerate(column):
                x, y = 4 + number * (wide + 3 * indent) + depth * indent, 4 + row * step
                if depth:
                    yield f'<path class="l" d="M{x - indent / 2} {last[depth - 1] + _HIGH}V{y + _HIGH / 2}H{x}"/>'
                last[depth] = y
                yield _box(kind, x, y, wide)

    return _svg(2 * wide + 6 * indent, 8 + step * max(map(len, columns)), parts())


def _relation(ontology: Ontology, relation: RelationType) -> str:
    """What a relation leads from on the left, what it leads to on the right."""
    sides = [sorted((ontology.types[name] for name in names), key=lambda t: t.order)
             for names in (relation.domain, relation.range)]
    step = _HIGH + _GAP
    height = 8 + step * max(map(len, sides)) - _GAP
    wide = _WIDE + 30
    right = wide + 2 * _ARROW

    def parts() -> Iterator[str]:
        for side, x in zip(sides, (4, right), strict=True):
            top = (height - step * len(side) + _GAP) // 2
            for row, kind in enumerate(side):
                middle = top + row * step + _HIGH / 2
                end, joint = (x + wide, wide + _ARROW - 60) if x == 4 else (x, wide + _ARROW + 56)
                yield f'<path class="l" d="M{end} {middle}L{joint} {height / 2}"/>'
                yield _box(kind, x, top + row * step, wide)
        yield (f'<text x="{wide + _ARROW}" y="{height / 2}" text-anchor="middle">{escape(relation.label_zh)} →</text>')

    return _svg(right + wide + 4, height, parts())
