"""Tables about the ground: districts, settlements, roads, hazardous areas."""

from collections.abc import Iterator
from random import Random

from shapely import LineString, Point

from ploughshare.usecases.example_region import evidence
from ploughshare.usecases.example_region.geography import (
    DEGREES,
    place_on_earth,
)
from ploughshare.usecases.example_region.model import Hazard, Region
from ploughshare.usecases.example_region.names import in_cyrillic
from ploughshare.usecases.example_region.shapes import XY
from ploughshare.usecases.example_region.writers import Row, Sheet

_STATES = {
    "open": "open",
    "tasked": "assigned",
    "in_progress": "in progress",
    "suspended": "on hold",
}
_STATES_LOCAL = {**_STATES, "open": "відкрито", "in_progress": "в роботі", "closed": "закрито"}
_THREATS = {
    **{"ap_mine": "AP mines", "av_mine": "AT mines", "cluster": "CMR", "uxo": "ERW"},
    **{"ied": "Improvised mine", "mixed": "Mines and ERW", "unknown": "Unk"},
}
_THREATS_LOCAL = {
    code: word for _, _, field, word, code in evidence.VOCABULARY if field == "contamination"
} | {"unknown": "невідомо"}
_SURVEYS = {"no": "none", "nts": "NTS done", "ts": "TS done"}
_CENTRE = ("belt", "road", "field", "utility")
"""Where the areas lie that the mine action centre keeps; North Field Aid keeps the others."""


HOSPITALS: dict[str, tuple[str, str, int | None]] = {
    "Sarvena": ("Sarvena", "regional hospital", None),
    "Dobrel": ("Sarvena", "regional hospital", 70),
    "Marnitsa": ("Marnitsa", "district hospital", 45),
    "Lunvara": ("Sarvena", "regional hospital", 95),
}
"""Where casualties are taken to by district: town, hospital, and minutes by road; two have none yet."""


def districts(region: Region) -> Sheet:
    """District outlines."""
    people = dict.fromkeys(region.districts, 0)
    for place in region.settlements:
        people[place.district] += place.population
    rows: list[Row] = [
        {
            "id": place_id,
            "name_en": f"{name} district",
            "назва": f"{in_cyrillic(name)} район",
            "admin level": "adm2",
            "pop": people[name],
            "designated hospital": _hospital(name)[0],
            "minutes to hospital": _hospital(name)[1],
        }
        for name, place_id in region.district_ids.items()
    ]
    return Sheet("districts", rows, list(region.districts.values()))


def _hospital(district: str) -> tuple[str | None, int | None]:
    """The hospital of a district of any sector, and minutes to it; the regional one is an asset."""
    name, *sector = district.split(" ")
    if name not in HOSPITALS:
        return None, None
    town, hospital, minutes = HOSPITALS[name]
    return " ".join([town, *sector, hospital]), minutes


def settlements(region: Region) -> Iterator[Row]:
    """Towns and villages, with latitude and longitude."""
    ids = region.district_ids
    for place in region.settlements:
        lon, lat = _degrees(place.at)
        yield {
            "id": place.id,
            "name_en": place.name,
            "назва": in_cyrillic(place.name),
            "type": "town" if place.population > 2_500 else "village",
            "district id": ids[place.district],
            "населення": place.population,
            "pop date": "2025-12-31",
            "lat": lat,
            "lon": lon,
            "community contact": f"Head of the council of {place.name} (invented)"
            if place.served
            else None,
        }


def roads(region: Region) -> Sheet:
    """The links of the road graph."""
    words = {"open": "passable", "limited": "under repair", "blocked": "closed"}
    ranks = {"main": "primary", "local": "tertiary", "track": "track"}
    rows: list[Row] = [
        {
            "id": f"RD-{number:03}",
            "ref": link.name,
            "highway": ranks[link.road_class],
            "condition": words[link.passability],
            "width": {"main": 7.0, "local": 5.5, "track": 3.0}[link.road_class],
            "survey date": "2026-02-10",
        }
        for number, link in enumerate(region.links, start=1)
    ]
    return Sheet("roads", rows, [LineString(link.path) for link in region.links])


