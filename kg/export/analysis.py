"""The analysis as people read it (Markdown, HTML with plots), count with it (CSV) and query it (triples in a graph of
their own)."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox

from kg.analyse import Analysis, Score
from kg.export.tables import defuse
from kg.language import LANGUAGES, Language, both, listing, say, speaking, spoken
from kg.ontology import ID, KG, RDF, SKOS, EntityType, Ontology
from kg.series import Series

GRAPH = ID + "analysis"
_TOP = 10
_XSD = "http://www.w3.org/2001/XMLSchema#"


@dataclass(slots=True)
class _Table:
    """A part of the report: headings in both languages, a sentence, columns and rows, in the language that is spoken;
    `plot` is SVG for the HTML."""

    zh: str
    en: str
    note: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    plot: str = ""


# ---- what is told ----------------------------------------------------------------------------------------------------


def _parts(found: Analysis, ontology: Ontology) -> list[_Table]:
    roots = {t.name: t for t in ontology.roots}
    return [_central(found, roots), _middle(found, roots), *_by_type(found, ontology), _cores(found, roots),
            _communities(found), _bridges(found),
            *_projections(found, ontology), _matrix(found, ontology), _gaps(found), _documents(found), _years(found),
            _targets(found), _unmet(found), *_doubts(found)]


def _score_row(number: int, s: Score, roots: dict[str, EntityType]) -> Sequence[str]:
    return (str(number), s.label + (" *" if s.publisher else ""), _label(roots[s.root]), f"{s.rank:.4f}",
            f"{s.betweenness:.4f}", str(s.core), str(s.degree))


def _score_columns() -> Sequence[str]:
    return ("", _say("entity"), _say("type"), "PageRank", _say("betweenness"), _say("core number"),
            _say("linked entities"))


def _central(found: Analysis, roots: dict[str, EntityType]) -> _Table:
    top = found.scores[:_TOP]
    published = sum(s.publisher for s in top)
    note = _say("By PageRank: each relation passes importance on to its other end.")
    if published:
        note += _say(" Those with * issued documents: most of what their own documents tell is theirs, so that they "
                     "stand too high.")
    return _Table("谁居中心", "Who is central", note, _score_columns(),
                  [_score_row(i, s, roots) for i, s in enumerate(top, 1)],
                  _bars([(s.label, s.rank, roots[s.root].colour) for s in top]))


def _middle(found: Analysis, roots: dict[str, EntityType]) -> _Table:
    top = sorted((s for s in found.scores if s.betweenness > 0 and not s.publisher),
                 key=lambda s: (-s.betweenness, s.iri))[:_TOP]
    note = _say("By betweenness: how many of the shortest links pass through it; issuers are left out.")
    return _Table("谁连接各方", "Who connects the others", note,
                  _score_columns(),
                  [_score_row(i, s, roots) for i, s in enumerate(top, 1)],
                  _bars([(s.label, s.betweenness, roots[s.root].colour) for s in top]))


def _by_type(found: Analysis, ontology: Ontology) -> Iterable[_Table]:
    rows = []
    for kind in ontology.roots:
        best = [s for s in found.scores if s.root == kind.name and s.degree][:5]
        if best:
            rows.append((both(kind.label_zh, kind.label_en),
                         listing(_say("{name} ({n})", name=s.label, n=s.degree) for s in best)))
    note = _say("The five of the highest PageRank of each type; in brackets how many entities they are linked to.")
    yield _Table("各类之首", "Foremost of each type", note, (_say("type"), _say("entity")), rows)


def _cores(found: Analysis, roots: dict[str, EntityType]) -> _Table:
    deepest = max((s.core for s in found.scores), default=0)
    inner = [s for s in found.scores if s.core == deepest] if deepest > 1 else []
    note = _say("Entities of core number {n}: each is linked to at least {n} others of them.", n=deepest)
    return _Table("最紧密的核心", "Innermost core", note,
                  _score_columns(), [_score_row(i, s, roots) for i, s in enumerate(inner[:_TOP], 1)])


def _communities(found: Analysis) -> _Table:
    note = _say("Groups that are linked more closely inside than to others, called by their members.")
    return _Table("社区", "Communities", note, (_say("community"), _say("members"), _say("main members")),
                  [(c.name, str(len(c.members)), listing(found.label[m] for m in c.members[:6]))
                   for c in found.communities[:_TOP]])


def _bridges(found: Analysis) -> _Table:
    note = _say("Relations that join two communities, by the share of shortest links that pass through them; “only”: "
                "without it the two sides fall apart.")
    return _Table("桥", "Bridges", note, (_say("one end"), _say("other end"), _say("share"), _say("only")),
                  [(found.label[b.one], found.label[b.other], f"{b.betweenness:.4f}", _say("yes") if b.cuts else "")
                   for b in found.bridges[:_TOP]])


def _projections(found: Analysis, ontology: Ontology) -> Iterable[_Table]:
    for projection in ontology.projections:
        rows = [(found.label[x.one], found.label[x.other], f"{x.value:.2f}",
                 listing(found.label[s] for s in x.shared[:5]))
                for x in found.likenesses if x.projection == projection.name][:_TOP]
        yield _Table(projection.label_zh, projection.label_en,
                     _say("Likeness from 0 to 1; what many have in common counts little, and a single thing at "
                          "most 0.5."),
                     (_say("one"), _say("other"), _say("likeness"), _say("in common")), rows)


def _matrix(found: Analysis, ontology: Ontology) -> _Table:
    """Which members have which things of the projections that name one type of thing: who is in which field."""
    table = _Table("谁布局哪些领域", "Which fields where", _say("Fields that it has a relation to, by their number."),
                   (_say("whose"), _say("number"), _say("fields")))
    things = {name for p in ontology.projections if len(p.through) == 1
              for name in p.through} - {name for p in ontology.projections for name in p.between | p.via}
    root = {iri: ontology.root(kind) for iri, kind in found.network.nodes(data="type")}
    held: dict[str, set[str]] = {}
    for a, b in found.network.edges():
        for one, other in ((a, b), (b, a)):
            if root[other] in things and root[one] not in things:
                held.setdefault(one, set()).add(other)
    common = Counter(x for xs in held.values() for x in xs)
    order = sorted(held, key=lambda m: (-len(held[m]), m))[:12]
    columns = sorted({x for m in order for x in held[m]}, key=lambda x: (-common[x], x))[:18]
    table.rows = [(found.label[m], str(len(held[m])),
                   listing(found.label[x] for x in sorted(held[m], key=lambda x: (-common[x], x))[:8]))
                  for m in order]
    if order:
        table.plot = _grid([found.label[m] for m in order], [found.label[x] for x in columns],
                           [[x in held[m] for x in columns] for m in order])
    return table


def _gaps(found: Analysis) -> _Table:
    note = _say("Two that are linked to more than two others alike, and of which no relation was read: documents do "
                "not tell it, or it was missed; worth a look.")
    return _Table("意外的空缺", "Unexpected gaps", note,
                  (_say("one"), _say("other"), _say("index"), _say("both are linked to")),
                  [(found.label[g.one], found.label[g.other], f"{g.value:.2f}",
                    listing(found.label[x] for x in g.because[:6])) for g in found.gaps[:_TOP]])


def _documents(found: Analysis) -> _Table:
    edges = sorted(found.documents.edges(data=True), key=lambda e: (-e[2]["weight"], e[0], e[1]))[:_TOP]
    return _Table("文件之间", "Documents by shared entities", _say("Entities that two documents name."),
                  (_say("document"), _say("other document"), _say("shared"), _say("such as")),
                  [(_short(found.label[a]), _short(found.label[b]), str(d["weight"]),
                    listing(found.label[x] for x in d["shared"][:5])) for a, b, d in edges])


def _years(found: Analysis) -> _Table:
    rows = [(year, str(n["actual"]), str(n["planned"])) for year, n in found.years.items()]
    note = _say("The year of a relation: its own period, else the year of its document.")
    return _Table("按年份", "By year", note, (_say("year"), _say("actual"), _say("planned")), rows,
                  _columns([(year, n["actual"], n["planned"]) for year, n in found.years.items()]))


def _figures(values: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{_period(period)} {_human(value)}" for period, value in values) if spoken() == "en" else \
        "；".join(f"{_period(period)} {_human(value)}" for period, value in values)


def _period(period: str) -> str:
    return period.replace("/", "–") or _say("no year")


def _series_columns() -> Sequence[str]:
    return _say("indicator"), _say("whose"), _say("unit"), _say("target"), _say("result")


def _series_row(found: Analysis, s: Series) -> Sequence[str]:
    return (s.indicator, found.label.get(s.scope, ""), s.unit, _figures(s.targets), _figures(s.results))


def _targets(found: Analysis) -> _Table:
    several = [s for s in found.series if len(s.targets) + len(s.results) > 1]
    return _Table("目标与结果", "Targets and results by year",
                  _say("The plots show indicators of more than one number: targets dashed, results solid; the table "
                       "has those of most numbers, at most twenty."), _series_columns(),
                  [_series_row(found, s) for s in found.series[:20]],
                  "".join(_small(s, found.label.get(s.scope, "")) for s in several[:12]))


def _unmet(found: Analysis) -> _Table:
    return _Table("未见结果的目标", "Targets without a result",
                  _say("Targets due before the last document of whose they are, of which no result was read."),
                  _series_columns(), [_series_row(found, s) for s in found.unmet[:20]])


def _doubts(found: Analysis) -> Iterable[_Table]:
    if found.doubts:
        note = _say("A hundred times and more what others of their indicator are, perhaps slips of the text; the "
                    "tables and plots above are without them.")
        yield _Table("可疑的数", "Numbers in doubt", note,
                     (_say("indicator"), _say("whose"), _say("year"), _say("value"), _say("usual"), _say("sentence")),
                     [(d.indicator, found.label.get(d.scope, ""), d.period, f"{_human(d.value)} {d.unit}",
                       f"{_human(d.usual)} {d.unit}" if d.usual else "", d.sentence) for d in found.doubts])


def _human(value: str) -> str:
    number = Decimal(value)
    if spoken() == "en":
        return f"{number:,f}"
    for size, word in ((Decimal(10**8), " 亿"), (Decimal(10**4), " 万")):
        if abs(number) >= size:
            return f"{(number / size).normalize():f}{word}"
    return value


def _short(title: str) -> str:
    return title if len(title) <= 30 else title[:29] + "…"


def _summary(found: Analysis) -> str:
    linked = sum(s.degree > 0 for s in found.scores)
    facts, groups, ranked = found.network.number_of_edges(), len(found.communities), len(found.scores)
    if found.size == ranked:
        return _in_both("{ranked} entities ({linked} with a fact), {facts} facts, {groups} communities.",
                        ranked=ranked, linked=linked, facts=facts, groups=groups)
    return _in_both("{size} entities, {facts} facts. Ranks, communities, bridges and gaps are those among the {ranked} "
                    "entities of which most sentences state facts ({groups} communities); years and numbers are those "
                    "of all.", size=found.size, facts=facts, ranked=ranked, groups=groups)


def _say(text: str, **values: object) -> str:
    """A text in the language spoken, in Chinese where nobody has said which."""
    with speaking(spoken() or "zh"):
        return say(text, **values)


def _in_both(text: str, **values: int) -> str:
    """A text in the language spoken; where nobody has said which, in Chinese and English."""
    said = []
    for language in LANGUAGES if spoken() is None else (spoken(),):
        with speaking(language):
            said.append(say(text, **values))
    return " ".join(said)


# ---- Markdown and HTML -----------------------------------------------------------------------------------------------


def to_markdown(found: Analysis, ontology: Ontology) -> str:
    """The report as Markdown tables; text of documents cannot begin markup in them."""
    out = [f"# {_title()}\n", _summary(found) + "\n"]
    for part in _parts(found, ontology):
        out.append(f"## {both(part.zh, part.en)}\n\n{part.note}\n")
        if part.rows:
            out.append("\n".join("| " + " | ".join(map(_markdown, row)) + " |"
                                 for row in [part.columns, ["---"] * len(part.columns), *part.rows]) + "\n")
        else:
            out.append(_nothing() + "\n")
    return "\n".join(out)


def _title() -> str:
    return both("图谱分析", "Analysis of the graph")


def _nothing() -> str:
    return {"zh": "（没有）", "en": "(none)"}.get(spoken() or "", "（没有 None）")


def _markdown(text: str) -> str:
    if text == "---":
        return text
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", " ".join(text.split())).replace(" \\*", " *") if text else " "


_STYLE = (
    'body{max-width:1040px;margin:24px auto;padding:0 16px;color:#18212c;background:#fbfbf9;'
    'font:14px/1.6 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif}\n'
    'h1{font-size:22px}h2{font-size:17px;margin:34px 0 4px}h2 small{color:#5d6874;font-weight:400}'
    'p{color:#5d6874;margin:2px 0 8px}\n'
    'table{border-collapse:collapse;width:100%;font-size:13px}'
    'th,td{text-align:left;padding:4px 10px 4px 0;border-bottom:1px solid #dde1e5;vertical-align:top}\n'
    'svg{display:block;max-width:100%;height:auto;margin:8px 0}svg text{font-size:12px;fill:#18212c}'
    'svg .soft{fill:#5d6874}.row{display:flex;flex-wrap:wrap;gap:4px 28px}\n'
    '@media (prefers-color-scheme:dark){body{color:#eef1f4;background:#14191f}svg text{fill:#eef1f4}'
    'p,h2 small,svg .soft{color:#9aa6b2;fill:#9aa6b2}th,td{border-color:#333c46}}')


def to_html(found: Analysis, ontology: Ontology) -> str:
    """The report as one page without script and without requests."""
    body = [f"<h1>{_title()}</h1>\n<p>{html.escape(_summary(found))}</p>"]
    for part in _parts(found, ontology):
        body.append(f"<h2>{_heading(part)}</h2>\n<p>{html.escape(part.note)}</p>")
        if part.plot:
            body.append(f'<div class="row">{part.plot}</div>')
        if part.rows:
            head = "".join(f"<th>{html.escape(c)}</th>" for c in part.columns)
            rows = "\n".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in part.rows)
            body.append(f"<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>")
        else:
            body.append(f"<p>{_nothing()}</p>")
    language, title = spoken() or "zh", _say("Analysis of the graph")
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return (f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n<meta '
            f'http-equiv="Content-Security-Policy" content="{policy}">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n<style>'
            f'{_STYLE}</style>\n</head>\n<body>\n' + "\n".join(body) + "\n</body>\n</html>\n")


def _heading(part: _Table) -> str:
    zh, en = html.escape(part.zh), html.escape(part.en)
    return f"{zh} <small>{en}</small>" if spoken() is None else both(zh, en)


def _label(kind: EntityType) -> str:
    return kind.label_en if spoken() == "en" else kind.label_zh


# ---- plots -----------------------------------------------------------------------------------------------------------


def _svg(width: float, height: float, inside: str, label: str) -> str:
    return (f'<svg width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
            f'aria-label="{html.escape(label)}">{inside}</svg>')


def _text(x: float, y: float, text: str, anchor: str = "start", kind: str = "") -> str:
    style = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"{style}>{html.escape(text)}</text>'


def _bars(values: Sequence[tuple[str, float, str]]) -> str:
    """Horizontal bars: label, value, colour."""
    if not values:
        return ""
    largest = max(v for _, v, _ in values) or 1.0
    inside = "".join(_text(232, 17 + 22 * i, _short(label),
                           "end") + f'<rect x="240" y="{6 + 22 * i}" width="{max(1.0, 380 * value / largest):.0f}" '
                                    f'height="14" fill="{colour}"/>'
                     + _text(246 + 380 * value / largest, 17 + 22 * i, f"{value:.3f}", kind="soft")
                     for i, (label, value, colour) in enumerate(values))
    return _svg(700, 22 * len(values) + 8, inside, "; ".join(f"{label} {value:.3f}" for label, value, _ in values))


def _columns(values: Sequence[tuple[str, int, int]]) -> str:
    """Columns by year: actual solid, planned outlined on top."""
    if not values:
        return ""
    largest, high = max(a + p for _, a, p in values) or 1, 130
    inside = ""
    for i, (year, actual, planned) in enumerate(values):
        x, solid, open_ = 10 + 62 * i, high * actual / largest, high * planned / largest
        inside += f'<rect x="{x}" y="{20 + high - solid:.0f}" width="40" height="{solid:.0f}" fill="#0b5cad"/>'
        inside += (f'<rect x="{x}" y="{20 + high - solid - open_:.0f}" width="40" height="{open_:.0f}" fill="none" '
                   'stroke="#0b5cad" stroke-dasharray="4 3"/>')
        inside += _text(x + 20, 14 + high - solid - open_, str(actual + planned), "middle")
        inside += _text(x + 20, high + 38, year, "middle", "soft")
    inside += _text(10, high + 58, _legend(), kind="soft")
    return _svg(max(340, 20 + 62 * len(values)), high + 64, inside, "; ".join(f"{y}: {a} + {p}" for y, a, p in values))


def _legend() -> str:
    return {"zh": "实心：已有　虚线：计划", "en": "solid: actual, dashed: planned"}.get(
        spoken() or "", "实心：已有 actual　虚线：计划 planned")


def _grid(rows: Sequence[str], columns: Sequence[str], filled: Sequence[Sequence[bool]]) -> str:
    """Who (rows) is in what (columns)."""
    inside = ""
    for j, name in enumerate(columns):
        inside += f'<text transform="translate({254 + 26 * j} 112) rotate(-50)">{html.escape(name[:9])}</text>'
    for i, name in enumerate(rows):
        inside += _text(232, 134 + 24 * i, _short(name), "end")
        inside += "".join(f'<rect x="{240 + 26 * j}" y="{120 + 24 * i}" width="22" height="20" rx="3" '
                          f'fill="{"#128a84" if on else "#7d8894"}" fill-opacity="{1 if on else 0.12}"/>'
                          for j, on in enumerate(filled[i]))
    return _svg(320 + 26 * len(columns), 126 + 24 * len(rows), inside, "; ".join(rows))


def _small(s: Series, scope: str) -> str:
    """One indicator by year: targets outlined beside results."""
    values = sorted([(p, v, True) for p, v in s.targets] + [(p, v, False) for p, v in s.results])
    largest, high = max(float(v) for _, v, _ in values) or 1.0, 80
    inside = _text(4, 14, _short(_say("{name} ({n})", name=s.indicator, n=s.unit))) + _text(4, 30, scope, kind="soft")
    for i, (period, value, target) in enumerate(values):
        x, h = 14 + 66 * i, max(2.0, high * float(value) / largest)
        look = 'fill="none" stroke="#0b5cad" stroke-dasharray="4 3"' if target else 'fill="#0b5cad"'
        inside += f'<rect x="{x}" y="{52 + high - h:.0f}" width="34" height="{h:.0f}" {look}/>'
        inside += _text(x + 17, 47 + high - h, _human(value),
                        "middle") + _text(x + 17, high + 68, _period(period), "middle", "soft")
    return _svg(max(230, 24 + 66 * len(values)), high + 76, inside, f"{s.indicator} {scope}")


# ---- CSV and triples -------------------------------------------------------------------------------------------------


def to_csv(found: Analysis, ontology: Ontology) -> dict[str, str]:
    """Every list in full as CSV, by file name.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    label = found.label
    communities = {m: c.name for c in found.communities for m in c.members}
    return {
        "entities.csv": _csv(("iri", "label", "type", "pagerank", "betweenness", "core", "degree", "community",
                              "publisher"),
                             [(s.iri, s.label, s.root, s.rank, s.betweenness, s.core, s.degree,
                               communities.get(s.iri, ""), int(s.publisher)) for s in found.scores]),
        "communities.csv": _csv(("number", "name", "iri", "label"),
                                [(c.number, c.name, m, label[m]) for c in found.communities for m in c.members]),
        "bridges.csv": _csv(("one", "other", "betweenness", "only"),
                            [(label[b.one], label[b.other], b.betweenness, int(b.cuts)) for b in found.bridges]),
        "likeness.csv": _csv(("projection", "one", "other", "likeness", "shared"),
                             [(x.projection, label[x.one], label[x.other], x.value,
                               "、".join(label[s] for s in x.shared)) for x in found.likenesses]),
        "gaps.csv": _csv(("one", "other", "index", "shared"),
                         [(label[g.one], label[g.other], g.value, "、".join(label[s] for s in g.because))
                          for g in found.gaps]),
        "years.csv": _csv(("year", "actual", "planned"),
                          [(y, n["actual"], n["planned"]) for y, n in found.years.items()]),
        "targets.csv": _csv(("indicator", "scope", "unit", "kind", "period", "status", "value"),
                            [(s.indicator, label.get(s.scope, ""), s.unit, s.kind, period, status, value)
                             for s in found.series
                             for status, values in (("target", s.targets), ("actual", s.results))
                             for period, value in values]),
    }


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([defuse(c) if isinstance(c, str) else c for c in row] for row in rows)
    return out.getvalue()


