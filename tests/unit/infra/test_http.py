"""Addresses that the guarded client refuses, whatever a name says; and what robots.txt allows."""

from __future__ import annotations

import pytest

from safelight.ads.sources.robots import parse_robots, robots_for
from safelight.infra.http import FetchFault, GuardedClient, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "192.88.99.1", "::", "::1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::1", "2001:db8::1", "0x7f.1", "localhost", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "addresses", "reason"),
    [
        ("http://rooms.example/", ["8.8.8.8", "10.0.0.1"], "isn't public"),
        ("http://0x7f.1/", ["127.0.0.1"], "isn't public"),
        ("http://2130706433/", ["127.0.0.1"], "isn't public"),
        ("http://[::ffff:7f00:1]/", ["::ffff:127.0.0.1"], "isn't public"),
        ("http://rooms.example/", [], "no address"),
        ("ftp://rooms.example/", ["8.8.8.8"], "only http"),
        ("gopher://rooms.example/", ["8.8.8.8"], "only http"),
        ("http://rooms.example:99999/", ["8.8.8.8"], "can't be read"),
        ("http:///nothing", ["8.8.8.8"], "only http"),
    ],
)
def test_fetches_that_are_refused_before_a_connection(url: str, addresses: list[str], reason: str) -> None:
    with GuardedClient("Safelight/0.1", 1000, resolve=lambda host, port: addresses) as client:
        fault = client.fetch(url)
    assert isinstance(fault, FetchFault)
    assert reason in fault.reason


ROBOTS = """\ufeff
User-agent: other # a comment
User-agent: SAFELIGHT/2
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Crawl-delay: 3

User-agent: *
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private", False),
        ("/private/open/1", True),
        ("/a/b.pdf", False),
        ("/a/b.pdf?x", True),
        ("/robots.txt", True),
    ],
)
def test_the_longest_matching_rule_of_our_group_decides(path: str, allowed: bool) -> None:
    robots = parse_robots(ROBOTS, "Safelight")
    assert robots.allows(path) is allowed
    assert robots.delay == 3.0


def test_without_a_group_of_ours_the_star_decides() -> None:
    robots = parse_robots(ROBOTS, "Somebody")
    assert [robots.allows("/"), robots.allows("/robots.txt")] == [False, True]
    assert parse_robots("", "Somebody").allows("/x")
    assert parse_robots("Disallow: /\nnonsense\n: :\n", "Somebody").allows("/x")


@pytest.mark.parametrize(("status", "allowed"), [(200, True), (404, True), (403, True), (429, False), (500, False)])
def test_what_a_missing_or_broken_robots_means(status: int, allowed: bool) -> None:
    assert robots_for(status, b"", "Safelight").allows("/x") is allowed


def test_many_stars_cost_linear_time() -> None:
    robots = parse_robots("User-agent: *\nDisallow: /" + "*a" * 400 + "$\n", "x")
    assert robots.allows("/" + "a" * 20_000 + "b")
