"""Carry a schedule over into another state of its problem, without any search."""

from ploughshare.errors import NoScheduleFound
from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.change import ChangePrice, change_table, held
from ploughshare.scheduling.draft import Draft, as_schedule, copied
from ploughshare.scheduling.frozen import frozen
from ploughshare.scheduling.infeasible import refuse_infeasible
from ploughshare.scheduling.left_shift import put_in_order_of_time, retime
from ploughshare.scheduling.problem import NONE, Problem
from ploughshare.scheduling.resume import resumed
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.tables import Tables, tables
from ploughshare.scheduling.warm_start import Repair, Start, repaired


def carried(problem: Problem, start: Start, before_step: int | None = None) -> Schedule:
    """
    Return what a schedule of an earlier state amounts to in a problem.

    Crews and starts are kept where they fit. Nothing that began before ``before_step`` (of all if
    ``None``) begins earlier than it did, unless its teams leave.

    Raises
    ------
    Infeasible
        With a proof that names what makes the problem so.
    NoScheduleFound
        Names the activity for which the order found no room.
    """
    laid_out = tables(problem)
    draft, stuck = _taken_up(laid_out, start)
    if draft is None:
        refuse_infeasible(laid_out)
        name = problem.activity_ids[stuck]
        raise NoScheduleFound(
            f"The order of the schedule leaves no time for {name}.",
            remedy="Let its teams stay longer, or solve the problem without a start.",
            activities=[name],
        )
    late = copied(draft)
    change = change_table(start, ChangePrice(before_step=before_step))
    if retime(held(laid_out, change, change.start), late) >= 0:
        late = draft
    return as_schedule(laid_out, late, objective(laid_out.benefits, late.finish))


def _taken_up(laid_out: Tables, start: Start) -> tuple[Draft | None, int]:
    """Return what a start amounts to; ``None`` and the activity for which there is no room."""
    if laid_out.joint.ties == 0:
        draft, stuck = resumed(laid_out, start)
        return draft or repaired(laid_out, start)[0], stuck
    # Joint rules are kept as what still fits of the schedule keeps them.
    repair = Repair(laid_out, start)
    first = repair.run()
    if first is None:
        return None, repair.stuck
    retime(laid_out, first)
    again, _ = resumed(frozen(laid_out, first), start)
    if again is not None:
        put_in_order_of_time(again)
    return again or first, NONE
