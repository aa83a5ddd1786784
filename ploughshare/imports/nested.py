"""Columns that hold more columns: nested objects of GeoJSON, and hstore text of PostgreSQL."""

import json
import re
from collections.abc import Iterable, Mapping

from ploughshare.imports.protocol import Cells, column_of

HSTORE = re.compile(r'\s*"((?:[^"\\]|\\.)*)"\s*=>\s*(?:"((?:[^"\\]|\\.)*)"|(NULL))\s*(?:,|$)')
SAMPLE = 200


def spread(
    columns: Iterable[tuple[str, Cells]], most: int
) -> tuple[tuple[str, ...], tuple[Cells, ...]]:
    """
    Columns with each nested one replaced by a column ``outer.inner`` for each of its keys.

    A column is left as it stands when there would be more than ``most`` columns.
    """
    given = list(columns)
    taken = {name for name, _ in given}
    names: list[str] = []
    cells: list[Cells] = []
    for name, values in given:
        objects = _objects(values)
        keys = list(dict.fromkeys(key for each in objects or () if each for key in each))
        if objects is None or not keys or len(given) + len(names) + len(keys) > most:
            names.append(name)
            cells.append(_as_text(values))
            continue
        for key in keys:
            inner = f"{name}.{key}"
            names.append(inner if inner not in taken else f"{inner} (nested)")
            cells.append(_as_text(column_of([each.get(key) if each else None for each in objects])))
    return tuple(names), tuple(cells)


def _objects(values: Cells) -> list[Mapping[str, object] | None] | None:
    """The cells as objects, or ``None`` where the column is not nested throughout."""
    filled = [value for value in values if value is not None and value != ""]
    if not filled or any(_object(value) is None for value in filled[:SAMPLE]):
        return None
    objects = [_object(value) for value in values]
    lost = sum(
        each is None and value is not None and value != ""
        for each, value in zip(objects, values, strict=True)
    )
    return None if lost else objects


def _object(value: object) -> Mapping[str, object] | None:
    if isinstance(value, dict):
        return value
    if not isinstance(value, str):
        return None
    text = value.strip()
    if text.startswith("{") and text.endswith("}"):
        try:
            read = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return read if isinstance(read, dict) else None
    return _hstore(text) if text.startswith('"') and "=>" in text else None


def _hstore(text: str) -> Mapping[str, object] | None:
    """The pairs of an hstore text; ``None`` for a text that is not hstore from end to end."""
    pairs: dict[str, object] = {}
    position = 0
    while position < len(text):
        match = HSTORE.match(text, position)
        if match is None or match.end() == position:
            return None
        key, value, null = match.groups()
        pairs[_unescaped(key)] = None if null else _unescaped(value)
        position = match.end()
    return pairs


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _as_text(values: Cells) -> Cells:
    """Cells with objects and lists deeper down as JSON text."""
    if not any(isinstance(value, dict | list) for value in values):
        return values
    return column_of(
        [
            json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
            for value in values
        ]
    )
