"""The workers of a build: processes that read documents, each killed and replaced when a document passes its limits.

Plain child processes rather than a library's pool: one of them can be killed without the others, and none of them runs
the caller's main module again.
"""

from __future__ import annotations

import pickle
import queue
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from kg.child import Child, allowed, allowed_memory
from kg.errors import ResourceError
from kg.limits import Limits
from kg.merge import Line
from kg.model import Finding
from kg.ontology import Ontology

_MOST_DEATHS = 3  # so many documents of one file may pass their limits before the rest of it is left out
_START_SECONDS = 300  # to load the libraries on a slow machine is not a document's fault
Job = tuple[Path | str, str]
NO_FILES: Mapping[Path | str, Path] = {}


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one document; the last of a file's says so."""

    name: str
    lines: Sequence[Line]
    findings: Sequence[Finding]
    finished: bool = False


class _DiedError(Exception):
    """A worker ended before it had answered: why, and at which item of the file."""

    def __init__(self, code: str, message: str, item: str | None) -> None:
        super().__init__(message)
        self.code, self.message, self.item = code, message, item


class _Worker:
    """One process and what it has done."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.used = False
        self._greeted = False
        self._child = Child("worker", bound=True)

    def read(self, job: tuple[str, str, int, str], greeting: bytes) -> Iterator[tuple[object, ...]]:
        """The answers for one file, as `kg.worker.serve` takes it.  Raises `_DiedError`."""
        item: str | None = None
        try:
            if not self._greeted:
                self._child.inbox.write(greeting)
                self._child.inbox.flush()
                self._answer(_START_SECONDS)
                self._greeted = True
            pickle.dump(job, self._child.inbox)
            self._child.inbox.flush()
            while True:
                answer = self._answer(self.limits.max_seconds)
                if answer[0] == "begin":
                    item = str(answer[2])
                yield answer
                if answer[0] == "end":
                    self.used = True
                    return
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
            raise self._death(item) from error

    def _answer(self, seconds: int) -> tuple[object, ...]:
        with self._child.within(seconds):
            answer: tuple[object, ...] = pickle.load(self._child.outbox)
        return answer

    def _death(self, item: str | None) -> _DiedError:
        death, limits = self._child.death(), self.limits
        memory = allowed_memory(limits.max_memory)
        if death.cause == "late":
            code, message = "too-slow", f"not read after {limits.max_seconds} s; skipped (raise --max-seconds)"
        elif death.cause == "memory":
            advice = " (raise --max-memory)" if not memory else ""
            code = "too-much-memory"
            message = f"takes more than {limits.max_memory} MB to read{memory}; skipped{advice}"
        elif death.cause == "processor":
            code, message = "too-slow", f"its reader used up its processor time{allowed('CPU')}; skipped"
        else:
            reason = death.ending if death.ending.startswith("signal") else death.said or death.ending
            broken = f"the reader broke down or ran out of {limits.max_memory} MB of memory ({reason}){memory}"
            code, message = "crashed", f"{broken}; skipped"
        return _DiedError(code, message, item)

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._child.kill()

    def close(self) -> None:
        """End the process and give back its pipes."""
        self._child.close()


class Pool:
    """So many workers, started at once and used for many documents each."""

    def __init__(self, workers: int, limits: Limits, annotations: Mapping[Path | str, Path] = NO_FILES) -> None:
        """Start the processes; they load their libraries while the caller loads the ontology.

        `annotations` are the files of annotations by the files that they are of.  Raises `ResourceError` when none
        starts.
        """
        self._limits = limits
        self._annotations = annotations
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._steps: queue.SimpleQueue[Step | Future[None]] = queue.SimpleQueue()
        self._closed = False
        self._workers: list[_Worker | None] = []
        for _ in range(workers):
            try:
                self._workers.append(_Worker(limits))
            except ResourceError:  # with fewer than wanted it takes longer, no more
                if not self._workers:
                    raise
                break
        self._threads = ThreadPoolExecutor(len(self._workers), "kg-pool")

    def __enter__(self) -> Pool:
        """The pool itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        """End all workers, at work or not."""
        self._closed = True
        for worker in self._workers:
            if worker is not None:
                worker.kill()
        self._threads.shutdown()
        for worker in self._workers:
            if worker is not None:
                worker.close()

    def run(self, jobs: Sequence[Job], ontology: Ontology) -> Iterator[Step]:
        """What comes of files, as it comes; every file has one step that is `finished`."""
        greeting = pickle.dumps((ontology, self._limits), pickle.HIGHEST_PROTOCOL)
        for job in jobs:
            self._jobs.put(job)
        for place in range(len(self._workers)):
            self._threads.submit(self._serve, place, greeting).add_done_callback(self._steps.put)
        left = len(jobs)
        while left:
            step = self._steps.get()
            if isinstance(step, Future):
                step.result()  # raises what its thread raised
            else:
                left -= step.finished
                yield step

    def _serve(self, place: int, greeting: bytes) -> None:
        while not self._closed:
            try:
                path, name = self._jobs.get_nowait()
            except queue.Empty:
                return
            self._read(place, path, name, greeting)

    def _read(self, place: int, path: Path | str, name: str, greeting: bytes) -> None:
        """Read one file; a document that ends its worker is tried again in a new one, if that had read others
        before."""
        skip = deaths = 0
        retried = -1
        beside = str(self._annotations.get(path, ""))
        while not self._closed:
            worker = self._workers[place] = self._workers[place] or _Worker(self._limits)
            first = skip
            try:
                for answer in worker.read((str(path), name, skip, beside), greeting):
                    if answer[0] == "done":
                        skip = int(answer[1]) + 1  # type: ignore[call-overload]
                        self._steps.put(Step(name, answer[2], answer[3]))  # type: ignore[arg-type]
                break
            except _DiedError as death:
                fresh = not worker.used and skip == first
                worker.close()
                self._workers[place] = None
                if not fresh and death.code != "too-slow" and retried != skip:
                    retried = skip
                    continue
                deaths += 1
                skip += 1
                finding = Finding("error", "read", death.code, death.item or name, death.message)
                self._steps.put(Step(name, (), (finding,)))
                if death.item is None or death.item == name:
                    break
                if deaths == _MOST_DEATHS:
                    told = f"{deaths} of its documents could not be read within the limits; the rest of it is left out"
                    self._steps.put(Step(name, (), (Finding("error", "read", "given-up", name, told),)))
                    break
        self._steps.put(Step(name, (), (), finished=True))
