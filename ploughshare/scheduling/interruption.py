"""Ctrl-C, noted at once and obeyed between compiled calls.

Python raises ``KeyboardInterrupt`` wherever it happens to be. Inside compiled code that ends
in an error of the compiler's and takes the best schedule with it, so while a search runs the
signal is only noted, and raised where nothing is half done.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class _Noted:
    """Whether Ctrl-C was pressed and not yet obeyed, and how deep the holding is nested."""

    pressed = False
    depth = 0


def obey() -> None:
    """Raise ``KeyboardInterrupt`` if Ctrl-C was pressed since it was last obeyed."""
    if _Noted.pressed:
        _Noted.pressed = False
        raise KeyboardInterrupt


def _note(number: int, frame: FrameType | None) -> None:
    """Note the first Ctrl-C; one that follows before it is obeyed is raised at once."""
    if _Noted.pressed:
        raise KeyboardInterrupt
    _Noted.pressed = True


@contextmanager
def held() -> Iterator[None]:
    """
    Hold Ctrl-C back while the block runs; ``obey`` lets it through.

    Blocks may be nested: what was pressed in an outer one is obeyed in an inner one. Of what
    was pressed and not obeyed nothing remains after the outermost. Outside the main thread,
    and where somebody else handles the signal, nothing changes.
    """
    ours = _Noted.depth > 0 or signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not ours or threading.current_thread() is not threading.main_thread():
        yield
        return
    before: Callable[[int, FrameType | None], Any] | int | None = None
    if _Noted.depth == 0:
        _Noted.pressed = False
        before = signal.signal(signal.SIGINT, _note)
    _Noted.depth += 1
    try:
        yield
    finally:
        _Noted.depth -= 1
        if _Noted.depth == 0:
            signal.signal(signal.SIGINT, before)
            _Noted.pressed = False
