"""Bundles carried from one network to another: signed, in order, taken back; altered and replayed ones refused."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lib.network import Town, found_town, md5

from safelight.content.core.observation import Submission
from safelight.content.service.imports import Imported
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid


class Pair:
    """Two networks without a wire between them."""

    def __init__(self, folder: Path, clock: FixedClock, url: str | None) -> None:
        self.folder = folder
        self.near = found_town(folder / "near", clock, url)
        self.far = found_town(folder / "far", clock)
        self.far.content.bundles.trust(self.far.actor("sara"), self.near.content.bundles.public_key, "Near")
        self.made = 0

    def send(self, whole: bool = False) -> bytes:
        self.made += 1
        path = self.folder / f"{self.made}.bundle"
        near = self.near
        near.content.bundles.hand_out(near.actor("ines"), path, whole, near.purpose("ines"))
        return path.read_bytes()

    def take(self, raw: bytes) -> Imported:
        return self.far.content.bundles.take(self.far.actor("ines"), io.BytesIO(raw), "b", lambda _: None)

    def held(self) -> int:
        return self.far.content.submissions.page(self.far.actor("ines"), "held")[1]


@pytest.fixture
def pair(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    on_postgres = getattr(request, "param", "sqlite") == "postgres"
    made = Pair(tmp_path, clock, request.getfixturevalue("postgres") if on_postgres else None)
    yield made
    made.near.platform.close()
    made.far.platform.close()


on_both = pytest.mark.parametrize(
    "pair", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


def submit(town: Town, seed: int) -> str:
    given = Submission((md5(seed),), "OP-secret", "US", "1", {"age": "under_13"}, "paper", True)
    return town.content.submissions.submit(town.actor("ines"), given).id


@on_both
def test_what_is_new_goes_over_and_what_is_taken_back_too(pair: Pair) -> None:
    first = submit(pair.near, 1)
    pair.far.submit("ivan", 7)
    pair.far.content.submissions.submit(pair.far.actor("ivan"), Submission((md5(1),)))
    raw = pair.send()
    assert b"OP-secret" not in raw
    assert (pair.take(raw).submitted, pair.held()) == (1, 1)
    assert pair.far.causes("ivan") == ["match"]
    (row,), _ = pair.far.content.submissions.page(pair.far.actor("ines"), "held")
    assert (row.profile, row.code, dict(row.facts), row.series, row.identified) == (
        "US",
        "1",
        {"age": "under_13"},
        "paper",
        True,
    )
    submit(pair.near, 2)
    pair.near.content.submissions.retract(pair.near.actor("ines"), first, "mistaken")
    done = pair.take(pair.send())
    assert (done.submitted, done.withdrawn, pair.held()) == (1, 1, 1)
    assert pair.far.causes("ivan") == ["match", "retraction"]
    assert pair.take(pair.send()).entries == 0


def test_a_replayed_an_old_and_a_missing_bundle_are_refused_with_the_reason(pair: Pair) -> None:
    submit(pair.near, 1)
    one, two, three = pair.send(), pair.send(), pair.send()
    with pytest.raises(Conflict, match="follows others that never came"):
        pair.take(two)
    pair.take(one)
    with pytest.raises(Conflict, match="was taken in already"):
        pair.take(one)
    with pytest.raises(Conflict, match="Bundle 2 is missing"):
        pair.take(three)
    pair.take(two)
    with pytest.raises(Conflict, match="comes again or too late"):
        pair.take(one)
    pair.take(three)


def test_a_whole_bundle_needs_none_before_it(pair: Pair) -> None:
    submit(pair.near, 1)
    pair.send()
    submit(pair.near, 2)
    assert pair.take(pair.send(whole=True)).submitted == 2


@pytest.mark.parametrize("part", [0, 1, 2, "cut", "longer"])
def test_an_altered_bundle_is_refused_whole(pair: Pair, part: int | str) -> None:
    submit(pair.near, 1)
    submit(pair.near, 2)
    lines = pair.send().splitlines(keepends=True)
    if part == 0:
        lines[0] = lines[0].replace(b'"sequence":1', b'"sequence":2').replace(b'"whole":false', b'"whole":true')
    elif part == 1:
        lines[1] = base64.b64encode(bytes(64)) + b"\n"
    elif part == 2:
        lines[2] = lines[2].replace(b'"US"', b'"UK"')
    else:
        lines = lines[:-1] if part == "cut" else [*lines, lines[-1]]
    with pytest.raises(Invalid):
        pair.take(b"".join(lines))
    assert pair.held() == 0


def test_a_bundle_of_a_key_that_is_not_trusted_is_denied(pair: Pair) -> None:
    submit(pair.near, 1)
    raw = pair.send()
    with pytest.raises(Denied, match="doesn't trust"):
        pair.far.content.bundles.take(pair.far.actor("ivan"), io.BytesIO(raw), "b", lambda _: None)
    own_manifest = json.loads(raw.splitlines()[0])
    own_manifest["key"] = "00" * 32
    forged = json.dumps(own_manifest, separators=(",", ":")).encode() + b"\n" + b"".join(raw.splitlines(True)[1:])
    with pytest.raises(Denied):
        pair.take(forged)


@pytest.mark.parametrize("raw", [b"", b"{}\n", b"x" * 9_000, b'{"format":"safelight-bundle/1"}\n', b"[" * 4_000])
def test_what_is_no_bundle_is_invalid(pair: Pair, raw: bytes) -> None:
    with pytest.raises(Invalid):
        pair.take(raw)


def test_only_a_supervisor_or_liaison_trusts_a_key_and_an_export_needs_a_purpose(pair: Pair) -> None:
    with pytest.raises(Denied):
        pair.far.content.bundles.trust(pair.far.actor("ines"), "00" * 32, "X")
    with pytest.raises(Denied):
        pair.near.content.bundles.hand_out(pair.near.actor("ines"), pair.folder / "x.bundle", False, None)
    assert not (pair.folder / "x.bundle").exists()
