"""Rules about works and services: in which order, how long, and what brings people what."""

from collections.abc import Iterator
from itertools import chain

from ploughshare.assets.assets import Works
from ploughshare.planning.effort import works_days
from ploughshare.planning.interim import people_warned
from ploughshare.planning.programme import Programme
from ploughshare.planning.services import best_share, people_of
from ploughshare.planning.statements import Needs, NotBefore, Serves, Wait, Way
from ploughshare.planning.terrain import serves_today
from ploughshare.planning.weighing import family_of, hectares_of

BRIEFING = "works.briefing_days"

ORDER_OF_TYPES = ("debris", "emergency", "temporary", "repair", "rebuild")
"""Order of works on one asset whose records name none."""


def chain_of_works(programme: Programme) -> Iterator[Wait]:
    """
    Works on an asset follow each other as their records say.

    Where no works of an asset name what they come after, debris removal comes
    before emergency repair, then temporary works, repair, rebuilding. An asset is
    back in full use when all its works are done, and in part when its emergency and
    temporary works are.

    Source: practice.
    """
    situation = programme.situation
    for name, listed in programme.open_works.items():
        if name not in programme.terrain.asset_at:
            continue
        ordered = any(works.after for works in listed)
        for works in listed:
            for before in works.after:
                if before in programme.of_works:
                    lag = situation.works[before].lag_days
                    because = f"{works.name} comes after {situation.works[before].name}"
                    yield Wait(before, works.id, because, lag)
        if not ordered:
            for first in listed:
                for then in listed:
                    if _rank(first.works_type) < _rank(then.works_type):
                        because = f"{then.name} comes after {first.name}"
                        yield Wait(first.id, then.id, because, first.lag_days)
        part = programme.first_service.get(name)
        if part is not None and part.kind == "milestone":
            for works in programme.interim_works[name]:
                because = (
                    f"{situation.assets[name].name} serves in part when its emergency and "
                    "temporary works are done"
                )
                yield Wait(works.id, part.id, because, works.lag_days)
        end = programme.restoration.get(name)
        if end is not None and end.kind == "milestone":
            for works in listed:
                because = f"{situation.assets[name].name} serves when all its works are done"
                yield Wait(works.id, end.id, because, works.lag_days)


def _rank(works_type: str) -> int:
    return ORDER_OF_TYPES.index(works_type) if works_type in ORDER_OF_TYPES else len(ORDER_OF_TYPES)


def works_take_their_time(programme: Programme) -> Iterator[Way]:
    """
    Works take their crews the time their quantity and rate say.

    A record that allows several crews may be worked on by fewer. Where a hazardous area
    lies on the ground of the asset or in its buffer, crews are briefed once before they
    begin, all of them at the same time: the figure ``works.briefing_days``.

    Source: productivity rates, with their ranges and sources; the briefing is practice.
    """
    for listed in programme.open_works.values():
        for works in listed:
            effort = works_days(programme.situation, works)
            if effort is None or works.id not in programme.of_works:
                continue
            days = effort.days * programme.orders.left_on_works(works.id)
            briefing, figures = _briefing(programme, works)
            for crews in range(1, works.crews + 1):
                shared = "" if crews == 1 else f" by {crews} crews"
                yield Way(
                    works.id,
                    days / crews + briefing,
                    {works.trade: crews},
                    f"{works.name}{shared}",
                    (*effort.uses, *figures),
                )


def _briefing(programme: Programme, works: Works) -> tuple[float, tuple[str, ...]]:
    """Days of briefing before works begin, and the figure they rest on."""
    orders = programme.orders_of.get(works.id, ())
    begun = works.status == "active" or any(order.status == "active" for order in orders)
    if begun or not programme.terrain.hazards_on.get(works.asset):
        return 0.0, ()
    return programme.situation.figure(BRIEFING), (BRIEFING,)


def not_before_its_day(programme: Programme) -> Iterator[NotBefore]:
    """
    Works do not begin before the day their record names.

    Materials, permits or the season may set it.

    Source: the record.
    """
    for listed in programme.open_works.values():
        for works in listed:
            if works.earliest_on is not None and works.id in programme.of_works:
                because = f"{works.name} cannot begin before {works.earliest_on:%d %b %Y}"
                yield NotBefore(works.id, works.earliest_on, because)


