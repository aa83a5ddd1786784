"""Running a server: its socket, its log, its worker, and a graceful end."""

import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn

from ploughshare.errors import CallError, StorageError
from ploughshare.registry.registry import Registry
from ploughshare.web.app import LOOPBACK, application
from ploughshare.web.log import log_to_stderr
from ploughshare.web.server import Server
from ploughshare.web.supervised import Supervised

GRACE_SECONDS = 10
"""How long requests under way may take when the server is to end."""


def run(
    path: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    names: tuple[str, ...] = (),
    demonstration: bool = False,
    ready: Callable[[Server, str], None] | None = None,
) -> None:
    """
    Serve a registry until Ctrl-C or a signal to end.

    Parameters
    ----------
    host, port
        Where to listen; port 0 takes a free one.
    names
        Other names that the server is asked by, ``map.example.org`` for example.
    demonstration
        Sign whoever comes in as the demonstration's user.
    ready
        Called once with the server and its address, when it answers.

    Raises ``CallError`` for a demonstration of a real region, ``StorageError`` for a taken port.
    """
    with Registry.open(path, write=True) as registry:
        if demonstration and not registry.invented:
            raise CallError(
                f"{path} is not an invented region; it is never shown as a demonstration.",
                remedy="Leave --demo out.",
            )
    log_to_stderr()
    worker = Supervised(path)
    server = Server(path, demonstration=demonstration, job_added=worker.wake)
    local = host in LOOPBACK
    app = application(server, hosts=(*LOOPBACK, *names) if local or names else ())
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    running = _Running(config, server, ready)
    worker.start()
    try:
        running.run()
    except SystemExit as ended:
        raise StorageError(
            f"The server could not listen at {host}, port {port}.",
            remedy="Another program may use that port: give another with --port.",
        ) from ended
    finally:
        worker.stop()
        server.close()


class _Running(uvicorn.Server):
    """uvicorn's server, which says when it answers."""

    def __init__(
        self,
        config: uvicorn.Config,
        server: Server,
        ready: Callable[[Server, str], None] | None,
    ) -> None:
        super().__init__(config)
        self._served, self._ready = server, ready

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # uvicorn would raise the signal once more when it has ended, before the worker has.
        self._served.ending.set()
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.should_exit or self._ready is None:
            return
        port = self.servers[0].sockets[0].getsockname()[1]
        host = self.config.host
        self._ready(self._served, f"http://{f'[{host}]' if ':' in host else host}:{port}")
