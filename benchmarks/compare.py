"""Gains and losses: which facts, numbers and entities one version of kechuang finds in documents and another does not.

    python -m benchmarks.compare OLD NEW DOCS…

OLD and NEW are each a git revision (HEAD~3, a branch), a checkout's folder, or a folder that `kg build` has written.
Every fact that only one of them has is printed with its sentence: a rule is kept for what it gains and dropped for what
it costs, sentence by sentence.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parent.parent
PREFIXES = """PREFIX kg: <https://w3id.org/kechuang/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX dcterms: <http://purl.org/dc/terms/>
"""
# Each query gives the document, what is told, and the sentence (none for an entity).
QUERIES = {
    "fact": """SELECT ?source ?told ?exact { ?st a kg:Statement ; rdf:subject/skos:prefLabel ?s ; rdf:predicate ?p ; rdf:object/skos:prefLabel ?o ;
      kg:status ?status ; prov:wasDerivedFrom ?w . ?w oa:hasSource/dcterms:source ?source ; oa:exact ?exact .
      BIND(CONCAT(?s, " ", STRAFTER(STR(?p), "#"), " ", ?o, " (", STRAFTER(STR(?status), "#"), ")") AS ?told) }""",
    "number": """SELECT ?source ?told ?exact { ?ob a kg:Observation ; kg:indicator/skos:prefLabel ?i ; kg:value ?v ; kg:unit ?u ; kg:status ?status ;
      prov:wasDerivedFrom ?w . ?w oa:hasSource/dcterms:source ?source ; oa:exact ?exact . OPTIONAL { ?ob kg:period ?period }
      BIND(CONCAT(?i, " ", STR(?v), " ", ?u, " (", STRAFTER(STR(?status), "#"), COALESCE(CONCAT(", ", ?period), ""), ")") AS ?told) }""",
    "entity": """SELECT ?source ?told ("" AS ?exact) { ?e kg:mentionedIn/dcterms:source ?source ; skos:prefLabel ?label ; a ?type .
      FILTER(STRSTARTS(STR(?type), STR(kg:))) BIND(CONCAT(STRAFTER(STR(?type), "#"), " ", ?label) AS ?told) }""",
}
Found = dict[tuple[str, str, str], str]


def main() -> int:
    """Print what was won and lost; the counts stand last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("docs", nargs="+", type=Path)
    parser.add_argument(
        "--kind", choices=sorted(QUERIES), action="append", help="only these (may be given several times)"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        old, new = (found(version, args.docs, Path(work) / name, args.kind or sorted(QUERIES))
                    for name, version in (("old", args.old), ("new", args.new)))
    for mark, these, others in (("-", old, new), ("+", new, old)):
        for key in sorted(these.keys() - others.keys()):
            source, kind, told = key
            print(f"{mark} {kind:7}{told}\n           {' '.join(these[key].split()) or '(named)'}  [{source}]")
    print(
        f"won {len(new.keys() - old.keys())}, lost {len(old.keys() - new.keys())}, the same {len(old.keys() & new.keys())}"
    )
    return 0


def found(version: str, docs: list[Path], work: Path, kinds: list[str]) -> Found:
    """All that a version finds: (document, kind, what is told) → a sentence that says it."""
    store = ox.Store()
    store.load(path=str(built(version, docs, work)), format=ox.RdfFormat.TURTLE)
    return {(str(row["source"].value), kind, str(row["told"].value)): str(row["exact"].value)
            for kind in kinds for row in store.query(PREFIXES + QUERIES[kind])}


def built(version: str, docs: list[Path], work: Path) -> Path:
    """The graph.ttl of a version: there already, or built by its own code from the documents."""
    folder = Path(version)
    if (folder / "graph.ttl").is_file():
        return folder / "graph.ttl"
    if not (folder / "kg").is_dir():
        folder = work / "checkout"
        folder.mkdir(parents=True)
        archive = subprocess.run(
            ["git", "archive", version, "kg", "ontology"], cwd=ROOT, capture_output=True, check=False
        )
        if archive.returncode:
            sys.exit(
                f"{version}: neither a folder with kg/ or graph.ttl nor a git revision: {archive.stderr.decode().strip()}"
            )
        subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    out = work / "out"
    subprocess.run([sys.executable, "-m", "kg", "build", *(str(d.resolve()) for d in docs), "-o", str(out.resolve())],
                   cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return out / "graph.ttl"


if __name__ == "__main__":
    sys.exit(main())
