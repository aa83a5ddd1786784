"""Small random problems of ``restoration-problem/2``: with limits, apart and alternatives."""

from random import Random
from typing import Any

from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.problem import Problem
from tests.scheduling.random_problems import KINDS, random_problem

Document = dict[str, Any]


def with_joint_rules(rng: Random, document: Document) -> Document:
    """
    Add joint rules of which each can be kept by a schedule that does one thing after another.

    Nothing that is fixed is limited or kept apart from anything else that is fixed, and
    nothing fixed waits for alternatives.
    """
    document["format"] = "restoration-problem/2"
    fixed = {item["activity"] for item in document["fixed"]}
    names = [activity["id"] for activity in document["activities"]]
    document["limits"] = [_limit(rng, i, document, fixed) for i in range(rng.choice([0, 1, 1, 2]))]
    document["apart"] = [_apart(rng, i, names, fixed) for i in range(rng.choice([0, 1, 1, 2]))]
    for j, activity in enumerate(document["activities"]):
        if rng.random() < 0.35 and activity["id"] not in fixed and j:
            activity["after_any"] = _alternatives(rng, names, j)
    return document


def _limit(rng: Random, i: int, document: Document, fixed: set[str]) -> Document:
    """Lets at least what the first mode of every activity asks for work at once."""
    limit: Document = {"id": f"l{i}"}
    if rng.random() < 0.5:
        limit["kinds"] = rng.sample(KINDS, rng.randint(1, 2))
    counted = limit.get("kinds", KINDS)
    chosen = rng.sample(document["activities"], rng.randint(1, len(document["activities"])))
    if sum(each["id"] in fixed for each in chosen) > 1:
        chosen = [each for each in chosen if each["id"] not in fixed] or chosen[:1]
    least = max(
        sum(n for k, n in each["modes"][0].get("teams", {}).items() if k in counted)
        for each in chosen
    )
    limit["activities"] = [each["id"] for each in chosen]
    limit["at_once"] = max(1, least) + rng.choice([0, 0, 0, 1])
    return limit


def _apart(rng: Random, i: int, names: list[str], fixed: set[str]) -> Document:
    sides: list[list[str]] = [[], []]
    for name in names:
        if rng.random() < 0.7 and not (name in fixed and fixed & {*sides[0], *sides[1]}):
            rng.choice(sides).append(name)
    return {"id": f"k{i}", "these": sides[0], "those": sides[1]}


def _alternatives(rng: Random, names: list[str], j: int) -> list[list[Document]]:
    """One set of earlier activities, and others of whatever there is, with circles."""
    sets = [_set(rng, names[:j])]
    others = [name for name in names if name != names[j]]
    sets += [_set(rng, others) for _ in range(rng.choice([1, 1, 2]))]
    rng.shuffle(sets)
    return sets


def _set(rng: Random, names: list[str]) -> list[Document]:
    chosen = rng.sample(names, rng.randint(1, min(2, len(names))))
    return [
        {"id": name, "lag": rng.randint(1, 4)} if rng.random() < 0.3 else {"id": name}
        for name in chosen
    ]


def document(seed: int, most: int = 5) -> Document:
    """Draw a problem of two to ``most`` activities, every other with roads."""
    rng = Random(seed)
    drawn = random_problem(rng, rng.randint(2, most), rng.randint(2, 4), version=1 + seed % 2)
    return with_joint_rules(rng, drawn)


def problem(seed: int, most: int = 5) -> Problem:
    """Draw a problem; nearly all have a schedule."""
    return problem_from_document(document(seed, most))
