"""Left-shift never makes a date worse."""

from random import Random

from ploughshare.scheduling.draft import copied
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.left_shift import retime
from ploughshare.scheduling.tables import FIXED, tables
from tests.scheduling.small_problems import drawn


def test_left_shift_makes_no_finish_later() -> None:
    rng = Random(4)
    for seed in range(20):
        laid_out = tables(drawn(seed))
        value, draft = next(rounds(laid_out))
        if value is None:
            continue
        late = copied(draft)
        movable = laid_out.network.activity[:-1, FIXED] < 0
        late.start[movable] += rng.randrange(5)
        late.finish[movable] += rng.randrange(5)

        assert retime(laid_out, late) == -1

        assert (late.start == draft.start).all()
        assert (late.finish == draft.finish).all()
