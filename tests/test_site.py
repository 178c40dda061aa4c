"""The site of the documentation: built without a broken link, and searched in Chinese with no network and no server."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg.ontology import load_ontology

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site; a link that leads nowhere, or a page that the menu lacks, fails the build."""
    target = tmp_path_factory.mktemp("site")
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-f", ROOT / "mkdocs.yml", "-d", target],
                          cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


def test_every_page_of_the_documentation_and_of_the_top_is_there(site):
    pages = {path.stem for path in (ROOT / "docs").glob("*.md")}
    assert {path.stem for path in site.glob("*.html")} == pages | {"index", "zh", "changelog", "contributing", "commands", "api",
                                                                   "ontology-diagrams", "404"}


def test_no_page_loads_anything_from_elsewhere(site):
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe|source)\b[^>]*\ssrc=\"([^\"]+)\"", text)
        loaded += re.findall(r"<link\b[^>]*rel=\"(?:stylesheet|icon|preconnect)\"[^>]*href=\"([^\"]+)\"", text)
        assert loaded
        assert [address for address in loaded if re.match(r"(?:https?:)?//", address)] == [], path.name


def test_commands_and_python_are_told_as_they_are(site):
    from kg.cli import main

    commands = (site / "commands.html").read_text(encoding="utf-8")
    assert [name for name in main.commands if f'id="kg-{name}"' not in commands] == []
    api = (site / "api.html").read_text(encoding="utf-8")
    for said in ("kg.build", "kg.load", "Graph.query", "kg.QueryLimits"):
        assert said in api


def test_the_diagrams_show_every_type_and_relation(site):
    ontology = load_ontology()
    types = (site / "types.svg").read_text(encoding="utf-8")
    assert [t.name for t in ontology.types.values() if t.label_zh not in types] == []
    for relation in ontology.relations.values():
        picture = (site / f"relation-{relation.name}.svg").read_text(encoding="utf-8")
        sides = relation.domain | relation.range
        assert [name for name in sides if ontology.types[name].label_zh not in picture] == []


def test_search_finds_chinese_words_in_a_page_that_is_opened_as_a_file(site, chromium):
    page = chromium.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    for words, some in (("explorer", True), ("高新技术企业", True), ("雷鸣水母", False)):
        page.keyboard.press("/")
        field = page.locator("input.md-search__input").first
        field.fill(words)
        field.press("End")
        said = re.compile(r"^\d+ matching documents?$") if some else "No matching documents"
        page.locator(".md-search-result__meta").filter(has_text=said).wait_for(timeout=20_000)
        page.keyboard.press("Escape")
    assert [url for url in asked if not url.startswith(site.as_uri())] == []
    page.close()
