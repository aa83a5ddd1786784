"""Compile the kernel's inner loops once per machine, into the user's own cache folder."""

import contextlib
import functools
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast


def cache_folder() -> Path:
    """
    Return the folder that holds the compiled kernel of exactly this source.

    ``NUMBA_CACHE_DIR`` is respected. Otherwise the folder lies where the platform keeps a
    user's caches, never beside the source, which may be installed read-only. Its name
    holds a digest of the kernel's source: numba itself looks at one file at a time and
    would keep a stale copy of a function inlined from another file.
    """
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        return Path(chosen)
    return _user_cache() / "ploughshare" / f"kernel-{_source_digest()}"


def _user_cache() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if sys.platform == "darwin":
        return home / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")


@functools.cache
def _source_digest() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


_FOLDER = cache_folder()
os.environ["NUMBA_CACHE_DIR"] = str(_FOLDER)

# Only now: numba reads the folder when it is imported and when a function is decorated.
import numba  # noqa: E402

_config: Any = numba.config
_config.CACHE_DIR = str(_FOLDER)


def _can_be_kept() -> bool:
    """Whether the folder can be written; if not, numba would look for another, or give up."""
    if _config.DISABLE_JIT:
        return False
    try:
        _FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=_FOLDER):
            return True
    except OSError:
        return False


_KEPT = _can_be_kept()

Function = TypeVar("Function", bound=Callable[..., Any])


_njit: Any = numba.njit
_OPTIONS = {"cache": _KEPT, "nogil": True, "no_cfunc_wrapper": True}
_MAKES_NOTHING = {**_OPTIONS, "_nrt": False}
"""No counting of references: it took a quarter of the time of calls that are handed many arrays.
Compiling refuses a function of this sort that makes an array."""


def compiled(function: Function) -> Function:
    """
    Compile ``function`` at its first call, keeping IEEE arithmetic as written.

    With ``NUMBA_DISABLE_JIT=1`` the function runs as ordinary Python.
    """
    return cast(Function, _njit(**_OPTIONS)(function))


def inner(function: Function) -> Function:
    """Do as ``compiled`` for what only compiled code calls and what makes no arrays: it is faster."""
    return cast(Function, _njit(**_MAKES_NOTHING, no_cpython_wrapper=True)(function))


def lean(function: Function) -> Function:
    """Do as ``inner`` for a function that Python calls as well."""
    return cast(Function, _njit(**_MAKES_NOTHING)(function))


class _Process:
    """Whether this process has compiled every function."""

    is_ready = False


def needs_compiling() -> bool:
    """Whether the first calls will compile, which takes a minute or two."""
    return not (_config.DISABLE_JIT or _Process.is_ready or (_KEPT and _mark().exists()))


def mark_compiled() -> str:
    """Remember that every function has been compiled, and say for whom, as the rest of a line."""
    _Process.is_ready = True
    if not _KEPT:
        return (
            f"every run will, since nothing can be kept in {_FOLDER}. "
            "NUMBA_CACHE_DIR may name a folder that can be written."
        )
    # What cannot be marked now was compiled all the same; the next run looks again.
    with contextlib.suppress(OSError):
        _mark().touch()
    return "later runs begin at once."


def _mark() -> Path:
    """Return the file that tells what is kept: numba keeps by processor, version and source folder."""
    from numba.core.registry import cpu_target

    made_for = cpu_target.target_context.codegen().magic_tuple()
    known = f"{_source_digest()} {numba.__version__} {made_for} {Path(__file__).resolve().parent}"
    return _FOLDER / f"ready-{hashlib.sha256(known.encode()).hexdigest()[:16]}"
