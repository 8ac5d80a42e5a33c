"""Addresses of pages: one canonical spelling for each, so that the same page has the same id.

Lower-case scheme and host, no default port, no user name, no fragment, no tracking parameters, query sorted,
percent signs normalised (RFC 3986, section 6.2). What isn't http or https has no canonical address (None).
"""

from __future__ import annotations

import re
from posixpath import normpath
from string import ascii_letters, digits
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from safelight.kernel.ids import AdId, derive

TRACKING = re.compile(
    r"(utm_\w+|gclid|gbraid|wbraid|dclid|fbclid|msclkid|yclid|ttclid|twclid|igshid|mc_[ce]id|_ga|_gl|ref_src"
    r"|phpsessid|jsessionid|aspsessionid\w*|sessionid)",
    re.IGNORECASE,
)
"""Parameters that campaigns and session trackers add; they name the visitor, never the page (vendors' own docs)."""

_PORTS = {"http": 80, "https": 443}
_MAX_URL = 4096
_KEPT_IN_PATH = "/!$&'()*+,;=:@-._~"
_UNRESERVED = frozenset(ascii_letters + digits + "-._~")
_ESCAPED = re.compile("%([0-9A-Fa-f]{2})")


def canonical(url: str) -> str | None:
    """The one spelling of `url`, or None when it isn't an address of a web page."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), _host(parts.hostname)
    if scheme not in _PORTS or not host or len(url) > _MAX_URL:
        return None
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    return urlunsplit((scheme, netloc, _path(parts.path), _query(parts.query), ""))


def site_of(url: str) -> str:
    """The host (and unusual port) of a canonical address."""
    return urlsplit(url).netloc


def ad_id(url: str) -> AdId:
    """The id of the ad on the page at a canonical address: a digest of site and address."""
    return AdId(derive("ad", site_of(url), url))


def resolve(base: str, link: str) -> str | None:
    """Where `link` on the page at `base` leads, canonical; None when nowhere on the web."""
    try:
        return canonical(urljoin(base, link.strip()))
    except ValueError:
        return None


def _host(host: str | None) -> str:
    if not host:
        return ""
    if ":" in host:
        return f"[{host.lower()}]"
    try:
        return host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        return ""


def _path(path: str) -> str:
    plain = _ESCAPED.sub(_escape, quote(path, safe=_KEPT_IN_PATH + "%", errors="surrogateescape"))
    if "/." in plain:
        slash = "/" if plain.endswith(("/", "/.", "/..")) else ""
        plain = normpath(plain).rstrip("/") + slash
    return "/" + plain.lstrip("/")


def _escape(found: re.Match[str]) -> str:
    mark = chr(int(found[1], 16))
    return mark if mark in _UNRESERVED else found[0].upper()


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    return urlencode(sorted(pair for pair in pairs if not TRACKING.fullmatch(pair[0])), errors="surrogateescape")
