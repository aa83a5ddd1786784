"""Numbers and dates as people read them."""

from datetime import date

import pytest

from ploughshare.reports import words
from ploughshare.reports.typeface import shortened, text_width, wrapped

START = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"), (812, "812"), (8_124, "8,120"), (81_249, "81,200"), (999_499, "999,000"),
        (1_000_000, "1.0 million"), (33_651_000, "33.7 million"), (2.51e9, "2.5 billion"),
        (-4_000, "−4,000"),
    ],
)  # fmt: skip
def test_amounts(number: float, said: str) -> None:
    assert words.amount(number) == said


@pytest.mark.parametrize(
    ("part", "said"),
    [(0, "0 %"), (0.001, "< 1 %"), (0.784, "78 %"), (0.9996, "> 99 %"), (1, "100 %")],
)
def test_a_share_is_nothing_or_all_only_when_it_is(part: float, said: str) -> None:
    assert words.share(part).replace(words.THIN, " ") == said


def test_a_share_of_nothing_is_a_dash() -> None:
    assert words.share(3, 0) == "–"


@pytest.mark.parametrize(
    ("m2", "said"),
    [(0, "0.00 km²"), (400, "< 0.01 km²"), (45_000, "0.04 km²"), (59_230_000, "59.2 km²")],
)
def test_areas_in_km2(m2: float, said: str) -> None:
    assert words.km2(m2).replace(words.THIN, " ") == said


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (date(2026, 3, 20), "Fri 20 Mar 2026"),
        (date(2026, 4, 16), "week of 13 Apr 2026"),
        (date(2026, 8, 13), "Q3 2026"),
        (date(2028, 8, 13), "2028"),
    ],
)
def test_a_date_is_told_as_far_as_it_is_believed(when: date, said: str) -> None:
    assert words.believed(when, START) == said


def test_the_end_of_a_quarter() -> None:
    assert words.quarter_end(date(2026, 3, 2)) == date(2026, 3, 31)
    assert words.quarter_end(date(2026, 12, 31)) == date(2026, 12, 31)


def test_names_in_a_sentence() -> None:
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.few(list("abcdef"), 2) == "a, b and 4 more"
    assert words.few(list("abc"), 2) == "a, b and c"
    assert words.some(1, "area") == "1 area"
    assert words.some(0, "area") == "no area"


def test_numbers_in_names_are_sorted_as_numbers() -> None:
    assert sorted(["MT-10", "MT-9", "A-1"], key=words.natural) == ["A-1", "MT-9", "MT-10"]


def test_a_text_is_cut_only_where_it_does_not_fit() -> None:
    assert shortened("SHA-112 Marnitsa", 500, 10) == "SHA-112 Marnitsa"
    cut = shortened("SHA-112 Marnitsa", 60, 10)
    assert cut.endswith("…")
    assert text_width(cut, 10) <= 60
    assert all(text_width(line, 10) <= 90 for line in wrapped("no record of a hazard here", 90, 10))