def rivers(region: Region) -> Sheet:
    """Rivers, for the eye."""
    rows: list[Row] = [{"name": name, "назва": in_cyrillic(name)} for name in region.rivers]
    return Sheet("rivers", rows, [LineString(course) for course in region.rivers.values()])


def hazards_centre(region: Region) -> Sheet:
    """Areas the mine action centre keeps, with headings and words in the local language."""
    dice = Random(f"{region.seed}/centre")
    chosen = [hazard for hazard in region.hazards if hazard.where in _CENTRE]
    rows: list[Row] = [
        {
            "id": hazard.id,
            "name": hazard.name,
            "назва": in_cyrillic(hazard.settlement.name) + f" {hazard.id[-3:]}",
            "тип": "підтверджено" if hazard.hazard_type == "cha" else "підозра",
            "статус": _STATES_LOCAL[_state(region, hazard)],
            "загроза": _THREATS_LOCAL[hazard.contamination],
            "evidence": hazard.evidence,
            "survey status": _SURVEYS[hazard.surveyed],
            "release product": hazard.product or None,
            "площа": _reported_m2(dice, hazard),
            "vegetation": hazard.vegetation,
            "slope": hazard.slope_deg,
            "required depth": 20 if hazard.contamination == "cluster" else _depth_cm(hazard),
            "place id": hazard.settlement.id,
            "дата": hazard.identified_on,
            "accidents": hazard.accidents,
            "people at risk": hazard.people_exposed,
            "priority": hazard.score,
        }
        for hazard in chosen
    ]
    return Sheet("hazards", rows, [hazard.shape for hazard in chosen])


def hazards_operator(region: Region) -> Sheet:
    """Areas North Field Aid keeps."""
    dice = Random(f"{region.seed}/operator")
    kept = [h for h in region.hazards if h.where not in (*_CENTRE, "item")]
    rows: list[Row] = [
        {
            "id": hazard.id,
            "hazard_name": hazard.name,
            "hazard_type": hazard.hazard_type.upper(),
            "hazard_status": "closed" if hazard.product else _STATES[_state(region, hazard)],
            "contamination": _THREATS[hazard.contamination],
            "evidence_type": hazard.evidence,
            "survey_status": _SURVEYS[hazard.surveyed],
            "release_product": hazard.product or None,
            "reported_area": _reported_m2(dice, hazard),
            "vegetation": hazard.vegetation,
            "slope": hazard.slope_deg,
            "required_depth": _depth_cm(hazard),
            "settlement": hazard.settlement.id,
            "identified_on": hazard.identified_on.isoformat(),
            "people_exposed": hazard.people_exposed,
            "priority_score": hazard.score,
        }
        for hazard in kept
    ]
    return Sheet("hazards_north_field", rows, [hazard.shape for hazard in kept])


def spot_items(region: Region) -> Iterator[Row]:
    """Single items, with latitude, longitude and day-first dates."""
    for hazard in region.hazards:
        if hazard.where != "item":
            continue
        lon, lat = _degrees((hazard.shape.centroid.x, hazard.shape.centroid.y))
        yield {
            "id": hazard.id,
            "title": hazard.name,
            "device": _THREATS[hazard.contamination],
            "state": _STATES[_state(region, hazard)],
            "evidence": hazard.evidence,
            "report date": hazard.identified_on.strftime("%d/%m/%Y"),
            "settlement": hazard.settlement.id,
            "exposed": hazard.people_exposed,
            "lat": lat,
            "lon": lon,
        }


def _depth_cm(hazard: Hazard) -> int:
    """Depth an area is to be cleared to; one that is cleared was, for the poles of a line as well."""
    return 20 if hazard.product == "cleared" else 13


def _state(region: Region, hazard: Hazard) -> str:
    return "closed" if hazard.product else region.hazard_states.get(hazard.id, "open")


def _reported_m2(dice: Random, hazard: Hazard) -> float:
    return round(hazard.shape.area * dice.uniform(0.97, 1.03), -1)


def _degrees(at: XY) -> XY:
    lon, lat = place_on_earth(Point(at), DEGREES).coords[0]
    return round(lon, 6), round(lat, 6)
