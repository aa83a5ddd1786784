"""The registry: the kept record of a region, changed only as a whole and never overwritten."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import shapely
from shapely.geometry import MultiPolygon, Polygon

from ploughshare.errors import CallError, StorageError
from ploughshare.registry.change import Change
from ploughshare.registry.checking import Check, check
from ploughshare.registry.embedded import NO_SCHEMA, Embedded
from ploughshare.registry.jobs import Jobs
from ploughshare.registry.kept import ChangeKind
from ploughshare.registry.people import People
from ploughshare.registry.reading import Reading
from ploughshare.registry.reversal import Reversal, reverse
from ploughshare.registry.tables import SCHEMA
from ploughshare.registry.upgrade import upgrade


class Registry(Reading):
    """
    The records of one region, in one file.

    Use it in a ``with`` block, from one thread.

    Attributes
    ----------
    name
        Of the region.
    region
        Region of operation, in WGS 84.
    invented
        Whether the region is made up; every output says so.
    created
        UTC.
    backup_before_upgrade
        Where the file was copied before this opening brought it up to date, if it did.
    """

    backup_before_upgrade: Path | None = None

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        name: str,
        region: Polygon | MultiPolygon,
        invented: bool = False,
        author: str,
        reason: str = "Registry created",
    ) -> Self:
        """
        Make a new registry, open for writing.

        Raises ``StorageError`` when the file exists or cannot be written, and
        ``CallError`` for a region without ground or outside the globe.
        """
        if not name.strip():
            raise CallError("A registry needs the name of its region.", remedy="Give --name.")
        _require_region(region)
        setting = {
            "name": name,
            "region": shapely.to_wkb(region, output_dimension=2, byte_order=1),
            "invented": invented,
            "created": datetime.now(UTC),
        }
        store = Embedded.create(path)
        try:
            opened = _changing(store, author=author, reason=reason, source="", kind="create")
            with opened as change:
                change.append("setting", setting)
            return cls(store)
        except BaseException:
            store.discard()
            raise

    @classmethod
    def open(cls, path: Path, *, write: bool = False, wait_seconds: float = 5.0) -> Self:
        """
        Open a registry, and bring it up to date if an earlier program wrote it.

        Parameters
        ----------
        path
            The file.
        write
            Whether changes will be made.
        wait_seconds
            How long a change waits for another program that is writing.

        Raises
        ------
        StorageError
            Missing, locked or unreadable; ``RegistryTooNew`` when a later program wrote
            it, ``WeakStorage`` when its settings could lose acknowledged changes.
        InputRefused
            The file is no registry; the message says what it looks like.
        """
        backup = None
        store = Embedded(path, write=write, wait_seconds=wait_seconds)
        if store.schema == NO_SCHEMA:
            raise StorageError(
                f"{path} was never finished: making it was interrupted.",
                remedy="Delete it and run 'plough init' again. There is nothing in it.",
            )
        if store.schema < SCHEMA:
            store.close()
            backup = upgrade(path)
            store = Embedded(path, write=write, wait_seconds=wait_seconds)
        opened = cls(store)
        opened.backup_before_upgrade = backup
        return opened

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    @property
    def path(self) -> Path:
        return self._store.path

    @property
    def people(self) -> People:
        """Accounts, sessions, tokens and the log."""
        return People(self._store)

    @property
    def jobs(self) -> Jobs:
        """Long work asked for and under way."""
        return Jobs(self._store)

    @contextmanager
    def change(
        self, *, author: str, reason: str, source: str = "", kind: ChangeKind = "edit"
    ) -> Iterator[Change]:
        """
        Change the registry: all that the block writes, or nothing.

        When the block ends the change is durable. An exception inside it leaves no trace.

        Parameters
        ----------
        author
            The person who answers for it.
        reason
            Why, in words for those who read the history.
        source
            Where it comes from: a file, a document; empty for none.
        """
        with _changing(
            self._store, author=author, reason=reason, source=source, kind=kind
        ) as change:
            yield change

    def save_plan(
        self,
        plan: bytes | Iterator[bytes],
        *,
        author: str,
        situation: str,
        scenario: str = "",
        of_record: bool = False,
        problem: bytes | None = None,
        schedule: bytes | None = None,
        source: str = "",
    ) -> str:
        """
        Keep a plan as a change of its own and return its id, for example ``"P-3"``.

        ``source`` says what it was made by, where that was no person at a keyboard.
        """
        reason = f"Plan of scenario {scenario}" if scenario else "Plan"
        with self.change(author=author, reason=reason, source=source, kind="plan") as change:
            return change.keep_plan(
                plan,
                situation=situation,
                scenario=scenario,
                of_record=of_record,
                problem=problem,
                schedule=schedule,
            )

    def undo(self, number: int, *, author: str, reason: str) -> Reversal:
        """
        Undo a whole change by a new one; see ``reversal.reverse`` for what is refused.

        Nothing is deleted: the history shows the change and its undoing.
        """
        undoing = _changing(
            self._store, author=author, reason=reason, source="", kind="undo", reverses=number
        )
        with undoing as change:
            return reverse(change, number)

    def check(self, *, expected_head: str | None = None) -> Check:
        """Check the registry; see ``checking.check``."""
        return check(self._store, expected_head=expected_head)


@contextmanager
def _changing(
    store: Embedded,
    *,
    author: str,
    reason: str,
    source: str,
    kind: ChangeKind,
    reverses: int | None = None,
) -> Iterator[Change]:
    if not store.writable:
        raise StorageError(f"{store.path} was opened for reading only.")
    with store.write() as connection:
        change = Change(
            store,
            connection,
            author=author,
            reason=reason,
            source=source,
            kind=kind,
            reverses=reverses,
        )
        yield change
        change.seal()


def _require_region(region: Polygon | MultiPolygon) -> None:
    if not isinstance(region, Polygon | MultiPolygon) or region.is_empty or not region.is_valid:
        raise CallError("The region must be a valid outline with some ground inside.")
    west, south, east, north = region.bounds
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise CallError(
            f"The region reaches from longitude {west:g} to {east:g} and latitude {south:g} to "
            f"{north:g}; longitude ends at 180 degrees, latitude at 90."
        )
