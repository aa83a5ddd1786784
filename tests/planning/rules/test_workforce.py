"""Who may work, with whom, and when nobody works."""

from datetime import date

from ploughshare.planning.formulate import formulate
from ploughshare.planning.plan import plan
from ploughshare.planning.presence import Present
from ploughshare.planning.rules import statements, workforce
from ploughshare.planning.statements import Apart, Away, SetAside, Stopped
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import MONDAY, Region


def test_a_team_is_what_its_organisation_is_accredited_for_where_it_may_be() -> None:
    region = (
        Region().district("north", -5000, 0, 5000, 5000).district("south", -5000, -5000, 5000, 0)
    )
    region.add("organisations", "O", name="O", kinds=("manual", "nts"), places=("north",))
    region.team("M", "manual", "eod", organisation="O").team("D", "dogs", organisation="O")
    said = {type(s): s for s in workforce.who_may_work(region.programme())}
    present, aside = said[Present], said[SetAside]
    assert isinstance(present, Present)
    assert isinstance(aside, SetAside)
    assert (present.kinds, present.districts) == (("manual",), ("north",))
    assert (aside.record_id, aside.reason) == ("D", "not-accredited")


def test_each_kind_of_a_team_has_the_days_and_districts_of_its_own_permits() -> None:
    """By hand until June, for strikes in the north for good, licensed for both, paid until August."""
    region = (
        Region().district("north", -5000, 0, 5000, 5000).district("south", -5000, -5000, 5000, 0)
    )
    region.add("organisations", "O", name="North Field", kinds=("dogs",))
    june, august = date(2026, 6, 30), date(2026, 8, 31)
    region.add("accreditations", "A-1", organisation="O", kinds=("manual",), to_on=june)
    region.add("accreditations", "A-2", organisation="O", kinds=("bac",), places=("north",))
    region.add("accreditations", "L-1", organisation="O", permit="licence")
    region.add("grants", "G", name="GRANT-3", to_on=august)
    region.team("M", "manual", "bac", organisation="O", group="GRANT-3")
    (present,) = workforce.who_may_work(region.programme())
    assert isinstance(present, Present)
    assert (present.kinds, present.districts, present.to_on) == (("manual", "bac"), None, august)
    by_hand, strikes = present.rights
    assert (by_hand.districts, by_hand.days) == (None, (None, june))
    assert (strikes.districts, strikes.days) == (("north",), (None, None))
    assert [each.record_id for each in by_hand.ends] == ["A-1"]
    assert strikes.ends[0].text == "grant GRANT-3 ends on Mon 31 Aug 2026"


def test_a_permit_that_is_renewed_in_time_goes_on_and_a_gap_is_a_gap() -> None:
    """Renewed for the north on the day after, in the south a week later."""
    region = (
        Region().district("north", -5000, 0, 5000, 5000).district("south", -5000, -5000, 5000, 0)
    )
    region.add("organisations", "O", name="North Field")
    june = date(2026, 6, 30)
    for name, places, first, last in (
        ("A-1", (), None, june),
        ("A-2", ("north",), date(2026, 7, 1), None),
        ("A-3", ("south",), date(2026, 7, 8), None),
    ):
        region.add("accreditations", name, organisation="O", kinds=("manual",), places=places,
                   from_on=first, to_on=last)  # fmt: skip
    region.team("M", "manual", organisation="O")
    (present,) = workforce.who_may_work(region.programme())
    assert isinstance(present, Present)
    assert {(right.districts, right.days) for right in present.rights} == {
        (("north",), (None, None)),
        (("south",), (None, june)),
        (("south",), (date(2026, 7, 8), None)),
    }
    assert present.rights[-1].begins == (
        "from Wed 8 Jul 2026 M may serve as manual clearance: the accreditation A-3 of North Field "
        "for manual clearance begins"
    )


def test_a_team_serves_as_one_kind_here_and_as_another_there() -> None:
    """Roofs in the north, pipes in the south: one crew does both, and nothing is left out."""
    region = (
        Region().district("north", -5000, 0, 5000, 5000).district("south", -5000, -5000, 5000, 0)
    )
    region.add("organisations", "O", name="Two Trades")
    for name, kind, place in (("L-1", "building", "north"), ("L-2", "water", "south")):
        region.add("accreditations", name, organisation="O", permit="licence", kinds=(kind,),
                   places=(place,))  # fmt: skip
    region.team("C", "building", "water", organisation="O")
    for y in (900, -900):
        region.asset(f"school {y}", 0, y, people_served=9).asset(f"well {y}", 5, y, kind="well",
                                                                people_served=9)  # fmt: skip
        region.works(f"roof {y}", f"school {y}").works(f"pipes {y}", f"well {y}", trade="water")
    made = plan(region.situation(), stop=Stop(iterations=5)).plan
    assert {item.activity for item in made.items} == {"roof 900", "pipes -900"}
    assert [item.teams[0].kind for item in sorted(made.items, key=lambda i: i.activity)] == [
        "water",
        "building",
    ]
    assert {
        row.record_id: row.reason for row in made.not_planned if row.record_type == "works"
    } == {
        "roof -900": "no-team",
        "pipes 900": "no-team",
    }


