"""PSPLIB files become problems, or are refused by line."""

import csv
import hashlib
import os
from pathlib import Path

import pytest

from ploughshare.errors import InputRefused
from ploughshare.scheduling.exchange import problem_document
from ploughshare.scheduling.psplib import read_psplib

STARS = "*" * 72
SMALL = f"""{STARS}
file with basedata            : small_.bas
initial value random generator: 1
{STARS}
projects                      :  1
jobs (incl. supersource/sink ):  4
horizon                       :  9
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
{STARS}
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1      2      0       5        1        5
{STARS}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        2          1           4
   4        1          0
{STARS}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
{"-" * 72}
  1      1     0       0    0
  2      1     4       2    0
  3      1     5       1    1
         2     3       2    0
  4      1     0       0    0
{STARS}
RESOURCEAVAILABILITIES:
  R 1  R 2
    2    1
{STARS}
"""


def test_units_become_teams_and_the_last_job_carries_the_makespan() -> None:
    problem = read_psplib(SMALL.encode(), "small.mm")

    document = problem_document(problem)

    assert problem.sha256 == hashlib.sha256(SMALL.encode()).hexdigest()
    assert document["name"] == "small.mm"
    assert [team["id"] for team in document["teams"]] == ["R1.1", "R1.2", "R2.1"]
    assert {str(team["at"]) for team in document["teams"]} == {"[0.0, 0.0]"}
    assert document["activities"] == [
        {"id": "1", "at": [0.0, 0.0], "modes": [{"steps": 0}]},
        {
            "id": "2",
            "at": [0.0, 0.0],
            "after": [{"id": "1"}],
            "modes": [{"steps": 4, "teams": {"R1": 2}}],
        },
        {
            "id": "3",
            "at": [0.0, 0.0],
            "after": [{"id": "1"}],
            "modes": [
                {"steps": 5, "teams": {"R1": 1, "R2": 1}},
                {"steps": 3, "teams": {"R1": 2}},
            ],
        },
        {
            "id": "4",
            "at": [0.0, 0.0],
            "after": [{"id": "2"}, {"id": "3"}],
            "modes": [{"steps": 0}],
        },
    ]
    assert document["benefits"] == [{"id": "makespan", "activity": "4", "weight": 1}]


MISTAKES = {
    "non-renewable resources": (
        "- nonrenewable              :  0",
        "- nonrenewable              :  2",
        "small.sm has 2 nonrenewable resources",
    ),
    "no jobs counted": ("jobs (incl", "tasks (incl", "no line that says how many jobs there are"),
    "more jobs than listed": ("sink ):  4", "sink ):  5", "line 22: job 4 has no successors"),
    "no precedence": ("PRECEDENCE", "ORDER", "no section PRECEDENCE RELATIONS:"),
    "a word among numbers": ("   2        1          1 ", "   2  x  1 ", "line 20: not a row"),
    "jobs out of order": ("   3        2          1 ", "   5  2  1 ", "line 21: job 3 is expected"),
    "successors miscounted": (
        "   2        1          1           4",
        "   2        1          2           4",
        "line 20: job 2 announces 2 successors and names 1",
    ),
    "an unknown successor": (
        "   2        1          1           4",
        "   2        1          1           7",
        "line 20: job 2 names a successor twice or one that is not there",
    ),
    "a cycle": (
        "   3        2          1           4",
        "   3        2          2           2  3",
        "line 21: a cycle of jobs: 3 before 3",
    ),
    "no modes": ("   2        1          1", "   2        0          1", "job 2 has no mode"),
    "a request too few": (
        "  2      1     4       2    0",
        "  2  1  4  2",
        "line 28: mode 1 of job 2",
    ),
    "a mode left out": ("         2     3       2    0\n", "", "line 30: mode 2 of job 3"),
    "a job left out": ("  4      1     0       0    0\n", "", "durations of 3 of 4 jobs"),
    "a wrong job": ("  4      1     0 ", "  9      1     0 ", "line 31: job 4 is expected here"),
    "an availability too few": ("    2    1\n", "    2\n", "line 35: one row of 2 availabilities"),
    "no availabilities": ("    2    1\n", "", "line 35: one row of 2 availabilities"),
    "units without end": ("    2    1\n", f"    2    {10**9}\n", "are too many"),
    "cut short": (f"    2    1\n{STARS}\n", "    2    1\n", "does not end"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_malformed_file_is_refused_by_line(mistake: str) -> None:
    old, new, expected = MISTAKES[mistake]
    assert old in SMALL

    with pytest.raises(InputRefused) as refusal:
        read_psplib(SMALL.replace(old, new).encode(), "small.sm")

    assert expected in str(refusal.value)
    assert refusal.value.remedy


def test_any_other_file_is_refused() -> None:
    for data in (b"", b"{}", bytes(range(256)), b"\x1f\x8b"):
        with pytest.raises(InputRefused):
            read_psplib(data, "other.sm")


def shared_sample() -> Path:
    root = Path(__file__).parents[2]
    return Path(os.environ.get("PLOUGH_SHARED", root.parent / "shared")) / "data" / "psplib-j120"


@pytest.mark.skipif(
    not shared_sample().is_dir(),
    reason="needs the PSPLIB j120 sample: set PLOUGH_SHARED to the folder that holds data/",
)
def test_the_j120_sample_has_its_known_critical_paths() -> None:
    """The critical path through jobs' durations is the bound listed beside the files."""
    with (shared_sample() / "j120_bounds.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["instance"]: row for row in csv.DictReader(file)}
    files = sorted(shared_sample().glob("*.sm"))
    assert len(files) == 20
    for path in files:
        problem = read_psplib(path.read_bytes(), path.name)
        finish = [0] * problem.n_activities
        for j in range(problem.n_activities):
            before = problem.pred[problem.pred_start[j] : problem.pred_start[j + 1]].tolist()
            finish[j] = max((finish[i] for i in before), default=0) + int(problem.mode_steps[j])
        assert problem.n_activities == 122
        assert finish[-1] == int(rows[path.stem]["critical_path_lb"])
