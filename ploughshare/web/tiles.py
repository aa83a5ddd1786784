"""Vector tiles of the map: each layer as whoever asks may see it."""

import gzip
import hashlib
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from ploughshare import __version__
from ploughshare.dictionary import RECORD_TYPES
from ploughshare.errors import NoSuchRecord
from ploughshare.usecases.permissions import Act, DataClass
from ploughshare.web.cutting import LAST_ZOOM, Tile
from ploughshare.web.drawing import draw
from ploughshare.web.gate import Asking, Serving, needs
from ploughshare.web.layers import LAST_COMMON, LAYERS, Sheet

router = APIRouter(tags=["tiles"])

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"

FIELDS = {
    "id": "Of the record",
    "area_m2": "Of the outline, or as reported; in m2",
    "damage": "Grade of the latest assessment",
    "label": "1 for a point at which the name of an area is written, beside its outline",
    "count": "Of records in a cell, at zooms that are rolled up",
    "released": "Of areas handed over or closed, in a cell",
    "hazard_m2": "Hazardous ground in a cell, in m2; ground of two areas counts twice",
    "step": "1 to 4 by the share of a cell that is hazardous; 0 for released ground only",
}
"""What properties mean that are no fields of the data dictionary."""

OF_CELLS = ("count", "released", "hazard_m2", "step")


class VectorLayer(BaseModel):
    """What a layer's features carry."""

    id: str
    fields: dict[str, str]


class FilterValue(BaseModel):
    """A value that records of a layer have, in words, and how many have it; empty for unknown."""

    value: str
    label: str
    count: int


class Filter(BaseModel):
    """A property by whose value a map may leave records out."""

    property: str
    label: str
    values: list[FilterValue]


class LayerTiles(BaseModel):
    """
    Where a layer's tiles are, as TileJSON 3.0 says it.

    ``outline`` says whether places are ``exact`` or ``rounded`` outwards, ``rolled_up`` at which
    zooms there are cells with counts in the place of records; ``version`` changes when what is
    seen does. ``filters`` are properties by which a map may leave records out, with their values.
    """

    tilejson: str = "3.0.0"
    name: str
    tiles: list[str]
    minzoom: int = 0
    maxzoom: int = LAST_ZOOM
    bounds: tuple[float, float, float, float]
    vector_layers: list[VectorLayer]
    outline: str
    records: int
    rolled_up: list[int]
    filters: list[Filter]
    version: str


class Layers(BaseModel):
    """Every layer that whoever asks may see something of."""

    layers: list[LayerTiles]


@router.get("/tiles.json", **needs(Act.SEE, DataClass.PUBLISHED))
def list_layers(person: Asking, server: Serving) -> Layers:
    """The layers of the map, with bounds, zooms and fields; none where nothing may be seen."""
    told = []
    with server.reading() as registry, registry.snapshot():
        for layer in LAYERS.values():
            sheet = server.atlas.sheet(registry, server.tables, person.role, layer)
            bounds = sheet.bounds() if sheet is not None else None
            if sheet is not None and bounds is not None:
                told.append(_described(sheet, bounds))
    return Layers(layers=told)


def _described(sheet: Sheet, bounds: tuple[float, float, float, float]) -> LayerTiles:
    name = sheet.layer.name
    names = [*sheet.properties, "count", *(("label",) if name == "places" else ())]
    if name == "hazards":
        names = [*sheet.properties, *OF_CELLS]
    return LayerTiles(
        name=name,
        tiles=[f"/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt"],
        bounds=bounds,
        vector_layers=[
            VectorLayer(id=name, fields={each: FIELDS.get(each, "As recorded") for each in names})
        ],
        outline=sheet.outline,
        records=len(sheet.shapes),
        rolled_up=[z for z in range(LAST_COMMON + 1) if sheet.rolled_up[z]],
        filters=list(_filters(sheet)),
        version=_version(sheet),
    )


def _filters(sheet: Sheet) -> Iterator[Filter]:
    """The filters of a layer that tell records apart, values in the order of their list of terms."""
    names = {told: name for name, told in sheet.layer.properties.items()}
    for told, counts in sheet.values.items():
        field = RECORD_TYPES[sheet.layer.name][names[told]]
        terms = field.terms.codes if field.terms else ()
        values = [*(code for code in terms if code in counts), *sorted(set(counts) - {*terms})]
        if len(values) > 1:
            yield Filter(
                property=told,
                label=names[told].replace("_", " "),
                values=[
                    FilterValue(
                        value=value,
                        label=field.terms.label(value) if field.terms and value in terms else value,
                        count=counts[value],
                    )
                    for value in values
                ],
            )


def _version(sheet: Sheet) -> str:
    """Of a sheet and of what cuts it; tells nothing of either."""
    return hashlib.sha256(f"{__version__}/{sheet.key}".encode()).hexdigest()[:20]


@router.get(
    "/tiles/{layer}/{z}/{x}/{y}.mvt",
    response_class=Response,
    responses={
        200: {"content": {MEDIA_TYPE: {}}, "description": "A tile"},
        204: {"description": "Nothing to be seen in this tile"},
        304: {"description": "The tile that the browser has is the newest"},
    },
    **needs(Act.SEE, DataClass.PUBLISHED),
)
def tile(
    person: Asking, server: Serving, request: Request, layer: str, z: int, x: int, y: int
) -> Response:
    """One tile of a layer: Mapbox Vector Tile 2.1, in web Mercator."""
    wanted = Tile(z, x, y)
    if layer not in LAYERS:
        raise NoSuchRecord(
            f"There is no layer {layer[:40]!r}.", remedy=f"There are: {', '.join(LAYERS)}."
        )
    if not wanted.exists:
        raise NoSuchRecord(
            "There is no such tile.",
            remedy=f"Zooms go from 0 to {LAST_ZOOM}, columns and rows from 0 to 2^zoom - 1.",
        )
    with server.reading() as registry:
        sheet = server.atlas.sheet(registry, server.tables, person.role, LAYERS[layer])
    headers = {
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding, Authorization, Cookie",
    }
    if sheet is None:
        return Response(status_code=204, headers=headers)
    headers["ETag"] = f'W/"{_version(sheet)}"'
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = draw(sheet, wanted)
    if not body:
        return Response(status_code=204, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=5, mtime=0)
    return Response(body, headers=headers, media_type=MEDIA_TYPE)
