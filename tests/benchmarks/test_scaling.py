"""The benchmark of scaling measures every part at every size."""

import pytest

from benchmarks.scaling import PARTS, main, table_rows


def test_every_part_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version", "v1", "--sizes", "60", "120", "--repeats", "1"]) == 0
    headings, _, *rows = capsys.readouterr().out.split("\n\n")[0].splitlines()
    assert len(headings.strip("|").split("|")) == 5
    assert [row.strip("|").split("|")[0].strip() for row in rows] == list(PARTS)


def test_the_ratio_is_that_of_the_last_size_to_the_first() -> None:
    found = [dict.fromkeys(PARTS, 2e-6), dict.fromkeys(PARTS, 9e-6), dict.fromkeys(PARTS, 3e-6)]
    assert [row[2:] for row in table_rows(found)] == [["2.00", "9.00", "3.00", "1.50"]] * len(PARTS)
