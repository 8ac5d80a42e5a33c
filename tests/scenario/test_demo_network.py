"""The demo's network, as its people find it: something in every place, the same after loading again."""

from __future__ import annotations

from pathlib import Path

from tests.lib.consoles import passphrase_of, small_home

from safelight.assembly import build
from safelight.assembly.demo.network import load_network
from safelight.infra.clock import SystemClock
from safelight.infra.ids import RandomIds
from safelight.settings import read_settings


def test_every_place_of_the_network_has_something_in_it(tmp_path: Path) -> None:
    clock, ids = SystemClock(), RandomIds()
    home = small_home(tmp_path / "home", clock, ids)
    platform, passphrase = build(read_settings(home, {}), clock, ids), passphrase_of(home)
    for _ in range(2):
        load_network(platform, passphrase)
    ida, lee, sol = (platform.access.sign_in(login, passphrase).actor for login in ("ida", "lee", "sol"))
    content = platform.content
    inbox = content.inbox.page(ida)
    assert inbox.total == 5
    assert [row.urgent for row in inbox.rows] == [True, False, False, False, False]
    assert [one.status for one in content.handshakes.page(lee)] == ["requested"]
    assert [one.status for one in content.silent.page(sol)] == ["asked"]
    (invited,) = content.exchange.page(lee)
    assert not invited.agreed
    content.exchange.agree(lee, invited.id)
    signals, _ = content.exchange.latest(lee, invited.id, None, 10)
    assert {one["by"] for one in signals} == {"Harborboard (demo company)"}
    assert [*platform.trail.verify(), *content.transparency.verify()] == []
    platform.close()
