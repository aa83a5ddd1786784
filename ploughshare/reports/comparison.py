"""A comparison of two plans as a workbook."""

from collections.abc import Sequence
from datetime import date, timedelta

from ploughshare.planning.compare import Comparison, Group
from ploughshare.planning.compare_text import head, verdict
from ploughshare.planning.scenarios.text import warning
from ploughshare.reports import words
from ploughshare.reports.workbook import Sheet, Value, workbook_bytes

GROUP_HEAD = ("Sooner in B", "Later in B", "Same", "Only in A", "Only in B", "Human-days gained")
BENEFIT_HEAD = (
    "Record", "Part", "Name", "Service", "Community", "District", "People", "Day in A", "Day in B",
    "Working days sooner in B", "Human-days gained",
)  # fmt: skip


def comparison_workbook(found: Comparison, names: tuple[str, str], made_on: date) -> bytes:
    """The comparison as the file of a workbook; ``names`` are those the person gave the plans."""
    sides = (("A", found.a, names[0]), ("B", found.b, names[1]))
    warnings = [warning(plan.scenario) for _, plan, _ in sides if not plan.of_record]
    notes = [*warnings, *([words.INVENTED] if found.a.invented or found.b.invented else [])]
    about: list[Sequence[Value]] = [
        (letter, f"{name}, {head(plan)}") for letter, plan, name in sides
    ]
    about += [("", verdict(found)), ("", words.SERVICE_DAY), *(("", note) for note in notes)]
    sheets = [
        Sheet("About", ("Plan", "What it is"), about),
        Sheet("Services", ("Service", *GROUP_HEAD), [_group(g) for g in found.by_service]),
        Sheet("Communities", ("Community", *GROUP_HEAD), [_group(g) for g in found.by_community]),
        Sheet(
            "Dates", ("End of day", "In service in A", "In service in B", "B more"),
            [(ends - timedelta(days=1), a, b, b - a) for ends, a, b in found.by_date],
        ),
        Sheet(
            "Benefits", BENEFIT_HEAD,
            [
                (r.record_id, r.part, r.name, r.service, r.community, r.district, r.people,
                 r.on_a, r.on_b, r.sooner_days if r.in_both else None,
                 r.human_days if r.in_both else None)
                for r in found.rows
            ],
        ),
    ]  # fmt: skip
    foot = " · ".join((*notes, f"{names[0]} against {names[1]}"))
    return workbook_bytes(
        sheets, title=f"{found.a.region}: two plans compared", foot=foot, made_on=made_on
    )


def _group(group: Group) -> tuple[Value, ...]:
    return (
        group.name.replace("_", " "), group.sooner, group.later, group.unmoved, group.only_a,
        group.only_b, group.human_days,
    )  # fmt: skip
