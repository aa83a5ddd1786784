"""The demonstration served for all browser tests, and a browser to look at it."""

import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from ploughshare.web.app import application
from ploughshare.web.server import Server
from tests.demonstration import copy_to

KINDS_OF_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless browser without anything that calls home."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, KINDS_OF_CHROMIUM)))
    calm = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=calm)
        yield browser
        browser.close()
