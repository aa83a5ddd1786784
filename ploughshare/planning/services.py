"""Services of assets: the people they are for, and their share before all works are done."""

from collections.abc import Iterable

from ploughshare.assets.assets import Asset, Works
from ploughshare.planning.defaults import PEOPLE_SERVED
from ploughshare.planning.situation import Situation

INTERIM = frozenset({"emergency", "temporary"})
"""Types of works that bring a share of the service back before the permanent works are done."""

PERMANENT = frozenset({"repair", "rebuild"})
"""Types of works that bring back the rest."""


def people_of(asset: Asset) -> tuple[int, tuple[str, ...]]:
    """People an asset serves, and the default that says so where nobody counted them."""
    if asset.people_served is not None:
        return asset.people_served, ()
    return PEOPLE_SERVED.get(asset.kind, PEOPLE_SERVED["other"])[0], (f"people:{asset.kind}",)


def share_metric(works: Works) -> str:
    """The figure that says which share works give; empty where their record says it."""
    return "" if works.service_share is not None else f"works.{works.works_type}.service_share"


def share_of(situation: Situation, works: Works) -> float:
    """Share of its asset's service that emergency or temporary works give when they are done."""
    metric = share_metric(works)
    share = situation.figure(metric) if metric else works.service_share or 0.0
    return min(1.0, max(0.0, share))


def best_share(situation: Situation, listed: Iterable[Works]) -> tuple[float, tuple[str, ...]]:
    """The largest share that any of these works gives, and the figure it rests on; 0 for none."""
    found = [(share_of(situation, works), share_metric(works)) for works in listed]
    share, metric = max(found, default=(0.0, ""))
    return share, ((metric,) if metric else ())


def in_parts(people: int, today: float, first: float) -> tuple[int, int, int]:
    """
    Whole people served today, more of them from the first service on, and the rest.

    Parameters
    ----------
    people
        People the asset serves when all its works are done, 0 or more.
    today, first
        Share served today, and from the first service on; 0 to 1.

    Returns
    -------
    tuple
        Three counts of 0 or more that add up to ``people``.
    """
    now = round(today * people)
    then = max(0, round(first * people) - now)
    return now, then, people - now - then
