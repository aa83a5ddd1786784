"""Ranked sets against Python's own."""

from random import Random

import numpy as np

from ploughshare.scheduling.ranked_set import following, insert, layout, remove


def test_a_ranked_set_lists_its_members_in_order() -> None:
    rng = Random(1)
    size = 70_000
    places, length = layout(np.array([100, size]))
    words = np.zeros(length, np.int64)
    low, middle, top, end = places[1].tolist()
    members: set[int] = set()
    for _ in range(600):
        rank = rng.choice([rng.randrange(size), rng.randrange(80), size - 1 - rng.randrange(40)])
        insert(words, low, middle, top, rank)
        members.add(rank)
    for rank in rng.sample(sorted(members), 150):
        remove(words, low, middle, top, rank)
        members.discard(rank)

    listed = []
    rank = following(words, low, middle, top, end, 0)
    while rank >= 0:
        listed.append(rank)
        rank = following(words, low, middle, top, end, rank + 1)

    assert listed == sorted(members)
    assert not words[: places[0][3]].any()
