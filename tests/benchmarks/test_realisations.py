"""The benchmark of realisations follows a plan in a process of its own and says how it went."""

import pytest

from benchmarks.realisations import HEADINGS, main


def test_a_small_instance_has_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version", "v1", "--sizes", "100", "--count", "30", "--workers", "2"]) == 0
    *_, headings, _, row = capsys.readouterr().out.strip().splitlines()
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert [cell.strip() for cell in headings.strip("|").split("|")] == HEADINGS
    assert cells[:1] + cells[2:4] == ["v1", "30", "2"]
    quantiles = [float(cell.rstrip(" %")) for cell in cells[6:10]]
    assert quantiles == sorted(quantiles)
    assert quantiles[0] < quantiles[-1]
