"""Terminals, streams, permissions, signals, limits: one line and an exit code, no traceback, nothing left behind."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import child, pipeline, sparql
from kg.cli import main
from kg.errors import InputError, QueryError, ResourceError
from kg.limits import LARGEST, LIMITS, MB
from kg.pipeline import build_to
from kg.sparql import Worker
from tests.test_pool import SLOW
from tests.test_read import NAMES

ROOT = os.getuid() == 0
HERE = str(Path(kg.__file__).parent.parent)
EVERYWHERE = {
    "PYTHONPATH": os.pathsep.join([HERE, *(p for p in sys.path if "site-packages" in p)])
}  # for another Python of the same version
LINUX = sys.platform.startswith("linux")
TEXT = "合肥市科学技术局2024年工作要点\n\n合肥市科学技术局支持合肥大学建设“𠮷光”概念验证中心。2024年技术合同成交额突破500亿元。\n"
PRODUCT = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i))) < 0) }"
)

# A cell that grows until something ends it.
GROWING = "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), '" + "x" * 30_000 + "')) AS ?n) { ?a ?b ?c . ?d ?e ?f }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A built graph that every command reads and none writes."""
    path = tmp_path_factory.mktemp("machine")
    (path / "文.txt").write_text(TEXT, encoding="utf-8")
    build_to([path / "文.txt"], path / "out", workers=1)
    return path / "out"


def _kg(*arguments, shell="", before=None, stdin=None, cwd=None, python=(sys.executable,), **environment):
    """Run kg, through a shell when redirections of it are given; `before` runs in the child."""
    command = [*python, "-m", "kg", *map(str, arguments)]
    if shell:
        command = ["sh", "-c", f'exec "$@" {shell}', "sh", *command]
    environment = {k: v for k, v in {**os.environ, "PYTHONPATH": HERE, **environment}.items() if v is not None}
    return subprocess.run(
        command, capture_output=True, check=False, env=environment, preexec_fn=before, input=stdin, cwd=cwd, timeout=300
    )


def _error(done, words, code=2):
    """It ended in one line that says this."""
    said = done.stderr.decode("utf-8", "replace")
    assert done.returncode == code, said
    assert len(said.splitlines()) == 1, said
    assert said.startswith("error: ")
    assert re.search(words, said), said
    return said


def _limited(**limits):
    """What sets limits of the session, soft and hard, in a child that is about to start."""

    def set_limits():
        for name, most in limits.items():
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))

    return set_limits


# ---- what a query may take ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "limits",
    [
        {"seconds": float("inf")},
        {"seconds": float("nan")},
        {"seconds": 1e19},
        {"seconds": 0},
        {"seconds": -1},
        {"seconds": 0.001},
        {"seconds": 10**400},
        {"seconds": "20"},
        {"seconds": None},
        {"rows": 0},
        {"rows": -1},
        {"rows": float("inf")},
        {"rows": 10**30},
        {"megabytes": 15},
        {"megabytes": float("nan")},
        {"megabytes": 10**13},
        {"megabytes": True},
    ],
)
def test_a_limit_of_a_query_that_is_none_is_refused(limits):
    with pytest.raises(InputError, match="is no limit; write a number from"):
        sparql.QueryLimits(**limits)


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
@pytest.mark.parametrize("value", [0, -1, float("inf"), float("nan"), 10**19, "5", None, True])
def test_a_limit_of_a_build_that_is_none_is_refused(limit, value):
    with pytest.raises(
        InputError, match=f"--{limit.name.replace('_', '-')}: .* is no limit; write a number from 1 to 1,000,000,000"
    ):
        kg.Limits(**{limit.name: value})


@pytest.mark.parametrize(
    "option",
    [
        ("--timeout", "inf"),
        ("--timeout", "nan"),
        ("--timeout", "1e19"),
        ("--timeout", "1e308"),
        ("--max-rows", "9" * 30),
        ("--max-memory", "9" * 30),
    ],
)
def test_the_command_refuses_them_in_one_line(option, folder):
    _error(_kg("query", folder, "ASK {}", *option), "is no limit; write a number from")


