"""Military Grid Reference System: the grid reference that stands on maps and radios."""

import re
from functools import cache

import pyproj

BANDS = "CDEFGHJKLMNPQRSTUVWX"
"""Bands of 8 degrees of latitude from 80 degrees south; the last has 12."""

COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
"""Letters of the 100 km columns by zone: of zones 1, 4, 7 ..., of 2, 5, 8 ..., and of 3, 6, 9 ..."""

ROWS = "ABCDEFGHJKLMNPQRSTUV"
"""Letters of the 100 km rows; even zones begin with the sixth."""

SQUARE_M = 100_000
EVEN_ZONES_BEGIN = 5


def mgrs(lon: float, lat: float) -> str:
    """
    The reference of the metre that holds a point: ``26U NU 12345 67890``; empty near the poles.

    Digits are cut off, never rounded, so that the square named holds the point. Degrees are
    WGS 84. Source: NGA.STND.0037, *The Universal Grids and the Transverse Mercator and Polar
    Stereographic Map Projections*, version 2.0, chapters 7 and 11.
    """
    if not -80 <= lat <= 84:
        return ""
    band = BANDS[min(int((lat + 80) // 8), len(BANDS) - 1)]
    zone = _zone(lon, lat, band)
    east, north = _projection(zone, south=lat < 0).transform(lon, lat)
    column = COLUMNS[(zone - 1) % 3][int(east // SQUARE_M) - 1]
    first = EVEN_ZONES_BEGIN if zone % 2 == 0 else 0
    row = ROWS[(int(north // SQUARE_M) + first) % len(ROWS)]
    return f"{zone:02}{band} {column}{row} {int(east % SQUARE_M):05} {int(north % SQUARE_M):05}"


def mgrs_cell(lon: float, lat: float, km: int) -> str:
    """
    The square of so many kilometres, 1 to 100, that holds a point; empty near the poles.

    Squares are counted from the south-west corner of each 100 km square, and named by the
    kilometre of their own: ``26U NU 10 65`` is that of 5 km which holds ``26U NU 12345 67890``. At
    the edges of zones, and of a 100 km square that they do not fill, they are smaller.
    """
    whole = mgrs(lon, lat)
    if not whole:
        return ""
    zone, square, east, north = whole.split()
    corner = (int(metres) // 1000 // km * km for metres in (east, north))
    return f"{zone} {square} {' '.join(f'{each:02}' for each in corner)}"


def place_of(reference: str) -> tuple[float, float] | None:
    """
    The south-western corner of the square that a reference names: longitude, latitude in degrees.

    ``26U NU 12345 67890``, with or without spaces, of any even number of digits up to ten; ``None``
    for what is no reference. The zone's letter decides between rows of the same name, which come
    again every 2,000 km.
    """
    found = _REFERENCE.fullmatch("".join(reference.split()).upper())
    if found is None or len(found["digits"]) % 2:
        return None
    zone, band = int(found["zone"]), found["band"]
    columns = COLUMNS[(zone - 1) % 3]
    if not 1 <= zone <= 60 or found["column"] not in columns:
        return None
    half = len(found["digits"]) // 2
    east, north = (
        int(digits or 0) * 10 ** (5 - half)
        for digits in (found["digits"][:half], found["digits"][half:])
    )
    east += (columns.index(found["column"]) + 1) * SQUARE_M
    first = EVEN_ZONES_BEGIN if zone % 2 == 0 else 0
    north += (ROWS.index(found["row"]) - first) % len(ROWS) * SQUARE_M
    south = band < "N"
    lowest = -80 + 8 * BANDS.index(band)
    for turn in range(5):
        metres = north + turn * len(ROWS) * SQUARE_M
        lon, lat = _projection(zone, south=south).transform(east, metres, direction="INVERSE")
        # A square at the edge of a band has its corner in the next one.
        if lowest - 1 <= lat <= lowest + (13 if band == "X" else 9):
            return float(lon), float(lat)
    return None


_REFERENCE = re.compile(
    rf"(?P<zone>\d{{1,2}})(?P<band>[{BANDS}])(?P<column>[A-HJ-NP-Z])(?P<row>[{ROWS}])(?P<digits>\d{{0,10}})"
)


def _zone(lon: float, lat: float, band: str) -> int:
    """The zone of 6 degrees, with the exceptions of south-western Norway and Svalbard."""
    lon = (lon + 180) % 360 - 180
    if band == "V" and 3 <= lon < 12:
        return 32
    if band == "X" and 0 <= lon < 42:
        return 31 if lon < 9 else 33 if lon < 21 else 35 if lon < 33 else 37
    return int((lon + 180) // 6) + 1


@cache
def _projection(zone: int, *, south: bool) -> pyproj.Transformer:
    code = (32700 if south else 32600) + zone
    return pyproj.Transformer.from_crs(4326, code, always_xy=True)
