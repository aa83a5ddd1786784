"""Landmarks: some rows of every chain, so that a step in a long chain is found soon.

They are noted now and then. In between chains change, and a landmark may have gone to another
chain or elsewhere in its own; then it is passed over, or the way from it is longer.
"""

from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.chains import AFTER, NEXT, OWNER, PREV, START, TEAM, Chains
from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.problem import Ints

APART = 8
"""Rows of a chain from one landmark to the next."""


class Landmarks(NamedTuple):
    """
    Rows of the chain of each team, by start.

    Those of team ``m`` are ``first[m]:first[m + 1]``; ``row`` is the row of ``Chains.link`` and
    ``step`` the start of its owner when they were noted.
    """

    first: Ints
    row: Ints
    step: Ints


def landmark_room(n_slots: int, n_teams: int) -> Landmarks:
    """Return room for the landmarks of chains, none noted yet."""
    most = n_slots // APART + 1
    return Landmarks(
        first=np.zeros(n_teams + 1, np.int64),
        row=np.zeros(most, np.int64),
        step=np.zeros(most, np.int64),
    )


def note_landmarks(chains: Chains, landmarks: Landmarks) -> None:
    """Note the landmarks of chains as they are now."""
    _note(chains.node, chains.link, *landmarks)


@compiled
def _note(node: Ints, link: Ints, first: Ints, row: Ints, step: Ints) -> None:
    n_teams = len(first) - 1
    heads = len(link) - n_teams
    noted = 0
    for team in range(n_teams):
        first[team] = noted
        at, length = link[heads + team, NEXT], 1
        while at >= 0:
            if length % APART == 0:
                row[noted], step[noted] = at, node[link[at, OWNER], START]
                noted += 1
            at = link[at, NEXT]
            length += 1
    first[n_teams] = noted


@inner
def row_before(node: Ints, link: Ints, landmarks: Landmarks, row: int, step: int) -> int:
    """Return the last row of the chain of ``row`` that starts before ``step``."""
    team = link[row, TEAM]
    low, high = landmarks.first[team], landmarks.first[team + 1]
    begin = low
    while low < high:
        middle = (low + high) // 2
        if landmarks.step[middle] < step:
            low = middle + 1
        else:
            high = middle
    if low > begin:
        mark = landmarks.row[low - 1]
        # A slot out of its chain remembers its team, but nothing leads to it.
        if link[mark, TEAM] == team and link[link[mark, PREV], NEXT] == mark:
            row = mark
    while node[link[row, OWNER], START] >= step:
        row = link[row, PREV]
    while link[row, NEXT] >= 0 and node[link[row, AFTER], START] < step:
        row = link[row, NEXT]
    return row
