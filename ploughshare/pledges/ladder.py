"""The ladder: how far a contribution has come, by the steps that evidence shows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ploughshare.fields import Record, date_in, number_in, text_in
from ploughshare.findings import Finding

LADDER = ("reported", "pledged", "committed", "mobilised", "accredited", "operational")
"""Rungs from lowest to highest; each is reached from the one below it."""

ENDS = ("expired", "withdrawn")
"""Steps off the ladder, from any rung and for good: what comes anew is another contribution."""

ENTRIES = LADDER[:3]
"""Rungs on which a climb may begin: a signed agreement needs no announcement before it."""

COUNTED = LADDER[4:]
"""Rungs on which a contribution enters the plan of record."""

OF_OTHERS = frozenset(LADDER[3:])
"""Rungs that somebody other than the giver finds to be reached: who counts or accredits."""

MEDIA = "media"
"""Kind of source that shows no more than what is reported, however often it is repeated."""


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Where a contribution stands.

    Parameters
    ----------
    rung
        The highest rung that steps lead to, or how it ended; ``reported`` without any step.
    since
        Day of each step that counts, by rung.
    people
        How many the last step that says so was for; ``None`` where none does.
    """

    rung: str
    since: Mapping[str, date]
    people: float | None = None

    @property
    def counts_from(self) -> date | None:
        """First day on which it enters the plan of record; ``None`` for never."""
        return self.since.get("accredited") if self.rung in COUNTED else None


def standing(
    contribution: Record, steps: Iterable[Record], sources: Mapping[str, str]
) -> tuple[Standing, tuple[Finding, ...]]:
    """
    Where a contribution stands by its own steps, and what is wrong with them.

    Steps are taken in the order of their days. One that does not follow from the rung
    reached before, or lacks its day, actor or evidence, does not count; what ends a
    contribution counts even so.

    Parameters
    ----------
    contribution, steps
        A record of type ``contributions`` and those of type ``steps``; of others are left out.
    sources
        Kinds of sources by id.
    """
    own = [step for step in steps if text_in(step.values, "contribution") == contribution.id]
    own.sort(key=lambda s: (date_in(s.values, "taken_on") or date.max, _height(s), s.id))
    rung, people, since, found = "", None, dict[str, date](), list[Finding]()
    for step in own:
        to, day = text_in(step.values, "rung"), date_in(step.values, "taken_on")
        faults = [*_lacking(step, contribution, sources), *_out_of_turn(step, rung)]
        found += faults
        if (faults and to not in ENDS) or rung in ENDS:
            continue
        rung = to
        if day is not None:
            since[to] = day
        number = number_in(step.values, "people")
        people = people if number is None else number
    said = text_in(contribution.values, "rung") or LADDER[0]
    if said in ENDS:
        rung = said
    elif rung not in ENDS and _above(said, rung or LADDER[0]):
        found.append(_unshown(contribution, said, rung or LADDER[0]))
    return Standing(rung or LADDER[0], since, people), tuple(found)


def standings(
    contributions: Sequence[Record], steps: Iterable[Record], sources: Iterable[Record]
) -> dict[str, Standing]:
    """Where each contribution stands, by its id."""
    kinds = {record.id: text_in(record.values, "kind") for record in sources}
    by_contribution: dict[str, list[Record]] = {}
    for step in steps:
        by_contribution.setdefault(text_in(step.values, "contribution"), []).append(step)
    return {
        each.id: standing(each, by_contribution.get(each.id, ()), kinds)[0]
        for each in contributions
    }


def on_their_rungs(
    contributions: Sequence[Record], steps: Iterable[Record], sources: Iterable[Record]
) -> tuple[Record, ...]:
    """The contributions with the rung that their steps show, in place of the one written."""
    stand = standings(contributions, steps, sources)
    return tuple(
        replace(each, values={**each.values, "rung": stand[each.id].rung}) for each in contributions
    )


def _height(step: Record) -> int:
    rung = text_in(step.values, "rung")
    return LADDER.index(rung) if rung in LADDER else len(LADDER)


def _above(rung: str, other: str) -> bool:
    return LADDER.index(rung) > LADDER.index(other)


def _lacking(step: Record, contribution: Record, sources: Mapping[str, str]) -> Iterator[Finding]:
    """What a step needs and does not have: a day, an actor and evidence fit for its rung."""
    rung = text_in(step.values, "rung")
    for field, what in (("taken_on", "no day"), ("actor", "nobody who took it"),
                        ("evidence", "no evidence")):  # fmt: skip
        if not step.values.get(field):
            yield _finding(
                step, "step-incomplete", field, f"has {what}, so it does not count",
                "Record who took it, on which day, and the document that shows it.",
            )  # fmt: skip
    if rung in LADDER[1:] and sources.get(text_in(step.values, "evidence")) == MEDIA:
        yield _finding(
            step, "step-from-media", "evidence",
            f"to {rung} rests on a media report, which shows no more than what is reported",
            "Record the document itself as a source: the giver's letter, the agreement, the count.",
        )  # fmt: skip
    giver, actor = (text_in(r.values, name).strip().casefold()
                    for r, name in ((contribution, "giver"), (step, "actor")))  # fmt: skip
    if rung in OF_OTHERS and actor and actor == giver:
        yield _finding(
            step, "step-by-giver", "actor",
            f"to {rung} was taken by {text_in(step.values, 'actor')}, who is the giver",
            "Record who received, counted or accredited on the other side.",
        )  # fmt: skip


def _out_of_turn(step: Record, rung: str) -> Iterator[Finding]:
    """That a step does not follow from the rung reached before; empty for none."""
    to = text_in(step.values, "rung")
    if rung in ENDS:
        yield _finding(
            step, "step-after-end", "rung", f"to {to} comes after the contribution was {rung}",
            "Record what comes anew as a contribution of its own.",
        )  # fmt: skip
    elif to in ENDS or (not rung and to in ENTRIES):
        return
    elif to in ENTRIES and _above(to, rung):
        # A signed agreement needs no letter before it.
        return
    elif rung and not _above(to, rung):
        yield _finding(
            step, "step-down", "rung", f"to {to} comes after the step to {rung}",
            "Correct its day, or record the contribution as expired or withdrawn.",
        )  # fmt: skip
    elif LADDER.index(to) != (LADDER.index(rung) + 1 if rung else -1):
        below = LADDER[LADDER.index(to) - 1]
        yield _finding(
            step, "step-skips", "rung",
            f"to {to} comes without a step to {below} that counts before it",
            f"Record the step to {below} with its day, actor and evidence.",
        )  # fmt: skip


def _unshown(contribution: Record, said: str, shown: str) -> Finding:
    return Finding(
        "rung-without-step",
        "doubt",
        f"Contribution {contribution.id} is written down as {said}, and its steps show no more "
        f"than {shown}.",
        "Record each step with its day, actor and evidence: plough import FILE --as steps.",
        field="rung",
        record_type="contributions",
        record_id=contribution.id,
    )


def _finding(step: Record, rule: str, field: str, words: str, remedy: str) -> Finding:
    which = f"Step {step.id} of {text_in(step.values, 'contribution')}"
    return Finding(
        rule, "doubt", f"{which} {words}.", remedy, field=field,
        record_type="steps", record_id=step.id,
    )  # fmt: skip
