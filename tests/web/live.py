"""A server on a port of this machine, for clients that are programs of their own."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn

from ploughshare.web.app import LOOPBACK, application
from ploughshare.web.server import Server

PATIENCE_SECONDS = 60


@contextmanager
def live(path: Path) -> Iterator[str]:
    """The address of a registry's server, as long as the block lasts."""
    server = Server(path)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        config = uvicorn.Config(application(server, hosts=LOOPBACK), log_level="warning")
        running = uvicorn.Server(config)
        thread = Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
        # Connections wait in the socket until the server takes them: nobody needs to ask twice.
        listening.listen(64)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            running.should_exit = True
            thread.join(PATIENCE_SECONDS)


def beside(program: str, *arguments: str) -> str:
    """
    What a Python program prints that runs in a process of its own.

    GDAL must not run in the process that holds the live registry.
    """
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
