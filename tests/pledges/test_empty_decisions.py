"""Published decisions that decide nothing are found, whatever it is that is missing."""

from datetime import date

import pytest

from ploughshare.fields import Record, Value
from ploughshare.pledges.empty_decisions import empty_decisions

PUBLISHED: dict[str, Value] = {
    "title": "Priorities", "authority": "the authority", "published_on": date(2026, 2, 16),
    "reference": "Gazette 12",
}  # fmt: skip
WHOLE: dict[str, Value] = {"safety": 3, "land": 2, "service": 0}
MUST_DO: dict[str, Value] = {"decision": "DE-1", "asset": "AS-1", "due_on": date(2026, 9, 1)}


def rules(values: dict[str, Value], *priorities: dict[str, Value]) -> list[str]:
    decision = Record("decisions", "DE-1", PUBLISHED | values)
    rows = [Record("priorities", f"PR-{n}", each) for n, each in enumerate(priorities)]
    return [finding.rule for finding in empty_decisions([decision], rows)]


def test_a_decision_with_weights_or_with_priorities_decides_something() -> None:
    assert rules(WHOLE) == []
    assert rules({}, MUST_DO) == []


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({}, "empty-decision"),
        (WHOLE | {"reference": ""}, "decision-without-reference"),
        ({"safety": 3, "service": 1}, "decision-weighs-in-part"),
        ({"safety": 0, "land": 0, "service": 0}, "decision-weighs-nothing"),
    ],
)
def test_a_published_decision_that_counts_in_no_plan_is_found(
    values: dict[str, Value], rule: str
) -> None:
    assert rules(values) == [rule]
    assert rules(values | {"published_on": None}) == []


def test_priorities_that_do_not_say_what_they_ask_for_are_found() -> None:
    """One lacks its day, one its district; the third is of a decision that is not published."""
    share: dict[str, Value] = {"decision": "DE-1", "kind": "share", "share_percent": 30.0}
    draft = {**MUST_DO, "decision": "DE-2", "due_on": None}
    given = ({**MUST_DO, "due_on": None}, share, draft)
    assert rules(WHOLE, *given) == ["empty-priority", "empty-priority"]
    decision = Record("decisions", "DE-1", PUBLISHED | WHOLE)
    (found,) = empty_decisions([decision], [Record("priorities", "PR-9", share)])
    assert found.record_id == "PR-9"
    assert "it says not which share is for which district" in found.message
