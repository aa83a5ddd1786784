"""Shapes that a JSON document must have: keys, types, and the place of each misfit."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from ploughshare.scheduling.strict_json import LARGEST_INTEGER, TYPE_NAMES, refused, show


class Misfit(Exception):
    """A value that does not fit its shape. Containers add their key as it travels outwards."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.steps: list[str | int] = []
        self.owner = ""


class Shape(ABC):
    """What a value must look like. Keys are checked everywhere before any type is."""

    has_keys = False
    """Whether keys are known here or further in."""

    def keys(self, value: object) -> None:
        """Raise ``Misfit`` for an unknown or missing key in ``value`` or below."""
        if self.has_keys:
            raise TypeError(f"{type(self).__name__} has keys and does not say which.")

    @abstractmethod
    def types(self, value: object) -> None:
        """Raise ``Misfit`` for a wrong key or a value of a wrong type in ``value`` or below."""


class Integer(Shape):
    """A JSON integer from ``least`` to ``most``; neither a boolean nor ``3.0``."""

    def __init__(self, least: int = 0, most: int = LARGEST_INTEGER) -> None:
        self.least = least
        self.most = most

    def types(self, value: object) -> None:
        if type(value) is not int:
            shown = show(value)
            raise Misfit(
                f"{shown} is not an integer.",
                "Write a whole number without a decimal point and without quotes.",
            )
        if value < self.least:
            raise Misfit(f"{show(value)} is too small.", f"Write {self.least} or more.")
        if value > self.most:
            raise Misfit(f"{show(value)} is too large.", f"Write at most {self.most}.")


class Number(Shape):
    """A finite JSON number."""

    def types(self, value: object) -> None:
        if type(value) is not float and type(value) is not int:
            raise Misfit(f"{show(value)} is not a number.", "Write a number without quotes.")
        if not -1e300 < value < 1e300:
            raise Misfit(f"{show(value)} is not a number to count with.", "Write a smaller one.")


_NUMBER = Number()


class Point(Shape):
    """A list of two finite numbers."""

    def types(self, value: object) -> None:
        if not isinstance(value, list):
            raise _not_a(list, value)
        if len(value) != 2:
            raise Misfit(f"the list has {len(value)} entries.", "Write exactly 2 numbers.")
        x, y = value
        # Nearly all are: the fast way for the most numerous lists of a file.
        if type(x) is float and type(y) is float and -1e300 < x < 1e300 and -1e300 < y < 1e300:
            return
        for i, each in enumerate(value):
            try:
                _NUMBER.types(each)
            except Misfit as misfit:
                misfit.steps.append(i)
                raise


class Text(Shape):
    """A text that can be written as UTF-8, by default not empty."""

    def __init__(self, *, empty: bool = False) -> None:
        self.empty = empty

    def types(self, value: object) -> None:
        if type(value) is not str:
            raise Misfit(f"{show(value)} is not a text.", "Write a text in double quotes.")
        if not value and not self.empty:
            raise Misfit("the text is empty.", "Write a name.")
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Misfit(
                f"{show(value)} holds half of a character.",
                "Write the character itself, or both halves of its \\u escape.",
            )


