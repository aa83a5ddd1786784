"""What promised teams need and somebody must give: sums from figures with source and range."""

from collections.abc import Iterable, Iterator, Mapping
from math import ceil

from ploughshare.evidence.figures import Figure
from ploughshare.planning.scenarios.arrival import Arrival
from ploughshare.planning.scenarios.terms import Shortfall

PER_TEAM = (
    ("medics", "need.medics_per_team", "deminers"),
    ("ambulances", "need.ambulances_per_team", "deminers"),
    ("interpreters, demining teams", "need.interpreters_per_team", "deminers"),
    ("interpreters, building crews", "need.interpreters_per_crew", "builders"),
    ("explosives a month, kg", "need.explosives_kg_per_team_month", "deminers"),
    ("inspecting teams", "need.inspecting_teams_per_team", "deminers"),
    ("supervisors of building crews", "need.supervisors_per_crew", "builders"),
)
"""What, by which figure, for the teams of which role."""


def needs(
    arrivals: Iterable[Arrival], figures: Mapping[str, Figure], medics: float
) -> tuple[Shortfall, ...]:
    """
    What is needed beside the people stated, least covered first as listed.

    Teams at strength need it, however much they do. ``medics`` is how many medics are
    themselves counted contributions; nothing else of this is ever promised as people.
    """
    return tuple(_needs(list(arrivals), figures, medics))


def _needs(
    arrivals: list[Arrival], figures: Mapping[str, Figure], medics: float
) -> Iterator[Shortfall]:
    teams: dict[str, int] = {}
    for each in arrivals:
        teams[each.role] = teams.get(each.role, 0) + each.at_strength
    for what, metric, role in PER_TEAM:
        count = teams.get(role, 0)
        if count:
            promised = round(medics) if what == "medics" else 0
            word = "teams" if role == "deminers" else "crews"
            yield _row(what, count, word, figures[metric], promised)
    people = sum(each.people for each in arrivals)
    if people:
        yield _row("camp places", people, "people", figures["need.camp_places_per_person"], 0)


def _row(what: str, count: int, word: str, figure: Figure, promised: int) -> Shortfall:
    low, value, high = (ceil(round(count * each, 6)) for each in
                        (figure.low, figure.value, figure.high))  # fmt: skip
    because = f"{count:,} {word} x {figure.value:g} ({figure.low:g} to {figure.high:g})"
    return Shortfall(what, value, low, high, promised, because, figure.source)
