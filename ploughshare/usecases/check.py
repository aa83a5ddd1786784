"""Check a registry: is it as it was written, and what do its findings ask for?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter

from ploughshare.fields import Record, number_in, text_in
from ploughshare.findings import SEVERITIES, Finding, Severity
from ploughshare.land.hazards import IN_FORCE
from ploughshare.land.orders import expired
from ploughshare.pledges.empty_decisions import empty_decisions
from ploughshare.pledges.ladder import standing
from ploughshare.pledges.parts import circles
from ploughshare.registry.kept import KeptFinding
from ploughshare.registry.registry import Registry
from ploughshare.usecases.check_on_the_map import findings_on_the_map


@dataclass(frozen=True, slots=True)
class Checked:
    """
    The result of a check.

    Parameters
    ----------
    intact
        Every row is as it was written, and the file is sound.
    head
        Hash of the last change; worth writing down.
    changes
        How many changes there are.
    found
        What the check found: broken rows first, then references to nothing, then needs that
        run in a circle, then task orders that are past their day or behind their reports, then
        teams whose grant is not on record, then steps of contributions that do not count and
        contributions that are parts of each other, then published decisions and priorities that
        decide nothing, then builders at work among open hazardous areas, then reported days that
        no grant pays for or that have not come yet.
    kept
        Findings of imports in force.
    quarantined
        Rows of imports in force that were not accepted.
    """

    intact: bool
    head: str
    changes: int
    found: tuple[Finding, ...]
    kept: tuple[Finding, ...]
    quarantined: int

    def counts(self) -> Counter[Severity]:
        """Findings of both kinds by severity."""
        return Counter(each.severity for each in (*self.found, *self.kept))

    def reaches(self, severity: Severity) -> bool:
        """Whether any finding is as grave as that; a quarantined row is as grave as can be."""
        graver = SEVERITIES[SEVERITIES.index(severity) :]
        return self.quarantined > 0 or any(self.counts()[each] for each in graver)


def check(
    registry: Registry, *, expected_head: str | None = None, today: date | None = None
) -> Checked:
    """
    Check the chain, the file, the map index and references, and collect open findings.

    With ``expected_head``, a hash printed earlier, also that it is still in the chain.
    ``today`` is the day for which task orders must not have expired; by default this one.
    """
    result = registry.check(expected_head=expected_head)
    if not result.intact:
        # What a broken registry says of its own findings cannot be relied on.
        return Checked(False, result.head, result.changes, result.findings, (), 0)
    return Checked(
        result.intact,
        result.head,
        result.changes,
        (
            *result.findings,
            *_needs_in_circles(registry),
            *_expired_orders(registry, today or date.today()),
            *_orders_behind_their_reports(registry),
            *_unknown_grants(registry),
            *_bad_steps(registry),
            *empty_decisions(
                tuple(registry.records("decisions")), tuple(registry.records("priorities"))
            ),
            *findings_on_the_map(registry, today or date.today()),
        ),
        tuple(kept.finding for kept in registry.findings()),
        sum(1 for _ in registry.quarantined()),
    )


def _needs_in_circles(registry: Registry) -> Iterator[Finding]:
    """Service dependencies of which none can come first."""
    needs: dict[str, set[str]] = {}
    for record in registry.records("needs"):
        asset, needed = (text_in(record.values, name) for name in ("asset", "needs"))
        needs.setdefault(asset, set()).add(needed)
    while True:
        try:
            TopologicalSorter(needs).prepare()
        except CycleError as found:
            circle = found.args[1]
        else:
            return
        yield Finding(
            "needs-in-a-circle",
            "doubt",
            f"These assets need each other in a circle, so none of them can come back in a plan: "
            f"{' needed by '.join(circle)}.",
            "Find out which of these needs is wrong, and correct or remove it.",
            record_type="needs",
        )
        for one in circle:
            needs[one] = needs.get(one, set()) - set(circle)


def _expired_orders(registry: Registry, today: date) -> Iterator[Finding]:
    """Task orders in force that are past their day of expiry."""
    for record in registry.records("tasks"):
        fault = expired(record.values, today)
        if fault is not None:
            yield Finding(
                fault.rule,
                "doubt",
                f"Task order {record.id} {fault.words}.",
                fault.remedy,
                field=fault.field,
                record_type="tasks",
                record_id=record.id,
            )


def _orders_behind_their_reports(registry: Registry) -> Iterator[Finding]:
    """Orders of clearance whose reports tell of more ground than the order has as done."""
    cleared: dict[str, float] = {}
    for record in registry.records("progress"):
        order = text_in(record.values, "task")
        cleared[order] = cleared.get(order, 0.0) + (number_in(record.values, "cleared_m2") or 0.0)
    for record in registry.records("tasks") if any(cleared.values()) else ():
        done = number_in(record.values, "done_m2") or 0.0
        told = cleared.get(record.id, 0.0)
        in_m2 = bool(done) or number_in(record.values, "done_share") is None
        under_way = text_in(record.values, "status") in IN_FORCE
        clears = text_in(record.values, "activity") == "clearance"
        if in_m2 and under_way and clears and told > done + 1:
            yield Finding(
                "order-behind-its-reports",
                "doubt",
                f"Task order {record.id} has {done:,.0f} m2 done, and its reports tell of {told:,.0f} m2 "
                "cleared. A plan counts what the order says.",
                f"Correct the reports, or import the order with {told:,.0f} m2 done.",
                field="done_m2",
                record_type="tasks",
                record_id=record.id,
            )


def _unknown_grants(registry: Registry) -> Iterator[Finding]:
    """Teams paid from a grant that is not among those on record: a plan sets them no limit."""
    grants = list(registry.records("grants"))
    known = {name for each in grants for name in (each.id, text_in(each.values, "name"))}
    for team in registry.records("teams") if grants else ():
        group = text_in(team.values, "group")
        if group and group not in known:
            yield Finding(
                "unknown-grant",
                "doubt",
                f"Team {team.id} is paid from {group}, which is no grant on record, so a plan "
                "knows no limit of it.",
                "Import the grant, or correct the group of the team to the grant's id or name.",
                field="group",
                record_type="teams",
                record_id=team.id,
            )


def _bad_steps(registry: Registry) -> Iterator[Finding]:
    """Steps of contributions that do not count, rungs that no step shows, and parts in circles."""
    kinds = {each.id: text_in(each.values, "kind") for each in registry.records("sources")}
    steps: dict[str, list[Record]] = {}
    for step in registry.records("steps"):
        steps.setdefault(text_in(step.values, "contribution"), []).append(step)
    contributions = tuple(registry.records("contributions"))
    for contribution in contributions:
        yield from standing(contribution, steps.get(contribution.id, ()), kinds)[1]
    yield from circles(contributions)


def open_findings(
    registry: Registry, *, at_least: Severity = "note", record_id: str | None = None
) -> Iterator[KeptFinding]:
    """Findings of imports in force, the gravest first."""
    found = list(registry.findings(at_least=at_least, record_id=record_id))
    yield from sorted(found, key=lambda kept: -SEVERITIES.index(kept.finding.severity))
