"""What jobs are asked for: arguments as they are sent, checked, and kept in the store."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ploughshare.errors import CallError
from ploughshare.scheduling.stop import Stop

Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[list[Name], Field(max_length=100)]
PlanId = Annotated[str, Field(pattern=r"^P-[0-9]{1,9}$")]
FileId = Annotated[str, Field(pattern=r"^F-[0-9a-f]{12}$")]

Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
"""Days of plans; others would be slips of the keyboard."""

MOST_SECONDS = 24 * 3600.0
DEFAULT_SECONDS = 60.0


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Search(_Asked):
    """
    A search: ``seconds`` of wall time from its start, 60 by default, or ``iterations`` for the
    same plan on every run.
    """

    seconds: float | None = Field(None, ge=0.1, le=MOST_SECONDS)
    iterations: int | None = Field(None, ge=0, le=10**9)
    seed: int = Field(0, ge=0, le=2**31 - 1)

    @property
    def stop(self) -> Stop:
        """
        When it ends.

        Raises
        ------
        CallError
            When both limits are given.
        """
        if self.seconds is not None and self.iterations is not None:
            raise CallError(
                "Seconds and iterations exclude each other.",
                remedy="Give iterations for a plan that is the same on every run.",
            )
        if self.iterations is not None:
            return Stop(iterations=self.iterations)
        return Stop(seconds=self.seconds or DEFAULT_SECONDS)


class PlanAsked(_Search):
    """A plan of record from ``start`` on, today by default; see ``plough plan``."""

    kind: Literal["plan"]
    start: Day | None = None
    rest_days: str = Field("sat,sun", max_length=40)
    take_off: Names = []
    first: Names = []
    by: str = Field("", max_length=200)


class ScenarioAsked(_Search):
    """
    A plan of a scenario, which is never the plan of record; see ``plough plan --scenario``.

    ``document`` is the text of a scenario's file, in the place of a name.
    """

    kind: Literal["scenario"]
    name: Literal["committed", "as-announced"] | None = None
    document: str = Field("", max_length=64_000)
    start: Day | None = None
    rest_days: str = Field("sat,sun", max_length=40)


class MeasureAsked(_Asked):
    """Something that stops, is closed or taken back, for this plan only."""

    what: Literal["hazard", "works", "team", "method", "road", "recall"]
    subject: Name
    reason: str = Field("", max_length=500)
    from_on: Day | None = None
    until: Day | None = None


class ReplanAsked(_Search):
    """
    The next plan, from the plan of record; see ``plough replan``.

    It is kept as the plan of record with ``accept``; else it is a draft, which can be accepted
    while the records are the same.
    """

    kind: Literal["replan"]
    start: Day | None = None
    rest_days: str | None = Field(None, max_length=40)
    measures: Annotated[list[MeasureAsked], Field(max_length=100)] = []
    first: Names = []
    by: str = Field("", max_length=200)
    accept: bool = False


class ReportAsked(_Asked):
    """
    A report of a plan, of the plan of record by default; see ``plough report``.

    ``purpose`` is for what it is needed, of reports that show sensitive data. ``seconds`` or
    ``iterations`` limit the searches of those that make some.
    """

    kind: Literal["report"]
    report: Name
    plan: PlanId | None = None
    since: PlanId | None = None
    on: Day | None = None
    workbook: bool = False
    purpose: str = Field("", max_length=500)
    seconds: float | None = Field(None, ge=0.1, le=MOST_SECONDS)
    iterations: int | None = Field(None, ge=0, le=10**9)


class MappingAsked(_Asked):
    """
    What a person says of a file's columns; see ``plough import --mapping``. All else is proposed.

    ``columns``, ``values``, ``units`` and ``set`` are by field; a field without columns is not in the
    file.
    """

    columns: Annotated[dict[Name, Names], Field(max_length=300)] = {}
    values: Annotated[dict[Name, dict[Name, Name]], Field(max_length=300)] = {}
    units: Annotated[dict[Name, Name], Field(max_length=300)] = {}
    set: Annotated[dict[Name, Name], Field(max_length=300)] = {}
    crs: Annotated[str, Field(max_length=100)] = ""
    dates: Literal["", "dmy", "mdy"] = ""
    decimal: Literal["", ".", ","] = ""
    encoding: Annotated[str, Field(max_length=40)] = ""
    id_prefix: Annotated[str, Field(max_length=40)] = ""


class ImportAsked(_Asked):
    """
    A file that was sent, tried: mapped and judged row by row, and nothing written.

    ``record_type`` and ``layer`` are proposed where they are plain. ``accept`` names repairs and
    conflicts that are taken; see ``plough import --accept``.
    """

    kind: Literal["import"]
    file: FileId
    record_type: str = Field("", max_length=100)
    layer: str = Field("", max_length=200)
    mapping: MappingAsked = MappingAsked()
    accept: Names = []


class AcceptedImportAsked(_Asked):
    """What the job ``tried`` has shown is written, if it still comes out the same."""

    kind: Literal["accepted-import"]
    tried: Annotated[str, Field(pattern=r"^J-[0-9]{1,9}$")]


AnyAsked = PlanAsked | ScenarioAsked | ReplanAsked | ReportAsked | ImportAsked | AcceptedImportAsked

Asked = Annotated[AnyAsked, Field(discriminator="kind")]

_READ: TypeAdapter[Any] = TypeAdapter(Asked)


def kept(asked: AnyAsked) -> dict[str, Any]:
    """What is kept of what was asked: also today's date, so that a restart changes nothing."""
    arguments = asked.model_dump(mode="json")
    if "start" in arguments and arguments["start"] is None:
        arguments["start"] = date.today().isoformat()
    return arguments


def read(arguments: dict[str, Any]) -> AnyAsked:
    """What was asked, from what was kept of it."""
    found: AnyAsked = _READ.validate_python(arguments)
    return found
