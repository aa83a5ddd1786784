"""
The quick way from bytes to a ``Problem``, for files that are as they should be.

Records that are many, activities and benefits, are decoded by msgspec straight into typed objects
and become arrays column by column; the rest goes the way of every document. What is found wrong, or
cannot be settled here, is left to the strict reader, which names the place and the remedy.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import UNSET, Meta, Struct, UnsetType

from ploughshare.errors import InputRefused
from ploughshare.scheduling.flat_lists import offsets, owners
from ploughshare.scheduling.joint_checks import (
    check_joint_meaning,
    check_joint_references,
    reachable,
)
from ploughshare.scheduling.json_shapes import require_shape
from ploughshare.scheduling.problem import NONE, Ints, Problem
from ploughshare.scheduling.problem_arrays import MANY, Labels, assembled, numbered
from ploughshare.scheduling.problem_checks import (
    FIRST,
    PROBLEM,
    PROBLEM_2,
    SECOND,
    Document,
    Names,
    check_fixed,
    check_references,
)
from ploughshare.scheduling.problem_meaning import (
    LARGEST_COORDINATE,
    LARGEST_TABLE,
    check_meaning,
    latest_step,
    longest_trip,
)
from ploughshare.scheduling.strict_json import LARGEST_INTEGER
from ploughshare.scheduling.tables import topological

Name = Annotated[str, Meta(min_length=1)]
_Steps = Annotated[int, Meta(ge=0, le=LARGEST_INTEGER)]
_NOBODY: dict[str, int] = {}


class JsonRecord(Struct, forbid_unknown_fields=True, gc=False):
    """A JSON object with known keys; what is ``UNSET`` is absent."""


class _Mode(JsonRecord):
    steps: _Steps
    teams: dict[Name, _Steps] | UnsetType = UNSET


class _Predecessor(JsonRecord):
    id: Name
    lag: _Steps | UnsetType = UNSET


class _Activity(JsonRecord):
    id: Name
    at: tuple[float, float]
    modes: list[_Mode]
    zone: Name | UnsetType = UNSET
    area: Name | UnsetType = UNSET
    groups: list[Name] | UnsetType = UNSET
    earliest: _Steps | UnsetType = UNSET
    after: list[_Predecessor] | UnsetType = UNSET
    after_any: list[list[_Predecessor]] | UnsetType = UNSET


class _Benefit(JsonRecord):
    id: Name
    activity: Name
    weight: _Steps
    needs: list[Name] | UnsetType = UNSET


class _File(JsonRecord):
    format: Any
    steps_per_day: Any
    kinds: Any
    travel: Any
    teams: Any
    activities: list[_Activity]
    name: Any = UNSET
    start_date: Any = UNSET
    between: Any = UNSET
    roads: Any = UNSET
    standdowns: Any = UNSET
    fixed: Any = UNSET
    limits: Any = UNSET
    apart: Any = UNSET
    benefits: list[_Benefit] | UnsetType = UNSET


_DECODER = msgspec.json.Decoder(_File)


class Doubt(Exception):
    """Something that the strict reader has to look at."""


def read_quickly(content: bytes) -> Problem | None:
    """Return the problem that the strict reader would find in a file, or ``None``: ask that one."""
    try:
        file = _DECODER.decode(content)
        return _problem(file, content)
    except (Doubt, InputRefused, msgspec.MsgspecError, ArithmeticError, RecursionError):
        return None


def _problem(file: _File, content: bytes) -> Problem:
    activities = file.activities
    benefits = [] if file.benefits is UNSET else file.benefits
    rest = {**fields_of(file), "activities": [], "benefits": []}
    settle(rest["format"] in (FIRST, SECOND))
    require_shape(PROBLEM if rest["format"] == FIRST else PROBLEM_2, rest)
    names = check_references({**rest, "fixed": []})
    names.activities.update(_numbers([each.id for each in activities]))
    names.benefits.update(_numbers([each.id for each in benefits]))
    lengths = [len(each.modes) for each in activities]
    check_fixed(rest.get("fixed", []), lengths, names)
    check_joint_references(rest, names)
    check_meaning(rest)
    check_joint_meaning(rest)

    labels = _labels(rest, activities)
    parts = (
        _activity_columns(activities, labels),
        _predecessors(activities, names.activities),
        _alternatives(activities, names.activities),
        _modes(activities, lengths, names.kinds),
        _benefits(benefits, names),
    )
    columns = {name: column for part, _ in parts for name, column in part.items()}
    if len(columns["set_activity"]):
        settle(rest["format"] != FIRST)
        _require_ground(columns)
    keys = count_keys(rest) - (file.benefits is UNSET) + sum(keys for _, keys in parts)
    require_each_key_once(content, keys)
    _require_small_sums(rest, columns, labels)
    return assembled(rest, names, labels, columns)


def _numbers(ids: list[str]) -> dict[str, int]:
    numbers = {name: i for i, name in enumerate(ids)}
    settle(len(numbers) == len(ids))
    return numbers


def fields_of(record: JsonRecord) -> Document:
    """Return what is there of a record, by key."""
    found = {name: getattr(record, name) for name in record.__struct_fields__}
    return {name: value for name, value in found.items() if value is not UNSET}


def settle(known: bool) -> None:
    """Raise ``Doubt`` about what is not known to be right."""
    if not known:
        raise Doubt


def _present(values: Sequence[object]) -> int:
    return len(values) - values.count(UNSET)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def count_keys(value: Any) -> int:
    """Count the keys of all objects in what was decoded as a document."""
    if isinstance(value, dict):
        return len(value) + sum(map(count_keys, value.values()))
    return sum(map(count_keys, value)) if isinstance(value, list) else 0


def require_each_key_once(content: bytes, keys: int) -> None:
    """
    Leave to the strict reader what may repeat a key: here the last one would count.

    A colon in JSON follows a key or is part of a text. Where none follows a blank, every key of
    the file ends in ``":``, and none was lost if there are as many keys as that.
    """
    settle(not any(blank + b":" in content for blank in (b" ", b"\t", b"\n", b"\r")))
    settle(content.count(b'":') == keys)


def _labels(rest: Document, activities: list[_Activity]) -> Labels:
    """Number zones, areas and groups as :func:`problem_arrays.arrays_of` does."""
    teams = rest["teams"]

    def numbers(key: str, of_activities: Iterable[str | UnsetType]) -> dict[str, int]:
        of_teams = [each[key] for each in teams if key in each]
        return numbered([*of_teams, *(name for name in of_activities if name is not UNSET)])

    zones = numbers("zone", [each.zone for each in activities])
    areas = numbers("area", [each.area for each in activities])
    admitted = [each.groups for each in activities if each.groups is not UNSET]
    groups = numbers("group", chain.from_iterable(admitted))
    settle(not areas or rest["format"] != FIRST)
    most = max(len(teams), len(zones), len(rest.get("standdowns", [])))
    spots = _spots(rest, activities)
    tables = (most * len(zones), len(activities) * len(groups), spots**2 * len(rest["travel"]))
    settle(max(tables) <= LARGEST_TABLE)
    settle(all(len(set(each)) == len(each) for each in admitted))
    return Labels(zones, areas, groups)


def _spots(rest: Document, activities: list[_Activity]) -> int:
    """Count pairs of a zone and an area in which a place lies; 0 where no roads are listed."""
    if not rest.get("roads"):
        return 0
    bases = {(team.get("zone", UNSET), team.get("area", UNSET)) for team in rest["teams"]}
    return len(bases | {(each.zone, each.area) for each in activities})


def _activity_columns(activities: list[_Activity], labels: Labels) -> tuple[dict[str, Any], int]:
    zone = [each.zone for each in activities]
    area = [each.area for each in activities]
    groups = [each.groups for each in activities]
    at = np.fromiter(chain.from_iterable([each.at for each in activities]), np.float64)
    settle(bool((np.abs(at) <= LARGEST_COORDINATE).all()))
    earliest = [each.earliest for each in activities]
    allowed = np.zeros((len(activities), len(labels.groups)), np.bool_)
    for j, admitted in enumerate(groups):
        if admitted is not UNSET:
            allowed[j, [labels.groups[name] for name in admitted]] = True
    named: tuple[Sequence[object], ...] = (zone, area, groups, earliest)
    keys = 3 * len(activities) + sum(map(_present, named))
    columns = {
        "at": at.reshape(-1, 2),
        "zone": _ints(NONE if name is UNSET else labels.zones[name] for name in zone),
        "area": _ints(NONE if name is UNSET else labels.areas[name] for name in area),
        "earliest": _ints(0 if step is UNSET else step for step in earliest),
        "any_group": np.array([admitted is UNSET for admitted in groups], np.bool_),
        "group_allowed": allowed,
    }
    return columns, keys


def _predecessors(
    activities: list[_Activity], numbers: dict[str, int]
) -> tuple[dict[str, Any], int]:
    after = [each.after for each in activities]
    listed = [() if each is UNSET else each for each in after]
    flat = list(chain.from_iterable(listed))
    lags = [each.lag for each in flat]
    start = offsets(map(len, listed))
    before = _ints(numbers.get(each.id, NONE) for each in flat)
    _require_order(start, before)
    columns = {
        "pred_start": start,
        "pred": before,
        "pred_lag": _ints(0 if lag is UNSET else lag for lag in lags),
    }
    return columns, _present(after) + len(flat) + _present(lags)


def _alternatives(
    activities: list[_Activity], numbers: dict[str, int]
) -> tuple[dict[str, Any], int]:
    chosen = [
        (j, each.after_any) for j, each in enumerate(activities) if each.after_any is not UNSET
    ]
    settle(all(len(sets) > 1 and all(sets) for _, sets in chosen))
    listed = [each for _, sets in chosen for each in sets]
    flat = list(chain.from_iterable(listed))
    lags = [each.lag for each in flat]
    start = offsets(map(len, listed))
    before = _ints(numbers.get(each.id, NONE) for each in flat)
    settle(bool((before >= 0).all()))
    settle(len(np.unique(owners(start) * len(activities) + before)) == len(before))
    columns = {
        "set_activity": _ints(j for j, sets in chosen for _ in sets),
        "set_start": start,
        "set_pred": before,
        "set_lag": _ints(0 if lag is UNSET else lag for lag in lags),
    }
    return columns, len(chosen) + len(flat) + _present(lags)


def _require_ground(columns: dict[str, Any]) -> None:
    """Leave to the strict reader what goes round in a circle whichever alternatives are chosen."""
    n = len(columns["at"])
    pred = columns["pred"].tolist()
    before = [pred[a:b] for a, b in pairwise(columns["pred_start"].tolist())]
    sets: list[list[list[int]]] = [[] for _ in range(n)]
    listed = columns["set_pred"].tolist()
    ends = pairwise(columns["set_start"].tolist())
    for j, (a, b) in zip(columns["set_activity"].tolist(), ends, strict=True):
        sets[j].append(listed[a:b])
    settle(all(reachable(before, sets)))


def _require_order(start: Ints, before: Ints) -> None:
    """Leave to the strict reader unknown names, names given twice, and cycles."""
    n = len(start) - 1
    owner = owners(start)
    settle(bool((before >= 0).all()))
    settle(len(np.unique(owner * n + before)) == len(before))
    if not (before < owner).all():
        settle(len(topological(start, before)) == n)


def _modes(
    activities: list[_Activity], lengths: list[int], kinds: dict[str, int]
) -> tuple[dict[str, Any], int]:
    settle(all(lengths))
    modes = list(chain.from_iterable([each.modes for each in activities]))
    teams = [mode.teams for mode in modes]
    asked = [_NOBODY if each is UNSET else each for each in teams]
    kind = _ints(kinds.get(name, NONE) for name in chain.from_iterable(asked))
    settle(bool((kind >= 0).all()))
    count = _ints(chain.from_iterable([each.values() for each in asked]))
    mode = np.repeat(np.arange(len(modes)), _ints(map(len, asked)))[count > 0]
    columns = {
        "mode_start": offsets(lengths),
        "mode_steps": _ints(each.steps for each in modes),
        "demand_start": offsets(np.bincount(mode, minlength=len(modes))),
        "demand_kind": kind[count > 0],
        "demand_count": np.minimum(count, MANY)[count > 0],
    }
    return columns, len(modes) + _present(teams) + len(kind)


def _benefits(benefits: list[_Benefit], names: Names) -> tuple[dict[str, Any], int]:
    needs = [each.needs for each in benefits]
    listed = [() if each is UNSET else each for each in needs]
    start = offsets(map(len, listed))
    need = _ints(names.benefits.get(name, NONE) for name in chain.from_iterable(listed))
    _require_order(start, need)
    activity = _ints(names.activities.get(each.activity, NONE) for each in benefits)
    settle(bool((activity >= 0).all()))
    columns = {
        "benefit_activity": activity,
        "weight": _ints(each.weight for each in benefits),
        "need_start": start,
        "need": need,
    }
    return columns, 3 * len(benefits) + _present(needs)


def _require_small_sums(rest: Document, columns: dict[str, Any], labels: Labels) -> None:
    """Leave to the strict reader what comes near the largest sum, counted here a little too high."""
    n = len(columns["at"])
    places = [*(team["at"] for team in rest["teams"]), *columns["at"].tolist()]
    trip = longest_trip(rest, places, labels.zones.keys(), labels.areas.keys())
    work = np.zeros(0, np.int64)
    if n:
        work = np.maximum.reduceat(columns["mode_steps"], columns["mode_start"][:-1])
    horizon = (
        float(latest_step(rest))
        + float(np.max(columns["earliest"], initial=0))
        + np.sum(work, dtype=np.float64)
        + np.sum(columns["pred_lag"], dtype=np.float64)
        + np.sum(columns["set_lag"], dtype=np.float64)
        + float(n) * trip
    )
    weight = np.sum(columns["weight"], dtype=np.float64)
    settle(max(weight, 1.0) * max(horizon, 1.0) < LARGEST_INTEGER / 2)