def test_the_largest_limits_work(folder):
    assert (
        _kg("query", folder, "ASK {}", "--timeout", LARGEST, "--max-rows", LARGEST, "--max-memory", LARGEST).stdout
        == b"true\n"
    )


def _doubled(times, kind="SELECT ?x"):
    """A query whose one cell has two to the power of `times` characters."""
    steps = " ".join(f"BIND(CONCAT(?a{i}, ?a{i}) AS ?a{i + 1})" for i in range(times))
    return f"{kind} {{ BIND('x' AS ?a0) {steps} BIND(?a{times} AS ?x) }}"


@pytest.fixture(scope="module")
def data(sample):
    return sample.dataset


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (_doubled(22), "a row of the result is larger than 4 MB; ask for a part of its texts"),
        (_doubled(25), "a row of the result is larger than 4 MB"),
        (_doubled(24, "CONSTRUCT { <urn:s> <urn:p> ?x }"), "a row of the result is larger than 17 MB"),
        (
            f"SELECT ?x ?s {{ ?s ?p ?o {_doubled(20)[len('SELECT ?x {') : -1]} }}",
            r"the result is larger than 64 MB, a quarter of the memory",
        ),
        (
            f"CONSTRUCT {{ ?s ?p ?x }} {{ ?s ?p ?o {_doubled(20)[len('SELECT ?x {') : -1]} }}",
            r"the result is larger than 64 MB, a quarter of the memory",
        ),
    ],
)
def test_an_answer_that_is_too_large_is_told_at_once(query, words, data):
    started = time.monotonic()
    with pytest.raises(QueryError, match=words):
        data.query(query, sparql.QueryLimits(seconds=60, megabytes=256))
    assert time.monotonic() - started < 60
    assert data.query("ASK {}").truth


@pytest.mark.parametrize("times", [10, 20, 21])
def test_a_large_cell_comes_whole(times, data):
    assert data.query(_doubled(times)).rows == ((ox.Literal("x" * 2**times),),)


def test_a_large_triple_comes_whole(data):
    assert [len(t.object.value) for t in data.query(_doubled(23, "CONSTRUCT { <urn:s> <urn:p> ?x }")).triples] == [
        2**23
    ]


@given(st.lists(st.binary(max_size=40).map(lambda b: bytes(c % 4 + 9 for c in b)), max_size=12), st.integers(1, 30))
def test_the_longest_row_is_measured_however_the_engine_writes_it(pieces, longest):
    class Nowhere:
        def write(self, data):
            return len(data)

    answers = sparql._Answers(Nowhere(), sparql._ROWS, sparql.QueryLimits(), "tsv")
    answers.longest = longest
    rows = b"".join(pieces).split(b"\n")
    if max(map(len, rows)) > longest:
        with pytest.raises(sparql._PassedError, match="a row of the result"):
            [answers.write(piece) for piece in pieces]
    else:
        assert [answers.write(piece) for piece in pieces] == [len(p) for p in pieces]


def test_the_time_of_a_query_is_that_of_its_answer_too(data, monkeypatch):
    real = ox.parse_query_results

    def slow(*arguments, **options):
        time.sleep(1.5)
        return real(*arguments, **options)

    rows = "SELECT ?s { ?s ?p ?o }"
    assert data.query(rows, sparql.QueryLimits(seconds=30)).rows
    monkeypatch.setattr(sparql.ox, "parse_query_results", slow)
    with pytest.raises(QueryError, match="the query took more than 1 s and was ended"):
        data.query(rows, sparql.QueryLimits(seconds=1))
    monkeypatch.undo()
    assert data.query(rows).rows


