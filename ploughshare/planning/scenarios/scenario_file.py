"""Scenario files: TOML with an owner, checked key by key."""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, NoReturn

from ploughshare.errors import InputRefused
from ploughshare.planning.scenarios.scenario import (
    NOT_COUNTED_YET,
    OWN_SCENARIOS,
    ROLES_WITH_TEAMS,
    MakeUp,
    Scenario,
    Terms,
)
from ploughshare.planning.scenarios.terms import OF_RECORD
from ploughshare.skills import BUILDER_KINDS, RELEASE_KINDS

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
TOP = ("name", "owner", "as_of", "lowest_rung", "only", *ROLES_WITH_TEAMS, "contribution")
LARGEST_BYTES = 1_000_000

SHARES = ("share", "lanes_share", "productivity")
COUNTS = {
    "delay_days": (0, 3650), "phase_people": (1, 100_000), "phase_days": (0, 365),
    "team_people": (1, 500), "support_people": (0, 100), "accreditation_days": (0, 1000),
}  # fmt: skip
"""Whole numbers, with the smallest and greatest allowed."""

DAYS = ("arrives_on", "leaves_on")
KEYS = (*SHARES, *COUNTS, *DAYS, "make_up", "bases")


def scenario_from(data: bytes, file: str) -> Scenario:
    """
    The scenario in the bytes of a file.

    Raises
    ------
    InputRefused
        When it is none; the message names the file, the key and how to mend it.
    """
    if len(data) > LARGEST_BYTES:
        raise InputRefused(f"{file} is larger than {LARGEST_BYTES:,} bytes.")
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise InputRefused(
            f"{file} is no TOML file: {wrong}.",
            remedy='Texts stand between double quotes, days do not: owner = "A. Planner", '
            "as_of = 2026-03-02.",
        ) from None
    return _Reader(file).scenario(document)


class _Reader:
    """Values of one file; each method takes them under the key that a message names."""

    def __init__(self, file: str) -> None:
        self.file = file

    def refuse(self, key: str, wrong: str, remedy: str) -> NoReturn:
        raise InputRefused(f"{self.file}: {key} {wrong}.", remedy=remedy, key=key)

    def scenario(self, document: Mapping[str, Any]) -> Scenario:
        self.known(document, TOP, "")
        for key in ("name", "owner", "as_of"):
            if key not in document:
                self.refuse(key, "is missing", f"Say {_WHY[key]}.")
        name, rung = self.text(document, "name"), document.get("lowest_rung", NOT_COUNTED_YET[0])
        if not NAME.fullmatch(name) or name in {OF_RECORD, *OWN_SCENARIOS}:
            self.refuse(
                "name", f"cannot be {name!r}",
                "Use small letters, digits and hyphens, and no name of the product's own "
                f"scenarios: {', '.join((OF_RECORD, *OWN_SCENARIOS))}.",
            )  # fmt: skip
        if rung not in NOT_COUNTED_YET:
            self.refuse(
                "lowest_rung", f"cannot be {rung!r}", f"Use one of: {', '.join(NOT_COUNTED_YET)}."
            )
        single = self.table(document, "contribution")
        return Scenario(
            name=name,
            owner=self.text(document, "owner"),
            as_of=self.day(document, "as_of", ""),
            lowest_rung=rung,
            only=self.texts(document, "only", ""),
            roles={
                role: self.terms(self.table(document, role), role, role)
                for role in ROLES_WITH_TEAMS
                if role in document
            },
            contributions={
                key: self.terms(self.table(single, key, "contribution."), f"contribution.{key}")
                for key in single
            },
            file=self.file,
        )

    def terms(self, table: Mapping[str, Any], where: str, role: str = "") -> Terms:
        self.known(table, KEYS, f"{where}.")
        values: dict[str, Any] = {}
        for key in table:
            if key in SHARES:
                values[key] = self.number(table, key, where, 0, 1, float)
            elif key in COUNTS:
                values[key] = self.number(table, key, where, *COUNTS[key], int)
            elif key in DAYS:
                values[key] = self.day(table, key, f"{where}.")
            elif key == "bases":
                values[key] = self.texts(table, key, f"{where}.")
        values["make_up"] = self.make_up(table, where, role)
        first, last = values.get("arrives_on"), values.get("leaves_on")
        if first and last and last <= first:
            self.refuse(
                f"{where}.leaves_on", f"is {last}, not after {first}, the day of arrival",
                "Correct one of the two days.",
            )  # fmt: skip
        return Terms(**values)

    def make_up(self, table: Mapping[str, Any], where: str, role: str) -> tuple[MakeUp, ...]:
        key, rows = f"{where}.make_up", table.get("make_up", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.refuse(key, "is no list of tables", _MAKE_UP)
        allowed = {"deminers": RELEASE_KINDS, "builders": BUILDER_KINDS}.get(
            role, (*RELEASE_KINDS, *BUILDER_KINDS)
        )
        found = []
        for row in rows:
            self.known(row, ("kinds", "share"), f"{key}.")
            kinds = self.texts(row, "kinds", f"{key}.")
            for kind in kinds:
                if kind not in allowed:
                    self.refuse(
                        f"{key}.kinds", f"names {kind!r}, which is no kind of "
                        f"{role or 'such a team'}", f"Use: {', '.join(allowed)}.",
                    )  # fmt: skip
            if not kinds:
                self.refuse(f"{key}.kinds", "is empty", _MAKE_UP)
            found.append(MakeUp(kinds, self.number(row, "share", key, 0, 1, float)))
        total = sum(each.share for each in found)
        if found and abs(total - 1) > 0.001:
            self.refuse(f"{key}.share", f"adds up to {total:g}", "Let the shares add up to 1.")
        return tuple(found)

    def known(self, table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in keys:
                close = get_close_matches(key, keys, 1)
                self.refuse(
                    f"{where}{key}", "is unknown",
                    f"Did you mean {close[0]}?" if close else f"Use: {', '.join(keys)}.",
                )  # fmt: skip

    def table(self, document: Mapping[str, Any], key: str, where: str = "") -> Mapping[str, Any]:
        value = document.get(key, {})
        if not isinstance(value, dict):
            self.refuse(f"{where}{key}", "is no table", f"Begin it with [{where}{key}].")
        return value

    def text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, f"is {value!r} and no text", "Write it between double quotes.")
        return value.strip()

    def texts(self, table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.refuse(f"{where}{key}", "is no list of texts", f'Write {key} = ["one", "other"].')
        return tuple(value)

    def day(self, table: Mapping[str, Any], key: str, where: str) -> date:
        value = table.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse(
                f"{where}{key}", f"is {value!r} and no day",
                f"Write it without quotes: {key} = 2026-06-01.",
            )  # fmt: skip
        return value

    def number(
        self, table: Mapping[str, Any], key: str, where: str, low: float, high: float,
        kind: Callable[[Any], Any],
    ) -> Any:  # fmt: skip
        value = table.get(key)
        whole = kind is int
        right = isinstance(value, int) or (isinstance(value, float) and not whole)
        if not right or isinstance(value, bool) or not low <= value <= high:  # type: ignore[operator]
            self.refuse(
                f"{where}.{key}", f"is {value!r}",
                f"Write a {'whole ' if whole else ''}number from {low:g} to {high:g}.",
            )  # fmt: skip
        return kind(value)


_WHY = {
    "name": "what the scenario is called on every page",
    "owner": "who answers for its assumptions",
    "as_of": "since when they hold",
}
_MAKE_UP = 'Write make_up = [{kinds = ["manual", "bac"], share = 1.0}].'
