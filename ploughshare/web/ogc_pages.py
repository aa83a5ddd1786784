"""The documents of the OGC API as small pages for people: no script, one style sheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from string import Template
from urllib.parse import quote

import msgspec

from ploughshare.fields import Field, Value
from ploughshare.usecases.seen import Seen
from ploughshare.web.ogc_documents import NO_RECORD, Document, Link, Root
from ploughshare.web.ogc_items import Page

WHOLE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="stylesheet" href="$style">
</head>
<body>
<header><a href="$home">Ploughshare</a> $region $note</header>
<main>
<h1>$title</h1>
$body
</main>
<footer>$no_record</footer>
</body>
</html>
""")


def whole(root: Root, title: str, body: Iterable[str]) -> str:
    """A page. ``body`` is HTML; the rest is text."""
    return WHOLE.substitute(
        title=escape(title),
        style=escape(f"{root.address}/style.css"),
        home=escape(f"{root.address}?f=html"),
        region=escape(root.name),
        note=f'<strong class="note">{escape(root.note)}</strong>' if root.note else "",
        body="\n".join(body),
        no_record=escape(NO_RECORD),
    )


def _anchor(each: Link) -> str:
    return (
        f'<a href="{escape(each["href"])}" rel="{escape(each["rel"])}" '
        f'type="{escape(each["type"])}">{escape(each["title"])}</a>'
    )


def _links(links: Sequence[Link]) -> Iterator[str]:
    yield "<ul>"
    for each in links:
        yield f"<li>{_anchor(each)} ({escape(each['rel'])}, {escape(each['type'])})</li>"
    yield "</ul>"


def landing_page(root: Root, document: Document, links: Sequence[Link]) -> str:
    body = [f"<p>{escape(str(document['description']))}</p>", *_links(links)]
    return whole(root, root.title, body)


def conformance_page(root: Root, classes: Sequence[str], links: Sequence[Link]) -> str:
    body = ["<ul>", *(f"<li>{escape(each)}</li>" for each in classes), "</ul>", *_links(links)]
    return whole(root, "What this API keeps to", body)


def collections_page(root: Root, inner: Sequence[Document], links: Sequence[Link]) -> str:
    body = [] if inner else ["<p>There is no collection that you may see.</p>"]
    for each in inner:
        address = root.collection(str(each["id"]))
        body += [
            f'<h2><a href="{escape(address)}?f=html">{escape(str(each["title"]))}</a></h2>',
            f"<p>{escape(str(each['description']))}</p>",
        ]
    return whole(root, "Collections", [*body, *_links(links)])


def collection_page(root: Root, document: Document, links: Sequence[Link], seen: Seen) -> str:
    body = [
        f"<p>{escape(str(document['description']))}</p>",
        f"<p>{len(seen)} records.</p>",
        *_fields(seen),
        *_links(links),
    ]
    return whole(root, str(document["title"]), body)


def _fields(seen: Seen) -> Iterator[str]:
    head = ("field", "meaning", "unit")
    lines = [
        (escape(each.name), escape(each.meaning), escape(each.unit))
        for each in seen.record_type
        if each.name in seen.view.fields
    ]
    yield from _table("Fields that you may see", head, lines)


def _table(caption: str, head: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; its cells are HTML."""
    yield f'<div class="scroll"><table><caption>{escape(caption)}</caption>'
    heads = [f'<th scope="col">{escape(each)}</th>' for each in head]
    yield f"<tr>{''.join(heads)}</tr>"
    for line in lines:
        cells = [f"<td>{each}</td>" for each in line]
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</table></div>"


def items_page(root: Root, seen: Seen, found: Page, links: Sequence[Link]) -> str:
    record_type = seen.record_type
    names = seen.view.fields
    address = root.collection(record_type.name)
    lines = []
    for row in found.rows:
        values = seen.values(row)
        lines.append(
            [
                _item_link(address, seen.ids[row]),
                *(escape(worded(record_type[name], values[name])) for name in names),
            ]
        )
    caption = f"{len(found.rows)} of {found.matched} records"
    around = [each for each in links if each["rel"] in ("prev", "next")]
    others = [each for each in links if each["rel"] not in ("prev", "next")]
    body = [
        *_table(caption, ("id", *names), lines),
        f"<nav>{''.join(map(_anchor, around))}</nav>",
        *_links(others),
    ]
    return whole(root, f"{record_type.title.capitalize()}: records", body)


def _item_link(address: str, record_id: str) -> str:
    href = f"{address}/items/{quote(record_id, '')}?f=html"
    return f'<a href="{escape(href)}">{escape(record_id)}</a>'


def item_page(
    root: Root, seen: Seen, row: int, feature: Mapping[str, object], links: Sequence[Link]
) -> str:
    record_type = seen.record_type
    lines = [
        (
            escape(name),
            escape(worded(record_type[name], value)),
            escape(record_type[name].unit),
            escape(record_type[name].meaning),
        )
        for name, value in seen.values(row).items()
    ]
    place = msgspec.json.encode(feature["geometry"]).decode()
    rough = "Place, rounded outwards" if seen.view.outline == "rounded" else "Place"
    body = [
        *_table("Values", ("field", "value", "unit", "meaning"), lines),
        f"<h2>{rough}</h2><pre>{escape(place)}</pre>" if place != "null" else "",
        *_links(links),
    ]
    return whole(root, f"{record_type.title.capitalize()} {seen.label(row)}", body)


def worded(field: Field, value: Value) -> str:
    """A value as people read it: labels instead of codes, nothing for unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(worded(field, each) for each in value)
    if field.terms is not None and value in field.terms.codes:
        return field.terms.label(str(value))
    return str(value)


def api_page(root: Root, paths: Mapping[str, str], links: Sequence[Link]) -> str:
    """
    What can be asked for.

    Parameters
    ----------
    paths
        Addresses below the root, and what each gives.
    """
    lines = [(f"<code>/ogc{escape(path)}</code>", escape(told)) for path, told in paths.items()]
    body = [*_table("Addresses", ("address", "what it gives"), lines), *_links(links)]
    return whole(root, "The API for people", body)
