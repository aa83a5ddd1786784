"""Options that several commands share: the registry, the author, the search, JSON."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from ploughshare.errors import CallError

DEFAULT_REGISTRY = Path("region.plough")

RegistryOption = Annotated[
    Path,
    typer.Option(
        "--registry",
        envvar="PLOUGH_REGISTRY",
        metavar="PATH",
        help="The registry file.",
    ),
]
"""Default it to ``DEFAULT_REGISTRY``."""

AuthorOption = Annotated[
    str,
    typer.Option(
        "--author",
        envvar="PLOUGH_AUTHOR",
        metavar="NAME",
        help="Who answers for the change [default: your login name].",
        show_default=False,
    ),
]
"""Default it to an empty text and pass it through ``author_name``."""

JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as one JSON document.")]
"""Default it to ``False``."""

TimeLimitOption = Annotated[
    float | None,
    typer.Option(min=0.1, help="Seconds from the start of the process [default: 60]."),
]
"""Default it to ``None``."""

IterationsOption = Annotated[
    int | None, typer.Option(min=0, help="Iterations: the same plan on every run.")
]
"""Default it to ``None``."""

SeedOption = Annotated[int, typer.Option(min=0, help="Seed of the search.")]
"""Default it to 0."""


def author_name(given: str) -> str:
    """The author as given, else the login name. Raises ``CallError`` where there is neither."""
    if given.strip():
        return given.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise CallError(
            "Nobody knows who you are: the system has no login name for you.",
            remedy="Give your name with --author, or set PLOUGH_AUTHOR.",
        ) from None
