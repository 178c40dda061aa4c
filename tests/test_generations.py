"""A folder is always one whole generation: builds killed at every step and at random, a full disk, readers meanwhile, two at once."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from typing import Any

import pyoxigraph as ox
import pytest

from kg import generations
from kg.errors import OutputError
from kg.export.turtle import to_turtle
from kg.generations import STEPS, current, problems, publish
from kg.generations import query as ask
from kg.lock import locked
from kg.sparql import Worker

FILES = ("graph.ttl", "graph.html", "report.json")
# What a process that is killed runs; it forks from nothing, because the engine's threads do not live through a fork.
PROGRAM = """
import json, os, signal, sys
from pathlib import Path
import pyoxigraph as ox
from kg.errors import OutputError
from kg.generations import publish
from kg.lock import locked

def state(number):
    turtle = "".join(f'<urn:s{i}> <urn:state> "{number}" .\\n' for i in range(50)).encode()
    named = [ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:state"), ox.Literal(str(number)), ox.NamedNode("urn:document"))]
    files = {"graph.ttl": turtle, "graph.html": f"<p>{number}</p>".encode() * 100, "report.json": json.dumps({"state": number}).encode()}
    return files, named

def put(folder, number, reached=lambda step: None):
    files, named = state(number)
    with locked(folder):
        publish(folder, {name: (lambda data: lambda out: out.write(data))(data) for name, data in files.items()}, named, reached)
"""
_SPACE: dict[str, Any] = {}
exec(PROGRAM, _SPACE)
_put, _state = _SPACE["put"], _SPACE["state"]
_KILLED = PROGRAM + """
put(Path(sys.argv[1]), int(sys.argv[2]), lambda step: os.kill(os.getpid(), signal.SIGKILL) if step == sys.argv[3] else None)
"""
_READY = PROGRAM + """
print("ready", flush=True)
put(Path(sys.argv[1]), int(sys.argv[2]))
"""
_SMALL = PROGRAM + """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    put(Path(sys.argv[1]), int(sys.argv[2]))
except OutputError as error:
    print(error)
"""
_READER = """
import sys
from pathlib import Path
from kg.generations import query
while not (Path(sys.argv[1]) / "stop").exists():
    rows = query(Path(sys.argv[1]), "SELECT ?n (COUNT(*) AS ?all) { ?s <urn:state> ?n } GROUP BY ?n").rows
    assert len(rows) == 1 and int(rows[0][1].value) == 50, rows
    print(rows[0][0].value, flush=True)
"""


def _run(program, *arguments):
    return subprocess.Popen([sys.executable, "-c", program, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _states(folder):
    """The state that each file, and a query, gives."""
    rows = ask(folder, "SELECT DISTINCT ?n (COUNT(*) AS ?all) { ?s <urn:state> ?n } GROUP BY ?n").rows
    assert len(rows) == 1
    assert int(rows[0][1].value) == 50
    found = {int(rows[0][0].value)}
    for name in FILES:
        data = (folder / name).read_bytes()
        found.add(next(n for n in range(1000) if data == _state(n)[0][name]))
    return found


def _killed_at(folder, number, step):
    process = _run(_KILLED, folder, number, step)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_each_step_it_is_the_old_or_the_new(step, tmp_path):
    _put(tmp_path, 1)
    _killed_at(tmp_path, 2, step)
    assert _states(tmp_path) == ({1} if STEPS.index(step) <= STEPS.index("commit") else {2})
    _put(tmp_path, 3)
    assert _states(tmp_path) == {3}
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".new")]
    assert len([p for p in (tmp_path / "store").iterdir() if p.is_dir()]) == 2


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_each_step_of_the_first_build_there_is_nothing_or_all(step, tmp_path):
    _killed_at(tmp_path, 1, step)
    if STEPS.index(step) <= STEPS.index("commit"):
        assert current(tmp_path) is None
        assert not (tmp_path / "graph.ttl").exists()
    else:
        assert _states(tmp_path) == {1}


def test_killed_fifty_times_at_random_moments_while_others_read(tmp_path):
    _put(tmp_path, 0)
    reader = _run(_READER, tmp_path)
    chance = random.Random(5)
    last, number, killed, outcomes = 0, 0, 0, set()
    durations = [0.3]
    while killed < 50:
        number += 1
        assert number < 500, "builds end before they can be killed"
        process = _run(_READY, tmp_path, number)
        process.stdout.readline()  # all is imported and what follows is the publishing
        started = time.perf_counter()
        try:
            process.wait(chance.uniform(0, min(durations)))
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        if process.returncode == 0:
            durations.append(time.perf_counter() - started)
        killed += process.returncode == -signal.SIGKILL
        state = _states(tmp_path)
        assert state in ({last}, {number})
        assert problems(current(tmp_path)) == []
        outcomes.add((process.returncode, state == {number}))
        last = state.pop()
    (tmp_path / "stop").touch()
    out, problem = reader.communicate()
    assert (reader.returncode, problem) == (0, b"")
    seen = [int(n) for n in out.split()]
    assert seen == sorted(seen)
    assert (-signal.SIGKILL, False) in outcomes


@pytest.mark.skipif(sys.platform == "win32", reason="no locks for reading there")
def test_a_query_keeps_the_generation_that_it_has_named_from_the_builds_after_it(tmp_path, monkeypatch):
    _put(tmp_path, 0)
    first, started = current(tmp_path).path, Worker._started

    def late(worker):
        for number in range(1, 4):
            _put(tmp_path, number)
        return started(worker)

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "_started", late)
        assert ask(tmp_path, "SELECT DISTINCT ?n { ?s <urn:state> ?n }").rows[0][0].value == "0"
    _put(tmp_path, 4)
    assert _states(tmp_path) == {4}
    assert not first.exists()  # nobody keeps it any more


def test_readers_see_one_generation_while_builds_follow_each_other(tmp_path):
    _put(tmp_path, 0)
    reader = _run(_READER, tmp_path)
    first = reader.stdout.readline()
    for number in range(1, 16):
        _put(tmp_path, number)
    (tmp_path / "stop").touch()
    out, problem = reader.communicate()
    assert (reader.returncode, problem) == (0, b"")
    seen = [int(n) for n in (first + out).split()]
    assert seen == sorted(seen)
    assert len(set(seen)) > 1


def test_the_second_of_two_builds_says_who_holds_the_lock(tmp_path):
    with locked(tmp_path):
        result = subprocess.run([sys.executable, "-m", "kg", "build", "-", "-o", tmp_path], input="支持雄安新区。".encode(), capture_output=True, check=False)
    assert result.returncode == 2
    lines = result.stderr.decode().splitlines()
    assert len(lines) == 1
    assert f"is being written by process {os.getpid()} on " in lines[0]
    _put(tmp_path, 1)
    assert _states(tmp_path) == {1}


@pytest.mark.parametrize("size", [0, 100, 1000, 3000])
def test_a_full_disk_is_told_once_and_changes_nothing(size, tmp_path):
    _put(tmp_path, 1)
    before = sorted(str(p) for p in tmp_path.rglob("*") if "LOG" not in p.name)
    out, problem = _run(_SMALL, tmp_path, 2, size).communicate()
    assert problem == b""
    assert len(out.splitlines()) == 1
    assert b"cannot be written" in out
    assert sorted(str(p) for p in tmp_path.rglob("*") if "LOG" not in p.name) == before
    assert _states(tmp_path) == {1}


@pytest.mark.skipif(os.getuid() != 0 or shutil.which("mount") is None, reason="mounting a small disk needs root")
def test_a_full_tmpfs_is_told_in_one_line(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", disk], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        first = subprocess.run([sys.executable, "-m", "kg", "build", "-", "-o", disk], input="支持雄安新区发展。".encode(), capture_output=True, check=False)
        assert first.returncode == 0, first.stderr.decode()
        before = {name: (disk / name).read_bytes() for name in FILES}
        (disk / "filler").write_bytes(b"x" * (shutil.disk_usage(disk).free - 64 * 1024))
        second = subprocess.run([sys.executable, "-m", "kg", "build", "-", "-o", disk], input="支持雄安新区建设。".encode(), capture_output=True, check=False)
        assert second.returncode == 2
        assert len(second.stderr.decode().strip().splitlines()) == 1
        assert "cannot be written" in second.stderr.decode()
        assert {name: (disk / name).read_bytes() for name in FILES} == before
        assert int(ask(disk, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0].value) > 0
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_large_graph_loaded_in_pieces_is_the_same_as_in_one(sample, tmp_path, monkeypatch):
    turtle, named = to_turtle(sample.dataset.triples).encode(), sample.dataset.named()
    for name, size in (("one", 1 << 30), ("pieces", 4096)):
        monkeypatch.setattr(generations, "_PIECE", size)
        monkeypatch.setattr(generations.os, "cpu_count", lambda: 7)
        with locked(tmp_path / name):
            publish(tmp_path / name, {"graph.ttl": lambda out: out.write(turtle)}, named, top=("graph.ttl",))
        store = ox.Store.read_only(str(current(tmp_path / name).store))
        assert {str(q) for q in store} == {str(q) for q in sample.dataset.quads()}
    pieces = list(generations._pieces(tmp_path / "pieces" / "graph.ttl", 7))
    assert len(pieces) == 7
    assert sum(len(list(ox.parse(p, format=ox.RdfFormat.TURTLE))) for p in pieces) == len(sample.dataset.triples)


def test_what_is_damaged_is_seen(tmp_path):
    _put(tmp_path, 1)
    assert problems(current(tmp_path)) == []
    next((current(tmp_path).path / "oxigraph").glob("*.sst")).write_bytes(b"")
    assert any("not what was written" in p for p in problems(current(tmp_path)))


def test_a_turtle_changed_from_outside_is_what_is_asked(tmp_path):
    _put(tmp_path, 1)
    (tmp_path / "graph.ttl").unlink()
    (tmp_path / "graph.ttl").write_text('<urn:a> <urn:state> "edited" .')
    assert [r[0].value for r in ask(tmp_path, "SELECT ?n { ?s <urn:state> ?n }").rows] == ["edited"]


def test_a_copied_folder_is_queried_by_its_store(tmp_path):
    _put(tmp_path / "a", 1)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    assert current(tmp_path / "b") is not None
    assert _states(tmp_path / "b") == {1}


def test_a_disk_that_lies_is_caught_before_anything_is_named(tmp_path, monkeypatch):
    _put(tmp_path, 1)
    monkeypatch.setattr(generations, "_sync", lambda aside: (aside / "graph.html").write_bytes(b"lost"))
    with pytest.raises(OutputError, match="check the disk"):
        _put(tmp_path, 2)
    assert _states(tmp_path) == {1}