def test_a_team_goes_on_by_hand_while_its_permit_for_strikes_ends() -> None:
    """The ditch takes it over the day on which it ends, and is begun on the first day all the same."""
    region = Region().add("organisations", "O", name="North Field")
    region.add("accreditations", "A-1", organisation="O", kinds=("bac",), to_on=date(2026, 3, 20))
    region.add("accreditations", "A-2", organisation="O", kinds=("manual",))
    region.team("M", "manual", "bac", organisation="O")
    region.hazard("ditch", 0, 0, 60, hazard_type="cha", evidence="direct", people_exposed=9)
    made = plan(region.situation(), stop=Stop(iterations=5)).plan
    item = next(item for item in made.items if item.activity == "ditch.clearance")
    assert item.start_on == date(2026, 3, 16)
    assert item.finish_on > date(2026, 4, 1)


def test_a_team_without_permit_area_or_money_is_set_aside_with_the_reason() -> None:
    region = (
        Region().district("north", -5000, 0, 5000, 5000).district("south", -5000, -5000, 5000, 0)
    )
    region.add("organisations", "O", name="North Field", places=("north",))
    region.add("accreditations", "L-1", organisation="O", permit="licence", kinds=("manual",),
               to_on=MONDAY.replace(day=1))  # fmt: skip
    region.add("grants", "G", name="GRANT-3", activities=("nts", "ts"))
    region.team("L", "manual", organisation="O")
    region.team("A", "nts", organisation="O", places=("south",))
    region.team("G", "building", group="G")
    said = {s.record_id: s for s in workforce.who_may_work(region.programme())
            if isinstance(s, SetAside)}  # fmt: skip
    assert {name: s.reason for name, s in said.items()} == {
        "L": "not-licensed", "A": "no-area", "G": "not-funded"
    }  # fmt: skip
    assert said["L"].because == (
        "L serves as manual clearance, for which North Field is not licensed: the licence L-1 "
        "of North Field for manual clearance ended on Sun 1 Mar 2026"
    )
    assert said["G"].because == (
        "G is paid from grant GRANT-3, which pays only for non-technical survey and "
        "technical survey"
    )


def test_work_nobody_may_do_names_what_keeps_the_teams_of_its_kind_from_it() -> None:
    region = Region().district("north", -5000, 0, 5000, 5000).district("far", 9000, 0, 9900, 900)
    region.add("grants", "G", name="GRANT-3", places=("far",)).team("C", "building", group="G")
    region.asset("school", 0, 100).works("roof", "school")
    draft = formulate(region.programme(), statements(region.programme()))
    (aside,) = [root for root in draft.roots if root.reason == "no-team"]
    assert aside.because.endswith("grant GRANT-3, which pays for C, pays only in district far")


def test_a_team_of_a_contribution_counts_once_steps_show_it_accredited() -> None:
    """One contribution is operational, accredited on 6 February; one mobilised; one unknown."""
    region = Region().contribution("CB-1", "operational").contribution("CB-2", "mobilised")
    for number in (1, 2, 3):
        region.team(f"T{number}", "manual", contribution=f"CB-{number}")
    region.team("late", "manual", contribution="CB-1", from_on=date(2026, 4, 1))
    said: dict[str, object] = {}
    for statement in workforce.who_may_work(region.programme()):
        if isinstance(statement, Present):
            said[statement.team] = statement.from_on
        else:
            said[statement.record_id] = statement.reason
    assert said == {
        "T1": date(2026, 2, 6), "T2": "not-accredited-yet", "T3": "no-contribution",
        "late": date(2026, 4, 1),
    }  # fmt: skip


def test_a_grant_keeps_its_teams_from_those_it_excludes() -> None:
    """One may do the plain, two that exclude each other may not share it; two of one side may."""
    region = Region().whole().hazard("plain", 0, 0, 400, hazard_type="cha", evidence="direct")
    region.contribution("CB-2", "accredited")
    region.add("grants", "G", name="GRANT-3", excludes_contributions=("CB-2",))
    region.team("M", "manual", group="G").team("N", "manual", contribution="CB-2")
    apart = list(workforce.donors_exclusions(region.programme()))
    because = "grant GRANT-3, which pays for M, excludes work with CB-2"
    assert apart == [Apart("M", "N", because)]
    draft = formulate(region.programme(), statements(region.programme()))
    assert {tuple(way.teams.items()) for way in draft.ways["plain.clearance"]} == {(("manual", 1),)}

    region.records["teams"].pop()
    region.team("N", "manual", group="G")
    draft = formulate(region.programme(), statements(region.programme()))
    assert (("manual", 2),) in {tuple(w.teams.items()) for w in draft.ways["plain.clearance"]}


def test_a_team_that_left_takes_no_part() -> None:
    region = Region().team("M", "manual", to_on=MONDAY.replace(day=1))
    (aside,) = workforce.who_may_work(region.programme())
    assert isinstance(aside, SetAside)
    assert aside.reason == "left"


def test_leave_is_leave() -> None:
    region = Region().team("M", "manual")
    region.add("availability", "A", team="M", from_on=MONDAY, to_on=MONDAY, reason="leave")
    assert list(workforce.leave_is_leave(region.programme())) == [
        Away("M", MONDAY, MONDAY, "M is away: leave")
    ]


def test_frost_stops_the_kinds_it_names_where_it_names() -> None:
    region = Region().district("north", -5000, 0, 5000, 5000).team("M", "manual", y=100)
    region.add("standdowns", "F", kinds=("manual",), places=("north",), from_on=MONDAY,
               to_on=MONDAY, cause="frozen")  # fmt: skip
    assert list(workforce.stand_downs(region.programme())) == [
        Stopped(("manual",), ("north",), MONDAY, MONDAY, "stand-down: frozen")
    ]
