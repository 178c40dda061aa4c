"""What many tests need: the project's ontology, its extractor, and the graph of the sample documents, each made once."""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

import kg
from kg.clean import clean
from kg.extract import make_extractor
from kg.model import Reading, Source
from kg.ontology import load_ontology
from kg.read import ocr
from kg.read.libreoffice import VARIABLE, program
from tests.direct import DirectPool
from tests.once import ONTOLOGY

# What is read must not hang on what else is installed; tests/test_libreoffice.py and tests/test_ocr.py use it.
SOFFICE = program()
os.environ[VARIABLE] = ""
RECOGNISES = ocr.by
ocr.by = lambda: None
# What is told is in the language of the locale; tests read it as it is where that says nothing.
for _variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
    if os.environ.get(_variable, "C").lower().startswith(("zh", "en")):
        os.environ[_variable] = "C.UTF-8"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CORPUS = Path(__file__).parent / "corpus"
SAMPLE = Path(__file__).parent.parent / "exports" / "sample"
SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def ontology():
    return ONTOLOGY


@pytest.fixture(scope="session")
def read(ontology):
    """A function from a text to what it says."""
    extract = make_extractor(ontology)

    def run(text, name="text.txt"):
        return extract(clean(Reading(Source(name, "0" * 64, "text/plain"), text))[0])

    return run


@pytest.fixture(scope="session")
def sample():
    return kg.build([CORPUS])


@pytest.fixture(scope="session")
def seeds():
    """The graph of the scored documents, where they lie beside this checkout."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip("the scored documents are not beside this checkout")
    return kg.build([SHARED / "seeds"])


@pytest.fixture(params=["sample", "seeds"])
def built(request):
    """The graph of the sample, then that of the scored documents."""
    return request.getfixturevalue(request.param)


@pytest.fixture(autouse=True)
def _read_here(request, monkeypatch):
    """What is told of many documents is tested with many small builds, without processes of their own, with one
    ontology."""
    if request.path.name.startswith("test_corpus_"):
        monkeypatch.setattr("kg.intake.Pool", DirectPool)
        known = request.getfixturevalue("ontology")
        for module in ("kg.pipeline", "kg.graph"):
            monkeypatch.setattr(f"{module}.load_ontology", lambda folder=None: load_ontology(folder) if folder else known)


# Files that start processes, browsers and builds again and again: their tests are slow, but those named here, so that what
# is quick covers them too.
SLOW_FILES = {f"test_{name}.py": quick for name, quick in {
    "addresses": (), "analyse": (), "bom": (), "cases": (), "compose": ("verbs_stand_in_the_ontology",), "conformance": (),
    "damage": (), "diff": ("long_lists_are_folded_unless_all_is_asked_for",), "domain": (), "explorer": (), "explorer_picture": (),
    "explorer_views": ("words_are_found_in_sentences_with_their_documents", "search_leads_to_the_numbers_of_an_indicator"),
    "export": (), "forget": (), "generations": (), "imports": (),
    "incremental": ("both_ways_to_a_graph_give_the_same",), "machine": (),
    "many": (), "old_folders": (), "own": (), "pipeline": (), "pool": (), "public": (), "readme": (), "same_bytes": (),
    "saving": (), "shares": (), "simulate": ("a_law_is_found_again_from_its_points",), "sparql": (), "validate": (),
}.items()}


# Those of them that take minutes.
LONGEST_FILES = frozenset(f"test_{name}.py" for name in (
    "damage", "diff", "explorer", "forget", "generations", "incremental", "machine", "many", "pipeline", "same_bytes"))


def pytest_collection_modifyitems(items):
    """Mark the tests of slow files, so that `pytest -m 'not slow'` answers soon; files that take longest come
    first, so that with several cores none has to wait for one of them at the end."""
    for item in items:
        quick = SLOW_FILES.get(item.path.name)
        if quick is not None and getattr(item, "originalname", "").removeprefix("test_") not in quick:
            item.add_marker(pytest.mark.slow)
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: (item.path.name not in LONGEST_FILES, not slow[item.path]))


@pytest.fixture(scope="session")
def chromium():
    """A headless browser; where there is none the tests are skipped, but not in CI."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None
    if CHROMIUM is None or sync_playwright is None:
        missing = "no chromium (Debian: apt-get install chromium)" if sync_playwright else "no playwright (pip install playwright)"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{missing}, and CI may not go without")
        pytest.skip(missing)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield browser
        browser.close()