def test_a_worker_that_somebody_else_ended_is_started_again(folder):
    worker = Worker(quads=b"")
    assert worker.query("ASK {}").truth
    worker._child.process.kill()
    worker._child.process.wait()
    assert worker.query("ASK {}").truth
    worker.close()


# ---- what the session may take ------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not LINUX, reason="what the limits of a session mean differs by system")
@pytest.mark.parametrize(
    ("limits", "query", "words"),
    [
        (
            {"AS": 300 * MB},
            "ASK {}",
            r"the graph cannot be opened: its process ended \(.+\); this session allows 300 MB \(ulimit -v\)",
        ),
        # Where the machine is busy the process may not even begin within it.
        ({"AS": 700 * MB}, _doubled(40), r"memory.*|larger than|this session allows 700 MB \(ulimit -v\)"),
        (
            {"DATA": 500 * MB},
            GROWING,
            r"needed more than 1024 MB of memory and was ended; this session allows 500 MB \(ulimit -d\)",
        ),
        (
            {"CPU": 3},
            PRODUCT,
            r"the query used up its processor time and was ended; this session allows 3 s \(ulimit -t\)",
        ),
        ({"NOFILE": 20}, "ASK {}", "the graph cannot be opened: .*file"),
    ],
)
def test_a_query_that_the_session_allows_too_little_names_that_limit(limits, query, words, folder):
    _error(_kg("query", folder, query, before=_limited(**limits)), words)


@pytest.mark.slow
@pytest.mark.skipif(not LINUX, reason="what the limits of a session mean differs by system")
@pytest.mark.parametrize(
    "limits", [{"AS": 900 * MB}, {"DATA": 400 * MB}, {"CPU": 30}, {"CORE": 0}, {"NOFILE": 128}], ids=str
)
def test_a_small_query_goes_on_below_what_it_could_ask_for(limits, folder):
    done = _kg("query", folder, "ASK {}", before=_limited(**limits))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"true\n", b"")


@pytest.mark.slow
@pytest.mark.skipif(not LINUX, reason="what the limits of a session mean differs by system")
@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"AS": 600 * MB}, r"this session allows 600 MB of memory \(ulimit -v\), and at least 1200 MB are needed"),
        ({"DATA": 300 * MB}, r"allows 300 MB of memory \(ulimit -d\), and at least 700 MB"),
        ({"NOFILE": 20}, "out: cannot be written: .*20"),
        ({"NOFILE": 8}, "open files"),
        ({"FSIZE": 1000}, "out: cannot be written: File too large"),
    ],
)
def test_a_build_that_the_session_allows_too_little_names_that_limit(limits, words, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    _error(_kg("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--workers", 1, before=_limited(**limits)), words)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.slow
def test_a_document_that_the_session_allows_too_little_is_told_with_that_limit(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(NAMES.encode() * 400_000)
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setitem(child._SESSION, "AS", 300 * MB)
    monkeypatch.setattr(pipeline, "require_memory", lambda *_: None)
    graph = kg.build([tmp_path], limits=kg.Limits(max_memory=100), workers=1)
    assert [d["name"] for d in graph.report["documents"]] == ["b.txt"]
    assert [
        re.search(r"100 MB.*; this session allows 300 MB \(ulimit -v\); skipped$", f.message) is not None
        for f in graph.findings
        if f.where == "a.txt"
    ] == [True]


@pytest.mark.slow
@pytest.mark.skipif(not LINUX, reason="what the limits of a session mean differs by system")
def test_a_build_whose_time_is_used_up_says_so(tmp_path):
    (tmp_path / "a.txt").write_bytes(SLOW)
    done = _kg("build", tmp_path / "a.txt", "-o", tmp_path / "out", before=_limited(CPU=3))
    _error(done, r"processor time.*; this session allows 3 s \(ulimit -t\)")
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    "error",
    [
        BlockingIOError(11, "Resource temporarily unavailable"),
        FileNotFoundError(2, "No such file or directory"),
        OSError(12, "Cannot allocate memory"),
    ],
)
def test_where_no_process_can_be_started_that_is_told(error, monkeypatch, tmp_path):
    def refused(*_, **__):
        raise error

    monkeypatch.setattr(child.subprocess, "Popen", refused)
    monkeypatch.setitem(child._SESSION, "NPROC", 5)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    for ask in (lambda: Worker(quads=b"").query("ASK {}"), lambda: kg.build([tmp_path / "a.txt"])):
        with pytest.raises(
            ResourceError,
            match=f"no process can be started: {error.strerror}; this session allows 5 processes .ulimit -u.",
        ):
            ask()


@pytest.fixture(scope="module")
def nobody(folder):
    """The command that runs kg as a user without rights, and a copy of the graph's folder that this user reaches."""
    if not ROOT or shutil.which("setpriv") is None:
        pytest.skip("only root can be somebody else")
    user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    asks = "import subprocess, sys, kg.pipeline; sys.exit(subprocess.run([sys.executable, '-c', '']).returncode)"
    python = next(
        (
            p
            for p in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}")
            if Path(p).exists()
            and not subprocess.run([*user, p, "-c", asks], capture_output=True, check=False, env=EVERYWHERE).returncode
        ),
        None,
    )
    if python is None:
        pytest.skip("no Python here is for other users")
    place = Path(tempfile.mkdtemp(prefix="kechuang-test-"))
    shutil.copytree(folder.parent, place, dirs_exist_ok=True)
    place.chmod(0o777)
    yield [*user, python], place
    shutil.rmtree(place)


