"""The panel in a real browser: what waits for what, where values come from, and what changed."""

from typing import Any

import pytest

from ploughshare.usecases.permissions import Role
from tests.browser.looking import look_as, looking, serious

pytestmark = pytest.mark.browser

HOLDS_UP = "/?of=hazards/HA-0112"


def test_what_waits_for_an_area_is_chosen_by_its_link(chromium: Any, address: str) -> None:
    with looking(chromium, address, HOLDS_UP) as seen:
        page = seen.page
        page.wait_for_selector("aside section li a")
        link = page.locator("aside section li a").first
        waiting = link.locator("bdi").inner_text()
        assert "planned for" in page.inner_text("aside section li")
        page.locator("aside section").scroll_into_view_if_needed()
        seen.picture("map-room-waiting")
        assert serious(seen) == []
        link.click()
        page.wait_for_selector(f'aside[aria-label="{waiting}"] h2')
        assert waiting in page.url
        page.go_back()
        page.wait_for_selector('aside[aria-label="HA-0112"] h2')


def test_a_value_opens_its_source_and_the_history_is_a_timeline(
    chromium: Any, address: str
) -> None:
    with looking(chromium, address, HOLDS_UP) as seen:
        page = seen.page
        mark = page.get_by_label("Source of status")
        mark.click()
        assert mark.get_attribute("aria-expanded") == "true"
        told = page.inner_text("dl .source")
        assert "row" in told
        assert "Not graded" in told
        assert "version 1" in told
        page.get_by_text("Recorded first").click()
        assert "change " in page.inner_text("aside ol:last-of-type")
        seen.picture("map-room-source")
        assert serious(seen) == []


def test_a_viewer_is_shown_neither_sources_nor_history(chromium: Any, address: str) -> None:
    with looking(chromium, address) as seen:
        look_as(seen, Role.VIEWER)
        seen.page.keyboard.press("/")
        seen.page.keyboard.type("HA-0112")
        seen.page.wait_for_selector(".search li button")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_selector("aside section li a")
        assert seen.page.get_by_label("Source of status").count() == 0
        assert "History" not in seen.page.inner_text("aside")
