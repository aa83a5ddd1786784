"""The quick way to read a problem: it finds what the strict reader finds, or leaves it to that one."""

import json
from dataclasses import fields
from random import Random
from typing import Any

import numpy as np
import pytest

from benchmarks import synthetic
from ploughshare.errors import InputRefused
from ploughshare.scheduling.exchange import read_strictly
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.quick_reading import read_quickly
from ploughshare.scheduling.schedule_reading import (
    read_schedule_quickly,
    read_schedule_strictly,
)
from tests.scheduling import drawn
from tests.scheduling.test_exchange import (
    BROKEN_FILES,
    REFUSALS,
    SCHEDULE_REFUSALS,
    a_schedule_document,
    as_bytes,
    two_villages,
)


def bits(problem: Problem) -> dict[str, object]:
    """All fields but the hash, arrays with type, shape and every bit."""
    values = {each.name: getattr(problem, each.name) for each in fields(problem)}
    del values["sha256"]
    return {
        name: (value.dtype, value.shape, value.tobytes())
        if isinstance(value, np.ndarray)
        else value
        for name, value in values.items()
    }


def same(content: bytes) -> bool:
    """Whether a file is read quickly; if so, as the strict reader does."""
    quick = read_quickly(content)
    if quick is not None:
        assert bits(quick) == bits(read_strictly(content, ""))
    return quick is not None


def same_schedule(content: bytes) -> bool:
    """Whether a schedule file is read quickly; if so, as the strict reader does."""
    quick = read_schedule_quickly(content)
    if quick is not None:
        assert repr(quick) == repr(read_schedule_strictly(content))
    return quick is not None


def in_another_order() -> dict[str, Any]:
    """A problem whose activities and benefits stand before what they wait for."""
    document = two_villages()
    document["activities"].reverse()
    document["benefits"].reverse()
    return document


