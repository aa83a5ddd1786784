"""Which plan a page tells of: what stands at the foot of every page, and in every workbook."""

from collections.abc import Iterator

from ploughshare.planning.plan import Plan
from ploughshare.reports import words
from ploughshare.reports.report import Subject


def plan_of(subject: Subject) -> Plan:
    """The plan of a subject; ``ValueError`` for one without."""
    if subject.plan is None:
        raise ValueError("This report needs a plan.")
    return subject.plan


def region_of(plan: Plan) -> str:
    """Name of the region; that it is invented stands beside it, not in it."""
    return plan.region.removesuffix(" (invented)")


def scenario(plan: Plan) -> str:
    """The scenario as every page names it."""
    if plan.of_record:
        return f"{plan.scenario}: own teams"
    return f"{plan.scenario}: promised people counted; not the plan of record"


def data_cut_off(subject: Subject) -> str:
    """Up to when the plan knew the records."""
    if subject.known_until is None:
        return "as on record when it was made"
    return f"up to {words.day(subject.known_until)}"


def proven_limit(plan: Plan) -> str:
    """How far the plan lies above the proven limit."""
    if plan.gap is None:
        return "no proven limit to compare with"
    if plan.gap == 0:
        return "at the proven limit"
    return f"at most {words.share(plan.gap)} above the proven limit"


def foot(subject: Subject) -> str:
    """The foot of every page: invented, which plan, up to when, which scenario, how good."""
    return " · ".join(_foot(subject, plan_of(subject)))


def _foot(subject: Subject, plan: Plan) -> Iterator[str]:
    if plan.invented:
        yield words.INVENTED.removesuffix(".")
    yield f"Checked plan {subject.plan_id}".rstrip()
    yield f"scenario {scenario(plan)}"
    yield f"data {data_cut_off(subject)}"
    yield proven_limit(plan)
    yield f"situation {words.short_hash(plan.situation)}"


def about(subject: Subject, *notes: str) -> list[tuple[str, str]]:
    """The same for the first sheet of a workbook, row by row, with what else is to be known."""
    plan = plan_of(subject)
    rows = [
        ("Region", f"{region_of(plan)}{' (invented)' if plan.invented else ''}"),
        ("Checked plan", subject.plan_id or "from a file"),
        ("First day of the plan", words.day(plan.calendar.start)),
        ("Data", data_cut_off(subject)),
        ("Scenario", scenario(plan)),
        ("Proven limit", proven_limit(plan)),
        ("Situation", plan.situation),
        ("Made on", words.day(subject.made_on)),
    ]
    return [*rows, *(("", note) for note in notes), ("", words.NO_RECORD)]
