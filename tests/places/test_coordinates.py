"""Places as people write them all name the same ground."""

import pytest

from ploughshare.places.coordinates import place_named


@pytest.mark.parametrize(
    "text",
    [
        "51.5, 35.04",
        " 51.5 35.04 ",
        "51.5;35.04",
        "51°30'N 35°2'24\"E",
        "N 51° 30' 0.0\", E 35° 2' 24.0\"",
        "35°2.4'E 51°30'N",
        "51 30 00 N 35 02 24 E",
        "51° 30,0′ n, 35° 02,4′ e",
        "36U 641595 5707402",
        "36U 641595mE 5707402mN",
        "36U XC 41595 07402",
    ],
)
def test_each_notation_names_the_same_place(text: str) -> None:
    found = place_named(text)
    assert found is not None
    assert found == pytest.approx((35.04, 51.5), abs=3e-5)


def test_south_and_west_are_negative() -> None:
    assert place_named("12°30'S 45°15'W") == (-45.25, -12.5)
    assert place_named("-12.5, -45.25") == (-45.25, -12.5)


@pytest.mark.parametrize(
    "text",
    [
        "HA-01",
        "Dobrel",
        "12",
        "91.5, 35",
        "51.5, 181",
        "51°70'N 35°2'E",
        "51°30'N 35°2'N",
        "51 30 35 02",
        "61U 641595 5707402",
        "36I 641595 5707402",
    ],
)
def test_what_is_no_place_is_none(text: str) -> None:
    assert place_named(text) is None