def people_are_served(programme: Programme) -> Iterator[Serves]:
    """
    An asset serves a share of its people from its first works on, all when the last is done.

    Emergency and temporary works bring back a share of the service, if permanent works are
    still to come: the share on record, else the figure of their type, the largest where
    there are several. The permanent works bring the rest, and both add up to the people the
    asset serves. What was done before the plan serves today already. Where nobody counted the
    people, a default of the kind of asset is used and listed. Fields count as land, all
    else as service.

    Source: ``people_served`` and ``service_share`` of the records, else the defaults in the
    figures.
    """
    situation = programme.situation
    for name, activity in programme.restoration.items():
        asset = situation.assets[name]
        people, uses = people_of(asset)
        today, then, rest = programme.people_in_parts(name, people)
        interim = (programme.interim_works.get(name, ()), programme.in_part_today.get(name, ()))
        _, shares = best_share(situation, chain(*interim))
        first = programme.first_service.get(name)
        because = f"{asset.name} serves {people:,} people"
        family = family_of(asset)
        hectares = hectares_of(programme.terrain, name) if family == "land" else None
        counts = programme.weighing.of
        as_of = asset.people_as_of if asset.people_served is not None else None
        whole = benefit_of_asset(programme, name)
        if first is not None:
            yield Serves(
                first_benefit_of(programme, name), first.id, f"{asset.name} back in use in part",
                family, then, "assets", name,
                f"{because}, {then:,} of them in part before all its works are done",
                (*uses, *shares), "first", counts=counts(family, then, None), as_of=as_of,
            )  # fmt: skip
        in_part = first is not None or today > 0
        yield Serves(
            whole, activity.id, f"{asset.name} back in {'full ' if in_part else ''}use",
            family, rest, "assets", name, because, (*uses, *shares), "rest" if in_part else "",
            hectares, counts(family, rest, hectares), as_of,
        )  # fmt: skip


def people_leave_hazards_behind(programme: Programme) -> Iterator[Serves]:
    """
    People exposed to a hazardous area are served when its land is released.

    The weight is the number of people exposed on the record; without one it is 0,
    and the area gets its place in the plan from what waits behind it. Where they are warned
    before, that counts for a share of them, and the release for the rest.

    Source: ``people_exposed`` of the record.
    """
    for name, activities in programme.of_hazard.items():
        hazard = programme.situation.hazards[name]
        warned = people_warned(hazard, programme.situation) if name in programme.interim else 0
        if activities and hazard.people_exposed:
            yield Serves(
                benefit_of_hazard(programme, name),
                activities[-1].id,
                f"{hazard.name} released",
                "safety",
                hazard.people_exposed - warned,
                "hazards",
                name,
                f"{hazard.people_exposed:,} people live or work within reach of {hazard.name}",
                counts=programme.weighing.of("safety", hazard.people_exposed - warned, None),
                part="rest" if warned else "",
            )


def service_needs(programme: Programme) -> Iterator[Needs]:
    """
    A home serves only when its pump does, a pump only when its substation does.

    Needing delays the service, never the work. It ends with the first service of what is
    needed, in part or in full: half a substation is power for the pump. What serves
    today is no longer waited for.

    Source: the service dependencies on record.
    """
    assets = programme.situation.assets
    for name, needed in programme.needs_of.items():
        for other in dict.fromkeys(needed):
            waits = other in programme.restoration or not serves_today(assets[other])
            waits = waits and other not in programme.in_part_today
            if name in programme.restoration and waits and other != name:
                because = f"{assets[name].name} needs {assets[other].name}"
                for benefit in benefits_of_asset(programme, name):
                    yield Needs(benefit, first_benefit_of(programme, other), because)


def benefit_of_asset(programme: Programme, name: str) -> str:
    """Id of the benefit that an asset gives when all its works are done."""
    return name if name not in programme.situation.hazards else f"assets/{name}"


def first_benefit_of(programme: Programme, name: str) -> str:
    """Id of the first benefit that an asset gives: in part where it serves so first."""
    whole = benefit_of_asset(programme, name)
    return f"{whole}.first" if name in programme.first_service else whole


def benefits_of_asset(programme: Programme, name: str) -> tuple[str, ...]:
    """Ids of all benefits that an asset gives, the first before the last."""
    ids = (first_benefit_of(programme, name), benefit_of_asset(programme, name))
    return tuple(dict.fromkeys(ids))


def benefit_of_hazard(programme: Programme, name: str) -> str:
    """Id of the benefit that comes with the release of a hazardous area."""
    return name if name not in programme.situation.assets else f"hazards/{name}"
