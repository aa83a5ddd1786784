"""Colours that can be read, told apart by colour-blind eyes, and understood without any colour."""

import itertools
import math
from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from ploughshare.reports.tokens import DARK, LIGHT, contrast, mix, rgb, roll_up

THEMES = {"light": LIGHT, "dark": DARK}
GROUNDS = ("paper", "surface", "map")
TEXTS = ("ink", "ink-2", "ink-3", "cha", "sha-text", "released-text", "service", "assumed")
GRAPHICS = ("edge", "released", "unsurveyed", "focus")
SOFT = {
    "cha": "cha-soft", "sha-text": "sha-soft", "released-text": "released-soft",
    "service": "service-soft", "assumed": "assumed-soft",
}  # fmt: skip
MEANINGS = ("cha", "sha", "released", "service", "assumed", "ink")

MACHADO: Mapping[str, list[list[float]]] = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protan": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}  # fmt: skip
"""Full severity. Source: Machado, Oliveira, Fernandes 2009, table of simulation matrices."""


def linear(colour: str) -> NDArray[np.float64]:
    """sRGB to linear light, 0 to 1."""
    c = np.array(rgb(colour)) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIE L*a*b* under D65 from linear light."""
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = to_xyz @ np.clip(light, 0, 1) / (0.95047, 1.0, 1.08883)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Colour difference. Source: Sharma, Wu, Dalal 2005."""
    (l1, a1, b1), (l2, a2, b2) = one.tolist(), other.tolist()
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = (1 - math.sqrt(mean**7 / (mean**7 + 25**7))) / 2
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    dh = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc = l2 - l1, c2 - c1
    dH = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(dh / 2))
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = h1 + h2 if c1 * c2 == 0 else (h1 + dh / 2) % 360
    t = (
        1 - 0.17 * math.cos(math.radians(hm - 30)) + 0.24 * math.cos(math.radians(2 * hm))
        + 0.32 * math.cos(math.radians(3 * hm + 6)) - 0.20 * math.cos(math.radians(4 * hm - 63))
    )  # fmt: skip
    sl = 1 + 0.015 * (lm - 50) ** 2 / math.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    turn = 60 * math.exp(-(((hm - 275) / 25) ** 2))
    rt = -2 * math.sqrt(cm**7 / (cm**7 + 25**7)) * math.sin(math.radians(turn))
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dH / sh) ** 2 + rt * (dc / sc) * (dH / sh))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_words_can_be_read_on_every_ground(theme: Mapping[str, str]) -> None:
    low = {
        (text, ground): round(contrast(theme[text], theme[ground]), 2)
        for text in TEXTS
        for ground in GROUNDS
        if contrast(theme[text], theme[ground]) < 4.5
    }
    low |= {
        (text, soft): round(contrast(theme[text], theme[soft]), 2)
        for text, soft in SOFT.items()
        if contrast(theme[text], theme[soft]) < 4.5
    }
    assert not low


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_graphics_stand_out_from_every_ground(theme: Mapping[str, str]) -> None:
    """The fill of suspected areas does not, on light paper: it always has an outline that does."""
    low = {
        (graphic, ground)
        for graphic in (*GRAPHICS, *TEXTS)
        for ground in GROUNDS
        if contrast(theme[graphic], theme[ground]) < 3
    }
    assert not low
    assert contrast(theme["sha-text"], theme["map"]) >= 3


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_numbers_on_counted_hexagons_can_be_read(theme: Mapping[str, str]) -> None:
    assert all(contrast(fill, words) >= 4.5 for fill, words in roll_up(theme))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("eyes", MACHADO)
def test_meanings_stay_apart_for_all_eyes(theme: Mapping[str, str], eyes: str) -> None:
    seen = {name: lab(np.array(MACHADO[eyes]) @ linear(theme[name])) for name in MEANINGS}
    apart = {
        (a, b): round(ciede2000(seen[a], seen[b]), 1)
        for a, b in itertools.combinations(MEANINGS, 2)
        if ciede2000(seen[a], seen[b]) < 8
    }
    assert not apart


def test_the_colour_difference_is_that_of_its_authors() -> None:
    """Pairs 1 and 25 of the test data of Sharma, Wu and Dalal."""
    pairs = [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]
    for one, other, known in pairs:
        assert ciede2000(np.array(one), np.array(other)) == pytest.approx(known, abs=1e-4)


def test_a_mix_lies_between_its_colours() -> None:
    assert mix("#FFFFFF", "#000000", 0.5) == "#808080"
    assert mix("#123456", "#FFFFFF", 1.0) == "#123456"


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21; #767676 on white is the classic grey that just passes."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
