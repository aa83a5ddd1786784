"""OGC API - Features, parts 1 and 2: the records of a region for everybody else's software.

Standards: OGC 17-069r4 (Core, GeoJSON, HTML, OpenAPI 3.0) and OGC 18-058r1 (reference systems).
"""

from datetime import UTC, datetime
from importlib.resources import files
from typing import Annotated
from urllib.parse import quote

import msgspec
import numpy as np
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.errors import CallError, NoSuchRecord, NotAllowed
from ploughshare.fields import RecordType, Sensitivity
from ploughshare.registry.registry import Registry
from ploughshare.usecases.people import Person
from ploughshare.usecases.permissions import Act, DataClass
from ploughshare.usecases.visible import View, view, views
from ploughshare.web import ogc_pages as pages
from ploughshare.web.gate import Asking, Serving, SignInFirst, needs, open_to_all
from ploughshare.web.ogc_api import definition
from ploughshare.web.ogc_documents import (
    GEOJSON,
    OPENAPI,
    Document,
    Link,
    Root,
    both_ways,
    collection,
    collections,
    conformance,
    landing,
    link,
    page_links,
)
from ploughshare.web.ogc_items import (
    Page,
    csv_blocks,
    features,
    page_around,
    require_placed,
    selected,
)
from ploughshare.web.ogc_requests import (
    CRS84,
    DEFAULT_LIMIT,
    EPSG,
    Asked,
    asked,
    clean_purpose,
    format_of,
    require_known,
    system,
    systems,
)
from ploughshare.web.server import Server

router = APIRouter(prefix="/ogc", tags=["ogc"], default_response_class=Response)

SEEN = needs(Act.SEE, DataClass.PUBLISHED)

Form = Annotated[str | None, Query(description="json or html; else what Accept prefers, else json")]
CollectionId = Annotated[str, Path(description="Name of a record type")]


class NoSuchCollection(NoSuchRecord):
    """There is no record type of that name."""

    code = "no-such-collection"


@router.get("/", include_in_schema=False, **SEEN)
@router.get("", **SEEN)
def landing_page(request: Request, server: Serving, person: Asking, f: Form = None) -> Response:
    """What the API offers, and where."""
    require_known(request, ("f",))
    form = format_of(request)
    with server.reading() as registry, registry.snapshot():
        root = root_of(request, registry, person)
    document = landing(root, form)
    if form == "html":
        return _page(pages.landing_page(root, document, _links(document)))
    return _json(document)


@router.get("/conformance", **SEEN)
def conformance_page(request: Request, server: Serving, person: Asking, f: Form = None) -> Response:
    """The conformance classes that the API keeps to."""
    require_known(request, ("f",))
    form = format_of(request)
    with server.reading() as registry, registry.snapshot():
        root = root_of(request, registry, person)
    document = conformance(root, form)
    if form == "html":
        classes = msgspec.convert(document["conformsTo"], list[str])
        return _page(pages.conformance_page(root, classes, _links(document)))
    return _json(document)


@router.get("/api", **SEEN)
def api_page(request: Request, server: Serving, person: Asking, f: Form = None) -> Response:
    """The API's own description, with the collections and fields that the person may see."""
    require_known(request, ("f",))
    form = format_of(request)
    with server.reading() as registry, registry.snapshot():
        root = root_of(request, registry, person)
        seen = list(views(person.role, registry.publication()))
        document = definition(root, seen, systems(registry))
    if form == "html":
        paths = msgspec.convert(document["paths"], dict[str, dict[str, dict[str, object]]])
        told = {path: str(each["get"]["summary"]) for path, each in paths.items()}
        links = [link(f"{root.address}/api?f=json", "service-desc", OPENAPI, "For programs")]
        return _page(pages.api_page(root, told, links))
    return _json(document, OPENAPI)