def test_with_fewer_processes_than_wanted_a_build_goes_on(tmp_path, monkeypatch):
    real, started = child.subprocess.Popen, []

    def second_refused(*arguments, **options):
        if started:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        started.append(real(*arguments, **options))
        return started[0]

    monkeypatch.setattr(child.subprocess, "Popen", second_refused)
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(TEXT + name, encoding="utf-8")
    assert len(kg.build([tmp_path], workers=2).report["documents"]) == 2


@pytest.mark.slow
def test_processes_that_the_session_does_not_allow_are_told(nobody):
    user, place = nobody
    for arguments in (("build", place / "文.txt", "-o", place / "new"), ("query", place / "out", "ASK {}")):
        done = _kg(
            *arguments, python=user, before=_limited(NPROC=1), HOME=str(place), OPENBLAS_NUM_THREADS="1", **EVERYWHERE
        )
        _error(
            done,
            r"no process can be started: Resource temporarily unavailable; .* allows 1 processes \(ulimit -u\)",
        )


# ---- terminals and locales ----------------------------------------------------------------------------------------

LOCALES = [
    {"PYTHONIOENCODING": "gbk"},
    {"PYTHONIOENCODING": "gbk:strict"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "cp437:strict"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": None},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONIOENCODING": None},
]
ASK = "SELECT ?l { ?x a kg:Platform ; skos:prefLabel ?l }"
FOR_PEOPLE = [("query", "{}", ASK), ("show", "{}", "“𠮷光”概念验证中心"), ("show", "{}", "没有")]
MORE_FOR_PEOPLE = [
    ("validate", "{}"),
    ("query", "--list"),
    ("analyse", "{}", "-o", "{tmp}/analysis"),
    ("query", "--help"),
]
FOR_PROGRAMS = [
    ("query", "{}", ASK, "--format", "xml"),
    ("query", "{}", ASK, "--format", "csv"),
    ("query", "{}", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "ttl"),
    ("export", "{}", "-f", "csv"),
    ("ontology",),
]


def _filled(arguments, folder, tmp_path):
    return [a.format(folder, tmp=tmp_path) if a in ("{}", "{tmp}/analysis") else a for a in arguments]


