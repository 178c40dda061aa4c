"""A process behind a closed door opens no connection, and still the files that it needs."""

import subprocess
import sys

import pyoxigraph as ox
import pytest

from kg.sparql import Worker

PROGRAM = """
import os, socket, sys, threading
import kg.door
if sys.argv[1] == "limit":
    kg.door._filter_calls = lambda: False
go, said = threading.Event(), []
def connect():
    go.wait()
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    except OSError as error:
        said.append(os.strerror(error.errno))
thread = threading.Thread(target=connect)
thread.start()
kg.door.close_door(int(sys.argv[2]))
opened = []
try:
    for _ in range(int(sys.argv[3])):
        opened.append(open(os.devnull))
except OSError as error:
    pass
go.set()
thread.join()
print(len(opened), said)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such door")
@pytest.mark.parametrize(("way", "needed", "tried", "opened"), [("limit", 0, 1, 0), ("limit", 5, 9, 5), ("filter", 0, 1, 0), ("filter", 5, 5, 5)])
def test_no_connection_is_opened_in_any_thread_and_as_many_files_as_are_needed(way, needed, tried, opened):
    out = subprocess.run([sys.executable, "-c", PROGRAM, way, str(needed), str(tried)], capture_output=True, text=True, check=True).stdout
    assert out == f"{opened} ['Too many open files']\n"


def test_a_store_of_many_files_is_queried(tmp_path):
    """The engine opens sixteen of them when it opens the store, and the others when a query needs them."""
    made = ox.Store(str(tmp_path / "store"))
    for piece in range(12):
        made.bulk_extend([ox.Quad(ox.NamedNode(f"urn:s{i}"), ox.NamedNode(f"urn:p{i % 7}"), ox.Literal(f"{piece} {i}"), ox.NamedNode(f"urn:g{piece}"))
                          for i in range(200)])
    made.flush()
    del made
    assert len(list((tmp_path / "store").glob("*.sst"))) > 30
    worker = Worker(store=tmp_path / "store")
    try:
        for query in ("SELECT * { GRAPH ?g { ?s ?p ?o } }", "SELECT * { GRAPH <urn:g3> { ?s ?p ?o } }", "SELECT * { GRAPH ?g { <urn:s9> ?p ?o } }",
                      "SELECT * { GRAPH ?g { ?s <urn:p3> ?o } }", 'SELECT * { GRAPH ?g { ?s ?p "3 9" } }'):
            assert worker.query(query).rows
    finally:
        worker.close()
