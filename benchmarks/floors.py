"""Whether the scores of a run stand on their floors, which only ever rise.

    python -m benchmarks.floors SCORES.json FLOORS.json

SCORES.json is what the scorer of the annotation guidelines writes with --json: {measure: {"f1": …, "fp": …}}; FLOORS.json
names the least F1 of each measure, and under "most" the largest number of false finds.  Exit code 1 when one is missed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> int:
    """Print each measure beside its floor."""
    scores, floors = (json.loads(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:3])
    missed = 0
    for measure, floor in floors["least"].items():
        value = scores[measure]["f1"]
        missed += value < floor
        print(f"{measure:24} F1 {value:.4f}, floor {floor}{'' if value >= floor else '  MISSED'}")
    for measure, most in floors["most"].items():
        value = scores[measure]["fp"]
        missed += value > most
        print(f"{measure:24} false {value}, at most {most}{'' if value <= most else '  MISSED'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
