"""The rule about large sites, on the smallest regions that show it."""

import pytest

from ploughshare.planning.formulate import formulate
from ploughshare.planning.rules import ground, sites, statements
from ploughshare.planning.statements import Besides
from tests.planning.small_region import Region


def said(region: Region) -> dict[str, Besides]:
    programme = region.programme()
    return {s.activity: s for s in sites.large_sites_are_set_up_and_closed_out(programme)}


def plain() -> Region:
    """A square of 120 m that a team clears in some hundred days, and a patch of eight."""
    region = Region().team("M", "manual").team("N", "manual").team("O", "manual")
    sure = {"hazard_type": "cha", "evidence": "direct"}
    return region.hazard("plain", 0, 0, 120, **sure).hazard("patch", 900, 0, 33, **sure)


def test_a_large_site_is_set_up_once_and_closed_out_once() -> None:
    """Seven and five days on the plain; the patch is set up within the day."""
    found = said(plain().whole())
    assert {name: s.days for name, s in found.items()} == {"plain.clearance": 12}
    assert found["plain.clearance"].because == (
        "set-up and close-out of a large site, 12 working days of one team"
    )
    assert found["plain.clearance"].uses == (
        "site.large_from_days", "site.set_up_days", "site.close_out_days",
    )  # fmt: skip


def test_teams_that_share_a_site_share_these_days() -> None:
    programme = plain().whole().programme()
    own = [w for w in ground.machines_never_alone(programme) if w.activity == "plain.clearance"]
    two = next(w for w in ground.one_team_or_several(programme) if w.activity == "plain.clearance")
    draft = formulate(programme, statements(programme))
    days = {way.because: way.days for way in draft.ways["plain.clearance"]}
    assert days[own[0].because] == own[0].days + 12
    assert days[two.because] == two.days + 6


def test_what_is_under_way_is_set_up_already() -> None:
    region = plain().whole().order("T", "plain", "active", teams=("M",), done_share=0.1)
    found = said(region)
    assert found["plain.clearance"].days == 5
    assert found["plain.clearance"].because.startswith("close-out of a large site")
    draft = formulate(region.programme(), statements(region.programme()))
    (left,) = (w.days for w in ground.machines_never_alone(region.programme())
               if w.activity == "plain.clearance" and list(w.teams) == ["manual"])  # fmt: skip
    assert draft.continues["plain.clearance"].days == left + 5


def test_lots_of_a_large_site_bear_it_together() -> None:
    """However many lots, twelve days in all."""
    region = plain().asset("school", 40, 40).works("roof", "school")
    found = said(region)
    lots = [s for name, s in found.items() if name.startswith("plain")]
    assert len(lots) > 1
    assert sum(s.days for s in lots) == pytest.approx(12)
    assert all(s.because.startswith("its share of set-up and close-out") for s in lots)
