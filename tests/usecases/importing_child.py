"""A process that runs ``plough import`` on file after file until it is killed.

Arguments: the registry, the file to begin with, rows in a file. Prints ``+`` at each stage of
an import, and ``kept N`` once the import of file N has ended well.
"""

import os
import sys
from pathlib import Path

from ploughshare.cli import import_commands
from ploughshare.cli.main import run
from ploughshare.usecases import import_file, import_folder

NEEDED = (import_file, import_folder)
"""What the command imports when it is called; here while the process starts up."""


def say(text: str) -> None:
    """A line on the pipe, past what the commands print."""
    os.write(PIPE, (text + "\n").encode())


def mark(stage: str) -> None:
    """A sign on the pipe that an import has come to its next stage."""
    say("+")


def write(path: Path, number: int, rows: int) -> None:
    """A table of small squares on a grid, each of which no other file has."""
    lines = ["id,name,status,wkt"]
    for row in range(rows):
        west, south = 34 + (number % 900) * 0.002, 51 + row * 0.002
        east, north = west + 0.001, south + 0.001
        ring = f"{west:.4f} {south:.4f}, {east:.4f} {south:.4f}, {east:.4f} {north:.4f}"
        wkt = f'"POLYGON (({ring}, {west:.4f} {south:.4f}))"'
        lines.append(f"{number}-{row},file {number},open,{wkt}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(registry: Path, number: int, rows: int) -> None:
    """Import until killed."""
    import_commands._progress = mark
    say("ready")
    sys.stdin.readline()
    while True:
        file = registry.with_name(f"{number}.csv")
        write(file, number, rows)
        words = ["import", str(file), "--as", "hazards", "--registry", str(registry)]
        if run([*words, "--author", "Ana"]) == 0:
            say(f"kept {number}")
        number += 1


if __name__ == "__main__":
    PIPE = os.dup(sys.stdout.fileno())
    with Path(os.devnull).open("w", encoding="utf-8") as sys.stdout:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
