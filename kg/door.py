"""A process that has what it needs closes the door: from then on it reaches no network, whatever it is talked into."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import struct
import sys

# Of seccomp(2): filters of system calls, as programs of the kernel's own small machine (linux/filter.h).
_NO_NEW_PRIVILEGES, _SET_FILTER, _EVERY_THREAD = 38, 1, 1
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EMFILE
_CALL, _MACHINE = 0, 4  # where the number of a call and the machine stand in what is filtered
_IO_URING = 425  # by which sockets are opened too; the same number everywhere
_FOREIGN = 0x40000000  # calls of x86-64 by another convention (x32) have numbers from here on
# The number of the machine, and of its calls seccomp, socket and connect.
_MACHINES = {"x86_64": (0xC000003E, 317, 41, 42), "aarch64": (0xC00000B7, 277, 198, 203)}


def close_door(files: int = 0) -> None:
    """Open no socket any more in any thread of this process: who tries is told that too many files are open.

    Where the kernel has no filters of calls, no file can be opened either but so many: those that are still needed.
    """
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not files or not _filter_calls():
        most = _highest() + 1 + files
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _highest() -> int:
    """The highest number of a file that is open."""
    found = [2]
    for number in range(3, 1024):
        with contextlib.suppress(OSError):
            os.fstat(number)
            found.append(number)
    return found[-1]


def _filter_calls() -> bool:
    """Let the kernel refuse sockets to this process; whether it does."""
    known = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or known is None or sys.maxsize < 1 << 32:
        return False
    machine, seccomp, *calls = known
    refused = [(_EQUAL, number) for number in (*calls, _IO_URING)] + [(_AT_LEAST, _FOREIGN)]
    steps = [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, _CALL)]
    steps += [(code, len(refused) - place, 0, number) for place, (code, number) in enumerate(refused)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    held = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(program)))
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
        return not libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) and not libc.syscall(
            ctypes.c_long(seccomp), ctypes.c_long(_SET_FILTER), ctypes.c_long(_EVERY_THREAD), held)
    except (OSError, AttributeError):  # a C library of another kind
        return False
