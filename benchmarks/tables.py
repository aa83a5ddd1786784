"""Tables of figures in Markdown."""

from collections.abc import Callable, Sequence


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose columns also line up as plain text."""
    table = [list(headings), *[[cell.replace("|", "/") for cell in row] for row in rows]]
    widths = [max(3, *(len(row[i]) for row in table)) for i in range(len(headings))]
    lines = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in table]
    lines.insert(1, ["-" * width for width in widths])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def share(number: float | None) -> str:
    """Return a share in per cent."""
    return "" if number is None else f"{100 * number:.2f} %"


def value(number: float | None) -> str:
    """Return a number of seconds, or a load."""
    return "" if number is None else f"{number:.1f}"


def mean_and_worst(numbers: Sequence[float | None], written: Callable[[float], str]) -> str:
    """
    Return mean and greatest of the numbers there are, ``mean / worst``.

    How many are missing is told, for example ``2.0 / 3.1 (1 none)``.
    """
    there = [number for number in numbers if number is not None]
    missing = len(numbers) - len(there)
    if not there:
        return "none"
    text = f"{written(sum(there) / len(there))} / {written(max(there))}"
    return f"{text} ({missing} none)" if missing else text
