"""Processes that work for this one: started with the same kg, ended when they are late, gone when this one is."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from kg.errors import ResourceError
from kg.language import say
from kg.limits import MB, OUT_OF_MEMORY

# The same kg as the parent's, wherever that was found; and with -P, or modules of the folder that one happens to stand
# in would be run.
_START = (
    "import sys; sys.argv[1] in sys.path or sys.path.insert(0, sys.argv[1]); from kg.child import end_with; "
    "end_with(int(sys.argv[2]), bool(sys.argv[3])); "
    "from kg.{module} import main; main()"
)
_WATCH_SECONDS = 0.5
_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl
# What a session may be limited in: the shell's flag for it (ulimit -v), how much of the system's unit makes one of
# ours, and that unit.
_ULIMITS = {
    "AS": ("-v", MB, "MB"),
    "DATA": ("-d", MB, "MB"),
    "CPU": ("-t", 1, "s"),
    "NOFILE": ("-n", 1, "open files"),
    "NPROC": ("-u", 1, "processes"),
}


def _session() -> dict[str, int]:
    """What this process was allowed when it began, where it was limited."""
    if sys.platform == "win32":
        return {}
    import resource

    found = {
        name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[0]
        for name in _ULIMITS
        if hasattr(resource, f"RLIMIT_{name}")
    }
    return {name: most for name, most in found.items() if most != resource.RLIM_INFINITY}


_SESSION = _session()
_LIBRARIES = 500 * MB  # of memory, more or less, that a process takes before it does anything
# How a process ends that has used up its processor time: it is told, and a little later killed.
_OVERRAN, _KILLED = (-getattr(signal, name, 0) or None for name in ("SIGXCPU", "SIGKILL"))
_FAULTS = {-getattr(signal, name) for name in ("SIGSEGV", "SIGBUS") if hasattr(signal, name)}


@dataclass(frozen=True, slots=True)
class Death:
    """Why a process ended before it had answered, how it ended (signal 9, exit code 1), and its last words if any.

    It was `late`, had no more `memory` or `processor` time, made a `fault` (as by a stack that is too deep), or `ended`
    for another reason, of which want of memory may be one too.
    """

    cause: Literal["late", "memory", "processor", "fault", "ended"]
    ending: str
    said: str


class Child:
    """A process that runs `main` of a module of kg, with pipes to its standard input and output.

    What it says on standard error is kept.  It stands in a session of its own: Ctrl-C is this process's to handle.
    """

    def __init__(self, module: str, *, bound: bool = False) -> None:
        """Start it.

        One that is `bound` ends at once with the thread that starts it, however busy it is, where the kernel can do
        that.  Raises `ResourceError` when the machine lets no process start.
        """
        try:
            self._errors: BinaryIO | None = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        except OSError:  # no folder for temporary files: then nobody hears it
            self._errors = None
        root = str(Path(__file__).resolve().parent.parent)
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START.format(module=module), root, str(os.getpid()), "bound" * bound],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors or subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            if self._errors is not None:
                self._errors.close()
            raise ResourceError("no process can be started: {reason}{limit}", reason=error.strerror or error,
                                limit=allowed("NPROC", "AS")) from error
        self.late = threading.Event()  # set when it was ended because it took too long
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.inbox, self.outbox = self.process.stdin, self.process.stdout

    def last_words(self) -> str:
        """The last line that it said on standard error; nothing when it said none."""
        if self._errors is None:
            return ""
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - 2000))
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""

    def kill(self) -> None:
        """End it, whatever it does."""
        self.process.kill()

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Something that may take so many seconds, after which the process is ended and `late`."""
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _expire(self) -> None:
        self.late.set()
        self.kill()

    def death(self) -> Death:
        """Wait for its end, and say why it came."""
        before = _spent()
        code = self.process.wait()
        said = self.last_words()
        ending = f"exit code {code}" if code >= 0 else f"signal {-code}"
        if self.late.is_set():
            return Death("late", ending, said)
        if code == _OVERRAN or (code == _KILLED and _spent() - before >= session_limit("CPU") - 1.5):
            return Death("processor", ending, said)
        if code == OUT_OF_MEMORY:
            return Death("memory", ending, said)
        return Death("fault" if code in _FAULTS else "ended", ending, said)

    def close(self) -> None:
        """End it and give back its pipes."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.inbox, self.outbox):
            with contextlib.suppress(BrokenPipeError):  # what was still to be written has no reader
                pipe.close()
        if self._errors is not None:
            self._errors.close()


def _spent() -> float:
    """The processor time of all children that have ended, in seconds."""
    if sys.platform == "win32":
        return 0.0
    import resource

    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def end_with(parent: int, bound: bool) -> None:
    """Let this process end when its parent, of this number, is gone, however that ended.

    A thread looks, which sees nothing while this process computes in C without giving way; the kernel of Linux ends one
    that is `bound` even then.
    """
    if sys.platform == "win32":
        return
    if bound and sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):  # a C library of another kind; the thread looks there too
            ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before that
        os._exit(1)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os._exit(1)

    with contextlib.suppress(RuntimeError):  # a session without room for a thread
        threading.Thread(target=watch, daemon=True).start()


def heed_processor_time() -> None:
    """Raise `ResourceError` here when the processor time that the session allows is used up, before that kills."""
    if sys.platform == "win32" or "CPU" not in _SESSION:
        return

    def overran(number: int, frame: object) -> None:
        raise ResourceError("the processor time is used up{limit}", limit=allowed("CPU"))

    with contextlib.suppress(ValueError):  # not in the main thread, which alone can hear a signal
        signal.signal(signal.SIGPROF, overran)
        signal.setitimer(
            signal.ITIMER_PROF, max(0.1, _SESSION["CPU"] - time.process_time() - 1)
        )  # children have their own
        # When Python ends it lets go of its handlers, and the signal would kill what has just told its error.
        atexit.register(signal.setitimer, signal.ITIMER_PROF, 0)


def set_limit(name: str, most: int) -> None:
    """Let this process have so much of a resource (AS, DATA, CPU), or what the session allows if that is less."""
    if sys.platform != "win32":
        import resource

        kind = getattr(resource, f"RLIMIT_{name}")
        with contextlib.suppress(ValueError, OSError):  # a system that has no such limit
            resource.setrlimit(kind, (min(most, _SESSION.get(name, most)), resource.getrlimit(kind)[1]))


def session_limit(name: str) -> float:
    """How much of a resource the session allows, in bytes or seconds; infinity where it limits nothing."""
    return _SESSION.get(name, float("inf"))


def allowed(*names: str) -> str:
    """What to add to a message that something did not suffice: what the session allows, by the shell's names.

    Nothing where it limits nothing.
    """
    told = [
        f"{_SESSION[name] // _ULIMITS[name][1]} {_ULIMITS[name][2]} (ulimit {_ULIMITS[name][0]})"
        for name in names
        if name in _SESSION
    ]
    return say("; this session allows {limits}", limits=say(" and ").join(told)) if told else ""


def allowed_memory(megabytes: int) -> str:
    """The same of memory, where the session allows less than a process takes with so many megabytes for its work."""
    return (
        allowed("AS", "DATA") if min(session_limit("AS"), session_limit("DATA")) < megabytes * MB + _LIBRARIES else ""
    )


def require_memory(address: int, data: int) -> None:
    """Raise `ResourceError` where the session allows less than so many megabytes of addresses, or of data."""
    for name, needed in (("AS", address), ("DATA", data)):
        if session_limit(name) < needed * MB:
            raise ResourceError("this session allows {allowed} MB of memory (ulimit {letter}), and at least "
                                "{needed} MB are needed; raise that limit", allowed=_SESSION[name] // MB,
                                letter=_ULIMITS[name][0], needed=needed)
