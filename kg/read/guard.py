"""Run a program that reads strangers' files: without network, for so long, and no longer than who asked for it lives.

Run as a script, by its path: `guard.py PARENT SECONDS MEGABYTES PROGRAM ARGUMENT…`.  It uses the standard library
alone, so that it starts at once.  The exit code is that of the program, or 124 when its time was over.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

LATE = 124  # as of timeout(1)
_LOOK_SECONDS = 0.2
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of unshare(2)


def _leave_network() -> None:
    """Stand in a network of its own, in which there is nothing, where the system has such and lets it."""
    if sys.platform != "linux":
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        if libc.unshare(_NEW_NETWORK):
            libc.unshare(_NEW_USER | _NEW_NETWORK)


def _limit(seconds: int, megabytes: int) -> None:
    """Bound the processor time of each process, and the size of each file."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, megabytes * 1_000_000)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def _out_of_time(code: int) -> bool:
    """Whether the system ended a program for its processor time; a shell around it tells so by 128 and the signal."""
    return sys.platform != "win32" and code in (-signal.SIGXCPU, 128 + signal.SIGXCPU)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program with all processes that it started."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def main(arguments: list[str]) -> int:
    """Run a program until it ends, its time is over, or the parent is gone."""
    parent, seconds, megabytes = map(int, arguments[:3])
    _leave_network()
    _limit(seconds, megabytes)
    last = time.monotonic() + seconds
    process = subprocess.Popen(arguments[3:], stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        while process.poll() is None:
            if os.getppid() != parent or time.monotonic() > last:
                return LATE
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK_SECONDS)
        return LATE if _out_of_time(process.returncode) else process.returncode
    finally:
        _end(process)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