@pytest.fixture(scope="module")
def usual(folder, tmp_path_factory):
    """What commands say on a terminal that can show everything."""
    tmp_path = tmp_path_factory.mktemp("usual")
    return {
        a: _kg(*_filled(a, folder, tmp_path), PYTHONIOENCODING="utf-8")
        for a in (*FOR_PEOPLE, *MORE_FOR_PEOPLE, *FOR_PROGRAMS)
    }


@pytest.mark.slow
@pytest.mark.parametrize("locale", LOCALES, ids=lambda e: " ".join(f"{k}={v}" for k, v in e.items() if v))
def test_a_terminal_that_cannot_show_a_character_shows_another(locale, usual, folder, tmp_path):
    for arguments in [*FOR_PEOPLE, *(MORE_FOR_PEOPLE if locale == LOCALES[0] else ())]:
        here = _kg(*_filled(arguments, folder, tmp_path), **locale)
        assert here.returncode == usual[arguments].returncode, here.stderr
        assert b"Traceback" not in here.stderr
        assert here.stdout.count(b"\n") == usual[arguments].stdout.count(b"\n")
        encoding = (locale["PYTHONIOENCODING"] or "").split(":")[0].replace(
            "ascii", ""
        ) or "utf-8"  # where there is ASCII alone, click writes UTF-8
        shown = here.stdout.decode(encoding)
        assert shown == usual[arguments].stdout.decode().encode(encoding, "backslashreplace").decode(encoding)


@pytest.mark.slow
@pytest.mark.parametrize("locale", [LOCALES[0], LOCALES[5]], ids=["gbk", "C"])
def test_what_programs_read_is_utf_8_whatever_the_terminal_is(locale, usual, folder, tmp_path):
    for arguments in FOR_PROGRAMS:
        here = _kg(*_filled(arguments, folder, tmp_path), **locale)
        assert (here.returncode, here.stdout, here.stderr) == (0, usual[arguments].stdout, b"")
        assert "平台" in usual[arguments].stdout.decode() or "中心" in usual[arguments].stdout.decode()


@pytest.mark.slow
@pytest.mark.parametrize("locale", [LOCALES[5]], ids=["C"])
def test_a_build_is_the_same_whatever_the_locale(locale, folder, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    for name, environment in (("usual", {"PYTHONIOENCODING": "utf-8"}), ("here", locale)):
        done = _kg("build", tmp_path / "a.txt", "-o", tmp_path / name, "--workers", 1, **environment)
        assert (done.returncode, done.stderr) == (0, b"")
    for name in ("graph.ttl", "graph.html"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "usual" / name).read_bytes()


def test_texts_on_the_command_line_are_understood_where_the_locale_knows_no_chinese(folder):
    c = LOCALES[5]
    assert "合肥大学" in _kg("show", folder, "合肥大学", **c).stdout.decode()
    assert _kg("query", folder, "ASK { ?x skos:prefLabel '合肥大学'@zh }", **c).stdout == b"true\n"
    _error(_kg("export", folder, "-f", "csv", "--type", "平台", **c), "no type '平台'|no type '\\\\u5e73\\\\u53f0'")


@pytest.mark.slow
@pytest.mark.skipif(not LINUX, reason="names of any bytes")
def test_names_of_any_bytes_are_named_in_one_line(tmp_path):
    name = os.fsdecode(b"\xce\xc4\xbc\xfe\xff")
    (tmp_path / name).mkdir()
    (tmp_path / name / (name + ".txt")).write_text(TEXT, encoding="utf-8")
    for out, locale in (("out", {"PYTHONIOENCODING": "utf-8"}), ("ascii", LOCALES[5])):
        done = _kg("build", tmp_path / name, "-o", tmp_path / out, "--workers", 1, **locale)
        assert (done.returncode, done.stderr) == (0, b"")
        _error(_kg("build", tmp_path / (name + "x"), "-o", tmp_path / "out", **locale), "no such file or folder")
        _error(
            _kg("build", tmp_path / name, "-o", tmp_path / name / "out", **locale), "out: cannot be written: .*UTF-8"
        )  # the engine's paths are Unicode


# ---- standard streams ---------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_build_whose_streams_are_closed_builds(shell, folder, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = _kg("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--workers", 1, shell=shell)
    assert (done.returncode, done.stderr) == (0, b"")
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert len(report["documents"]) == 1
    assert kg.load(tmp_path / "out").query("ASK { ?s a kg:Agency }").truth


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", "{}", "ASK {}"),
        ("query", "{}", ASK, "--format", "csv"),
        ("show", "{}", "合肥大学"),
        ("export", "{}", "-f", "csv"),
        ("export", "{}", "-f", "turtle"),
    ],
    ids=" ".join,
)
def test_a_result_that_has_nowhere_to_go_is_told(arguments, folder, tmp_path):
    _error(
        _kg(*_filled(arguments, folder, tmp_path), shell=">&-"),
        "standard output is closed, so there is nowhere to put the result",
    )
    assert _kg(*_filled(arguments, folder, tmp_path), shell=">&- 2>&-").returncode == 2


