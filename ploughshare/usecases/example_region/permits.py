"""Who may do what in the invented region: accreditations, licences and grants."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ploughshare.usecases.example_region.model import Organisation, Team
from ploughshare.usecases.example_region.workforce import (
    FUND,
    NORTH_FIELD,
    OPEN_ACRE,
    PAID_IN,
    RESCUE,
    TALVA_DEMINING,
)


@dataclass(frozen=True, slots=True)
class Permit:
    """An accreditation or a licence of an organisation."""

    id: str
    organisation: Organisation
    permit: str
    kinds: tuple[str, ...]
    from_on: date
    to_on: date | None
    reference: str


YEAR_BEGINS, YEAR_ENDS = date(2025, 1, 1), date(2028, 12, 31)

PERMITS = (
    Permit("AC-1", NORTH_FIELD, "accreditation", NORTH_FIELD.kinds, YEAR_BEGINS, YEAR_ENDS, "A 7"),
    Permit("AC-2", TALVA_DEMINING, "accreditation", ("ts", "manual", "mechanical"), YEAR_BEGINS,
           YEAR_ENDS, "A 9"),
    Permit("AC-3", TALVA_DEMINING, "accreditation", ("bac",), YEAR_BEGINS, date(2026, 9, 30),
           "A 9, annex"),
    Permit("AC-4", RESCUE, "accreditation", ("bac", "eod"), YEAR_BEGINS, None, "A 2"),
    Permit("AC-5", OPEN_ACRE, "accreditation", OPEN_ACRE.kinds, YEAR_BEGINS, YEAR_ENDS, "A 11"),
    Permit("LC-1", NORTH_FIELD, "licence", (), YEAR_BEGINS, None, "L 4"),
    Permit("LC-2", OPEN_ACRE, "licence", (), date(2025, 9, 1), YEAR_ENDS, "L 12"),
)  # fmt: skip
"""The rescue service has teams that clear by hand, and no accreditation for that, on purpose.
That of Talva Demining for strikes ends and nobody has renewed it."""


@dataclass(frozen=True, slots=True)
class GrantTerms:
    """
    What a grant or contract pays for; the country has one of each for every sector.

    ``budget_per_team`` is in EUR, for each team that it pays for.
    """

    donor: str
    recipient: Organisation
    districts: tuple[str, ...]
    activities: tuple[str, ...]
    from_on: date
    to_on: date
    not_with: tuple[Organisation, ...] = ()
    budget_per_team: int = 0


GRANTS = {
    "GRANT-1": GrantTerms(FUND.id, NORTH_FIELD, PAID_IN["GRANT-1"], (), date(2025, 4, 1),
                          date(2028, 3, 31), budget_per_team=450_000),
    "GRANT-2": GrantTerms(FUND.id, NORTH_FIELD, (), (), date(2025, 10, 1), date(2027, 9, 30),
                          budget_per_team=420_000),
    "GRANT-3": GrantTerms(FUND.id, OPEN_ACRE, (), (), date(2026, 1, 1), date(2028, 12, 31),
                          (RESCUE,), budget_per_team=700_000),
    "GRANT-4": GrantTerms(FUND.id, OPEN_ACRE, PAID_IN["GRANT-4"], ("nts", "ts", "clearance"),
                          date(2026, 1, 1), date(2028, 12, 31), budget_per_team=480_000),
    "CONTRACT-7": GrantTerms("ORG-9", TALVA_DEMINING, (), ("ts", "clearance"), date(2025, 7, 1),
                             date(2028, 6, 30), budget_per_team=700_000),
}  # fmt: skip
"""Terms by id; in the country ids begin with the number of the sector."""


def grants_of(teams: tuple[Team, ...]) -> Iterator[tuple[str, GrantTerms]]:
    """The grants that teams name, each with its terms, in the order of their ids."""
    for name in sorted({team.group for team in teams} - {""}):
        yield name, next(terms for end, terms in GRANTS.items() if name.endswith(end))


def may_clear_by_hand(organisation: Organisation) -> bool:
    """Whether an organisation is accredited for manual clearance, or needs no accreditation."""
    held = [each for each in PERMITS if each.organisation.id == organisation.id]
    held = [each for each in held if each.permit == "accreditation"]
    return not held or any("manual" in each.kinds for each in held)
