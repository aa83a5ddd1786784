"""What is wrong with a task order in itself: figures and dates that cannot all be right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ploughshare.fields import Value, date_in, number_in, text_in, texts_in
from ploughshare.land.hazards import IN_FORCE


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One thing that is wrong with a task order, or with another record.

    Parameters
    ----------
    rule
        Stable name of the check.
    field
        The field to look at first.
    words
        What is wrong, as what follows the record's name: ``has no team, and is active``.
    remedy
        How to mend it.
    """

    rule: str
    field: str
    words: str
    remedy: str


def faults(values: Mapping[str, Value]) -> Iterator[Fault]:
    """Everything that is wrong with the values of a task order, on whatever day."""
    scope, done = number_in(values, "scope_m2"), number_in(values, "done_m2")
    issued, expires = date_in(values, "issued_on"), date_in(values, "expires_on")
    promised = date_in(values, "promised_on")
    status = text_in(values, "status")
    if scope is not None and done is not None and done > scope:
        yield Fault(
            "order-done-above-scope", "done_m2",
            f"has {done:,.0f} m2 done of {scope:,.0f} m2 in scope",
            "Correct one of them, or extend the order. Plans count what is done up to the scope.",
        )  # fmt: skip
    if issued is not None and promised is not None and promised < issued:
        yield Fault(
            "order-promised-before-issue", "promised_on",
            f"was promised for {promised}, before it was issued on {issued}",
            "Correct the day. Plans keep the promise as it stands.",
        )  # fmt: skip
    if issued is not None and expires is not None and expires < issued:
        yield Fault(
            "order-expires-before-issue", "expires_on",
            f"expires on {expires}, before it was issued on {issued}",
            "Correct one of the days.",
        )  # fmt: skip
    if status == "active" and not texts_in(values, "teams"):
        yield Fault(
            "order-active-without-teams", "teams",
            "is active and names no team",
            "Name the teams that stand on it. Until then its work is planned anew.",
        )  # fmt: skip
    if text_in(values, "promised_to") and promised is None:
        yield Fault(
            "order-promise-without-day", "promised_on",
            f"was promised to {text_in(values, 'promised_to')} for no day",
            "Record the day. Plans follow up only promises that have one.",
        )  # fmt: skip


def expired(values: Mapping[str, Value], today: date) -> Fault | None:
    """That an order in force is past its day of expiry; ``None`` for any other."""
    expires = date_in(values, "expires_on")
    if expires is None or expires >= today or text_in(values, "status") not in IN_FORCE:
        return None
    return Fault(
        "order-expired", "expires_on",
        f"expired on {expires}",
        "Extend it or close it. Until then plans go on with it and say so.",
    )  # fmt: skip
