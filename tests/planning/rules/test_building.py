"""The builders' side: design, permits, procurement and mobilisation."""

from datetime import date

from ploughshare.planning.rules import building
from tests.planning.small_region import Region


def unprepared() -> Region:
    """A school, and nothing on record of how far its works are prepared."""
    return Region().asset("school", 0, 0)


def test_builders_wait_for_design_permits_procurement_and_mobilisation() -> None:
    """Monday 2 March and 120 working days make Monday 17 August; temporary works take weeks."""
    region = unprepared().works("roof", "school", preparation=None)
    for works_type in ("temporary", "emergency", "debris"):
        region.works(works_type, "school", works_type=works_type, preparation="not_begun")
    said = {s.activity: s for s in building.works_are_prepared_first(region.programme())}
    assert {name: s.day for name, s in said.items()} == {
        "roof": date(2026, 8, 17),
        "temporary": date(2026, 3, 30),
        "emergency": date(2026, 3, 9),
        "debris": date(2026, 3, 5),
    }
    assert said["roof"].because == (
        "design, permits, procurement and mobilisation of works roof take 120 working days"
    )
    assert said["debris"].uses == ("works.debris.mobilisation_days",)
    assert all(s.anew for s in said.values())


def test_preparation_under_way_counts_from_its_day_stage_by_stage() -> None:
    """A tender since 9 February, permits that are long overdue, and all of it since last June."""
    region = unprepared()
    june = date(2025, 6, 2)
    region.works("tender", "school", preparation="procurement",
                 preparation_since=date(2026, 2, 9))  # fmt: skip
    region.works("permits", "school", preparation="permits", preparation_since=june)
    region.works("over", "school", preparation=None, preparation_since=june)
    region.works("later", "school", preparation="mobilisation", preparation_since=date(2026, 3, 9))
    said = {s.activity: s for s in building.works_are_prepared_first(region.programme())}
    assert {name: s.day for name, s in said.items()} == {
        "tender": date(2026, 5, 4),
        "permits": date(2026, 5, 25),
        "later": date(2026, 3, 23),
    }
    assert said["tender"].because == (
        "procurement and mobilisation of works tender take 60 working days, of which 15 have passed"
    )
    assert said["tender"].parts == (
        (date(2026, 4, 20), "tender and procurement of works tender, 50 working days in all"),
        (date(2026, 5, 4), "mobilisation of works tender, 10 working days in all"),
    )
    assert said["permits"].because.endswith("take 80 working days, of which 20 have passed")
    assert said["later"].because == (
        "mobilisation of works later takes 10 working days from Mon 9 Mar 2026 on"
    )
    assert said["later"].parts == (
        (date(2026, 3, 9), "mobilisation of works later begins on Mon 9 Mar 2026"),
        (date(2026, 3, 23), "mobilisation of works later, 10 working days in all"),
    )
    assert not any(s.anew for s in said.values())


def test_what_is_ready_or_in_the_builders_hands_is_prepared() -> None:
    """Ready by a day on record, ready, under way, mobilising; an issued order only mobilises."""
    region = unprepared().works("ready", "school", preparation="ready")
    region.works("dated", "school", preparation="design", prepared_on=date(2026, 4, 1))
    region.works("begun", "school", preparation=None, status="active")
    for status in ("mobilising", "issued"):
        region.works(status, "school", preparation="permits")
        region.add("tasks", f"T-{status}", works=status, activity="works", status=status,
                   issued_on=date(2026, 2, 23))  # fmt: skip
    said = {s.activity: s for s in building.works_are_prepared_first(region.programme())}
    assert {name: s.day for name, s in said.items()} == {
        "dated": date(2026, 4, 1),
        "issued": date(2026, 3, 9),
    }
    assert said["dated"].because == (
        "works dated is on record as ready for builders on Wed 1 Apr 2026"
    )
