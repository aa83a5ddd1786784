"""What a request of the OGC API asks for: its parameters, each understood or refused."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

import shapely
from fastapi import Request
from shapely.geometry.base import BaseGeometry

from ploughshare.errors import CallError
from ploughshare.fields import Field, Value
from ploughshare.places.plane import utm_code
from ploughshare.registry.registry import Registry
from ploughshare.usecases.visible import View

Format = Literal["json", "html", "csv"]

DEFAULT_LIMIT = 100
MOST_FEATURES = 10_000
"""Features on one page at most; more may be asked for, and this many are given."""

LONGEST_PURPOSE = 500

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
WEB_MERCATOR = 3857

OF_ITEMS = (
    *("limit", "bbox", "bbox-crs", "crs", "datetime", "f"),
    *("page-after", "page-before", "purpose"),
)
"""Parameters of a list of features; fields have no hyphen in their names, so none collides."""


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days, both included; ``None`` for an open end."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """
    Which features are asked for, and how.

    Parameters
    ----------
    limit
        Features on the page; ``None`` where nobody gave one.
    after, before
        The id after which, or before which, the page lies; ``None`` for the first page.
    box
        What features must touch, in the system ``box_code``.
    code, box_code
        EPSG code of the answer's system, and of the box's; 0 for longitude and latitude.
    filters
        By field name, whether a value is what is asked for.
    """

    limit: int | None
    after: str | None
    before: str | None
    box: BaseGeometry | None
    code: int
    box_code: int
    days: Days | None
    filters: Mapping[str, Callable[[Value], bool]]


def require_known(request: Request, known: Collection[str]) -> None:
    """Refuse parameters that are not described, and those given twice."""
    given = [name for name, _ in request.query_params.multi_items()]
    for name in given:
        if name not in known:
            raise CallError(
                "There is no such parameter here, or it is a field that you may not see.",
                remedy=f"Use: {', '.join(known)}.",
            )
        if given.count(name) > 1:
            raise CallError(f"{name} is given more than once.")


def format_of(request: Request, *, also: tuple[Format, ...] = ()) -> Format:
    """
    JSON, unless ``f`` or the Accept header asks for something else.

    Parameters
    ----------
    also
        Formats offered besides JSON and HTML.
    """
    offered: tuple[Format, ...] = ("json", "html", *also)
    given = request.query_params.get("f")
    if given is not None:
        for each in offered:
            if given == each:
                return each
        raise CallError(f"f is none of: {', '.join(offered)}.")
    return _preferred(request.headers.get("accept", ""), offered)


def _preferred(accept: str, offered: Collection[Format]) -> Format:
    """The format that an Accept header names with the greatest weight; JSON where it is a tie."""
    kinds: dict[str, Format] = {
        "application/json": "json",
        "application/geo+json": "json",
        "text/html": "html",
        "text/csv": "csv",
    }
    best: tuple[float, Format] = (0.0, "json")
    for part in accept.split(","):
        kind, *options = (each.strip().lower() for each in part.split(";"))
        weight = next((each[2:] for each in options if each.startswith("q=")), "1")
        found = kinds.get(kind)
        if found is not None and found in offered and re.fullmatch(r"[01](\.\d{0,3})?", weight):
            candidate = (float(weight), found)
            if candidate[0] > best[0] or (candidate[0] == best[0] and found == "json"):
                best = candidate
    return best[1]


def systems(registry: Registry) -> dict[str, int]:
    """Reference systems offered, by their addresses: EPSG codes, 0 for longitude and latitude."""
    middle = registry.region.centroid
    codes = (WEB_MERCATOR, utm_code(middle.x, middle.y))
    return {CRS84: 0, **{f"{EPSG}{code}": code for code in codes}}


def asked(request: Request, view: View, offered: Mapping[str, int], limit: int | None) -> Asked:
    """
    What a request for features asks for.

    Raises ``CallError`` for what is not described or not well formed.

    Parameters
    ----------
    view
        What the person may see: other fields are no parameters.
    offered
        Reference systems, as ``systems`` gives them.
    limit
        As given, at least 1.
    """
    require_known(request, (*OF_ITEMS, *view.fields))
    given = request.query_params
    after, before = given.get("page-after"), given.get("page-before")
    if after is not None and before is not None:
        raise CallError("Give page-after or page-before, not both.")
    box_code = system(given.get("bbox-crs"), offered, "bbox-crs")
    if "bbox-crs" in given and "bbox" not in given:
        raise CallError("bbox-crs is given without a bbox.")
    return Asked(
        limit=None if limit is None else min(limit, MOST_FEATURES),
        after=after,
        before=before,
        box=None if "bbox" not in given else box_of(given["bbox"], degrees=box_code == 0),
        code=system(given.get("crs"), offered, "crs"),
        box_code=box_code,
        days=None if "datetime" not in given else days_of(given["datetime"]),
        filters={
            name: _filter(view.record_type[name], given[name])
            for name in view.fields
            if name in given
        },
    )


def system(given: str | None, offered: Mapping[str, int], parameter: str) -> int:
    """The EPSG code of a reference system's address; 0 for longitude and latitude."""
    if given is None:
        return 0
    if given not in offered:
        raise CallError(f"{parameter} is none of: {', '.join(offered)}.")
    return offered[given]