@pytest.mark.parametrize(
    "document",
    [
        two_villages(),
        in_another_order(),
        synthetic.document("v0", 100, 1),
        synthetic.document("v1", 100, 1),
        *(drawn.document(seed) for seed in range(10)),
    ],
)
def test_files_in_order_are_read_quickly(document: dict[str, Any]) -> None:
    assert same(json.dumps(document).encode())
    assert same(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
    assert same(json.dumps(document, indent=1).encode())


def test_a_problem_of_nothing_is_read_quickly() -> None:
    document = {**two_villages(), "teams": [], "activities": [], "standdowns": []}
    del document["fixed"], document["benefits"]

    assert same(as_bytes(document))


@pytest.mark.parametrize("mistake", REFUSALS)
def test_every_mistake_is_left_to_the_strict_reader(mistake: str) -> None:
    change, _ = REFUSALS[mistake]
    document = two_villages()
    change(document)

    assert read_quickly(as_bytes(document)) is None


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_what_is_no_problem_is_left_to_the_strict_reader(name: str) -> None:
    assert read_quickly(BROKEN_FILES[name][0]) is None
    assert read_schedule_quickly(BROKEN_FILES[name][0]) is None


@pytest.mark.parametrize("mistake", SCHEDULE_REFUSALS)
def test_every_mistake_in_a_schedule_is_left_to_the_strict_reader(mistake: str) -> None:
    change, _ = SCHEDULE_REFUSALS[mistake]
    document = a_schedule_document()
    change(document)

    assert read_schedule_quickly(as_bytes(document)) is None


def test_a_schedule_is_read_quickly_with_and_without_what_may_be_absent() -> None:
    document = a_schedule_document()
    assert same_schedule(as_bytes(document))

    del document["solver"], document["history"], document["items"][1]["binding"]
    assert same_schedule(as_bytes(document))

    document["items"].clear()
    assert same_schedule(as_bytes(document))


@pytest.mark.parametrize(
    "binding",
    [
        *('{"a": {"b": 1, "b": 2}}', '{"a": [{"b": 1, "b": 2}]}', '{"a": 1, "a": 1}'),
        *('{"a": ' + "9" * 5_000 + "}", '{"a": ' + "[" * 50_000 + "]" * 50_000 + "}"),
        *('{"a": NaN}', '{"a": 1e999}', '{"a": ' + '{"b": ' * 50_000 + "1" + "}" * 50_001),
    ],
)
def test_what_nobody_reads_of_a_schedule_is_still_checked(binding: str) -> None:
    document = a_schedule_document()
    document["items"][0]["binding"] = "HERE"
    content = json.dumps(document).replace('"HERE"', binding).encode()
    try:
        read_schedule_strictly(content)
    except InputRefused:
        assert read_schedule_quickly(content) is None
    else:
        same_schedule(content)


@pytest.mark.parametrize("blank", ["", " ", "\t", "\n"])
def test_a_key_that_is_repeated_anywhere_is_left_to_the_strict_reader(blank: str) -> None:
    """Whatever stands between key and colon, and however many colons the texts hold."""
    document = two_villages()
    document["name"] = "a: b, ::"
    text = json.dumps(document)
    keys = [place for place in range(len(text)) if text.startswith('":', place)]
    for place in keys:
        begin = text.rindex('"', 0, place)
        entry = f"{text[begin : place + 1]}{blank}: {text[place + 2 :].split(',')[0].strip(']} ')}"
        repeated = f"{text[:begin]}{entry}, {text[begin:]}"
        try:
            json.loads(repeated)
        except json.JSONDecodeError:
            continue
        assert read_quickly(repeated.encode()) is None


NUMBERS = (
    *("0", "-0", "-0.0", "1", "1.0", "1e2", "-1", "01", "1.", ".5", "1e400", "1e-400", "NaN"),
    *(str(2**53 + 1), str(2**62 - 1), str(2**62), str(2**64 + 1), "0.1e1", "9007199254740993.0"),
    *("true", "null", '"1"', "[]", "{}", "-Infinity", "123456.78901234567", "2.5e-324", "1E5"),
)
TEXTS = ('""', '"H1.clear"', r'"\ud800"', r'"\ud83d\ude00"', r'"\u0000"', '"\t"', '"a:"', '":"')


@pytest.mark.parametrize("seed", range(10))
def test_a_file_with_any_damage_is_read_alike_or_left_to_the_strict_reader(seed: int) -> None:
    """Bytes lost, doubled or put in, and numbers and texts put in place of others."""
    rng = Random(seed)
    posed = json.dumps(two_villages(), indent=rng.choice([None, 1]))
    solved = json.dumps(a_schedule_document(), indent=rng.choice([None, 1]))
    for _ in range(100):
        content = damaged(rng, posed)
        try:
            read_strictly(content, "")
        except InputRefused:
            assert read_quickly(content) is None
        else:
            same(content)
        content = damaged(rng, solved)
        try:
            read_schedule_strictly(content)
        except InputRefused:
            assert read_schedule_quickly(content) is None
        else:
            same_schedule(content)


def damaged(rng: Random, text: str) -> bytes:
    """Change a text at one to three places."""
    for _ in range(rng.choice([1, 1, 2, 3])):
        text = damage(rng, text)
    return text.encode("utf-8", "surrogatepass")


def damage(rng: Random, text: str) -> str:
    """Change a text at one place."""
    place = rng.randrange(len(text))
    way = rng.randrange(5)
    if way == 0:
        return text[:place] + text[place + rng.randint(1, 8) :]
    if way == 1:
        end = place + rng.randint(1, 40)
        return text[:end] + text[place:]
    if way == 2:
        return text[:place] + rng.choice(list('{}[],:"0 \\-.e\ufeff')) + text[place:]
    begin = text.find(": ", place) + 2
    end = min((text.find(mark, begin) for mark in ",}]" if mark in text[begin:]), default=begin)
    return text[:begin] + rng.choice(NUMBERS if way == 3 else TEXTS) + text[end:]
