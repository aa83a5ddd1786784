"""Cells become values of fields: each different cell is read once, and doubts are told once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ploughshare.fields import Field, Value
from ploughshare.findings import Severity
from ploughshare.imports.dates import AmbiguousDate, DateOrder, NotADate, date_order, day
from ploughshare.imports.docket import Docket
from ploughshare.imports.encodings import unscrambled
from ploughshare.imports.mapping import ColumnMapping, code_of
from ploughshare.imports.numbers import (
    AmbiguousNumber,
    NotANumber,
    decimal_mark,
    flag,
    number,
)
from ploughshare.imports.protocol import Cells, Table, column_of
from ploughshare.imports.words import WordList, is_null, word_list
from ploughshare.units import conversion

MOJIBAKE = "mojibake"
MOST_TOLD = 1_000
"""So many different doubts about one field are told one by one."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell could not be read as it stands, and what to do."""

    rule: str
    severity: Severity
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell was read as, with the problem there was, if any."""

    value: Value
    problem: Problem | None = None


Reader = Callable[[object], Read]


def field_values(
    field: Field,
    table: Table,
    mapping: ColumnMapping,
    own_words: Mapping[str, str],
    accept: frozenset[str],
    docket: Docket,
) -> list[Value]:
    """
    The values of one field for every row of a table.

    Parameters
    ----------
    own_words
        Words that the registry's table or the mapping give a code.
    accept
        With ``mojibake``, scrambled texts are put right, and their rows are repaired.

    References are texts still; defaults and required fields are seen to elsewhere.
    """
    columns = mapping.columns.get(field.name, ())
    given = mapping.set.get(field.name, "")
    fallback = _fallback(field, given)
    if not columns:
        return [fallback] * table.n_rows
    cells = _coalesced(table, columns)
    values: list[Value] = [None] * table.n_rows
    read: dict[tuple[type, object], Read] = {}
    rows_of: dict[Problem, list[int]] = {}
    reader = _reader(field, cells, table, mapping, own_words, accept, docket)
    for at, cell in enumerate(cells):
        if cell is None or cell == "":
            values[at] = fallback
            continue
        key = (type(cell), cell)
        known = read.get(key)
        if known is None:
            known = read[key] = reader(cell)
        values[at] = fallback if known.value is None else known.value
        if known.problem is not None:
            rows_of.setdefault(known.problem, []).append(at)
    _tell(field, rows_of, docket)
    return values


def _coalesced(table: Table, columns: tuple[str, ...]) -> Cells:
    """Of several columns, the first that is filled."""
    cells = table[columns[0]]
    for column in columns[1:]:
        other = table[column]
        cells = column_of(
            [
                second if is_null(first) else first
                for first, second in zip(cells, other, strict=True)
            ]
        )
    return cells


def _fallback(field: Field, given: str) -> Value:
    """The value of a row that has none: what was set, or the field's default."""
    text = given or field.default
    if not text:
        return None
    reader = _READERS[field.kind]
    if field.kind in ("choice", "choices"):
        codes = tuple(code_of(field, part.strip()) for part in text.split(";"))
        return codes if field.kind == "choices" else codes[0]
    return reader(field, text, "dmy", ".").value


def _reader(
    field: Field,
    cells: Cells,
    table: Table,
    mapping: ColumnMapping,
    own_words: Mapping[str, str],
    accept: frozenset[str],
    docket: Docket,
) -> Reader:
    if field.kind in ("choice", "choices"):
        words = word_list(field, {**own_words, **mapping.values.get(field.name, {})})
        return lambda cell: _choice(field, words, cell)
    if field.kind == "text":
        return lambda cell: _text(cell, accept=MOJIBAKE in accept)
    order: DateOrder = "dmy"
    decimal = "."
    if field.kind == "date":
        order = _order(field, cells, mapping, docket)
    if field.kind in ("number", "integer"):
        decimal = mapping.decimal or decimal_mark(cells, comma_expected=table.decimal_comma)
        _tell_decimal(field, decimal, docket)
    read = _READERS[field.kind]
    unit = mapping.units.get(field.name, "")
    factor = conversion(unit, field.unit) if unit else None
    if factor is not None and factor != 1.0:
        docket.tell(
            "unit-converted",
            "note",
            f"{field.name} is in {unit}; its values were multiplied by {factor:g}.",
            field=field.name,
        )
        return lambda cell: _scaled(field, cell, decimal, factor)
    return lambda cell: read(field, cell, order, decimal)


