"""Whether `kg serve` withstands more than three hundred hostile requests, and a folder that is built while it is served.

    python -m benchmarks.attack [--rebuilds N] [--readers N]

sends all of `tests/attacks.py`, sixteen at a time, each of which must be refused within its limit and half a second,
while /healthz is asked all the time from another process; then lets readers ask through many rebuilds.  Ends with 1
when an attack was not refused in time, a probe took longer than 0.2 s but one in a hundred, a byte of the folder
changed, or an answer was none of one generation.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.serve import kg_serve
from tests.attacks import BOUNDS, Attack, Outcome, attacks, attempt, besieged, healthy, print_of
from tests.serving import SIZE, graph, many, read_through, state

_MORE = 0.5  # seconds that a refusal may take beyond its limit
_HEALTHY = 0.2  # and that a probe may take, but one in a hundred


def main(rebuilds: int, readers: int) -> bool:
    """Print what was found; whether all is well."""
    with tempfile.TemporaryDirectory(prefix="kechuang-") as held:
        besieging, building = Path(held) / "attacked", Path(held) / "built"
        graph(besieging, many(3000))
        state(building, 0)
        well = _attack(besieging)
        return _rebuild(building, rebuilds, readers) and well


def _attack(folder: Path) -> bool:
    before, chosen, over = print_of(folder), attacks(), folder.parent / "over"
    with besieged(folder) as (process, port), multiprocessing.Pool(1) as other:
        probing = other.apply_async(_probe, (port, str(over)))

        def attack(each: Attack) -> Outcome | None:
            try:
                return attempt(each, port, BOUNDS[each.bound] + (20 if each.reads else _MORE))
            except TimeoutError:
                return None

        with ThreadPoolExecutor(16) as several:
            found = list(several.map(attack, chosen))
        over.touch()
        probes = sorted(probing.get(120))
        alive = process.poll() is None
    late = [(a.name, o.seconds if o else None) for a, o in zip(chosen, found, strict=True)
            if o is None or not o.is_refused or o.seconds > BOUNDS[a.bound] + _MORE + 0.05 * (not a.reads)]
    worst = probes[int(len(probes) * 0.99)]
    same = print_of(folder) == before
    print(json.dumps({"attacks": len(chosen), "not refused in time": late, "probes": len(probes), "middle": round(probes[len(probes) // 2], 4),
                      "99 of 100": round(worst, 4), "longest": round(probes[-1], 4), "server is the same": alive, "folder is the same": same},
                     ensure_ascii=False, indent=1))
    return not late and worst < _HEALTHY and same and alive


def _probe(port: int, until: str) -> list[float]:
    """The seconds of each probe, until a file is there."""
    found: list[float] = []
    stop = threading.Event()
    thread = threading.Thread(target=healthy, args=(port, stop, found))
    thread.start()
    while thread.is_alive() and not Path(until).exists():
        time.sleep(0.1)
    stop.set()
    thread.join()
    return found


def _rebuild(folder: Path, times: int, readers: int) -> bool:
    program = "import sys; from pathlib import Path; from tests.serving import state; [state(Path(sys.argv[1]), int(n)) for n in sys.stdin]"
    with kg_serve(folder) as (_, url), subprocess.Popen([sys.executable, "-c", program, str(folder)], stdin=subprocess.PIPE, text=True) as builder:
        assert builder.stdin is not None
        port = int(url.rstrip("/").rpartition(":")[2])
        begun = time.monotonic()
        builder.stdin.write("".join(f"{n + 1}\n" for n in range(times)))
        builder.stdin.close()
        found = read_through(port, lambda n: builder.wait(), 1, readers)
        took = time.monotonic() - begun
    mixed = sum(1 for got in found for count, states in got if (count, len(states)) != (SIZE + 1, 1))
    seen = {next(iter(states)) for got in found for _, states in got if states}
    print(json.dumps({"rebuilds": times, "readers": readers, "seconds": round(took, 1), "answers": sum(map(len, found)),
                      "of no single generation": mixed, "generations seen": len(seen), "builder ended with": builder.returncode}))
    return not mixed and not builder.returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rebuilds", type=int, default=100)
    parser.add_argument("--readers", type=int, default=8)
    given = parser.parse_args()
    sys.exit(0 if main(given.rebuilds, given.readers) else 1)
