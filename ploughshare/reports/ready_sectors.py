"""What the pages and sheets of ready for works are made of: assets and arrivals by sector."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ploughshare.planning.plan import Plan
from ploughshare.planning.ready_for_works import Ground, ReadyAsset
from ploughshare.planning.too_early import TooEarly, too_early
from ploughshare.reports import words
from ploughshare.reports.of_plan import plan_of
from ploughshare.reports.ready_words import promised
from ploughshare.reports.report import Subject
from ploughshare.reports.sectors import SECTORS, sector_of

CREWS = "Crews, whatever they build"
"""Where crews that come too early are counted."""


@dataclass(frozen=True)
class ReadySectors:
    """What the pages and the sheets are made of."""

    subject: Subject

    @property
    def plan(self) -> Plan:
        return plan_of(self.subject)

    @property
    def start(self) -> date:
        return self.plan.calendar.start

    @cached_property
    def ground(self) -> Ground:
        return Ground(self.plan, self.subject.situation)

    @cached_property
    def early(self) -> tuple[TooEarly, ...]:
        return too_early(self.ground)

    def of(self, sector: str) -> list[ReadyAsset]:
        """Assets of a sector whose ground is handed over in time, by that day."""
        return [row for row in self.ground.ready if sector_of(row.asset.kind) == sector]

    def count(self, sector: str, assets: Sequence[str]) -> int:
        """How many of some assets are of a sector."""
        known = self.subject.situation.assets
        return sum(name in known and sector_of(known[name].kind) == sector for name in assets)

    def promised(self, row: ReadyAsset) -> str:
        return promised(self.believed, row, self.subject.promised_before)

    def sector_of_arrival(self, row: TooEarly) -> str:
        """The sector of works that come too early; crews stand by themselves."""
        works = self.subject.situation.works.get(row.record_id)
        asset = self.subject.situation.assets.get(works.asset) if works else None
        if row.record_type != "works":
            return CREWS
        return sector_of(asset.kind if asset else "")

    @cached_property
    def named(self) -> list[str]:
        """Sectors of which anything is told."""
        ready = (row.asset.id for row in self.ground.ready)
        listed = (*ready, *self.ground.later, *self.ground.without_hazard)
        return [sector for sector in SECTORS if self.count(sector, listed)]

    @property
    def days_a_week(self) -> int:
        """Working days in a week."""
        return 7 - len(self.plan.calendar.rest_days)

    def believed(self, day: date) -> str:
        return words.believed(day, self.start)

    def until(self, band: int) -> str:
        """The last day of a band."""
        return words.day(self.start + timedelta(days=band))
