"""Units as they are printed, and how to turn one into another."""

M2_PER = {"m2": 1.0, "ha": 10_000.0, "km2": 1_000_000.0}
"""Square metres in one unit of area."""

M_PER = {"m": 1.0, "km": 1_000.0}
"""Metres in one unit of length."""


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
