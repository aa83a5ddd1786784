"""What a plan leaves out: each reason once, with what it holds up and whom it keeps waiting."""

from collections.abc import Iterator, Mapping

from ploughshare.assets.assets import Asset, Works
from ploughshare.land.hazards import HazardousArea
from ploughshare.planning.formulate import Draft
from ploughshare.planning.items import NotPlanned
from ploughshare.planning.services import people_of
from ploughshare.planning.statements import SetAside
from ploughshare.planning.weighing import family_of, size_ha
from ploughshare.workforce.rights import Grant
from ploughshare.workforce.teams import Team


def not_planned(draft: Draft) -> tuple[NotPlanned, ...]:
    """Everything set aside in a draft, greatest weight first."""
    held: dict[int, set[str]] = {}
    weight: dict[int, int] = {}
    for name, number in draft.fallen.items():
        activity = draft.all_activities[name]
        if activity.is_listed:
            held.setdefault(number, set()).add(activity.record_id)
    for name, number in draft.lost.items():
        serves = draft.all_benefits.get(name)
        held.setdefault(number, set()).add(serves.record_id if serves else name)
        weight[number] = weight.get(number, 0) + (
            serves.weight if serves else _people_of(draft, name)
        )
    rows = [
        NotPlanned(
            record_type=root.record_type,
            record_id=root.record_id,
            name=_name(draft, root),
            reason=root.reason,
            text=root.because,
            remedy=root.remedy,
            holds_up=tuple(sorted(held.get(number, set()) - {root.record_id})),
            weight=weight.get(number, 0),
        )
        for number, root in _felt(draft)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.weight, row.reason, row.record_id)))


def counts_left_out(draft: Draft) -> int:
    """What the benefits that a draft leaves out count in the sum that a plan makes small."""
    programme = draft.programme
    count = 0
    for name in draft.lost:
        serves = draft.all_benefits.get(name)
        if serves is not None:
            count += serves.counted
        elif (asset := programme.situation.assets.get(name.removeprefix("assets/"))) is not None:
            hectares = size_ha(programme.terrain, asset.id)
            count += programme.weighing.of(family_of(asset), people_of(asset)[0], hectares)
    return count


def _felt(draft: Draft) -> Iterator[tuple[int, SetAside]]:
    """Roots that took something with them, or that had nothing to take."""
    felt = {*draft.fallen.values(), *draft.lost.values()}
    for number, root in enumerate(draft.roots):
        if number in felt or not (root.activities or root.benefits):
            yield number, root


def _people_of(draft: Draft, name: str) -> int:
    asset = draft.programme.situation.assets.get(name.removeprefix("assets/"))
    return 0 if asset is None else people_of(asset)[0]


def _name(draft: Draft, root: SetAside) -> str:
    situation = draft.programme.situation
    held: dict[str, Mapping[str, HazardousArea | Works | Asset | Team | Grant]] = {
        "hazards": situation.hazards,
        "works": situation.works,
        "assets": situation.assets,
        "teams": situation.teams,
        "grants": situation.grants,
    }
    record = held.get(root.record_type, {}).get(root.record_id)
    return record.name if record is not None else root.record_id
