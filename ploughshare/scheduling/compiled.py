"""Compile the kernel's inner loops once per machine, into the user's own cache folder."""

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

_MARK = "ready"


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

Function = TypeVar("Function", bound=Callable[..., Any])


_njit: Any = numba.njit


def compiled(function: Function) -> Function:
    """
    Compile ``function`` at its first call, keeping IEEE arithmetic as written.

    With ``NUMBA_DISABLE_JIT=1`` the function runs as ordinary Python.
    """
    return cast(Function, _njit(cache=True, nogil=True, no_cfunc_wrapper=True)(function))


def inner(function: Function) -> Function:
    """Do as ``compiled`` for a function that only compiled code calls: it compiles faster."""
    options = {"cache": True, "nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Function, _njit(**options)(function))


def needs_compiling() -> bool:
    """Whether the first calls will compile, which takes some seconds, once."""
    return not _config.DISABLE_JIT and not (_FOLDER / _MARK).exists()


def mark_compiled() -> None:
    """Remember that every function has been compiled into the cache."""
    try:
        _FOLDER.mkdir(parents=True, exist_ok=True)
        (_FOLDER / _MARK).touch()
    except OSError:
        # numba then found no place either and compiles in every process.
        return
