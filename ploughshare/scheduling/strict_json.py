"""Strict JSON: from bytes to a document that declares its format.

Every refusal names the place in the file (``activities[17].modes[0].steps``), the
record it belongs to, and the remedy.
"""

import gc
import gzip
import io
import json
import math
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ploughshare.errors import InputRefused

LARGEST_FILE = 256 * 2**20
"""
Bytes a file may hold after decompression: about 1.7 million plain activities, or 1.2 million that use
every feature, which are read within 3 GiB of memory.
"""

LARGEST_INTEGER = 2**62 - 1
"""The largest step, count, weight or lag that is accepted."""

_CHUNK = 2**20

TYPE_NAMES = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "an integer",
    float: "a number with a decimal point",
    type(None): "null",
}

Path = tuple[str | int, ...]


def place(path: Path) -> str:
    """Spell a path as a person writes it: ``activities[17].modes[0].steps``."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int):
            words.append(f"[{step}]")
        elif step.isidentifier():
            words.append(f".{step}" if words else step)
        else:
            words.append(f"[{show(step)}]")
    return "".join(words) or "the file"


def show(value: object, limit: int = 60) -> str:
    """Print a value as JSON does, shortened to about ``limit`` characters."""
    if isinstance(value, (dict, list)):
        return TYPE_NAMES[type(value)]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**40:
        return "a number of more than 40 digits"
    if not isinstance(value, (str, int, float, type(None))):
        return repr(value)
    text = json.dumps(value, ensure_ascii=False)
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= limit else text[: limit - 3] + "..."


def refused(path: Path, what: str, remedy: str, owner: str = "", **facts: object) -> InputRefused:
    """
    Make the refusal of one value.

    Parameters
    ----------
    path
        Keys and positions that lead to the value.
    what
        What is wrong with it, as the rest of a sentence after the place.
    remedy
        What to write instead.
    owner
        Id of the record it belongs to, empty when there is none.
    **facts
        More facts for programs.
    """
    of = f" of {show(owner)}" if owner else ""
    return InputRefused(
        f"{place(path)}{of}: {what}", remedy=remedy, place=place(path), owner=owner, **facts
    )


def uncompressed(data: bytes, largest: int = LARGEST_FILE) -> bytes:
    """
    Return the bytes as they are, or unpacked when they are gzip.

    Raises
    ------
    InputRefused
        When the gzip stream is damaged or cut short, or the content is larger
        than ``largest`` bytes. Never more than that is unpacked.
    """
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(data, largest)
    require_size(len(data), largest)
    return data


def require_size(size: int, largest: int = LARGEST_FILE) -> None:
    """Raise ``InputRefused`` if a file holds more than ``largest`` bytes."""
    if size > largest:
        raise InputRefused(
            f"The file holds more than {largest // 2**20} MiB.",
            remedy="Split the problem by district or leave out activities that are done.",
            largest=largest,
        )


def _gunzip(data: bytes, largest: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            while size <= largest and (chunk := stream.read(_CHUNK)):
                chunks.append(chunk)
                size += len(chunk)
    except (EOFError, OSError, zlib.error) as error:
        raise InputRefused(
            "The file starts like a gzip file but is damaged or cut short.",
            remedy="Copy or download it again, or hand over the file without compression.",
        ) from error
    return b"".join(chunks)


@contextmanager
def without_collector() -> Iterator[None]:
    """
    Pause the cyclic garbage collector while a large document is built.

    A document holds no cycles, and looking for them again and again doubles the
    time to read 100,000 activities.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class _RepeatedKeys(dict[str, Any]):
    """An object in whose text a key stood more than once."""

    repeated = ""


