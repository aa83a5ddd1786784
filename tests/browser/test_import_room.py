"""The information officer brings a file in: dropped, looked at, settled, imported, taken back."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from ploughshare.web.app import application
from ploughshare.web.server import Server
from ploughshare.web.supervised import Supervised
from tests.browser.looking import AT_REST, PHONE, Looking, look_as, looking, serious
from tests.demonstration import copy_to

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Where a demonstration of its own is served with a worker, and its registry."""
    folder = tmp_path_factory.mktemp("imports")
    copy_to(folder, tmp_path_factory)
    path = folder / "region.plough"
    worker = Supervised(path)
    app = application(Server(path, demonstration=True, job_added=worker.wake))
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    listening = config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    worker.start()
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", path
    server.should_exit = True
    thread.join()
    worker.stop()


def survey(path: Path) -> bytes:
    """A table of new areas in the region, with the dirt that such tables have."""
    with Registry.open(path) as registry:
        middle = registry.region.centroid
    lines = ["id_hazard,name,type,stan,contamination,evidence,data_vyjavl,lat,lon"]
    for number in range(1, 9):
        north, east = middle.y + 0.004 * (number % 3), middle.x + 0.006 * (number % 4 - 2)
        kind, state = ("CHA", "open") if number % 2 else ("SHA", "zak.")
        lines.append(
            f"S-{number},Survey {number},{kind},{state},AP mines,direct,"
            f"0{number}.03.2024,{north:.5f},{east:.5f}"
        )
    lines += [
        f"S-9,Survey 9,CHA,open,AP mines,direct,09.03.2024,{middle.x:.5f},{middle.y + 40:.5f}",
        f"S-2,Survey 2 again,CHA,open,AT mines,direct,10.03.2024,{middle.y:.5f},{middle.x:.5f}",
    ]
    return "\n".join(lines).encode()


def bring(seen: Looking, data: bytes) -> None:
    """Choose a file, say what its rows are, and wait until it was tried."""
    file = {"name": "survey_march.csv", "mimeType": "text/csv", "buffer": data}
    seen.page.set_input_files("input[type=file]", files=[file])
    seen.page.wait_for_selector(".question", timeout=60_000)
    seen.page.get_by_label("Read as").select_option("hazards")
    seen.page.evaluate("document.documentElement.dataset.map = 'coming'")
    seen.page.get_by_role("button", name="Try again with this").click()
    seen.page.wait_for_selector(".equation", timeout=60_000)
    seen.page.wait_for_selector(AT_REST, timeout=60_000)


def as_officer(seen: Looking) -> None:
    """Enter the Import room in the role whose it is."""
    look_as(seen, Role.INFORMATION_OFFICER)
    seen.page.wait_for_selector(AT_REST, timeout=60_000)
    seen.page.click("nav a[href='/import']")
    seen.page.wait_for_selector(".drop")


def test_a_file_from_the_drop_to_the_change_and_back(
    chromium: Any, served: tuple[str, Path]
) -> None:
    address, path = served
    with looking(chromium, address) as seen:
        as_officer(seen)
        seen.picture("import-room-start")
        assert serious(seen) == []
        bring(seen, survey(path))
        sum_of = seen.page.get_attribute(".equation", "aria-label")
        seen.picture("import-room")
        assert sum_of.startswith("10 rows = ")
        assert serious(seen) == []
        link = seen.page.url.removeprefix(address)
        assert "try=J-" in link

    with looking(chromium, address, "/") as seen:
        as_officer(seen)
        assert "survey_march.csv" in seen.page.inner_text(".start")
        seen.page.goto(f"{address}{link}")
        seen.page.wait_for_selector(".equation")
        assert seen.page.get_attribute(".equation", "aria-label") == sum_of
        box = seen.page.query_selector(".foot input[type=checkbox]")
        if box:
            box.check()
        seen.page.click(".foot button.primary")
        seen.page.wait_for_selector(".done", timeout=60_000)
        assert "Written as change" in seen.page.inner_text(".done")
        seen.page.click(".done a[href='/import']")
        seen.page.wait_for_selector(".start li")
        seen.page.get_by_role("button", name="Take it back").first.click()
        seen.page.get_by_label("Why is it taken back?").fill("It was the wrong month")
        seen.page.get_by_role("button", name="Take change").click()
        seen.page.wait_for_selector(".undone")
        seen.picture("import-room-taken-back")
        assert serious(seen) == []


def test_what_a_person_changes_is_tried_again(chromium: Any, served: tuple[str, Path]) -> None:
    address, path = served
    with looking(chromium, address, color_scheme="dark") as seen:
        as_officer(seen)
        bring(seen, survey(path))
        before = seen.page.url
        seen.page.get_by_label("Field of name").select_option("")
        seen.page.get_by_role("button", name="Try again with this").click()
        seen.page.wait_for_url(lambda url: url != before, timeout=60_000)
        seen.page.wait_for_selector(".foot button.primary:has-text('Import')", timeout=60_000)
        assert seen.page.get_by_label("Field of name").input_value() == ""
        seen.page.wait_for_selector(AT_REST, timeout=60_000)
        seen.picture("import-room-dark")
        assert serious(seen) == []
        seen.page.get_by_role("button", name="Discard").click()
        seen.page.wait_for_selector(".drop")


def test_a_file_that_is_none_is_told_in_words(chromium: Any, served: tuple[str, Path]) -> None:
    address, _ = served
    with looking(chromium, address) as seen:
        as_officer(seen)
        seen.page.set_viewport_size(PHONE)
        data = {"name": "notes.xlsx", "mimeType": "", "buffer": b"no workbook"}
        seen.page.set_input_files("input[type=file]", files=[data])
        seen.page.wait_for_selector("[role=alert]", timeout=60_000)
        assert "notes.xlsx" in seen.page.inner_text("[role=alert]")
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        seen.picture("import-room-phone")


def test_others_have_no_import_room(chromium: Any, served: tuple[str, Path]) -> None:
    address, _ = served
    with looking(chromium, address) as seen:
        assert seen.page.query_selector("nav a[href='/import']") is None
