"""The map of a region as a drawing of our own: hazards, assets, roads, places, and their key.

Layers from the ground up: paper and grid, woods and water, built-up ground, districts, land
released, roads, networks, suspected and confirmed hazardous areas, assets, team
bases, names. A plan never takes a hazard off the map: release that is planned
by the date shown is drawn over it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation
from ploughshare.reports import words
from ploughshare.reports.map_assets import (
    asset_layer,
    asset_marks,
    base_layer,
    line_layer,
    squares,
    team_bases,
)
from ploughshare.reports.map_ground import (
    built_layer,
    district_layer,
    ground_layer,
    landscape_layer,
    road_layer,
)
from ploughshare.reports.map_hazards import (
    HazardMarks,
    closed_layer,
    count_layer,
    hazard_layer,
    hazard_marks,
    small_marks,
)
from ploughshare.reports.map_key import (
    NOTE_ROW,
    ROW,
    Entry,
    draw_key,
    draw_notes,
    headline,
    key_entries,
    key_rows,
    notes,
    scale_bar,
)
from ploughshare.reports.map_labels import Box, Room
from ploughshare.reports.map_names import (
    district_names,
    hazard_names,
    settlement_names,
    water_names,
)
from ploughshare.reports.map_view import View, released_on, served_on, view_of
from ploughshare.reports.report import Progress, Subject
from ploughshare.reports.svg import PX_PER_MM, document, element
from ploughshare.reports.svg import words as text
from ploughshare.reports.symbols import Theme, patterns
from ploughshare.reports.tokens import LIGHT
from ploughshare.reports.typeface import text_width

SOON = timedelta(weeks=8)
"""Hazards worked on within this time are labelled first."""
KEY_GAP = 6.0
LEAST_HEIGHT = 120.0
"""Of the sheet, px, however little height is given."""


def map_svg(
    situation: Situation,
    plan: Plan | None = None,
    *,
    width_mm: float = 180,
    height_mm: float | None = None,
    most_height_mm: float | None = None,
    on: date | None = None,
    theme: Theme = LIGHT,
) -> str:
    """
    The map of a situation, with its key, as one SVG drawing.

    Parameters
    ----------
    situation
        What is recorded.
    plan
        Tells what is back and what would be released by ``on``, and which hazards
        are worked on soon; ``None`` draws the records alone.
    width_mm, height_mm
        Size of the whole drawing, key and notes included; without a height it is
        as high as its ground asks for.
    most_height_mm
        Height that it must not exceed.
    on
        A date to come: the plan's picture of it. ``None`` for the situation as recorded.
    theme
        Colours by meaning.
    """
    width = width_mm * PX_PER_MM
    # The key depends on what is drawn, and what is left of the height is the sheet's.
    sheet = _Sheet(view_of(situation, width, None), plan, on, theme)
    rows, lines = sheet.key(), notes(sheet.marks, width)
    below = KEY_GAP + ROW * len(rows) + 2 + NOTE_ROW * len(lines) + 2
    if most_height_mm is not None and sheet.view.height + below > most_height_mm * PX_PER_MM:
        height_mm = most_height_mm
    if height_mm is not None:
        high = max(LEAST_HEIGHT, height_mm * PX_PER_MM - below)
        sheet = _Sheet(view_of(situation, width, high), plan, on, theme)
    view = sheet.view
    clip = element("clipPath", element("rect", width=view.width, height=view.height), id="sheet")
    edge = element(
        "rect", x=0.5, y=0.5, width=view.width - 1, height=view.height - 1,
        fill="none", stroke=theme["edge"], stroke_width="1",
    )  # fmt: skip
    body = "\n".join(
        (
            element("g", "\n".join(sheet.layers()), clip_path="url(#sheet)"),
            edge,
            *draw_key(rows, view.height + KEY_GAP, theme),
            *draw_notes(lines, view.height + KEY_GAP + ROW * len(rows) + 2, theme),
        )
    )
    return document(
        body,
        width_px=width,
        height_px=view.height + below,
        name=f"{situation.region}: {'. '.join(headline(view, sheet.marks, sheet.on))}",
        tells=_told(situation, sheet.marks),
        defs=patterns(theme) + clip,
    )


class _Sheet:
    """What lies on a map of one size, and where each mark and word found its place."""

    def __init__(self, view: View, plan: Plan | None, on: date | None, theme: Theme) -> None:
        self.view, self.theme = view, theme
        self.on = on if plan is not None else None
        self.soon = _worked_on_soon(plan)
        self.marks = hazard_marks(view, released_on(plan) if plan else {}, self.on)
        self.assets = asset_marks(view, served_on(plan) if plan else {}, self.on)
        self.bases = team_bases(view)
        room = Room(view.width, view.height)
        # The order of these lines is the order in which marks and words get their place.
        self.frame = [*_frame_words(view, self.marks, self.on, room, theme)]
        for x, y, half in small_marks(self.marks):
            room.take(Box(x - half, y - half, x + half, y + half))
        self.pills = [*base_layer(self.bases, room, theme)]
        self.settlements = [*settlement_names(view, room, theme)]
        self.squares = squares(self.assets, room)
        self.names = [*hazard_names(self.marks, room, self.soon, theme)]
        self.districts = [*district_names(view, room, theme)]
        self.waters = [*water_names(view, room, theme)]

    def key(self) -> list[list[Entry]]:
        """Rows of the key, as wide as the sheet."""
        points = sum(not mark.is_line for mark in self.assets)
        entries = key_entries(
            self.view, self.marks, self.assets,
            small=points > len(self.squares), bases=bool(self.bases), theme=self.theme,
        )  # fmt: skip
        return key_rows(entries, self.view.width)

    def layers(self) -> Iterator[str]:
        """Everything on the sheet, from the ground up."""
        view, marks, theme = self.view, self.marks, self.theme
        yield from ground_layer(view, theme)
        yield from landscape_layer(view, theme)
        yield from built_layer(view, theme)
        yield from district_layer(view, theme)
        yield from closed_layer(marks, theme)
        yield from road_layer(view, theme)
        yield from line_layer(self.assets, theme)
        yield from hazard_layer(marks, theme)
        yield from asset_layer(self.assets, self.squares, theme)
        yield from count_layer(marks, theme)
        yield from self.pills
        yield from self.districts
        yield from self.waters
        yield from self.settlements
        yield from self.names
        yield from scale_bar(view, theme)
        yield from self.frame


def _told(situation: Situation, marks: HazardMarks) -> str:
    said = [words.INVENTED] if situation.invented else []
    said += [words.NO_RECORD, words.BOUNDARIES]
    if marks.nowhere:
        said.append(f"Without a place: {', '.join(m.hazard.id for m in marks.nowhere)}.")
    return " ".join(said)


def _frame_words(
    view: View, marks: HazardMarks, on: date | None, room: Room, theme: Theme
) -> Iterator[str]:
    """The map's words at its top left, the tag of an invented region at its top right."""
    first, second = headline(view, marks, on)
    wide = max(text_width(first, 11.5, 600), text_width(second, 10.5)) + 18
    yield from _chip(8, 8, wide, 36, room, theme)
    yield text(first, 17, 23, size=11.5, weight=600, fill=theme["ink"])
    yield text(second, 17, 37, size=10.5, fill=theme["ink-2"])
    if view.situation.invented:
        tag = "Invented region"
        wide = text_width(tag, 10.5, 600) + 16
        yield from _chip(view.width - wide - 8, 8, wide, 20, room, theme)
        yield text(tag, view.width - 16, 22, size=10.5, weight=600, fill=theme["ink"], anchor="end")
    room.take(Box(view.width - 130, view.height - 32, view.width, view.height))


def _chip(x: float, y: float, wide: float, high: float, room: Room, theme: Theme) -> Iterator[str]:
    room.take(Box(x - 2, y - 2, x + wide + 2, y + high + 2))
    yield element(
        "rect", x=float(x), y=float(y), width=float(wide), height=float(high), rx="4",
        fill=theme["surface"], stroke=theme["edge"], stroke_width="0.8",
    )  # fmt: skip


def _worked_on_soon(plan: Plan | None) -> frozenset[str]:
    """Hazards with planned work in the next eight weeks."""
    if plan is None:
        return frozenset()
    until = plan.calendar.start + SOON
    return frozenset(
        item.record_id
        for item in plan.items
        if item.record_type == "hazards" and item.start_on < until
    )


@dataclass(frozen=True, slots=True)
class MapReport:
    """The map as a kind of report: of the records, or of a date to come by a plan."""

    name: str = "map"
    title: str = "map of the region (SVG)"
    suffix: str = ".svg"
    needs_plan: bool = False
    shows_dates: bool = True

    def make(self, subject: Subject, progress: Progress) -> bytes:
        """The map of the subject's situation, on its date where it names one."""
        return map_svg(subject.situation, subject.plan, on=subject.on).encode()
