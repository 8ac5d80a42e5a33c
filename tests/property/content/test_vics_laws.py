"""Laws of the VICS reader and writer: what is written comes back; pieces and noise change nothing."""

from __future__ import annotations

import io
import json

from hypothesis import given
from hypothesis import strategies as st

from safelight.content.core.carried import Carried
from safelight.content.core.fingerprint import fingerprint
from safelight.content.core.observation import Submission
from safelight.content.core.vics import FIELD_OF
from safelight.content.render.hash_sets import write_vics
from safelight.content.sources.json_text import JsonText, Unread
from safelight.content.sources.vics import VicsFile

words = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs")), max_size=20)


def hexes(digits: int) -> st.SearchStrategy[str]:
    return st.text("0123456789abcdef", min_size=digits, max_size=digits).filter(lambda text: len(set(text)) > 1)


@st.composite
def submissions(draw: st.DrawFn) -> Submission:
    prints = [fingerprint("md5", draw(hexes(32)))]
    for kind, digits in (("sha1", 40), ("sha256", 64), ("pdq", 64)):
        if draw(st.booleans()):
            prints.append(fingerprint(kind, draw(hexes(digits))))
    code = draw(st.sampled_from(["", "0", "1", "2", "3"]))
    names = draw(st.lists(st.sampled_from(sorted(FIELD_OF)), unique=True))
    facts = {name: draw(st.sampled_from(["yes", "no"])) for name in names}
    profile = "US" if code else ""
    return Submission(tuple(prints), "", profile, code, facts, draw(words), draw(st.booleans()))


def as_set(one: Submission) -> tuple[object, ...]:
    keys = frozenset(each.key for each in one.fingerprints)
    return keys, one.profile, one.code, tuple(sorted(one.facts.items())), one.series.strip(), one.identified


@given(st.lists(submissions(), max_size=5))
def test_what_is_written_comes_back_with_every_value(given_: list[Submission]) -> None:
    entries = [Carried(str(number), one) for number, one in enumerate(given_)]
    text = "".join(write_vics(entries, "US"))
    json.loads(text)
    found = list(VicsFile(io.BytesIO(text.encode()), "set").entries())
    assert [as_set(one.given) for one in found if isinstance(one, Carried)] == [as_set(one) for one in given_]
    assert len(found) == len(given_)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(json_values, st.integers(1, 9), st.sampled_from([None, 1]))
def test_a_value_is_the_same_however_the_stream_is_cut(value: object, piece: int, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    assert JsonText(io.BytesIO(text.encode("utf-8", "surrogatepass")), piece=piece).value() == json.loads(text)


@given(json_values, st.integers(1, 9))
def test_skipping_a_value_lands_where_reading_it_does(value: object, piece: int) -> None:
    text = JsonText(io.BytesIO(f'[{json.dumps(value)} , "next"]'.encode()), piece=piece)
    assert text.take("[")
    text.skip()
    assert text.take(",")
    assert text.value() == "next"


@given(st.binary(max_size=60))
def test_no_bytes_make_the_reader_fail(noise: bytes) -> None:
    list(VicsFile(io.BytesIO(b'{"value": [{"MD5": "' + noise), "set").entries())
    list(VicsFile(io.BytesIO(noise), "set").entries())
    found = JsonText(io.BytesIO(b"[" + noise)).peek()
    assert isinstance(found, str)
    assert not isinstance(found, Unread)
