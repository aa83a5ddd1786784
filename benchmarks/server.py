"""Twenty people at a server on this machine, nine of ten requests reading: how long they wait.

Run it with ``python dev.py bench``, or alone: ``python -m benchmarks.server [--quick]``. The people
run in this process and the server in another, so both share the machine's processors. No target:
that no request fails is asserted, here and in ``tests/web/test_process.py``.
"""

import sys
import time
from collections import defaultdict
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.process import busyness
from ploughshare.usecases.permissions import Role
from tests.web.process import PEOPLE, READS, Answer, Crowd, mixed, started
from tests.web.serving import fill, headers

REQUESTS, QUICK = 10_000, 1_000


def main(requests: int) -> None:
    print(f"{requests:,} requests by {PEOPLE} people; load of the machine before: {busyness()}\n")
    took: dict[str, list[float]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "r.plough"
        fill(path)
        sent = headers(path, Role.PLANNER, Role.APPROVER)

        def timed(connection: HTTPConnection, number: int) -> Answer:
            began = time.perf_counter()
            answer = mixed(connection, number, sent)
            what = "a write" if number % 10 == 9 else READS[number % len(READS)].partition("?")[0]
            took[what].append(1000 * (time.perf_counter() - began))
            return answer

        with started(path) as server:
            crowd = Crowd(server, timed)
            began = time.perf_counter()
            crowd.go(requests)
            seconds = time.perf_counter() - began
    assert crowd.lost == []
    assert len(crowd.answers) == requests
    assert all(answer.status in (200, 201, 204) for _, answer in crowd.answers)
    print(f"{'':<36} {'requests':>8} {'median ms':>10} {'95 % ms':>9} {'slowest':>9}")
    for what, times in sorted(took.items()):
        tell(what, times)
    tell("all", [each for times in took.values() for each in times])
    print(f"\n{requests / seconds:,.0f} requests a second, {seconds:.1f} s in all")


def tell(what: str, times: list[float]) -> None:
    most = quantiles(times, n=20)[-1]
    print(f"{what:<36} {len(times):>8,} {median(times):>10.1f} {most:>9.1f} {max(times):>9.1f}")


if __name__ == "__main__":
    main(QUICK if "--quick" in sys.argv else REQUESTS)
