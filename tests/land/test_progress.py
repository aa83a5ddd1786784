"""Progress reports: whatever is on record is read, and what is wrong with it is told."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ploughshare.fields import Record, Value
from ploughshare.land.progress import faults, progress
from ploughshare.land.progress_records import LOSSES, PROGRESS

MONDAY, FRIDAY = date(2026, 2, 23), date(2026, 2, 27)

DRAWN: dict[str, st.SearchStrategy[Value]] = {
    "text": st.sampled_from([None, "", "x"]),
    "record": st.sampled_from([None, "TM-1", "gone"]),
    "date": st.sampled_from([None, MONDAY, FRIDAY, date.min, date.max]),
    "number": st.sampled_from([None, 0.0, 0.5, 1e10]),
    "integer": st.sampled_from([None, 0, 7]),
    "flag": st.sampled_from([None, True, False]),
    "choice": st.sampled_from([None, "weather", "manual"]),
}


def rules(**values: Value) -> list[str]:
    return [fault.rule for fault in faults({"team": "TM-1", "from_on": MONDAY, **values})]


def test_a_week_in_order_has_no_fault() -> None:
    week: dict[str, Value] = {"to_on": FRIDAY, "days_worked": 4.0, "days_lost": 1.0}
    assert rules(**week, lost_by="weather", task="TO-1", cleared_m2=640.0) == []


def test_unknown_is_not_zero() -> None:
    """Days that nobody told are no doubt about the ground; no day at work is one."""
    assert rules(task="TO-1", cleared_m2=640.0) == []
    assert rules(task="TO-1", cleared_m2=640.0, days_worked=0.0) == ["progress-without-work"]
    told = progress(Record("progress", "PR-1", {"team": "TM-1", "from_on": MONDAY}))
    assert told is not None
    assert (told.items_found, told.cleared_m2, told.finished) == (None, 0.0, False)


def test_a_report_without_team_or_day_cannot_be_counted() -> None:
    assert progress(Record("progress", "PR-1", {"from_on": MONDAY})) is None
    assert progress(Record("progress", "PR-1", {"team": "TM-1"})) is None


@given(st.fixed_dictionaries({field.name: DRAWN[field.kind] for field in PROGRESS}))
def test_any_values_are_judged_and_read(values: dict[str, Value]) -> None:
    """A report that is read tells of days in order; faults name fields there are, each rule once."""
    found = list(faults(values))
    assert len({fault.rule for fault in found}) == len(found)
    assert all(fault.field in PROGRESS for fault in found)
    told = progress(Record("progress", "PR-1", values))
    if told is not None:
        assert told.first <= told.last
        assert min(told.worked, told.lost, told.cleared_m2, told.reduced_m2, told.cancelled_m2) >= 0


def test_every_reason_has_words() -> None:
    assert all(term.label for term in LOSSES.terms)
