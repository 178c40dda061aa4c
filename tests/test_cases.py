"""Every case of `../shared/cases` with its outcome: what is read of it and what is not, the exit code, what is told.

The cases lie beside the checkout and are no part of it; where they are not, these tests are skipped.  A folder for
which the table has no row fails.  `absurd.md` is another matter: readings that must not happen, which the rules have
sentences for.  Of `made.md` the inputs that a script makes in a moment stand at the end; shares, consoles, signals, limits of the
system and answers of queries are in test_shares.py, test_machine.py, test_saving.py and test_sparql.py.
"""

import os
import re
import shutil
import threading
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg.intake
import kg.pipeline
import kg.validate
from kg.clean import fold
from kg.cli import main
from kg.extract import make_extractor
from kg.read import open_file
from kg.worker import read_item
from tests.direct import DirectPool

CASES = Path(__file__).parent.parent.parent / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not beside this checkout")

# What the cases say, most of them the same.
BUREAU, UNIVERSITY = "宁波市科学技术局", "宁波大学"
PLAN = "宁波市科学技术局2024年工作要点"
SUPPORTS = f"{BUREAU} supports {UNIVERSITY}"
ISSUES = f"{BUREAU} issues {PLAN}"
CONTRACTS = "技术合同成交额 atLeast 50000000000 元 total"
FIRMS = "新增国家高新技术企业 equal 320 家 increment"
REPORTED = {f"{CONTRACTS} actual 2024", f"{FIRMS} actual 2024"}
AIMS = {f"{CONTRACTS} target 2024", f"{FIRMS} target 2024"}
WHOLE = {ISSUES, SUPPORTS, *AIMS}
SHORT = {ISSUES, SUPPORTS}
LIST = {f"宁波市{name} focusesOn {field}" for name, field in (
    ("海洋新材料重点实验室", "海洋新材料"), ("数字孪生重点实验室", "数字孪生"), ("磁性材料产业研究院", "磁性材料"),
    ("智能装备创新中心", "智能装备"), ("生物医药创新中心", "生物医药"), ("高端芯片产业研究院", "高端芯片"))}


def _total(indicator, value, unit, rest):
    return f"{indicator} equal {value} {unit} total {rest}"


@dataclass(frozen=True)
class Row:
    """The outcome of a case: facts and numbers by document (all of them), findings (code and file), the exit code.

    `left_out` are characters that the account of the document must hold, by reason; `absent` what no part of the graph
    may hold.
    """

    said: dict[str, set[str]] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    code: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    absent: tuple[str, ...] = ()


def _whole(name, *told, **more):
    return Row({name: WHOLE}, told, **more)


def _short(name="input.docx", **more):
    return Row({name: SHORT}, **more)


def _refused(name, code="unknown-format"):
    """Nothing is read, and it is told why."""
    return Row(told=(f"{code} {name}",), code=2)


