"""Errors are for programs: one tree, a stable code each, the facts as fields.

Every message says what is wrong, where, and what to do about it. Exit codes are
assigned to these classes in ``ploughshare.cli`` and nowhere else. Findings about
imported rows are not errors; see ``ploughshare.imports.findings``.
"""


class PloughError(Exception):
    """
    Anything Ploughshare refuses to do, in words for the person who asked.

    Parameters
    ----------
    message
        One or two sentences: what is wrong and where.
    remedy
        What to do next; empty when the message says it all.
    **facts
        The values the message was made from, for programs.
    """

    code = "error"

    def __init__(self, message: str, *, remedy: str = "", **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class CallError(PloughError):
    """The call was wrong: an option, an argument, a combination of them."""

    code = "call"


class InputRefused(PloughError):
    """A file was read and refused: its content breaks the format's rules."""

    code = "input"


class StorageError(PloughError):
    """Reading or writing failed: missing, locked, full or unwritable."""

    code = "storage"


class RegistryTooNew(StorageError):
    """The registry was written by a later version of the program."""

    code = "registry-too-new"


class WeakStorage(StorageError):
    """The store does not promise that what it acknowledged survives a power cut."""

    code = "weak-storage"


class StaleVersion(PloughError):
    """Somebody else changed the record since it was read; both versions are in the facts."""

    code = "stale-version"


class HazardWouldShrink(PloughError):
    """Ground would stop being recorded as hazardous without a signed release."""

    code = "hazard-would-shrink"


class NoSuchRecord(PloughError):
    """Nothing in the registry or the plan has this id."""

    code = "no-such-record"


class NotAllowed(PloughError):
    """Who asks may not see or do this."""

    code = "not-allowed"


class Negative(PloughError):
    """The question was understood and the answer is no."""

    code = "no"


class Infeasible(Negative):
    """No schedule exists, and the message names the proof."""

    code = "infeasible"


class NoScheduleFound(Negative):
    """The search placed not every activity; that is no proof that none exists."""

    code = "no-schedule-found"


class InvalidSchedule(PloughError):
    """A schedule breaks its problem's rules. Never shown for our own: a plan is checked first."""

    code = "invalid-schedule"


class Interrupted(PloughError):
    """Stopped by the person at the keyboard with nothing to keep."""

    code = "interrupted"