def parse(data: bytes) -> tuple[object, bool]:
    """
    Parse UTF-8 JSON.

    Returns
    -------
    document, repeated
        The document, and whether any object in it repeats a key
        (:func:`refuse_repeated_keys` then names it).

    Raises
    ------
    InputRefused
        Not UTF-8, not JSON, ``NaN`` or ``Infinity``, nested too deeply, or a number
        of thousands of digits.
    """
    repeated: list[str] = []
    constants: list[str] = []

    def record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        marked = _RepeatedKeys(found)
        times = Counter(name for name, _ in pairs)
        marked.repeated = next(name for name, count in times.items() if count > 1)
        repeated.append(marked.repeated)
        return marked

    def constant(name: str) -> float:
        constants.append(name)
        return float(name)

    try:
        document = json.loads(_decoded(data), object_pairs_hook=record, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise InputRefused(
            f"Line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}).",
            remedy="Mend the file there, or write it again with the program that made it.",
            line=error.lineno,
            column=error.colno,
        ) from error
    except RecursionError as error:
        raise InputRefused(
            "Lists and objects are nested too deeply.",
            remedy="The format needs seven levels; look for brackets that are never closed.",
        ) from error
    except ValueError as error:
        raise InputRefused(
            "A number has more than 4,300 digits.",
            remedy=f"Numbers go up to {LARGEST_INTEGER}.",
        ) from error
    if constants:
        _refuse_constants(document)
    return document, bool(repeated)


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputRefused(
            f"Line {line}, byte {error.start}: the text is not UTF-8.",
            remedy="Save the file with UTF-8 encoding.",
            line=line,
            byte=error.start,
        ) from error
    if text.startswith("\ufeff"):
        raise InputRefused(
            "The file starts with a byte order mark.",
            remedy="Save it as UTF-8 without a byte order mark (without BOM).",
        )
    return text


def _walk(document: object) -> Iterator[tuple[Path, object]]:
    """All values with their paths, in the order of the file; as deep as they go."""
    stack: list[tuple[Path, object]] = [((), document)]
    while stack:
        path, value = stack.pop()
        yield path, value
        if isinstance(value, dict):
            stack.extend((((*path, name), each) for name, each in reversed(value.items())))
        elif isinstance(value, list):
            last = len(value) - 1
            stack.extend(((*path, last - i), each) for i, each in enumerate(reversed(value)))


def _refuse_constants(document: object) -> None:
    for path, value in _walk(document):
        if isinstance(value, float) and not math.isfinite(value):
            raise refused(
                path, f"{show(value)} is not a number in JSON.", "Write a number or drop the key."
            )


def refuse_repeated_keys(document: object) -> None:
    """Raise ``InputRefused`` for the first object whose text holds a key twice."""
    for path, value in _walk(document):
        if isinstance(value, _RepeatedKeys):
            owner = value.get("id", "")
            raise refused(
                (*path, value.repeated),
                f"the key {show(value.repeated)} stands here more than once.",
                "Keep one of them.",
                owner if isinstance(owner, str) else "",
            )


def require_format(
    document: object, family: str, what: str, versions: tuple[int, ...] = (1,)
) -> dict[str, Any]:
    """
    Return the document if it is an object that declares a known version of a format.

    Parameters
    ----------
    family, versions
        For example ``"restoration-problem"`` and 1.
    what
        What was asked for, in words: ``"a problem"``.

    Raises
    ------
    InputRefused
        Another kind of file, or a version this program does not know.
    """
    wanted = f"{family}/{versions[0]}"
    declared = document.get("format") if isinstance(document, dict) else None
    if isinstance(document, dict) and declared in [f"{family}/{v}" for v in versions]:
        return document
    if not isinstance(declared, str):
        raise InputRefused(
            f'The file is not {what}: it has no text under the key "format" that says "{wanted}".',
            remedy=f'Start the file with {{"format": "{wanted}", ...}} or name the right file.',
            place="format",
        )
    if declared.partition("/")[0] == family:
        raise InputRefused(
            f"The file says format {show(declared)}; this program reads version "
            f"{' and '.join(map(str, versions))}.",
            remedy=f'Update the program, or export the file again as "{wanted}".',
            place="format",
            declared=declared,
        )
    raise InputRefused(
        f"The file is not {what}: its format is {show(declared)}.",
        remedy=f'Name a file whose format is "{wanted}".',
        place="format",
        declared=declared,
    )
