"""Sectors: which ministry asks after which kind of asset."""

from collections.abc import Mapping

SECTORS: Mapping[str, tuple[str, ...]] = {
    "Roads and bridges": ("road", "bridge", "culvert"),
    "Power": ("power_line", "substation", "generator"),
    "Water": ("water_main", "pump", "well"),
    "Housing": ("house", "apartments"),
    "Education": ("school",),
    "Health": ("clinic",),
    "Public buildings": ("public",),
    "Trade and industry": ("market", "industry"),
    "Agriculture": ("field",),
    "Other": ("other",),
}
"""Kinds of asset by sector, in the order in which they are printed."""

_OF_KIND = {kind: sector for sector, kinds in SECTORS.items() for kind in kinds}


def sector_of(kind: str) -> str:
    """The sector of a kind of asset; ``Other`` for one that is not listed."""
    return _OF_KIND.get(kind, "Other")
