"""Nearly 700 inputs made by script, formats × damage × characters: each is read or told, and no build breaks.

Every input holds three lines with a number of its own each.  A line whose number is in no sentence that was read must
be told: by a warning or an error that names the input.
"""

import csv
import gzip
import io
import itertools
import json
import quopri
import random
import tarfile
from dataclasses import dataclass
from functools import partial

import pytest
from click.testing import CliRunner

import kg.intake
import kg.pipeline
import kg.validate
import kg.worker
from kg.clean import fold
from kg.cli import main
from tests import layouts, made, sheets, slides, wordml
from tests.direct import DirectPool
from tests.made import escaped, rtf

LINES = 3
# What stands in the lines, outside their numbers.
CHARACTERS = {
    "plain": "",
    "private": "\ue5d2\uf8ff",
    "zero-width": "\u200b\ufeff\u200d",
    "full-width": "Ａｂ１２％",
    "rare": "𠮷𪚥㐂龘",
    "combining": "e\u0301\u0304\u20d2",
    "bidirectional": "\u202eabc\u202c\u2066x\u2069",
    "emoji": "👩\u200d👩\u200d👧🇨🇳",
    "half": "\ud83d",
    "control": "\x07\x1b[31m\x85\x0c",
    "traditional": "國學發裏",
    "markup": "<b>&amp;\"'\\n]]>",
}


def _lines(number, characters):
    """Three lines, each with a number that no other input has."""
    return [f"宁波市科学技术局支持甬江大学{characters}建设编号{number * LINES + i:05d}概念验证中心，推动{characters}成果转化。"
            for i in range(LINES)]


def _numbers(number):
    return [f"{number * LINES + i:05d}" for i in range(LINES)]


def _encode(text, encoding="utf-8"):
    halves = encoding.startswith("utf")
    return text.encode(encoding, "surrogatepass" if halves else "replace")


def _xml_text(text):
    """The characters of a text that XML can hold."""
    return "".join(c for c in text if c >= " " and not "\ud800" <= c <= "\udfff")


def _plain_signs(text):
    """A text without signs of control, which rich text has words for."""
    return "".join(c for c in text if c >= " ")


def _xml(text):
    """A text as XML can hold it."""
    kept = _xml_text(text)
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(encoding):
    return lambda lines: _encode("\n".join(lines), encoding)


def _page(encoding):
    def page(lines):
        body = "".join(f"<p>{_xml(line)}</p>" for line in lines)
        return made.page(body, charset=encoding).encode(encoding, "xmlcharrefreplace")

    return page


def _xhtml(lines):
    body = "".join(f"<p>{_xml(line)}</p>" for line in lines)
    head = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
    return f"{head}<body>{body}</body></html>".encode()


def _mhtml(lines):
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\n"
    part = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head + part + quopri.encodestring(_page("utf-8")(lines)) + b"\r\n--x--\r\n"


def _mail(lines):
    return made.mail("\n".join(lines).encode("utf-8", "replace").decode()).as_bytes()


def _word(lines):
    return wordml.package("".join(wordml.p(wordml.r(_xml(line))) for line in lines))


def _sheet(lines):
    return sheets.package("<sheetData>" + "".join(sheets.cells(_xml_text(line)) for line in lines) + "</sheetData>")


def _slides(lines):
    return slides.package(*(slides.shape(_xml_text(line)) for line in lines))


def _pdf(lines):
    return made.pdf([[line.encode("utf-16-be", "ignore").decode("utf-16-be") for line in map(_bmp, lines)]])


def _bmp(line):
    return "".join(c for c in line if c < "\U00010000")


def _records(lines):
    return "\n".join(json.dumps({"text": line}) for line in lines).encode()


def _table(delimiter):
    def table(lines):
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows([["序号", "内容"], *([i, line] for i, line in enumerate(lines))])
        return _encode(out.getvalue())

    return table


def _tar(lines):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        info = tarfile.TarInfo("a.txt")
        data = _plain("utf-8")(lines)
        info.size = len(data)
        file.addfile(info, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)


FORMATS = {
    "utf8.txt": _plain("utf-8"),
    "utf16.txt": _plain("utf-16"),
    "utf16be.txt": _plain("utf-16-be"),
    "gb18030.txt": _plain("gb18030"),
    "big5.txt": lambda lines: _encode("\n".join(lines).translate(str.maketrans("学术", "學術")), "big5hkscs"),
    "md": lambda lines: _encode("# 要点\n\n" + "\n\n".join(f"- **{line}**" for line in lines)),
    "html": _page("utf-8"),
    "gbk.html": _page("gbk"),
    "xhtml": _xhtml,
    "mhtml": _mhtml,
    "eml": _mail,
    "docx": _word,
    "xlsx": _sheet,
    "rtf": lambda lines: rtf("".join(f"{escaped(_plain_signs(line))}\\par " for line in lines)),
    "pptx": _slides,
    "ofd": lambda lines: layouts.package(layouts.lines(*(_xml_text(line) for line in lines), size=2)),
    "pdf": _pdf,
    "json": lambda lines: json.dumps({"title": "要点", "content": "\n".join(lines)}, indent=1).encode(),
    "jsonl": _records,
    "csv": _table(","),
    "tsv": _table("\t"),
    "zip": lambda lines: made.archive([(f"{i}.txt", _encode(line)) for i, line in enumerate(lines)]),
    "tar.gz": _tar,
    "gz": lambda lines: gzip.compress(_encode("\n".join(lines)), mtime=0),
    "nested.zip": lambda lines: made.archive([("a/b.zip", made.archive([("c.docx", _word(lines)), ("d.txt", b"")]))]),
}


