"""The notebook in docs/ gives, cell by cell, what stands in it."""

import json
import runpy

import pandas as pd
import pytest

from tests.conftest import SAMPLE

ROOT = SAMPLE.parent.parent
pytestmark = pytest.mark.slow


def test_each_cell_gives_what_stands_under_it(monkeypatch):
    monkeypatch.chdir(ROOT)
    tool = runpy.run_path(str(ROOT / "docs" / "notebook.py"))
    written = (ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8")
    with pd.option_context("display.float_format", None):
        now = tool["run"](json.loads(written))
    outputs = [cell["outputs"] for cell in now["cells"] if cell["cell_type"] == "code"]
    assert len(outputs) > 8
    assert all(outputs), "a cell that shows nothing"
    assert tool["text"](now) == written
