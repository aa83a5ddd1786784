"""Warm up: run every compiled function once on a problem of three activities."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from ploughshare.scheduling.annealing import Annealing
from ploughshare.scheduling.bindings import bindings
from ploughshare.scheduling.bounds import lower_bound
from ploughshare.scheduling.breeding import Population
from ploughshare.scheduling.chains import chains_of, settle
from ploughshare.scheduling.closure_flow import ClosureFlow
from ploughshare.scheduling.compiled import mark_compiled, needs_compiling
from ploughshare.scheduling.draft import as_schedule, copied
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.justification import pool_of_teams, starts_of
from ploughshare.scheduling.priority_list import priority_list
from ploughshare.scheduling.relief import relieve
from ploughshare.scheduling.tables import tables

_DOCUMENT: dict[str, Any] = {
    "format": "restoration-problem/1",
    "steps_per_day": 1,
    "kinds": ["a"],
    "travel": {
        "default": {"detour": 1.0, "km_per_step": 1.0, "camp_move_km": 9.0, "camp_move_steps": 1}
    },
    "teams": [{"id": "A", "kinds": ["a"], "at": [0, 0], "away": [[6, 7]]}],
    "standdowns": [{"kinds": ["a"], "from": 1, "to": 2}],
    "activities": [
        {"id": "1", "at": [0, 0], "modes": [{"steps": 1, "teams": {"a": 1}}]},
        {
            "id": "2",
            "at": [1, 0],
            "after": [{"id": "1"}],
            "modes": [{"steps": 1, "teams": {"a": 1}}],
        },
        {"id": "3", "at": [0, 0], "modes": [{"steps": 3, "teams": {"a": 1}}]},
    ],
    "fixed": [{"activity": "3", "mode": 0, "teams": {"a": ["A"]}, "start": 5}],
    "benefits": [{"id": "1", "activity": "2", "weight": 1}],
}


def compile_once(tell: Callable[[str, str], None]) -> float:
    """
    Compile what has never been compiled on this machine, and return the seconds that it took.

    ``tell`` is given phase and sentence when it begins and when it is done; where nothing is to be
    compiled it hears nothing.
    """
    if not needs_compiling():
        return 0.0
    began = time.monotonic()
    tell("compiling", "Compiling the search for this machine, once: a minute or two.")
    warm_up()
    outlook = mark_compiled()
    taken = time.monotonic() - began
    tell("compiled", f"Compiled in {taken:.0f} s; {outlook}")
    return taken


def warm_up() -> None:
    """Compile the search, the bound and the priority list into the cache."""
    problem = problem_from_document(_DOCUMENT)
    laid_out = tables(problem)
    for number, (_, draft) in enumerate(rounds(laid_out)):
        # The second round goes by the weights that the first has left.
        if number == 1:
            Annealing(laid_out, copied(draft), seed=0).run(np.zeros(50))
            settle(laid_out, chains_of(laid_out, draft))
            bindings(problem, as_schedule(laid_out, draft, 0))
            relieve(laid_out, copied(draft), 0, 0.0)
            break
    # What joint rules come to is read off a schedule that keeps some.
    tied = {
        "format": "restoration-problem/2",
        "apart": [{"id": "1", "these": ["1"], "those": ["2"]}],
    }
    next(rounds(tables(problem_from_document(_DOCUMENT | tied))), None)
    lower_bound(problem)
    # Two activities have no core, which alone needs a flow.
    ClosureFlow(2, np.array([[0, 1]])).best(np.array([2, -1]))
    priority_list(problem)
    teams = pool_of_teams(problem, problem.mode_start[:-1], problem.earliest)
    population = Population(teams, births=1, seed=0)
    population.round()
    starts_of(teams, population.order)
