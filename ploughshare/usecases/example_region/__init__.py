"""An invented border region, as the files a programme would hand over.

Nothing in it exists: the ground lies in open ocean, the names are made up, and
every file says so. Three sizes, from one seed: a village that plans in seconds, a
region of about ten thousand pieces of work, and a country of about a hundred thousand.
"""

from ploughshare.usecases.example_region.generate import InputFile, Size, generate
from ploughshare.usecases.example_region.geography import (
    NATION_OF_OPERATION,
    REGION_NAME,
    REGION_OF_OPERATION,
)

__all__ = [
    "NATION_OF_OPERATION",
    "REGION_NAME",
    "REGION_OF_OPERATION",
    "InputFile",
    "Size",
    "generate",
]