def _order(field: Field, cells: Cells, mapping: ColumnMapping, docket: Docket) -> DateOrder:
    if mapping.dates == "dmy":
        return "dmy"
    if mapping.dates == "mdy":
        return "mdy"
    order = date_order(cells)
    if order == "unknown":
        docket.tell(
            "date-order-unknown",
            "doubt",
            "No date of this column tells whether the day or the month comes first; dates that "
            "could be either were left empty.",
            "Ask, and state --dates dmy or --dates mdy.",
            field=field.name,
        )
    if order == "both":
        docket.tell(
            "date-order-mixed",
            "doubt",
            "Some dates of this column have the day first and some the month; those that could "
            "be either were left empty.",
            "Correct them in the source.",
            field=field.name,
        )
    return order


def _tell_decimal(field: Field, decimal: str, docket: Docket) -> None:
    if decimal == ",":
        docket.tell("decimal-comma", "note", "Numbers have a decimal comma.", field=field.name)
    if not decimal:
        docket.tell(
            "decimal-mark-unknown",
            "doubt",
            "Commas in this column may be decimal or separate thousands; those numbers were left "
            "empty.",
            "Ask, and state --decimal , or --decimal .",
            field=field.name,
        )


def _tell(field: Field, rows_of: Mapping[Problem, list[int]], docket: Docket) -> None:
    for number_told, (problem, rows) in enumerate(rows_of.items()):
        if number_told == MOST_TOLD:
            docket.tell(
                problem.rule,
                problem.severity,
                f"{len(rows_of) - MOST_TOLD:,} more cells like these.",
                "Look whether it is the right column.",
                field=field.name,
            )
            return
        more = f" ({len(rows):,} rows)" if len(rows) > 1 else ""
        docket.tell(
            problem.rule,
            problem.severity,
            f"{problem.message}{more}.",
            problem.remedy,
            at=rows[0],
            field=field.name,
        )
        if problem.rule == "text-unscrambled":
            for at in rows:
                docket.repaired[at].append(problem.rule)


def _text(cell: object, *, accept: bool) -> Read:
    if is_null(cell):
        return Read(None)
    # Not the space that does not break: scrambled letters may end in one.
    text = str(cell).strip(" \t\r\n")
    clear = unscrambled(text)
    if clear == text:
        return Read(text.encode("utf-8", "replace").decode("utf-8"))
    if accept:
        message = f"{text[:40]!r} was put right as {clear[:40]!r}"
        return Read(clear, Problem("text-unscrambled", "note", message))
    return Read(
        text,
        Problem(
            "text-scrambled",
            "doubt",
            f"{text[:40]!r} was saved in a wrong encoding; it may read {clear[:40]!r}",
            "If it reads right so: --accept mojibake.",
        ),
    )


def _choice(field: Field, words: WordList, cell: object) -> Read:
    if field.kind == "choices":
        return _choices(field, words, cell)
    text = str(cell).strip()
    code = words.code(text)
    if code is not None:
        return Read(code)
    instead = _instead(field)
    if is_null(cell):
        return Read(instead)
    meant = f"read as {field.terms.label(instead)!r}" if field.terms and instead else "left empty"
    return Read(
        instead,
        Problem(
            "word-unknown",
            "doubt",
            f"{text[:60]!r} is no known {field.name}; it was {meant}",
            "Give it a code: [values] in a --mapping file, or import a table --as vocabulary.",
        ),
    )


def _instead(field: Field) -> str | None:
    """What stands for a word nobody knows: the default, ``unknown`` or ``other``."""
    codes = field.terms.codes if field.terms else ()
    return next((code for code in (field.default, "unknown", "other") if code in codes), None)


