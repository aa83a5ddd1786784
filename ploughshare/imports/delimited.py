"""CSV and its relatives: which character separates, which one quotes, which encoding."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from ploughshare.errors import InputRefused
from ploughshare.findings import Finding
from ploughshare.imports.encodings import Decoded, decode
from ploughshare.imports.nested import spread
from ploughshare.imports.protocol import Layer, ReadOptions, Table, column_of, unique_headings

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
QUOTES = ('"', "'")
SAMPLE_ROWS = 200
CELL_CHARACTERS = 20_000_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file separates and quotes its cells."""

    delimiter: str
    quote: str

    def rows(self, text: str) -> Iterator[list[str]]:
        """Rows of cells, blank lines left out."""
        csv.field_size_limit(CELL_CHARACTERS)
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=self.delimiter, quotechar=self.quote
        )
        return (row for row in reader if any(cell.strip() for cell in row))


class Delimited:
    """CSV, TSV and semicolon-separated files: one layer, named after the file."""

    name = "csv/1"
    title = "a CSV file"
    suffixes = (".csv", ".tsv", ".tab", ".txt")

    def recognises(self, path: Path, head: bytes) -> bool:
        plain = b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))
        return plain and path.suffix.lower() in self.suffixes and bool(head.strip())

    def layers(self, path: Path, options: ReadOptions) -> tuple[Layer, ...]:
        text = _text(path, options)
        dialect = find_dialect(text.text)
        try:
            headings = next(dialect.rows(text.text))
            rows = sum(1 for _ in dialect.rows(text.text)) - 1
        except StopIteration:
            raise _empty(path.name) from None
        except csv.Error as wrong:
            raise _broken(path.name, wrong) from wrong
        return (Layer(path.stem, rows, "", unique_headings(headings)[0]),)

    def read(self, path: Path, layer: str, options: ReadOptions) -> Table:
        text = _text(path, options)
        dialect = find_dialect(text.text)
        try:
            rows = list(islice(dialect.rows(text.text), options.limits.rows + 2))
        except csv.Error as wrong:
            raise _broken(path.name, wrong) from wrong
        if len(rows) < 2:
            raise _empty(path.name)
        headings, repeated = unique_headings(rows[0])
        options.limits.check_columns(len(headings), path.name)
        options.limits.check_rows(len(rows) - 1, path.name)
        unreadable = _fit(rows, len(headings), dialect)
        columns = [
            (name, column_of([row[position] or None for row in rows[1:]]))
            for position, name in enumerate(headings)
        ]
        names, cells = spread(columns, options.limits.columns)
        return Table(
            file=path.name,
            layer=layer,
            columns=names,
            cells=cells,
            row_numbers=np.arange(1, len(rows)),
            unreadable=unreadable,
            findings=tuple(_findings(path.name, layer, text, dialect, repeated)),
            decimal_comma=dialect.delimiter == ";",
            importer=self.name,
        )


def find_dialect(text: str) -> Dialect:
    """
    The way of separating and quoting that gives most rows as many cells as there are headings.

    Among equals, double quotes before single ones and commas before the rest.
    """
    sample = _first_lines(text)
    best, best_score = Dialect(",", '"'), (0.0, 0)
    for quote in QUOTES:
        for delimiter in DELIMITERS:
            score = _score(Dialect(delimiter, quote), sample)
            if score > best_score:
                best, best_score = Dialect(delimiter, quote), score
    return best


def _first_lines(text: str) -> str:
    position = 0
    for _ in range(SAMPLE_ROWS + 1):
        end = text.find("\n", position)
        if end < 0:
            return text
        position = end + 1
    return text[:position]


def _score(dialect: Dialect, sample: str) -> tuple[float, int]:
    """Share of rows with as many cells as headings, and that number; 0 for a single column."""
    try:
        rows = list(islice(dialect.rows(sample), SAMPLE_ROWS))
    except csv.Error:
        return 0.0, 0
    if not rows or len(rows[0]) < 2:
        return 0.0, 0
    even = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
    return round(even, 2), len(rows[0])


def _text(path: Path, options: ReadOptions) -> Decoded:
    options.limits.check_text(path.stat().st_size, path.name, "a GeoPackage")
    text = decode(path.read_bytes(), path.name, options.encoding)
    if "\x00" in text.text[:100_000]:
        raise InputRefused(
            f"{path.name} is no text file: it holds zero bytes.",
            remedy="Look at what it is, and export it again as CSV.",
        )
    return text


def _fit(rows: list[list[str]], width: int, dialect: Dialect) -> dict[int, str]:
    """Fill up short rows in place; rows that do not fit are named, with the reason."""
    unreadable: dict[int, str] = {}
    for position, row in enumerate(rows[1:]):
        surplus = [cell for cell in row[width:] if cell.strip()]
        if surplus:
            unreadable[position] = (
                f"it has {len(row)} cells for {width} headings: a cell holds "
                f"{DELIMITERS[dialect.delimiter]} without quotes"
            )
        elif len(row) < width and len(row) <= width // 2:
            unreadable[position] = f"it has only {len(row)} cells for {width} headings"
        row.extend([""] * (width - len(row)))
        row[:] = [cell.strip(" \t\r\n") for cell in row]
    return unreadable


def _findings(
    file: str, layer: str, text: Decoded, dialect: Dialect, repeated: tuple[str, ...]
) -> Iterator[Finding]:
    if text.guessed:
        yield Finding(
            "encoding-guessed",
            "doubt",
            f"The file is not UTF-8; it was read as {text.encoding}.",
            "Look at the names. If they are wrong, state --encoding.",
            file=file,
            layer=layer,
        )
    if dialect.quote == "'":
        yield Finding(
            "single-quotes",
            "note",
            "Cells are quoted with single quotes; they were read so.",
            file=file,
            layer=layer,
        )
    yield from repeated_headings(file, layer, repeated)


def repeated_headings(file: str, layer: str, repeated: tuple[str, ...]) -> Iterator[Finding]:
    """The finding that headings stand in a table more than once."""
    if repeated:
        yield Finding(
            "heading-repeated",
            "doubt",
            f"More than one column is headed {', '.join(map(repr, repeated[:5]))}; the later ones "
            "were given a number.",
            "Look which one is meant, and name it in a --mapping file.",
            file=file,
            layer=layer,
        )


def _empty(file: str) -> InputRefused:
    return InputRefused(
        f"{file} is empty: it has headings at most, and no rows.",
        remedy="Export it again, and look whether a filter was left on.",
    )


def _broken(file: str, wrong: Exception) -> InputRefused:
    return InputRefused(
        f"{file} cannot be read as a table ({wrong}).",
        remedy="Open it in a spreadsheet, and save it again as CSV.",
    )