def test_standard_input_that_is_closed_or_no_file_is_told(tmp_path):
    _error(_kg("build", "-", "-o", tmp_path / "out", shell="<&-"), "standard input is closed")
    with (
        (tmp_path / "x").open("wb") as closed,
        pytest.raises(InputError, match=r"standard input cannot be read: .*read"),
    ):
        kg.build("-", stdin=closed)
    _error(
        _kg("build", "-", "-o", tmp_path / "out", shell="</dev/null"),
        "nothing to build from in -: stdin: the file is empty",
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no file that is always full")
def test_a_short_result_on_a_full_disk_is_told_too(folder):
    for arguments in (
        ("query", folder, ASK, "--format", "csv"),
        ("export", folder, "-f", "gexf"),
        ("show", folder, "合肥大学"),
        ("--version",),
        ("ontology",),
    ):
        done = _kg(*arguments, shell=">/dev/full")
        assert (done.returncode, done.stderr) == (
            2,
            b"error: standard output: cannot be written: No space left on device\n",
        )


@pytest.mark.slow
def test_a_reader_that_leaves_early_is_no_trouble(folder):
    for arguments in (
        ("export", folder, "-f", "nquads"),
        ("query", folder, "SELECT * { ?s ?p ?o }", "--format", "json"),
        ("ontology",),
    ):
        done = _kg(*arguments, shell="| head -c 10")
        assert (done.returncode, done.stderr) == (0, b"")
        assert len(done.stdout) == 10


# ---- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_names_as_long_as_names_can_be(tmp_path):
    (tmp_path / ("文" * 83 + "a.txt")).write_text(TEXT, encoding="utf-8")
    out = tmp_path / ("果" * 85)
    done = _kg("build", tmp_path, "-o", out, "--workers", 1)
    assert (done.returncode, done.stderr) == (0, b"")
    done = _kg("export", out, "-f", "csv", "-o", tmp_path / ("表" * 85))
    assert (done.returncode, done.stderr) == (0, b"")
    for arguments in (
        ("build", tmp_path / ("x" * 256), "-o", out),
        ("build", tmp_path, "-o", tmp_path / ("x" * 256)),
        ("export", out, "-f", "csv", "-o", tmp_path / ("x" * 256)),
        ("show", tmp_path / ("x" * 5000), "x"),
        ("validate", tmp_path / ("x" * 256)),
    ):
        _error(_kg(*arguments), "File name too long|no such file|no Turtle files|holds no graph")


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "", "-o", "out"),
        ("build", "a.txt", "", "-o", "out"),
        ("build", "a.txt", "-o", ""),
        ("build", "a.txt", "-o", "out", "--ontology", ""),
        ("query", "", "ASK {}"),
        ("query", ".", "-f", ""),
        ("show", "", "x"),
        ("export", "", "-f", "csv"),
        ("export", ".", "-f", "csv", "-o", ""),
        ("validate", ""),
        ("import", "", "a.ttl"),
        ("import", ".", ""),
        ("analyse", ""),
        ("analyse", ".", "-o", ""),
        ("ontology", "--ontology", ""),
    ],
    ids=" ".join,
)
def test_an_empty_name_is_not_the_folder_one_is_in(arguments, tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "graph.ttl").write_text("<urn:a> <urn:b> <urn:c> .")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert "has no name; write . for the folder you are in" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "graph.ttl"]


