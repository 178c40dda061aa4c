"""What endings and left contexts of missed names gain and cost (benchmarks/cues.py)."""

import json

import pytest

from benchmarks import cues

TEXT = "宁波市科学技术局2024年科技工作要点\n\n建设甬江观象阁、姚江观象阁。\n参观观象阁。\n"


@pytest.mark.slow
def test_a_cue_gains_what_is_missed_and_costs_where_no_name_is(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    entities = [{"types": ["Platform"], "names": [name], "optional": False} for name in ("甬江观象阁", "姚江观象阁")]
    (tmp_path / "a.json").write_text(json.dumps({"doc": "a.txt", "entities": entities}), encoding="utf-8")
    found = list(cues.answers(tmp_path, tmp_path, "Platform"))
    ends = {cue.said: cue for cue in cues.cues(found, "end")}
    assert ends["观象阁"] == cues.Cue("观象阁", gain=2, texts=1, cost=1)
    assert {cue.said for cue in cues.cues(found, "left")} >= {"建设"}
