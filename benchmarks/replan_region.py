"""How much of a region's plan is kept on Monday, and what keeping it costs.

    python -m benchmarks.replan_region [--size region] [--region-seed 1] [--seeds 1-3]
                                       [--first 60] [--time-limit 60] [--out bench] [--demo FOLDER]

The demonstration region is built from its files and planned (``plough demo``). Then orders are issued
for some of what the plan begins in its first two weeks, 2 % of the works, hazardous areas and assets get
other data, three teams fall ill for two weeks, and ``plough replan`` plans again from the same Monday.
For comparison the problem that it posed is searched on from the new plan in as long, twice: with the
orders given and the same price on change, and with nothing held but the work under way and no price.
What keeping costs is the difference of these two: both had as long, where the new plan itself had less,
and would lie above either for want of search alone. ``plough plan`` plans the changed records as if
there had been no plan. Every
plan is verified by its command. Kept is an assignment of the next four weeks that has the same teams and
begins within a working day of when it did.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.kernel import seeds
from benchmarks.process import Finished, busyness, last_line, machine, plough
from benchmarks.synthetic_v0 import Document
from benchmarks.tables import markdown_table, share, value
from ploughshare.cli.demo_command import FIRST_DAY
from ploughshare.fields import Record, Value
from ploughshare.planning.last_plan import WEEKS, crew
from ploughshare.planning.plan import Plan
from ploughshare.registry.backup import back_up
from ploughshare.registry.kept import Put, StoredRecord
from ploughshare.registry.registry import Registry
from ploughshare.scheduling.exchange import read_schedule
from ploughshare.usecases.plan import kept_plan

CHANGED = 0.02
"""Share of the works, of the hazardous areas and of the assets that get other data."""
SHORTEST, LONGEST = 0.75, 1.5
"""Times the quantity of works, or the people an asset serves."""
PUT_OFF = 10
"""Days by which works may begin later than planned, at most."""
ILL, ILL_DAYS = 3, 14
"""Teams that fall ill on the first day, and the days until they are back."""
ORDERS, ORDER_DAYS = 40, 14
"""Works ordered at most, of those that the plan begins in so many days."""
AUTHOR = "benchmark"


@dataclass(frozen=True, slots=True)
class Replanned:
    """
    One region, changed and planned again.

    Attributes
    ----------
    orders, same_teams, same_day
        Issued orders, and those of them that keep their teams, and also their day.
    within, kept
        Other assignments of the next weeks, and the share of them that is kept.
    objective, held, free, anew
        Of the new plan; of schedules of the same problem, searched on from there, of which the first keeps
        orders and other work as it does and the second neither; and of a plan of the changed records
        made without the last one.
    seconds
        Of the whole process that replans.
    not_kept
        A sentence for each order that does not stay.
    """

    size: str
    seed: int
    time_limit: float
    orders: int
    same_teams: int
    same_day: int
    within: int
    kept: float
    objective: int
    held: int
    free: int
    anew: int
    seconds: float
    peak_mb: float | None
    load: float | None
    not_kept: tuple[str, ...] = ()

    @property
    def more(self) -> float:
        """By how much the objective exceeds that of the schedule that keeps nothing, both searched on."""
        return self.held / self.free - 1


def ran(*words: str) -> Finished:
    """Run ``plough`` with these words; what cannot be done ends the benchmark."""
    done = plough(*words)
    if done.code != 0:
        raise SystemExit(f"plough {words[0]} ended with {done.code}: {last_line(done.said)}")
    return done


def document_in(said: str) -> Any:
    """The JSON document among what a command has said."""
    return json.JSONDecoder().raw_decode(said, said.index("\n{") + 1)[0]


def altered(stored: StoredRecord, **values: Any) -> Put:
    """A record with other values."""
    record = replace(stored.record, values={**stored.record.values, **values})
    return Put(record, expected_version=stored.version)


def changes(registry: Registry, plan: Plan, rng: Random) -> Iterator[Put]:
    """Orders that are issued, records that get other data, and teams that fall ill."""
    yield from _orders(registry, plan, rng)
    begins = {item.activity: item.start_on for item in plan.items}
    for number, works in enumerate(_drawn(registry, "works", rng)):
        day = begins.get(works.record.id)
        if number % 2 or day is None:
            quantity = float(str(works.record.values["quantity"]))
            yield altered(works, quantity=round(quantity * rng.uniform(SHORTEST, LONGEST), 1))
        else:
            yield altered(works, earliest_on=day + timedelta(days=rng.randint(1, PUT_OFF)))
    for hazard in _drawn(registry, "hazards", rng):
        yield altered(hazard, vegetation=rng.choice(("none", "medium", "heavy")))
    for asset in _drawn(registry, "assets", rng):
        people = int(str(asset.record.values.get("people_served") or 0))
        yield altered(asset, people_served=round(people * rng.uniform(SHORTEST, LONGEST)))
    first = plan.calendar.start
    last = first + timedelta(weeks=WEEKS)
    soon = {r.team for item in plan.items if item.start_on < last for r in item.teams}
    for number, team in enumerate(rng.sample(sorted(soon), ILL)):
        until = first + timedelta(days=ILL_DAYS - 1)
        ill: dict[str, Value] = {
            "team": team,
            "from_on": first,
            "to_on": until,
            "reason": "illness",
        }
        yield Put(Record("availability", f"AB-ILL-{number}", ill), None)


def _orders(registry: Registry, plan: Plan, rng: Random) -> Iterator[Put]:
    until = plan.calendar.start + timedelta(days=ORDER_DAYS)
    works = {record.id for record in registry.records("works")}
    ordered = {record.values.get("works") for record in registry.records("tasks")}
    could = [
        item
        for item in plan.items
        if item.start_on < until and item.teams and not item.continues
        if item.activity in works - ordered
    ]
    for item in rng.sample(could, min(ORDERS, len(could))):
        teams = tuple(team for each in crew(item).values() for team in each)
        order: dict[str, Value] = {
            "works": item.activity,
            "activity": "works",
            "status": "issued",
            "teams": teams,
            "issued_on": plan.calendar.start,
        }
        yield Put(Record("tasks", f"TO-{item.activity}", order), None)


def _drawn(registry: Registry, name: str, rng: Random) -> list[StoredRecord]:
    stored = sorted(registry.stored_records(name), key=lambda each: each.record.id)
    return rng.sample(stored, round(CHANGED * len(stored)))


def without_orders(document: Document, plan: Plan) -> Document:
    """A problem in which only work under way is given, and no issued order."""
    going_on = {item.activity for item in plan.items if item.continues}
    given = [item for item in document.get("fixed", []) if item["activity"] in going_on]
    return {**document, "fixed": given}


def prices(schedule: bytes) -> Iterator[str]:
    """Options for the price on change that a schedule was made with."""
    change = json.loads(schedule)["solver"]["change"]
    for name in ("price_team_change", "price_step_moved", "before_step"):
        yield f"--{name.replace('_', '-')}"
        yield str(change[name])


def measure(given: argparse.Namespace, made: Path, seed: int, folder: Path) -> Replanned:
    """Change the records of a planned region, plan again, and search on with nothing held."""
    registry, problem = folder / "region.plough", folder / "problem.json"
    begin, out = folder / "begin.json", folder / "out.json"
    registry.unlink(missing_ok=True)
    back_up(made / "region.plough", registry)
    with Registry.open(registry, write=True) as opened:
        plan = kept_plan(opened)[1]
        puts = list(changes(opened, plan, Random(seed)))
        with opened.change(author=AUTHOR, reason="What the week brought") as change:
            change.put_many(puts)
    at = ["--registry", str(registry)]
    limit = ["--time-limit", str(given.time_limit)]
    monday = ["--start", FIRST_DAY]
    load = busyness()
    done = ran("replan", *monday, *limit, *at, "--accept", "--author", AUTHOR, "--json")
    told = document_in(done.said)
    with Registry.open(registry) as opened:
        posed = opened.plan(told["plan"], documents=("problem", "schedule"))
    begin.write_bytes(posed.schedule or b"")
    problem.write_bytes(posed.problem or b"")
    search_on = ["solve", str(problem), "--start", str(begin), "--out", str(out), *limit]
    ran(*search_on, *prices(posed.schedule or b""))
    held = read_schedule(out.read_bytes()).objective
    problem.write_text(json.dumps(without_orders(json.loads(posed.problem or b""), plan)), "utf-8")
    ran(*search_on)
    anew = ran("plan", *monday, *limit, *at, "--author", AUTHOR, "--json")
    what = told["change"]
    return Replanned(
        size=given.size,
        seed=seed,
        time_limit=given.time_limit,
        orders=what["orders"],
        same_teams=what["orders_kept"],
        same_day=what["orders_on_their_day"],
        within=what["assignments"],
        kept=what["kept_share"],
        objective=told["objective"],
        held=held,
        free=read_schedule(out.read_bytes()).objective,
        anew=document_in(anew.said)["objective"],
        seconds=round(done.seconds, 1),
        peak_mb=done.peak_mb,
        load=load,
        not_kept=tuple(what["orders_not_kept"]),
    )


HEADINGS = [
    *("size", "seed", "orders", "same teams", "same day", "other work", "kept"),
    *("objective", "searched on", "nothing kept", "more", "without the last plan"),
    *("process s", "peak MB", "load"),
]


def row(run: Replanned) -> list[str]:
    """Return the row of the table for one run."""
    return [
        run.size,
        str(run.seed),
        str(run.orders),
        str(run.same_teams),
        str(run.same_day),
        f"{run.within:,}",
        share(run.kept),
        f"{run.objective:,}",
        f"{run.held:,}",
        f"{run.free:,}",
        share(run.more),
        f"{run.anew:,}",
        value(run.seconds),
        "" if run.peak_mb is None else f"{run.peak_mb:.0f}",
        value(run.load),
    ]


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", choices=("village", "region"), default="region")
    parser.add_argument("--region-seed", type=int, default=1, help="seed of the region [1]")
    parser.add_argument("--seeds", type=seeds, default=[1, 2, 3], help="of the changes [1-3]")
    parser.add_argument("--first", type=float, default=60.0, help="seconds of the first plan [60]")
    parser.add_argument("--time-limit", type=float, default=60.0, help="of every other [60]")
    parser.add_argument("--out", type=Path, default=Path("bench"), help="folder [bench]")
    parser.add_argument("--demo", type=Path, help="a demonstration to take, instead of making one")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    given = arguments(words)
    runs: list[Replanned] = []
    given.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        made = given.demo or Path(folder) / "demo"
        if given.demo is None:
            which = ["--size", given.size, "--seed", str(given.region_seed)]
            ran("demo", *which, "--time-limit", str(given.first), "--out", str(made))
        for seed in given.seeds:
            runs.append(measure(given, made, seed, Path(folder)))
            print("  ".join(part for part in row(runs[-1]) if part), flush=True)
            print("".join(f"  {text}\n" for text in runs[-1].not_kept), end="", flush=True)
            document = {"machine": machine(), "runs": [asdict(run) for run in runs]}
            text = json.dumps(document, indent=1)
            (given.out / "replan_region.json").write_text(text, encoding="utf-8")
    print("\n" + markdown_table(HEADINGS, [row(run) for run in runs]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
