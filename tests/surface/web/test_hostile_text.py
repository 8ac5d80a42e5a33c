"""Strings made to break out of a page are shown as what they are: text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.lib.consoles import RISKY, Browser, Page, ad, ingest, passphrase_of

from safelight.assembly import Platform

PER_AD = 60
OWN = ("/", "#")
ADDRESSES = ("href", "src", "action", "formaction", "hx-post", "hx-get", "xlink:href", "data", "poster", "srcset")
TAGS = frozenset(
    """
    html head meta title link script body a header nav ul li div span strong form input button main p ol h1 h2 h3
    section article aside dl dt dd table thead tbody tr th td details summary blockquote cite mark label select option
    fieldset legend textarea kbd code footer small svg g rect path line text desc img br datalist
    """.split()  # noqa: SIM905 - a list of this length reads better as words
)
"""Every element that the templates use."""


def payloads(corpora: Path) -> Iterator[str]:
    hostile = corpora / "hostile"
    yield from json.loads((hostile / "naughty_strings" / "blns.json").read_text(encoding="utf-8"))
    files = sorted(hostile.glob("payloads_*/*XSS*")) + sorted(hostile.glob("payloads_*/*xss*"))
    files += [hostile / "payloads_fuzzdb" / "html-event-attributes.txt"]
    for path in dict.fromkeys(files):
        yield from path.read_text(encoding="utf-8", errors="replace").splitlines()


@pytest.fixture(scope="session")
def strings(corpora: Path) -> Sequence[str]:
    found = [text.replace("\x00", "").strip() for text in payloads(corpora)]
    found = [text for text in dict.fromkeys(found) if text and len(text) < 5_000]
    assert len(found) > 1_000
    return found


def assert_inert(page: Page) -> None:
    """Only our elements, no script but ours, no event attribute, no style, no address that leaves the console."""
    document = page.document
    for node in document.root.traverse() if document.root is not None else []:
        assert node.tag in TAGS, node.html
        for name, value in node.attributes.items():
            assert not name.startswith("on"), node.html
            assert name != "style", node.html
            if name in ADDRESSES and value is not None:
                assert value.startswith(OWN), node.html
                assert not value.startswith("//"), node.html
    scripts = document.css("script")
    assert len(scripts) == 1
    assert scripts[0].text() == ""


@pytest.mark.corpora
def test_in_ads(platform: Platform, ida: Browser, strings: Sequence[str]) -> None:
    records = []
    for number in range(0, len(strings), PER_AD):
        part = strings[number : number + PER_AD]
        records.append(ad(f"hostile-{number}\"'><b>", part[0][:500], f"{RISKY} Snowberry.\n" + "\n".join(part)))
    ingest(platform, passphrase_of(platform.settings.home), records)
    shown = ""
    for lead in ida.lead_ids():
        page = ida.get(f"/leads/{lead}?every=1")
        assert page.status == 200
        assert_inert(page)
        shown += page.document.body.text() if page.document.body else ""
    assert_inert(ida.get("/leads"))
    found = [text for text in strings if text in shown]
    assert len(found) > 0.9 * len(strings), "most strings must really have been on a page"
    case = ida.open_case()
    page = ida.post("/search", line="snowberry", case_id=case, reason="Checking a tip")
    assert page.values(".hit", "class")
    assert_inert(page)
    assert_inert(ida.post("/search/reveal", ad_id=str(records[0]["id"]), case_id=case, reason="Checking a tip"))


@pytest.mark.corpora
def test_in_what_people_type(ida: Browser, strings: Sequence[str]) -> None:
    sharp = [text for text in strings if "<" in text or '"' in text or "'" in text][::40]
    assert len(sharp) > 20
    case = ida.open_case(title=sharp[0][:200], authority=sharp[1][:200])
    for text in sharp:
        assert ida.post(f"/cases/{case}/notes", text=text).status == 303
        page = ida.post("/search", line=text[:500], case_id=case, reason=text[:500])
        assert page.status in (200, 400, 403), text
        assert_inert(page)
        assert page.values("#line", "value") in ([text[:500].strip()], [" ".join(text[:500].split())]), text
    page = ida.get(f"/cases/{case}")
    assert_inert(page)
    assert all(text in page.document.body.text() for text in sharp if "\r" not in text and page.document.body)
    assert_inert(ida.get("/cases"))
    assert_inert(Browser(ida.platform).sign_in("sol").get("/audit"))


@pytest.mark.corpora
def test_in_addresses_and_at_the_door(platform: Platform, strings: Sequence[str]) -> None:
    person = Browser(platform, raises=False).sign_in("ida")
    nobody = Browser(platform, raises=False)
    for text in [text for text in strings if "<" in text or "'" in text][::80]:
        for path in ("/leads", "/cases", "/help"):
            page = person.client.build_request("GET", path, params={"said": text, "status": text, "activity": text})
            answer = Page(person.client.send(page))
            assert answer.status == 200, text
            assert_inert(answer)
        wrong = nobody.post("/sign-in", login=text[:200], password="not the one")
        assert wrong.status == 401
        assert_inert(wrong)
