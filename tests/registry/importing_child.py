"""A process that imports batch after batch until it is killed; it is told by a test.

Arguments: the registry, the batch to begin with, rows in a batch. Prints ``+`` for every
fifty rows handed over inside a change, and ``kept N`` once change N is acknowledged.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from ploughshare.registry.kept import Origin, Put
from ploughshare.registry.registry import Registry
from tests.registry.regions import hazards

STEP = 50


def counted(puts: Iterator[Put]) -> Iterator[Put]:
    for number, put in enumerate(puts, 1):
        if number % STEP == 0:
            sys.stdout.write("+\n")
            sys.stdout.flush()
        yield put


def main(path: Path, batch: int, rows: int) -> None:
    """Import until killed."""
    with Registry.open(path, write=True, wait_seconds=30) as registry:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        while True:
            with registry.change(author="Ana", reason=f"Batch {batch}") as change:
                content = f"batch {batch}".encode()
                origin = Origin(change.keep_raw(f"{batch}.csv", content), "", batch, "csv/1")
                change.put_many(counted(hazards(rows, first=batch * rows, origin=origin)))
                change.record_import(
                    raw=origin.file,
                    file=f"{batch}.csv",
                    record_type="hazards",
                    importer="csv/1",
                    rows=rows,
                    accepted=rows,
                    repaired=0,
                    unchanged=0,
                )
            sys.stdout.write(f"kept {batch}\n")
            sys.stdout.flush()
            batch += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
