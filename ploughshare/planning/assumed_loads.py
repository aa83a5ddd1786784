"""What a plan takes for granted about load classes, and where it sends no heavy teams."""

from collections.abc import Iterator

from ploughshare.planning import wording
from ploughshare.planning.explain import Explanation
from ploughshare.planning.items import Assumption
from ploughshare.planning.load_classes import LoadClasses
from ploughshare.planning.rules.load_classes import heavy_teams_need_roads_that_carry_them
from ploughshare.planning.statements import OnlyBy

BRIDGES = frozenset({"bridge", "culvert"})


def load_rows(explanation: Explanation) -> Iterator[Assumption]:
    """Bridges of unknown load class, and sites that heavy teams do not reach as soon as others."""
    programme = explanation.draft.programme
    loads = LoadClasses(programme)
    if not loads.heavy_teams or not programme.situation.roads:
        return
    figure = programme.situation.figures["travel.heavy.weight_t"]
    unknown = [
        asset
        for asset in programme.situation.assets.values()
        if asset.kind in BRIDGES
        and asset.load_class_t is None
        and asset.id in programme.terrain.asset_at
    ]
    if unknown:
        yield Assumption(
            "bridges of which nobody recorded the load class, taken to carry heavy teams",
            f"{figure.value:g} t", f"{figure.low:g} t", f"{figure.high:g} t", figure.source,
            len(unknown), 0,
        )  # fmt: skip
    planned = explanation.draft.activities
    said = heavy_teams_need_roads_that_carry_them(programme)
    changed = dict.fromkeys(s.activity if isinstance(s, OnlyBy) else s.then for s in said)
    names = [planned[name].name for name in changed if name in planned]
    if names:
        yield Assumption(
            "work that no road carries heavy teams to as soon as others, done without them or after "
            f"works on the way: {wording.few(names)}",
            f"{figure.value:g} t", f"{figure.low:g} t", f"{figure.high:g} t",
            "the load classes on record", len(names), 0,
        )  # fmt: skip
