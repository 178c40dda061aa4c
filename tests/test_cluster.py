"""A build on a cluster gives what a build on one machine gives, whatever the parts, and whatever is lost on the way."""

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.assemble import nodes, written
from kg.cli import main
from kg.cluster import driver, remote, session, tasks
from kg.cluster.driver import Spark
from kg.combine import combined, places_of, spread, thinned, with_documents
from kg.errors import InputError, KgError, ResourceError
from kg.generations import current
from kg.ledger import NAME, Ledger
from kg.limits import Limits
from kg.merge import Around, asserted, dumped, made
from kg.ontology import load_ontology
from kg.pipeline import build_to, remove_from
from kg.record import from_line
from tests.made import NAMES
from tests.once import ONTOLOGY
from tests.test_incremental import text

CORPUS = Path(__file__).parent / "corpus"
DOCUMENTS = 14  # made for these tests, beside the corpus


def sail():
    """Sail, or a skip that says so: it comes with the extra `test`."""
    pytest.importorskip("pyspark", reason="needs pyspark-client: pip install 'kechuang[sail]'")
    return pytest.importorskip("pysail.spark", reason="needs Sail: pip install 'kechuang[sail]'")


@pytest.fixture(scope="module")
def docs(tmp_path_factory):
    """Documents that share what they speak of, two with the same bytes, one that is broken, one with several inside."""
    place = tmp_path_factory.mktemp("docs")
    for path in CORPUS.iterdir():
        (place / path.name).symlink_to(path)
    for number in range(DOCUMENTS):
        (place / f"{number}.txt").write_text(text(number), encoding="utf-8")
    (place / "2 again.txt").write_text(text(2), encoding="utf-8")
    (place / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing\n")
    lines = [json.dumps({"text": NAMES, "title": "一"}), "{", json.dumps({"正文": text(3)})]
    (place / "lines.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def one(docs, tmp_path_factory):
    """The folder that one machine makes of them."""
    out = tmp_path_factory.mktemp("one") / "out"
    build_to([docs], out, ontology=ONTOLOGY)
    return out


@pytest.fixture(scope="module")
def server():
    """The address of a cluster that runs as long as these tests."""
    sail()
    with session._sail() as url:
        yield url


def state(out):
    """All of a folder but how long it took: what people open, the store, the ledger."""
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    report.pop("seconds")
    generation = current(out)
    quads = sorted(map(str, ox.Store.read_only(str(generation.store))))
    with closing(sqlite3.connect(generation.path / NAME)) as db:
        tables = {table: sorted(db.execute(f"SELECT {columns} FROM {table}"), key=repr) for table, columns in (
            ("meta", "*"), ("files", "*"), ("records", "file, name, document, about, line, live"), ("given", "*"),
            ("numbers", "key, compared, doubt"), ("made", "*"), ("faults", "*"))}
    return (out / "graph.ttl").read_bytes(), (out / "graph.html").read_bytes(), report, quads, tables


class LostError(Exception):
    """A machine is gone."""


def lose_once(monkeypatch, name):
    """The first task of a kind is lost when it has handed over half of what it has; which were begun is told."""
    begun = []
    whole = getattr(tasks, name)

    def task(*args):
        rows = list(whole(*args))
        begun.append(len(rows))
        yield from rows[:len(rows) // 2] if len(begun) == 1 else rows
        if len(begun) == 1:
            raise LostError(name)

    monkeypatch.setattr(tasks, name, task)
    return begun


@pytest.mark.slow
@pytest.mark.parametrize("parts", [1, 2, 5])
def test_a_cluster_gives_the_same_bytes_in_any_parts_and_when_tasks_are_lost(docs, one, tmp_path, monkeypatch, parts):
    sail()
    if parts == 5:  # a table that is brought here in many ranges, nodes that are made a few together
        for name, most in (("_FILES", 3), ("_KEYS", 60), ("_NODES", 40), ("_SAMPLE", 5), ("_TOGETHER", 50)):
            monkeypatch.setattr(driver, name, most)
        monkeypatch.setattr(tasks, "_MANY", 2)
    begun = [lose_once(monkeypatch, name) for name in ("_read", "_combined", "_make")]
    build_to([docs], tmp_path / "out", ontology=ONTOLOGY, spark=Spark(), workers=parts)
    assert [len(each) > 1 for each in begun] == [True, True, True]
    assert state(tmp_path / "out") == state(one)


@pytest.mark.slow
def test_a_folder_of_a_cluster_is_brought_up_to_date_here_and_there(server, docs, one, tmp_path):
    """What the cluster built, one machine changes, and the other way round."""
    mine, out, work = tmp_path / "mine", tmp_path / "out", tmp_path / "work"
    mine.mkdir()
    spark = Spark(server, str(work))
    for path in docs.iterdir():
        (mine / path.name).write_bytes(path.read_bytes())
    (mine / "3.txt").write_text(text(40), encoding="utf-8")
    (mine / "extra.txt").write_text(text(41), encoding="utf-8")
    build_to([mine], out, ontology=ONTOLOGY, spark=spark)
    remove_from(out, ["extra.txt"])
    (mine / "extra.txt").unlink()
    (mine / "3.txt").write_text(text(3), encoding="utf-8")
    built = build_to([mine], out, ontology=ONTOLOGY, spark=spark)
    assert (out / "graph.ttl").read_bytes() == (one / "graph.ttl").read_bytes()
    assert {**built.report, "seconds": {}} == {**json.loads((one / "report.json").read_text(encoding="utf-8")), "seconds": {}}
    assert list(work.iterdir()) == []


@pytest.mark.slow
def test_documents_of_an_object_store_and_such_as_the_cluster_does_not_see_are_read(server, docs, one, tmp_path, monkeypatch):
    """An address is listed here and read there; a file that is on no machine of the cluster is sent to it."""
    spark = Spark(server, str(tmp_path / "work"))
    (tmp_path / "empty").mkdir()
    build_to([docs.as_uri()], tmp_path / "far", ontology=ONTOLOGY, spark=spark)
    assert state(tmp_path / "far") == state(one)
    monkeypatch.setattr(remote, "digest_of", lambda place: "")
    build_to([docs], tmp_path / "sent", ontology=ONTOLOGY, spark=spark)
    assert state(tmp_path / "sent") == state(one)


@pytest.mark.slow
def test_a_document_that_no_graph_can_hold_is_left_out_and_told(server, docs, tmp_path, monkeypatch):
    document = tasks._document

    def wrong(file, place, line):
        row = document(file, place, line)
        if file == "1.txt":
            gifts = [[key, gift if key[0] != "1" else gift.replace(',"1.txt"', ',"http://[1.txt"')] for key, gift in line.gifts]
            row["gifts"] = tasks.pack(dumped(gifts))
        return row

    monkeypatch.setattr(tasks, "_document", wrong)
    monkeypatch.setattr(tasks, "made", breaking(tasks.made))
    monkeypatch.setattr("kg.assemble.made", breaking(made))
    files = [docs / f"{number}.txt" for number in range(4)]
    built = build_to(files, tmp_path / "out", ontology=ONTOLOGY, spark=Spark(server, str(tmp_path / "work")))
    assert [(f.code, f.where) for f in built.findings if f.severity == "error"] == [("unmappable", "1.txt")]
    monkeypatch.undo()
    build_to([path for path in files if path.name != "1.txt"], tmp_path / "fresh", ontology=ONTOLOGY)
    assert (tmp_path / "out" / "graph.ttl").read_bytes() == (tmp_path / "fresh" / "graph.ttl").read_bytes()


def breaking(make):
    """What makes a node, and finds that none can be made of a document from http://[1.txt."""
    def made(key, given, around):
        if any("http://[1.txt" in gift for _, gift in given):
            raise ValueError("no IRI")
        return make(key, given, around)
    return made


@pytest.mark.slow
def test_where_no_document_is_it_is_told(server, tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing\n")
    with pytest.raises(InputError, match=r"nothing to build from in .*: broken\.pdf: "):
        build_to([tmp_path / "broken.pdf"], tmp_path / "out", ontology=ONTOLOGY, spark=Spark(server, str(tmp_path / "work")))
    assert not (tmp_path / "out" / "graph.ttl").exists()


@pytest.mark.slow
def test_a_cluster_that_gives_up_is_told_in_one_line(server, docs, tmp_path, monkeypatch):
    monkeypatch.setattr(tasks, "_versions", lambda ontology: {"version": str(random.random())})
    with pytest.raises(ResourceError, match="the cluster runs another kg than this machine") as told:
        build_to([docs], tmp_path / "out", ontology=ONTOLOGY, spark=Spark(server, str(tmp_path / "work")))
    assert "\n" not in str(told.value)


# ---------------------------------------------------------------- without an engine


@pytest.fixture(scope="module")
def gifts(one):
    with closing(Ledger(current(one).path / NAME, reading=True)) as ledger:
        return list(ledger.all_given())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_what_is_packed_in_any_parts_makes_the_same_nodes(gifts, seed):
    chance = random.Random(seed)
    around = Around(ONTOLOGY)
    several = 0
    for key, given in gifts:
        mixed = chance.sample(given, len(given))
        parts = chance.randint(1, min(4, len(given)))
        packs = [json.loads(dumped(combined(key, mixed[i::parts]))) for i in range(parts)]
        again = spread(key, packs)
        assert set(made(key, again, around)) == set(made(key, given, around)), key
        assert sorted(map(str, asserted(key, again, ONTOLOGY))) == sorted(map(str, asserted(key, given, ONTOLOGY)))
        several += len(given) > 1
    assert several > 20


def test_a_name_that_is_in_every_document_takes_little_of_each():
    """A document of which nothing but the name of a thing is held adds its own name to the pack, and no more."""
    given = [(f"{number:064x}", ["Agency", {"国务院": 3}, ["国务院"], [], []]) for number in range(1000)]
    assert len(dumped(combined("0agency/国务院", given))) < 70 * len(given)


def both_ways(key, given):
    """A node as it is made of all its gifts, and with those documents that only name it put in as text."""
    packs = [combined(key, given[i::2]) for i in range(min(2, len(given)))]
    thick, thin = thinned(key, packs, most=2)
    whole, part = (next(written(nodes([(key, held)], Around(ONTOLOGY)), ONTOLOGY))[0][1]
                   for held in (given, spread(key, thick)))
    block = with_documents(part.block, thin) if thin else part.block
    return (whole.block, whole.triples), (block, part.triples + places_of(thin)), thin


def test_a_thing_of_many_documents_is_written_as_if_each_were_a_triple(gifts):
    thinner = 0
    for key, given in gifts:
        whole, part, thin = both_ways(key, given)
        assert part == whole, key
        thinner += bool(thin)
    assert thinner > 10


def test_so_is_a_person_with_the_places_of_the_name():
    kind = next(t.name for t in ONTOLOGY.types.values() if t.personal)
    given = [(f"{n:016x}", [kind, {"林致远": 1}, ["林致远"], [[n, n + 3], [900, 903]] if n % 3 else [], []]) for n in range(60)]
    whole, part, thin = both_ways("0person/林致远", given)
    assert part == whole
    assert len(thin) > 50
    assert whole[1] > 60 + 80


def run(*words):
    result = CliRunner().invoke(main, list(map(str, words)))
    return result.exit_code, result.stderr


@pytest.mark.parametrize(("words", "told"), [
    (["--engine", "dask"], "--engine dask: is none; write --engine spark"),
    (["--engine", "spark="], "--engine spark=: is none; write --engine spark"),
    (["--engine", "spark=host:15002", "--work", "w"], "--engine spark=host:15002: the address of a cluster is that of its Spark Connect"),
    (["--engine", "spark=sc://host:15002"], "needs a folder that all of its machines reach"),
    (["--work", "w"], "--work is where a cluster keeps what passes between its stages"),
])
def test_what_is_no_engine_is_told_in_one_line(tmp_path, words, told):
    code, said = run("build", CORPUS, "-o", tmp_path / "out", *words)
    assert (code, said.count("\n")) == (2, 1)
    assert told in said


def test_an_object_store_needs_a_cluster(tmp_path):
    code, said = run("build", "s3://bucket/folder", "-o", tmp_path / "out")
    assert (code, said) == (2, "error: s3://bucket/folder: lies on an object store, which a cluster reads: --engine spark; or copy it here\n")


@pytest.mark.parametrize(("missing", "told"), [("pyspark.errors", "needs the client of Spark Connect"),
                                               ("pysail.spark", "without an address runs Sail on this machine")])
def test_what_is_not_installed_is_told(tmp_path, monkeypatch, missing, told):
    sail()
    monkeypatch.setitem(__import__("sys").modules, missing, None)
    code, said = run("build", CORPUS, "-o", tmp_path / "out", "--engine", "spark")
    assert (code, said.count("\n")) == (2, 1)
    assert told in said
    assert "pip install 'kechuang[" in said


def test_where_no_cluster_answers_is_told_without_its_secrets(tmp_path, monkeypatch):
    sail()
    monkeypatch.setattr(session, "_PATIENCE", 0.5)
    for url in ("sc://127.0.0.1:9/;token=geheim", "sc://127.0.0.1:9;token=geheim"):
        code, said = run("build", CORPUS, "-o", tmp_path / "out", "--engine", f"spark={url}", "--work", tmp_path)
        assert (code, said.count("\n")) == (2, 1)
        assert "geheim" not in said
        assert said.startswith("error: --engine spark=sc://127.0.0.1:9")


def test_a_cluster_with_another_kg_is_refused():
    shipped = tasks.Shipped((("code", "other"), ("version", "9.9")), Limits())
    with pytest.raises(InputError, match=r"differ in: code, version\); install kechuang==9\.9"):
        tasks._bound(shipped)


@pytest.mark.slow
def test_an_ontology_of_a_users_own_is_shipped(tmp_path):
    folder = Path(__file__).parent.parent / "docs" / "public-health"
    ontology = load_ontology(folder)
    shipped = driver._shipped(ontology, Limits())
    assert {name for name, _ in shipped.ontology} == {path.relative_to(folder).as_posix() for path in folder.rglob("*.ttl")}
    there = tasks._bound(shipped)
    assert there.folder != folder
    assert (there.types, there.relations, there.individuals) == (ontology.types, ontology.relations, ontology.individuals)


def write(place, names):
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(name, encoding="utf-8")


def test_addresses_are_listed_like_folders(tmp_path):
    pytest.importorskip("fsspec", reason="needs fsspec: pip install 'kechuang[cluster]'")
    write(tmp_path, ["a/1.txt", "a/in/2.txt", "a/.hidden", "a/in/Thumbs.db", "a/~$1.docx", "b/1.txt", "b/3.txt"])
    a, b = ((tmp_path / name).as_uri() for name in "ab")
    files, findings = remote.find([a], [])
    assert [name for _, name in files] == ["1.txt", "in/2.txt"]
    assert [remote.read_bytes(url).decode() for url, _ in files] == ["a/1.txt", "a/in/2.txt"]
    assert [(f.severity, f.code) for f in findings] == [("info", "passed-over")]
    assert "3 (.…, Thumbs.db, ~$…)" in findings[0].message
    files, _ = remote.find([a, b, f"{b}/3.txt"], ["in/2.txt"])
    below = str(tmp_path).removeprefix("/")
    assert [name.replace(below, "…").lstrip("/") for _, name in files] == [
        "…/a/1.txt", "…/a/in/2.txt", "…/b/1.txt", "3.txt"]
    for wrong in (f"{a}/nothing", "nosuch://bucket"):
        with pytest.raises(KgError, match=wrong):
            remote.find([wrong], [])


def test_records_cross_whole(one):
    """The line of a record is the same there as here, so what it gives is."""
    with closing(Ledger(current(one).path / NAME, reading=True)) as ledger:
        assert all(from_line(line).by for line in ledger.lines())
