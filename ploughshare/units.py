"""Units as they are printed, and how to turn one into another."""

M2_PER = {"m2": 1.0, "ha": 10_000.0, "km2": 1_000_000.0}
"""Square metres in one unit of area."""

M_PER = {"m": 1.0, "km": 1_000.0, "cm": 0.01, "mm": 0.001}
"""Metres in one unit of length."""

SHARE_PER = {"1": 1.0, "%": 0.01}
"""Share in one unit of share."""

SPELLINGS = {
    "m²": "m2",
    "m^2": "m2",
    "sqm": "m2",
    "sq m": "m2",
    "sq. m": "m2",
    "м2": "m2",
    "м²": "m2",
    "кв.м": "m2",
    "кв. м": "m2",
    "hectare": "ha",
    "hectares": "ha",
    "га": "ha",
    "km²": "km2",
    "km^2": "km2",
    "sqkm": "km2",
    "sq km": "km2",
    "км2": "km2",
    "км²": "km2",
    "кв.км": "km2",
    "metre": "m",
    "metres": "m",
    "meter": "m",
    "meters": "m",
    "м": "m",
    "км": "km",
    "см": "cm",
    "мм": "mm",
    "percent": "%",
    "pct": "%",
}
"""Ways in which people write units, and the unit each one means."""


def unit_named(text: str) -> str:
    """The unit that a text names, as it is written here; empty for a text that names none."""
    name = text.strip().casefold()
    name = SPELLINGS.get(name, name)
    return name if name in M2_PER or name in M_PER or name in SHARE_PER else ""


def conversion(unit: str, into: str) -> float | None:
    """What a value in ``unit`` is multiplied with to be in ``into``; ``None`` where none fits."""
    for family in (M2_PER, M_PER, SHARE_PER):
        if unit in family and into in family:
            return family[unit] / family[into]
    return None


def in_m2(value: float, unit: str) -> float:
    """An area in square metres. Raises ``KeyError`` for a unit that is no area."""
    return value * M2_PER[unit]


def area_text(m2: float) -> str:
    """An area with the unit a reader expects: m2 below 10,000, ha to 1 km2, then km2."""
    if m2 < M2_PER["ha"]:
        return f"{m2:,.0f} m²"
    if m2 < M2_PER["km2"]:
        return f"{m2 / M2_PER['ha']:,.1f} ha"
    return f"{m2 / M2_PER['km2']:,.1f} km²"
