"""The region as the files a programme would hand over, and how each is imported."""

from collections.abc import Iterator
from dataclasses import dataclass

from ploughshare.usecases.example_region import tables_assets as assets
from ploughshare.usecases.example_region import tables_ground as ground
from ploughshare.usecases.example_region import tables_people as people
from ploughshare.usecases.example_region.geography import DEGREES, MERCATOR, UTM
from ploughshare.usecases.example_region.model import Region
from ploughshare.usecases.example_region.writers import INVENTED, Row, Sheet

CENTRE_MAPPING = "hazards_centre.toml"
"""Mapping file that belongs to ``hazards_centre.gpkg``."""


@dataclass(slots=True)
class Document:
    """
    One layer of one input file, and how a user would import it.

    Parameters
    ----------
    file
        File name.
    record_type
        As in ``--as``; empty for a layer that is only for the eye.
    sheet
        Rows, with shapes on the region's plane in m.
    crs
        Coordinate system the shapes are written in.
    options
        Further options of ``plough import``.
    """

    file: str
    record_type: str
    sheet: Sheet
    crs: int = DEGREES
    options: tuple[str, ...] = ()


def documents(region: Region) -> list[Document]:
    """All documents, in the order in which they are best imported."""
    return [
        Document("sources.csv", "sources", _sheet("sources", people.sources())),
        Document("vocabulary.csv", "vocabulary", _sheet("vocabulary", people.vocabulary())),
        Document("agreements.csv", "agreements", _sheet("agreements", people.agreements())),
        Document("undertakings.csv", "undertakings", _sheet("undertakings", people.undertakings())),
        Document("decisions.csv", "decisions", _sheet("decisions", people.decisions())),
        Document(
            "contributions.csv", "contributions", _sheet("contributions", people.contributions())
        ),
        Document("steps.csv", "steps", _sheet("steps", people.steps())),
        Document("districts.geojson", "places", ground.districts(region)),
        Document("settlements.csv", "places", _sheet("settlements", ground.settlements(region))),
        Document("roads.gpkg", "roads", ground.roads(region), UTM),
        Document("roads.gpkg", "places", ground.rivers(region), UTM, ("--set", "level=water")),
        Document(
            "programme.xlsx", "organisations", _sheet("Organisations", people.organisations(region))
        ),
        Document(
            *("programme.xlsx", "accreditations"), _sheet("Accreditations", people.accreditations())
        ),
        Document("programme.xlsx", "grants", _sheet("Grants", people.grants(region))),
        Document("programme.xlsx", "teams", _sheet("Teams", people.teams(region))),
        Document("programme.xlsx", "availability", _sheet("Absences", people.absences(region))),
        Document("programme.xlsx", "standdowns", _sheet("Stand-downs", people.standdowns(region))),
        Document("programme.xlsx", "rates", _sheet("Productivity rates", people.rates())),
        Document("programme.xlsx", "costs", _sheet("Day costs", people.costs())),
        Document("programme.xlsx", "methods", _sheet("Clearance methods", people.methods())),
        Document(
            *("hazards_centre.gpkg", "hazards", ground.hazards_centre(region), UTM),
            options=("--mapping", CENTRE_MAPPING),
        ),
        Document("hazards_north_field.zip", "hazards", ground.hazards_operator(region), MERCATOR),
        Document(
            *("spot_items.csv", "hazards", _sheet("spot_items", ground.spot_items(region))),
            options=("--set", "hazard_type=cha", "--set", "surveyed=nts", "--accept", "swap-axes"),
        ),
        Document("utilities.kml", "assets", assets.utilities(region)),
        Document("public_buildings.geojson", "assets", assets.public_buildings(region)),
        Document("homes.geojson", "assets", assets.homes(region), MERCATOR),
        Document("fields.zip", "assets", assets.fields(region), UTM, ("--set", "kind=field")),
        Document(
            *("roads_bridges.csv", "assets", assets.roads_bridges(region), UTM),
            options=("--crs", f"EPSG:{UTM}"),
        ),
        Document("damage.csv", "damage", _sheet("damage", assets.damage(region))),
        Document(
            *("damage_imagery.csv", "damage", assets.damage_imagery(region)),
            options=("--set", "assessed_by=satellite"),
        ),
        Document("works.csv", "works", _sheet("works", assets.works(region))),
        Document("needs.csv", "needs", _sheet("needs", assets.needs(region))),
        Document("milestones.csv", "milestones", _sheet("milestones", people.milestones(region))),
        Document("priorities.csv", "priorities", _sheet("priorities", people.priorities(region))),
        Document("task_orders.xlsx", "tasks", _sheet("Task orders", assets.tasks(region))),
        Document("progress.xlsx", "progress", _sheet("Weekly progress", assets.progress(region))),
        Document("figures.csv", "figures", _sheet("figures", people.figures())),
    ]


def _sheet(name: str, rows: Iterator[Row]) -> Sheet:
    return Sheet(name, [row if "origin" in row else row | INVENTED for row in rows], [])
