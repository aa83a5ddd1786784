"""Places as people write them: degrees, with minutes and seconds, UTM, or a grid reference."""

import re

import pyproj

from ploughshare.places.mgrs import BANDS, place_of

_NUMBER = r"\d{1,3}(?:[.,]\d+)?"
_DECIMAL = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)")


def _angle(part: int) -> str:
    """An angle as a pattern, its groups numbered."""
    return rf"""
        (?P<before{part}>[NSEW])?\s*
        (?P<degrees{part}>{_NUMBER})\s*(?:°|º|\s)\s*
        (?:(?P<minutes{part}>{_NUMBER})\s*(?:'|′|’|\s)?\s*)?
        (?:(?P<seconds{part}>{_NUMBER})\s*(?:"|″|”|\s)?\s*)?
        (?P<after{part}>[NSEW])?
    """


_SEXAGESIMAL = re.compile(rf"{_angle(1)}\s*[,;]?\s*{_angle(2)}", re.VERBOSE | re.IGNORECASE)
_UTM = re.compile(
    rf"(?P<zone>\d{{1,2}})\s*(?P<band>[{BANDS}])\s+(?P<east>\d{{6}}(?:\.\d+)?)\s*(?:m?E)?[,;\s]\s*"
    r"(?P<north>\d{1,7}(?:\.\d+)?)\s*(?:m?N)?",
    re.IGNORECASE,
)


def place_named(text: str) -> tuple[float, float] | None:
    """
    The place that coordinates name: longitude, latitude in degrees WGS 84; ``None`` for others.

    Taken are ``51.5, 35.04`` (latitude first, as people say it), ``51°30'N 35°2'24"E`` (in either
    order, the letters decide), UTM with the letter of its band, ``36U 641595 5707402``, and
    a grid reference.
    """
    text = text.strip()
    found = _of_degrees(text)
    if found is None:
        found = _of_minutes(text)
    if found is None:
        found = _of_utm(text)
    if found is None:
        return place_of(text)
    lon, lat = found
    return found if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _of_degrees(text: str) -> tuple[float, float] | None:
    match = _DECIMAL.fullmatch(text)
    return (float(match[2]), float(match[1])) if match else None


def _of_minutes(text: str) -> tuple[float, float] | None:
    """Both angles with a letter each, one of latitude and one of longitude."""
    match = _SEXAGESIMAL.fullmatch(text)
    if match is None:
        return None
    found: dict[str, float] = {}
    for part in ("1", "2"):
        letter = (match[f"before{part}"] or match[f"after{part}"] or "").upper()
        minutes, seconds = (_value(match[f"{name}{part}"]) for name in ("minutes", "seconds"))
        if not letter or minutes >= 60 or seconds >= 60:
            return None
        angle = _value(match[f"degrees{part}"]) + minutes / 60 + seconds / 3600
        found["lat" if letter in "NS" else "lon"] = -angle if letter in "SW" else angle
    return (found["lon"], found["lat"]) if len(found) == 2 else None


def _value(text: str | None) -> float:
    return float(text.replace(",", ".")) if text else 0.0


def _of_utm(text: str) -> tuple[float, float] | None:
    match = _UTM.fullmatch(text)
    if match is None or not 1 <= int(match["zone"]) <= 60:
        return None
    code = (32700 if match["band"].upper() < "N" else 32600) + int(match["zone"])
    transformer = pyproj.Transformer.from_crs(code, 4326, always_xy=True)
    lon, lat = transformer.transform(float(match["east"]), float(match["north"]))
    return (float(lon), float(lat)) if abs(lat) <= 84 else None
