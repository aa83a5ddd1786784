"""What the OGC API says of itself: landing page, conformance, collections, and their links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import Request

from ploughshare.registry.registry import Registry
from ploughshare.usecases.seen import Seen
from ploughshare.web.ogc_items import Page, spans, times
from ploughshare.web.ogc_requests import CRS84, Format

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
MEDIA_TYPES: Mapping[Format, str] = {
    "json": "application/json",
    "html": "text/html",
    "csv": "text/csv",
}

PART_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
PART_2 = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/"
CONFORMS_TO = (
    f"{PART_1}core",
    f"{PART_1}oas30",
    f"{PART_1}html",
    f"{PART_1}geojson",
    f"{PART_2}crs",
)

NO_RECORD = "No record of a hazard does not mean there is none."
INVENTED = "Invented region"

Document = dict[str, object]
Link = dict[str, str]


@dataclass(frozen=True, slots=True)
class Root:
    """
    Of what region the API tells, and at which address.

    Parameters
    ----------
    name
        Of the region; empty for those who may see nothing of it.
    note
        ``INVENTED`` where it is.
    address
        Without a slash at the end.
    """

    name: str
    note: str
    address: str

    @classmethod
    def of(cls, request: Request, registry: Registry, *, named: bool) -> "Root":
        """The root of a request's server; ``named`` where the person sees anything of the region."""
        return cls(
            registry.name if named else "",
            INVENTED if registry.invented else "",
            f"{str(request.base_url).rstrip('/')}/ogc",
        )

    def collection(self, name: str) -> str:
        return f"{self.address}/collections/{quote(name)}"

    @property
    def title(self) -> str:
        return " - ".join(part for part in ("Ploughshare", self.name, self.note) if part)


def link(href: str, rel: str, kind: str, title: str) -> Link:
    return {"href": href, "rel": rel, "type": kind, "title": title}


def with_query(address: str, query: Iterable[tuple[str, str]], **changes: str) -> str:
    """An address with parameters, some of them changed."""
    kept = [(name, value) for name, value in query if name not in changes]
    pairs = [*kept, *changes.items()]
    return f"{address}?{urlencode(pairs)}" if pairs else address


def both_ways(address: str, shown: Format, title: str) -> list[Link]:
    """Links to a document itself and to its other form."""
    other: Format = "html" if shown == "json" else "json"
    return [
        link(with_query(address, (), f=shown), "self", MEDIA_TYPES[shown], title),
        link(with_query(address, (), f=other), "alternate", MEDIA_TYPES[other], title),
    ]


def landing(root: Root, shown: Format) -> Document:
    address = root.address
    return {
        "title": root.title,
        "description": (
            "Records of the restoration of a region, as far as you may see them. " + NO_RECORD
        ),
        "links": [
            *both_ways(address, shown, "This page"),
            link(f"{address}/api", "service-desc", OPENAPI, "Description of the API"),
            link(f"{address}/api?f=html", "service-doc", "text/html", "The API for people"),
            link(f"{address}/conformance", "conformance", "application/json", "What it keeps to"),
            link(f"{address}/collections", "data", "application/json", "Collections"),
        ],
    }


def conformance(root: Root, shown: Format) -> Document:
    return {
        "links": both_ways(f"{root.address}/conformance", shown, "What this API keeps to"),
        "conformsTo": list(CONFORMS_TO),
    }


def collections(
    root: Root, shown: Format, offered: Iterable[str], inner: list[Document]
) -> Document:
    return {
        "title": root.title,
        "links": both_ways(f"{root.address}/collections", shown, "Collections"),
        "crs": list(offered),
        "collections": inner,
    }


def collection(
    root: Root, seen: Seen, offered: Iterable[str], *, history: bool, shown: Format | None = None
) -> Document:
    """
    One collection.

    Parameters
    ----------
    offered
        Addresses of reference systems.
    history
        Whether the person may see history.
    shown
        As what it is shown; ``None`` inside the list of collections.
    """
    record_type = seen.record_type
    address = root.collection(record_type.name)
    title = record_type.title.capitalize()
    links = [] if shown is None else both_ways(address, shown, title)
    if shown is None:
        links = [link(address, "self", "application/json", title)]
    links += [
        link(f"{address}/items", "items", GEOJSON, f"{title}: records"),
        link(f"{address}/items?f=html", "items", "text/html", f"{title}: records"),
        link(f"{address}/items?f=csv", "items", "text/csv", f"{title}: records"),
    ]
    document: Document = {
        "id": record_type.name,
        "title": title,
        "description": _description(root, seen, history=history),
        "itemType": "feature",
        "links": links,
        "crs": list(offered),
        "storageCrs": CRS84,
    }
    extent = _extent(seen, history=history)
    if extent:
        document["extent"] = extent
    return document


def _description(root: Root, seen: Seen, *, history: bool) -> str:
    record_type = seen.record_type
    told = [record_type.meaning]
    if seen.view.outline == "rounded":
        told.append(
            f"Places are rounded outwards to cells of {record_type.public_cell:g} degrees: each "
            "outline holds the whole area and more."
        )
    first, last = times(seen.view)
    begins = [f"the field {first}"] if first else []
    begins += ["the day from which the record is true in the field"] if history else []
    since = f"since {' or, where that is unknown, '.join(begins)}" if begins else ""
    until = f"until the field {last}" if last else ""
    if since or until:
        told.append(
            f"datetime finds records that are true at a time, {' and '.join(filter(None, (since, until)))}; "
            "where a day is unknown, there is no such end."
        )
    else:
        told.append("Its records carry no day, so that datetime leaves none of them out.")
    if root.note:
        told.append(f"{root.note}.")
    told.append(NO_RECORD)
    return " ".join(told)


def _extent(seen: Seen, *, history: bool) -> Document:
    extent: Document = {}
    bounds = seen.places().bounds
    if bounds is not None:
        extent["spatial"] = {"bbox": [list(bounds)], "crs": CRS84}
    begins, ends = spans(seen, history=history)
    known = [*filter(None, begins), *filter(None, ends)]
    if known:
        first = None if None in begins else f"{min(filter(None, begins))}T00:00:00Z"
        last = None if None in ends else f"{max(filter(None, ends))}T23:59:59Z"
        extent["temporal"] = {"interval": [[first, last]]}
    return extent


def page_links(request: Request, root: Root, name: str, shown: Format, found: Page) -> list[Link]:
    """The links of a page of features: itself, its other forms, and its neighbours."""
    address = f"{root.collection(name)}/items"
    query = request.query_params.multi_items()
    kinds: dict[Format, str] = {**MEDIA_TYPES, "json": GEOJSON}
    links = []
    for form, kind in kinds.items():
        rel = "self" if form == shown else "alternate"
        links.append(link(with_query(address, query, f=form), rel, kind, "This page"))
    stay = [(key, value) for key, value in query if not key.startswith("page-")]
    for rel, key, at, title in (
        ("next", "page-after", found.next_after, "Next page"),
        ("prev", "page-before", found.previous_before, "Page before"),
    ):
        if at is not None:
            href = with_query(address, stay, f=shown, **{key: at})
            links.append(link(href, rel, kinds[shown], title))
    links.append(link(root.collection(name), "collection", "application/json", "The collection"))
    return links
