"""Benefits: when each is served, what that costs, and the curve it draws."""

import numpy as np

from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.problem import Ints, Problem
from ploughshare.scheduling.tables import Benefits, benefit_table


def benefit_steps(problem: Problem, finish: Ints) -> Ints:
    """
    Return the step from which each benefit is served.

    That is the finish of its own activity, or the last of the benefits it needs,
    whichever comes later. Shape ``(n_benefits,)``.
    """
    steps = np.zeros(problem.n_benefits, np.int64)
    fill_steps(benefit_table(problem), np.array(finish, np.int64), steps)
    return steps


def objective_of(problem: Problem, finish: Ints) -> int:
    """Return the sum of weight times benefit step: service-days missing, in steps."""
    return objective(benefit_table(problem), np.array(finish, np.int64))


def served_curve(problem: Problem, finish: Ints) -> tuple[Ints, Ints]:
    """
    Return the steps at which service grows, and the weight served from each on.

    Both have shape ``(n,)``, the steps rising, the weights never falling.
    """
    steps, where = np.unique(benefit_steps(problem, finish), return_inverse=True)
    gained = np.zeros(len(steps), np.int64)
    np.add.at(gained, where, problem.weight)
    return steps, np.cumsum(gained)


def objective(benefits: Benefits, finish: Ints) -> int:
    """Return the sum of weight times benefit step."""
    steps = np.zeros(len(benefits.weight), np.int64)
    fill_steps(benefits, finish, steps)
    return int(benefits.weight @ steps)


@compiled
def fill_steps(benefits: Benefits, finish: Ints, steps: Ints) -> None:
    for b in benefits.order:
        step = finish[benefits.activity[b]]
        for i in range(benefits.need_start[b], benefits.need_start[b + 1]):
            step = max(step, steps[benefits.need[i]])
        steps[b] = step