def _flip(data, chance):
    broken = bytearray(data)
    for _ in range(3):
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def _insert(data, junk):
    half = len(data) // 2
    return data[:half] + junk + data[half:]


# What becomes of the bytes, how many lines of them are there still for sure, and the end of the name.
DAMAGE = {
    "whole": (lambda data, chance: data, LINES),
    "cut-20": (lambda data, chance: data[:len(data) // 5], 0),
    "cut-50": (lambda data, chance: data[:len(data) // 2], 1),
    "cut-97": (lambda data, chance: data[:len(data) * 97 // 100], 2),
    "flipped": (_flip, 0),
    "zeros": (lambda data, chance: _insert(data, b"\0" * 40), 2),
    "junk": (lambda data, chance: _insert(data, chance.randbytes(40)), 2),
    "marked": (lambda data, chance: b"\xef\xbb\xbf" + data, LINES),
    "headed": (lambda data, chance: chance.randbytes(30) + b"\n" + data, LINES - 1),
    "tailed": (lambda data, chance: data + b"\n" + chance.randbytes(300), LINES - 1),
    "empty": (lambda data, chance: b"", 1),
    "crlf": (lambda data, chance: data.replace(b"\n", b"\r\n"), LINES),
    "cr": (lambda data, chance: data.replace(b"\n", b"\r"), LINES),
    "doubled": (lambda data, chance: data + data, LINES),
    "one-line": (lambda data, chance: data.replace(b"\n", b""), LINES),
    "long": (lambda data, chance: data + b" " * 60_000, LINES),
    "declared": (lambda data, chance: data.replace(b"charset=utf-8", b"charset=iso-8859-1"), LINES),
    "misnamed": (lambda data, chance: data, LINES),
}


@dataclass(frozen=True)
class Input:
    """A file: its name, its bytes, the numbers of its lines, how many of them are in it for sure."""

    name: str
    data: bytes
    numbers: tuple[str, ...]
    least: int


def _input(number, kind, damage, characters, chance):
    spoil, least = DAMAGE[damage]
    data = spoil(FORMATS[kind](_lines(number, CHARACTERS[characters])), chance)
    ending = "bin" if damage == "misnamed" else kind
    return Input(f"{number:03d}-{damage}-{characters}.{ending}", data, tuple(_numbers(number)), least)


def _inputs():
    """Every format with every damage, the characters in turn; then every format, whole, with all characters."""
    turn = itertools.cycle(CHARACTERS)
    wanted = [(kind, damage, next(turn)) for damage in DAMAGE for kind in FORMATS]
    wanted += [(kind, "whole", characters) for characters in CHARACTERS for kind in FORMATS]
    chance = random.Random(20)
    return [_input(number, *choice, chance) for number, choice in enumerate(wanted)]


INPUTS = _inputs()
# What is not read although nothing is wrong with it: signs of control in texts that are not UTF-8.
TOLD = [f"whole-control.{kind}" for kind in ("gb18030.txt", "big5.txt")]
GROUP = 60


@pytest.fixture
def build(ontology, monkeypatch, tmp_path):
    """A function that builds a graph of inputs by the command: how that ended, the graph, what was read."""
    outcomes, graphs = [], []
    build_to, read_item = kg.pipeline.build_to, kg.worker.read_item
    monkeypatch.setattr(kg.intake, "Pool", DirectPool)
    monkeypatch.setattr(kg.pipeline, "load_ontology", lambda *args: ontology)
    monkeypatch.setattr(kg.pipeline, "validate", partial(kg.validate.validate, engine="shacl"))
    monkeypatch.setattr(kg.pipeline, "build_to",
                        lambda *args, **more: graphs.append(build_to(*args, **more)) or graphs[-1])

    def read(item, *more):
        found, findings = read_item(item, *more)
        outcomes.extend(found)
        return found, findings

    monkeypatch.setattr(kg.worker, "read_item", read)

    def run(inputs):
        (tmp_path / "in").mkdir()
        for each in inputs:
            (tmp_path / "in" / each.name).write_bytes(each.data)
        done = CliRunner().invoke(main, ["build", str(tmp_path / "in"), "-o", str(tmp_path / "out")])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done, graphs[-1], outcomes

    return run


def _read(outcomes):
    """What was read of each input: the sentences of its documents."""
    read = {}
    for outcome in outcomes:
        name = outcome.extraction.document.source.name
        read.setdefault(_input_of(name), []).extend(fold(p.text)[0] for p in outcome.extraction.passages)
    return {name: "\n".join(texts) for name, texts in read.items()}


def _input_of(name):
    """The file that a name of a document or of a finding leads to: before a member or a line."""
    return name.partition("/")[0].partition(":")[0]


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(INPUTS), GROUP))
def test_inputs_of_every_kind_are_read_or_told(first, build):
    group = INPUTS[first:first + GROUP]
    done, graph, outcomes = build(group)
    assert done.exit_code == any(f.severity == "error" for f in graph.findings), done.output
    assert [f for f in graph.findings if f.stage == "validate" or "\n" in f.message or f.code == "crashed"] == []
    told = {_input_of(f.where) for f in graph.findings if f.severity != "info"}
    read = _read(outcomes)
    lost = [(each.name, found) for each in group if each.name not in told
            and (found := sum(n in read.get(each.name, "") for n in each.numbers)) < each.least]
    assert lost == []
    whole = [each for each in group if "-whole-" in each.name and not each.name.endswith(tuple(TOLD))]
    assert [each.name for each in whole if not all(n in read.get(each.name, "") for n in each.numbers)] == []
