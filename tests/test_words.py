"""Ground is never called what nobody can know: the forbidden words occur nowhere.

Land is *released to depth N on date D, residual risk statement attached*; the
reasons are in ``CONTRIBUTING.md``.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

FORBIDDEN = re.compile(
    r"\b(safe|safely|safer|safest|unsafe|unsafely"
    r"|mine[- ]free|risk[- ]free|hazard[- ]free|free of mines|all[- ]clear"
    r"|hazards?(?: is| are| was| were)? released)\b",
    re.IGNORECASE,
)
FOLDERS = ("ploughshare", "docs", "examples", "benchmarks", "frontend/src")
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "dev.py", "pyproject.toml")
TEXT = {
    *(".py", ".md", ".toml", ".json", ".geojson", ".csv", ".txt", ".typ", ".svg", ".html"),
    *(
        ".css",
        ".ts",
        ".svelte",
        ".js",
        ".xml",
        ".kml",
        ".prj",
        ".yaml",
        ".yml",
        ".ini",
        ".mako",
        ".sql",
    ),
}
STATES_THE_RULE = {"CONTRIBUTING.md": "names the words so that nobody writes them"}
LIBRARY_NAMES = {"SafeLoader", "SafeDumper", "safe_load", "safe_dump", "MarkupSafe", "nosafe"}


def texts() -> Iterator[Path]:
    for name in FOLDERS:
        for path in sorted((ROOT / name).rglob("*")):
            # What is built holds the code of libraries.
            if path.suffix in TEXT and not {"__pycache__", "static"} & {*path.parts}:
                yield path
    yield from (ROOT / name for name in PAGES)


def words(text: str) -> Iterator[str]:
    """Places ``line: word`` at which a text uses a forbidden word."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in FORBIDDEN.finditer(line):
            yield f"{number}: {found.group(0)!r}"


def identifiers(source: str) -> Iterator[str]:
    """Places ``line: name`` at which Python code has a forbidden word inside a name."""
    for node in ast.walk(ast.parse(source)):
        name = (
            getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", None)
        )
        if name is None and isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = node.name
        if not isinstance(name, str) or name in LIBRARY_NAMES:
            continue
        parts = re.findall(r"[a-z]+|[A-Z][a-z]*", name)
        if {part.lower() for part in parts} & {"safe", "safely", "unsafe"}:
            yield f"{getattr(node, 'lineno', 0)}: {name}"


def test_no_text_of_ours_calls_ground_what_nobody_can_know() -> None:
    wrong = [
        f"{path.relative_to(ROOT).as_posix()}:{place}"
        for path in texts()
        if path.relative_to(ROOT).as_posix() not in STATES_THE_RULE
        for place in words(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_name_in_the_code_does_either() -> None:
    wrong = [
        f"{path.relative_to(ROOT).as_posix()}:{place}"
        for path in texts()
        if path.suffix == ".py"
        for place in identifiers(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, "\n".join(wrong)


def test_every_exception_is_still_needed() -> None:
    for name in STATES_THE_RULE:
        assert list(words((ROOT / name).read_text(encoding="utf-8"))), name


@pytest.mark.parametrize(
    "text",
    ["the road is safe", "Unsafe bridge", "a mine-free village", "all clear", "hazard released"],
)
def test_the_words_are_found(text: str) -> None:
    assert list(words(text))


def test_library_names_and_safety_are_no_such_words() -> None:
    assert not list(words("yaml.safe_load, SafeLoader, safety briefing"))
    assert not list(identifiers("yaml.load(text, Loader=yaml.SafeLoader)"))
    assert list(identifiers("is_safe = True"))
