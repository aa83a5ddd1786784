"""Which encoding a text is in, and whether it was read in a wrong one before it reached us."""

import codecs
import re
from dataclasses import dataclass

from ploughshare.errors import InputRefused

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

CYRILLIC_WORD = re.compile("[А-ЯІЇЄҐЁ]?[а-яіїєґё']{2,}|[А-ЯІЇЄҐЁ]{2,}")
"""A word as it is written: at most its first letter a capital, or all of them."""

MOJIBAKE = re.compile("[ÂÃÐÑâ][\u0080-\u00bf\u0152-\u2122]")
"""Pairs of characters that UTF-8 leaves behind when it is read as Latin-1 or Windows-1252."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, and whether that was a guess."""

    text: str
    encoding: str
    guessed: bool


def decode(data: bytes, file: str, encoding: str = "") -> Decoded:
    """
    Decode a text file: by its byte order mark, as UTF-8, else by what its words look like.

    Raises
    ------
    InputRefused
        The encoding asked for does not fit the file.
    """
    if encoding:
        try:
            return Decoded(data.decode(encoding), encoding, guessed=False)
        except (UnicodeDecodeError, LookupError) as wrong:
            raise InputRefused(
                f"{file} cannot be read as {encoding!r} ({wrong}).",
                remedy="State another --encoding, or leave it out.",
            ) from wrong
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(name), name, guessed=False)
            except UnicodeDecodeError as wrong:
                raise InputRefused(
                    f"{file} says that it is {name}, and is not ({wrong}).",
                    remedy="Save it again as UTF-8, or state --encoding.",
                ) from wrong
    try:
        return Decoded(data.decode("utf-8"), "utf-8", guessed=False)
    except UnicodeDecodeError:
        name = eight_bit_encoding(data)
        return Decoded(data.decode(name, errors="replace"), name, guessed=True)


def eight_bit_encoding(data: bytes) -> str:
    """
    ``"cp1251"`` or ``"cp1252"``, whichever makes words of the bytes that are not ASCII.

    Russian and Ukrainian words are whole runs of such bytes; western words hold single ones.
    """
    text = data.decode("cp1251", errors="replace")
    foreign = sum(1 for letter in text if ord(letter) > 127)
    in_words = sum(len(word) for word in CYRILLIC_WORD.findall(text))
    return "cp1251" if foreign and in_words >= 0.6 * foreign else "cp1252"


def unscrambled(text: str) -> str:
    """
    A text that was UTF-8, read as an eight-bit encoding and saved again, as it once stood.

    Unwinds as many such rounds as there were. A text that is in order comes back unchanged.
    """
    while not text.isascii() and MOJIBAKE.search(text):
        for encoding in ("cp1252", "latin-1"):
            try:
                before = _to_bytes(text, encoding).decode("utf-8")
            except UnicodeError:
                continue
            if len(before) < len(text):
                text = before
                break
        else:
            return text
    return text


def _to_bytes(text: str, encoding: str) -> bytes:
    """Encode; bytes that Windows-1252 leaves free stand for themselves, as Windows does it."""
    if encoding == "latin-1":
        return text.encode("latin-1")
    return b"".join(
        bytes([ord(letter)]) if 0x80 <= ord(letter) <= 0x9F else letter.encode(encoding)
        for letter in text
    )
