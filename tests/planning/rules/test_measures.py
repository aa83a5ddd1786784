"""What people forbade: stop-work on areas, teams and methods."""

from datetime import date

from ploughshare.planning.measures import Measure, under
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules import measures
from ploughshare.planning.statements import Away, Halted, NotBefore, SetAside
from ploughshare.planning.terrain import Terrain
from tests.planning.small_region import MONDAY, Region


def test_what_somebody_stopped_stands_still_and_says_why() -> None:
    """The orchard until further notice, the ditch until Friday, team M until Friday, dogs for good."""
    friday = date(2026, 3, 6)
    region = Region().hazard("orchard", 0, 0).hazard("ditch", 500, 0, hazard_type="cha",
                                                     evidence="direct")  # fmt: skip
    region.team("M", "manual").team("D", "dogs", "manual")
    situation = under(
        region.situation(),
        [
            Measure("hazard", "orchard", "accident"),
            Measure("hazard", "ditch", until=friday),
            Measure("team", "M", until=friday),
            Measure("method", "dogs"),
        ],
    )
    said = list(measures.stop_work(Programme(Terrain(situation))))
    orchard, ditch, *after, team, method = said
    assert {s.activity for s in after if isinstance(s, NotBefore)} == {
        "ditch.control", "ditch.handover",
    }  # fmt: skip
    assert isinstance(orchard, SetAside)
    assert orchard.activities == tuple(
        f"orchard.{kind}" for kind in ("nts", "clearance", "control", "handover")
    )
    assert orchard.because == "stop-work on hazard orchard until further notice: accident"
    assert isinstance(ditch, NotBefore)
    assert (ditch.activity, ditch.day) == ("ditch.clearance", date(2026, 3, 7))
    assert isinstance(team, Away)
    assert (team.from_on, team.to_on) == (MONDAY, friday)
    assert isinstance(method, Halted)
    assert method.kinds == ("dogs",)