# The graph also says what the lexicon knows and where an agency governs; those facts are not the cases' matter.
BACKGROUND = re.compile(" (?:partOf|governs|locatedIn) ")
TABLE = {
    "cas-institute": Row({"a.txt": {f"{BUREAU} supports 中国科学院上海光学精密机械研究所"}}),
    "csv-table": Row({"input.csv": {
        _total("技术合同成交额", 45000000000, "元", "actual 2023"), _total("技术合同成交额", 50000000000, "元", "actual 2024"),
        _total("国家高新技术企业", 5200, "家", "actual 2023"), _total("国家高新技术企业", 5520, "家", "actual 2024")}}),
    "date-impossible": Row({"a.txt": SHORT, "b.jsonl:1": {SUPPORTS}, "c.html": {SUPPORTS}},
                           ("impossible-date a.txt", "impossible-date b.jsonl:1", "impossible-date c.html")),
    "docx-altchunk": _whole("input.docx"),
    "docx-autonumber": _short(),
    "docx-comments": _short(left_out={"comments": 7}),
    "docx-deep-tables": _short(),
    "docx-docm": _whole("input.docm"),
    "docx-field": _short(absent=("HYPERLINK",)),
    "docx-fragment-target": _whole("input.docx"),
    "docx-hidden": _short(left_out={"hidden text": 5}),
    "docx-in-mhtml-doc": _whole("input.doc"),
    "docx-mc-settings": _whole("input.docx"),
    "docx-missing-image": _whole("input.docx"),
    "docx-nested-table": Row({"input.docx": {*WHOLE, _total("技术合同成交额", 50000000000, "元", "target 2024")}}),
    "docx-null-target": _whole("input.docx"),
    "docx-strict": _whole("input.docx"),
    "docx-symbol": _short(left_out={"pictures in fonts": 1}),
    "docx-textbox": _short(left_out={"repeated text": 23}),
    "docx-tracked": _short(left_out={"deleted text": 6}),
    "docx-tracked-mark": _short(),
    "docx-tracked-row": _whole("input.docx", left_out={"deleted text": 5}),
    "docx-utf16": _whole("input.docx"),
    "docx-xxe": _whole("input.docx", absent=("root:",)),
    "eml": _whole("input.eml"),
    "gzip": Row({"input.txt.gz": {SUPPORTS}}),
    "html-ampersand": Row({"input.html": {SUPPORTS, f"{BUREAU} supports “R&D”平台"}}, absent=("&amp;", "&ldquo;")),
    "html-as-doc": Row({"input.doc": {SUPPORTS}}),
    "html-gb2312-rare": Row({"input.html": {SUPPORTS, *REPORTED}}),
    "html-indicator-tables": Row({
        "by-district.html": {*SHORT, *(_total(*number, f"target 2024 {place}") for *number, place in (
            ("高新技术企业", 1200, "家", "鄞州区"), ("技术合同成交额", 8000000000, "元", "鄞州区"),
            ("高新技术企业", 500, "家", "海曙区"), ("技术合同成交额", 3000000000, "元", "海曙区")))},
        "serial.html": {*SHORT, f"{FIRMS} target 2024", "概念验证中心 equal 3 家 increment target 2024"},
        "unit-column.html": {*SHORT, *(_total(name, value, unit, rest) for name, value, unit, rest in (
            ("技术合同成交额", 45000000000, "元", "actual 2023"), ("技术合同成交额", 50000000000, "元", "target 2024"),
            ("国家高新技术企业数", 5200, "家", "actual 2023"), ("国家高新技术企业数", 5520, "家", "target 2024")))},
        "unit-in-cell.html": {*SHORT, *(_total(name, value, unit, rest) for name, value, unit, rest in (
            ("技术合同成交额", 45000000000, "元", "actual 2023"), ("技术合同成交额", 50000000000, "元", "target 2024"),
            ("国家高新技术企业", 5200, "家", "actual 2023"), ("国家高新技术企业", 5520, "家", "target 2024")))},
        "unit-in-head.html": {*SHORT, _total("技术合同成交额", 50000000000, "元", "target 2024")}}),
    "html-noscript": _refused("input.html", "written-by-script"),
    "html-table-span": Row({"input.html": {ISSUES, _total("技术合同成交额", 45000000000, "元", "actual 2023"),
                                           _total("技术合同成交额", 50000000000, "元", "target 2024")}}),
    "html-textarea": _whole("input.html", "hidden-text input.html"),
    "html-vue-json": Row({"input.html": {SUPPORTS, *REPORTED}}, ("hidden-text input.html",)),
    "json-array": Row({"input.json:1": {SUPPORTS}, "input.json:2": REPORTED}, absent=('{"title"',)),
    "json-pretty": Row({"input.json:1": {SUPPORTS, *AIMS}}),
    "jsonl-long-first": Row({"input.jsonl:1": {SUPPORTS}, "input.jsonl:2": REPORTED}, left_out={"other fields": 96000}),
    "jsonl-other-key": Row({"input.jsonl:1": {SUPPORTS}, "input.jsonl:2": AIMS}),
    "jsonl-url-array": Row({"a.txt": {SUPPORTS}, "b.jsonl:1": {SUPPORTS}}),
    "list-equal-length": Row(dict.fromkeys((
        "input.docx", "input.html", "input.jsonl:1", "input.md", "input.txt", "ol.html", "table.html"), LIST)),
    "mhtml-quoted": _whole("input.mhtml", absent=("Content-Type",)),
    "number-4301-digits": Row({"a.txt": {SUPPORTS}}, ("unknown-format b.txt",), code=1),
    "ofd": _refused("input.ofd", "damaged"),
    "pdf-emdash": Row({"input.pdf": {*SHORT, *(f"{what} {value} total target 2024" for what, value in (
        ("研发投入占比 atLeast", "3.5 %"), ("研发投入占比 atMost", "3.8 %"),
        ("高新技术企业 atLeast", "5000 家"), ("高新技术企业 atMost", "5500 家")))}}),
    "pdf-kangxi": Row({"input.pdf": {SUPPORTS, f"{FIRMS} actual 2024"}}),
    "pdf-pua": _refused("input.pdf", "unreadable-text"),
    "pdf-rotated": Row({"input.pdf": {SUPPORTS, *REPORTED}}),
    "pdf-two-columns": Row({"input.pdf": {SUPPORTS, "杭州市科学技术局 supports 浙江大学"}}),
    "pdf-vertical": Row({"input.pdf": {SUPPORTS}}),
    "public-name-with-blank": Row({"input.txt": {
        *SHORT, f"林知远 holdsPostIn {BUREAU}", f"林知遠 holdsPostIn {BUREAU}",
        *(f"新增高新技术企业 equal {number} 家 increment target 2024" for number in range(10, 19))}}),
    "rtf": Row({"input.rtf": set()}),
    "svg": _refused("input.svg"),
    "tar": Row({"input.tar/a.txt": {SUPPORTS}}),
    "text-chinese-numbers": Row({"input.txt": {ISSUES, *AIMS, "技术合同成交额 equal 12.5 % growth target 2024"}}),
    "text-combining": Row({"input.txt": {SUPPORTS, *REPORTED}}),
    "text-corner-quotes": Row({"input.txt": {ISSUES, f"{BUREAU} implements 揭榜挂帅", f"{BUREAU} implements ‘一码入企’行动",
                                             f"{BUREAU} issues 示例市行动方案"}}),
    "text-cr-lf-mixed": _whole("input.txt"),
    "text-fullwidth": Row({"input.txt": {ISSUES, *AIMS, "技术合同成交额 equal 12.5 % growth target 2024"}}),
    "text-iso2022": Row({"input.txt": {SUPPORTS, *REPORTED}}),
    "text-mixed": Row({"input.txt": {SUPPORTS, *REPORTED}}, ("mixed-encodings input.txt",)),
    "text-pua": _short("input.txt"),
    "text-unicode-names": Row({"input.txt": {ISSUES}}),
    "text-utf7": Row({"input.txt": {SUPPORTS}}),
    "uof": _refused("input.uot"),
    "wordxml": _refused("input.xml"),
    "wps": _refused("input.wps"),
    "xlsx": _refused("input.xlsx", "damaged"),
    "zip-absolute": Row({"input.zip/C:/Users/x/通知.txt": {SUPPORTS}, "input.zip/etc/passwd": REPORTED},
                        absent=("root:",)),
    "zip-dup": Row({"input.zip/a.txt": {SUPPORTS}, "input.zip/a.txt (2)": REPORTED}),
    "zip-gbk-5c": Row({"input.zip/尤里的陰謀/通知.txt": {SUPPORTS}}),
}
# Cases that are more than a build of their files: each has a test of its own below.
OTHERS = {"bom", "export-to-device", "import", "office-folder", "ten-mb-marks"}


