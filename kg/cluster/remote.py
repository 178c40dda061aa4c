"""Files on object stores (s3://, gs://, hdfs:// …), through fsspec: listed, read, and taken away again."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from kg.errors import InputError
from kg.model import Finding
from kg.read.files import is_lock, left_behind, passed_over, printable


def is_remote(place: str | Path) -> bool:
    """Whether an input is an address of an object store and no path."""
    return "://" in str(place)


def find(urls: Collection[str], taken: Collection[str] = ()) -> tuple[list[tuple[str, str]], list[Finding]]:
    """The files of addresses, each with the name that it is reported under: its path below the address.

    One that several files have, or that is `taken`, has the address in front.  Hidden files and what programs leave
    behind are passed over and counted.  Raises `InputError` for an address where nothing is, or that cannot be reached.
    """
    found: dict[str, str] = {}
    findings: list[Finding] = []
    for url in sorted(set(urls)):
        passed: list[str] = []
        for file, name in _listed(url, passed):
            found.setdefault(file, name)
        findings += passed_over(passed, printable(url))
    doubled = {name for name, number in Counter([*taken, *found.values()]).items() if number > 1}
    return sorted(((file, printable(file.partition("://")[2]) if name in doubled else name)
                   for file, name in found.items()), key=lambda item: item[1]), findings


def _listed(url: str, passed: list[str]) -> Iterator[tuple[str, str]]:
    system, root = _system(url)
    try:
        held = system.find(root, detail=True)
    except (OSError, ValueError) as error:
        raise InputError("{path}: cannot be read: {error}", path=url, error=error) from error
    if not held:
        raise InputError("{path}: no such file or folder", path=url)
    for path, about in sorted(held.items()):
        below = PurePosixPath(path).relative_to(root) if path != root else PurePosixPath(PurePosixPath(path).name)
        if any(part.startswith(".") or left_behind(part) for part in below.parts) or \
                is_lock(below.name, about.get("size") or 0):
            passed.append(below.name)
        else:
            yield system.unstrip_protocol(path), printable(below.as_posix())


def _system(url: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it.  Raises `InputError` where its driver is not installed."""
    try:
        import fsspec.core

        system, root = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise InputError("{url}: {error}; install what fsspec needs for this address", url=url,
                         error=error) from error
    except ValueError as error:
        raise InputError("{url}: {error}", url=url, error=error) from error
    return system, root.rstrip("/")


def read_bytes(url: str) -> bytes:
    """What a file holds.  Raises `OSError`."""
    system, path = _system(url)
    data: bytes = system.cat_file(path)
    return data


def digest_of(place: str) -> str:
    """The digest of a file's bytes; nothing of one that cannot be read from here."""
    try:
        data = read_bytes(place) if is_remote(place) else Path(place).read_bytes()
    except (OSError, InputError):
        return ""
    return hashlib.sha256(data).hexdigest()


def remove(place: str) -> None:
    """Take a folder away, if it is there."""
    if is_remote(place):
        system, path = _system(place)
        if system.exists(path):
            system.rm(path, recursive=True)
    else:
        shutil.rmtree(place, ignore_errors=True)
