"""Problems one can hold in the head, and random ones, for the tests of the search."""

from random import Random
from typing import Any

from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.problem import Problem
from tests.scheduling.random_problems import random_problem

TRAVEL = {"detour": 1.0, "km_per_step": 10.0, "camp_move_km": 50.0, "camp_move_steps": 4}


def problem(**parts: Any) -> Problem:
    """Return a problem of one team D that digs, with these parts instead of its own."""
    document: dict[str, Any] = {
        "format": "restoration-problem/1",
        "steps_per_day": 10,
        "kinds": ["dig", "lift"],
        "travel": {"default": TRAVEL},
        "teams": [team("D")],
        "activities": [],
    }
    return problem_from_document(document | parts)


def team(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kinds": ["dig"], "at": [0, 0], **more}


def works(name: str, steps: int, at: tuple[float, float] = (0, 0), **more: Any) -> dict[str, Any]:
    return {"id": name, "at": list(at), "modes": [{"steps": steps, "teams": {"dig": 1}}], **more}


def benefit(activity: str, weight: int, **more: Any) -> dict[str, Any]:
    return {"id": f"b-{activity}", "activity": activity, "weight": weight, **more}


def drawn(seed: int, n_activities: int = 12, n_teams: int = 6, version: int = 1) -> Problem:
    """Return a random problem that uses every feature of a version and has a schedule."""
    return problem_from_document(random_problem(Random(seed), n_activities, n_teams, version))
