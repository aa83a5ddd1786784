"""What printed reports share: a book with running head and foot, a workbook, and how both are made."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ploughshare.reports import words
from ploughshare.reports.blocks import Book, Page
from ploughshare.reports.of_plan import foot, plan_of, region_of
from ploughshare.reports.report import Progress, Subject
from ploughshare.reports.typesetting import book_pdf, forget
from ploughshare.reports.workbook import Sheet, workbook_bytes


def sheets_book(subject: Subject, what: str, when: str, pages: Sequence[Page]) -> Book:
    """
    A book without a cover.

    Parameters
    ----------
    what, when
        Its subject and its days, as they stand in the running head.
    """
    region = region_of(plan_of(subject))
    return Book(
        title=f"{region}: {what}",
        head=f"{region} · {what} · {when}",
        head_right=words.day(subject.made_on),
        foot=foot(subject),
        tag="",
        cover=None,
        pages=pages,
    )


def file_name(text: str) -> str:
    """Words as the name of a file on any system: letters, digits and hyphens."""
    return re.sub(r"[^\w]+", "-", text).strip("-") or "part"


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """
    A kind of report that is a PDF or a workbook, made from a plan.

    Parameters
    ----------
    what
        Its subject, in a few words.
    by
        What it is ordered by: ``, by operator``.
    first
        What is done first, as progress tells it.
    book, sheets
        Make the book before it is set, and the sheets of the workbook.
    tells_changes
        Whether it can be made beside an earlier plan.
    books
        Makes its parts one by one, each a book with a name for its file; ``None`` where it is
        always one file.
    """

    name: str
    what: str
    by: str
    first: str
    book: Callable[[Subject, Progress], Book]
    sheets: Callable[[Subject], Sequence[Sheet]]
    tells_changes: bool = False
    books: Callable[[Subject, Progress], Iterator[tuple[str, Book]]] | None = None
    suffix: str = ".pdf"
    needs_plan: bool = True
    shows_dates: bool = False

    @property
    def title(self) -> str:
        return f"{self.what}{self.by} (PDF or XLSX)"

    def make(self, subject: Subject, progress: Progress) -> bytes:
        """The report as a PDF."""
        progress(self.first)
        book = self.book(subject, progress)
        progress("setting the pages")
        return book_pdf(book, subject.made_on)

    @property
    def in_parts(self) -> bool:
        return self.books is not None

    def parts(self, subject: Subject, progress: Progress) -> Iterator[tuple[str, bytes]]:
        """Its parts as PDFs, each made when it is asked for."""
        progress(self.first)
        for name, book in self.books(subject, progress) if self.books else ():
            yield f"{file_name(name)}{self.suffix}", book_pdf(book, subject.made_on)
            forget()

    def workbook(self, subject: Subject, progress: Progress) -> bytes:
        """The report as a workbook."""
        progress(self.first)
        title = f"{region_of(plan_of(subject))}: {self.what}"
        return workbook_bytes(
            self.sheets(subject), title=title, foot=foot(subject), made_on=subject.made_on
        )
