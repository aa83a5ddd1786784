"""What a report is: a name, what it needs, and bytes made from one subject.

A report never opens a file or a registry; whoever calls it has read what it
needs. To add one, write it in a module of its own in this folder and list it in
``kinds.py``, or offer it from another package under the entry point group
``ploughshare.reports``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, runtime_checkable

from ploughshare.fields import Record
from ploughshare.findings import Finding
from ploughshare.land.progress import Progress as ProgressReport
from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation
from ploughshare.workforce.costs import DayCost

Progress = Callable[[str], None]
"""Told what is being done, in a few words."""


@dataclass(frozen=True, slots=True)
class ImportLine:
    """What became of the rows of one import: ``rows`` is the sum of the four counts after it."""

    file: str
    record_type: str
    rows: int
    accepted: int
    repaired: int
    quarantined: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """A row in quarantine: ``row`` counts from 1 as the person sees it in the file."""

    file: str
    record_type: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Subject:
    """
    Everything a report may draw on.

    Parameters
    ----------
    situation
        What is recorded.
    plan
        The plan it is about; ``None`` for reports on records alone.
    made_on
        Day of making, which stands on every page.
    plan_id
        As the registry keeps it, for example ``"P-3"``; empty for a plan from a file.
    imports, findings, quarantine
        What was read, what is in doubt, what was set aside.
    promised
        Records of type ``contributions``.
    sources
        Titles of sources by id.
    on
        A date to come, for reports that can show one.
    since
        An earlier plan, for reports that can tell what changed.
    variants
        Plans of scenarios by name, for reports that ask what would be if.
    known_until
        Day up to which the plan knew the records; ``None`` for a plan from a file.
    progress
        What teams reported, up to now: more than the plan knew.
    costs
        What a day of a team costs, as it is on record now.
    promised_before
        By task order, the days for which its work was promised earlier, oldest first.
    """

    situation: Situation
    plan: Plan | None
    made_on: date
    plan_id: str = ""
    imports: tuple[ImportLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    quarantine: tuple[SetAsideRow, ...] = ()
    promised: tuple[Record, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None
    since: Plan | None = None
    variants: Mapping[str, Plan] = field(default_factory=dict)
    known_until: date | None = None
    progress: tuple[ProgressReport, ...] = ()
    costs: tuple[DayCost, ...] = ()
    promised_before: Mapping[str, tuple[date, ...]] = field(default_factory=dict)


class Report(Protocol):
    """
    One kind of report.

    Attributes
    ----------
    name
        As in ``plough report NAME``: lower case, words joined by hyphens.
    title
        What it is, in a few words.
    suffix
        Of its file, with the dot.
    needs_plan
        Whether it cannot be made without a plan.
    shows_dates
        Whether it can show a date to come.
    """

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def suffix(self) -> str: ...
    @property
    def needs_plan(self) -> bool: ...
    @property
    def shows_dates(self) -> bool: ...

    def make(self, subject: Subject, progress: Progress) -> bytes:
        """The report's file."""
        ...


WORKBOOK = ".xlsx"
"""Ending of a workbook's file."""


@runtime_checkable
class HasWorkbook(Protocol):
    """A report that can also be made as a workbook: its file then ends in ``.xlsx``."""

    def workbook(self, subject: Subject, progress: Progress) -> bytes:
        """The report as the file of a workbook."""
        ...


@runtime_checkable
class InParts(Protocol):
    """A report that can also be made as several files in a folder, one at a time."""

    @property
    def in_parts(self) -> bool: ...

    def parts(self, subject: Subject, progress: Progress) -> Iterator[tuple[str, bytes]]:
        """The name and the bytes of each file."""
        ...


@runtime_checkable
class TellsChanges(Protocol):
    """A report that tells what changed since an earlier plan, where the subject has one."""

    @property
    def tells_changes(self) -> bool: ...


@runtime_checkable
class AsksWhatIf(Protocol):
    """A report on what reported people would change: the subject then has variants of its plan."""

    @property
    def asks_what_if(self) -> bool: ...


def suffixes_of(report: Report) -> tuple[str, ...]:
    """Endings of the files that a report can be made as, its own first."""
    return (report.suffix, WORKBOOK) if isinstance(report, HasWorkbook) else (report.suffix,)


def file_of(report: Report, subject: Subject, suffix: str, progress: Progress) -> bytes:
    """The report's file with that ending; its own for any but that of a workbook."""
    if suffix == WORKBOOK and isinstance(report, HasWorkbook):
        return report.workbook(subject, progress)
    return report.make(subject, progress)
