"""The founding question: what reported people would change, in four plans beside that of record."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from ploughshare.errors import CallError
from ploughshare.planning.plan import Plan, plan
from ploughshare.planning.scenarios.count import terms_of
from ploughshare.planning.scenarios.scenario import ROLES_WITH_TEAMS, Scenario, own_scenario
from ploughshare.planning.scenarios.terms import under
from ploughshare.planning.situation import Situation
from ploughshare.pledges.ladder import LADDER, standings
from ploughshare.registry.registry import Registry
from ploughshare.scheduling.solve import Stop

SIX_MONTHS = 182
"""Days."""

SECONDS = 240.0
"""Wall time for all four searches; stating their problems takes as long again at most."""


def variants(owner: str, only: tuple[str, ...]) -> Mapping[str, Scenario]:
    """The four scenarios, by how the page calls them."""
    full = replace(own_scenario("as-announced", owner), name="as-reported", only=only)
    return {
        "as reported": full,
        "half of it": full.changed("half-of-it", share=0.5),
        "a fifth": full.changed("a-fifth", share=0.2),
        "six months later": full.changed("six-months-later", delay_days=SIX_MONTHS),
    }


def founding_plans(
    registry: Registry,
    situation: Situation,
    record: Plan,
    *,
    owner: str,
    stop: Stop,
    seed: int = 0,
    progress: Callable[[str], None] = lambda said: None,
) -> dict[str, Plan]:
    """
    The four plans, by how the page calls them; none of them is kept.

    Each search begins from the plan of record, which more teams can carry out as well: what
    they change is never less than nothing because a search was short. Time is shared between
    them; a limit by iterations holds for each.

    Parameters
    ----------
    situation, record
        The plan of record, with what it read. What is reported is taken as it stands today:
        the plan knows nothing of it.
    owner
        Who answers for the assumptions.

    Raises
    ------
    CallError
        When nobody reports deminers or builders.
    """
    contributions, steps, sources = (
        tuple(registry.records(name)) for name in ("contributions", "steps", "sources")
    )
    stand = standings(contributions, steps, sources)
    reported = tuple(
        each.id
        for each in contributions
        if stand[each.id].rung == LADDER[0] and each.values.get("role") in ROLES_WITH_TEAMS
    )
    if not reported:
        raise CallError(
            "Nobody is reported to send deminers or builders, so there is no such question.",
            remedy="Import what is reported: plough import FILE --as contributions.",
        )
    found = {}
    named = variants(owner, reported)
    for name, scenario in named.items():
        progress(f"planning as if {name} came")
        assumed = under(situation, terms_of(scenario, situation, contributions, steps, sources))
        own = stop
        if stop.seconds is not None:
            own = replace(stop, seconds=stop.seconds / len(named), origin=time.monotonic())
        found[name] = plan(assumed, stop=own, seed=seed, begin=record).plan
    return found
