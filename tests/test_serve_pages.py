"""The pages of a served folder as a person uses them, in a real browser: what is read is marked, what is asked is shown."""

import hashlib
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg.ontology import load_ontology
from kg.queries import questions
from kg.serve.pages.ask import EXAMPLES, ask_page
from kg.serve.pages.html import both, data, said, tag, text
from kg.sparql import refuse
from tests.hostile import HOSTILE

PAGES = Path(__file__).parent.parent / "kg" / "serve" / "pages"
SHARED = ("../../export/page/explorer.css", "../../export/page/src/dom.js")
BUNDLES = ("ask.js", "pages.css", "pages.js")
ONTOLOGY = load_ontology()


class Outline(HTMLParser):
    """The elements, attributes and texts of markup, as a browser that runs nothing reads them."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts = [], [], []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


# ---- markup -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("evil", HOSTILE)
def test_what_is_text_stays_text_in_elements_and_attributes(evil):
    shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "\ufffd", evil)
    outline = Outline(tag("p", evil, title=evil, data_x=evil))
    assert outline.tags == ["p"]
    assert outline.attributes == [("title", shown), ("data-x", shown)]
    assert "".join(outline.texts) == shown
    assert Outline(both(evil, evil + "x")).tags == ["span", "span"]
    assert [name for name, _ in Outline(tag("i", **said(evil, evil, "title"))).attributes] == ["title", "data-zh", "data-en", "data-into"]


@pytest.mark.parametrize("evil", HOSTILE)
def test_data_for_scripts_ends_where_it_ends_and_says_what_it_was_given(evil):
    made = data("held", [evil])
    assert re.fullmatch(r'<script type="application/json" id="held">[^<>]*</script>', made, re.DOTALL)
    assert json.loads(made[made.index(">") + 1:made.rindex("<")]) == [evil]


def test_text_is_escaped_once():
    assert text(tag("b", "<")) == "<b>&lt;</b>"
    assert tag("p", None, False, ["a", tag("br")], 1) == "<p>a<br>1</p>"


# ---- the page to ask --------------------------------------------------------------------------------------------------


def _held(page):
    return json.loads(re.search(r'id="held">(.*?)</script>', page, re.DOTALL).group(1))


def test_the_page_to_ask_knows_the_ontology_and_the_questions():
    held = _held(ask_page(ONTOLOGY, tuple(questions().values())))
    terms = {name: (kind, zh, en) for name, kind, zh, en in held["terms"]}
    assert terms.keys() >= {f"kg:{t.name}" for t in ONTOLOGY.types.values()} | {f"kg:{r.name}" for r in ONTOLOGY.relations.values()}
    assert terms["kg:Platform"][0] == "class"
    assert terms["kg:role"] == ("property", "职务", "role")
    assert [q[0] for q in held["questions"]] == list(questions())
    assert {name: zh for name, zh, _ in next(q for q in held["questions"] if q[0] == "targets")[3]}["year"] == "年份，如 2024"
    assert held["types"]["platform"][:2] == ["Platform", ONTOLOGY.types["Platform"].label_zh]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e[1])
def test_each_example_finds_something_in_the_sample(example, sample):
    refuse(example[2])
    found = sample.query(example[2])
    assert found.rows or found.triples


# ---- the bundles ------------------------------------------------------------------------------------------------------


def test_the_bundles_were_made_from_the_modules_beside_them():
    """When this fails: cd kg/serve/pages && npm ci && npm run build."""
    names = [*sorted(f"src/{p.name}" for p in (PAGES / "src").iterdir()), *SHARED, "package-lock.json"]
    made_from = "\n".join(f"{n}\n{(PAGES / n).read_text(encoding='utf-8')}" for n in names)
    digest = hashlib.sha256(made_from.encode()).hexdigest()
    for name in BUNDLES:
        assert digest in (PAGES / "static" / name).read_text(encoding="utf-8").split("\n", 1)[0], name


def test_bundling_again_gives_the_same_bytes(tmp_path):
    if shutil.which("node") is None or not (PAGES / "node_modules" / "esbuild").is_dir():
        pytest.skip("no node, or no packages: cd kg/serve/pages && npm ci")
    explorer = PAGES.parent.parent / "export" / "page"
    shutil.copytree(PAGES, tmp_path / "kg" / "serve" / "pages", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "kg" / "serve" / "pages" / "node_modules").symlink_to(PAGES / "node_modules")
    shutil.copytree(explorer, tmp_path / "kg" / "export" / "page", ignore=shutil.ignore_patterns("node_modules"))
    subprocess.run(["node", "build.mjs"], cwd=tmp_path / "kg" / "serve" / "pages", check=True, timeout=120)
    for name in (*BUNDLES, "LICENSES.txt"):
        assert (tmp_path / "kg" / "serve" / "pages" / "static" / name).read_bytes() == (PAGES / "static" / name).read_bytes()


def test_every_package_in_the_bundles_has_its_licence_beside_it():
    first = (PAGES / "static" / "ask.js").read_text(encoding="utf-8").split("\n", 1)[0]
    licences = (PAGES / "static" / "LICENSES.txt").read_text(encoding="utf-8")
    lock = json.loads((PAGES / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    packages = re.search(r"LICENSES\.txt: (.+?) \*/", first).group(1).split(", ")
    assert "codemirror-lang-sparql" in packages
    for name in packages:
        assert f"{name} {lock[f'node_modules/{name}']['version']}" in licences
        assert lock[f"node_modules/{name}"]["license"] in {"ISC", "MIT", "BSD-3-Clause"}
