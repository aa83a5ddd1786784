"""Events: a heap of times and what happens then."""

from ploughshare.scheduling.compiled import inner
from ploughshare.scheduling.problem import Ints


@inner
def push(times: Ints, codes: Ints, size: Ints, time: int, code: int) -> None:
    """Add an event. ``size[0]`` counts those on the heap; equal times come out by code."""
    i = size[0]
    size[0] += 1
    while i > 0:
        above = (i - 1) >> 1
        if times[above] < time or (times[above] == time and codes[above] <= code):
            break
        times[i] = times[above]
        codes[i] = codes[above]
        i = above
    times[i] = time
    codes[i] = code


@inner
def pop(times: Ints, codes: Ints, size: Ints) -> int:
    """Take the first event off the heap and return its code; its time was ``times[0]``."""
    first = codes[0]
    size[0] -= 1
    n = size[0]
    time = times[n]
    code = codes[n]
    i = 0
    while True:
        below = 2 * i + 1
        if below >= n:
            break
        right = below + 1
        if right < n and (
            times[right] < times[below]
            or (times[right] == times[below] and codes[right] < codes[below])
        ):
            below = right
        if time < times[below] or (time == times[below] and code <= codes[below]):
            break
        times[i] = times[below]
        codes[i] = codes[below]
        i = below
    times[i] = time
    codes[i] = code
    return int(first)
