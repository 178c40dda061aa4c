"""IRIs of the graph and the addresses of their pages: `id:platform/甬江实验室` ⇄ `/entity/platform/甬江实验室`."""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.requests import HTTPConnection

from kg.ontology import ID, iri_path

_DOCUMENTS = "document"
_OWN = (_DOCUMENTS, "indicator")  # kinds whose pages do not stand below /entity/


def iri_of(request: HTTPConnection, prefix: str) -> str:
    """The IRI that the path of a request names behind a prefix (`/entity/`, `/document/`, `/id/`).

    The path is taken as it was sent: a / in a name is %2F there, as it is in the IRI.
    """
    raw = request.scope["raw_path"].decode("ascii", "replace").removeprefix(prefix)
    if prefix == f"/{_DOCUMENTS}/":
        raw = f"{_DOCUMENTS}/{raw}"
    return ID + "/".join(iri_path(unquote(step)) for step in raw.split("/"))


def page_of(iri: str) -> str:
    """The address of the page of an entity, a document or an indicator of the graph; empty for an IRI of elsewhere."""
    if not iri.startswith(ID):
        return ""
    kind, _, name = iri.removeprefix(ID).partition("/")
    where = f"/{kind}" if kind in _OWN else f"/entity/{kind}"
    return f"{where}/{'/'.join(quote(unquote(step), safe='') for step in name.split('/'))}"
