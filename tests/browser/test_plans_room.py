"""The rooms and the plans in a real browser: what is kept, what is made, and what moves."""

from typing import Any

import pytest

from ploughshare.usecases.permissions import Role
from tests.browser.looking import AT_REST, PHONE, look_as, looking, serious

pytestmark = pytest.mark.browser


def test_rooms_have_addresses_and_back_works(chromium: Any, address: str) -> None:
    with looking(chromium, address) as seen:
        rail = seen.page.get_by_role("navigation", name="Rooms")
        assert rail.get_by_role("link").all_inner_texts()[:2] == ["Map", "Plans"]
        rail.get_by_role("link", name="Plans").click()
        row = seen.page.get_by_role("row").filter(has_text="plan of record")
        row.wait_for()
        assert "/plans" in seen.page.url
        assert rail.get_by_role("link", name="Plans").get_attribute("aria-current") == "page"
        seen.page.go_back()
        seen.page.wait_for_selector(".said")
        seen.page.go_forward()
        row.wait_for()
        look_as(seen, Role.VISITOR)
        assert seen.page.get_by_text("There is no room at this address").is_visible()
        assert rail.get_by_role("link").all_inner_texts() == ["Map"]


def test_the_list_says_whose_plan_is_of_record_and_how_good(chromium: Any, address: str) -> None:
    with looking(chromium, address, "/plans", at_rest="tbody tr") as seen:
        row = seen.page.get_by_role("row").filter(has_text="plan of record")
        row.filter(has_text="%").wait_for()
        assert "demonstration" in row.inner_text()
        assert "yes" in row.inner_text()
        assert serious(seen) == []
        row.get_by_role("link", name="On the map now").click()
        seen.page.wait_for_selector(AT_REST)
    with looking(chromium, address, "/plans", at_rest="tbody tr", viewport=PHONE) as seen:
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"]
        assert serious(seen) == []


def test_a_plan_is_watched_stopped_early_and_kept(chromium: Any, address_at_work: str) -> None:
    with looking(chromium, address_at_work, "/plans", at_rest="tbody tr") as seen:
        page = seen.page
        page.get_by_label("Counts").select_option("as-announced")
        assert page.get_by_text("It never becomes the plan of record.").is_visible()
        page.get_by_label("Number").fill("600")
        for _ in range(2):
            with page.expect_response("**/api/jobs"):
                page.get_by_role("button", name="Make the plan").click()
        first, second = (page.locator("aside ol li").filter(has_text=job) for job in ("J-1", "J-2"))
        first.locator("svg").wait_for(timeout=120_000)
        first.get_by_text("above the limit").wait_for(timeout=120_000)
        page.get_by_text("one job waits").wait_for()
        seen.picture("plans-room-search")
        assert serious(seen) == []
        second.get_by_role("button", name="Cancel, keep nothing").click()
        second.get_by_text("cancelled", exact=True).wait_for()
        page.reload()
        first.get_by_role("button", name="Stop and keep the best").click()
        first.get_by_text("the best so far is kept as P-2").wait_for(timeout=120_000)
        row = page.get_by_role("row").filter(has_text="contains assumed capacity")
        row.get_by_role("link", name="Show on the map").click()
        page.wait_for_selector(AT_REST)
        assert page.get_by_text("Contains assumed capacity").is_visible()
        assert "plan=P-2" in page.url


def test_an_error_of_a_job_says_what_to_do(chromium: Any, address_at_work: str) -> None:
    with looking(chromium, address_at_work, "/plans", at_rest="tbody tr") as seen:
        page = seen.page
        page.get_by_label("Counts").select_option("own")
        page.get_by_label("Its text").fill('name = "half"\nowner = Ana')
        page.get_by_role("button", name="Make the plan").click()
        failed = page.locator("aside ol li").filter(has_text="is no TOML file")
        failed.wait_for(timeout=60_000)
        assert "Texts stand between double quotes" in failed.inner_text()


def test_an_item_is_explained_and_linked(chromium: Any, address: str) -> None:
    with looking(chromium, address, "/plans", at_rest="#items") as seen:
        page = seen.page
        page.get_by_label("Id, team, district or kind").fill("handover")
        page.get_by_role("row").filter(has_text="HA-01").get_by_role("link").first.click()
        why = page.locator("section aside")
        why.locator(".sum").wait_for()
        assert "of=items/" in page.url
        seen.picture("plans-room")
        assert serious(seen) == []
        why.get_by_role("link", name="on the map").click()
        page.wait_for_selector(AT_REST)
        page.wait_for_selector("aside h2")
        assert page.inner_text("aside h2").startswith("HA-01")


def test_reports_are_taken_and_sensitive_ones_need_a_purpose(chromium: Any, address: str) -> None:
    with looking(chromium, address, "/plans", at_rest="#reports") as seen:
        page = seen.page
        tasking = page.get_by_role("button", name="Weekly tasking")
        assert tasking.is_disabled()
        assert page.get_by_text("say above what it is needed for").is_visible()
        with page.expect_download() as ready:
            page.get_by_role("button", name="Ready for works").click()
        assert ready.value.suggested_filename == "ready-for-works-P-1.pdf"
        page.get_by_label("What it is needed for").fill("Orders of the week")
        with page.expect_download() as orders:
            tasking.click()
        assert orders.value.path().read_bytes().startswith(b"%PDF")


def test_two_plans_are_compared_on_maps_curve_and_table(chromium: Any, compared: str) -> None:
    with looking(chromium, compared, "/plans", at_rest="#items") as seen:
        page = seen.page
        page.keyboard.press("c")
        table = page.locator("aside table")
        table.wait_for()
        page.wait_for_selector(AT_REST)
        assert "/plans/compare" in page.url
        assert page.get_by_text("Contains assumed capacity", exact=True).is_visible()
        assert page.locator(".maps section").count() == 2
        page.get_by_label("Day that maps and curve show").press("ArrowRight")
        assert "day=20" in page.url
        page.get_by_role("button", name="What comes back").click()
        heads = table.locator("thead button")
        heads.last.click()
        assert table.locator("[aria-sort=descending]").count() == 1
        assert serious(seen) == []
        seen.picture("plans-compare")
        link = page.url.removeprefix(compared)
        told = page.locator("tbody").inner_text()
    with looking(chromium, compared, link, color_scheme="dark") as again:
        page = again.page
        page.locator("aside table").wait_for()
        assert sorted(page.locator("tbody").inner_text().splitlines()) == sorted(told.splitlines())
        assert serious(again) == []
        page.locator("tbody a").first.click()
        page.get_by_role("heading", name="In plan P-2").wait_for()
        page.get_by_role("heading", name="Why this date").first.wait_for()
    with looking(chromium, compared, link, viewport=PHONE) as small:
        small.page.locator("aside table").wait_for()
        wide = small.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"]
