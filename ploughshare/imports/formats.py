"""The formats that are read: the product's own, and those of other packages."""

from typing import cast

from ploughshare.extensions import offered
from ploughshare.imports.delimited import Delimited
from ploughshare.imports.geofiles import GeoPackage, Kml, Shapefile
from ploughshare.imports.geojson import GeoJson
from ploughshare.imports.protocol import Importer
from ploughshare.imports.spreadsheets import Workbook

GROUP = "ploughshare.importers"
"""Entry point group under which other packages offer importers."""

OWN: tuple[Importer, ...] = (
    GeoPackage(),
    Shapefile(),
    Kml(),
    GeoJson(),
    Workbook(),
    Delimited(),
)


def importers() -> tuple[Importer, ...]:
    """Every format that is read, in the order in which they are asked: our own first."""
    return (*OWN, *(cast(Importer, each) for each in offered(GROUP)))


def endings() -> frozenset[str]:
    """Endings of the names of files that are read, lower case with the dot; archives too."""
    return frozenset({".zip", *(suffix for each in importers() for suffix in each.suffixes)})
