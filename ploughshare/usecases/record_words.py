"""Values of records in words: with label and unit, the same on the command line and on the screen."""

from ploughshare.fields import Field, Value


def value_text(field: Field, value: Value) -> str:
    """A value with its label and unit."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_word(field, each) for each in value) or "none"
    if isinstance(value, str):
        return _word(field, value)
    text = f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else f"{value}"
    return f"{text} {field.unit}".strip()


def _word(field: Field, code: str) -> str:
    if field.terms is None or code not in field.terms.codes:
        return code
    label = field.terms.label(code)
    return label if label == code else f"{label} ({code})"
