"""A web client that can't be turned inwards: it looks up a host first, and connects only to a public address.

Promises: one request, no redirect followed, the body capped; the address that was checked is the one connected to
(so a name that changes its mind between look-up and connection gains nothing). Refuses loopback, private, link-local,
NAT64, 6to4, Teredo and mapped addresses unless the host is on the allow-list. Every failure is a `FetchFault`.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from urllib.parse import urlsplit

import httpx

PATIENCE = 6
"""Timeouts that a whole body may take; a single wait may take one."""

Resolve = Callable[[str, int], list[str]]

_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "64:ff9b::/96",  # NAT64, RFC 6052: an IPv4 address in disguise, "global" to Python 3.11's ipaddress
        "64:ff9b:1::/48",  # local NAT64, RFC 8215
        "2002::/16",  # 6to4, RFC 3056: likewise
        "2001::/32",  # Teredo, RFC 4380: likewise
        "fec0::/10",  # site-local, RFC 3879
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
    )
)


@dataclass(frozen=True, slots=True)
class FetchFault:
    """Why nothing came back; `reason` is safe to show."""

    reason: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer. `headers` as sent, in order; `body` without chunking, `truncated` when cut at the cap."""

    url: str
    address: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    truncated: bool
    request_headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def resolve_host(host: str, port: int) -> list[str]:
    """Every address of `host`, in the order of the system's look-up."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether `address` (as a look-up gives it) is one on the open internet."""
    try:
        given = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = given.ipv4_mapped if isinstance(given, ipaddress.IPv6Address) else None
    given = mapped or given
    return given.is_global and not given.is_multicast and not any(given in network for network in _REFUSED)


@dataclass(slots=True)
class GuardedClient:
    """`allowed` names hosts (`name` or `name:port`) that may stand on an address that isn't public. Use as a context
    manager."""

    user_agent: str
    body_cap: int
    allowed: frozenset[str] = frozenset()
    timeout: float = 20.0
    resolve: Resolve = resolve_host
    _client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self._client = httpx.Client(follow_redirects=False, trust_env=False, timeout=self.timeout)

    def __enter__(self) -> GuardedClient:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def fetch(self, url: str) -> Fetched | FetchFault:
        """Gets one page."""
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            return FetchFault("the address can't be read")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return FetchFault("only http and https addresses are fetched")
        address = self._address(parts.hostname, port)
        if isinstance(address, FetchFault):
            return address
        try:
            return self._get(url, parts.hostname, address)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return FetchFault(f"the site can't be reached ({type(error).__name__})")

    def _address(self, host: str, port: int) -> str | FetchFault:
        """The address to connect to. One that isn't public among several refuses them all."""
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError):
            found = []
        if not found:
            return FetchFault("the host's name has no address")
        if not {host, f"{host}:{port}"} & self.allowed and not all(is_public(address) for address in found):
            return FetchFault("the host stands on an address that isn't public")
        return found[0]

    def _get(self, url: str, host: str, address: str) -> Fetched:
        """Connects to `address`, asks for `host`, and lets TLS check the certificate for `host`."""
        target = httpx.URL(url)
        headers = {
            "Host": target.netloc.decode("ascii"),
            "User-Agent": self.user_agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.5",
            "Accept-Encoding": "identity",
        }
        pinned = target.copy_with(host=address)
        with self._client.stream("GET", pinned, headers=headers, extensions={"sni_hostname": host}) as answer:
            body, truncated = self._body(answer)
        return Fetched(
            url=url,
            address=address,
            status=answer.status_code,
            reason=answer.reason_phrase,
            headers=_pairs(answer.headers.raw),
            body=body,
            truncated=truncated,
            request_headers=tuple(headers.items()),
        )

    def _body(self, answer: httpx.Response) -> tuple[bytes, bool]:
        """The body up to the cap. A server that trickles is cut off when the whole takes too long."""
        body = bytearray()
        until = monotonic() + PATIENCE * self.timeout
        for part in answer.iter_raw(64 * 1024):
            body += part
            if monotonic() > until:
                raise httpx.ReadTimeout("the body took too long")
            if len(body) > self.body_cap:
                return bytes(body[: self.body_cap]), True
        return bytes(body), False


def _pairs(raw: list[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)


def request_line(url: str, headers: Mapping[str, str]) -> bytes:
    """The request as it went over the wire, for the archive."""
    target = httpx.URL(url).raw_path.decode("ascii")
    return "".join([f"GET {target} HTTP/1.1\r\n", *(f"{k}: {v}\r\n" for k, v in headers.items()), "\r\n"]).encode()
