"""References to other records: by id, else by a name that only one record has."""

from collections.abc import Mapping, Sequence

from ploughshare.fields import Field, Value
from ploughshare.imports.docket import Docket
from ploughshare.imports.known import NO_NAMES, Names, folded


def resolve(
    field: Field, values: Sequence[Value], names: Mapping[str, Names], docket: Docket
) -> list[Value]:
    """
    Values of a ``record`` or ``records`` field with names replaced by ids.

    A reference that leads nowhere is kept as it stands, as a doubt; where the field is
    required, its row is blocked.
    """
    there = names.get(field.refers_to, NO_NAMES)
    cache: dict[str, str | None] = {}
    by_name: list[str] = []
    lost: dict[str, list[int]] = {}
    result: list[Value] = []
    for at, value in enumerate(values):
        if value is None:
            result.append(None)
            continue
        texts = value if isinstance(value, tuple) else (str(value),)
        found: list[str] = []
        for text in texts:
            for part in _parts(text, there, several=field.kind == "records"):
                if part not in cache:
                    cache[part] = _one(part, there)
                    if cache[part] is not None and part.casefold() not in there.ids:
                        by_name.append(f"{part} is {cache[part]}")
                if cache[part] is None:
                    lost.setdefault(part, []).append(at)
                found.append(cache[part] or part)
        result.append(tuple(found) if field.kind == "records" else found[0])
    if by_name:
        docket.tell(
            "reference-by-name",
            "note",
            f"{len(by_name)} names were found on record: {'; '.join(by_name[:3])}"
            f"{' ...' if len(by_name) > 3 else ''}.",
            field=field.name,
        )
    for text, rows in lost.items():
        _tell_lost(field, text, rows, there, docket)
    return result


def _parts(text: str, there: Names, *, several: bool) -> list[str]:
    """A text as it is where it leads somewhere, else split at its commas."""
    if not several or "," not in text or _one(text, there) is not None:
        return [text]
    return [part.strip() for part in text.split(",") if part.strip()]


def _one(text: str, there: Names) -> str | None:
    by_id = there.ids.get(text.casefold())
    if by_id is not None:
        return by_id
    ids = there.names.get(folded(text), ())
    return ids[0] if len(ids) == 1 else None


def _tell_lost(field: Field, text: str, rows: Sequence[int], there: Names, docket: Docket) -> None:
    named = there.names.get(folded(text), ())
    if len(named) > 1:
        rule = "reference-ambiguous"
        message = (
            f"{text[:60]!r} is the name of {len(named)} {field.refers_to}: {', '.join(named[:4])}"
        )
        remedy = "Give the id instead of the name."
    else:
        rule = "reference-dangling"
        message = f"There are no {field.refers_to} with the id or name {text[:60]!r}"
        remedy = f"Import the {field.refers_to} first, then this file again."
    if field.required:
        for at in rows:
            docket.block(at, rule, f"{message}.", remedy, field=field.name)
        return
    more = f" ({len(rows):,} rows)" if len(rows) > 1 else ""
    docket.tell(rule, "doubt", f"{message}{more}.", remedy, at=rows[0], field=field.name)
