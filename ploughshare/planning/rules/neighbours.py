"""Rules about neighbours: who does not work beside whom, and how many find room on a site."""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ploughshare.planning import wording
from ploughshare.planning.activities import Activity
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import AtOnce, Separated

SEPARATION, ROOM = "works.separation_m", "site.m2_per_team"
BY_HAND = ("manual", "bac", "eod")
"""Kinds of team of which every tool chain has one, or several where they share an area."""


def nobody_builds_beside_clearance(programme: Programme) -> Iterator[Separated]:
    """
    Nobody builds close to ground that is being cleared.

    Works and clearance are not under way at the same time where the ground of the clearance lies
    within the distance of the figure ``works.separation_m`` of the asset: fragments of what is
    found there reach so far. Which of the two comes first is open. It is not asked for where the
    works wait for that ground anyway. Work under way that breaks this today goes on, and nothing
    new is begun beside it.

    Source: informed by IMAS 10.20 (safety on the work site); practice, for the distance, which the
    authority sets by the largest item to be expected.
    """
    metres = programme.situation.figure(SEPARATION)
    shapes, clearances = _cleared_ground(programme)
    tree = shapely.STRtree(shapes)
    for name, listed in programme.open_works.items():
        works = tuple(w.id for w in listed if w.id in programme.of_works)
        shape = programme.terrain.asset_shapes.get(name)
        if not works or shape is None or not len(shapes):
            continue
        waited_for = _waited_for(programme, name)
        near = [
            (activity, release)
            for activity, release in (
                clearances[i] for i in sorted(tree.query(shape, "dwithin", metres).tolist())
            )
            if not waited_for & {release, programme.of_hazard[activity.record_id][-1].id}
        ]
        if near:
            asset = programme.situation.assets[name].name
            areas = dict.fromkeys(
                programme.situation.hazards[activity.record_id].name for activity, _ in near
            )
            yield Separated(
                f"beside {name}",
                works,
                tuple(activity.id for activity, _ in near),
                f"{wording.listed(areas)} {'lies' if len(areas) == 1 else 'lie'} within "
                f"{metres:g} m of {asset}, and nobody builds there while it is cleared",
                (SEPARATION,),
            )


def _cleared_ground(
    programme: Programme,
) -> tuple["np.ndarray[tuple[int], np.dtype[np.object_]]", list[tuple[Activity, str]]]:
    """The ground of every clearance on the plane, the clearance, and what releases it."""
    whole = dict(
        zip(
            (h.id for h in programme.terrain.open_hazards),
            programme.terrain.hazard_shapes,
            strict=True,
        )
    )
    found: list[tuple[BaseGeometry, tuple[Activity, str]]] = []
    for hazard, piece in programme.each_piece():
        shape = whole[hazard.id] if piece.lot is None else piece.lot.shape
        for activity in piece.activities:
            if activity.kind == "clearance":
                found.append((shape, (activity, piece.release.id)))
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = [shape for shape, _ in found]
    return shapes, [each for _, each in found]


def _waited_for(programme: Programme, asset: str) -> set[str]:
    """What releases the ground that the works on an asset wait for."""
    return {
        release.id
        for hazard in programme.terrain.hazards_on.get(asset, ())
        for release in programme.released_by(hazard, asset)
    }


def a_site_holds_so_many_teams(programme: Programme) -> Iterator[AtOnce]:
    """
    Only so many teams clear an area at once as find room there.

    Deminers keep their distance from each other, 25 m or so. A team of eight takes the ground of the
    figure ``site.m2_per_team``, and at least one finds room on any area. What counts are teams that
    search by hand, and those that clear strikes or single items: a machine or a dog team works on
    the same ground as the team that follows it up. What is under way goes on.

    Source: informed by IMAS 10.20 (safety on the work site); practice, for the ground of a team.
    """
    room = programme.situation.figure(ROOM)
    for name, activities in programme.of_hazard.items():
        hazard = programme.situation.hazards[name]
        clearances = tuple(a.id for a in activities if a.kind == "clearance")
        if clearances and hazard.area_m2:
            teams = max(1, int(hazard.area_m2 / room))
            because = f"{hazard.name} has no room for more teams at once"
            yield AtOnce(f"teams on {name}", clearances, teams, BY_HAND, because, (ROOM,))
