"""The map room in a real browser: what people see, what they reach, and what they are not told."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from ploughshare.usecases.permissions import Role
from ploughshare.web.app import application
from ploughshare.web.server import Server
from tests.demonstration import copy_to

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
AT_REST = 'html[data-map="at rest"]'

KINDS_OF_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the demonstration is served, in this process and on a free port."""
    folder = tmp_path_factory.mktemp("served")
    copy_to(folder, tmp_path_factory)
    app = application(Server(folder / "region.plough", demonstration=True))
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    listening = config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless browser without anything that calls home."""
    found = next(filter(None, map(shutil.which, KINDS_OF_CHROMIUM)))
    calm = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=calm)
        yield browser
        browser.close()


@dataclass
class Looking:
    """A page, and what it asked for while it was looked at."""

    page: Any
    requests: list[str] = field(default_factory=list)
    bytes: int = 0
    errors: list[str] = field(default_factory=list)

    def picture(self, name: str) -> None:
        """Keep a picture where ``PLOUGH_PICTURES`` says, for the pages and for people's eyes."""
        folder = os.environ.get("PLOUGH_PICTURES", "")
        if folder:
            self.page.screenshot(path=Path(folder) / f"{name}.png")


@contextmanager
def looking(chromium: Any, address: str, path: str = "/", **settings: Any) -> Iterator[Looking]:
    """A fresh visitor's page whose map has come to rest."""
    context = chromium.new_context(**{"viewport": WIDE, **settings})
    page = context.new_page()
    seen = Looking(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on(
        "console",
        lambda line: seen.errors.append(line.text) if line.type == "error" else None,
    )
    page.goto(f"{address}{path}")
    page.wait_for_selector(AT_REST, timeout=60_000)
    yield seen
    assert seen.errors == []
    elsewhere = [url for url in seen.requests if not url.startswith((address, "blob:", "data:"))]
    assert elsewhere == []
    context.close()


def look_as(seen: Looking, role: Role) -> None:
    """Take another role of the demonstration."""
    seen.page.evaluate("document.documentElement.dataset.map = 'coming'")
    with seen.page.expect_response("**/tiles.json"):
        seen.page.get_by_label("Look as").select_option(role.value)


def serious(seen: Looking) -> list[str]:
    """What axe finds serious or critical (WCAG 2.2 AA)."""
    seen.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = seen.page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
        ".then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
        ".map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))"
    )
    return list(found)


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
