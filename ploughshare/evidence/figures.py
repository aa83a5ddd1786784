"""Figures: numbers that know where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ploughshare.fields import Record, date_in, number_in, text_in


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A number as one source gave it on one day.

    Two sources that disagree are two figures. They are shown side by side and
    never averaged, because an average has no source.

    Parameters
    ----------
    metric
        Dotted name of what it measures.
    value, low, high
        Best value and range, in ``unit``, ``low <= value <= high``.
    unit
        As printed; ``"1"`` for a share.
    source
        Who says so, in words.
    as_of
        Day for which the number was given; ``None`` when nobody said.
    """

    metric: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    as_of: date | None

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(
                f"{self.metric}: {self.value} {self.unit} from {self.source} lies outside "
                f"its own range {self.low} to {self.high}."
            )

    @property
    def text(self) -> str:
        """Value, range and unit as printed."""
        unit = "" if self.unit == "1" else f" {self.unit}"
        return f"{self.value:g}{unit} ({self.low:g} to {self.high:g})"


def figure(record: Record, sources: Mapping[str, str]) -> Figure | None:
    """
    A figure from its record; ``None`` when its value lies outside its own range.

    ``sources`` maps source ids to titles.
    """
    values = record.values
    value = number_in(values, "value")
    if value is None:
        return None
    low, high = number_in(values, "low"), number_in(values, "high")
    low, high = value if low is None else low, value if high is None else high
    if not low <= value <= high:
        return None
    source = text_in(values, "source")
    return Figure(
        metric=text_in(values, "metric"),
        value=value,
        low=low,
        high=high,
        unit=text_in(values, "unit") or "1",
        source=sources.get(source, source) or "no source given",
        as_of=date_in(values, "as_of"),
    )
