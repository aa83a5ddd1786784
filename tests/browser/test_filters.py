"""Layers and filters in a real browser: what is hidden is said, and from whom nothing is hidden."""

from typing import Any

import pytest

from ploughshare.usecases.permissions import Role
from tests.browser.looking import AT_REST, look_as, looking, serious

pytestmark = pytest.mark.browser


def in_view(page: Any) -> int:
    """How many hazardous areas the map says it shows."""
    return int(page.inner_text(".said strong").split()[0])


def test_a_filter_says_how_many_areas_it_hides_and_stands_in_the_address(
    chromium: Any, address: str
) -> None:
    with looking(chromium, address) as seen:
        page = seen.page
        every = in_view(page)
        page.get_by_text("Layers and filters").click()
        page.get_by_text("by hazard type").click()
        page.get_by_label("suspected hazardous area").uncheck()
        page.wait_for_selector(".said [role=status]")
        hidden = int(page.inner_text(".said [role=status]").split()[0])
        assert in_view(page) + hidden == every
        assert "hide=hazards%2Ftype%2Fsha" in page.url
        page.wait_for_selector(AT_REST)
        seen.picture("map-room-filters")
        assert serious(seen) == []
        link = page.url.removeprefix(address)
    with looking(chromium, address, link) as again:
        assert int(again.page.inner_text(".said [role=status]").split()[0]) == hidden
        again.page.get_by_role("button", name="Show", exact=True).click()
        again.page.wait_for_selector(".said [role=status]", state="detached")
        assert in_view(again.page) == every
        assert "hide=" not in again.page.url


def test_a_whole_layer_is_hidden_and_said(chromium: Any, address: str) -> None:
    with looking(chromium, address) as seen:
        every = in_view(seen.page)
    with looking(chromium, address, "/?hide=hazards,teams") as seen:
        assert in_view(seen.page) == 0
        assert int(seen.page.inner_text(".said [role=status]").split()[0]) == every


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VISITOR])
def test_nothing_is_hidden_from_who_may_have_to_walk_there(
    chromium: Any, address: str, role: Role
) -> None:
    with looking(chromium, address, "/?hide=hazards,hazards%2Ftype%2Fsha,roads") as seen:
        page = seen.page
        look_as(seen, role)
        page.wait_for_selector(AT_REST, timeout=60_000)
        page.wait_for_selector(".said [role=status]", state="detached")
        assert in_view(page) > 20
        page.get_by_text("Layers and filters").click()
        assert "your role is always shown every one" in page.inner_text(".tools")
        assert not page.get_by_label("Roads").is_checked()
        assert page.get_by_label("Hazardous areas").count() == 0
        assert serious(seen) == []


def test_released_land_is_drawn_when_it_is_asked_for(chromium: Any, address: str) -> None:
    with looking(chromium, address) as seen:
        page = seen.page
        shown = in_view(page)
        page.get_by_text("Layers and filters").click()
        page.get_by_label("Released land, by product").check()
        page.wait_for_selector(".key .cancelled")
        page.wait_for_selector(AT_REST)
        assert in_view(page) == shown
        assert "show=released" in page.url
        assert serious(seen) == []
