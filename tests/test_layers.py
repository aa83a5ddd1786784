"""The lower rooms compute and nothing else; the mathematics has no word of the field.

Which room may import which is the contract of import-linter in ``pyproject.toml``;
here stands what that contract cannot say.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "ploughshare"

UPPER_ROOMS = {"cli", "usecases", "registry", "imports", "reports", "web"}
DOORS = {
    *("sqlite3", "sqlalchemy", "alembic", "psycopg", "pyogrio", "openpyxl", "typst"),
    *("socket", "http", "urllib", "requests", "httpx", "asyncio", "tempfile", "shutil"),
}
OPENING = {"read_text", "write_text", "read_bytes", "write_bytes", "mkdir", "unlink", "rmdir"}

ALLOWED = {
    "ploughshare/scheduling/compiled.py": "keeps compiled code, never data, in the user's cache",
}

FIELD_WORDS = re.compile(
    r"\b(hazard\w*|survey\w*|clearance|demin\w*|ordnance|munition\w*|contaminat\w*|asset|assets"
    r"|school\w*|damages?|accredit\w*|landmine\w*|pledge\w*|excavat\w*|minefield\w*)\b",
    re.IGNORECASE,
)


def lower_modules() -> Iterator[Path]:
    """Modules from ``planning`` downwards."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] not in UPPER_ROOMS:
            yield path


def openings(source: str) -> Iterator[str]:
    """Places at which code opens a file, a socket or a database, as ``line: what``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in DOORS:
                    yield f"{node.lineno}: import {alias.name}"
        elif isinstance(node, ast.ImportFrom):
            if (node.module or "").split(".")[0] in DOORS:
                yield f"{node.lineno}: import {node.module}"
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id == "open":
                yield f"{node.lineno}: open()"
            if isinstance(node.func, ast.Attribute) and node.func.attr in OPENING:
                yield f"{node.lineno}: .{node.func.attr}()"


def test_from_planning_downwards_nothing_opens_a_file_a_socket_or_a_database() -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), place)
        for path in lower_modules()
        for place in openings(path.read_text(encoding="utf-8"))
    ]
    wrong = [f"{name}:{place}" for name, place in found if name not in ALLOWED]
    assert not wrong, "\n".join(wrong)
    assert set(ALLOWED) <= {name for name, _ in found}, "an exception is no longer needed"


def test_scheduling_has_no_word_of_the_field() -> None:
    wrong = [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {found.group(0)}"
        for path in sorted((PACKAGE / "scheduling").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in FIELD_WORDS.finditer(line)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_doors_and_the_words_are_found() -> None:
    assert list(openings("import sqlite3"))
    assert list(openings("from urllib.request import urlopen"))
    assert list(openings("open('region.csv', encoding='utf-8')"))
    assert list(openings("path.read_bytes()"))
    assert FIELD_WORDS.search("Deminers of the hazardous area")
    assert not FIELD_WORDS.search("teams, zones, modes, benefits")
