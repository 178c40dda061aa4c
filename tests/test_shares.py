"""Network shares and other file systems that cannot link, lock or sync: builds and queries work there as on a disk."""

import errno
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kg import generations
from kg.errors import OutputError
from kg.generations import current, problems
from kg.generations import query as ask
from kg.lock import locked
from kg.pipeline import build_to
from tests.conftest import CORPUS
from tests.test_generations import FILES, PROGRAM, _put, _states

fcntl = pytest.importorskip("fcntl")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
LINK_ERRORS = (errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EPERM, errno.EXDEV, errno.EACCES, errno.EINVAL)
LOCK_ERRORS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.EIO)
# A share as the C library shows it: below one folder nobody, the engine included, can link, lock or sync.
SHARE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static int refused(int fd, int number) {
  char way[64], path[4096];
  snprintf(way, sizeof way, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(way, path, sizeof path - 1);
  const char *share = getenv("SHARE");
  if (n < 0 || share == NULL) return 0;
  path[n] = 0;
  if (strncmp(path, share, strlen(share)) != 0) return 0;
  errno = number;
  return 1;
}
static int number(void) { return atoi(getenv("SHARE_ERRNO")); }
int flock(int fd, int op) {
  int (*real)(int, int) = dlsym(RTLD_NEXT, "flock");
  return refused(fd, number()) ? -1 : real(fd, op);
}
int link(const char *a, const char *b) { errno = number(); return -1; }
int linkat(int a, const char *b, int c, const char *d, int e) { errno = number(); return -1; }
int fsync(int fd) { int (*real)(int) = dlsym(RTLD_NEXT, "fsync"); return refused(fd, EINVAL) ? -1 : real(fd); }
static int control(const char *name, int fd, int cmd, void *arg) {
  int (*real)(int, int, ...) = dlsym(RTLD_NEXT, name);
  return (cmd == F_SETLK || cmd == F_SETLKW) && refused(fd, number()) ? -1 : real(fd, cmd, arg);
}
#define CONTROL(name) int name(int fd, int cmd, ...) { \
  va_list l; va_start(l, cmd); void *a = va_arg(l, void *); va_end(l); return control(#name, fd, cmd, a); }
CONTROL(fcntl)
CONTROL(fcntl64)
"""


def _refuse(monkeypatch, module, name, number):
    calls = []

    def refused(*_, **__):
        calls.append(name)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(module, name, refused)
    return calls


@pytest.mark.parametrize("number", LINK_ERRORS, ids=errno.errorcode.get)
def test_where_nothing_can_be_linked_files_are_copied(number, tmp_path, monkeypatch):
    calls = _refuse(monkeypatch, generations.os, "link", number)
    for state in (1, 2, 3):
        _put(tmp_path, state)
        assert _states(tmp_path) == {state}
        assert problems(current(tmp_path)) == []
    assert len(calls) >= 9
    assert all((tmp_path / name).stat().st_nlink == 1 for name in FILES)
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_a_full_disk_is_told_where_files_are_copied_too(tmp_path, monkeypatch):
    _put(tmp_path, 1)
    _refuse(monkeypatch, generations.os, "link", errno.EOPNOTSUPP)
    _refuse(monkeypatch, generations.shutil, "copyfileobj", errno.ENOSPC)
    with pytest.raises(OutputError, match="cannot be written: No space left on device"):
        _put(tmp_path, 2)
    assert _states(tmp_path) == {1}


@pytest.mark.parametrize("number", LOCK_ERRORS, ids=errno.errorcode.get)
def test_where_nothing_can_be_locked_a_file_is_the_lock(number, tmp_path, monkeypatch):
    calls = _refuse(monkeypatch, fcntl, "flock", number)
    for state in (1, 2):
        _put(tmp_path, state)
        assert _states(tmp_path) == {state}
    with locked(tmp_path):
        holder = rf"process {os.getpid()} on {re.escape(socket.gethostname())} since"
        words = (
            rf"is being written by {holder} .* \(if that has ended, remove {re.escape(str(tmp_path))}/store/locked\)"
        )
        with pytest.raises(OutputError, match=words), locked(tmp_path):
            pytest.fail("two hold one folder")
    assert calls
    assert not (tmp_path / "store" / "locked").exists()
    with pytest.raises(KeyboardInterrupt), locked(tmp_path):
        raise KeyboardInterrupt
    assert not (tmp_path / "store" / "locked").exists()


def _ended():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        (lambda: f"process {_ended()} on {socket.gethostname()} since 2026-01-01 00:00:00\n", True),
        (lambda: f"process {os.getpid()} on {socket.gethostname()} since 2026\n", False),
        (lambda: f"process {_ended()} on elsewhere since 2026-01-01 00:00:00\n", False),
        (lambda: "", False),
        (lambda: "process " + "9" * 30 + f" on {socket.gethostname()} since 2026\n", False),
        (lambda: "\udcff", False),
    ],
)
def test_what_a_killed_build_left_behind_is_taken_away_where_that_is_sure(said, taken, tmp_path, monkeypatch):
    _put(tmp_path, 1)
    _refuse(monkeypatch, fcntl, "flock", errno.ENOLCK)
    (tmp_path / "store" / "locked").write_bytes(said().encode("utf-8", "surrogateescape"))
    if taken:
        _put(tmp_path, 2)
        assert not (tmp_path / "store" / "locked").exists()
    else:
        with pytest.raises(OutputError, match="if that has ended, remove"):
            _put(tmp_path, 2)
    assert _states(tmp_path) == ({2} if taken else {1})
    assert not [p for p in (tmp_path / "store").iterdir() if p.name.startswith("locked.")]


def test_a_first_build_that_cannot_have_the_lock_leaves_nothing(tmp_path, monkeypatch):
    _refuse(monkeypatch, fcntl, "flock", errno.ENOLCK)
    with pytest.raises(OutputError, match="cannot be locked for a test"), locked(tmp_path / "a" / "b"):
        raise OutputError("cannot be locked for a test")
    assert list(tmp_path.iterdir()) == []


def test_two_first_builds_at_once_do_not_take_away_each_others_lock(tmp_path, monkeypatch):
    def flock(descriptor, how):
        raise BlockingIOError(errno.EAGAIN, "held by the other")

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(OutputError, match="is being written by another process"), locked(tmp_path / "out"):
        pytest.fail("two hold one folder")
    assert (tmp_path / "out" / "store" / "lock").exists()


def test_a_lock_whose_file_was_taken_away_meanwhile_is_none(tmp_path, monkeypatch):
    place, flock = tmp_path / "out" / "store" / "lock", fcntl.flock

    def taken_away(descriptor, how):
        place.unlink()
        flock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", taken_away)
    with pytest.raises(OutputError, match="is being written by another process"), locked(tmp_path / "out"):
        pytest.fail("nothing is held")


def test_a_whole_build_on_such_a_share(tmp_path, monkeypatch):
    build_to([CORPUS / "redacted-speech.txt"], tmp_path / "disk", workers=1)
    _refuse(monkeypatch, generations.os, "link", errno.EOPNOTSUPP)
    _refuse(monkeypatch, fcntl, "flock", errno.ENOLCK)
    _refuse(monkeypatch, generations.os, "fsync", errno.EINVAL)
    for _ in range(2):
        build_to([CORPUS / "redacted-speech.txt"], tmp_path / "share", workers=1)
        for name in ("graph.ttl", "graph.html"):
            assert (tmp_path / "share" / name).read_bytes() == (tmp_path / "disk" / name).read_bytes()
    assert ask(tmp_path / "share", COUNT).rows == ask(tmp_path / "disk", COUNT).rows


@pytest.fixture(scope="module")
def share(tmp_path_factory):
    """A library that makes a folder a share for any process."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("there is no C compiler to make a share with")
    folder = tmp_path_factory.mktemp("share")
    (folder / "share.c").write_text(SHARE)
    if subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", folder / "share.so", folder / "share.c", "-ldl"],
        capture_output=True,
        check=False,
    ).returncode:
        pytest.skip("the C compiler makes no library here")
    return folder / "share.so"


def _on(share, folder, number, program, *arguments):
    environment = {**os.environ, "LD_PRELOAD": str(share), "SHARE": str(folder), "SHARE_ERRNO": str(number)}
    return subprocess.run(
        [sys.executable, *map(str, program), *map(str, arguments)], env=environment, capture_output=True, check=False
    )


def test_the_engine_that_cannot_lock_its_store_there_makes_it_elsewhere(share, tmp_path):
    for _ in range(2):
        built = _on(
            share,
            tmp_path,
            errno.ENOLCK,
            ["-m", "kg"],
            "build",
            CORPUS / "redacted-speech.txt",
            "-o",
            tmp_path / "out",
            "--workers",
            1,
        )
        assert (built.returncode, built.stderr) == (0, b"")
    found = _on(share, tmp_path, errno.ENOLCK, ["-m", "kg"], "query", tmp_path / "out", COUNT, "--format", "csv")
    assert found.stdout.decode().split() == ["n", ask(tmp_path / "out", COUNT).rows[0][0].value]
    assert problems(current(tmp_path / "out")) == []
    assert {p.name for p in (tmp_path / "out" / "store").iterdir()} == {"000001", "000002", "current", "lock"}


def test_a_build_killed_there_is_followed_by_another(share, tmp_path):
    _on(share, tmp_path, errno.ENOLCK, ["-c"], PROGRAM + "put(Path(sys.argv[1]), 1)", tmp_path)
    killed = _on(
        share,
        tmp_path,
        errno.ENOLCK,
        ["-c"],
        PROGRAM
        + "put(Path(sys.argv[1]), 2, lambda step: os.kill(os.getpid(), signal.SIGKILL) if step == 'name' else None)",
        tmp_path,
    )
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / "store" / "locked").exists()
    assert _states(tmp_path) == {1}
    assert _on(share, tmp_path, errno.ENOLCK, ["-c"], PROGRAM + "put(Path(sys.argv[1]), 3)", tmp_path).returncode == 0
    assert _states(tmp_path) == {3}
    assert not (tmp_path / "store" / "locked").exists()


# ---- what stands in the way ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_is_no_file_is_neither_replaced_nor_in_the_way_of_a_half_build(name, make, tmp_path):
    _put(tmp_path, 1)
    (tmp_path / name).unlink()
    make(tmp_path / name)
    with pytest.raises(OutputError, match=f"{name}: is no file, and the result's has its name"):
        _put(tmp_path, 2)
    assert not (tmp_path / name).is_file()
    assert (tmp_path / "store" / "current").read_text() == "000001"


def test_when_the_files_cannot_be_put_in_place_the_new_graph_is_kept_and_the_next_command_does_it(
    tmp_path, monkeypatch
):
    _put(tmp_path, 1)
    real = Path.replace

    def refused(self, target):
        if self.name == ".graph.ttl.new":
            raise PermissionError(errno.EACCES, "in use by another program")
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refused)
        with pytest.raises(
            OutputError, match=r"in use by another program; the new graph is in .*000002, and the next command"
        ):
            _put(tmp_path, 2)
    assert _states(tmp_path) == {2}
