"""A folder that is built again while it is served: every answer is of one generation, none fails, none is kept too long."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox
import pytest

from kg.errors import InputError
from kg.generations import Lease, current, lease
from kg.lock import STORE
from kg.sparql import QueryLimits
from tests.serving import QUERY, SIZE, graph, read_through, served, state


def kept(folder):
    return sorted(p.name for p in (folder / STORE).iterdir() if p.is_dir())


@pytest.mark.parametrize(("times", "readers"), [(6, 3), pytest.param(20, 8, marks=pytest.mark.slow)])
def test_every_answer_is_of_one_generation(times, readers, tmp_path):
    state(tmp_path, 0)
    with served(tmp_path, workers=2) as site:
        found = read_through(site.port, lambda number: state(tmp_path, number), times, readers)
        for got in found:
            assert got
            assert {(count, len(states)) for count, states in got} == {(SIZE + 1, 1)}
            numbers = [int(next(iter(states))) for _, states in got]
            assert numbers == sorted(numbers)  # nobody goes back
        wait_for(lambda: _tells(site, str(times)))


def wait_for(true, seconds=20):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_rebuild_is_followed_and_its_tag_with_it(tmp_path):
    state(tmp_path, 1)
    with served(tmp_path) as site:
        first = site.query(QUERY)
        state(tmp_path, 2)
        wait_for(lambda: site.query(QUERY).headers["etag"] != first.headers["etag"])
        assert site.query(QUERY, if_none_match=first.headers["etag"]).status == 200


@pytest.mark.slow
def test_a_request_in_flight_ends_on_the_generation_that_it_began_on(tmp_path):
    """While it runs, builds pass that would have deleted that generation."""
    turtle = "@prefix u: <urn:> .\n\n" + "\n".join(f'<urn:s{i}> <urn:state> "1" .\n' for i in range(110))
    graph(tmp_path, turtle)
    slow = "SELECT (COUNT(*) AS ?k) (SAMPLE(?x) AS ?n) { ?a <urn:state> ?x . ?b <urn:state> ?y . ?c <urn:state> ?z FILTER(?x = ?y && ?y = ?z && STRLEN(CONCAT(STR(?a), STR(?b), STR(?c))) > %d) }"
    with served(tmp_path, workers=1, limits=QueryLimits(seconds=120)) as site, ThreadPoolExecutor(1) as beside:
        running = beside.submit(site.query, slow % 1, timeout=120)
        wait_for(lambda: in_use(site))
        for number in range(2, 6):
            state(tmp_path, number)
        wait_for(lambda: _tells(site, "5"))
        if not running.done():  # a fast machine may have answered by now
            assert "000001" in kept(tmp_path)
        row = running.result(120).json["results"]["bindings"][0]
        assert (row["k"]["value"], row["n"]["value"]) == (str(110**3), "1")
        wait_for(lambda: not leased(tmp_path, "000001"))
        state(tmp_path, 6)
        assert "000001" not in kept(tmp_path)


def _tells(site, number):
    """Whether the newest generation answers; a busy machine may refuse once more."""
    found = site.query(QUERY).json
    return "results" in found and found["results"]["bindings"][0]["n"]["value"] == number


def in_use(site):
    """Whether a request is being answered: a task of the server is there."""
    return bool(site.server and site.server.server_state.tasks)


def leased(folder, name):
    import fcntl

    with (folder / STORE / name / "manifest.json").open("rb") as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_a_lease_keeps_a_generation_and_no_longer(tmp_path):
    state(tmp_path, 1)
    held = lease(tmp_path)
    assert isinstance(held, Lease)
    assert held.generation == current(tmp_path)
    for number in range(2, 5):
        state(tmp_path, number)
    assert kept(tmp_path) == ["000001", "000003", "000004"]
    held.close()
    state(tmp_path, 5)
    assert kept(tmp_path) == ["000004", "000005"]
    with pytest.raises(InputError, match="build one first"):
        lease(tmp_path / "none")


def test_who_is_forgotten_is_deleted_whoever_reads(tmp_path):
    """A generation that knows somebody who was forgotten goes, lease or no lease; what was open of it stays readable."""
    from kg.generations import Store, preparing, publish_from
    from kg.lock import locked

    state(tmp_path, 1)
    held = lease(tmp_path)
    store = ox.Store.read_only(str(held.generation.store))
    turtle = b'<urn:s> <urn:state> "2" .\n'
    with locked(tmp_path), preparing(tmp_path, ("graph.ttl",)) as aside:
        publish_from(aside, {"graph.ttl": lambda out: out.write(turtle)}, Store.of([]), {"top": ["graph.ttl"], "among": False, "forgotten": "mark"})
    assert kept(tmp_path) == ["000002"]
    assert len(list(store.quads_for_pattern(None, None, None, None))) == SIZE + 1
    held.close()


def test_a_cut_off_build_is_served_as_it_is_and_nothing_is_written(tmp_path):
    state(tmp_path, 1)
    (tmp_path / STORE / "current").write_text("000001 publishing")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    with served(tmp_path) as site:
        assert site.query(QUERY).status == 200
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_folder_that_is_gone_for_a_moment_goes_on_being_served(tmp_path, caplog):
    folder = tmp_path / "out"
    state(folder, 1)
    with served(folder) as site:
        shutil.move(folder, tmp_path / "away")
        time.sleep(0.6)
        assert site.query(QUERY).status == 200
        shutil.move(tmp_path / "away", folder)
        state(folder, 2)
        wait_for(lambda: _tells(site, "2"))
