"""Reported sizes against measured ones: units that slipped, projections that stretched."""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from ploughshare.fields import Value
from ploughshare.imports.docket import Docket
from ploughshare.imports.protocol import Cells
from ploughshare.places.extents import lengths_m

TOLERANCE = 0.05
"""Share by which a reported size may differ from the measured one."""

SLIP_TOLERANCE = 0.1
MOST_OF_COLUMN = 0.8

Sizes = NDArray[np.float64]


def check_sizes(
    record_type: str,
    values: dict[str, list[Value]],
    shapes: Cells,
    areas: Sizes,
    docket: Docket,
) -> None:
    """
    Tell reported areas and lengths that differ from the shapes; the shape is believed.

    Values in square degrees are no areas and are left empty; all others stay as reported.
    """
    if record_type == "hazards" and any(each is not None for each in values["reported_m2"]):
        outlines = shapely.get_dimensions(shapes) == 2
        _check("reported_m2", "m2", values, np.where(outlines, areas, 0.0), shapes, docket)
    if record_type == "assets" and any(each is not None for each in values["length_m"]):
        _check("length_m", "m", values, lengths_m(shapes), shapes, docket)


def _check(
    name: str,
    unit: str,
    values: dict[str, list[Value]],
    measured: Sizes,
    shapes: Cells,
    docket: Docket,
) -> None:
    reported = np.array([float(v) if isinstance(v, int | float) else np.nan for v in values[name]])
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = reported / np.where(measured > 0, measured, np.nan)
    off = np.abs(ratio - 1) > TOLERANCE
    rows = docket.open(int(at) for at in np.flatnonzero(off))
    if not rows:
        return
    checked = int(np.isfinite(ratio).sum())
    degrees = _in_degrees(reported, measured, shapes, unit)
    slips = list(_slips(ratio, shapes, degrees, unit))
    for rule, words, remedy, fits in slips:
        matching = [at for at in rows if fits[at]]
        if len(matching) > MOST_OF_COLUMN * checked:
            docket.tell(
                rule,
                "doubt",
                f"{len(matching):,} of {checked:,} values of {name} {words}.",
                remedy,
                field=name,
            )
            if rule == "size-in-degrees":
                for at in matching:
                    values[name][at] = None
            rows = [at for at in rows if not fits[at]]
    for at in rows:
        slip = next((words for _, words, _, fits in slips if fits[at]), "")
        hint = f"; it {slip.replace('are', 'may be', 1)}" if slip else ""
        docket.tell(
            "size-differs",
            "doubt",
            f"It reports {reported[at]:,.6g} {unit}; its shape has {measured[at]:,.0f} {unit}"
            f" ({ratio[at] - 1:+.0%}){hint}.",
            "Find out which is right. Plans go by the shape.",
            at=at,
            field=name,
        )


def _slips(
    ratio: Sizes, shapes: Cells, degrees: NDArray[np.bool_], unit: str
) -> Iterator[tuple[str, str, str, NDArray[np.bool_]]]:
    """Slips that explain a wrong size: rule, words, remedy, and the rows each one fits."""
    square = "square " if unit == "m2" else ""
    yield (
        "size-in-degrees",
        f"are in {square}degrees, which is no size; they were left empty",
        "Have the areas computed anew, or leave the column out.",
        degrees,
    )
    factors = {"ha": 1e-4, "km2": 1e-6} if unit == "m2" else {"km": 1e-3}
    for other, factor in factors.items():
        yield (
            "size-in-other-unit",
            f"are in {other}, not in {unit}, by their shapes",
            f'If so, say it in a --mapping file: [units] ... = "{other}".',
            _near(ratio, factor),
        )
    bounds = shapely.bounds(shapes)
    stretch = 1 / np.cos(np.radians((bounds[:, 1] + bounds[:, 3]) / 2))
    yield (
        "size-in-mercator",
        "are too large as areas in the Mercator projection are",
        "Have them computed anew. Plans go by the shape.",
        _near(ratio, stretch**2 if unit == "m2" else stretch),
    )
    for power in (-3, -2, -1, 1, 2, 3, 4, 6):
        yield (
            "size-off-by-power-of-ten",
            f"are off by a factor of {10.0**power:g}",
            "Look whether a unit or a decimal point slipped.",
            _near(ratio, 10.0**power),
        )


def _near(ratio: Sizes, factor: float | Sizes) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        near: NDArray[np.bool_] = np.abs(ratio / factor - 1) < SLIP_TOLERANCE
    return near


def _in_degrees(reported: Sizes, measured: Sizes, shapes: Cells, unit: str) -> NDArray[np.bool_]:
    """Rows whose reported size is that of the shape measured in degrees, as far as rounded."""
    planar = shapely.area(shapes) if unit == "m2" else shapely.length(shapes)
    with np.errstate(invalid="ignore"):
        close = np.abs(reported - planar) <= np.maximum(0.3 * planar, 1e-6)
    result: NDArray[np.bool_] = close & (measured > 0)
    return result
