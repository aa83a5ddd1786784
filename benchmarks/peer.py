"""One peer on one problem, as a process of its own.

    python -m benchmarks.peer cp-sat-pool rsp.json.gz --time-limit 60 --workers 2 --out answer.json

The answer names the objective of the peer's own model, its bound, and that of the schedule, which is
written beside it as ``answer.schedule.json`` where there is one. The time limit is the solver's;
reading and building come on top.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import peer_cp_sat, peer_pyjobshop
from benchmarks.peer_answers import Answer, bounded
from ploughshare.scheduling.exchange import write_schedule
from ploughshare.scheduling.problem import Problem
from ploughshare.usecases.kernel import read_problem_file

PEERS: dict[str, Callable[[Problem, float, int], Answer]] = {
    "cp-sat-pool": peer_cp_sat.pool,
    "cp-sat-faithful": peer_cp_sat.faithful,
    "pyjobshop-pool": peer_pyjobshop.pool,
    "pyjobshop-faithful": peer_pyjobshop.faithful,
}


def schedule_file(answer: Path) -> Path:
    """Return where the schedule of an answer lies."""
    return answer.with_suffix(".schedule.json")


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("problem", type=Path)
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds of the solver [60]")
    parser.add_argument("--workers", type=int, default=2, help="threads of the solver [2]")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(words)
    problem = read_problem_file(given.problem)
    answer = PEERS[given.peer](problem, given.time_limit, given.workers)
    schedule = answer.schedule
    document = {
        "relaxed": answer.relaxed,
        "bound": answer.bound,
        "objective": None if schedule is None else schedule.objective,
        "note": answer.note,
    }
    if schedule is not None:
        schedule_file(given.out).write_bytes(write_schedule(bounded(schedule), problem))
    given.out.write_text(json.dumps(document), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
