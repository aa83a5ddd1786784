"""Every planning rule has an example in the test of its file, a sentence and a source."""

import re
from pathlib import Path

import pytest

from ploughshare.planning.rules import RULES, statements
from ploughshare.planning.statements import Way
from tests.planning.small_region import road_through_the_belt


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_an_example(name: str) -> None:
    room = RULES[name].__module__.rpartition(".")[2]
    examples = Path(__file__).with_name(f"test_{room}.py").read_text(encoding="utf-8")
    assert f"{room}.{name}(" in examples


def test_every_rule_is_said_in_a_sentence_and_names_its_source() -> None:
    for name, rule in RULES.items():
        text = rule.__doc__ or ""
        first = text.strip().splitlines()[0]
        assert re.fullmatch(r"[A-Z].+\.", first), name
        assert "Source:" in text, name


def test_ways_cover_every_kind_of_activity_that_takes_time() -> None:
    region = road_through_the_belt().hazard("orchard", 4000, 900)
    programme = region.programme()
    ways = {s.activity for s in statements(programme) if isinstance(s, Way)}
    timed = {a.id for steps in programme.of_hazard.values() for a in steps if not a.is_milestone}
    assert ways == timed | set(programme.of_works)
