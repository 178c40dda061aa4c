"""The same documents give the same bytes, whatever the seed of hashes, the number of workers and the order of files."""

import pytest

from benchmarks.same_bytes import Build, files, run, table
from tests.conftest import CORPUS


@pytest.mark.slow
def test_the_sample_gives_the_same_bytes():
    builds = run([CORPUS], every=3, seeds=("0", "4242"))
    text, well = table(builds)
    assert well, text
    assert {b.end for b in builds} == {"read"}
    assert {b.inputs for b in builds} == {"all", *map(str, files([CORPUS], 3))}
    assert len(builds) == 2 * (4 + len(files([CORPUS], 3)))


@pytest.mark.parametrize(("builds", "said"), [
    ([Build("alone", "a", "read", 0, "1"), Build("alone", "a", "read", 0, "2")], "different: a"),
    ([Build("alone", "a", "broken", 0, "KeyError")], "broken: a: KeyError"),
    ([Build("alone", "a", "errors", 2, "1")], "not valid: a"),
])
def test_what_is_not_well_is_told(builds, said):
    text, well = table(builds)
    assert not well
    assert said in text.splitlines()
