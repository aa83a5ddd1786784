"""Reference pages that are made from the code, so that they cannot fall behind it.

``python -m ploughshare.usecases.reference_pages`` writes them again; a test fails
while one of them differs from what is made.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from ploughshare.land.methods import CHAINS, MACHINES_UP_TO_DEG
from ploughshare.land.records import CONTAMINATION
from ploughshare.places.daylight import mean_daylight_hours
from ploughshare.planning import wording
from ploughshare.planning.defaults import (
    BUFFER_M,
    DEPTH_CM,
    FIGURES,
    LEAST_FACTOR,
    PEOPLE_SERVED,
    RATES,
    SLOPE_FACTOR,
    SLOPE_FROM_DEG,
    VEGETATION_FACTOR,
    WORKING_STRIP_M,
)
from ploughshare.planning.rules import NOT_YET_PLANNED, RULES
from ploughshare.planning.rules.daylight import FIELD_HOURS, OTHER_HOURS, share_of_day
from ploughshare.usecases.permissions import (
    MEANING,
    Act,
    DataClass,
    Role,
    may,
    may_hide_hazards,
)
from ploughshare.usecases.templates import data_dictionary_page

LATITUDES = (40, 45, 48, 50, 52, 55, 60, 65)
SHORT_MONTHS = (10, 11, 12, 1, 2, 3)
WINTER = 2026
"""Rows and columns of the table of field days, and its year."""


def rules_page() -> str:
    """The planning rules, from their docstrings."""
    return "\n".join(_rules()) + "\n"


def _rules() -> Iterator[str]:
    yield "# Planning rules"
    yield ""
    yield "Every date of a plan is held by one of these rules, or by a team that is busy, on its way"
    yield "or away. The name of a rule is the same in a plan file, on the command line and here. Each"
    yield "has an example that is tested: `tests/planning/rules/`."
    for name, rule in RULES.items():
        sentence, *rest = inspect.cleandoc(rule.__doc__ or "").split("\n\n")
        yield ""
        yield f"## {sentence}"
        yield ""
        yield f"`{name}`"
        for paragraph in rest:
            yield ""
            yield paragraph.replace("``", "`")
    if not NOT_YET_PLANNED:
        return
    yield ""
    yield "## Not yet planned"
    yield ""
    yield "Every plan names what this version does not plan with:"
    yield ""
    yield from (f"- {sentence}" for sentence in NOT_YET_PLANNED)


def figures_page() -> str:
    """The default figures, rates and factors, with their ranges and sources."""
    return "\n".join(_figures()) + "\n"


def _figures() -> Iterator[str]:
    yield "# Figures used where nothing is recorded"
    yield ""
    yield "A record of type `figures` with the same metric, or of type `rates` for the same kind of"
    yield "team, takes the place of a default. What a plan used stands in its list of assumptions."
    yield ""
    yield "## Figures"
    yield ""
    yield from _table(
        ("metric", "value", "range", "unit", "source"),
        (
            (f"`{f.metric}`", f"{f.value:g}", f"{f.low:g} to {f.high:g}", f.unit, f.source)
            for f in FIGURES.values()
        ),
    )
    yield ""
    yield "## Productivity rates"
    yield ""
    yield "What one team of a kind does in one working day."
    yield ""
    yield from _table(
        ("kind", "low", "likely", "high", "unit", "source"),
        ((r.kind, f"{r.low:g}", f"{r.likely:g}", f"{r.high:g}", r.unit, r.source) for r in RATES),
    )
    yield ""
    yield (
        "Vegetation leaves of a clearance rate: "
        + ", ".join(f"{name} {factor:g}" for name, factor in VEGETATION_FACTOR.items())
        + f". Slopes above {SLOPE_FROM_DEG:g} degrees leave {SLOPE_FACTOR:g}. Together never less "
        f"than {LEAST_FACTOR:g}."
    )
    yield ""
    yield "## Field days by month and latitude"
    yield ""
    yield "Share of a field day that the mean daylight of a month leaves, with the figures `field.*` as they"
    yield "are; in all other months days are full. In the south the seasons are turned."
    yield ""
    full, other = FIGURES[FIELD_HOURS].value, FIGURES[OTHER_HOURS].value
    yield from _table(
        ("month", *(f"{latitude} N" for latitude in LATITUDES)),
        (
            (
                f"{date(WINTER, month, 1):%B}",
                *(
                    f"{share_of_day(mean_daylight_hours(latitude, WINTER, month), full, other):.0%}"
                    for latitude in LATITUDES
                ),
            )
            for month in SHORT_MONTHS
        ),
    )
    yield ""
    yield "## Tool chains by contamination"
    yield ""
    yield "Dogs search to 20 cm and machines to 25; where ground must be cleared deeper they are left out."
    yield f"Machines are left out on slopes above {MACHINES_UP_TO_DEG:g} degrees. Records of type `methods`"
    yield "for a contamination take the place of its row ([how](../how-to/set-tool-chains.md))."
    yield ""
    yield from _table(
        ("contamination", "ways to clear it"),
        (
            (CONTAMINATION.label(code), "; ".join(chain.name for chain in chains))
            for code, chains in CHAINS.items()
        ),
    )
    yield ""
    yield "## Ground around an asset, its depth, and people it serves"
    yield ""
    yield "The buffer, or the strip that works take where it is wider, must be released before works;"
    yield "depth is that to which repair and rebuilding need the ground cleared, 0 where nothing is dug;"
    yield "people are those assumed where nobody counted."
    yield ""
    yield from _table(
        (
            "kind of asset",
            "buffer, m",
            "strip, m",
            "repair, cm",
            "rebuilding, cm",
            "people",
            "range",
        ),
        (
            (
                kind.replace("_", " "),
                f"{BUFFER_M[kind]:g}",
                _strip(kind),
                *(f"{cm:g}" for cm in DEPTH_CM[kind]),
                f"{value:,}",
                f"{low:,} to {high:,}",
            )
            for kind, (value, low, high) in PEOPLE_SERVED.items()
        ),
    )


def permissions_page() -> str:
    """The table of permissions, from the table that the server reads."""
    return "\n".join(_permissions()) + "\n"


def _permissions() -> Iterator[str]:
    yield "# Who may do what"
    yield ""
    yield "Each account has one role. A row is a class of data: fields and outlines by their tag in the"
    yield "[data dictionary](data-dictionary.md), and what is kept besides records. *s* sees, *e* takes away"
    yield "in a file, *c* changes. Every route of the server names its act and class; one that names none"
    yield "keeps it from starting. What a person may not see of a record is left out in one place, for"
    yield "pages, tiles, files and errors alike ([why](../explanation/sensitivity.md))."
    yield ""
    yield from _table(
        ("data", *(role.value for role in Role)),
        (
            (f"**{what.value}**: {MEANING[what]}", *(_letters(role, what) for role in Role))
            for what in DataClass
        ),
    )
    yield ""
    yield "Who sees a record type's fields and not its outline sees the outline rounded outwards to cells"
    yield "where the type has such cells, and none where it has not. A token is made by a person for a"
    yield "program; it allows what its role allows, and never what its owner may not."
    yield ""
    walkers = wording.listed(role.value for role in Role if not may_hide_hazards(role))
    yield "Filters of the map may hide hazardous areas, and say how many, but not from those who may have to"
    yield f"walk there: {walkers}."


def _letters(role: Role, what: DataClass) -> str:
    return " ".join(act.value[0] for act in Act if may(role, act, what)) or "-"


def _strip(kind: str) -> str:
    return f"{WORKING_STRIP_M[kind]:g}" if kind in WORKING_STRIP_M else ""


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    yield from ("| " + " | ".join(row) + " |" for row in rows)


PAGES: Mapping[str, Callable[[], str]] = {
    "planning-rules.md": rules_page,
    "figures.md": figures_page,
    "data-dictionary.md": data_dictionary_page,
    "permissions.md": permissions_page,
}
"""What is made, by name of the page in ``docs/reference``."""


def write_pages(folder: Path) -> None:
    """Write every page into a folder."""
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages(Path("docs") / "reference")
