"""How fast a served graph answers, beside Oxigraph's own server and rdflib-endpoint, and what it costs in memory.

    python -m benchmarks.serve DIR [--oxigraph PROGRAM] [--endpoint PROGRAM] [--seconds S] [--repeated] [--memory]

asks servers of one graph the same queries over loopback by wrk, which has to be installed; no query is asked twice in
the same words, so that none is answered from memory, but with `--repeated`.  `pip install oxigraph`
(PyPI) and `pip install rdflib-endpoint`, each into an environment of its own, bring the other two.  With `--memory` it
puts a load on `kg serve` for a minute, kills twenty of its workers meanwhile, and says how its memory grew.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from kg.generations import current
from kg.ontology import PREFIXES

CONNECTIONS = 8
# What people and programs ask: by what name, of what kind.
QUERIES = {
    "one entity, all that is said of it": "SELECT ?p ?o {{ <{entity}> ?p ?o }}",
    "an entity by its name": 'SELECT ?s {{ ?s skos:prefLabel "{label}"@zh }}',
    "the facts of an entity, with names": "SELECT ?r ?o ?name {{ <{entity}> ?r ?o . ?o skos:prefLabel ?name }}",
    "how many of each type": "SELECT ?t (COUNT(?s) AS ?n) {{ ?s a ?t }} GROUP BY ?t ORDER BY DESC(?n)",
    "100 facts with their sentences": "SELECT ?a ?r ?b ?said {{ ?s rdf:subject ?a ; rdf:predicate ?r ; rdf:object ?b ; prov:wasDerivedFrom ?p . "
                                      "?p oa:exact ?said }} LIMIT 100",
    "1,000 names": "SELECT ?s ?name {{ ?s skos:prefLabel ?name }} LIMIT 1000",
    "1,000 triples, as Turtle": "CONSTRUCT {{ ?s skos:prefLabel ?name }} {{ ?s skos:prefLabel ?name }} LIMIT 1000",
    "numbers of an indicator by year": "SELECT ?i ?year (COUNT(?o) AS ?n) {{ ?o kg:indicator ?i ; kg:period ?year }} GROUP BY ?i ?year ORDER BY DESC(?n) LIMIT 50",
}


def main(folder: Path, others: dict[str, str], seconds: int, distinct: bool) -> None:
    """Print a table: requests a second, and the middle and the worst latency but one in a hundred, of each server."""
    asked = _queries(folder)
    found: dict[str, dict[str, tuple[float, str, str]]] = {}
    for name, serving in (("kg serve", _kg(folder)), *((n, _OTHERS[n](folder, program)) for n, program in others.items())):
        with serving as url:
            _load(url, "ASK {}", seconds)  # until all is loaded
            found[name] = {title: _load(url, query, seconds, distinct) for title, query in asked.items()}
    print(f"{'query':<40}" + "".join(f"{name:>34}" for name in found))
    for title in asked:
        cells = [f"{rate:10,.0f}/s {middle:>9} {worst:>9}" for rate, middle, worst in (found[n][title] for n in found)]
        print(f"{title:<40}" + "".join(f"{cell:>34}" for cell in cells))
    for name in [n for n in found if n != "kg serve"]:
        ratios = [found["kg serve"][t][0] / max(found[name][t][0], 0.001) for t in asked]
        print(f"kg serve answers {min(ratios):.2f} to {max(ratios):.2f} times as many a second as {name}, in the middle {sorted(ratios)[len(ratios) // 2]:.2f}")


def _queries(folder: Path) -> dict[str, str]:
    """The queries for a graph: one of its entities, and its name, in the places of both."""
    import pyoxigraph as ox

    generation = current(folder)
    assert generation is not None
    store = ox.Store.read_only(str(generation.store))
    heads = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    rows = store.query(heads + "SELECT ?s ?name { ?s a kg:Agency ; skos:prefLabel ?name } ORDER BY ?name LIMIT 1")
    row = next(iter(rows))  # type: ignore[call-overload]
    return {title: heads + query.format(entity=row[0].value, label=row[1].value) for title, query in QUERIES.items()}


# What wrk runs: the address as it is given, with a number in a comment at the end of the query.
_NUMBERED = """
local count = math.random(1000000000)
request = function()
  count = count + 1
  return wrk.format("GET", wrk.path .. count)
