"""Carry a schedule over into another state of its problem, without any search."""

import numpy as np

from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.change import ChangePrice, change_table, held
from ploughshare.scheduling.draft import Draft, as_schedule, copied
from ploughshare.scheduling.frozen import frozen
from ploughshare.scheduling.left_shift import put_in_order_of_time, retime
from ploughshare.scheduling.problem import Flags, Problem
from ploughshare.scheduling.repair import Repair
from ploughshare.scheduling.resume import resumed
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.tables import Tables, tables
from ploughshare.scheduling.warm_start import Start


def carried(
    problem: Problem, start: Start, before_step: int | None = None
) -> tuple[Schedule, tuple[str, ...]] | None:
    """
    Return what a schedule of an earlier state amounts to in a problem; ``None`` for nothing.

    Crews and starts are kept where they fit. Nothing that began before ``before_step`` (of all if
    ``None``) begins earlier than it did, unless its teams leave. Where no team has time for all, teams
    stay for longer in the schedule, and fixed activities that cannot keep their start begin when
    they can; it is none of the problem then.

    Returns
    -------
    tuple
        The schedule, and the fixed activities that begin when they can.
    """
    found = _taken_up(tables(problem), start)
    if found is None:
        return None
    laid_out, draft, loosened = found
    late = copied(draft)
    change = change_table(start, ChangePrice(before_step=before_step))
    if retime(held(laid_out, change, change.start), late) >= 0:
        late = draft
    schedule = as_schedule(laid_out, late, objective(laid_out.benefits, late.finish))
    return schedule, tuple(problem.activity_ids[j] for j in np.flatnonzero(loosened))


def _taken_up(laid_out: Tables, start: Start) -> tuple[Tables, Draft, Flags] | None:
    """Return what a start amounts to, in which tables it does, and which fixed starts are not kept."""
    if laid_out.joint.ties == 0:
        whole, _ = resumed(laid_out, start)
        if whole is not None:
            return laid_out, whole, np.zeros(laid_out.problem.n_activities, np.bool_)
    repair = Repair(laid_out, start)
    first = repair.run_at_ease()
    if first is None:
        return None
    laid_out = repair.eased(laid_out)
    retime(laid_out, first)
    # Joint rules are kept as what still fits of the schedule keeps them.
    again, _ = resumed(frozen(laid_out, first), start)
    if again is not None:
        put_in_order_of_time(again)
    return laid_out, again or first, repair.loosened
