"""What a printed page is made of: a title that is a finding, and blocks under it.

Pages know nothing of how they are set; ``typesetting`` turns them into paper.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ploughshare.reports.typeface import printable

Tone = Literal["ink", "ink-2", "ink-3", "service", "assumed", "cha", "sha-text", "released-text"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line: words in one weight and tone, or the number of the page with that name."""

    text: str = ""
    bold: bool = False
    tone: Tone | None = None
    page: str = ""


Words = str | Run | Sequence[Run]
"""A line of text: plain, or in runs."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its line, and a smaller second one."""

    words: Words
    below: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column of a table.

    Parameters
    ----------
    width
        In mm; 0 for a share of what is left.
    right
        Numbers stand at the right.
    """

    head: str
    width: float = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that repeats on every page they run to; no row is broken."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Words | Cell]]
    small: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A bold line above a block."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    words: Words
    small: bool = False
    tone: Tone = "ink"


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing over the full width, and what it shows in words for who cannot see it."""

    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A large number and what it means."""

    number: str
    meaning: str
    tone: Tone = "ink"


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Large numbers side by side under a rule."""

    figures: Sequence[KeyFigure]


@dataclass(frozen=True, slots=True)
class Box:
    """A plum box: what is only assumed or promised."""

    words: Words


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a finding's severity with its words: block, doubt or note."""

    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """
    One thing on a sheet with its drawing at the left and its facts at the right; never broken.

    Parameters
    ----------
    title, right
        In bold, and at the right end of the same line.
    svg, alt
        The drawing, and what it shows in words; empty for none.
    left, right_facts
        Names and values, one below the other, in two columns beside the drawing.
    """

    title: Words
    right: Words
    svg: str
    alt: str
    left: Sequence[tuple[str, Words]]
    right_facts: Sequence[tuple[str, Words]]


@dataclass(frozen=True, slots=True)
class Together:
    """Cards that stand on one sheet where they fit on one."""

    cards: Sequence[Card]


Block = Table | Heading | Text | Figure | KeyFigures | Box | Mark | Card | Together


@dataclass(frozen=True, slots=True)
class Page:
    """
    One subject of a book; it may run over several sheets.

    Parameters
    ----------
    name
        Short stable name, for references from other pages.
    short
        Its subject in two or three words, for the list on the cover.
    title
        The finding, as a sentence with its number.
    lead
        What the page shows, in one or two sentences; empty for none.
    note
        Small print at the end.
    whose
        Whose sheets these are: it stands in their running head, where they are counted together
        with those of other pages for the same; empty for everybody's.
    """

    name: str
    short: str
    title: str
    lead: str
    blocks: Sequence[Block]
    note: str = ""
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: whose plan, the sentence, the map, and three figures."""

    eyebrow: str
    title: str
    lead: str
    map_svg: str
    map_alt: str
    figures: Sequence[KeyFigure]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """
    A whole printed report.

    Parameters
    ----------
    head, head_right
        Running head.
    foot
        Running foot, before the page's number.
    tag
        Boxed words at the top of the cover; empty for none.
    cover
        ``None`` for a report that begins with its first page.
    """

    title: str
    head: str
    head_right: str
    foot: Words
    tag: str
    cover: Cover | None
    pages: Sequence[Page]


def as_data(value: Any) -> Any:
    """Blocks as JSON values in printable letters; each dataclass carries its name under ``is``."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, int | float | bool) or value is None:
        return value
    if isinstance(value, Mapping):
        return {key: as_data(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [as_data(item) for item in value]
    fields = {name: as_data(getattr(value, name)) for name in value.__dataclass_fields__}
    return {"is": type(value).__name__, **fields}
