"""A division, its brigades and the contingent of five thousand are five thousand people."""

from random import Random

from ploughshare.fields import Record, Value, number_in
from ploughshare.pledges.ladder import Standing
from ploughshare.pledges.parts import circles, counted_once, people_there


def contribution(name: str, people: float, part_of: str = "") -> Record:
    values: dict[str, Value] = {"giver": "Partner A", "role": "builders", "quantity": people}
    return Record("contributions", name, values | ({"part_of": part_of} if part_of else {}))


def total(*contributions: Record) -> float:
    return sum(number_in(each.values, "quantity") or 0.0 for each in counted_once(contributions))


def test_a_part_is_counted_with_its_whole_and_a_part_of_that_too() -> None:
    """Two brigades of a division of a contingent, beside a thousand deminers."""
    contingent = contribution("CB-2", 5000)
    division = contribution("CB-5", 3000, "CB-2")
    brigade = contribution("CB-6", 1500, "CB-5")
    deminers = contribution("CB-1", 1000)
    assert total(brigade, deminers, contingent, division) == 6000
    assert total(brigade, division) == 3000
    assert list(circles((brigade, deminers, contingent, division))) == []


def test_a_part_stands_for_itself_where_its_whole_is_not_added_up() -> None:
    assert total(contribution("CB-5", 40, "CB-2")) == 40


def test_a_circle_is_found_once_and_counts_once() -> None:
    """The fourth belongs to one of the three and counts with it."""
    three = [contribution(f"CB-{n}", 100.0 * n, f"CB-{n % 3 + 1}") for n in (1, 2, 3)]
    fourth = contribution("CB-4", 9, "CB-2")
    (found,) = circles([*three, fourth])
    assert found.rule == "part-of-in-a-circle"
    assert "CB-1 part of CB-2 part of CB-3 part of CB-1" in found.message
    assert total(*three, fourth) == 100
    (own,) = circles([contribution("CB-7", 5, "CB-7")])
    assert own.record_id == "CB-7"
    assert total(contribution("CB-7", 5, "CB-7")) == 5


def test_nobody_is_counted_twice_in_any_web_of_parts() -> None:
    """A part is never counted together with a whole of it, however they hang together."""
    dice = Random(7)
    for _ in range(500):
        names = [f"CB-{n}" for n in range(dice.randint(1, 7))]
        web = {n: contribution(n, 1, dice.choice([*names, "", ""])) for n in names}
        counted = {each.id for each in counted_once(tuple(web.values()))}
        assert counted
        for name in counted:
            whole, seen = name, {name}
            while (whole := str(web[whole].values.get("part_of", ""))) and whole not in seen:
                assert whole not in counted
                seen.add(whole)


def test_those_of_accredited_parts_are_there_already() -> None:
    contingent, crew = contribution("CB-2", 5000), contribution("CB-5", 40, "CB-2")
    stand = {"CB-2": Standing("reported", {}), "CB-5": Standing("operational", {}, 14.0)}
    assert people_there(contingent, (contingent, crew), stand) == 14
    assert people_there(crew, (contingent, crew), stand) == 0
    stand["CB-5"] = Standing("committed", {})
    assert people_there(contingent, (contingent, crew), stand) == 0
