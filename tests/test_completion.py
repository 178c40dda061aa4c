"""The Tab key: each shell gets its script, and what it then asks is answered."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"_KG_COMPLETE=(\w+)_source kg", README)


def kg(**environment):
    """What kg prints with some variables set, called by its name, as shells call it."""
    code = "import sys; sys.argv = ['kg']; from kg.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, text=True,
                          env={**os.environ, **environment})


def test_the_readme_tells_of_three_shells():
    assert LINES == ["bash", "zsh", "fish"]


@pytest.mark.parametrize("shell", LINES)
def test_a_shell_gets_a_script_that_it_can_read(shell, tmp_path):
    if shell == "bash" and shutil.which("bash") is None:
        pytest.skip("click asks bash for its version")
    done = kg(_KG_COMPLETE=f"{shell}_source")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_KG_COMPLETE={shell}_complete" in done.stdout
    if shutil.which(shell):
        (tmp_path / "script").write_text(done.stdout, encoding="utf-8")
        assert subprocess.run([shell, "-n", str(tmp_path / "script")], check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(("words", "wanted"), [
    ("kg bu", ["plain,build"]), ("kg show out --w", ["plain,--why"]), ("kg build docs --annot", ["plain,--annotations"]),
    ("kg export out -f grap", ["plain,graphml"]), ("kg ho", ["plain,holders"]), ("kg query out -n targets-", ["plain,targets-and-results"]), ("kg build do", ["file,do"])])
def test_what_is_begun_is_completed(words, wanted):
    done = kg(_KG_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(words.count(" ")))
    assert (done.returncode, done.stdout.split()) == (0, wanted)
