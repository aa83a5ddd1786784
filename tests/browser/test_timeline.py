"""The timeline in a real browser: every item in its row, on the axis of the curve, with its reasons."""

from typing import Any

import pytest

from benchmarks.timeline import invented, planned
from tests.browser.looking import PHONE, Looking, looking, serious

pytestmark = pytest.mark.browser

ROWS = ".timeline .rows[data-narrow]"


def drawn(seen: Looking) -> int:
    """Items that the picture of the moment holds, alone or in a strip."""
    rows = seen.page.locator(ROWS)
    return sum(int(rows.get_attribute(f"data-{name}")) for name in ("bars", "narrow"))


def pressed(seen: Looking, *keys: str) -> None:
    """Press keys in the timeline, and let it draw."""
    for key in keys:
        seen.page.keyboard.press(key)
    seen.page.evaluate(
        "() => new Promise(d => requestAnimationFrame(() => requestAnimationFrame(d)))"
    )


def test_a_bar_is_reached_by_keys_says_why_and_opens_its_record(
    chromium: Any, address: str
) -> None:
    with looking(chromium, address) as seen:
        seen.page.wait_for_selector(ROWS)
        assert drawn(seen) > 0
        seen.page.locator(ROWS).focus()
        pressed(seen, "ArrowDown", "ArrowRight")
        seen.page.wait_for_selector(".hover .why")
        told = seen.page.inner_text(".hover")
        assert "2026" in told
        seen.picture("map-room-timeline-hover")
        pressed(seen, "Enter")
        seen.page.wait_for_selector("aside h2")
        record = seen.page.inner_text("aside h2 bdi")
        assert f"/{record}" in seen.page.url
        seen.page.wait_for_selector("aside ol li")
        pressed(seen)
        seen.picture("map-room-timeline")
        assert serious(seen) == []


def test_curve_slider_and_timeline_have_one_axis(chromium: Any, address: str) -> None:
    with looking(chromium, address) as seen:
        seen.page.wait_for_selector(ROWS)
        slider = seen.page.locator(".slider")
        whole = int(slider.get_attribute("max")), drawn(seen)
        box = seen.page.locator(".hand").bounding_box()
        seen.page.mouse.move(box["x"] + 500, box["y"] + 40)
        seen.page.mouse.wheel(0, -600)
        pressed(seen)
        assert int(slider.get_attribute("max")) - int(slider.get_attribute("min")) < whole[0]
        assert drawn(seen) < whole[1]
        pressed(seen)
        seen.page.get_by_role("button", name="All days").click()
        pressed(seen)
        assert (int(slider.get_attribute("max")), drawn(seen)) == whole


def test_the_table_twin_tells_the_same_items(chromium: Any, address: str) -> None:
    with looking(chromium, address) as seen:
        seen.page.wait_for_selector(ROWS)
        seen.page.get_by_role("button", name="By district").click()
        seen.page.get_by_role("button", name="Table of the timeline").click()
        seen.page.wait_for_selector(".timeline td")
        seen.page.get_by_role("button", name="From").click()
        seen.picture("map-room-timeline-table")
        assert serious(seen) == []
        seen.page.locator(".timeline td button").first.click()
        seen.page.wait_for_selector("aside h2")


def test_of_a_hundred_thousand_items_each_is_drawn_and_none_looked_at_out_of_view(
    chromium: Any, address: str
) -> None:
    columns = invented()
    with looking(chromium, address, before=lambda page: planned(page, columns)) as seen:
        seen.page.wait_for_selector(ROWS)
        pressed(seen)
        assert drawn(seen) == columns["count"]
        seen.page.locator(ROWS).focus()
        pressed(seen, "+", "+", "+", "+", "+", "+")
        assert 0 < drawn(seen) < columns["count"] / 20
        seen.picture("map-room-timeline-100-000")


def test_a_phone_shows_the_curve_only(chromium: Any, address: str) -> None:
    with looking(chromium, address, viewport=PHONE) as seen:
        seen.page.wait_for_selector(".slider")
        assert seen.page.locator(".timeline").count() == 0
