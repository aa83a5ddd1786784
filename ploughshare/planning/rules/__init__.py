"""The planning rules. Each may be read, cited and disputed on its own.

A rule is a function from a programme to statements. The first line of its
docstring is the rule as one would say it at a table; the rest gives reason and
source. Its name is the same in code, on screen and in the reference.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ploughshare.planning.programme import Programme
from ploughshare.planning.rules import (
    access,
    building,
    closures,
    daylight,
    depth,
    evacuation,
    ground,
    inspection,
    interim,
    load_classes,
    measures,
    neighbours,
    on_call,
    release,
    restoration,
    sites,
    tasking,
    travel,
    workforce,
)
from ploughshare.planning.statements import Statement

Rule = Callable[[Programme], Iterator[Statement]]

RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        measures.stop_work,
        ground.survey_before_clearance,
        ground.works_wait_for_ground,
        depth.cleared_deep_enough,
        ground.areas_are_released_lot_by_lot,
        ground.survey_takes_its_time,
        ground.machines_never_alone,
        ground.one_team_or_several,
        sites.large_sites_are_set_up_and_closed_out,
        release.inspected_before_hand_over,
        release.control_takes_its_days,
        inspection.another_organisation_inspects,
        release.authority_accepts_survey,
        access.access_first,
        access.no_work_without_a_road,
        travel.travel_follows_the_roads,
        load_classes.heavy_teams_need_roads_that_carry_them,
        evacuation.casualties_reach_a_hospital,
        evacuation.a_medic_with_each_team,
        restoration.chain_of_works,
        restoration.works_take_their_time,
        restoration.not_before_its_day,
        neighbours.nobody_builds_beside_clearance,
        neighbours.a_site_holds_so_many_teams,
        building.works_are_prepared_first,
        on_call.disposal_teams_are_on_call,
        on_call.one_disposal_team_answers_for_so_many,
        on_call.disposal_keeps_a_reserve,
        restoration.people_are_served,
        restoration.people_leave_hazards_behind,
        interim.areas_that_wait_long_are_marked,
        restoration.service_needs,
        workforce.who_may_work,
        workforce.donors_exclusions,
        workforce.leave_is_leave,
        workforce.stand_downs,
        closures.closed_areas_are_not_entered,
        closures.closed_roads_are_not_driven,
        daylight.short_days_hold_less_work,
        tasking.task_orders_take_their_time,
        tasking.parts_under_order_come_first,
        tasking.issued_orders_keep_their_operator,
        tasking.active_tasks_continue,
    )
}
"""Every rule by name, in the order in which they are read."""

NOT_YET_PLANNED = (
    "which of several roads to a site is opened first, unless access.other_way_factor is above 1",
)
"""Rules of the field that this version does not plan with; every plan prints them."""


def statements(programme: Programme) -> Iterator[Statement]:
    """What all rules say about a programme, each statement with the name of its rule."""
    yield from programme.standing_still
    for name, rule in RULES.items():
        for statement in rule(programme):
            yield replace(statement, rule=name)