def _choices(field: Field, words: WordList, cell: object) -> Read:
    if is_null(cell):
        return Read(None)
    text = str(cell)
    whole = words.code(text)
    if whole is not None:
        return Read((whole,))
    parts = _split(text, ";|,/+\n")
    codes = [words.code(part) for part in parts]
    unknown = [part for part, code in zip(parts, codes, strict=True) if code is None]
    known = tuple(dict.fromkeys(code for code in codes if code is not None))
    if not unknown:
        return Read(known)
    return Read(
        known or None,
        Problem(
            "word-unknown",
            "doubt",
            f"{'; '.join(unknown)[:60]!r} is no known value of {field.name}; it was left out",
            "Give it a code: [values] in a --mapping file, or import a table --as vocabulary.",
        ),
    )


def _split(text: str, marks: str) -> list[str]:
    for mark in marks:
        text = text.replace(mark, ";")
    return [part.strip() for part in text.split(";") if part.strip()]


def _number(field: Field, cell: object, _: DateOrder, decimal: str) -> Read:
    return _scaled(field, cell, decimal, 1.0)


def _scaled(field: Field, cell: object, decimal: str, factor: float) -> Read:
    if is_null(cell):
        return Read(None)
    try:
        found = number(cell, decimal)
    except AmbiguousNumber:
        # Told once for the column.
        return Read(None)
    except NotANumber as wrong:
        return _left_empty(field, "not-a-number", str(wrong))
    if found.unit and found.unit != field.unit:
        own = conversion(found.unit, field.unit)
        if own is None:
            return _left_empty(
                field, "unit-unknown", f"{cell!r} is not in {field.unit or 'no unit'}"
            )
        factor = own
    value = found.value * factor
    if field.kind == "integer" and not float(value).is_integer():
        return _left_empty(field, "not-whole", f"{cell!r} is no whole number")
    for limit, beyond, word in (
        (field.low, field.low is not None and value < field.low, "below"),
        (field.high, field.high is not None and value > field.high, "above"),
    ):
        if beyond:
            unit = f" {field.unit}" if field.unit not in {"", "1"} else ""
            return _left_empty(
                field, "out-of-range", f"{str(cell)[:40]} is {word} {limit:,g}{unit}"
            )
    if field.kind == "integer":
        return (
            Read(int(value))
            if abs(value) < 2**63
            else _left_empty(field, "out-of-range", f"{str(cell)[:40]} is too large")
        )
    return Read(value)


def _left_empty(field: Field, rule: str, message: str) -> Read:
    return Read(
        None,
        Problem(
            rule,
            "doubt",
            f"{message}; {field.name} was left empty",
            "Correct it in the source, or name the right column in a --mapping file.",
        ),
    )


def _date(field: Field, cell: object, order: DateOrder, _: str) -> Read:
    if is_null(cell):
        return Read(None)
    try:
        found: date = day(cell, order)
    except AmbiguousDate:
        # Told once for the column.
        return Read(None)
    except NotADate as wrong:
        return _left_empty(field, "date-unreadable", str(wrong))
    return Read(found)


def _flag(field: Field, cell: object, _: DateOrder, __: str) -> Read:
    answer = flag(cell)
    if answer is not None or is_null(cell):
        return Read(answer)
    return _left_empty(field, "neither-yes-nor-no", f"{str(cell)[:40]!r} is neither yes nor no")


def _reference(field: Field, cell: object, _: DateOrder, __: str) -> Read:
    if is_null(cell):
        return Read(None)
    return Read(" ".join(str(cell).split()))


def _references(field: Field, cell: object, _: DateOrder, __: str) -> Read:
    if is_null(cell):
        return Read(None)
    return Read(tuple(dict.fromkeys(_split(str(cell), ";|\n"))))


def _plain(field: Field, cell: object, _: DateOrder, __: str) -> Read:
    return _text(cell, accept=False)


_READERS: Mapping[str, Callable[[Field, object, DateOrder, str], Read]] = {
    "text": _plain,
    "number": _number,
    "integer": _number,
    "date": _date,
    "flag": _flag,
    "record": _reference,
    "records": _references,
    "choice": _plain,
    "choices": _plain,
}
