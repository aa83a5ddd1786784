"""Renumbering: activities of one chain near each other in memory.

A local move follows the chain of a team from activity to activity. In the order of the file these
lie anywhere, and on a large problem much of the time goes by waiting for memory. So the local
search works on the same problem with other numbers: activities by first team and start in the plan
it begins from, benefits by their activities. What it finds is given the old numbers back.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.change import Change
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.flat_lists import offsets
from ploughshare.scheduling.problem import Ints, Problem
from ploughshare.scheduling.tables import (
    EARLIEST,
    ENTRIES,
    MODES,
    SIZE,
    SLOTS,
    USABLE,
    Tables,
    tables,
)


class Numbering(NamedTuple):
    """The number that each activity and each benefit has elsewhere, in the order of those here."""

    activity: Ints
    benefit: Ints


def inverse(numbering: Numbering) -> Numbering:
    """Return the numbering that gives the old numbers back."""
    return Numbering(places(numbering.activity), places(numbering.benefit))


def along_chains(laid_out: Tables, draft: Draft) -> Numbering:
    """
    Number the activities of a full draft by the first team of their crews, and then by start.

    Those without a team come last. Benefits follow the activities they hang on.
    """
    problem, network = laid_out.problem, laid_out.network
    crewed = network.mode[draft.mode, SIZE] > 0
    first = np.full(problem.n_activities, problem.n_teams)
    first[crewed] = draft.crew[network.activity[:-1, SLOTS][crewed]]
    activity = np.lexsort((draft.start, first)).astype(np.int64)
    hangs_on = places(activity)[problem.benefit_activity]
    return Numbering(activity, np.argsort(hangs_on, kind="stable").astype(np.int64))


def renumbered(problem: Problem, numbering: Numbering) -> Problem:
    """Return the same problem, its activities and benefits numbered otherwise."""
    activity, benefit = numbering
    activity_now, benefit_now = places(activity), places(benefit)
    pred_start, preds = _lists(problem.pred_start, activity)
    mode_start, modes = _lists(problem.mode_start, activity)
    demand_start, demands = _lists(problem.demand_start, modes)
    need_start, needs = _lists(problem.need_start, benefit)
    sets = np.argsort(activity_now[problem.set_activity], kind="stable")
    set_start, in_sets = _lists(problem.set_start, sets)
    return replace(
        problem,
        activity_ids=tuple(problem.activity_ids[j] for j in activity.tolist()),
        benefit_ids=tuple(problem.benefit_ids[b] for b in benefit.tolist()),
        at=problem.at[activity],
        zone=problem.zone[activity],
        area=problem.area[activity],
        earliest=problem.earliest[activity],
        any_group=problem.any_group[activity],
        group_allowed=problem.group_allowed[activity],
        pred_start=pred_start,
        pred=activity_now[problem.pred[preds]],
        pred_lag=problem.pred_lag[preds],
        mode_start=mode_start,
        mode_steps=problem.mode_steps[modes],
        demand_start=demand_start,
        demand_kind=problem.demand_kind[demands],
        demand_count=problem.demand_count[demands],
        fixed_activity=activity_now[problem.fixed_activity],
        benefit_activity=activity_now[problem.benefit_activity[benefit]],
        weight=problem.weight[benefit],
        need_start=need_start,
        need=benefit_now[problem.need[needs]],
        limit_activity=activity_now[problem.limit_activity],
        these=activity_now[problem.these],
        those=activity_now[problem.those],
        set_activity=activity_now[problem.set_activity[sets]],
        set_start=set_start,
        set_pred=activity_now[problem.set_pred[in_sets]],
        set_lag=problem.set_lag[in_sets],
    )


def renumbered_tables(laid_out: Tables, numbering: Numbering) -> Tables:
    """
    Return tables of the renumbered problem.

    Joint rules, where there are any, must be frozen. A search may hold back more than its problem
    does: earliest steps, modes that are used, and the slots and queues they need are those of the
    old tables.
    """
    network, (order, _) = laid_out.network, numbering
    anew = tables(renumbered(laid_out.problem, numbering))
    activity, mode = anew.network.activity, anew.network.mode
    activity[:-1, EARLIEST] = network.activity[order, EARLIEST]
    activity[:, SLOTS], _ = _lists(network.activity[:, SLOTS], order)
    activity[:, ENTRIES], entries = _lists(network.activity[:, ENTRIES], order)
    _, modes = _lists(network.activity[:, MODES], order)
    mode[:-1, USABLE] = network.mode[modes, USABLE]
    now = anew.network._replace(activity=activity, mode=mode, entry=network.entry[entries])
    return replace(anew, network=now, crews=laid_out.crews)


def renumbered_draft(laid_out: Tables, draft: Draft, numbering: Numbering) -> Draft:
    """Return a full draft as one of the renumbered problem; the tables are of the one it is of."""
    order, activity = numbering.activity, laid_out.network.activity
    _, modes = _lists(activity[:, MODES], order)
    _, slots = _lists(activity[:, SLOTS], order)
    return Draft(
        mode=places(modes)[draft.mode[order]],
        start=draft.start[order],
        finish=draft.finish[order],
        crew=draft.crew[slots],
        crew_kind=draft.crew_kind[slots],
        sequence=places(order)[draft.sequence],
        placed=draft.placed.copy(),
    )


def renumbered_change(change: Change, numbering: Numbering) -> Change:
    """Return the old plan that has a price, for the renumbered problem."""
    order = numbering.activity
    crew_start, members = _lists(change.crew_start, order)
    return Change(
        start=change.start[order],
        crew_start=crew_start,
        team=change.team[members],
        kind=change.kind[members],
        members=change.members[order],
        price=change.price.copy(),
    )


def places(numbers: Ints) -> Ints:
    """Return where each number stands in an arrangement of all numbers."""
    where = np.empty(len(numbers), np.int64)
    where[numbers] = np.arange(len(numbers))
    return where


def _lists(start: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Return offsets and positions of the entries of chosen lists, one list after the other."""
    lengths = np.diff(start)[chosen]
    begin = offsets(lengths)
    return begin, np.repeat(start[chosen] - begin[:-1], lengths) + np.arange(begin[-1])
