"""What an import says: the mapping, the findings by rule, the ground, and the JSON document."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ploughshare.findings import SEVERITIES, Finding
from ploughshare.units import area_text

if TYPE_CHECKING:
    from ploughshare.imports.batch import ImportBatch
    from ploughshare.imports.propose import Proposal
    from ploughshare.usecases.import_file import ImportResult

EXAMPLES = 3
"""Findings of one rule that are printed; --json has them all."""


def mapping_lines(proposal: "Proposal") -> Iterator[str]:
    """The mapping as a table: field, column, confidence and reason."""
    width = max((len(match.field) for match in proposal.matches), default=5)
    for match in proposal.matches:
        columns = " or ".join(match.columns)
        unit = f", in {match.unit}" if match.unit else ""
        yield (
            f"  {match.field:<{width}}  {match.confidence:4.2f}  {columns}{unit}  ({match.because})"
        )
    for name, value in proposal.mapping.set.items():
        yield f"  {name:<{width}}  set   {value}"
    if proposal.unused:
        shown = ", ".join(proposal.unused[:8])
        more = f" and {len(proposal.unused) - 8} more" if len(proposal.unused) > 8 else ""
        yield f"  not used: {shown}{more}"


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Findings by rule, the gravest first: how many, the first of them, and the remedy."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in findings:
        groups[each.severity, each.rule].append(each)
    order = sorted(groups, key=lambda key: (-SEVERITIES.index(key[0]), key[1]))
    for severity, rule in order:
        members = groups[severity, rule]
        yield f"  {severity:<5}  {rule} ({len(members):,})"
        for each in members[:EXAMPLES]:
            yield f"         {_place(each)}{each.message}"
        remedies = dict.fromkeys(each.remedy for each in members if each.remedy)
        for remedy in list(remedies)[:2]:
            yield f"         -> {remedy}"


def _place(finding: Finding) -> str:
    parts = []
    if finding.row is not None:
        parts.append(f"row {finding.row}")
    if finding.record_id:
        parts.append(finding.record_id)
    if finding.field and finding.row is None:
        parts.append(finding.field)
    return f"{', '.join(parts)}: " if parts else ""


def ground_line(batch: "ImportBatch") -> str:
    """The areas added up and the ground they cover, both named; empty where there is none."""
    if not batch.sum_m2:
        return ""
    if not batch.union_m2:
        return f"areas add up to {area_text(batch.sum_m2)}"
    return f"areas add up to {area_text(batch.sum_m2)}; ground covered: {area_text(batch.union_m2)}"


def result_json(result: "ImportResult") -> dict[str, Any]:
    """An import as a document."""
    batch = result.batch
    return {
        "file": batch.file,
        "layer": batch.layer,
        "record_type": batch.record_type,
        **batch.counts,
        "changeset": result.changeset,
        "dry_run": result.dry_run,
        "sum_m2": round(batch.sum_m2, 1),
        "union_m2": round(batch.union_m2, 1),
        "gone": list(batch.gone),
        "mapping": {
            **batch.mapping.as_document(),
            "confidence": {match.field: match.confidence for match in result.proposal.matches},
            "unused": list(result.proposal.unused),
        },
        "set_aside": [
            {"row": each.row, "rule": each.rule, "reason": each.reason}
            for each in batch.quarantined
        ],
        "findings": [_finding_json(each) for each in batch.findings],
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {name: value for name, value in asdict(finding).items() if value not in ("", None)}
