"""What the timeline takes to draw 100,000 bars: milliseconds in Chromium.

Run it with ``python -m benchmarks.timeline`` after the map room was built (``python frontend/build.py``).
The demonstration is served with an invented plan in the place of its items: 100,000 of them in six
districts, all in view at once, and then closer and closer. *Drawing* is the time that the script of the page
takes; *frame* goes from the key to the end of the frame that shows it. Target: 100 ms for drawing.
"""

import json
import random
import shutil
import tempfile
import threading
from pathlib import Path
from statistics import median
from typing import Any

import uvicorn

from ploughshare.cli.main import run
from ploughshare.web.app import application
from ploughshare.web.server import Server

ITEMS, TEAMS, DISTRICTS, DAYS = 100_000, 1000, 6, 1500
TIMES = 7


def invented(items: int = ITEMS, teams: int = TEAMS, districts: int = DISTRICTS) -> dict[str, Any]:
    """Columns as the server sends them, of a plan in which each team does one thing after another."""
    draw = random.Random(0)
    kinds = ["clearance", "control", "ts", "works"]
    until = [0.0] * teams
    rows = []
    for item in range(items):
        team = item % teams
        days = draw.uniform(0.3, 2.0) * DAYS * teams / items
        start, until[team] = int(until[team]), until[team] + days
        rows.append((start, max(int(until[team]) - 1, start), team))
    rows.sort()
    return {
        "plan": "P-1",
        "scenario": "",
        "contains_assumed_capacity": False,
        "start": "2026-03-02",
        "count": items,
        "team_ids": [f"T-{team}" for team in range(teams)],
        "team_names": [f"T-{team}" for team in range(teams)],
        "team_kinds": ["manual" if team % 2 else "building" for team in range(teams)],
        "kinds": kinds,
        "districts": [f"District {district}" for district in range(districts)],
        "record_types": ["hazards", "works"],
        "confidences": [""],
        "stand_downs": [
            {"kinds": ["manual"], "places": [], "from_day": 300, "to_day": 380, "cause": "frost"}
        ],
        "activity": [f"A-{item}" for item in range(items)],
        "record": [f"HA-{item}" for item in range(items)],
        "serves": [f"HA-{item}" for item in range(items)],
        "record_type": [0] * items,
        "kind": [draw.randrange(len(kinds)) for _ in rows],
        "district": [team % districts for _, _, team in rows],
        "confidence": [0] * items,
        "teams": [[team] for _, _, team in rows],
        "start_day": [start for start, _, _ in rows],
        "finish_day": [finish for _, finish, _ in rows],
    }


def planned(page: Any, columns: dict[str, Any]) -> None:
    """Let a page see an invented plan."""
    data = json.dumps(columns)

    def answer(route: Any) -> None:
        route.fulfill(status=200, content_type="application/json", body=data)

    page.route("**/api/plans/current/items", answer)


PRESSED = """
key => new Promise(done => {
  performance.clearMeasures("timeline");
  const began = performance.now();
  document.querySelector(".rows").dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    const drawn = performance.getEntriesByName("timeline").reduce((sum, each) => sum + each.duration, 0);
    const rows = document.querySelector(".rows").dataset;
    done([drawn, performance.now() - began, Number(rows.bars), Number(rows.narrow)]);
  })));
})
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert run(["demo", "--out", folder, "--size", "village", "--iterations", "1"]) == 0
        app = application(Server(Path(folder) / "region.plough", demonstration=True))
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
        server = uvicorn.Server(config)
        listening = config.bind_socket()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            look(f"http://127.0.0.1:{listening.getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join()


def look(address: str) -> None:
    # Tests without a browser import this module, too.
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        planned(page, invented())
        page.goto(address)
        page.wait_for_selector(".rows[data-narrow]")
        print(f"{ITEMS:,} items, median of {TIMES}: drawing ms, frame ms, bars, bars in strips")
        for name, back, key in (
            ("all days", "+", "0"),
            ("half of them", "-", "+"),
            ("a quarter", "-", "+"),
        ):
            page.evaluate(PRESSED, key)
            runs = []
            for _ in range(TIMES):
                page.evaluate(PRESSED, back)
                runs.append(page.evaluate(PRESSED, key))
            drawing, frame, *counts = (median(values) for values in zip(*runs, strict=True))
            print(f"{name}: {drawing:.1f} ms, {frame:.1f} ms, {counts[0]:,.0f}, {counts[1]:,.0f}")
        browser.close()


if __name__ == "__main__":
    main()
