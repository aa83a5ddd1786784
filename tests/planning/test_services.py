"""Services that come back in parts."""

from hypothesis import given
from hypothesis import strategies as st

from ploughshare.planning.services import in_parts


@given(st.integers(0, 100_000), st.floats(0, 1), st.floats(0, 1))
def test_parts_of_a_service_are_whole_people_and_add_up(
    people: int, today: float, first: float
) -> None:
    parts = in_parts(people, today, first)
    assert sum(parts) == people
    assert min(parts) >= 0