@pytest.fixture
def command(ontology, monkeypatch):
    """A function that runs a command as typed, in this process, and the last graph that was built."""
    built = []
    build_to = kg.pipeline.build_to

    def keep(*args, **options):
        built.append(build_to(*args, **options))
        return built[-1]

    monkeypatch.setattr(kg.intake, "Pool", DirectPool)
    monkeypatch.setattr(kg.pipeline, "load_ontology", lambda *args: ontology)
    monkeypatch.setattr(kg.pipeline, "validate", partial(kg.validate.validate, engine="shacl"))
    monkeypatch.setattr(kg.pipeline, "build_to", keep)

    def run(*arguments):
        done = CliRunner().invoke(main, [str(a) for a in arguments])
        assert done.exception is None or isinstance(done.exception, SystemExit), (arguments, done.exception)
        if done.exit_code == 2:
            assert re.fullmatch(r"error: [^\n]+\n", done.stderr), done.stderr
        return done, built[-1] if built else None

    return run


def _said(graph):
    """Facts and numbers of each document in a line each; where it says neither, the names in it."""
    view = graph.view
    labels = {n.iri: n.label for n in view.nodes}
    lines = {d["iri"]: set() for d in graph.report["documents"]}
    for e in view.edges:
        for evidence in e.evidence:
            lines[evidence.document].add(f"{labels[e.source]} {e.relation} {labels[e.target]}")
    for o in view.observations:
        scope = labels.get(o.scope, "")
        place = f" {scope}" if scope.endswith("区") else ""
        line = f"{o.indicator} {o.comparator} {o.value} {o.unit} {o.kind} {o.status} {o.period or '-'}{place}"
        for evidence in o.evidence:
            lines[evidence.document].add(line)
    for iri, said in lines.items():
        said -= set(filter(BACKGROUND.search, said))
        if not said:
            said |= {n.label for n in view.nodes if iri in n.documents and n.root != "District"}
    return {d["name"]: lines[d["iri"]] for d in graph.report["documents"]}


