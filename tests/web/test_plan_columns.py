"""The timeline's columns of the demonstration: what works bring back, and what stops teams."""

from pathlib import Path

import pytest

from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.registry.registry import Registry
from ploughshare.usecases.plan import load_surroundings
from ploughshare.web.plan_columns import columns
from tests.demonstration import copy_to


def test_works_are_told_with_the_asset_that_they_bring_back(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy_to(tmp_path, tmp_path_factory)
    plan = plan_from_bytes((tmp_path / "plan.json").read_bytes())
    with Registry.open(tmp_path / "region.plough") as registry:
        known = load_surroundings(registry, None, plan)
        asset_of = {r.id: r.values["asset"] for r in registry.records("works")}
    found = columns("P-1", plan, known)
    of_works = [
        (item.record_id, serves)
        for item, serves in zip(plan.items, found["serves"], strict=True)
        if item.record_type == "works"
    ]
    assert of_works
    assert of_works == [(works, asset_of[works]) for works, _ in of_works]
    last = max(found["finish_day"])
    assert found["stand_downs"]
    for stop in found["stand_downs"]:
        assert 0 <= stop["from_day"] <= stop["to_day"] <= last
        assert stop["kinds"] and stop["cause"]
