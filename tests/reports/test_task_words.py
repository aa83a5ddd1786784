"""A task of the weekly tasking in words: of which lot it is, and how deep it goes."""

from ploughshare.planning.plan import plan
from ploughshare.planning.weekly_tasking import Tasking
from ploughshare.reports import task_words, words
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region


def test_a_task_on_a_lot_names_it_and_for_whom_it_goes_deeper() -> None:
    """A main through a plain: its lot to 120 cm, the rest to the 15 of the plain."""
    region = Region().team("M", "manual", organisation="O").team("W", "water")
    region.hazard("plain", 0, 0, 200, hazard_type="cha", evidence="direct", depth_cm=15)
    region.asset("main", 60, 60, kind="water_main", people_served=9)
    region.works("pipe", "main", 5, trade="water")
    made = plan(region.situation(), stop=Stop(iterations=2)).plan
    tasks = [t for week in Tasking(made, region.programme()).operators for t in week.tasks]
    (trench,) = [t for t in tasks if t.item.activity == "plain.clearance.assets/main"]
    m2 = task_words.square_metres(trench.m2 or 0)
    assert task_words.ground(trench, region.situation()).startswith(
        f"{m2}, lot plain.assets/main of "
    )
    assert task_words.depth(trench) == f"120{words.THIN}cm, for the water_main main"
    others = [t for t in tasks if t.item.activity_kind == "clearance" and t is not trench]
    assert {task_words.depth(t) for t in others} <= {f"15{words.THIN}cm"}
