"""The rule about who inspects: another organisation than the one that cleared."""

from collections.abc import Iterator
from itertools import chain

from ploughshare.land.hazards import HazardousArea
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.release import INSPECTOR, ground_of
from ploughshare.planning.rules.tasking import issued_orders_keep_their_operator
from ploughshare.planning.rules.workforce import group_of
from ploughshare.planning.statements import Halted, OnlyBy, SetAside
from ploughshare.skills import RELEASE_KINDS


def another_organisation_inspects(programme: Programme) -> Iterator[OnlyBy | Halted | SetAside]:
    """
    Nobody inspects what his own organisation surveyed or cleared.

    An organisation that only inspects may inspect everything that no task order on record
    names it for. Where an organisation also has teams that survey or clear, its inspecting
    teams may inspect only areas of which the operator is known to be another: all that is left
    to survey and clear there is ordered from others. An inspecting team of unknown
    organisation inspects nothing.

    Source: informed by IMAS 07.40 (monitoring); the three parties to a release.
    """
    inspecting: dict[str, list[str]] = {}
    for team in programme.situation.teams.values():
        if INSPECTOR in team.kinds and team.organisation:
            inspecting.setdefault(team.organisation, []).append(group_of(team))
        elif INSPECTOR in team.kinds:
            because = (
                f"{team.name} has no organisation on record, so nobody can tell whether it "
                "would inspect its own work"
            )
            yield SetAside("teams", team.id, "no-organisation", because, "Record whose it is.")
            yield Halted(team.id, (INSPECTOR,), because)
    operators = {
        team.organisation
        for team in programme.situation.teams.values()
        if set(team.kinds) & set(RELEASE_KINDS)
    }
    ordered = {statement.activity for statement in issued_orders_keep_their_operator(programme)}
    for hazard, piece in programme.each_piece():
        if piece.control is None:
            continue
        own = _operators_on_record(programme, hazard)
        left = (a.id for a in piece.activities if a.kind in {"nts", "ts", "clearance"})
        known = bool(own) and all(name in ordered for name in left)
        may = [name for name in inspecting if name not in own and (known or name not in operators)]
        if len(may) < len(inspecting):
            groups = tuple(dict.fromkeys(chain.from_iterable(inspecting[name] for name in may)))
            ground = ground_of(hazard, piece)
            because = f"{ground} is inspected by another organisation than that which clears it"
            yield OnlyBy(piece.control.id, groups, because)


def _operators_on_record(programme: Programme, hazard: HazardousArea) -> frozenset[str]:
    """Organisations that have, had or may have surveyed or cleared an area by task orders."""
    teams = programme.situation.teams
    return frozenset(
        name
        for order in programme.orders.on_hazard.get(hazard.id, ())
        if order.activity != "control" and order.status != "proposed"
        for name in (
            order.organisation,
            *(teams[t].organisation for t in order.teams if t in teams),
        )
        if name
    )
