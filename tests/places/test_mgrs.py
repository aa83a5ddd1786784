"""Grid references against points whose reference is known from elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ploughshare.places.mgrs import mgrs, mgrs_cell, place_of

KNOWN = {
    (-157.916861, 21.309444): "04Q FJ 12340 56781",
    (0.0, 0.0): "31N AA 66021 00000",
    (6.0, 60.0): "32V LM 32705 55205",
    (15.0, 78.0): "33X WG 00000 58369",
    (24.0, 83.9): "35X MP 64424 17856",
    (-27.4, 48.0): "26U MU 70161 16377",
    (-77.0352, 38.8895): "18S UJ 23486 06483",
    (179.9999, -33.1): "60H YJ 79973 33622",
}
"""
By longitude and latitude; in zones that Norway and Svalbard widen, and on both hemispheres.

Made with GEOTRANS, as packaged in ``mgrs`` 1.6.0 for Python.
"""


@pytest.mark.parametrize(("point", "reference"), KNOWN.items())
def test_a_known_point_has_its_known_reference(point: tuple[float, float], reference: str) -> None:
    assert mgrs(*point) == reference


def test_near_the_poles_there_is_none() -> None:
    assert mgrs(0, 84.1) == mgrs(0, -80.1) == ""


@given(st.floats(-180, 180), st.floats(-80, 84))
def test_every_reference_is_a_zone_a_band_a_square_and_ten_digits(lon: float, lat: float) -> None:
    zone, square, east, north = mgrs(lon, lat).split()
    assert 1 <= int(zone[:2]) <= 60
    assert len(square) == 2
    assert len(east) == len(north) == 5
    assert not set(square + zone[2]) & set("IO")


def test_a_square_is_named_by_the_kilometre_of_its_south_west_corner() -> None:
    """Of one kilometre by cutting digits off, and of more by counting from the 100 km square."""
    lon, lat = -77.0352, 38.8895
    assert mgrs(lon, lat) == "18S UJ 23486 06483"
    assert [mgrs_cell(lon, lat, km) for km in (1, 5, 10)] == [
        "18S UJ 23 06", "18S UJ 20 05", "18S UJ 20 00",
    ]  # fmt: skip
    assert mgrs_cell(0.0, 89.0, 10) == ""


@given(st.floats(-180, 180), st.floats(-80, 84))
def test_a_reference_leads_back_to_its_square(lon: float, lat: float) -> None:
    reference = mgrs(lon, lat)
    found = place_of(reference)
    assert found is not None
    assert abs(found[1] - lat) < 2e-5
    assert place_of(reference.replace(" ", "").lower()) == found


@pytest.mark.parametrize(("point", "reference"), KNOWN.items())
def test_a_known_reference_leads_to_its_point(point: tuple[float, float], reference: str) -> None:
    found = place_of(reference)
    assert found == pytest.approx(point, abs=3e-5)


@pytest.mark.parametrize(
    "text", ["", "26U", "61N AA 1 1", "26U NU 123 45", "26I NU 1 1", "HA-0001"]
)
def test_what_is_no_reference_leads_nowhere(text: str) -> None:
    assert place_of(text) is None
