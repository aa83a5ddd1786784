"""A problem of a million activities is read in little memory; what is larger is not even read."""

import json
import re
import sys
from pathlib import Path

import pytest

from benchmarks import synthetic
from benchmarks.process import last_line, measured
from ploughshare.errors import InputRefused
from ploughshare.scheduling.strict_json import LARGEST_FILE
from ploughshare.usecases.kernel import read_problem_file, verify_files

READ = """
import sys
from pathlib import Path
from ploughshare.usecases.kernel import read_problem_file
print(read_problem_file(Path(sys.argv[1])).n_activities)
"""
COPIES = 10


def test_a_file_above_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "country.json"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    for read in (lambda: read_problem_file(path), lambda: verify_files(path, path)):
        with pytest.raises(InputRefused, match=r"country\.json: .* more than 256 MiB"):
            read()


def million(path: Path) -> None:
    """Write ten copies of a region of 100,000 activities, with every feature, as one problem."""
    document = synthetic.document("v1", 100_000, 1)
    document.pop("fixed")
    lists = {}
    for name in ("activities", "benefits"):
        written = json.dumps(document.pop(name), separators=(",", ":"))[1:-1]
        copies = (
            re.sub(r'"([a-z]+)(\d+)"', rf'"\g<1>{copy}-\2"', written) for copy in range(COPIES)
        )
        lists[name] = ",".join(copies)
    head = json.dumps(document, separators=(",", ":"))[:-1]
    rest = "".join(f',"{name}":[{written}]' for name, written in lists.items())
    path.write_text(f"{head}{rest}}}", encoding="utf-8")


@pytest.mark.soak
def test_a_million_activities_are_read_within_4_gib(tmp_path: Path) -> None:
    path = tmp_path / "million.json"
    million(path)

    done = measured([sys.executable, "-c", READ, str(path)])

    assert done.code == 0, last_line(done.said)
    assert int(last_line(done.said)) >= 1_000_000
    assert done.peak_mb is None or done.peak_mb * 1e6 < 4 * 2**30
