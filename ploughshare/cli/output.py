"""What commands print: results on stdout, everything else on stderr, errors with their remedy."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from ploughshare.errors import (
    CallError,
    InputRefused,
    Interrupted,
    InvalidSchedule,
    Negative,
    NoSuchRecord,
    PloughError,
    StaleVersion,
    StorageError,
)

EXIT_CODES: tuple[tuple[type[PloughError], int], ...] = (
    (Negative, 1),
    (InvalidSchedule, 1),
    (NoSuchRecord, 1),
    (StaleVersion, 1),
    (CallError, 2),
    (InputRefused, 3),
    (StorageError, 4),
    (Interrupted, 130),
)
"""Exit code of each branch of the error tree; 1 is *the answer is no*."""


def exit_code(error: PloughError) -> int:
    """The exit code of an error: that of the first branch it belongs to, else 1."""
    return next((code for branch, code in EXIT_CODES if isinstance(error, branch)), 1)


def say(text: str = "") -> None:
    """Print a line of the result on stdout."""
    sys.stdout.write(text + "\n")


def tell(text: str = "") -> None:
    """Print a line that is no result (progress, warnings, errors) on stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def say_json(document: Mapping[str, Any]) -> None:
    """Print the one JSON document of a ``--json`` command."""
    say(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def error_document(error: PloughError) -> dict[str, str]:
    """What a ``--json`` command prints instead of its result."""
    return {"error": error.code, "message": error.message, "remedy": error.remedy}


def tell_error(error: PloughError, *, as_json: bool) -> None:
    """Print an error: a sentence and its remedy, or one JSON document."""
    if as_json:
        say_json(error_document(error))
    tell(f"error: {error.message}")
    if error.remedy:
        tell(f"       {error.remedy}")
