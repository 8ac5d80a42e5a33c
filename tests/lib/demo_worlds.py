"""Worlds that several tests of the demo read, made once each, and what one ad or advertiser looks like from outside."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from statistics import fmean

from safelight.assembly.demo import PRESETS, AdTruth, World, make_world

_SIGN = re.compile("[\U0001f300-\U0001faff☕✨⭐]")
_TRUST = re.compile(r"trust|honest|reliable|genuine|sincere", re.IGNORECASE)
_YOUTH = re.compile(r"young|youth", re.IGNORECASE)
_SPANISH = re.compile(r"\b(para|soy|me gusta|por|las|tengo|hola)\b", re.IGNORECASE)


@cache
def world(seed: int, size: int, shape: str = "default") -> World:
    return make_world(seed, size, shape=PRESETS[shape])


def looks(ad: Mapping[str, object], truth: AdTruth) -> dict[str, float]:
    """Marks by which an ad could be told apart without knowing who wrote it: each a number."""
    title, whole = str(ad["title"]), str(ad["body"])
    body = whole.split("\n\n", maxsplit=1)[0]
    posted = str(ad["posted_at"])
    fields = [one.field for one in truth.planted]
    found: dict[str, float] = {
        "length": len(body),
        "title length": len(title),
        "sentences": len(re.findall(r"[.!\n]+", body)),
        "images": len(ad["images"]),  # type: ignore[arg-type]
        "house rules": "\n\n" in whole,
        "capitals": title.isupper(),
        "lower case": body.islower(),
        "own lines": "\n" in body,
        "list": body.startswith("- "),
        "emoji": _SIGN.search(title + body) is not None,
        "exclamation": body.count("!"),
        "Spanish": _SPANISH.search(body) is not None,
        "trust": _TRUST.search(body) is not None,
        "youth": _YOUTH.search(body) is not None,
        "wellness": "/wellness/" in str(ad["url"]),
        "odd serial": int(str(ad["id"])[-1]) % 2,
        "weekday": date.fromisoformat(posted[:10]).weekday(),
        "day of month": int(posted[8:10]),
    }
    for site in ("hb", "cn", "ll", "pc", "ep"):
        found[f"site {site}"] = str(ad["id"]).startswith(site)
    for field in ("phone", "email", "handle", "url", "age", "price", "name", "generic_phone", "location"):
        found[f"shows {field}"] = field in fields
    if "T" in posted:
        found["hour"] = int(posted[11:13])
        found["minute"] = int(posted[14:16])
    phones = [one for one in truth.planted if one.field == "phone"]
    if phones:
        found["disguised phone"] = any(one.obscured for one in phones)
    return found


def by_advertiser(ads: World) -> dict[str, dict[str, dict[str, float]]]:
    """activity -> advertiser -> mark -> mean over its ads. One row for each hand: ads of one hand are no sample."""
    seen: dict[str, dict[str, dict[str, list[float]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for ad, truth in zip(ads.ads, ads.truth, strict=True):
        row = seen[truth.activity][truth.advertiser]
        for mark, value in looks(ad, truth).items():
            row[mark].append(float(value))
    return {
        activity: {key: {mark: fmean(values) for mark, values in row.items()} for key, row in rows.items()}
        for activity, rows in seen.items()
    }
