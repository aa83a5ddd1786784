"""One asset that becomes ready for works, in words: the same for the page and for the workbook."""

from collections.abc import Callable, Mapping
from datetime import date

from ploughshare.planning import wording
from ploughshare.planning.items import PlannedPromise
from ploughshare.planning.ready_for_works import ReadyAsset, ReadyWorks
from ploughshare.planning.too_early import TooEarly
from ploughshare.reports import words

Believed = Callable[[date], str]
"""A planned day as far as it can be believed."""

WEEKS_IN_DAYS = 4
"""Up to so many weeks are told in working days."""


def last_blocker(row: ReadyAsset) -> str:
    """The ground that is handed over last."""
    names = [item.name.removeprefix("hand-over of ") for item in row.last]
    return words.printed(words.few(names, 2))


def open_words(believed: Believed, row: ReadyAsset) -> tuple[str, str]:
    """What is open on the builder's side, and until when and by what that is known."""
    if not row.works:
        return "nothing to build", "in use with its hand-over"
    first, *others = row.works
    also = (
        f"; {words.some(len(others), 'more piece', 'more pieces')} of works after it"
        if others
        else ""
    )
    if first.open is None:
        return "nothing open", f"{first.works.name}: {_prepared(first)}{also}"
    stages = ", ".join(first.open.stages) or "ready for builders on a day on record"
    return stages, f"{first.works.name}: until {believed(first.open.until)}, {_basis(first)}{also}"


def _prepared(first: ReadyWorks) -> str:
    if first.item.continues:
        return "under way"
    return "ready on record" if first.works.preparation == "ready" else "prepared"


def _basis(first: ReadyWorks) -> str:
    """What the time that is open rests on."""
    assert first.open is not None
    if first.open.basis == "figures":
        return "by figures, no stage on record"
    since = first.works.preparation_since
    if first.open.basis == "stage on record" and since is not None:
        return f"stage on record since {words.day(since)}"
    return first.open.basis


def people(row: ReadyAsset) -> str:
    """People it serves; with a tilde where nobody counted them."""
    return f"{'' if row.counted else '~'}{words.count(row.people)}"


def first_day(believed: Believed, row: ReadyAsset) -> str:
    """First builder's day, as far as it is believed."""
    return "–" if row.first_day is None else words.capital(believed(row.first_day))


def promised(believed: Believed, row: ReadyAsset, before: Mapping[str, tuple[date, ...]]) -> str:
    """
    Every promise about its ground or works, whether the plan keeps it, and what was promised before.

    ``before`` holds the earlier days by task order, oldest first.
    """
    if not row.promises:
        return "no promise on record"
    return "; ".join(_promise(believed, p, before.get(p.task, ())) for p in row.promises)


def _promise(believed: Believed, promise: PlannedPromise, before: tuple[date, ...]) -> str:
    to = f" to {promise.promised_to}" if promise.promised_to else ""
    said = f"{promise.task}{to}: {words.day(promise.promised_on)}"
    if before:
        said += f" (before: {words.listed(words.day(day) for day in before)})"
    if promise.kept:
        return f"{said}, kept"
    if promise.planned_on is None:
        return f"{said}, breaks: not planned"
    return f"{said}, breaks: planned {believed(promise.planned_on)}"


def early_by(row: TooEarly, days_a_week: int) -> str:
    """Time from an arrival to the hand-over: working days up to four weeks, then weeks."""
    if row.ready_on is None:
        return "–"
    weeks = row.days / days_a_week
    return wording.days(row.days) if weeks <= WEEKS_IN_DAYS else f"about {weeks:.0f} weeks"


def number(count: int) -> str:
    """A count in a table; a dash for none."""
    return words.count(count) if count else "–"
