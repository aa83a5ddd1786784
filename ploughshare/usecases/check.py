"""Check a registry: is it as it was written, and what do its findings ask for?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ploughshare.findings import SEVERITIES, Finding, Severity
from ploughshare.registry.kept import KeptFinding
from ploughshare.registry.registry import Registry


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
        What the check found: broken rows first, then references to nothing.
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


def check(registry: Registry, *, expected_head: str | None = None) -> Checked:
    """
    Check the chain, the file, the map index and references, and collect open findings.

    With ``expected_head``, a hash printed earlier, also that it is still in the chain.
    """
    result = registry.check(expected_head=expected_head)
    if not result.intact:
        # What a broken registry says of its own findings cannot be relied on.
        return Checked(False, result.head, result.changes, result.findings, (), 0)
    return Checked(
        result.intact,
        result.head,
        result.changes,
        result.findings,
        tuple(kept.finding for kept in registry.findings()),
        sum(1 for _ in registry.quarantined()),
    )


def open_findings(
    registry: Registry, *, at_least: Severity = "note", record_id: str | None = None
) -> Iterator[KeptFinding]:
    """Findings of imports in force, the gravest first."""
    found = list(registry.findings(at_least=at_least, record_id=record_id))
    yield from sorted(found, key=lambda kept: -SEVERITIES.index(kept.finding.severity))
