"""The OpenAPI 3.0 document of the OGC API: for each person, the collections that person sees."""

from collections.abc import Iterable, Mapping

from ploughshare import __version__
from ploughshare.fields import Field
from ploughshare.usecases.visible import View
from ploughshare.web.ogc_documents import GEOJSON, OPENAPI, Document, Root
from ploughshare.web.ogc_requests import DEFAULT_LIMIT, LONGEST_PURPOSE, MOST_FEATURES
from ploughshare.web.problems import MEDIA_TYPE

OBJECT: Document = {"type": "object"}


def definition(root: Root, views: Iterable[View], offered: Iterable[str]) -> Document:
    """
    The document.

    Parameters
    ----------
    offered
        Addresses of reference systems.
    """
    return {
        "openapi": "3.0.3",
        "info": {
            "title": root.title,
            "version": __version__,
            "description": "OGC API - Features of a region's records.",
            "license": {"name": "The authority decides on its data"},
        },
        "servers": [{"url": root.address}],
        "security": [{}, {"token": []}, {"session": []}],
        "paths": _paths(views),
        "components": {
            "parameters": _parameters(list(offered)),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "plough_session"},
            },
            "schemas": {"problem": _problem()},
            "responses": {
                "error": {
                    "description": "An error, with its remedy",
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/problem"}}},
                }
            },
        },
    }


def _paths(views: Iterable[View]) -> Document:
    form = [_ref("f")]
    paths: Document = {
        "/": _get("landing", "The landing page", form),
        "/conformance": _get("conformance", "What the API keeps to", form),
        "/api": _get("api", "This description", form, kinds=(OPENAPI, "text/html")),
        "/collections": _get("collections", "What there is for you to see", form),
    }
    for view in views:
        name, title = view.record_type.name, view.record_type.title
        base = f"/collections/{name}"
        paths[base] = _get(f"{name}.about", f"About each {title}", form)
        asked = ("limit", "bbox", "bbox-crs", "crs", "datetime", "page-after", "page-before")
        parameters = [*map(_ref, (*asked, "purpose", "fItems"))]
        parameters += [_filter(view.record_type[each]) for each in view.fields]
        paths[f"{base}/items"] = _get(
            f"{name}.list", f"Each {title}", parameters, kinds=(GEOJSON, "text/html", "text/csv")
        )
        paths[f"{base}/items/{{featureId}}"] = _get(
            f"{name}.one",
            f"One {title}",
            [_ref("featureId"), _ref("crs"), *form],
            kinds=(GEOJSON, "text/html"),
        )
    return paths


def _get(
    name: str,
    summary: str,
    parameters: list[Document],
    *,
    kinds: tuple[str, ...] = ("application/json", "text/html"),
) -> Document:
    schemas: dict[str, Document] = {"text/html": {"type": "string"}, "text/csv": {"type": "string"}}
    content = {kind: {"schema": schemas.get(kind, OBJECT)} for kind in kinds}
    error: Document = {"$ref": "#/components/responses/error"}
    answers: Document = {"200": {"description": summary, "content": content}}
    answers |= {str(code): error for code in _CODES}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": answers,
        }
    }


_CODES = (400, 401, 403, 404, 405, 500, 503)


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/parameters/{name}"}


def _parameters(offered: list[str]) -> Document:
    numbers: Document = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    limit: Document = {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_FEATURES,
        "default": DEFAULT_LIMIT,
    }
    text: Document = {"type": "string"}
    return {
        "f": _query("f", "Form of the answer", {"type": "string", "enum": ["json", "html"]}),
        "fItems": _query("f", "Form", {"type": "string", "enum": ["json", "html", "csv"]}),
        "limit": _query(
            "limit", "Features on a page; a file of CSV without it has all of them", limit
        ),
        "bbox": _query(
            "bbox",
            "Only features that touch this box, of four numbers or six",
            numbers,
            style="form",
            explode=False,
        ),
        "bbox-crs": _query("bbox-crs", "Reference system of bbox", _address(offered)),
        "crs": _query("crs", "Reference system of the answer", _address(offered)),
        "datetime": _query(
            "datetime",
            "Only features that are true in the field at an instant or in an interval",
            text,
            style="form",
            explode=False,
        ),
        "page-after": _query("page-after", "The id that the page comes after", text),
        "page-before": _query("page-before", "The id that the page comes before", text),
        "purpose": _query(
            "purpose",
            "What a file of sensitive data is taken for; it is kept in the log",
            {"type": "string", "maxLength": LONGEST_PURPOSE},
        ),
        "featureId": {
            "name": "featureId",
            "in": "path",
            "required": True,
            "description": "Id of the record",
            "schema": text,
        },
    }


def _address(offered: list[str]) -> Document:
    return {"type": "string", "format": "uri", "enum": offered, "default": offered[0]}


def _query(name: str, told: str, schema: Mapping[str, object], **more: object) -> Document:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": told,
        "schema": dict(schema),
        **more,
    }


def _filter(field: Field) -> Document:
    kinds = {"integer": "integer", "number": "number", "flag": "boolean"}
    schema: Document = {"type": kinds.get(field.kind, "string")}
    if field.terms is not None and field.kind in ("choice", "choices"):
        schema["enum"] = list(field.terms.codes)
    if field.kind == "date":
        schema["format"] = "date"
    return _query(field.name, f"{field.meaning} Only features with this value", schema)


def _problem() -> Document:
    texts = ("type", "title", "detail", "code", "description", "remedy")
    return {
        "type": "object",
        "required": ["title", "status", "detail", "code"],
        "properties": {
            **{each: {"type": "string"} for each in texts},
            "status": {"type": "integer"},
        },
    }