def _told(findings):
    return sorted(f"{f.code} {f.where}" for f in findings if f.code != "duplicate")


def _inputs(folder):
    return sorted(p for p in folder.iterdir() if p.name != "note.md")


def _graph_text(graph):
    return graph.serialize() + str(graph.report)


def test_every_case_has_a_row_and_every_row_a_case():
    assert sorted(p.name for p in CASES.iterdir() if p.is_dir()) == sorted({*TABLE, *OTHERS})


@pytest.mark.parametrize("name", TABLE)
def test_a_case_is_read_or_told(name, command, tmp_path):
    row = TABLE[name]
    done, graph = command("build", *_inputs(CASES / name), "-o", tmp_path / "out")
    assert done.exit_code == row.code, done.output
    if row.code == 2:
        (told,) = row.told
        assert told.partition(" ")[2] in done.stderr
        assert [f.code for f in _findings(_inputs(CASES / name))] == [told.partition(" ")[0]]
        return
    assert _said(graph) == row.said
    assert _told(graph.findings) == sorted(row.told)
    counted = {k: n for d in graph.report["documents"] for k, n in d["characters"]["left_out"].items()}
    assert {k: counted.get(k) for k in row.left_out} == row.left_out
    assert [words for words in row.absent if words in _graph_text(graph)] == []


def _findings(paths):
    return [f for path in paths for item in open_file(path, path.name, kg.Limits()) for f in item.read()[1]]


def test_all_cases_together(command, tmp_path):
    done, graph = command("build", *(CASES / name for name in TABLE), "-o", tmp_path / "out")
    assert done.exit_code == 1
    refused = sum(row.code > 0 for row in TABLE.values())
    assert sum(f.severity == "error" for f in graph.findings) == refused
    assert [f for f in graph.findings if f.stage == "validate"] == []
    assert {SUPPORTS, ISSUES, *AIMS, *REPORTED} <= set().union(*_said(graph).values())


# What else single cases say.

def test_numbers_of_word_make_headings(ontology):
    (item,) = open_file(CASES / "docx-autonumber" / "input.docx", "a.docx", kg.Limits())
    (outcome,), _ = read_item(item, make_extractor(ontology))
    assert [p.text[:2] for p in outcome.extraction.passages if p.role == "heading"] == ["一、", "二、", "三、"]


