"""Bytes of ``restoration-schedule/1`` to a ``ScheduleDocument``: quickly, and if in doubt strictly."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ploughshare.errors import InputRefused
from ploughshare.scheduling.json_shapes import (
    AnyObject,
    Integer,
    ListOf,
    MapOf,
    Record,
    Text,
    require_shape,
)
from ploughshare.scheduling.quick_reading import (
    Doubt,
    JsonRecord,
    Name,
    count_keys,
    fields_of,
    require_each_key_once,
    settle,
)
from ploughshare.scheduling.schedule import ScheduleDocument, ScheduleItem
from ploughshare.scheduling.strict_json import (
    LARGEST_INTEGER,
    parse,
    refuse_repeated_keys,
    require_format,
    uncompressed,
    without_collector,
)

_any_step = Integer(least=-LARGEST_INTEGER)
_sum = Integer(least=-(LARGEST_INTEGER**2), most=LARGEST_INTEGER**2)

SCHEDULE = Record(
    {
        "format": Text(),
        "problem_sha256": Text(empty=True),
        "objective": _sum,
        "bound": _sum,
        "items": ListOf(
            Record(
                {
                    "activity": Text(),
                    "mode": _any_step,
                    "teams": MapOf(ListOf(Text())),
                    "start": _any_step,
                    "finish": _any_step,
                },
                {"binding": AnyObject()},
                owner="activity",
            )
        ),
    },
    {"solver": AnyObject(), "history": ListOf(AnyObject())},
)
"""Keys and types of ``restoration-schedule/1``."""

_AnyStep = Annotated[int, Meta(ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)]


class _Item(JsonRecord):
    activity: Name
    mode: _AnyStep
    teams: dict[Name, tuple[Name, ...]]
    start: _AnyStep
    finish: _AnyStep
    binding: dict[str, Any] | UnsetType = UNSET


class _File(JsonRecord):
    format: Any
    problem_sha256: Any
    objective: Any
    bound: Any
    items: list[_Item]
    solver: Any = UNSET
    history: Any = UNSET


_DECODER = msgspec.json.Decoder(_File)


def read_schedule(data: bytes) -> ScheduleDocument:
    """
    Read a ``restoration-schedule/1`` file, plain or gzip, without looking at its problem.

    Raises
    ------
    InputRefused
        Syntax, format, keys or types are wrong. Whatever is well formed is read,
        however untrue: that is for ``verify`` to say.
    """
    content = uncompressed(data)
    with without_collector():
        quick = read_schedule_quickly(content)
        return read_schedule_strictly(content) if quick is None else quick


def read_schedule_strictly(content: bytes) -> ScheduleDocument:
    """Do as ``read_schedule`` for bytes that are not compressed, one record after the other."""
    parsed, repeated = parse(content)
    document = require_format(parsed, "restoration-schedule", "a schedule")
    if repeated:
        refuse_repeated_keys(document)
    require_shape(SCHEDULE, document)
    items = tuple(
        ScheduleItem(
            item["activity"],
            item["mode"],
            {kind: tuple(teams) for kind, teams in item["teams"].items()},
            item["start"],
            item["finish"],
            item.get("binding"),
        )
        for item in document["items"]
    )
    return _with_items(document, items)


def read_schedule_quickly(content: bytes) -> ScheduleDocument | None:
    """Return what the strict reader would find in a file, or ``None``: ask that one."""
    try:
        return _quickly(_DECODER.decode(content), content)
    except (Doubt, InputRefused, msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _quickly(file: _File, content: bytes) -> ScheduleDocument:
    rest = {**fields_of(file), "items": []}
    require_shape(SCHEDULE, rest)
    settle(rest["format"] == "restoration-schedule/1")
    bindings = [item.binding for item in file.items if item.binding is not UNSET]
    keys = 5 * len(file.items) + len(bindings) + count_keys(bindings)
    keys += sum(len(item.teams) for item in file.items)
    require_each_key_once(content, count_keys(rest) + keys)
    items = tuple(
        ScheduleItem(
            item.activity,
            item.mode,
            item.teams,
            item.start,
            item.finish,
            None if item.binding is UNSET else item.binding,
        )
        for item in file.items
    )
    return _with_items(rest, items)


def _with_items(document: Mapping[str, Any], items: tuple[ScheduleItem, ...]) -> ScheduleDocument:
    return ScheduleDocument(
        problem_sha256=document["problem_sha256"],
        objective=document["objective"],
        bound=document["bound"],
        items=items,
        solver=document.get("solver", {}),
        history=tuple(document.get("history", ())),
    )