@pytest.mark.slow
def test_what_a_user_may_not_read_or_write_is_told(nobody):
    user, place = nobody
    run = partial(_kg, python=user, HOME=str(place), **EVERYWHERE)
    (place / "closed" / "out").mkdir(parents=True)
    (place / "closed").chmod(0o700)
    (place / "docs" / "closed").mkdir(parents=True)
    (place / "docs" / "closed").chmod(0o700)
    (place / "docs" / "a.txt").write_text(TEXT, encoding="utf-8")
    (place / "docs" / "secret.txt").write_text(TEXT * 2, encoding="utf-8")
    (place / "docs" / "secret.txt").chmod(0)
    shutil.copytree(place / "out", place / "locked", symlinks=True)
    for path in (place / "locked").rglob("*"):
        path.chmod(0)
    out = place / "out"
    for arguments in (
        ("build", place / "closed" / "x", "-o", place / "new"),
        ("build", place / "closed", "-o", place / "new"),
        ("build", place / "docs", "-o", place / "closed" / "out"),
        ("build", place / "docs", "-o", "/proc/new"),
        ("build", place / "docs", "-o", place / "locked"),
        ("query", place / "closed" / "out", "ASK {}"),
        ("show", place / "locked", "x"),
        ("analyse", place / "locked"),
        ("validate", place / "closed" / "x"),
        ("export", out, "-f", "csv", "-o", place / "closed" / "x"),
        ("export", out, "-f", "csv", "-o", out / "graph.ttl"),
        ("export", out, "-f", "neo4j", "-o", place / "closed" / "x"),
        ("import", out, place / "文.txt"),
        ("query", out, "-f", place / "docs" / "secret.txt"),
        ("ontology", "--ontology", place / "closed"),
    ):
        done = run(*arguments)
        said = done.stderr.decode()
        assert (done.returncode, "Traceback" in said, done.stdout) == (2, False, b""), (arguments, said, done.stdout)
    done = run("build", place / "docs", "-o", place / "new", "--workers", 1)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "secret.txt: cannot be read: Permission denied" in done.stdout.decode()
    assert "closed: the folder cannot be read: Permission denied" in done.stdout.decode()
    assert run("query", out, "ASK { ?s ?p ?o }").stdout == b"true\n"


