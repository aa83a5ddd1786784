"""Published decisions that decide nothing, and priorities in them that ask for nothing."""

from collections.abc import Iterator, Sequence

from ploughshare.fields import Record
from ploughshare.findings import Finding
from ploughshare.pledges.decisions import Decision, Priority, decision, priority


def empty_decisions(decisions: Sequence[Record], priorities: Sequence[Record]) -> Iterator[Finding]:
    """What no plan can go by though it is published; drafts may be as empty as they are."""
    published = [row for each in decisions if (row := decision(each)).published_on is not None]
    asked = [priority(each) for each in priorities]
    for row in published:
        yield from _empty(row, any(each.decision == row.id for each in asked))
    known = {row.id for row in published}
    for each in asked:
        if each.lacks and each.decision in known:
            yield _asks_for_nothing(each)


def _empty(row: Decision, asks: bool) -> Iterator[Finding]:
    """Why a published decision counts nothing: no reference, weights that are not whole, nothing at all."""
    if not row.reference:
        yield _finding(
            "decision-without-reference", row,
            "and nobody recorded where, so no plan goes by it",
            "Record the gazette and number, or the address.", "reference",
        )  # fmt: skip
    weights = {"safety": row.safety, "land": row.land, "service": row.service}
    given = {name: weight for name, weight in weights.items() if weight is not None}
    if given and not row.weighs:
        lacking = " and ".join(name for name in weights if name not in given)
        yield _finding(
            "decision-weighs-in-part", row,
            f"and does not say what {lacking} counts, so its weights count in no plan",
            "Record all three weights as they are published, 0 included.",
        )  # fmt: skip
    elif given and not any(given.values()):
        yield _finding(
            "decision-weighs-nothing", row,
            "and gives safety, land and service 0 each, so that no plan is better than another",
            "Correct the weights.",
        )  # fmt: skip
    elif not given and not asks:
        yield _finding(
            "empty-decision", row,
            "and has neither weights nor priorities, so no plan changes with it",
            "Record its weights, or import its priorities with 'plough import FILE --as priorities'.",
        )  # fmt: skip


def _finding(rule: str, row: Decision, what: str, remedy: str, field: str = "") -> Finding:
    return Finding(
        rule, "doubt", f"Decision {row.id} ({row.title}) is published, {what}.", remedy,
        field=field, record_type="decisions", record_id=row.id,
    )  # fmt: skip


def _asks_for_nothing(row: Priority) -> Finding:
    return Finding(
        "empty-priority", "doubt",
        f"Priority {row.id} of decision {row.decision} asks for nothing: {row.lacks}.",
        "Record an asset, works or a hazardous area with its day; or a district or operator with its share.",
        record_type="priorities", record_id=row.id,
    )  # fmt: skip
