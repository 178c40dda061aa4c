"""A server in this process, on a port of its own, and a client that sends exactly what it is told."""

import asyncio
import contextlib
import http.client
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import OutputError
from kg.generations import publish
from kg.lock import locked
from kg.serve.options import Options
from kg.serve.run import listening, run


@dataclass
class Reply:
    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Served:
    """A server that is there."""

    folder: Path
    port: int
    server: object = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path, method="GET", body=None, timeout=60, **headers):
        """What it answers; a header's name is written with _ for -."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def query(self, text, method="GET", timeout=60, **headers):
        return self.ask(f"/sparql?query={quote(text)}", method, timeout=timeout, **headers)

    def raw(self, data, timeout=20.0):
        """What comes back for some bytes until the server ends the connection, or the time is over."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as sock:
            with contextlib.suppress(OSError):
                sock.sendall(data)
            got = b""
            end = time.monotonic() + timeout
            with contextlib.suppress(OSError):
                while time.monotonic() < end and (piece := sock.recv(65536)):
                    got += piece
            return got


@contextlib.contextmanager
def served(folder, **given):
    """A folder, served in a thread of this process."""
    options = Options(**{"port": 0, "workers": 1, **given})
    sock = listening(options)
    options = replace(options, port=sock.getsockname()[1])
    found = Served(Path(folder), options.port)
    there, failed = threading.Event(), []

    def work():
        try:
            asyncio.run(run(found.folder, options, sock, lambda url: there.set(),
                            lambda server: setattr(found, "server", server)))
        except Exception as error:  # noqa: BLE001 -- told in the thread that waits
            failed.append(error)
        finally:
            there.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert there.wait(60)
    try:
        if failed:
            raise failed[0]
        yield found
    finally:
        if found.server is not None:
            found.server.should_exit = True
        thread.join(30)
        sock.close()
        assert not thread.is_alive()
    if failed:
        raise failed[0]


def graph(folder, turtle, named=()):
    """Put a graph of some Turtle and of quads in named graphs into a folder, as a build does."""
    data = turtle.encode()
    files = {"graph.ttl": lambda out: out.write(data), "graph.html": lambda out: out.write(b"<!doctype html><p>\n"),
             "report.json": lambda out: out.write(b"{}\n")}
    for attempt in range(200):
        try:
            with locked(folder):
                publish(folder, files, named)
            return
        except OutputError:
            # A server in this process that starts a worker lets it have the lock for a moment, until that is kg.
            if attempt == 199:
                raise
            time.sleep(0.01)


def many(number):
    """Turtle of so many triples."""
    return "@prefix e: <urn:e:> .\n\n" + "\n".join(f'e:s{i} e:p "{i}" .\n' for i in range(number))


def quads(path, name):
    """The triples of a file, in a named graph."""
    return [ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name)) for t in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES)]


# ---- a folder whose every build tells which it is -------------------------------------------------------------------

SIZE = 60
QUERY = "SELECT ?s ?n { { ?s <urn:state> ?n } UNION { GRAPH ?g { ?s <urn:state> ?n } } }"


def state(folder, number):
    """Build a graph whose every triple, and whose page, tells which build it is of."""
    turtle = "@prefix u: <urn:> .\n\n" + "\n".join(f'<urn:s{i}> <urn:state> "{number}" .\n' for i in range(SIZE))
    graph(folder, turtle, [ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:state"), ox.Literal(str(number)), ox.NamedNode("urn:g"))])


def read_through(port, rebuild, times, readers):
    """What readers got while a folder was built again and again: (tag, the states that an answer told) of each."""
    stop = threading.Event()

    def read():
        got = []
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while not stop.is_set():
            connection.request("POST", "/sparql", QUERY.encode(), {"Content-Type": "application/sparql-query"})
            response = connection.getresponse()
            rows = json.loads(response.read())["results"]["bindings"]
            assert response.status == 200
            got.append((len(rows), {row["n"]["value"] for row in rows}))
        connection.close()
        return got

    with ThreadPoolExecutor(readers) as several:
        reading = [several.submit(read) for _ in range(readers)]
        try:
            for number in range(times):
                rebuild(number + 1)
        finally:
            stop.set()
        return [reader.result() for reader in reading]
