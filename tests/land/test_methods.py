"""Tool chains: what prepares, searches and follows up, and how fast they are together."""

from ploughshare.fields import Record, Value
from ploughshare.land.methods import (
    CHAINS,
    NEVER_ALONE,
    PREPARED,
    SEARCHED,
    ToolChain,
    faults,
    tool_chain,
    tool_chains,
)

RATES = {"manual": 160.0, "mechanical": 3000.0, "dogs": 800.0, "bac": 12000.0, "eod": 300.0}
FIGURES = {
    "clearance.prepared_factor": 1.75,
    "clearance.dog_follow_up_share": 0.1,
    "clearance.machine_follow_up_share": 0.3,
}


def pace(chain: ToolChain) -> float:
    return chain.m2_per_day(RATES.__getitem__, FIGURES.__getitem__)


def method(**values: Value) -> ToolChain | None:
    return tool_chain(Record("methods", "ME-1", values))


def test_the_slowest_part_of_a_chain_sets_its_pace() -> None:
    """A machine makes one manual team faster; one manual team follows up a tenth after dogs."""
    assert pace(PREPARED) == 160 * 1.75
    assert pace(SEARCHED) == 800
    after_machine = ToolChain("flail", "mechanical", follow_up="manual")
    assert pace(after_machine) == 160 / 0.3
    assert after_machine.figures == ("clearance.machine_follow_up_share",)
    three = ToolChain("three", "dogs", "mechanical", "manual", follow_up_share=0.5)
    assert pace(three) == 160 / 0.5
    assert three.figures == ()
    assert three.teams == {"mechanical": 1, "dogs": 1, "manual": 1}


def test_no_default_chain_lets_machines_or_dogs_search_alone() -> None:
    for chain in (chain for chains in CHAINS.values() for chain in chains):
        assert chain.search not in NEVER_ALONE or chain.follow_up


def test_a_method_that_releases_nothing_is_told_and_left_out() -> None:
    (fault,) = faults({"search": "dogs", "follow_up": "mechanical"})
    assert (fault.rule, fault.field) == ("method-releases-nothing", "follow_up")
    assert method(search="dogs", follow_up="mechanical") is None
    (fault,) = faults({"search": "building"})
    assert fault.words == "names building for search, and such teams clear nothing"
    assert method(search="building") is None
    assert list(faults({"search": "dogs", "follow_up": "manual"})) == []


def test_methods_on_record_stand_before_the_defaults_on_slopes_they_are_for() -> None:
    steep = method(search="manual", preparation="mechanical", slope_up_to_deg=35.0)
    flat = method(name="dogs", search="dogs", follow_up="manual", contamination=("ap_mine",),
                  slope_up_to_deg=10.0)  # fmt: skip
    assert steep is not None
    assert flat is not None
    recorded = (steep, flat)
    assert tool_chains("ap_mine", 5.0, recorded) == (steep, flat)
    assert tool_chains("ap_mine", 30.0, recorded) == (steep,)
    assert tool_chains("cluster", 5.0, recorded) == (steep,)
    assert tool_chains("ap_mine", 40.0, recorded) == tool_chains("ap_mine", 40.0)
    assert tool_chains("ap_mine", None, (flat,)) == (flat,)
    assert tool_chains("cluster", None, (flat,)) == CHAINS["cluster"]
