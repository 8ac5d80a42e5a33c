"""Fingerprints have one spelling, and refuse what isn't one by name."""

from __future__ import annotations

import base64

import pytest

from safelight.content.core.fingerprint import distance, fingerprint, video
from safelight.content.core.frames import Frame, read_text
from safelight.kernel.errors import Invalid

PDQ_A, PDQ_B = "f" * 64, "f" * 63 + "0"


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("MD5", " D41D8CD98F00B204E9800998ECF8427E ", "d41d8cd98f00b204e9800998ecf8427e"),
        ("SHA-1", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("sha-256", "A" * 64, "a" * 64),
        ("pdq", PDQ_A.upper(), PDQ_A),
        ("netclean", " x/1=? ", "x/1=?"),
    ],
)
def test_one_spelling(kind: str, given: str, kept: str) -> None:
    assert fingerprint(kind, given).value == kept
    assert fingerprint(kind, given).key == f"{kind.lower().replace('-', '')}:{kept}"


def test_a_photodna_is_one_whether_in_base64_hexadecimal_or_numbers() -> None:
    raw = bytes(range(144))
    forms = [base64.b64encode(raw).decode(), raw.hex().upper(), ",".join(str(byte) for byte in raw)]
    assert len({fingerprint("photodna", form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("md5", "abc", "32 hexadecimal digits; this has 3 characters"),
        ("md5", "g" * 32, "32 hexadecimal digits; this has other characters"),
        ("sha1", "a" * 64, "40 hexadecimal digits"),
        ("sha256", "", "64 hexadecimal digits"),
        ("pdq", "a" * 63, "64 hexadecimal digits; this has 63"),
        ("pdq", "\N{FULLWIDTH DIGIT ONE}" * 64, "other characters"),
        ("photodna", "AAAA", "144 bytes"),
        ("photodna", "1,2,999", "144 bytes"),
        ("tmk", "", "printable"),
        ("tmk", "a\x1bb", "printable"),
        ("no kind", "a", "kind of fingerprint"),
        ("vpdq", "0,100,abc,0.0", "Frame 1"),
    ],
)
def test_what_is_none_is_refused_by_name(kind: str, value: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        fingerprint(kind, value)


def test_quality_and_pipeline_belong_to_what_is_compared_by_look() -> None:
    with pytest.raises(Invalid, match="not to md5"):
        fingerprint("md5", "a" * 32, quality=3)
    with pytest.raises(Invalid, match="0 to 100"):
        fingerprint("pdq", PDQ_A, quality=101)
    with pytest.raises(Invalid, match="pipeline"):
        fingerprint("pdq", PDQ_A, pipeline="Bad Name")
    assert fingerprint("pdq", PDQ_A, 80, "pdq-512/1").pipeline == "pdq-512/1"


@pytest.mark.parametrize(
    ("quality", "near", "weak"),
    [(None, True, False), (0, False, True), (1, True, True), (49, True, True), (50, True, False)],
)
def test_a_flat_picture_is_not_compared_and_a_poor_one_is_marked(quality: int | None, near: bool, weak: bool) -> None:
    found = fingerprint("pdq", PDQ_A, quality)
    assert (found.near, found.weak, found.flat) == (near, weak, not near)


def test_distance_counts_bits_and_only_of_pdq() -> None:
    assert distance(fingerprint("pdq", PDQ_A), fingerprint("pdq", PDQ_B)) == 4
    with pytest.raises(ValueError, match="no bits"):
        distance(fingerprint("pdq", PDQ_A), fingerprint("md5", "a" * 32))


def test_a_video_is_the_hashes_of_its_frames() -> None:
    lines = [f"0,100,{PDQ_A},0.000", f"1,20,{PDQ_B},0.033"]
    found = video(read_text(lines), "vpdq/1")
    assert (found.kind, found.quality, found.pipeline) == ("vpdq", 50, "vpdq/1")
    assert fingerprint("vpdq", found.value).value == found.value
    assert read_text(lines)[1] == Frame(1, 20, PDQ_B, 0.033)
    with pytest.raises(Invalid, match="1 to"):
        video(())
    with pytest.raises(Invalid, match="Frame 2"):
        read_text([lines[0], f"1,101,{PDQ_B},0.033"])
