"""Joint rules in the constraint programme: limits, what is kept apart, alternative predecessors."""

from typing import TYPE_CHECKING, Any

from ploughshare.scheduling.problem import Problem

if TYPE_CHECKING:
    from ploughshare.scheduling.exact_model import ExactModel


def add_joint_rules(problem: Problem, end: int, exact: "ExactModel") -> None:
    """Add the joint rules of a problem."""
    _add_limits(problem, end, exact)
    _add_apart(problem, exact)
    _add_alternatives(problem, exact)


def _modes(problem: Problem, j: int, exact: "ExactModel") -> list[int]:
    modes = range(problem.mode_start[j], problem.mode_start[j + 1])
    return [m for m in modes if m in exact.mode]


def _load(problem: Problem, limit: int, mode: int) -> int:
    demands = slice(problem.demand_start[mode], problem.demand_start[mode + 1])
    counted = problem.limit_kinds[limit, problem.demand_kind[demands]]
    return int(problem.demand_count[demands][counted].sum())


def _add_limits(problem: Problem, end: int, exact: "ExactModel") -> None:
    model = exact.model
    length: dict[int, Any] = {}
    for limit in range(problem.n_limits):
        at_once = int(problem.limit_at_once[limit])
        spans, loads = [], []
        members = slice(problem.limit_start[limit], problem.limit_start[limit + 1])
        for j in problem.limit_activity[members].tolist():
            if j not in length:
                length[j] = model.new_int_var(0, end, "")
                model.add(length[j] == exact.finish[j] - exact.start[j])
            for m in _modes(problem, j, exact):
                load = _load(problem, limit, m)
                if load == 0 or problem.mode_steps[m] == 0:
                    continue
                if load > at_once:
                    model.add(exact.mode[m] == 0)
                    continue
                span = (exact.start[j], length[j], exact.finish[j])
                spans.append(model.new_optional_interval_var(*span, exact.mode[m], ""))
                loads.append(load)
        model.add_cumulative(spans, loads, at_once)


def _add_apart(problem: Problem, exact: "ExactModel") -> None:
    model = exact.model
    no_time = [
        [exact.mode[m] for m in _modes(problem, j, exact) if problem.mode_steps[m] == 0]
        for j in range(problem.n_activities)
    ]
    for a in range(problem.n_apart):
        these = problem.these[problem.these_start[a] : problem.these_start[a + 1]].tolist()
        those = problem.those[problem.those_start[a] : problem.those_start[a + 1]].tolist()
        for i in these:
            for j in those:
                before, after = model.new_bool_var(""), model.new_bool_var("")
                model.add(exact.finish[i] <= exact.start[j]).only_enforce_if(before)
                model.add(exact.finish[j] <= exact.start[i]).only_enforce_if(after)
                model.add_bool_or(before, after, *no_time[i], *no_time[j])


def _add_alternatives(problem: Problem, exact: "ExactModel") -> None:
    """One alternative each; ranks keep what takes no time from being the reason of itself."""
    model = exact.model
    n = problem.n_activities
    rank = []
    if problem.n_sets and not (problem.mode_steps > 0).all():
        rank = [model.new_int_var(0, n - 1, "") for _ in range(n)]
    for j in range(n if rank else 0):
        for i in problem.pred[problem.pred_start[j] : problem.pred_start[j + 1]].tolist():
            model.add(rank[j] > rank[i])
    chosen: dict[int, list[Any]] = {}
    for s, j in enumerate(problem.set_activity.tolist()):
        literal = model.new_bool_var("")
        chosen.setdefault(j, []).append(literal)
        for e in range(problem.set_start[s], problem.set_start[s + 1]):
            i, lag = int(problem.set_pred[e]), int(problem.set_lag[e])
            model.add(exact.start[j] >= exact.finish[i] + lag).only_enforce_if(literal)
            if rank:
                model.add(rank[j] > rank[i]).only_enforce_if(literal)
    for literals in chosen.values():
        model.add_bool_or(literals)
