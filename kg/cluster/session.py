"""A session of Spark Connect: with a cluster by its address, or with Sail, an engine of the same protocol, in this
process."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from kg.cluster import remote, tasks
from kg.errors import InputError, ResourceError

_INSTALL, _SAIL_TOO = "pip install 'kechuang[cluster]'", "pip install 'kechuang[sail]'"
_PATIENCE = 30  # seconds until a cluster answers
_REFUSED = "kg.errors."  # what a task of kg raises on purpose, and would again
# Sail repeats a task that fails only as a cluster, be it one of threads; it tells of every step unless told otherwise.
_SAIL = {"SAIL_MODE": "local-cluster", "RUST_LOG": "error"}


class Session:
    """Frames and tables of a cluster; `is_local` says that it is this machine."""

    def __init__(self, spark: Any, work: str, is_local: bool) -> None:
        """Bind a session of pyspark and the folder of tables."""
        self._spark, self._work, self.is_local = spark, work.rstrip("/"), is_local

    @classmethod
    @contextlib.contextmanager
    def opened(cls, url: str, work: str, parts: int | None) -> Iterator[Session]:
        """A session that ends with its tables.

        Raises `InputError` when nothing answers or what is needed is not installed, `ResourceError` when the cluster
        gives up.
        """
        with contextlib.ExitStack() as stack:
            spark = _connected(url or stack.enter_context(_sail()))
            stack.callback(spark.stop)
            if parts:
                spark.conf.set("spark.sql.shuffle.partitions", str(parts))
            # A folder of its own below the one named: nothing else that lies there is touched.
            name = hashlib.sha256(str(spark.session_id).encode()).hexdigest()[:16]
            session = cls(spark, f"{work.rstrip('/')}/kechuang-{name}", not url)
            stack.callback(session.clear)
            with _told():
                yield session

    def place(self, table: str) -> str:
        """Where a table is."""
        return f"{self._work}/{table}"

    def frame(self, rows: Sequence[Mapping[str, Any]], columns: str) -> Any:
        """A frame of rows of this machine."""
        import pyarrow

        if not rows:
            return self._spark.createDataFrame([], columns)
        return self._spark.createDataFrame(pyarrow.Table.from_batches([tasks.as_batch(rows, columns)]))

    def table(self, name: str) -> Any:
        """A table as a frame; of one without rows no file tells the columns."""
        return self._spark.read.schema(tasks.TABLES[name]).parquet(self.place(name))

    def write(self, frame: Any, name: str) -> None:
        """A frame as a table, in place of one of its name."""
        _twice(lambda: frame.write.mode("overwrite").parquet(self.place(name)))

    def rows(self, frame: Any) -> list[dict[str, Any]]:
        """The rows of a frame, brought onto this machine."""
        return [row for batch in _twice(frame.toArrow).to_batches() for row in batch.to_pylist()]

    @contextlib.contextmanager
    def at_once(self, rows: int) -> Iterator[None]:
        """Meanwhile a task is handed no more rows than that at a time: such as hold whole files are large."""
        setting = "spark.sql.execution.arrow.maxRecordsPerBatch"
        before = self._spark.conf.get(setting)
        self._spark.conf.set(setting, str(rows))
        try:
            yield
        finally:
            self._spark.conf.set(setting, before)

    def clear(self) -> None:
        """Take the tables away, where they are: the cluster may reach what this machine does not."""
        import grpc
        from pyspark.errors import PySparkException

        # What is left there is in nobody's way.
        with contextlib.suppress(PySparkException, grpc.RpcError, OSError, InputError):
            if self.is_local:
                remote.remove(self._work)
            else:
                self.rows(self._spark.range(1).mapInArrow(partial(tasks.remove, self._work), tasks.DIGEST))


def _twice(job: Callable[[], Any]) -> Any:
    """What a job gives, which is begun once more where the engine gave it up: what is lost need not be its fault.

    Engines repeat a task, but not always: Sail does not when a part of its job's result is on its way already.
    """
    from pyspark.errors import PySparkException

    try:
        return job()
    except PySparkException as error:
        if _REFUSED in str(error):
            raise
        return job()


@contextlib.contextmanager
def _a_main_module() -> Iterator[None]:
    """A main module that has a file: without one, as under `python -c`, pyspark takes the process for a run of its own
    doctests and ends it."""
    main = sys.modules["__main__"]
    if hasattr(main, "__file__"):
        yield
        return
    main.__file__ = "<command>"
    try:
        yield
    finally:
        del main.__file__


def _connected(url: str) -> Any:
    """A session of pyspark.  Raises `InputError`."""
    told = without_secrets(url, url)
    with warnings.catch_warnings(), _a_main_module():
        warnings.simplefilter("ignore")
        try:
            import grpc
            from pyspark.errors import PySparkException
            from pyspark.sql.connect.client import DefaultChannelBuilder
            from pyspark.sql.connect.session import SparkSession
        except ImportError as error:
            raise InputError("--engine spark needs the client of Spark Connect; install it: {command}",
                             command=_INSTALL) from error
        try:
            # The client itself would try for ten minutes.
            with DefaultChannelBuilder(url).toChannel() as channel:
                grpc.channel_ready_future(channel).result(_PATIENCE)
            spark = SparkSession.builder.remote(url).create()
            _ = spark.version
        except grpc.FutureTimeoutError as error:
            raise InputError("--engine spark={told}: nothing answers there", told=told) from error
        except (PySparkException, ValueError, OSError) as error:
            raise InputError("--engine spark={told}: {error}", told=told,
                             error=without_secrets(_line(error), url)) from error
    return spark


@contextlib.contextmanager
def _sail() -> Iterator[str]:
    """The address of a Sail that runs in this process."""
    before = dict(os.environ)
    os.environ.update({name: value for name, value in _SAIL.items() if name not in before})
    try:
        try:
            from pysail.spark import SparkConnectServer
        except ImportError as error:
            raise InputError("--engine spark without an address runs Sail on this machine; install it: {command}, "
                             "or name a cluster: --engine spark=sc://HOST:15002", command=_SAIL_TOO) from error
        server = SparkConnectServer("127.0.0.1", 0)
        server.start(background=True)
    finally:
        for name in _SAIL:
            if name not in before:
                os.environ.pop(name, None)
    try:
        yield f"sc://127.0.0.1:{server.listening_address[1]}"
    finally:
        server.stop()


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What the engine gives up with, in one line."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        raise ResourceError("the cluster gave up: {error}", error=_line(error)) from error


def without_secrets(text: str, url: str) -> str:
    """A text without what an address says behind its host, as tokens are."""
    for said in url.split(";")[1:]:
        text = text.replace(said, "…").replace(said.partition("=")[2] or said, "…")
    return text


def _line(error: Exception) -> str:
    """The last line of a report, which says what happened."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:300] if lines else type(error).__name__

