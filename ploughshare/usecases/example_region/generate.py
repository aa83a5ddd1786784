"""Generate the invented region and write its files."""

import json
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Literal

from ploughshare.scheduling.strict_json import without_collector
from ploughshare.usecases.example_region.assets import damaged_roads, fields, homes, services
from ploughshare.usecases.example_region.dirt import Soiled
from ploughshare.usecases.example_region.documents import CENTRE_MAPPING, Document, documents
from ploughshare.usecases.example_region.geography import (
    REGION_NAME,
    all_on_earth,
    district_shapes,
)
from ploughshare.usecases.example_region.hazards import hazards
from ploughshare.usecases.example_region.model import REGION, SECTOR, VILLAGE, Region, Scale
from ploughshare.usecases.example_region.nation import SECTORS, joined, sector_seed
from ploughshare.usecases.example_region.network import RIVERS, roads, settlements
from ploughshare.usecases.example_region.rebuilding import works
from ploughshare.usecases.example_region.tasks import tasks
from ploughshare.usecases.example_region.workforce import ORGANISATIONS, teams
from ploughshare.usecases.example_region.writers import (
    Sheet,
    write_csv,
    write_geojson,
    write_geopackage,
    write_kml,
    write_shapefile,
    write_workbook,
)

Size = Literal["village", "region", "national"]
MAPPING_TEXT = """\
# What one column of hazards_centre.gpkg is (invented, like all of this region).
# Its words are in vocabulary.csv.
record_type = "hazards"

[columns]
contamination = "загроза"
"""
SCALES: dict[Size, Scale] = {"village": VILLAGE, "region": REGION, "national": SECTOR}


@dataclass(frozen=True, slots=True)
class InputFile:
    """
    One file (or one layer of it) as a user would import it.

    Parameters
    ----------
    path
        Where it lies.
    record_type
        What it is imported as (``plough import --as``).
    layer
        Its layer or sheet; empty where the file has only one.
    options
        Further options of ``plough import``, as one would type them.
    """

    path: Path
    record_type: str
    layer: str = ""
    options: tuple[str, ...] = ()


@without_collector()
def generate(size: Size, seed: int, out: Path) -> list[InputFile]:
    """
    Write the files of an invented region and tell how to import them.

    Parameters
    ----------
    size
        ``village``: about 100 pieces of work; ``region``: about 10,000; ``national``:
        about 100,000.
    seed
        Another seed makes another region; the same makes the same files.
    out
        Folder, made if it is missing; files of the same name are replaced. It also
        gets ``expected.json``: rows, and what is deliberately wrong in which of them.

    Returns
    -------
    list
        The files in the order in which to import them.
    """
    out.mkdir(parents=True, exist_ok=True)
    region = build(size, seed)
    listed = documents(region)
    soiled = Soiled(listed, region.scale.dirt, seed)
    for name, same_file in groupby(listed, key=lambda document: document.file):
        _write(out / name, list(same_file))
    (out / CENTRE_MAPPING).write_bytes(MAPPING_TEXT.encode())
    _write_expected(out / "expected.json", size, seed, region, listed, soiled)
    layers = [document.file for document in listed]
    return [
        InputFile(
            out / document.file,
            document.record_type,
            document.sheet.name if layers.count(document.file) > 1 else "",
            tuple(str(out / word) if word == CENTRE_MAPPING else word for word in document.options),
        )
        for document in listed
        if document.record_type
    ]


def build(size: Size, seed: int) -> Region:
    """The region itself, before it is written to files; without dirt."""
    scale = SCALES[size]
    if size != "national":
        return build_region(scale, seed)
    numbers = range(1, SECTORS + 1)
    return joined((build_region(scale, sector_seed(seed, number)) for number in numbers), seed)


def build_region(scale: Scale, seed: int) -> Region:
    """One region of a scale, in the frame of ``geography``."""
    places = settlements(scale, seed)
    utilities, needs = services(scale, places, seed)
    dwellings, home_needs = homes(scale, places, seed)
    links = roads(places, seed)
    farmland = fields(scale, places, links, seed)
    broken, links = damaged_roads(scale, places, links, seed)
    assets = [*utilities, *dwellings, *farmland, *broken]
    rebuilding = works(assets, seed)
    areas = hazards(scale, places, links, assets, seed)
    crews = teams(scale, places, seed)
    return Region(
        scale=scale,
        seed=seed,
        districts=district_shapes(),
        rivers=RIVERS,
        settlements=places,
        links=links,
        assets=tuple(assets),
        needs=(*needs, *home_needs),
        works=tuple(rebuilding),
        hazards=tuple(areas),
        organisations=ORGANISATIONS,
        teams=tuple(crews),
        tasks=tuple(tasks(areas, rebuilding, crews, seed)),
    )


def _write(path: Path, parts: list[Document]) -> None:
    sheets = [_on_earth(part) for part in parts]
    first, crs = sheets[0], parts[0].crs
    match path.suffix:
        case ".gpkg":
            write_geopackage(path, sheets, crs)
        case ".zip":
            write_shapefile(path, first, crs)
        case ".geojson":
            write_geojson(path, first, crs)
        case ".kml":
            write_kml(path, first)
        case ".xlsx":
            write_workbook(path, sheets)
        case _:
            local = path.name == "settlements.csv"
            write_csv(
                path,
                first,
                delimiter=";" if local or path.name == "spot_items.csv" else ",",
                encoding="cp1251" if local else "utf-8",
            )


def _on_earth(part: Document) -> Sheet:
    return replace(part.sheet, shapes=all_on_earth(part.sheet.shapes, part.crs))


def _write_expected(
    path: Path, size: Size, seed: int, region: Region, listed: list[Document], soiled: Soiled
) -> None:
    """What an import of these files should come to; the importer never reads it."""
    told = {
        "region": REGION_NAME,
        "size": size,
        "seed": seed,
        "activities": region.activities,
        "files": [
            {
                "file": document.file,
                "layer": document.sheet.name,
                "record_type": document.record_type,
                "rows": len(document.sheet.rows),
                "verdicts": soiled.verdicts(document.file, len(document.sheet.rows)),
                "dirt": soiled.rows.get(document.file, {}) if document.record_type else {},
            }
            for document in listed
        ],
    }
    path.write_bytes((json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