@router.get("/style.css", include_in_schema=False, **open_to_all())
def style() -> Response:
    """The style sheet of the pages."""
    text = (files("ploughshare.web") / "ogc.css").read_text(encoding="utf-8")
    return Response(text, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@router.get("/collections", **SEEN)
def collection_list(request: Request, server: Serving, person: Asking, f: Form = None) -> Response:
    """Every record type that the person may see anything of."""
    require_known(request, ("f",))
    form = format_of(request)
    history = person.may(Act.SEE, DataClass.HISTORY)
    with server.reading() as registry, registry.snapshot():
        root = root_of(request, registry, person)
        offered = systems(registry)
        inner = [
            collection(root, server.tables.seen(registry, each), offered, history=history)
            for each in views(person.role, registry.publication())
        ]
    document = collections(root, form, offered, inner)
    if form == "html":
        return _page(pages.collections_page(root, inner, _links(document)))
    return _json(document)


@router.get("/collections/{collection_id}", **SEEN)
def one_collection(
    request: Request, server: Serving, person: Asking, collection_id: CollectionId, f: Form = None
) -> Response:
    """What a collection holds, where and when."""
    require_known(request, ("f",))
    form = format_of(request)
    history = person.may(Act.SEE, DataClass.HISTORY)
    with server.reading() as registry, registry.snapshot():
        root = root_of(request, registry, person)
        seen = server.tables.seen(registry, named_view(registry, person, collection_id))
        offered = systems(registry)
    document = collection(root, seen, offered, history=history, shown=form)
    if form == "html":
        return _page(pages.collection_page(root, document, _links(document), seen))
    return _json(document)


@router.get("/collections/{collection_id}/items", **SEEN)
def items(
    request: Request,
    server: Serving,
    person: Asking,
    collection_id: CollectionId,
    limit: Annotated[
        int | None, Query(ge=1, description="Features on a page, 10,000 at most; 100 if not given")
    ] = None,
    bbox: Annotated[str | None, Query(description="Four numbers or six")] = None,
    bbox_crs: Annotated[str | None, Query(alias="bbox-crs")] = None,
    crs: str | None = None,
    datetime: Annotated[str | None, Query(description="An instant, or an interval")] = None,
    page_after: Annotated[str | None, Query(alias="page-after")] = None,
    page_before: Annotated[str | None, Query(alias="page-before")] = None,
    purpose: Annotated[str | None, Query(description="Of a file with sensitive data")] = None,
    f: Annotated[str | None, Query(description="json, html or csv")] = None,
) -> Response:
    """
    The records of a collection, page by page in the order of their ids.

    Each field that the person may see is a parameter, too: only records with that value.
    """
    form = format_of(request, also=("csv",))
    history = person.may(Act.SEE, DataClass.HISTORY)
    with server.reading() as registry, registry.snapshot():
        act = Act.EXPORT if form == "csv" else Act.SEE
        found_view = named_view(registry, person, collection_id, act)
        offered = systems(registry)
        wanted = asked(request, found_view, offered, limit)
        root = root_of(request, registry, person)
        seen = server.tables.seen(registry, found_view)
    rows = selected(seen, wanted, history=history)
    # A file without a limit has all that was asked for: nobody counts the rows of a file.
    most = max(1, len(rows)) if form == "csv" else DEFAULT_LIMIT
    found = page_around(seen, rows, wanted.limit or most, after=wanted.after, before=wanted.before)
    require_placed(seen, found.rows, wanted.code)
    links = page_links(request, root, collection_id, form, found)
    headers = {"Content-Crs": f"<{_address(wanted)}>"}
    if form == "html":
        return _page(pages.items_page(root, seen, found, links), headers)
    if form == "csv":
        _log_export(server, person, found_view, found, request.query_params.get("purpose"))
        headers |= _file_headers(collection_id, found, links)
        blocks = csv_blocks(seen, found.rows, wanted.code, note=root.note.lower())
        return StreamingResponse(blocks, media_type="text/csv", headers=headers)
    document: Document = {
        "type": "FeatureCollection",
        "timeStamp": _now(),
        "numberMatched": found.matched,
        "numberReturned": len(found.rows),
        **({"note": root.note} if root.note else {}),
        "links": links,
        "features": features(seen, found.rows, wanted.code),
    }
    return _json(document, GEOJSON, headers)


@router.get("/collections/{collection_id}/items/{feature_id:path}", **SEEN)
def item(
    request: Request,
    server: Serving,
    person: Asking,
    collection_id: CollectionId,
    feature_id: Annotated[str, Path(description="Id of a record")],
    crs: str | None = None,
    f: Form = None,
) -> Response:
    """One record."""
    require_known(request, ("crs", "f"))
    form = format_of(request)
    with server.reading() as registry, registry.snapshot():
        root = root_of(request, registry, person)
        seen = server.tables.seen(registry, named_view(registry, person, collection_id))
        offered = systems(registry)
    code = system(crs, offered, "crs")
    row = seen.row(feature_id)
    if row is None:
        raise NoSuchRecord(f"There is no {seen.record_type.title} of this id.")
    address = f"{root.collection(collection_id)}/items/{quote(feature_id, '')}"
    links = both_ways(address, form, "This record")
    for each in links:
        each["type"] = GEOJSON if each["type"] == "application/json" else each["type"]
    links.append(
        link(root.collection(collection_id), "collection", "application/json", "The collection")
    )
    only = np.array([row])
    require_placed(seen, only, code)
    (feature,) = features(seen, only, code)
    headers = {"Content-Crs": f"<{crs or CRS84}>"}
    if form == "html":
        return _page(pages.item_page(root, seen, row, feature, links), headers)
    return _json({**feature, "links": links}, GEOJSON, headers)


def root_of(request: Request, registry: Registry, person: Person) -> Root:
    """The root of the API; a stranger is told the region's name once anything is published."""
    published = registry.publication()
    named = bool(person.name or published.record_types or published.plan)
    return Root.of(request, registry, named=named)


def named_view(registry: Registry, person: Person, name: str, act: Act = Act.SEE) -> View:
    """
    What a person may see, or take away, of a record type that was asked for by its name.

    Raises ``NoSuchCollection`` for a name that is none, ``NotAllowed`` for one of which the
    person may see nothing.
    """
    record_type = RECORD_TYPES.get(name)
    if record_type is None:
        raise NoSuchCollection(
            "There is no collection of this name.", remedy="/ogc/collections lists what there is."
        )
    found = view(person.role, record_type, registry.publication(), act=act)
    if found is None:
        raise _refusal(person, record_type, act)
    return found


def _refusal(person: Person, record_type: RecordType, act: Act) -> NotAllowed:
    what = "see" if act is Act.SEE else "take away"
    if not person.name:
        return SignInFirst(
            f"Visitors may not {what} the collection {record_type.name}.",
            remedy="Sign in, or send a token.",
        )
    return NotAllowed(
        f"As {person.role.value} you may not {what} the collection {record_type.name}."
    )


def _log_export(
    server: Server, person: Person, taken: View, found: Page, given: str | None
) -> None:
    """Log who takes sensitive data away, and why, before any of it is given."""
    tags = {taken.record_type[name].sensitivity for name in taken.fields}
    if taken.outline == "exact":
        tags.add(taken.record_type.sensitivity)
    if not tags & {Sensitivity.SENSITIVE, Sensitivity.PERSONAL}:
        return
    purpose = clean_purpose(given)
    if not purpose:
        raise CallError(
            "This file holds sensitive data: say what it is taken for.",
            remedy="Add purpose=... in a few words; it is kept in the log.",
        )
    with server.writing() as registry:
        registry.people.log(
            person.name,
            "exported sensitive data",
            records=taken.record_type.name,
            rows=str(len(found.rows)),
            form="csv",
            purpose=purpose,
        )


def _file_headers(name: str, found: Page, links: list[Link]) -> dict[str, str]:
    around = [each for each in links if each["rel"] in ("next", "prev")]
    told = {
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "OGC-NumberMatched": str(found.matched),
        "OGC-NumberReturned": str(len(found.rows)),
    }
    if around:
        told["Link"] = ", ".join(f'<{each["href"]}>; rel="{each["rel"]}"' for each in around)
    return told


def _address(wanted: Asked) -> str:
    return f"{EPSG}{wanted.code}" if wanted.code else CRS84


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _links(document: Document) -> list[Link]:
    return msgspec.convert(document["links"], list[Link])


def _json(
    document: Document, kind: str = "application/json", headers: dict[str, str] | None = None
) -> Response:
    return Response(msgspec.json.encode(document), media_type=kind, headers=headers)


def _page(text: str, headers: dict[str, str] | None = None) -> Response:
    return Response(text, media_type="text/html; charset=utf-8", headers=headers)
