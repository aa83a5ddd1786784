"""The rooms and the plans in a real browser: what is kept, what is made, and what moves."""

from typing import Any

import pytest

from ploughshare.usecases.permissions import Role
from tests.browser.looking import AT_REST, PHONE, look_as, looking, serious

pytestmark = pytest.mark.browser


def test_rooms_have_addresses_and_back_works(chromium: Any, address: str) -> None:
    with looking(chromium, address) as seen:
        rail = seen.page.get_by_role("navigation", name="Rooms")
        assert rail.get_by_role("link").all_inner_texts() == ["Map", "Plans"]
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
        assert "against its problem" in row.inner_text()
        assert serious(seen) == []
        row.get_by_role("link", name="On the map now").click()
        seen.page.wait_for_selector(AT_REST)
    with looking(chromium, address, "/plans", at_rest="tbody tr", viewport=PHONE) as seen:
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"]
        assert serious(seen) == []
