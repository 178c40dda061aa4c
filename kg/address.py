"""The address of a page as an IRI: what people and programs write into a `url` is often none.

Search pages have brackets and bare percent signs in their addresses, copied ones blanks, Chinese characters and a
second `#`.  Browsers take all of it; a graph holds IRIs, and one character that is none would end its writing.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote

# The parts of RFC 3986, appendix B, for addresses of the web.
_PARTS = re.compile(r"(https?)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.IGNORECASE | re.DOTALL)
_SUB_DELIMITERS = "!$&'()*+,;="
_PATH = _SUB_DELIMITERS + ":@/"
_QUERY = _PATH + "?"
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"(?P<host>\[[^\[\]]*\]|.*?)(?P<port>:[0-9]*)?", re.DOTALL)
_FUTURE_HOST = re.compile(rf"v[0-9A-F]+\.[\w.~{re.escape(_SUB_DELIMITERS)}:-]+", re.IGNORECASE | re.ASCII)


def web_iri(address: str) -> str | None:
    """The IRI of a page by its address, None for what is no address of the web (http, https).

    A valid URI comes back as it is (its scheme in small letters).  Every character that may not stand where it stands
    is percent-encoded part by part (RFC 3986, 2.1 and appendix A), one outside ASCII as its bytes of UTF-8 (RFC 3987,
    3.1); an escape that is one already stays.
    """
    parts = _PARTS.fullmatch(address.strip())
    if parts is None or not parts.group(2):
        return None
    scheme, authority, path, query, fragment = (part or "" for part in parts.groups())
    return (
        f"{scheme.lower()}://{_authority(authority)}{_encoded(path, _PATH)}"
        f"{query[:1]}{_encoded(query[1:], _QUERY)}{fragment[:1]}{_encoded(fragment[1:], _QUERY)}"
    )


def _encoded(part: str, allowed: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=allowed + "%", errors="replace")


def _authority(text: str) -> str:
    """Who is asked, as a host and port, with the name of a user in front if there is one."""
    user, sign, place = text.rpartition("@")
    found = _HOST.fullmatch(place)
    assert found is not None  # a host may be anything and a port nothing
    host = found["host"] if _is_literal(found["host"]) else _encoded(found["host"], _SUB_DELIMITERS)
    return _encoded(user, _SUB_DELIMITERS + ":") + sign + host + (found["port"] or "")


def _is_literal(host: str) -> bool:
    """Whether a host is an address of IPv6, or of what comes after, in brackets: there alone they may stand."""
    inside = host[1:-1]
    if host != f"[{inside}]":
        return False
    try:
        return bool(_FUTURE_HOST.fullmatch(inside)) or (ipaddress.IPv6Address(inside) is not None and "%" not in inside)
    except ValueError:
        return False