end
"""


def _load(url: str, query: str, seconds: int, distinct: bool = True) -> tuple[float, str, str]:
    """Requests a second, and latencies: the middle, and the worst but one in a hundred."""
    accept = "text/turtle" if "CONSTRUCT" in query else "application/sparql-results+json"
    asked = f"{url}?query={quote(query)}"
    if distinct:
        asked += quote("\n#")
    with urllib.request.urlopen(urllib.request.Request(asked, headers={"Accept": accept})) as answer:
        assert answer.status == 200
        assert answer.read()
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_NUMBERED if distinct else "")
        script.flush()
        out = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "60s", "--latency", "-s", script.name, "-H", f"Accept: {accept}",
                              asked], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in out, out
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    latency = dict(re.findall(r"(50|99)%\s+(\S+)", out))
    return float(rate.group(1)) if rate else 0.0, latency.get("50", "-"), latency.get("99", "-")


# ---- servers -------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _running(command: list[str], url: str) -> Iterator[str]:
    """A server, as soon as it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(6000):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}?query=ASK%7B%7D") as answer:
                answer.read()
                break
            assert process.poll() is None, command
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def kg_serve(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`kg serve`: its process and its address."""
    process = subprocess.Popen([sys.executable, "-m", "kg", "serve", str(folder), "--port", "0", "--no-open", *options], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@contextlib.contextmanager
def _kg(folder: Path) -> Iterator[str]:
    with kg_serve(folder) as (_, url):
        yield f"{url}sparql"


@contextlib.contextmanager
def _oxigraph(folder: Path, program: str) -> Iterator[str]:
    """Oxigraph's own server, on a copy of the store."""
    generation = current(folder)
    assert generation is not None
    with tempfile.TemporaryDirectory(prefix="kechuang-") as held:
        shutil.copytree(generation.store, Path(held) / "store")
        with _running([program, "serve-read-only", "--location", f"{held}/store", "--bind", "127.0.0.1:8191"], "http://127.0.0.1:8191/query") as url:
            yield url


def _endpoint(folder: Path, program: str) -> contextlib.AbstractContextManager[str]:
    """rdflib-endpoint, on the Turtle."""
    return _running([program, "serve", "--port", "8192", str(folder / "graph.ttl")], "http://127.0.0.1:8192/")


_OTHERS = {"oxigraph": _oxigraph, "rdflib-endpoint": _endpoint}


# ---- memory --------------------------------------------------------------------------------------------------------


def memory(folder: Path, seconds: int = 60, kills: int = 20) -> None:
    """Print how the memory of a server and its workers grows under load while workers are killed."""
    asked = list(_queries(folder).values())
    with kg_serve(folder) as (process, url):
        answers: list[int] = []
        stop = threading.Event()

        def ask(number: int) -> None:
            while not stop.is_set():
                query = f"{asked[(number + len(answers)) % len(asked)]}\n#{len(answers)}"  # never asked before
                try:
                    with urllib.request.urlopen(f"{url}sparql?query={quote(query)}", timeout=60) as answer:
                        answer.read()
                        answers.append(answer.status)
                except OSError as error:
                    answers.append(getattr(error, "code", 0))
                    print(error, error.read().decode() if isinstance(error, urllib.error.HTTPError) else "", file=sys.stderr)

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        urllib.request.urlopen(f"{url}search?q=%E5%B8%82").close()  # which waits until all modules are loaded
        time.sleep(seconds / 6)  # until everything was asked once
        before = _resident(process.pid)
        for _ in range(kills):
            time.sleep(seconds / kills)
            os.kill(random.choice(_workers(process.pid)), signal.SIGKILL)
        time.sleep(2)
        after = _resident(process.pid)
        stop.set()
        for thread in threads:
            thread.join()
        statuses = {status: answers.count(status) for status in sorted(set(answers))}
        print(json.dumps({"answers": statuses, "kills": kills, "seconds": seconds, "workers": len(_workers(process.pid)),
                          "MB before": {k: round(v / 1024, 1) for k, v in before.items()}, "MB after": {k: round(v / 1024, 1) for k, v in after.items()},
                          "grown by %": round(100 * (sum(after.values()) / sum(before.values()) - 1), 1)}))


def _workers(process: int) -> list[int]:
    out = subprocess.run(["ps", "-ww", "-o", "pid=,args=", "--ppid", str(process)], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in out.splitlines() if "kg.sparql" in line]


def _resident(process: int) -> dict[str, int]:
    """Kilobytes of memory that a server and all its workers take of their own."""
    def own(number: int) -> int:
        found = re.findall(r"Private_(?:Clean|Dirty):\s+(\d+)", Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii"))
        return sum(map(int, found))

    return {"server": own(process), "workers": sum(map(own, _workers(process)))}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--oxigraph", metavar="PROGRAM")
    parser.add_argument("--endpoint", metavar="PROGRAM")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--repeated", action="store_true", help="ask each query over and over in the same words")
    parser.add_argument("--memory", action="store_true", help="put a load on kg serve and say how its memory grows")
    given = parser.parse_args()
    if given.memory:
        memory(given.folder)
    else:
        main(given.folder, {name: program for name, program in (("oxigraph", given.oxigraph), ("rdflib-endpoint", given.endpoint)) if program}, given.seconds,
             not given.repeated)
