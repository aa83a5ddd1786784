"""What is left out of a problem is out of it, and the rest stays."""

import copy

import pytest

from benchmarks import blame, synthetic
from ploughshare.scheduling.exchange import problem_from_document


@pytest.mark.parametrize("feature", blame.FEATURES)
def test_one_feature_is_left_out(feature: str) -> None:
    document = synthetic.document("v1", 100, 1)
    changed = copy.deepcopy(document)

    blame.FEATURES[feature](changed)

    assert (changed == document) == (feature == "nothing")
    before, after = problem_from_document(document), problem_from_document(changed)
    assert after.activity_ids == before.activity_ids
    assert after.weight.tolist() == before.weight.tolist()


def test_a_row_tells_plan_limit_and_gap() -> None:
    document = synthetic.document("v1", 100, 1)
    feature, plan, limit, gap, _ = blame.row(document, "absences", 2.0)
    assert feature == "absences"
    assert int(plan.replace(",", "")) >= int(limit.replace(",", "")) > 0
    assert gap.endswith("%")
