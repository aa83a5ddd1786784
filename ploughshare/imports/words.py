"""Words of files and our codes: vocabularies, their spellings, and the table people edit."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from ploughshare.fields import Field, Record
from ploughshare.imports.headings import latin, plain

NULL_TEXT = """
null; none; nil; na; n/a; n.a.; nan; nd; no data; nodata; not available; not applicable; unknown;
not specified; not known; not given; unspecified; unkown; unk; unknwon; undefined; empty; blank;
missing; tbd; srcHidden; #n/a; 1899-12-30; 1899/12/30; 30.12.1899; 30/12/1899; 12/30/1899;
0000-00-00; 1900-01-00; немає; невідомо; нет; неизвестно; нет данных; немає даних; не вказано;
не указано; sin dato; sin informacion
"""

NULL_WORDS = frozenset(plain(word) for word in NULL_TEXT.split(";"))
"""Words that stand for nothing, as ``plain`` text."""

LONGEST_NULL_WORD = max(map(len, NULL_TEXT.split(";")))

SPREADSHEET_ZERO = (date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1))
"""Days a spreadsheet shows for a date cell that holds nothing."""

CODE_BEFORE = re.compile(r"^[a-z]{1,3}\d{2,5} ")
MEASURE = re.compile(r"\b\d+( \d+)*( kv| v| mw| m| km| kva)?\b")


@dataclass(frozen=True, slots=True)
class WordList:
    """
    The words that mean one of our codes, for one field.

    Parameters
    ----------
    codes
        Plain word to code.
    own
        Words that the person or the registry mapped, which go before everything else.
    """

    codes: Mapping[str, str]
    own: Mapping[str, str] = field(default_factory=dict)

    def code(self, text: str) -> str | None:
        """The code a text means; ``None`` for a text that is in no list."""
        word = plain(text)
        for words in (self.own, self.codes):
            if word in words:
                return words[word]
        if word in NULL_WORDS:
            return None
        for shorter in _shorter(text, word):
            if shorter in self.codes:
                return self.codes[shorter]
        return None


def is_null(value: object) -> bool:
    """Whether a cell holds nothing, or a word for nothing."""
    if value is None:
        return True
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value) in SPREADSHEET_ZERO
    if not isinstance(value, str):
        return False
    text = value.strip()
    if len(text) > LONGEST_NULL_WORD:
        return False
    return not text or (word := plain(text)) in NULL_WORDS or (not word and len(text) < 4)


def word_list(field: Field, own: Mapping[str, str] | None = None) -> WordList:
    """
    The words of a field's vocabulary, and those mapped by hand.

    A spelling that two terms share belongs to neither: it is asked for.
    """
    return WordList(_codes(field), {plain(word): code for word, code in (own or {}).items()})


@lru_cache(maxsize=256)
def _codes(field: Field) -> Mapping[str, str]:
    codes: dict[str, str] = {}
    shared: set[str] = set()
    if field.terms is not None:
        for term in field.terms.terms:
            for word in {plain(each) for each in (term.label, *term.spellings)} - {""}:
                for spelling in (word, latin(word)):
                    if codes.setdefault(spelling, term.code) != term.code:
                        shared.add(spelling)
        for word in shared:
            del codes[word]
        codes.update({plain(term.code): term.code for term in field.terms.terms})
    return codes


def words_of_registry(records: Iterable[Record], record_type: str) -> dict[str, dict[str, str]]:
    """Words to codes by field, of the registry's word mapping for one record type."""
    found: dict[str, dict[str, str]] = {}
    for record in records:
        values = record.values
        if values.get("record_type") == record_type:
            name = str(values["field"])
            found.setdefault(name, {})[str(values["word"])] = str(values["code"])
    return found


def _shorter(text: str, word: str) -> Iterable[str]:
    """The word without a code before it, what stands in brackets, or a measure."""
    yield CODE_BEFORE.sub("", word)
    yield plain(re.sub(r"[\(\[][^\)\]]*[\)\]]", " ", text))
    yield " ".join(MEASURE.sub(" ", word).split())
    if word.endswith("s"):
        yield word[:-1]
