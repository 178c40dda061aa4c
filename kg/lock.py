"""Who writes into a folder: one at a time, on disks and on network shares that know no locks."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from kg.errors import OutputError
from kg.language import say

STORE = "store"  # what in a folder is locked
# The file that is locked, and the one that is there while somebody writes where none can be.
LOCK, MARK = "lock", "locked"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for writing.

    Raises `OutputError` that names the holder when somebody else does, or when the folder cannot be written.
    """
    path = folder / STORE / LOCK
    made: list[Path] = []
    try:
        made = [p for p in (folder / STORE, folder, *folder.parents) if not p.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8", errors="replace")
    except OSError as error:
        raise OutputError("{path}: cannot be written: {reason}", path=folder, reason=error.strerror) from error
    with file, contextlib.ExitStack() as stack:
        stack.callback(_take_away, path, made)
        holder = f"process {os.getpid()} on {socket.gethostname()} since {time.strftime('%Y-%m-%d %H:%M:%S')}\n"
        if (other := _take(file, holder, stack)) is not None:
            made.clear()  # it is the other's to take away by now
            who = other.strip() or say("another process")
            raise OutputError("{folder}: is being written by {who}; wait for it to end", folder=folder,
                              who=who)
        yield


def _take_away(lock: Path, made: list[Path]) -> None:
    """Take the folders away again that were made to be written in, when nothing was; still under the lock."""
    with contextlib.suppress(OSError):
        if made and [p.name for p in lock.parent.iterdir()] == [LOCK]:
            lock.unlink()
            for empty in made:
                empty.rmdir()


def _take(file: TextIO, holder: str, stack: contextlib.ExitStack) -> str | None:
    """Take the lock until the stack ends; who has it, if somebody has.  Raises `OutputError`."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        return file.read()
    except OSError:
        return _take_by_name(Path(file.name).with_name(MARK), holder, stack)
    if not _is_there(file):
        return "another process"
    with contextlib.suppress(OSError):  # on a full disk the lock holds without a name
        file.truncate(0)
        os.write(file.fileno(), holder.encode())
    return None


def _is_there(file: TextIO) -> bool:
    """Whether a file that was opened still stands under its name: who held it may just have taken it away."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.stat(file.name))
    except FileNotFoundError:
        return False


def _take_by_name(mark: Path, holder: str, stack: contextlib.ExitStack) -> str | None:
    """The same where the file system, a network share, knows no locks: who makes a file holds the folder.

    One whose process on this machine is gone was left behind by a build that was killed, and is taken away.
    """
    for _ in range(2):
        try:
            descriptor = os.open(mark, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        except FileExistsError:
            other = _left_behind(mark)
            if other is not None:
                return f"{other.strip() or 'another process'} (if that has ended, remove {mark})"
            continue
        except OSError as error:
            raise OutputError("{path}: cannot be written: {reason}", path=mark, reason=error.strerror) from error
        with os.fdopen(descriptor, "wb") as file:
            stack.callback(mark.unlink, missing_ok=True)
            file.write(holder.encode())
        return None
    return "another process"


def _left_behind(mark: Path) -> str | None:
    """Take away a mark whose process is gone; what the mark says, if it is not or that cannot be known."""
    try:
        said = mark.read_text(encoding="utf-8", errors="replace")
        found = re.match(r"process (\d+) on (\S+) since", said)
        if found is None or found.group(2) != socket.gethostname() or _is_alive(int(found.group(1))):
            return said
        aside = mark.with_name(f"{mark.name}.{os.getpid()}")
        mark.rename(aside)
        if aside.read_text(encoding="utf-8", errors="replace") != said:  # somebody else was faster, and has it by now
            aside.rename(mark)
            return said
        aside.unlink()
    except FileNotFoundError:
        pass
    return None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True
