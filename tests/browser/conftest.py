"""The demonstration served for all browser tests, and a browser to look at it."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn

from ploughshare.planning.scenarios.scenario import own_scenario
from ploughshare.registry.registry import Registry
from ploughshare.scheduling.solve import Stop
from ploughshare.usecases.plan import load_plan, working_calendar
from ploughshare.usecases.scenario import make_scenario_plan
from ploughshare.web.app import application
from ploughshare.web.server import Server
from ploughshare.web.supervised import Supervised
from tests.demonstration import copy_to

KINDS_OF_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")


@contextmanager
def _served(server: Server) -> Iterator[str]:
    app = application(server)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    running = uvicorn.Server(config)
    listening = config.bind_socket()
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the demonstration is served, in this process and on a free port."""
    folder = tmp_path_factory.mktemp("served")
    copy_to(folder, tmp_path_factory)
    with _served(Server(folder / "region.plough", demonstration=True)) as at:
        yield at


@pytest.fixture
def address_at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration once more, with a worker that does what is asked for."""
    folder = tmp_path_factory.mktemp("at-work")
    copy_to(folder, tmp_path_factory)
    path = folder / "region.plough"
    worker = Supervised(path)
    worker.start()
    with _served(Server(path, demonstration=True, job_added=worker.wake)) as at:
        yield at
    worker.stop()


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration with a second plan, of what was announced."""
    folder = tmp_path_factory.mktemp("compared")
    copy_to(folder, tmp_path_factory)
    path = folder / "region.plough"
    with Registry.open(path, write=True) as registry:
        make_scenario_plan(
            registry,
            own_scenario("as-announced", "demonstration"),
            calendar=working_calendar(load_plan(registry).calendar.start),
            author="demonstration",
            stop=Stop(iterations=1),
        )
    with _served(Server(path, demonstration=True)) as at:
        yield at


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
