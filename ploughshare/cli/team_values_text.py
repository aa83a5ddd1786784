"""What one more team of each kind would change, as rows of text."""

from collections.abc import Iterator, Mapping
from typing import Any


def value_lines(value: Mapping[str, Any]) -> Iterator[str]:
    """The rows of ``value_of_teams``, in units of the objective."""
    yield "one more team would lower the objective by about (an estimate, no promise):"
    yield f"{'from':>16}{'to':>16}{'limit, at most':>18}  kind of team"
    for row in value["teams"]:
        who = " + ".join(row["kinds"])
        mobility = "" if row["mobility"] == "default" else f", {row['mobility']}"
        why = f"; {row['why_nothing']}" if row["why_nothing"] else ""
        yield (
            f"{row['lowest']:>16,}{row['highest']:>16,}{row['limit_fall']:>18,}  "
            f"{who}{mobility} ({row['teams']:,} now{why})"
        )
    if value["kinds_of_team_not_tried"]:
        yield (
            f"{value['kinds_of_team_not_tried']:,} more kinds of team, for which the limit falls "
            "less, were not tried"
        )