def to_nquads(found: Analysis, ontology: Ontology) -> str:
    """The results as N-Quads, sorted, all in one graph of their own: they are computed, no document asserts them."""
    graph = ox.NamedNode(GRAPH)
    quads: set[str] = set()

    def put(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        quads.add(str(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, graph)))

    def number(value: float) -> ox.Literal:
        return ox.Literal(f"{Decimal(str(value)):f}", datatype=ox.NamedNode(_XSD + "decimal"))

    names = {m: ID + "community/" + _digest(*sorted(c.members)) for c in found.communities for m in c.members}
    for c in found.communities:
        put(names[c.members[0]], RDF + "type", ox.NamedNode(KG + "Community"))
        put(names[c.members[0]], SKOS + "prefLabel", ox.Literal(c.name, language="zh"))
    for s in found.scores:
        put(s.iri, KG + "pageRank", number(s.rank))
        put(s.iri, KG + "betweenness", number(s.betweenness))
        put(s.iri, KG + "coreNumber", ox.Literal(str(s.core), datatype=ox.NamedNode(_XSD + "integer")))
        if s.iri in names:
            put(s.iri, KG + "inCommunity", ox.NamedNode(names[s.iri]))
    for x in found.likenesses:
        node = ID + "likeness/" + _digest(x.projection, x.one, x.other)
        put(node, RDF + "type", ox.NamedNode(KG + "Likeness"))
        put(node, KG + "likeness", number(x.value))
        for end in (x.one, x.other):
            put(node, KG + "alike", ox.NamedNode(end))
        for thing in x.shared:
            put(node, KG + "shared", ox.NamedNode(thing))
    return "".join(f"{q} .\n" for q in sorted(quads))


def _digest(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


ANALYSIS_FILES: dict[str, Callable[[Analysis, Ontology], str]] = {
    "analysis.md": to_markdown, "analysis.html": to_html, "analysis.nq": to_nquads}


def to_files(found: Analysis, ontology: Ontology, language: Language | None = None) -> dict[str, str]:
    """Every file of the analysis by name, for people in a language; unless one is given, in Chinese with headings in
    both, whatever is spoken around it."""
    with speaking(language):
        return {name: write(found, ontology) for name, write in ANALYSIS_FILES.items()} | to_csv(found, ontology)
