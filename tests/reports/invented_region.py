"""A small invented region with a plan, drawn from a seed: for looking at pages, not for planning.

The plan is a plain list schedule made here, so that the reports are tried
without the planner. Names are Latin and Cyrillic, and every kind of mark occurs.
"""

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from shapely.geometry import LineString, Point, Polygon

from ploughshare.calendars import WorkingCalendar
from ploughshare.fields import Record, Value
from ploughshare.findings import Finding
from ploughshare.places.plane import Plane
from ploughshare.planning.items import (
    Assumption,
    CurvePoint,
    Item,
    NotPlanned,
    OneMoreTeam,
    PlannedBenefit,
    Reason,
    TeamRole,
)
from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation, situation_from
from ploughshare.reports.report import ImportLine, SetAsideRow, Subject

START = date(2026, 3, 2)
STEPS = 2
REGION = "Sarvena border region"
PLANE = Plane(3.0, 0.5)
"""In the Gulf of Guinea: invented hazards are never drawn on real ground."""

LATIN = (
    "Sarvena", "Dobrel", "Halna", "Marnitsa", "Vorlyn", "Tesna", "Kamysh", "Belokrut", "Zelich",
    "Yarok", "Ostreva", "Gorbysh", "Peretok", "Lunka", "Zabrodel", "Orvyna", "Lunvara", "Mostyk",
    "Krynka", "Vyshnya",
)  # fmt: skip
CYRILLIC = (
    "Сарвена", "Добрель", "Гальна", "Марниця", "Ворлин", "Тесна", "Камиш", "Білокрут", "Зелич",
    "Ярок", "Острева", "Горбиш", "Перетік", "Лунка", "Забродель", "Орвина", "Лунвара", "Місток",
    "Кринка", "Вишня",
)  # fmt: skip
KINDS = (
    "nts",
    "ts",
    "manual",
    "mechanical",
    "dogs",
    "roads",
    "bridges",
    "power",
    "water",
    "building",
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything; ``km`` is the side of the square region."""

    km: float = 40
    places: int = 12
    hazards: int = 24
    assets: int = 30
    teams: int = 12


@cache
def middle() -> tuple[float, float]:
    """Metres of the plane's middle."""
    point = PLANE.metres(np.array([Point(PLANE.lon, PLANE.lat)], dtype=object))[0]
    return float(point.x), float(point.y)


def on_globe(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Degrees of points given in metres from the region's lower left corner."""
    return [(lon, lat) for lon, lat in PLANE.back(np.array(points) + middle()).tolist()]


def at(x: float, y: float) -> tuple[float, float]:
    """Degrees of one point."""
    return on_globe([(x, y)])[0]


def blob(rng: random.Random, x: float, y: float, size: float, corners: int = 8) -> Polygon:
    """An uneven outline around a point, in degrees."""
    turn, squeeze = rng.random() * math.pi, 0.45 + rng.random() * 0.5
    ring = []
    for i in range(corners):
        angle = 2 * math.pi * i / corners
        reach = size * (0.7 + 0.5 * rng.random())
        dx, dy = reach * math.cos(angle), reach * squeeze * math.sin(angle)
        ring.append(
            (
                x + dx * math.cos(turn) - dy * math.sin(turn),
                y + dx * math.sin(turn) + dy * math.cos(turn),
            )
        )
    return Polygon(on_globe(ring))


def invented_situation(size: Size | None = None, seed: int = 0) -> Situation:
    """The situation of ``invented_records`` on the plan's first day."""
    calendar = WorkingCalendar(START, STEPS, holidays=frozenset({date(2026, 5, 1)}))
    records = invented_records(size, seed)
    return situation_from(records, region=REGION, invented=True, calendar=calendar)


def invented_records(size: Size | None = None, seed: int = 0) -> dict[str, list[Record]]:
    """Towns on roads, a former front from north to south, hazards along it, assets in the towns."""
    size = size or Size()
    rng = random.Random(seed)
    side = size.km * 1000
    records: dict[str, list[Record]] = {}

    def add(record_type: str, id_: str, geometry: object = None, /, **values: Value) -> None:
        listed = records.setdefault(record_type, [])
        listed.append(Record(record_type, id_, values, geometry))  # type: ignore[arg-type]

    def line(*points: tuple[float, float]) -> LineString:
        return LineString([at(x, y) for x, y in points])

    for i, name in enumerate(("Sarvena", "Dobrel", "Marnitsa", "Lunvara")):
        x, y = (i % 2) * side / 2, (i // 2) * side / 2
        box = [(x, y), (x + side / 2, y), (x + side / 2, y + side / 2), (x, y + side / 2)]
        outline = Polygon([at(*corner) for corner in box])
        add("places", f"D-{i + 1}", outline, name=name, level="district")
    towns: list[tuple[float, float]] = []
    while len(towns) < size.places:
        x, y = rng.uniform(0.06, 0.94) * side, rng.uniform(0.06, 0.94) * side
        if all(math.hypot(x - a, y - b) > side / (2.2 * math.sqrt(size.places)) for a, b in towns):
            towns.append((x, y))
    for i, (x, y) in enumerate(towns):
        name, local = LATIN[i % len(LATIN)], CYRILLIC[i % len(CYRILLIC)]
        again = f" {i // len(LATIN) + 1}" if i >= len(LATIN) else ""
        people = round(24_000 / (i + 1) ** 0.8)
        shape = blob(rng, x, y, 260 + people**0.5 * 4)
        add(
            "places", f"PL-{i + 1}", shape, name=name + again, name_local=local + again,
            level="settlement", population=people,
            parent=f"D-{1 + (x > side / 2) + 2 * (y > side / 2)}",
        )  # fmt: skip
    for i, (x, y) in enumerate(towns):
        near = sorted(towns[:i], key=lambda t: math.hypot(t[0] - x, t[1] - y))[:2]
        for j, (a, b) in enumerate(near):
            bend = (x + a) / 2 + rng.uniform(-1, 1) * side / 60, (y + b) / 2
            state = rng.choice(("open", "open", "open", "limited", "unknown", "blocked"))
            add(
                "roads", f"RD-{i}{j}", line((x, y), bend, (a, b)), name=f"T-{i:02}{j}",
                road_class="main" if i < 6 and j == 0 else "local", passability=state,
            )  # fmt: skip
    statuses = ("open", "open", "open", "tasked", "in_progress", "suspended", "closed", "closed")
    for i in range(size.hazards):
        y = rng.uniform(0.02, 0.98) * side
        x = side * (0.62 + 0.12 * math.sin(y / side * 5)) + rng.gauss(0, 1) * side * 0.045
        confirmed = i % 3 == 0
        status = statuses[i % len(statuses)]
        reach = rng.lognormvariate(0, 0.7) * (170 if confirmed else 420)
        geometry = at(x, y) if i % 11 == 5 else blob(rng, x, y, reach)
        add(
            "hazards", f"{'CHA' if confirmed else 'SHA'}-{i + 101}",
            None if i % 97 == 13 else Point(geometry) if isinstance(geometry, tuple) else geometry,
            name=f"Поле {i + 101}" if i % 4 == 2 else f"Field {i + 101}",
            hazard_type="cha" if confirmed else "sha", status=status, reported_m2=reach**2,
            product=("cancelled", "reduced", "cleared")[i % 3] if status == "closed" else None,
            people_exposed=rng.randrange(0, 400), surveyed="nts" if confirmed else "no",
            place=f"PL-{1 + i % size.places}",
        )  # fmt: skip
    kinds = ("substation", "pump", "school", "clinic", "house", "apartments", "market", "field",
             "bridge", "public", "industry", "well")  # fmt: skip
    trade = {"substation": "power", "pump": "water", "well": "water", "bridge": "bridges"}
    for i in range(size.assets):
        kind = kinds[i % len(kinds)]
        x, y = towns[i % len(towns)]
        x, y = x + rng.gauss(0, 900), y + rng.gauss(0, 900)
        place = f"PL-{1 + i % len(towns)}"
        town = LATIN[i % len(towns) % len(LATIN)]
        local = f"Школа {i + 1}, {CYRILLIC[i % len(towns) % len(CYRILLIC)]}"
        state = "in_service" if i % 5 == 4 else "limited" if i % 9 == 3 else "out_of_service"
        add(
            "assets", f"AS-{i + 1}", Point(at(x, y)) if kind != "field" else blob(rng, x, y, 300),
            name=local if kind == "school" else f"{town} {kind} {i + 1}", kind=kind, place=place,
            people_served=rng.randrange(20, 9_000), service_state=state,
        )  # fmt: skip
        if state != "in_service":
            add("damage", f"DM-{i + 1}", asset=f"AS-{i + 1}", grade=str(1 + i % 4),
                assessed_on=date(2026, 1, 20))  # fmt: skip
            if kind != "field":
                add("works", f"WK-{i + 1}", asset=f"AS-{i + 1}", name="Repair of roof and walls",
                    works_type="repair", trade=trade.get(kind, "building"),
                    quantity=float(10 + i % 40), unit="crew_days", preparation="ready")  # fmt: skip
    for i in range(4):
        add("assets", f"PW-{i + 1}", line(towns[i], towns[i + 1]), name=f"Line {i + 1}",
            kind="power_line",
            people_served=4_000, service_state=("in_service", "out_of_service")[i % 2])  # fmt: skip
    for i in range(size.teams):
        kind = KINDS[i % len(KINDS)]
        add(
            "teams", f"{kind[:2].upper()}-{i + 1}", name=f"{kind.upper()[:2]}-{i + 1}",
            kinds=(kind,),
            people=8, base=f"PL-{1 + i % min(4, size.places)}", organisation="ORG-1",
        )  # fmt: skip
    for i, year in enumerate((2026, 2027)):
        add("standdowns", f"SD-{i}", kinds=("manual", "mechanical", "dogs", "ts"),
            from_on=date(year, 12, 1), to_on=date(year + 1, 3, 1), cause="frozen")  # fmt: skip
    add(
        "standdowns",
        "SD-9",
        kinds=("mechanical",),
        from_on=START,
        to_on=date(2026, 4, 17),
        cause="mud",
    )
    add("availability", "AB-1", team="MA-3", from_on=date(2026, 3, 30), to_on=date(2026, 4, 10),
        reason="leave")  # fmt: skip
    return records


def invented_plan(situation: Situation, seed: int = 0) -> Plan:
    """Each hazard and each works in turn on the team of its kind that is free first."""
    maker = _Maker(situation, random.Random(seed))
    return maker.plan()


class _Maker:
    def __init__(self, situation: Situation, rng: random.Random) -> None:
        self.situation, self.rng = situation, rng
        self.calendar = situation.calendar
        self.free = dict.fromkeys(situation.teams, 0)
        self.items: list[Item] = []
        self.last_of: dict[str, Item] = {}
        self.left: list[NotPlanned] = []

    def plan(self) -> Plan:
        for number, hazard in enumerate(self.situation.hazards.values()):
            if not hazard.is_open:
                continue
            if hazard.geometry is None or number % 17 == 7:
                self._leave_out("hazards", hazard.id, hazard.name, "no-route")
                continue
            steps = ["clearance"] if hazard.hazard_type == "cha" else ["nts", "ts"]
            for step in steps:
                self._put(
                    f"{hazard.id}.{step}", step, "hazards", hazard.id, hazard.name, hazard.place
                )
        for number, works in enumerate(self.situation.works.values()):
            asset = self.situation.assets[works.asset]
            if number % 19 == 11:
                self._leave_out("works", works.id, f"{works.name}, {asset.name}", "no-team")
                continue
            self._put(works.id, "works", "works", works.id, f"{works.name}, {asset.name}",
                      asset.place, kind=works.trade)  # fmt: skip
        return self._made()

    def _put(
        self, activity: str, step: str, record_type: str, record: str, name: str, place: str,
        kind: str = "",
    ) -> None:  # fmt: skip
        kind = kind or {"nts": "nts", "ts": "ts", "clearance": "manual"}[step]
        teams = [t for t in self.situation.teams.values() if kind in t.kinds]
        if not teams:
            self._leave_out(record_type, record, name, "no-team")
            return
        team = min(teams, key=lambda t: (self.free[t.id], t.id))
        before = self.last_of.get(record)
        start = max(self.free[team.id], before.finish if before else 0)
        finish = start + self.rng.randrange(2, 40)
        self.free[team.id] = finish + 1
        where = self.situation.places.get(place)
        parent = self.situation.places.get(where.parent) if where else None
        because = (
            Reason(0, start, "team", team.id, f"{team.name} first finishes what it began near "
                   f"{where.name if where else 'its base'}"),
            *((Reason(start, start, "survey_before_clearance", before.activity,
                      f"Обстеження: {before.name} comes first"),) if before else ()),
        ) if start else (Reason(0, 0, "start", "", "It can start on the first day"),)  # fmt: skip
        item = Item(
            activity=activity, name={"works": name}.get(step, f"{step.upper()} of {name}"),
            activity_kind=step, record_type=record_type, record_id=record,
            place=where.name if where else "", district=parent.name if parent else "",
            lon=0.0, lat=0.0, teams=(TeamRole(team.id, team.name, kind),),
            start=start, finish=finish,
            start_on=self.calendar.day_of(start), finish_on=self.calendar.last_day_of(finish),
            because=because, value=(itself := self.rng.randrange(0, 3000)),
            inherited_value=itself + self.rng.randrange(0, 30_000), serves_itself=itself,
        )  # fmt: skip
        self.last_of[record] = item
        self.items.append(item)

    def _leave_out(self, record_type: str, record: str, name: str, reason: str) -> None:
        text = {"no-route": f"No open road leads to {name}", "no-team": f"No team may do {name}"}
        remedy = {"no-route": "Open road T-031, or record a detour.", "no-team": "Add a team."}
        self.left.append(
            NotPlanned(record_type, record, name, reason, text[reason], remedy[reason],
                       (f"AS-{len(self.left) + 1}",), self.rng.randrange(0, 4_000))
        )  # fmt: skip

    def _benefits(self) -> Iterable[PlannedBenefit]:
        for item in self.items:
            if item.record_type == "works":
                asset = self.situation.assets[self.situation.works[item.record_id].asset]
                yield PlannedBenefit(
                    asset.id, f"{asset.name} back in use", "service", "assets", asset.id,
                    asset.kind, item.district, asset.people_served or 0, item.finish, item.finish,
                    item.finish_on,
                )  # fmt: skip
            elif item is self.last_of[item.record_id]:
                hazard = self.situation.hazards[item.record_id]
                yield PlannedBenefit(
                    f"hazards/{hazard.id}", f"{hazard.name} closed", "safety",
                    "hazards", hazard.id, "", item.district, hazard.people_exposed or 0,
                    item.finish, item.finish, item.finish_on,
                )  # fmt: skip

    def _made(self) -> Plan:
        benefits = tuple(sorted(self._benefits(), key=lambda b: b.step))
        today = sum(a.people_served or 0 for a in self.situation.assets.values()
                    if a.service_state == "in_service")  # fmt: skip
        left = sum(row.weight for row in self.left)
        whole = today + sum(b.weight for b in benefits) + left
        objective = sum(b.weight * b.step for b in benefits)
        start = self.calendar.start

        def curve(stretch: float) -> tuple[CurvePoint, ...]:
            points, weight = [CurvePoint(0, start, today)], today
            for benefit in benefits:
                weight += benefit.weight
                step = round(benefit.step * stretch)
                points.append(CurvePoint(step, self.calendar.last_day_of(step), weight))
            return tuple({p.step: p for p in points}.values())

        assumed = (
            Assumption("Share of suspected area that survey cancels", "0.5", "0.3", "0.8",
                       "Landmine Monitor, Bosnia and Herzegovina 2017 and 2018", 21, 41_200),
            Assumption("What one manual clearance team does in a day", "160 m2/day", "40", "400",
                       "expert prior, to be replaced by the programme's own logs", 14, 38_100),
            Assumption("People served by a school nobody counted", "250", "60", "900",
                       "expert prior, to be replaced by the programme's own logs", 6, 1_500),
        )  # fmt: skip
        return Plan(
            region=self.situation.region, invented=True, scenario="in-country",
            calendar=self.calendar, items=tuple(sorted(self.items, key=lambda i: i.start)),
            benefits=benefits, not_planned=tuple(sorted(self.left, key=lambda r: -r.weight)),
            not_yet_planned=("lots", "quality control and hand-over", "builders' lead times"),
            assumptions=assumed, objective=objective, bound=round(objective * 0.9),
            served_today=today, served_in_all=whole, curve=curve(1.0), limit=curve(0.86),
            priority_first=curve(1.31), priority_objective=round(objective * 1.31),
            limits=("61 % of the missing service-days are spent on clearance by hand.",),
            one_more_team=(
                OneMoreTeam(("manual",), "default", 4, "T-3", 5_120, 11_800, 9_730, 14),
                OneMoreTeam(("power", "water"), "default", 1, "T-9", 0, 1_240, 2_900, 3),
                OneMoreTeam(("mechanical",), "heavy", 2, "T-4", 310, 310, 0, 2),
                OneMoreTeam(("dogs",), "default", 1, "T-5", 0, 0, 0, 0,
                            "nothing waits for one"),
            ),
            promises=(), taken_off=None, situation=self.situation.sha256, problem="c0ffee" * 10 + "beef",
            solver={"name": "ploughshare", "version": "0.1.0", "seed": 0, "iterations": 200},
        )  # fmt: skip


PROMISED = (
    Record("contributions", "CB-1", {"giver": "Partner A", "role": "deminers",
           "quantity": 1000.0, "unit": "people", "rung": "reported"}),
    Record("contributions", "CB-2", {"giver": "Partner A", "role": "builders",
           "quantity": 5000.0, "unit": "people", "rung": "reported"}),
)  # fmt: skip
"""The founding report's figures: said to come, with no date."""

IMPORTS = (
    ImportLine("hazards.gpkg", "hazards", 26, 23, 1, 1, 1),
    ImportLine("об'єкти.xlsx", "assets", 36, 35, 0, 1, 0),
)

FINDINGS = (
    Finding("geometry-crosses-itself", "block", "Area SHA-140 crosses itself between turning "
            "points 7 and 9", "Re-survey or redraw these two points.", "hazards.gpkg", "", 14),
    Finding("duplicate-outline", "doubt", "SHA-120 and SHA-141 share 98 % of their ground",
            "Keep one of them.", "hazards.gpkg", "", 20),
    Finding("unmapped-value", "note", "Стан «невідомо» is not in the table of words",
            "Add it to the table.", "об'єкти.xlsx", "Аркуш1", 4, "стан"),
)  # fmt: skip

QUARANTINE = (
    SetAsideRow("hazards.gpkg", "hazards", 14, "Its outline crosses itself"),
    SetAsideRow("об'єкти.xlsx", "assets", 31, "No position and no address: Школа № 4"),
)


def invented_subject(size: Size | None = None, seed: int = 0) -> Subject:
    """Situation, plan, findings, quarantine and promises of one invented region."""
    situation = invented_situation(size, seed)
    return Subject(
        situation=situation, plan=invented_plan(situation, seed), made_on=date(2026, 3, 2),
        plan_id="P-3", imports=IMPORTS, findings=FINDINGS, quarantine=QUARANTINE,
        promised=PROMISED,
    )  # fmt: skip