def box_of(given: str, *, degrees: bool) -> BaseGeometry:
    """
    A bounding box of four numbers, or of six whose heights say nothing here.

    In degrees one whose west is greater than its east reaches across the antimeridian.
    """
    try:
        numbers = [float(each) for each in given.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise CallError("bbox has four numbers, or six: west, south, east, north.")
    half = len(numbers) // 2
    (west, south), (east, north) = numbers[:2], numbers[half : half + 2]
    if south > north or (west > east and not degrees):
        raise CallError("bbox gives the lower corner first: west, south, east, north.")
    if west > east:
        return shapely.union_all(
            [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
        )
    return shapely.box(west, south, east, north)


def days_of(given: str) -> Days:
    """The days of a ``datetime``: an instant, or an interval whose ends may be open."""
    first, slash, last = given.partition("/")
    if not slash:
        day = _day(first)
        return Days(day, day)
    ends = [None if each in ("", "..") else _day(each) for each in (first, last)]
    if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
        raise CallError("datetime ends before it begins.")
    return Days(ends[0], ends[1])


def _day(given: str) -> date:
    """The day of an instant (RFC 3339), in UTC."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
        form = given
    elif re.fullmatch(r"\d{4}-\d{2}-\d{2}T[\d:.]{8,}(Z|[+-]\d{2}:\d{2})", given):
        form = re.sub(r"(\.\d{1,6})\d*", r"\1", given)
    else:
        form = ""
    try:
        found = datetime.fromisoformat(form)
        return (found.astimezone(UTC) if found.tzinfo else found).date()
    except (ValueError, OverflowError):
        raise CallError(
            "datetime has an instant or an interval: 2027-05-01, 2027-05-01T12:00:00Z, "
            "2027-05-01/.. or ../2027-05-01."
        ) from None


def _filter(field: Field, given: str) -> Callable[[Value], bool]:
    """Whether a value of a field is the one given, or holds it."""
    wrong = CallError(f"{field.name} is asked for with a value that it cannot have.")
    if field.terms is not None and given not in field.terms.codes:
        raise wrong
    if field.kind in ("choices", "records"):
        return lambda value: isinstance(value, tuple) and given in value
    try:
        wanted = _WANTED.get(field.kind, str)(given)
    except (KeyError, ValueError):
        raise wrong from None
    return lambda value: value is not None and value == wanted


_WANTED: Mapping[str, Callable[[str], Value]] = {
    "integer": float,
    "number": float,
    "date": date.fromisoformat,
    "flag": {"true": True, "false": False}.__getitem__,
}


def clean_purpose(given: str | None) -> str:
    """Why somebody takes data away, in words; empty where nobody said."""
    purpose = " ".join((given or "").split())
    if len(purpose) > LONGEST_PURPOSE:
        raise CallError(f"purpose has at most {LONGEST_PURPOSE} characters.")
    return purpose