class OrNull(Shape):
    """A shape, or ``null``."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def types(self, value: object) -> None:
        if value is not None:
            self.shape.types(value)


class AnyObject(Shape):
    """An object with whatever keys and values."""

    def types(self, value: object) -> None:
        if not isinstance(value, dict):
            raise _not_a(dict, value)


class Record(Shape):
    """
    An object with known keys.

    Parameters
    ----------
    required, optional
        Shapes by key.
    owner
        Key whose text names the record in refusals.
    """

    def __init__(
        self,
        required: Mapping[str, Shape],
        optional: Mapping[str, Shape] | None = None,
        owner: str = "id",
    ) -> None:
        self.has_keys = True
        self.required = frozenset(required)
        self.shapes = {**required, **(optional or {})}
        self.owner = owner
        self.nested = {name: shape for name, shape in self.shapes.items() if shape.has_keys}

    def keys(self, value: object) -> None:
        if not isinstance(value, dict):
            return
        found = value.keys()
        if not self.required <= found <= self.shapes.keys():
            raise self._owned(value, self._wrong_keys(value))
        for name, shape in self.nested.items():
            if name in value:
                try:
                    shape.keys(value[name])
                except Misfit as misfit:
                    misfit.steps.append(name)
                    raise self._owned(value, misfit) from None

    def types(self, value: object) -> None:
        if not isinstance(value, dict):
            raise _not_a(dict, value)
        if not self.required <= value.keys() <= self.shapes.keys():
            raise self._owned(value, self._wrong_keys(value))
        shapes = self.shapes
        name = ""
        try:
            for name, each in value.items():
                shapes[name].types(each)
        except Misfit as misfit:
            misfit.steps.append(name)
            raise self._owned(value, misfit) from None

    def _wrong_keys(self, value: dict[str, Any]) -> Misfit:
        for name in value:
            if name not in self.shapes:
                known = ", ".join(self.shapes)
                misfit = Misfit("this key is not known.", f"Known here are {known}.")
                misfit.steps.append(name if isinstance(name, str) else repr(name))
                return misfit
        missing = next(name for name in self.shapes if name in self.required - value.keys())
        return Misfit(f"the key {show(missing)} is missing.", f"Add {show(missing)}.")

    def _owned(self, value: dict[str, Any], misfit: Misfit) -> Misfit:
        owner = value.get(self.owner)
        if not misfit.owner and isinstance(owner, str):
            misfit.owner = owner
        return misfit


class ListOf(Shape):
    """A list of one shape, of any or of a fixed length."""

    def __init__(self, shape: Shape, length: int | None = None) -> None:
        self.has_keys = shape.has_keys
        self.shape = shape
        self.length = length

    def keys(self, value: object) -> None:
        if isinstance(value, list) and self.has_keys:
            self._check_each(self.shape.keys, value)

    def types(self, value: object) -> None:
        if not isinstance(value, list):
            raise _not_a(list, value)
        if self.length is not None and len(value) != self.length:
            raise Misfit(f"the list has {len(value)} entries.", f"Write exactly {self.length}.")
        self._check_each(self.shape.types, value)

    @staticmethod
    def _check_each(check: Callable[[object], None], values: list[object]) -> None:
        checked = 0
        try:
            for each in values:
                check(each)
                checked += 1
        except Misfit as misfit:
            misfit.steps.append(checked)
            raise


class MapOf(Shape):
    """An object from names to values of one shape."""

    def __init__(self, shape: Shape) -> None:
        self.has_keys = shape.has_keys
        self.shape = shape

    def keys(self, value: object) -> None:
        if not isinstance(value, dict) or not self.has_keys:
            return
        for name, each in value.items():
            try:
                self.shape.keys(each)
            except Misfit as misfit:
                misfit.steps.append(name if isinstance(name, str) else repr(name))
                raise

    def types(self, value: object) -> None:
        if not isinstance(value, dict):
            raise _not_a(dict, value)
        for name, each in value.items():
            try:
                _NAME.types(name)
                self.shape.types(each)
            except Misfit as misfit:
                misfit.steps.append(name if isinstance(name, str) else repr(name))
                raise


_NAME = Text()


def _not_a(wanted: type, value: object) -> Misfit:
    return Misfit(
        f"here stands {TYPE_NAMES.get(type(value), repr(type(value)))}.",
        f"Write {TYPE_NAMES[wanted]}.",
    )


def require_shape(shape: Shape, document: object) -> None:
    """
    Check keys everywhere, then types everywhere.

    Raises
    ------
    InputRefused
        For the first misfit, with its place.
    """
    try:
        shape.types(document)
    except Misfit:
        _refuse_first(shape, document)


def _refuse_first(shape: Shape, document: object) -> None:
    """Look again, in order, at a document that does not fit."""
    try:
        shape.keys(document)
        shape.types(document)
    except Misfit as misfit:
        path = tuple(reversed(misfit.steps))
        raise refused(path, misfit.what, misfit.remedy, misfit.owner) from None
