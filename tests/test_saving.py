"""What is written where: plain files as a whole, links, pipes, devices and open files by writing into them."""

import errno
import os
import shutil
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kg import save
from kg.errors import OutputError
from kg.export import EXPORTERS, save_texts
from kg.save import save_file, save_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and devices of POSIX")
ROOT = hasattr(os, "getuid") and os.getuid() == 0
FILES = {name: "x" for name in EXPORTERS if not EXPORTERS[name].folder}


def _text(out):
    out.write("新".encode())


@pytest.fixture(scope="module")
def folder(sample, tmp_path_factory):
    """A folder that a command takes for a graph."""
    path = tmp_path_factory.mktemp("graph")
    sample.export(path / "graph.ttl")
    return path


def _kg(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        capture_output="stdout" not in options,
        check=False,
        **options,
    )


def _received(path):
    """A thread that reads a pipe to its end, and what it read."""
    found = []
    thread = threading.Thread(target=lambda: found.append(path.read_bytes()), daemon=True)
    thread.start()
    return thread, found


def _device(path, minor):
    """A device of our own: never one of the machine's, which code that is wrong would take away."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, minor))
        path.open("wb").close()
    except OSError:
        pytest.skip("this machine lets nobody make a device here")
    return path


def test_a_new_file_and_one_that_is_there(tmp_path):
    path = tmp_path / "x"
    save_file(path, _text)
    mask = os.umask(0)
    os.umask(mask)
    assert (path.read_text("utf-8"), stat.S_IMODE(path.stat().st_mode)) == ("新", 0o666 & ~mask)
    path.chmod(0o640)
    path.write_text("old")
    save_file(path, _text)
    assert (path.read_text("utf-8"), stat.S_IMODE(path.stat().st_mode)) == ("新", 0o640)
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


@pytest.mark.skipif(not ROOT, reason="only root gives files away")
def test_a_file_stays_its_owners(tmp_path):
    path = tmp_path / "x"
    path.touch()
    os.chown(path, 65534, 65534)
    save_file(path, _text)
    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)


def test_a_file_with_other_names_is_replaced_under_one(tmp_path):
    (tmp_path / "x").write_text("old")
    os.link(tmp_path / "x", tmp_path / "other")
    save_file(tmp_path / "x", _text)
    assert ((tmp_path / "x").read_text("utf-8"), (tmp_path / "other").read_text()) == ("新", "old")


@pytest.mark.parametrize("name", ["x" * 255, "新" * 85, " ", "-", "a\nb", "…", ".kg-", "\\"], ids=ascii)
def test_any_name_that_a_file_can_have(name, tmp_path):
    save_file(tmp_path / name, _text)
    save_file(tmp_path / name, _text)
    assert [(p.name, p.read_text("utf-8")) for p in tmp_path.iterdir()] == [(name, "新")]


def test_a_link_stays_and_its_target_is_written(tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    (away / "target").write_text("old")
    (tmp_path / "absolute").symlink_to(away / "target")
    (tmp_path / "relative").symlink_to(Path("away") / "target")
    (tmp_path / "twice").symlink_to("relative")
    (tmp_path / "through").symlink_to("away")
    for name in ("absolute", "relative", "twice", "through/target"):
        (away / "target").write_text("old")
        save_file(tmp_path / name, _text)
        assert (away / "target").read_text("utf-8") == "新"
    assert {p.name for p in tmp_path.iterdir() if p.is_symlink()} == {"absolute", "relative", "twice", "through"}
    assert [p.name for p in away.iterdir()] == ["target"]


def test_a_link_to_nothing_makes_its_target(tmp_path):
    (tmp_path / "x").symlink_to("away/target")
    (tmp_path / "away").mkdir()
    save_file(tmp_path / "x", _text)
    assert (tmp_path / "away" / "target").read_text("utf-8") == "新"
    assert (tmp_path / "x").is_symlink()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: (p / "x").symlink_to("x"), "symbolic link"),
        (lambda p: [(p / "x").symlink_to("y"), (p / "y").symlink_to("x")], "symbolic link"),
        (lambda p: (p / "x").mkdir(), "it is a folder; name a file"),
        (lambda p: (p / "x").symlink_to("."), "it is a folder; name a file"),
        (lambda p: (p / "x").symlink_to("no/such"), "No such file"),
    ],
)
def test_what_cannot_be_written_is_told_and_stays(make, words, sample, tmp_path):
    make(tmp_path)
    before = sorted((p.name, p.is_symlink(), p.is_dir()) for p in tmp_path.iterdir())
    with pytest.raises(OutputError, match=words) as error:
        sample.export(tmp_path / "x", "csv")
    assert "\n" not in str(error.value)
    assert sorted((p.name, p.is_symlink(), p.is_dir()) for p in tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", FILES)
def test_every_format_goes_through_a_pipe(name, sample, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    sample.export(tmp_path / "file", name)
    for way in ("pipe", "link"):
        thread, found = _received(tmp_path / "pipe")
        sample.export(tmp_path / way, name)
        thread.join(30)
        assert found == [(tmp_path / "file").read_bytes()]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert (tmp_path / "link").is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "link", "pipe"]


def test_a_socket_is_spoken_to(tmp_path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()
        save_file(tmp_path / "s", _text)
        connection, _ = server.accept()
        with connection:
            assert connection.recv(100) == "新".encode()
    assert stat.S_ISSOCK((tmp_path / "s").stat().st_mode)


def test_nothing_goes_through_a_pipe_when_the_writing_fails(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    def broken(out):
        out.write(b"half")
        raise OSError(errno.EIO, "broken")

    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(OSError, match="broken"):
        save_file(tmp_path / "pipe", broken)
    assert os.read(reader, 10) == b""
    os.close(reader)


@pytest.mark.skipif(not ROOT, reason="only root makes devices")
def test_a_device_stays_a_device(sample, tmp_path):
    nothing = _device(tmp_path / "nothing", 3)
    full = _device(tmp_path / "full", 7)
    (tmp_path / "link").symlink_to("nothing")
    for name in FILES:
        sample.export(nothing, name)
        sample.export(tmp_path / "link", name)
        with pytest.raises(OutputError, match="full: cannot be written: No space left on device"):
            sample.export(full, name)
    sample.export(tmp_path / "neo4j", "neo4j")
    (tmp_path / "neo4j" / "nodes.csv").unlink()
    _device(tmp_path / "neo4j" / "nodes.csv", 3)
    sample.export(tmp_path / "neo4j", "neo4j")
    for device in (nothing, full, tmp_path / "neo4j" / "nodes.csv"):
        assert stat.S_ISCHR(device.lstat().st_mode)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["full", "link", "neo4j", "nothing"]


@pytest.mark.skipif(not ROOT, reason="only root makes devices")
def test_a_disk_is_not_written_over(tmp_path):
    try:
        os.mknod(tmp_path / "disk", stat.S_IFBLK | 0o666, os.makedev(7, 250))
    except OSError:
        pytest.skip("this machine lets nobody make a device here")
    with pytest.raises(OSError, match="it is a disk; name a file"):
        save_file(tmp_path / "disk", _text)
    assert stat.S_ISBLK((tmp_path / "disk").stat().st_mode)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system shows no open files")
@pytest.mark.parametrize("way", ["pipe", "file", "more", "socket"])
def test_the_commands_own_output_by_its_name(way, folder, tmp_path):
    """As /dev/stdout, whose link our own here is like."""
    (tmp_path / "stdout").symlink_to("/proc/self/fd/1")
    arguments = ("export", folder, "-f", "turtle", "-o", tmp_path / "stdout")
    wanted = (folder / "graph.ttl").read_bytes()
    if way == "pipe":
        done = _kg(*arguments)
        found = done.stdout
    elif way == "socket":
        here, there = socket.socketpair()
        with here, there:
            done = _kg("export", folder, "-f", "csv", "-o", tmp_path / "stdout", stdout=there.fileno())
            there.close()
            found = b"".join(iter(lambda: here.recv(1 << 20), b""))
        wanted = _kg("export", folder, "-f", "csv").stdout
    else:
        (tmp_path / "out").write_bytes(b"before\n")
        before = (tmp_path / "out").stat().st_ino
        with open(tmp_path / "out", "ab" if way == "more" else "wb") as out:
            done = _kg(*arguments, stdout=out)
        assert (tmp_path / "out").stat().st_ino == before
        found = (tmp_path / "out").read_bytes()
        wanted = (b"before\n" if way == "more" else b"") + wanted
    assert done.returncode == 0
    assert found == wanted
    assert (tmp_path / "stdout").is_symlink()


def test_a_reader_that_leaves_early_is_no_trouble(folder, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    command = [sys.executable, "-m", "kg", "export", str(folder), "-f", "turtle", "-o", str(tmp_path / "pipe")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    with open(tmp_path / "pipe", "rb") as pipe:
        pipe.read(10)
    assert b"Traceback" not in process.communicate()[1]
    assert process.returncode in (0, 1, 2)


# ---- folders of files ---------------------------------------------------------------------------------------------


def test_in_a_folder_each_file_goes_where_it_stands(tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    (tmp_path / "target").write_text("old")
    (place / "link").symlink_to(tmp_path / "target")
    (place / "other").write_text("other")
    os.mkfifo(place / "pipe")
    (tmp_path / "way").symlink_to("place")
    thread, found = _received(place / "pipe")
    save_texts(tmp_path / "way", {"link": "1", "new": "2", "pipe": "3"})
    thread.join(30)
    assert found == [b"3"]
    assert ((tmp_path / "target").read_text(), (place / "new").read_text(), (place / "other").read_text()) == (
        "1",
        "2",
        "other",
    )
    assert (place / "link").is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["place", "target", "way"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: p.write_text("x"), "it is no folder; name one"),
        (lambda p: (p / "b").mkdir(parents=True), "it is a folder; name a file"),
    ],
)
def test_a_folder_that_cannot_hold_the_files_is_left_as_it_is(make, words, tmp_path):
    make(tmp_path / "place")
    with pytest.raises(OutputError, match=words):
        save_texts(tmp_path / "place", {"a": "1", "b": "2"})
    assert not (tmp_path / "place" / "a").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["place"]


# ---- file systems that cannot do it -------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_file_in_a_folder_where_nothing_can_be_made_is_written_into(number, tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_text("a longer text that was there")

    def refused(**_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(save.tempfile, "mkstemp", refused)
    save_file(path, _text)
    assert path.read_text("utf-8") == "新"
    with pytest.raises(OSError, match=os.strerror(number)):
        save_file(tmp_path / "new", _text)


def test_a_file_that_is_mounted_on_is_written_into(tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_text("a longer text that was there")

    def busy(self, target):
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    monkeypatch.setattr(Path, "replace", busy)
    save_file(path, _text)
    assert path.read_text("utf-8") == "新"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


@pytest.mark.skipif(not ROOT or shutil.which("mount") is None, reason="only root mounts")
def test_a_file_mounted_as_containers_do(tmp_path):
    for name in ("inside", "outside"):
        (tmp_path / name).write_text("a longer text that was there")
    if subprocess.run(
        ["mount", "--bind", tmp_path / "outside", tmp_path / "inside"], capture_output=True, check=False
    ).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        save_file(tmp_path / "inside", _text)
    finally:
        subprocess.run(["umount", tmp_path / "inside"], check=True)
    assert (tmp_path / "outside").read_text("utf-8") == "新"


@pytest.mark.parametrize("number", save.UNSUPPORTED)
def test_a_file_system_that_knows_no_fsync_will_do(number, tmp_path, monkeypatch):
    def unknown(descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(save.os, "fsync", unknown)
    save_file(tmp_path / "x", _text)
    save_folder(tmp_path / "y", lambda folder: (folder / "x").write_text("1"))
    assert (tmp_path / "y" / "x").read_text() == "1"


def test_a_disk_that_fails_is_told(tmp_path, monkeypatch):
    def broken(descriptor):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(save.os, "fsync", broken)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        save_file(tmp_path / "x", _text)
    assert list(tmp_path.iterdir()) == []
