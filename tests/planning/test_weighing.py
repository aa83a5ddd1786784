"""Three families of benefit: shown apart, and weighed by a published decision alone."""

import json
from datetime import date
from importlib.resources import files

import jsonschema
import pytest
from shapely import box

from ploughshare.fields import Value
from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_bytes, plan_document
from ploughshare.planning.families import family_sums
from ploughshare.planning.plan import Plan, plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.summary import lines
from ploughshare.planning.terrain import Terrain
from ploughshare.planning.weighing import hectares_of
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region

STOP = Stop(iterations=8)

pytestmark = pytest.mark.usefixtures("brief_proof")


def field_and_school() -> Region:
    """
    One crew; a field of 2 ha whose ditches are to be mended, and a school of 100.

    Sixty people live off the field. Each takes the crew ten days.
    """
    region = Region().team("C", "building")
    region.add("assets", "field", box(0, 0, 200, 100), name="the field", kind="field",
               people_served=60, people_as_of=date(2025, 6, 30), service_state="out_of_service")  # fmt: skip
    region.works("ditches", "field", 10)
    region.asset("school", 0, 0, people_served=100, service_state="out_of_service")
    return region.works("roof", "school", 10)


def decided(region: Region, **values: Value) -> Region:
    given: dict[str, Value] = {
        "title": "What comes first", "authority": "the authority",
        "published_on": date(2026, 2, 16), "reference": "Gazette 12",
        "safety": 1, "land": 300, "service": 1,
    }  # fmt: skip
    return region.add("decisions", "DE-1", **(given | values))


def order(made: Plan) -> list[str]:
    return [item.record_id for item in made.items if item.teams]


def test_without_a_decision_each_person_counts_one_and_every_output_says_so() -> None:
    made = plan(field_and_school().situation(), stop=STOP).plan

    assert order(made) == ["roof", "ditches"]
    assert made.decision is None
    safety, land, service = family_sums(made.benefits, made.calendar.start)
    assert (safety.people, land.people, service.people) == (0, 60, 100)
    assert land.hectares == pytest.approx(2.0, rel=0.01)
    assert (land.soon_hectares, land.unknown) == (land.hectares, 0)
    text = "\n".join(lines(made))
    assert "No published decision weighs them against each other" in text
    assert "Service-days missing: " in text
    assert "2.0 of 2.0 ha of fields" in text
    told = "\n".join(Answer(made, "field").lines())
    assert "for 60 people (as of Mon 30 Jun 2025)" in told
    assert "family     land" in told


def test_a_published_decision_weighs_a_hectare_and_the_sum_is_no_longer_service_days() -> None:
    """Two hectares count 600, the school 100: the field comes first."""
    made = plan(decided(field_and_school()).situation(), stop=STOP).plan

    assert order(made) == ["ditches", "roof"]
    counts = {benefit.record_id: benefit.counts for benefit in made.benefits}
    people = {benefit.record_id: benefit.weight for benefit in made.benefits}
    assert counts == {"field": pytest.approx(600, rel=0.01), "school": 100}
    assert people == {"field": 60, "school": 100}
    assert made.objective == sum(b.counts * b.step for b in made.benefits)
    assert made.bound <= made.objective
    assert made.served_in_all == sum(counts.values()) == made.curve[-1].weight
    text = "\n".join(lines(made))
    assert "Weighted days missing: " in text
    assert "Weighed by decision DE-1 as published by the authority on Mon 16 Feb 2026" in text
    assert "a hectare of field 300" in text
    ditches = next(item for item in made.items if item.record_id == "ditches")
    assert (ditches.serves_itself, ditches.waits_behind) == (60, 0)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"published_on": None}, "it is not published"),
        ({"from_on": date(2027, 1, 1)}, "it holds from 2027-01-01 on"),
    ],
)
def test_a_decision_that_is_not_in_force_counts_nothing_and_the_plan_says_why(
    values: dict[str, Value], why: str
) -> None:
    made = plan(decided(field_and_school(), **values).situation(), stop=STOP).plan
    assert (made.decision, order(made)) == (None, ["roof", "ditches"])
    text = f"decision DE-1 (What comes first) counts nothing: {why}"
    assert text in [row.what for row in made.assumptions]


def test_hectares_of_a_field_in_use_are_those_under_hazardous_areas() -> None:
    """A field of 2 ha, half of it suspected; one that nobody measured; one with its size on record."""
    region = Region().team("M", "nts", "manual")
    region.add("assets", "field", box(0, 0, 200, 100), kind="field", service_state="in_service")
    region.add(
        "assets", "lost", box(0, 500, 200, 600), kind="field", service_state="out_of_service"
    )
    region.asset("point", 0, 900, kind="field", service_state="in_service")
    region.asset("sized", 0, 950, kind="field", service_state="out_of_service", size_m2=5000.0)
    region.hazard("patch", 50, 50, 100)
    terrain = Terrain(region.situation())
    found = {name: hectares_of(terrain, name) for name in ("field", "lost", "point", "sized")}
    assert found == {
        "field": pytest.approx(1.0, rel=0.01), "lost": pytest.approx(2.0, rel=0.01),
        "point": None, "sized": 0.5,
    }  # fmt: skip


def test_fields_are_told_by_the_sowing_before_which_they_are_back() -> None:
    """The field is back on 27 March, the school before it; spring sowing begins on 1 April."""
    made = plan(field_and_school().situation(), stop=STOP).plan
    (spring,) = made.sowings
    assert (spring.season, spring.on) == ("spring", date(2026, 4, 1))
    assert spring.hectares == pytest.approx(2.0, rel=0.01)
    assert "back in use before sowing: spring 2026 2.0 ha" in "\n".join(lines(made))


def test_a_weighed_plan_is_written_and_read_and_an_older_file_too() -> None:
    made = plan(decided(field_and_school()).situation(), stop=STOP).plan
    schema = json.loads((files("ploughshare.planning") / "plan.schema.json").read_text("utf-8"))
    document = plan_document(made)
    jsonschema.validate(document, schema)
    assert plan_from_bytes(plan_bytes(made)) == made

    new = {"decision", "families", "sowings"}
    older = {key: value for key, value in document.items() if key not in new}
    older["benefits"] = [
        {k: v for k, v in row.items() if k not in {"hectares", "counts", "as_of"}}
        for row in document["benefits"]
    ]
    read = plan_from_bytes(json.dumps(older).encode())
    assert read.decision is None
    assert [b.counts for b in read.benefits] == [b.weight for b in made.benefits]
