"""What README and the pages of docs/ print runs as it is printed, on the sample, in a checkout."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [README, *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))]
# The block of commands, and what a user has typed before it.
COMMANDS = re.search(r"```sh\n(kg build.+?)\n```", README, re.DOTALL).group(1).splitlines()
ACTIVATION = re.search(r"```sh\n(.+activate)\n```", README).group(1)
SHELL = Path("/bin/bash")


@pytest.fixture
def checkout(tmp_path):
    """A folder that holds what a checkout does, and in which commands may write; `kg` is where the README says."""
    for name in ("tests", "docs", "ontology"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    kg = tmp_path / ".venv" / "bin" / "kg"
    kg.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n', encoding="utf-8")
    kg.chmod(0o755)
    (tmp_path / ".venv" / "bin" / "activate").write_text(f'PATH="{kg.parent}:$PATH"\n', encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.skipif(not SHELL.exists(), reason="the commands are those of a shell of Unix")
def test_every_command_of_the_readme_runs_as_it_is_printed(checkout):
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    for line in COMMANDS:
        done = subprocess.run([SHELL, "-c", f"{ACTIVATION}\n{line}"], cwd=checkout, capture_output=True, check=False,
                              env=environment)
        assert done.returncode == 0, (line, done.stderr.decode())
        assert done.stdout or " -o " in line
    written = {p.name for p in checkout.iterdir()} - {"tests", "docs", "ontology", ".venv"}
    assert written == {"out", "graph.graphml", "public.xlsx", "qlever", "weights.tsv"}


GUIDES = ("first-hour", "analyst", "data-engineer", "semantic-web")


@pytest.mark.slow
@pytest.mark.skipif(not SHELL.exists(), reason="the commands are those of a shell of Unix")
@pytest.mark.parametrize("name", GUIDES)
def test_every_command_of_a_guide_runs_as_it_is_printed(checkout, name):
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```sh\n(.+?)\n```", text, re.DOTALL) for line in block.splitlines()]
    assert len(lines) >= 5
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    for line in lines:
        done = subprocess.run([SHELL, "-c", f"{ACTIVATION}\n{line}"], cwd=checkout, capture_output=True, check=False,
                              env=environment)
        assert done.returncode == 0, (line, done.stderr.decode())
        assert done.stdout or " -o " in line or " > " in line or line.startswith("kg check"), line


def test_the_commands_are_those_of_the_installation():
    assert ACTIVATION == ". .venv/bin/activate"
    assert README.index("-m venv .venv") < README.index(ACTIVATION) < README.index(COMMANDS[0])
    assert all(line.startswith("kg ") for line in COMMANDS)
    # Nothing is named that a checkout has not and no command before has written.
    for name in re.findall(r"(?<=\s)(?:tests|docs)/\S+", "\n".join(COMMANDS)):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("block", [b for page in PAGES for b in re.findall(r"```python\n(.+?)\n```", page, re.DOTALL)])
def test_the_python_of_the_pages_runs(block, monkeypatch):
    monkeypatch.chdir(ROOT)
    names = {}
    exec(block, names)
    for line in block.splitlines():  # each alone gives something
        code = line.split("  #")[0]
        if code.startswith("graph."):
            assert len(eval(code, names)) > 0, line


@pytest.mark.parametrize("module", sorted({*re.findall(r"python -m (benchmarks\.\w+)", "\n".join(PAGES))}))
def test_a_benchmark_that_a_page_names_tells_how_it_is_called(module):
    done = subprocess.run([sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, check=False,
                          env={**os.environ, "PYTHONIOENCODING": "utf-8"})
    assert (done.returncode, done.stdout[:6].lower()) == (0, b"usage:")
