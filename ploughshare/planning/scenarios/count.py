"""Counting what is promised: from a scenario and contributions to the terms of its plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from ploughshare.errors import CallError
from ploughshare.fields import Record, text_in
from ploughshare.planning import wording
from ploughshare.planning.scenarios.arrival import Arrival
from ploughshare.planning.scenarios.needs import needs
from ploughshare.planning.scenarios.scenario import ROLES_WITH_TEAMS, Scenario
from ploughshare.planning.scenarios.terms import AddedTeam, Counted, Owned, ScenarioTerms
from ploughshare.planning.situation import Situation
from ploughshare.pledges.ladder import COUNTED, Standing, standings
from ploughshare.pledges.parts import counted_once, people_there


def terms_of(
    scenario: Scenario,
    situation: Situation,
    contributions: Sequence[Record],
    steps: Iterable[Record],
    sources: Sequence[Record],
) -> ScenarioTerms:
    """
    What a scenario counts, assumes, adds and lacks in a situation.

    A contribution whose teams are on record is counted with them; of others teams are
    made up by the scenario's terms. What is neither deminers nor builders adds no team. A part of
    another contribution that is counted is counted with that; parts that count in every plan, because
    they are accredited, are taken off their whole.

    Raises
    ------
    CallError
        When the scenario names a contribution or a place that is not on record or counts
        already, or counts nothing at all; or when its teams have no base.
    """
    stand = standings(contributions, steps, sources)
    _require_known(scenario, situation, stand)
    titles = {record.id: text_in(record.values, "title") for record in sources}
    counted = [each for each in contributions if scenario.counts(each.id, stand[each.id].rung)]
    chosen = counted_once(counted)
    if not chosen:
        raise CallError(
            f"Scenario {scenario.name} counts nothing: no contribution on record stands on "
            f"{scenario.lowest_rung} or above, below accredited.",
            remedy="plough show --as contributions lists them; plough check tells what keeps "
            "one from its rung.",
        )
    arrivals = [
        Arrival(situation, scenario, each, stand[each.id], people_there(each, contributions, stand))
        for each in chosen
    ]
    parts = [_part(each, titles) for each in arrivals]
    medics = sum(each.said for each in arrivals if each.role == "medics")
    return ScenarioTerms(
        name=scenario.name,
        owner=scenario.owner,
        as_of=scenario.as_of or situation.calendar.start,
        counted=tuple(part.counted for part in parts),
        assumed=tuple(row for part in parts for row in part.assumed),
        needs=needs([a for a in arrivals if a.role in ROLES_WITH_TEAMS], situation.figures, medics),
        teams=tuple(team for part in parts for team in part.teams),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What one contribution adds to the terms."""

    counted: Counted
    assumed: tuple[Owned, ...] = ()
    teams: tuple[AddedTeam, ...] = ()


def _part(each: Arrival, titles: Mapping[str, str]) -> _Part:
    name, values = each.contribution.id, each.contribution.values
    moves = each.role in ROLES_WITH_TEAMS
    row = Counted(
        id=name,
        giver=text_in(values, "giver") or name,
        role=each.role,
        rung=each.standing.rung,
        said=each.said,
        unit=text_in(values, "unit") or "people",
        people=each.people if moves else 0,
        source=titles.get(text_in(values, "source"), text_in(values, "source")),
        ready_on=None,
        teams=0,
    )
    own = [team for team in each.situation.teams.values() if team.contribution == name]
    if own:
        what, day = "first day of its teams on record", wording.day(each.ready_on)
        return _Part(
            replace(row, ready_on=each.ready_on, teams=len(own), on_record=True),
            (Owned(name, what, day, "", "", "its arrival and accreditation"),),
        )
    if not moves:
        return _Part(row)
    bases = each.bases()
    if not bases:
        raise CallError(
            f"Nobody knows where the teams of {name} would be based: no team on record has a base.",
            remedy=f'Say bases = ["PLACE"] under [{each.role}] in the scenario\'s file.',
        )
    teams = tuple(each.teams(bases))
    first = min((team.from_on for team in teams), default=None)
    return _Part(replace(row, ready_on=first, teams=len(teams)), tuple(each.assumed()), teams)


def _require_known(scenario: Scenario, situation: Situation, stand: Mapping[str, Standing]) -> None:
    where = scenario.file or f"scenario {scenario.name}"
    for name in (*scenario.only, *scenario.contributions):
        if name not in stand:
            close = get_close_matches(name, stand, 3)
            raise CallError(
                f"{where}: there is no contribution {name!r} on record.",
                remedy=f"Did you mean {wording.listed(close, 'or')}?" if close else
                "plough show --as contributions lists them.",
            )  # fmt: skip
        if stand[name].rung in COUNTED:
            raise CallError(
                f"{where}: contribution {name} is {stand[name].rung} and counts in every plan.",
                remedy="Leave it out of the scenario.",
            )
    for terms in (*scenario.roles.values(), *scenario.contributions.values()):
        for place in terms.bases:
            known = situation.places.get(place)
            if known is None or known.geometry is None:
                close = get_close_matches(place, situation.places, 3)
                raise CallError(
                    f"{where}: there is no place {place!r} on the map to be based at.",
                    remedy=f"Did you mean {wording.listed(close, 'or')}?" if close else
                    "plough show --as places lists them.",
                )  # fmt: skip
