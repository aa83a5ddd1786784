"""The rule about load classes: where roads and bridges carry heavy teams."""

from collections.abc import Iterator, Mapping

from ploughshare.planning.activities import Activity
from ploughshare.planning.load_classes import HEAVY, LoadClasses
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.access import ends_of, obstacle_names
from ploughshare.planning.rules.tasking import WAYS
from ploughshare.planning.rules.workforce import group_of
from ploughshare.planning.statements import OnlyBy, Wait, Way
from ploughshare.planning.terrain import asset_key


def heavy_teams_need_roads_that_carry_them(programme: Programme) -> Iterator[OnlyBy | Wait]:
    """
    Heavy teams go only where roads and bridges carry them.

    A team that moves on a low-loader weighs the tonnes of the figure ``travel.heavy.weight_t``.
    It takes no road and no bridge of which a smaller load class is on record, nor what works leave
    with one, as a pontoon may be. What is repaired carries what it did before, and what is rebuilt
    carries it, where the record of the works says nothing else. Work that other teams can do as
    well is planned without heavy ones where these could not go as soon as others. Work that only
    heavy teams do waits for what lets them through, and is not planned where nothing does. What
    heavy teams stand on already goes on. A load class that nobody recorded carries them, and the
    plan's assumptions say of how many bridges.

    Source: load classes on record; the weight is practice.
    """
    loads = LoadClasses(programme)
    if not loads.sites:
        return
    offered = _ways(programme)
    teams = programme.situation.teams.values()
    light = [team for team in teams if team.mobility != HEAVY]
    kinds = {kind for team in light for kind in team.kinds}
    heavy = {kind for team in teams if team.mobility == HEAVY for kind in team.kinds}
    groups = tuple(dict.fromkeys(map(group_of, light)))
    names, ends = obstacle_names(programme), _ends(programme, loads)
    for (record_type, record_id), after in loads.sites.items():
        for activity in _activities(programme, record_type, record_id):
            asked = offered.get(activity.id, [])
            if not any(kind in heavy for way in asked for kind in way.teams):
                continue
            if after and not any(kinds.issuperset(way.teams) for way in asked):
                for key in after:
                    past = f"heavy teams ({loads.weight_t:g} t) get there past {names[key]} only"
                    for end in ends.get(key, ()):
                        yield Wait(end.id, activity.id, past)
            else:
                because = f"no road there carries heavy teams ({loads.weight_t:g} t)"
                if after:
                    because = f"{because} before {names[after[0]]} is passed"
                yield OnlyBy(activity.id, groups, because)


def _ways(programme: Programme) -> dict[str, list[Way]]:
    found: dict[str, list[Way]] = {}
    for rule in WAYS:
        for way in rule(programme):
            found.setdefault(way.activity, []).append(way)
    return found


def _ends(programme: Programme, loads: LoadClasses) -> Mapping[str, tuple[Activity, ...]]:
    """Activities after which heavy teams pass each obstacle."""
    later = {asset_key(name): (end,) for name, end in loads.weak.items() if end}
    return {**ends_of(programme), **later}


def _activities(programme: Programme, record_type: str, record_id: str) -> Iterator[Activity]:
    """All that is to be done at a site, without what is under way."""
    if record_type == "hazards":
        listed = programme.of_hazard[record_id]
    else:
        listed = (programme.of_works[record_id],) if record_id in programme.of_works else ()
    for activity in listed:
        orders = programme.orders_of.get(activity.id, ())
        begun = any(o.status == "active" and o.id not in programme.take_off for o in orders)
        if not activity.is_milestone and not begun:
            yield activity
