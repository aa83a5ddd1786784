"""Which column of a file is which field, and what its words, units and dates mean."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ploughshare.dictionary import record_type as find_record_type
from ploughshare.errors import CallError, InputRefused, StorageError
from ploughshare.fields import Field, RecordType
from ploughshare.imports.headings import plain
from ploughshare.imports.words import word_list
from ploughshare.units import unit_named

ID, LATITUDE, LONGITUDE, SHAPE = "id", "latitude", "longitude", "geometry"
EVERY_TYPE = (ID, LATITUDE, LONGITUDE, SHAPE)
"""What a column can be besides a field of the record type; ``geometry`` holds WKT."""

DATE_ORDERS = ("dmy", "mdy")
DECIMALS = (".", ",")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """
    How the columns of one layer become fields of one record type.

    Parameters
    ----------
    record_type
        As in ``--as``; empty when not said.
    columns
        Field (or ``id``, ``latitude``, ``longitude``, ``geometry``) to the columns that hold
        it; the first one that is filled counts. No column: the field is not in the file.
    values
        By field, words of the file to our codes.
    units
        By field, the unit its column is in.
    set
        By field, the value of every row that has none of its own.
    layer, crs, dates, decimal, encoding
        As in the options of the same name; empty to find out.
    id_prefix
        Put before every id of the file, where ids of several files would collide.
    only
        Nothing is proposed beyond what stands here.
    """

    record_type: str = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)
    layer: str = ""
    crs: str = ""
    dates: str = ""
    decimal: str = ""
    encoding: str = ""
    id_prefix: str = ""
    only: bool = False

    def as_document(self) -> dict[str, object]:
        """The mapping as plain values, without what is empty."""
        found: dict[str, object] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name == "columns":
                value = {
                    name: columns[0] if len(columns) == 1 else list(columns)
                    for name, columns in self.columns.items()
                }
            if value:
                found[each.name] = value
        return found

    def as_toml(self) -> str:
        """The mapping as a file that ``--mapping`` reads."""
        document = self.as_document()
        lines = [f"{key} = {_toml(value)}" for key, value in document.items() if _flat(value)]
        for key, value in document.items():
            if isinstance(value, Mapping) and key != "values":
                lines += ["", f"[{key}]"]
                lines += [f"{_toml_key(name)} = {_toml(each)}" for name, each in value.items()]
        for name, words in self.values.items():
            lines += ["", f"[values.{_toml_key(name)}]"]
            lines += [f"{_toml_key(word)} = {_toml(code)}" for word, code in words.items()]
        return "\n".join(lines) + "\n"


def read_mapping(path: Path) -> ColumnMapping:
    """
    A mapping from a TOML file.

    Raises
    ------
    StorageError
        The file is not there.
    InputRefused
        It is no mapping; the message names the key.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StorageError(f"There is no mapping file {path}.", remedy="Check its name.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise InputRefused(
            f"{path.name} is no TOML file: {wrong}.",
            remedy="Texts stand between double quotes, sections begin with [columns].",
        ) from wrong
    known = {each.name for each in fields(ColumnMapping)}
    for key in document:
        if key not in known:
            raise InputRefused(
                f"{path.name}: there is no {key!r} in a mapping.",
                remedy=f"Use: {', '.join(sorted(known))}.",
            )
    return _mapping(document, path.name)


def _mapping(document: Mapping[str, Any], file: str) -> ColumnMapping:
    texts = {}
    for name in ("record_type", "layer", "crs", "dates", "decimal", "encoding", "id_prefix"):
        texts[name] = _text(document.get(name, ""), name, file)
    columns = {
        name: tuple(_text(each, name, file) for each in _list(value) if each != "")
        for name, value in _section(document, "columns", file).items()
    }
    values = {
        name: _texts(_section(words, "", file, of=f"values.{name}"), f"values.{name}", file)
        for name, words in _section(document, "values", file).items()
    }
    return ColumnMapping(
        columns=columns,
        values=values,
        units=_texts(_section(document, "units", file), "units", file),
        set=_texts(_section(document, "set", file), "set", file),
        only=bool(document.get("only", False)),
        **texts,
    )


def check_mapping(mapping: ColumnMapping, columns: Iterable[str]) -> RecordType:
    """
    The record type of a mapping, after checking that all it names exists.

    Raises
    ------
    CallError
        A field, column, code or unit that there is not; the message lists what there is.
    """
    found = find_record_type(mapping.record_type)
    names = {each.name for each in found} | set(EVERY_TYPE)
    headings = set(columns)
    for section in (mapping.columns, mapping.values, mapping.units, mapping.set):
        for name in section:
            if name not in names or (section is not mapping.columns and name in EVERY_TYPE[1:]):
                raise CallError(
                    f"{found.title.capitalize()} has no field {name!r}.",
                    remedy=f"Its fields are: {', '.join(each.name for each in found)}.",
                )
    for name, wanted in mapping.columns.items():
        for column in wanted:
            if column not in headings:
                raise CallError(
                    f"There is no column {column!r} for {name}.",
                    remedy=f"The columns are: {', '.join(sorted(headings)) or 'none'}.",
                )
    for name, words in mapping.values.items():
        for code in words.values():
            require_code(found[name], code)
    for name, unit in mapping.units.items():
        if not unit_named(unit):
            raise CallError(
                f"{unit!r}, the unit of {name}, is not known.",
                remedy="Use m2, ha, km2, mm, cm, m, km, 1 or %.",
            )
    require_one_of("dates", mapping.dates, DATE_ORDERS)
    require_one_of("decimal", mapping.decimal, DECIMALS)
    return found


def require_code(field: Field, code: str) -> None:
    """Raise ``CallError`` for a code that is not in the field's vocabulary."""
    if field.terms is not None and code not in field.terms.codes:
        raise CallError(
            f"{code!r} is no value of {field.name}.",
            remedy=f"Use one of: {', '.join(field.terms.codes)}.",
        )


def require_one_of(option: str, given: str, allowed: tuple[str, ...]) -> None:
    """Raise ``CallError`` for an option that has another value than these, or none."""
    if given and given not in allowed:
        raise CallError(
            f"--{option} {given!r} is not known.", remedy=f"Use one of: {' '.join(allowed)}."
        )


def code_of(field: Field, text: str) -> str:
    """The code that a text given by a person means. Raises ``CallError`` when it means none."""
    if field.terms is None or text in field.terms.codes:
        return text
    found = word_list(field).code(plain(text))
    if found is None:
        require_code(field, text)
    return str(found)


def _flat(value: object) -> bool:
    return not isinstance(value, Mapping)


def _toml(value: object) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    # A basic string of TOML escapes as JSON does, but for the delete character.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml_key(key: str) -> str:
    plain_key = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if plain_key else _toml(key)


def _section(document: Any, name: str, file: str, of: str = "") -> Mapping[str, Any]:
    section = document if not name else document.get(name, {})
    if not isinstance(section, dict):
        raise InputRefused(
            f"{file}: [{of or name}] must be a section of 'name = value' lines.",
            remedy="See 'Importing' in the reference for an example.",
        )
    return section


def _texts(section: Mapping[str, Any], name: str, file: str) -> dict[str, str]:
    return {key: _text(value, f"{name}.{key}", file) for key, value in section.items()}


def _text(value: Any, name: str, file: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputRefused(
            f"{file}: {name} must be a text between quotes, not {value!r}.",
            remedy="See 'Importing' in the reference for an example.",
        )
    return str(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
