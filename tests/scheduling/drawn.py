"""Random problems by number, shared by the tests of bounds and exact answers."""

from random import Random
from typing import Any

from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.problem import Problem
from tests.scheduling.random_problems import random_problem


def document(seed: int, most: int = 5) -> dict[str, Any]:
    """Draw a problem of two to ``most`` activities that has a schedule, of either version."""
    rng = Random(seed)
    return random_problem(rng, rng.randint(2, most), rng.randint(2, 4), version=1 + seed % 2)


def problem(seed: int, most: int = 5) -> Problem:
    """Draw a problem that has a schedule."""
    return problem_from_document(document(seed, most))


def hurried(seed: int) -> Problem:
    """Draw a problem whose teams all leave early, often too early."""
    drawn = document(seed)
    for team in drawn["teams"]:
        team["to"] = Random(seed).randint(9, 25)
    return problem_from_document(drawn)
