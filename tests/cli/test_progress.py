"""What a person reads on stderr while a search runs."""

import pytest

from ploughshare.cli.progress import ProgressLine
from ploughshare.scheduling.solve import Progress


def test_the_first_use_says_that_it_compiles_and_how_long_it_took(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = ProgressLine(60.0)
    line(Progress("compiling", 0.5, text="Compiling the search for this machine, once."))
    line(Progress("compiled", 0.5, text="Compiled in 31 s; later runs begin at once."))
    line(Progress("searching", 2.0, best=120, bound=100, gap=0.2))
    told = capsys.readouterr().err.splitlines()
    assert [each.strip() for each in told[:2]] == [
        "Compiling the search for this machine, once.",
        "Compiled in 31 s; later runs begin at once.",
    ]
    expected = "2.0 s searching best 120 no plan below 100 gap 20.0% 58 s left"
    assert " ".join(told[2].split()) == expected