def test_impossible_dates_keep_year_and_month(command, tmp_path):
    _, graph = command("build", *_inputs(CASES / "date-impossible"), "-o", tmp_path / "out")
    assert [d["date"] for d in graph.report["documents"]] == ["2024-02", "2023-04", "2023-02"]


@pytest.mark.parametrize("name", TABLE)
def test_evidence_stands_in_the_source(name, ontology):
    extract = make_extractor(ontology)
    for path in _inputs(CASES / name):
        for item in open_file(path, path.name, kg.Limits()):
            for outcome in read_item(item, extract)[0]:
                document = outcome.extraction.document
                quoted = [fold(document.quote(m.start, m.end))[0] for m in outcome.extraction.mentions]
                assert quoted == [fold(m.text)[0] for m in outcome.extraction.mentions]


def test_no_way_of_writing_a_person_is_public(command, tmp_path):
    _, graph = command("build", *_inputs(CASES / "public-name-with-blank"), "-o", tmp_path / "out")
    public = re.sub(r"[^一-鿿]", "", graph.select(public=True).serialize())
    assert [name for name in ("林知远", "林知遠") if name in public] == []
    assert "林知远" in graph.serialize()


def test_what_programs_leave_in_a_folder_is_no_document(command, tmp_path):
    done, graph = command("build", CASES / "office-folder" / "in", "-o", tmp_path / "out")
    assert done.exit_code == 0
    assert [d["name"] for d in graph.report["documents"]] == ["计划.docx"]
    assert _told(graph.findings) == ["passed-over in"]
    said = _said(graph)["计划.docx"]
    assert "高新技术企业总数 equal 1500 家 total target 2026 吴江区" in said


