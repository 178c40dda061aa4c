"""How a file comes to hold something: a plain file whole or not at all, a device, pipe or link by writing into it.

A file is written aside and renamed, so that nobody ever sees half of it.  A rename puts a plain file in the place of
whatever stood there, a device of the machine too; so only a plain file is ever replaced.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import socket
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

Write = Callable[[BinaryIO], object]

_LINKS = 40  # so many follow each other, as in the kernel; more are a loop
_IN_MEMORY = 64 << 20  # bytes on their way to a pipe; more go through the folder for temporary files
# A folder in which nothing can be made, and a file that something is mounted on: such a file is written into as well.
_FIXED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY)
# What file systems without the call answer to it.
UNSUPPORTED = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)


def save_file(destination: Path, write: Write) -> None:
    """Write a file aside and put it in its place; into what is no plain file, only when all is there to be written.

    A link stays and its target is written; an existing file keeps its permissions.  Raises `OSError`.
    """
    place = _end_of_links(destination)
    if _is_plain(place):
        _replace(place, write)
    else:
        _pour(place, write)


def save_folder(destination: Path, write: Callable[[Path], object]) -> None:
    """Write files into a folder aside and put each in its place, by the rules of `save_file`.  Raises `OSError`."""
    if destination.exists() and not destination.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "it is no folder; name one", str(destination))
    place = Path(os.path.realpath(destination))
    aside = Path(tempfile.mkdtemp(prefix=".kg-", dir=place.parent))
    try:
        write(aside)
        place.mkdir(exist_ok=True)
        files = sorted(aside.iterdir())
        targets = [_end_of_links(place / path.name) for path in files]
        plain = [_is_plain(target) for target in targets]  # a folder in a file's place is told before the first is put
        for path, target, whole in zip(files, targets, plain, strict=True):
            with path.open("rb") as file:
                if whole and target == place / path.name:
                    sync(file.fileno())
                    path.replace(target)
                else:
                    save_file(target, lambda out, file=file: shutil.copyfileobj(file, out))  # type: ignore[misc]
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(aside)


def sync(descriptor: int) -> None:
    """A file, or the names of a folder, onto the disk, where the file system knows how.  Raises `OSError`."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise


def _end_of_links(path: Path) -> Path:
    """What a path leads to, link by link, but no further than to an open file of this process (/dev/stdout)."""
    for _ in range(_LINKS):
        path = Path(os.path.realpath(path.parent)) / path.name
        if _descriptor(path) is not None or not path.is_symlink():
            return path
        path = path.parent / os.readlink(path)
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def _descriptor(path: Path) -> int | None:
    """The number of the open file of this process that a path stands for."""
    found = re.fullmatch(rf"(?:/proc/(?:self|{os.getpid()})|/dev)/fd/(\d+)", str(path))
    return int(found.group(1)) if found else None


def _is_plain(place: Path) -> bool:
    """Whether a plain file stands there, or nothing.  Raises `OSError` for what must not be written at all."""
    if _descriptor(place) is not None:
        return False
    try:
        mode = os.lstat(place).st_mode
    except FileNotFoundError:
        return True
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder; name a file", str(place))
    if stat.S_ISBLK(mode):
        raise OSError(errno.EPERM, "it is a disk; name a file", str(place))
    return stat.S_ISREG(mode)


def _replace(place: Path, write: Write) -> None:
    before = place.stat() if place.exists() else None
    try:
        # Not named after the file, whose name may be as long as names can be.
        descriptor, name = tempfile.mkstemp(prefix=".kg-", dir=place.parent)
    except OSError as error:
        if before is None or error.errno not in _FIXED:
            raise
        _pour(place, write)
        return
    aside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            write(out)
            out.flush()
            sync(descriptor)
        _permit(aside, before)
        try:
            aside.replace(place)
        except OSError as error:
            if before is None or error.errno not in _FIXED:
                raise
            with aside.open("rb") as file, _opened(place) as out:
                shutil.copyfileobj(file, out)
    finally:
        aside.unlink(missing_ok=True)


def _permit(path: Path, before: os.stat_result | None) -> None:
    """Give a file the permissions, and if allowed the owner, of the one before; without one, those of any new file."""
    if before is None:
        path.chmod(0o666 & ~_umask())
        return
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.chown(path, before.st_uid, before.st_gid)
    path.chmod(stat.S_IMODE(before.st_mode))


def _pour(place: Path, write: Write) -> None:
    """Write all, and then into what stands there."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as whole:
        write(cast(BinaryIO, whole))
        whole.seek(0)
        with _opened(place) as out:
            shutil.copyfileobj(whole, out)


def _opened(place: Path) -> BinaryIO:
    """What stands there, opened to be written into: an open file at its place, a plain file from its beginning."""
    descriptor = _descriptor(place)
    if descriptor is not None:
        return os.fdopen(os.dup(descriptor), "wb")
    mode = place.stat().st_mode
    if stat.S_ISSOCK(mode):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(place))
            return cast(BinaryIO, connection.makefile("wb"))
    # Without O_CREAT: what is gone by now is not to become a plain file where a device was.
    flags = os.O_WRONLY | getattr(os, "O_NOCTTY", 0) | (os.O_TRUNC if stat.S_ISREG(mode) else 0)
    return os.fdopen(os.open(place, flags), "wb")


def _umask() -> int:
    mask = os.umask(0o22)
    os.umask(mask)
    return mask
