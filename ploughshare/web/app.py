"""The application: routes, errors, headers, and the pages of the map room."""

import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ploughshare import __version__
from ploughshare.usecases.people import VISITOR
from ploughshare.web import (
    imports,
    jobs,
    neighbours,
    ogc,
    people,
    plan_reports,
    plans,
    public_plan,
    records,
    sign_in,
    tiles,
)
from ploughshare.web.gate import COOKIE, open_to_all, require_entries
from ploughshare.web.problems import DESCRIBED, add_handlers, answer, tell_mistake
from ploughshare.web.server import Server

log = logging.getLogger("ploughshare.requests")

ROUTERS = (
    sign_in.router,
    people.router,
    plans.router,
    neighbours.router,
    plan_reports.router,
    public_plan.router,
    jobs.router,
    imports.router,
    ogc.router,
    records.router,
    tiles.router,
)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; "
        "style-src 'self'; connect-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""On every answer: nothing is fetched from elsewhere, and no other page holds this one."""

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
"""As they are logged; whoever asks may call a method anything."""

LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


def application(server: Server, *, hosts: tuple[str, ...] = ()) -> FastAPI:
    """
    Build the application of a server.

    Parameters
    ----------
    server
        The registry, and whether it is a demonstration.
    hosts
        Names it may be asked by; none for any. A server for one machine takes ``LOOPBACK``, so
        that a page of another site cannot reach it under a name of its own.
    """

    @asynccontextmanager
    async def lasting(app: FastAPI) -> AsyncIterator[None]:
        yield
        server.close()

    app = FastAPI(
        title="Ploughshare",
        summary="The restoration of a region: records, plans, map.",
        version=__version__,
        lifespan=lasting,
        responses=DESCRIBED,
        docs_url=None,
        redoc_url=None,
    )
    app.state.server = server
    add_handlers(app)
    for router in ROUTERS:
        app.include_router(router)
    _add_health(app)
    _add_pages(app)
    app.add_middleware(Envelope, hosts=hosts)
    require_entries(app)
    return app


def _add_health(app: FastAPI) -> None:
    @app.get("/health", tags=["health"], **open_to_all())
    def health(request: Request) -> dict[str, str]:
        """Whether the registry can be read."""
        server: Server = request.app.state.server
        with server.reading() as registry:
            registry.head_hash()
        return {"status": "ok", "version": __version__}


def _add_pages(app: FastAPI) -> None:
    """The built map room, if there is one."""
    folder = Path(str(files("ploughshare.web"))) / "static"
    page = folder / "index.html"
    if page.exists():
        app.mount("/assets", StaticFiles(directory=folder / "assets"), name="assets")

    @app.get("/{path:path}", include_in_schema=False, **open_to_all())
    def room(request: Request, path: str) -> Response:
        """The one page of the map room; its addresses are states of the screen."""
        if path.startswith(("api/", "ogc", "tiles/", "assets/")):
            return answer(404, "There is nothing at this address.", code="no-such-page")
        if not page.exists():
            return HTMLResponse(NOT_BUILT, 503)
        response = HTMLResponse(page.read_text(encoding="utf-8"))
        server: Server = request.app.state.server
        if server.demonstration and COOKIE not in request.cookies:
            sign_in.give_cookie(request, response, server.open_demonstration("planner"))
        return response


NOT_BUILT = (
    "<!doctype html><title>Ploughshare</title><p>The map room is not built. "
    "Run <code>python dev.py serve</code>, or look at <a href='/ogc'>/ogc</a>.</p>"
)


class Envelope:
    """Around every answer: whom it is addressed to, headers, and one line in the log."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        headers, method = dict(scope["headers"]), scope["method"]
        if method == "HEAD":
            # Whatever can be read can be asked about: the same answer without its body.
            scope = {**scope, "method": "GET"}

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = message["headers"]
                present = {name.lower() for name, _ in given}
                for name, value in HEADERS.items():
                    given.append((name.lower().encode(), value.encode()))
                if b"cache-control" not in present:
                    given.append((b"cache-control", b"private, no-cache"))
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        name = headers.get(b"host", b"").decode("latin-1").rsplit(":", 1)[0]
        if self.hosts and name not in self.hosts:
            refusal = Response("This server is not asked by that name.", 421)
            await refusal(scope, receive, sending)
        else:
            try:
                await self.app(scope, receive, sending)
            except Exception as error:
                if status:
                    raise
                await tell_mistake(Request(scope), error)(scope, receive, sending)
        # Routes, not addresses, and roles, not names: a log is read by people who may see neither.
        route = scope.get("route")
        person = scope.get("person", VISITOR)
        log.info(
            json.dumps(
                {
                    "method": method if method in METHODS else "other",
                    "route": getattr(route, "path", ""),
                    "status": status,
                    "ms": round(1000 * (time.perf_counter() - began), 1),
                    "role": person.role.value,
                }
            )
        )
