"""The map room in a real browser: what people see, what they reach, and what they are not told."""

from typing import Any

import pytest

from ploughshare.usecases.permissions import Role
from tests.browser.looking import AT_REST, PHONE, look_as, looking, serious

pytestmark = pytest.mark.browser


def test_whoever_opens_the_demonstration_is_signed_in_and_sees_the_region(
    chromium: Any, address: str
) -> None:
    with looking(chromium, address) as seen:
        assert "Invented region" in seen.page.inner_text("header")
        assert seen.page.get_by_label("Look as").input_value() == "planner"
        said = seen.page.inner_text(".said")
        assert "hazardous areas in view" in said
        assert not said.startswith("0 ")
        assert "No record of a hazard does not mean there is none." in said
        assert len(seen.requests) <= 40
        seen.picture("map-room")
        assert serious(seen) == []


def test_in_dark_surroundings_and_on_a_phone(chromium: Any, address: str) -> None:
    with looking(chromium, address, color_scheme="dark") as seen:
        assert seen.page.evaluate("document.documentElement.dataset.theme") == "dark"
        seen.picture("map-room-dark")
        assert serious(seen) == []
    with looking(chromium, address, viewport=PHONE) as seen:
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"]
        seen.picture("map-room-phone")


def test_a_hazard_is_found_by_its_id_and_its_address_can_be_handed_on(
    chromium: Any, address: str
) -> None:
    with looking(chromium, address) as seen:
        seen.page.keyboard.press("/")
        seen.page.keyboard.type("HA-01")
        seen.page.wait_for_selector(".search li button")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_selector("aside h2")
        heading = seen.page.inner_text("aside h2")
        assert heading.startswith("HA-01")
        assert "of=hazards/HA-01" in seen.page.url
        seen.page.wait_for_selector(AT_REST)
        seen.picture("map-room-hazard")
        assert serious(seen) == []
        link = seen.page.url.removeprefix(address)
        seen.page.keyboard.press("Escape")
        seen.page.wait_for_selector("aside", state="detached")
    with looking(chromium, address, link) as again:
        again.page.wait_for_selector("aside h2")
        assert again.page.inner_text("aside h2") == heading


def test_a_visitor_sees_what_is_published_and_no_more(chromium: Any, address: str) -> None:
    with looking(chromium, address) as seen:
        look_as(seen, Role.VISITOR)
        seen.page.wait_for_selector(AT_REST, timeout=60_000)
        assert "hazardous areas in view" in seen.page.inner_text(".said")
        seen.page.keyboard.press("/")
        seen.page.keyboard.type("HA-01")
        seen.page.wait_for_selector(".search li button")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_selector("aside h2")
        panel = seen.page.inner_text("aside")
        assert "rounded outwards" in panel
        assert "History" not in panel
        seen.picture("map-room-visitor")
        assert serious(seen) == []


def test_the_keys_are_told(chromium: Any, address: str) -> None:
    with looking(chromium, address) as seen:
        seen.page.keyboard.press("?")
        seen.page.wait_for_selector("[role=dialog]")
        assert serious(seen) == []
        seen.page.keyboard.press("Escape")
        seen.page.wait_for_selector("[role=dialog]", state="detached")


@pytest.mark.parametrize("notation", ["decimal", "MGRS"])
def test_a_place_moves_the_map_and_lists_the_records_there(
    chromium: Any, address: str, notation: str
) -> None:
    with looking(chromium, address) as seen:
        page = seen.page
        found = page.evaluate("fetch('/api/records/hazards/HA-0112').then(r => r.json())")
        west, south, east, north = found["box"]
        text = f"{(south + north) / 2:.6f}, {(west + east) / 2:.6f}"
        if notation == "MGRS":
            path = f"/api/search?q={text}"
            text = page.evaluate(f"fetch('{path}').then(r => r.json())")["hits"][0]["label"]
        page.keyboard.press("/")
        page.keyboard.type(text)
        page.wait_for_selector(".search li button >> text=HA-0112")
        page.keyboard.press("Enter")
        page.wait_for_selector(AT_REST)
        assert page.locator(".search li button").first.inner_text().startswith("HA-0112")
        assert f"/{(south + north) / 2:.3f}" in page.url
        seen.picture("map-room-place")
        assert serious(seen) == []
        page.get_by_role("button", name="HA-0112").first.click()
        page.wait_for_selector('aside[aria-label="HA-0112"] h2')