@pytest.mark.slow
def test_ten_megabytes_of_marks_are_read_within_the_limits(tmp_path):
    (tmp_path / "a.txt").write_text("、" * 3_500_000, encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"{BUREAU}支持{UNIVERSITY}建设概念验证中心。", encoding="utf-8")
    graph = kg.build([tmp_path], workers=1)
    assert _said(graph)["b.txt"] == {SUPPORTS}
    assert [f.where for f in graph.findings if f.severity != "info"] == ["a.txt"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A built graph of one sentence."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "a.txt").write_text(f"{BUREAU}支持{UNIVERSITY}建设概念验证中心。", encoding="utf-8")
    kg.pipeline.build_to([folder / "a.txt"], folder / "out", workers=1)
    return folder / "out"


@pytest.fixture
def out(whole, tmp_path):
    """A copy of it that may be changed."""
    return Path(shutil.copytree(whole, tmp_path / "out", symlinks=True))


def test_marks_of_byte_order_are_no_part_of_a_query_or_an_import(out, command):
    done, _ = command("query", out, "-f", CASES / "bom" / "q.rq")
    assert (done.exit_code, f"id:university/{UNIVERSITY}" in done.stdout) == (0, True)
    done, _ = command("import", out, CASES / "bom" / "i.ttl")
    assert (done.exit_code, "urn:x: An entity has one preferred label" in done.output) == (1, True)


# The exit code of `kg import`, and of what it says is wrong; `kg analyse` works after each.
IMPORTS = {
    "abstract-type": (1, "urn:p: is a kg:Entity of no type below it"),
    "issued-odd": (1, "urn:d: The day of issue is a year, a month or a day"),
    "label-number": (0, ""),
    "loop-same": (0, ""),
    "mentioned-elsewhere": (1, f"{UNIVERSITY}: An entity is mentioned in documents"),
    "no-label": (1, "urn:p: An entity has one preferred label"),
    "part-of-unknown": (1, "urn:q: The object of kg:locatedIn"),
    "period-odd": (1, "urn:s: A period is written 2024 or 2021/2025"),
    "self-fact": (1, "urn:p: The object of kg:supports"),
    "status-unknown": (1, "urn:s: A statement's status is kg:actual or kg:planned"),
    "two-types": (1, "urn:p: is of types that exclude each other"),
    "value-empty": (1, "urn:o: An observation has one number"),
    "value-with-text": (1, "urn:o: An observation has one number"),
}


def test_every_import_has_a_row():
    assert sorted(p.stem for p in (CASES / "import").glob("*.ttl")) == sorted(IMPORTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", IMPORTS)
def test_an_import_is_brought_in_or_told_and_the_graph_goes_on_working(name, out, command):
    code, told = IMPORTS[name]
    done, _ = command("import", out, CASES / "import" / f"{name}.ttl")
    assert (done.exit_code, told in done.output) == (code, True), done.output
    assert len(done.output.splitlines()) == 1 + done.output.count("error:") + done.output.count("warning:")
    done, _ = command("analyse", out)
    assert done.exit_code == 0, done.output


def test_an_export_goes_through_a_link_and_into_a_pipe(out, command, tmp_path):
    assert [p.name for p in (CASES / "export-to-device").iterdir()] == ["note.md"]
    (tmp_path / "target.csv").touch()
    (tmp_path / "link.csv").symlink_to("target.csv")
    assert command("export", out, "-f", "csv", "-o", tmp_path / "link.csv")[0].exit_code == 0
    written = (tmp_path / "target.csv").read_bytes()
    assert UNIVERSITY in written.decode()
    assert (tmp_path / "link.csv").is_symlink()
    os.mkfifo(tmp_path / "pipe")
    came = []
    reader = threading.Thread(target=lambda: came.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    assert command("export", out, "-f", "csv", "-o", tmp_path / "pipe")[0].exit_code == 0
    reader.join(60)
    assert came == [written]
    assert (tmp_path / "pipe").is_fifo()


# What made.md lets a script make.

MADE = {
    "a sentence of 4,000 characters": ("市科技局支持宁波大学建设概念验证中心推动成果转化" * 200)[:4000],
    "a sentence of places": "宁波市鄞州区海曙区江北区镇海区" * 260,
    "a sentence of persons": "市科技局局长林知远副局长周立群" * 130,
    "a list of 2,000 names": "支持" + "、".join(f"甬江{i}号重点实验室" for i in range(2000)) + "建设。",
    "16,000 blanks": f"支持{' ' * 16_000}{UNIVERSITY}。",
    "16,000 blank lines": "支持平台建设。" + "\n" * 16_000 + "\u3000\n" * 16_000 + f"{UNIVERSITY}。",
}


@pytest.mark.parametrize("name", MADE)
def test_a_long_line_is_read(name, command, tmp_path):
    text = f"{PLAN}\n\n{MADE[name]}\n{BUREAU}支持{UNIVERSITY}建设概念验证中心。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    done, graph = command("build", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert graph.report["documents"][0]["characters"]["read"] == len(text)
    assert SUPPORTS in _said(graph)["a.txt"]


def test_a_result_among_the_documents_is_no_document(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(MADE["a list of 2,000 names"][:60], encoding="utf-8")
    pages = []
    for _ in range(3):
        done, graph = command("build", ".", "-o", "out")
        assert done.exit_code == 0
        assert [d["name"] for d in graph.report["documents"]] == ["a.txt"]
        pages.append((tmp_path / "out" / "graph.ttl").read_bytes())
    assert pages[0] == pages[1] == pages[2]


def test_linked_folders_are_read_once_and_loops_told(command, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "a.txt").write_text(f"{BUREAU}支持{UNIVERSITY}。", encoding="utf-8")
    (tmp_path / "in" / "linked").symlink_to(tmp_path / "beside")
    (tmp_path / "in" / "again").symlink_to(tmp_path / "beside")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    done, graph = command("build", tmp_path / "in", "-o", tmp_path / "out")
    assert done.exit_code == 0
    assert [d["name"] for d in graph.report["documents"]] == ["again/a.txt"]
    assert _told(graph.findings) == ["not-a-file loop"]
