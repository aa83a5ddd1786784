"""Task orders with reports: what was done under each, at what pace, and how long nothing was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ploughshare.planning.progress import ProgressAccount
from ploughshare.planning.reported import Reported

WITHOUT_FIND = 10.0
"""Team-days of clearance without a find after which an area is looked at again. Source: practice."""


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """
    What was reported under one task order in the weeks told.

    Parameters
    ----------
    order, name
        Its id, and what it is for.
    district
        Id of its district; empty when unknown.
    teams
        Names of the teams that reported.
    cancelled_m2, reduced_m2, cleared_m2, worked
        Areas in m2, each apart, and team-days at work.
    planned_pace
        What the plan clears under it in a day, in m2; ``None`` where it clears nothing.
    scope_m2
        As the order has it; ``None`` when unknown.
    found
        Items found; ``None`` where nobody counted.
    last
        Last day reported.
    review
        Whether it was cleared for ``WITHOUT_FIND`` team-days since the last find.
    """

    order: str
    name: str
    district: str
    teams: tuple[str, ...]
    cancelled_m2: float
    reduced_m2: float
    cleared_m2: float
    worked: float
    planned_pace: float | None
    scope_m2: float | None
    found: int | None
    last: date
    review: bool

    @property
    def pace(self) -> float | None:
        """What was cleared in a team-day, in m2; ``None`` where nothing was cleared."""
        return self.cleared_m2 / self.worked if self.cleared_m2 and self.worked else None


def order_progress(account: ProgressAccount) -> tuple[OrderProgress, ...]:
    """Each order with a report in the weeks told, those to be looked at first, then by id."""
    rows: dict[str, list[Reported]] = {}
    for row in account.reported:
        if row.order is not None:
            rows.setdefault(row.order.id, []).append(row)
    found = [_of(account, name, reports) for name, reports in rows.items()]
    return tuple(sorted(found, key=lambda one: (not one.review, one.order)))


def _of(account: ProgressAccount, order: str, rows: Sequence[Reported]) -> OrderProgress:
    situation = account.programme.situation
    reports = [row.report for row in rows]
    counted = [r.items_found for r in reports if r.items_found is not None]
    task = situation.tasks[order]
    hazard, works = situation.hazards.get(task.hazard), situation.works.get(task.works)
    asset = situation.assets.get(works.asset) if works else None
    what = hazard.name if hazard else works.name if works else order
    names = dict.fromkeys(row.team.name if row.team else row.report.team for row in rows)
    return OrderProgress(
        order=order, name=f"{what}, {asset.name}" if asset else what, district=rows[0].district,
        teams=tuple(names),
        cancelled_m2=sum(r.cancelled_m2 for r in reports),
        reduced_m2=sum(r.reduced_m2 for r in reports),
        cleared_m2=sum(r.cleared_m2 for r in reports), worked=sum(r.worked for r in reports),
        planned_pace=account.planned_pace.get(order), scope_m2=task.scope_m2,
        found=sum(counted) if counted else None,
        last=max(r.last for r in reports), review=_since_find(rows) >= WITHOUT_FIND,
    )  # fmt: skip


def _since_find(rows: Sequence[Reported]) -> float:
    """Team-days of clearance since the last find; reports in which nobody counted add none."""
    days = 0.0
    for row in rows:
        if row.report.items_found:
            days = 0.0
        elif row.report.items_found == 0 and row.activity == "clearance":
            days += row.report.worked
    return days
