"""The synthetic restoration benchmark: any instance of it, from version, size and seed.

    python -m benchmarks.synthetic --version v0 --size 1000 --seed 3 --out FILE.json.gz

Version 0 is a simple region, version 1 the same region with every feature of
``restoration-problem/1``. Seeds 1 to 20 of the sizes 100, 1,000, 10,000 and 100,000 are public;
the same version, size and seed give the same bytes everywhere.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import synthetic_v0, synthetic_v1
from benchmarks.synthetic_v0 import Document

VERSIONS = {"v0": synthetic_v0.document, "v1": synthetic_v1.document}
SIZES = (100, 1_000, 10_000, 100_000)
PUBLIC_SEEDS = range(1, 21)
SMALLEST = 60


def document(version: str, size: int, seed: int) -> Document:
    """
    Return an instance as a ``restoration-problem/1`` document.

    Parameters
    ----------
    version
        ``"v0"`` or ``"v1"``.
    size
        Activities, about: the towns are filled until they have their shares. At least 60.
    seed
        0 or more.
    """
    if size < SMALLEST:
        raise ValueError(f"A region has at least {SMALLEST} activities; {size} were asked for.")
    return VERSIONS[version](size, seed)


def content(version: str, size: int, seed: int) -> bytes:
    """Return an instance as the bytes of its file, uncompressed."""
    return json.dumps(document(version, size, seed), separators=(",", ":")).encode("utf-8")


def file_name(version: str, size: int, seed: int) -> str:
    """Return the name that files of this instance have."""
    return f"rsp-{version}-n{size}-seed{seed}.json.gz"


def write(path: Path, version: str, size: int, seed: int) -> None:
    """Write an instance, compressed if the name ends in ``.gz``; the bytes hold no date."""
    data = content(version, size, seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--version", choices=sorted(VERSIONS), default="v0")
    parser.add_argument("--size", type=int, default=1_000, help="activities, about [1000]")
    parser.add_argument("--seed", type=int, default=1, help="1 to 20 are public [1]")
    parser.add_argument("--out", type=Path, required=True, help="file to write, .json or .json.gz")
    given = parser.parse_args(words)
    if given.size < SMALLEST or given.seed < 0:
        parser.error(f"--size is {SMALLEST} or more, --seed 0 or more")
    write(given.out, given.version, given.size, given.seed)
    print(given.out)


if __name__ == "__main__":
    main(sys.argv[1:])