NO_TEMPORARY = "import tempfile\ntempfile._candidate_tempdir_list = lambda: []\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("build", "a.txt", "-o", "new"), 0),
        (("build", "-", "-o", "new"), 2),
        (("query", "{}", "ASK {}"), 0),
        (("export", "{}", "-f", "csv", "-o", "x.csv"), 0),
        (("analyse", "{}", "-o", "analysis"), 0),
    ],
    ids=lambda a: " ".join(a) if isinstance(a, tuple) else "",
)
def test_without_a_folder_for_temporary_files_most_goes_on_and_the_rest_is_told(arguments, code, folder, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(NO_TEMPORARY)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = _kg(
        *_filled(arguments, folder, tmp_path), cwd=tmp_path, stdin=TEXT.encode(), PYTHONPATH=f"{tmp_path}:{HERE}"
    )
    if code:
        _error(done, "No usable temporary directory found")
    else:
        assert (done.returncode, [line for line in done.stderr.decode().splitlines() if "written to" not in line]) == (
            0,
            [],
        )


def test_a_temporary_folder_that_is_not_there_is_passed_over(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = _kg("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--workers", 1, TMPDIR=str(tmp_path / "nowhere"))
    assert (done.returncode, done.stderr) == (0, b"")


# ---- signals and orphans ------------------------------------------------------------------------------------------


def _children(process):
    """The numbers of a process's children."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, check=False
    ).stdout.split()
    return {int(p) for p in found} - {process}


def _alive(process):
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def _until(condition, seconds=240):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := condition():
            return found
        time.sleep(0.05)
    return pytest.fail("waited in vain")


def _started(arguments, **options):
    """A command at work, and the processes that work for it; it hears Ctrl-C though the suite runs in the background."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL), **options
    )
    return process, _until(
        lambda: (
            _children(process.pid) or (process.poll() is not None and pytest.fail(process.communicate()[1].decode()))
        )
    )


def _busy(process):
    """Whether a process has computed for a while."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:  # it has ended
        return False
    return int(fields[11]) + int(fields[12]) > 2 * os.sysconf("SC_CLK_TCK")


@pytest.fixture
def slow(tmp_path):
    """A document that is long to read, and what a build of it wrote before."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    build_to([tmp_path / "in"], tmp_path / "out", workers=1)
    (tmp_path / "in" / "slow.txt").write_bytes(SLOW)
    return tmp_path


def _files(folder):
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and p.name not in ("lock", "LOG")
    }


@pytest.mark.slow
@pytest.mark.skipif(not LINUX, reason="processes are looked at in /proc")
@pytest.mark.parametrize("whole", [True, False], ids=["group", "parent"])
def test_ctrl_c_ends_a_build_and_its_workers_and_leaves_what_was_there(whole, slow):
    before = _files(slow / "out")
    process, children = _started(["build", slow / "in", "-o", slow / "out"], start_new_session=True)
    _until(lambda: any(_busy(c) for c in children))
    os.killpg(process.pid, signal.SIGINT) if whole else process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=240)
    assert (process.returncode, out, said) == (130, b"", b"interrupted\n")
    _until(lambda: not any(map(_alive, children)))
    assert _files(slow / "out") == before
    assert sorted(p.name for p in slow.iterdir()) == ["in", "out"]


@pytest.mark.slow
@pytest.mark.skipif(not LINUX, reason="processes are looked at in /proc")
@pytest.mark.parametrize("whole", [True, False], ids=["group", "parent"])
def test_ctrl_c_ends_a_query(whole, folder):
    process, children = _started(["query", folder, PRODUCT, "--timeout", 300], start_new_session=True)
    _until(lambda: any(_busy(c) for c in children))
    os.killpg(process.pid, signal.SIGINT) if whole else process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=240)
    assert (process.returncode, out, said) == (130, b"", b"interrupted\n")
    _until(lambda: not any(map(_alive, children)))


@pytest.mark.slow
@pytest.mark.skipif(not LINUX, reason="processes are looked at in /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda n: n.name)
def test_busy_workers_end_when_their_parent_is_killed(number, slow, folder):
    for arguments in (["build", slow / "in", "-o", slow / "out"], ["query", folder, PRODUCT, "--timeout", 300]):
        process, children = _started(arguments)
        _until(lambda children=children: any(_busy(c) for c in children))
        process.send_signal(number)
        process.communicate()
        _until(lambda children=children: not any(map(_alive, children)), 60)


@pytest.mark.skipif(not LINUX, reason="processes are looked at in /proc")
@pytest.mark.parametrize("bound", [False, True])
def test_a_child_whose_parent_is_gone_before_it_looked_ends_too(bound):
    code = f"from kg.child import end_with; end_with(1 << 22, {bound}); print('alive')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env={"PYTHONPATH": HERE})
    assert (done.returncode, done.stdout) == (1, b"")
