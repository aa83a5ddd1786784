"""A page of the map room as somebody looks at it, and what axe finds on it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ploughshare.usecases.permissions import Role

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
AT_REST = 'html[data-map="at rest"]'


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
def looking(
    chromium: Any,
    address: str,
    path: str = "/",
    *,
    at_rest: str = AT_REST,
    before: Callable[[Any], None] | None = None,
    **settings: Any,
) -> Iterator[Looking]:
    """
    A fresh visitor's page whose map, or what else it waits for, has come to rest.

    ``before`` is called with the page before it goes anywhere.
    """
    context = chromium.new_context(**{"viewport": WIDE, **settings})
    page = context.new_page()
    seen = Looking(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on(
        "console",
        lambda line: seen.errors.append(line.text) if line.type == "error" else None,
    )
    if before is not None:
        before(page)
    page.goto(f"{address}{path}")
    page.wait_for_selector(at_rest, timeout=60_000)
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
