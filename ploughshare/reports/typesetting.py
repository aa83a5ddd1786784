"""From a book to a PDF, by typst, with the bundled fonts and no others."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ploughshare.reports.blocks import Book, as_data
from ploughshare.reports.tokens import LIGHT
from ploughshare.reports.typeface import FAMILIES, FONTS

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).parent / "book.typ"

KEPT_FOR = 11
"""Documents after which typst has forgotten one: its memory stays level from then on, measured."""

ACCESSIBLE: Literal["ua-1"] = "ua-1"
"""PDF/UA-1: tagged, titled, every picture with words. Source: ISO 14289-1."""


def book_pdf(book: Book, made_on: date) -> bytes:
    """
    The book as one PDF; the same book made on the same day gives the same bytes.

    It is made to PDF/UA-1. Where a text cannot be (a mark that no letter carries),
    the book is made without that promise rather than not at all.
    """
    import typst

    compiler = _compiler(book)
    timestamp = datetime.combine(made_on, time(), UTC)
    try:
        made = compiler.compile(format="pdf", timestamp=timestamp, pdf_standards=ACCESSIBLE)
    except typst.TypstError:
        made = compiler.compile(format="pdf", timestamp=timestamp)
    if not isinstance(made, bytes):
        raise TypeError("typst made several files where one was asked for.")
    return made


def forget() -> None:
    """
    Let typst forget the last documents, so that many made one after the other take no more memory.

    It keeps what documents were made of until so many others were made; empty ones count as well.
    """
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    for _ in range(KEPT_FOR):
        typst.compile(b"", format="pdf", font_paths=fonts)


def book_pictures(book: Book, per_inch: float = 80) -> list[bytes]:
    """Each page of the book as a PNG: for looking at, and for the README."""
    made = _compiler(book).compile(format="png", ppi=per_inch)
    return [made] if isinstance(made, bytes) else list(made or ())


def _compiler(book: Book) -> "typst.Compiler":
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    data = {"book": as_data(book), "tokens": dict(LIGHT), "fonts": list(FAMILIES)}
    return typst.Compiler(
        str(TEMPLATE),
        font_paths=fonts,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
