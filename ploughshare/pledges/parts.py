"""Contributions that are reported as parts of others: each person is counted once."""

from collections.abc import Iterator, Mapping, Sequence

from ploughshare.fields import Record, number_in, text_in
from ploughshare.findings import Finding
from ploughshare.pledges.ladder import COUNTED, Standing


def wholes_of(contribution: Record, by_id: Mapping[str, Record]) -> list[str]:
    """
    Ids of the contributions that one is part of, from the nearest on.

    Where that runs in a circle, each of its members is among its own wholes.
    """
    line = [contribution.id]
    while (whole := text_in(by_id[line[-1]].values, "part_of")) in by_id:
        line.append(whole)
        if whole in line[:-1]:
            break
    return line[1:]


def counted_once(contributions: Sequence[Record]) -> tuple[Record, ...]:
    """
    Contributions to add up: without those that are part of another one among them.

    A part whose whole is not among them stands for itself. In a circle nobody can tell the whole:
    the first one, by id, counts for all of them.
    """
    by_id = {each.id: each for each in contributions}
    found = []
    for each in contributions:
        wholes = wholes_of(each, by_id)
        if not wholes or (each.id in wholes and each.id == min(wholes)):
            found.append(each)
    return tuple(found)


def people_there(
    whole: Record, contributions: Sequence[Record], stand: Mapping[str, Standing]
) -> float:
    """How many of a contribution count in every plan, because they are in accredited parts of it."""
    by_id = {each.id: each for each in contributions}
    there = 0.0
    for part in contributions:
        if stand[part.id].rung in COUNTED and whole.id in wholes_of(part, by_id):
            counted = stand[part.id].people
            there += (number_in(part.values, "quantity") or 0.0) if counted is None else counted
    return there


def circles(contributions: Sequence[Record]) -> Iterator[Finding]:
    """Contributions that are parts of each other in a circle, one finding for each circle."""
    by_id = {each.id: each for each in contributions}
    told: set[str] = set()
    for each in contributions:
        wholes = wholes_of(each, by_id)
        if each.id in wholes and each.id not in told:
            told |= set(wholes)
            yield Finding(
                "part-of-in-a-circle",
                "doubt",
                f"These contributions are part of each other in a circle, so nobody can tell which "
                f"is the whole: {' part of '.join((each.id, *wholes))}.",
                "Find out which of them is the whole, and clear its part_of. Until then sums count "
                "only one of them.",
                field="part_of",
                record_type="contributions",
                record_id=each.id,
            )
