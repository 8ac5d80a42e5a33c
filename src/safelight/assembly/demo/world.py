"""The demo world: neutral, plainly invented advertisements of adults, with the truth about every one.

`make_world` is pure: same arguments, byte-identical records, no clock. The activities differ only in
what defines them; names, ages, prices, travel, sites, hours, styles and pictures are drawn alike.
Nothing in it is explicit and nobody in it is real. Shapes are in `shape.py`, people in `members.py`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from random import Random

from safelight.assembly.demo.activities import Posted, business, collective, independent, spam
from safelight.assembly.demo.cast import ACTIVITIES, STOCK_PICTURES, Activity, Advertiser, Ground, Post
from safelight.assembly.demo.controlled import controlled
from safelight.assembly.demo.members import MEMBERS, TENANTS, DemoMember, DemoTenant
from safelight.assembly.demo.phones import PhonePool, e164
from safelight.assembly.demo.pictures import take
from safelight.assembly.demo.publish import AdTruth, publish
from safelight.assembly.demo.shape import DEFAULT, Shape

_MAKERS: dict[Activity, Callable[[Ground, str], Posted]] = {
    "independent": independent,
    "collective": collective,
    "business": business,
    "spam": spam,
    "controlled": controlled,
}

_LEAST_PERSONAS: dict[Activity, int] = {"collective": 2, "controlled": 3}
_LEAST_ADS: dict[Activity, int] = {"spam": 8}

GENERIC_PHONES = ("8005550142", "8885550117", "8775550163")
"""A verification service and two booking lines: toll-free codes, fiction block."""


@dataclass(frozen=True, slots=True)
class AdvertiserTruth:
    """The facts of one advertiser, as far as its published ads show them. Phones are E.164, days ISO dates."""

    id: str
    activity: str
    kind: str
    personas: tuple[str, ...]
    names: tuple[str, ...]
    ages: tuple[int, ...]
    prices: tuple[int, ...]
    phones: tuple[str, ...]
    templates: tuple[str, ...]
    cities: tuple[str, ...]
    first: str
    last: str
    ads: int
    shares: tuple[str, ...]
    touring: bool
    obscures: bool
    lifted: bool
    innocent: bool


@dataclass(frozen=True, slots=True)
class Reassigned:
    """A number that `before` gave up and the unrelated `after` got later."""

    phone: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class World:
    """`ads` and `truth` run in parallel, in order of posting. `generic_phones` belong to no advertiser and
    `stock_pictures` (SHA-256 of the original) to everybody."""

    seed: int
    shape: str
    ads: list[dict[str, object]]
    truth: tuple[AdTruth, ...]
    advertisers: tuple[AdvertiserTruth, ...]
    generic_phones: tuple[str, ...]
    reassigned: tuple[Reassigned, ...]
    stock_pictures: tuple[str, ...]
    tenants: tuple[DemoTenant, ...]
    people: tuple[DemoMember, ...]


def make_world(
    seed: int, size: int, *, start: date = date(2026, 3, 2), days: int = 120, shape: Shape = DEFAULT
) -> World:
    """A world of exactly `size` ads posted in the `days` after `start`. Needs 14 days at least."""
    if size < 0 or days < 14:
        raise ValueError("a demo world needs a size of 0 or more and 14 days or more")
    rng = Random(seed)  # noqa: S311 - invented ads, nothing secret is drawn
    stock = tuple(take(rng, f"S{number:03d}") for number in range(STOCK_PICTURES))
    ground = Ground(rng, shape, days, PhonePool(rng), stock, GENERIC_PHONES)
    advertisers, posts = _populate(ground, size)
    posts.sort(key=lambda post: post.when)
    texts = Counter(post.draft.key for post in posts)
    printed = [publish(rng, post, n, start, texts[post.draft.key] > 1) for n, post in enumerate(posts, 1)]
    truth = tuple(one for _, one in printed)
    given = [Reassigned(e164(phone), before, after) for phone, before, after in ground.reassigned]
    facts = _facts(advertisers, posts, truth, [record for record, _ in printed])
    shown = {one.id: one.phones for one in facts}
    return World(
        seed=seed,
        shape=shape.name,
        ads=[record for record, _ in printed],
        truth=truth,
        advertisers=facts,
        generic_phones=tuple(e164(phone) for phone in ground.generic),
        reassigned=tuple(
            one for one in given if one.phone in shown.get(one.before, ()) and one.phone in shown.get(one.after, ())
        ),
        stock_pictures=tuple(picture.sha256 for picture in stock),
        tenants=TENANTS,
        people=MEMBERS,
    )


def _populate(ground: Ground, size: int) -> tuple[list[Advertiser], list[Post]]:
    """Advertisers of each activity until its share of `size` is reached; independents fill what rounding leaves."""
    advertisers: list[Advertiser] = []
    posts: list[Post] = []
    quota = {activity: round(size * float(getattr(ground.shape, activity))) for activity in ACTIVITIES}
    made = dict.fromkeys(ACTIVITIES, 0)
    while len(posts) < size:
        activity = _least_filled(made, quota)
        room = size - len(posts) if activity == "independent" else quota[activity] - made[activity]
        facts, all_posts = _MAKERS[activity](ground, f"A{len(advertisers) + 1:05d}")
        kept = all_posts[:room]
        if not _whole(activity, kept):
            quota[activity] = made[activity]
            continue
        advertisers.append(facts)
        posts += kept
        made[activity] += len(kept)
    return advertisers, posts


def _least_filled(made: dict[Activity, int], quota: dict[Activity, int]) -> Activity:
    """The activity whose share is least filled, so that none draws its names and numbers first; else independent."""
    open_ones = [activity for activity in ACTIVITIES if made[activity] < quota[activity]]
    return min(open_ones, key=lambda activity: made[activity] / quota[activity], default="independent")


def _whole(activity: Activity, posts: list[Post]) -> bool:
    """Whether what is left of an advertiser's posts still shows the activity: two people are no group of three."""
    personas = len({post.persona.id for post in posts})
    return personas >= _LEAST_PERSONAS.get(activity, 1) and len(posts) >= _LEAST_ADS.get(activity, 1)


def _facts(
    advertisers: list[Advertiser], posts: list[Post], truth: tuple[AdTruth, ...], ads: list[dict[str, object]]
) -> tuple[AdvertiserTruth, ...]:
    rows: dict[str, list[int]] = {}
    for at, post in enumerate(posts):
        rows.setdefault(post.advertiser, []).append(at)
    return tuple(_fact(facts, rows[facts.id], posts, truth, ads) for facts in advertisers)


def _fact(
    facts: Advertiser, rows: list[int], posts: list[Post], truth: tuple[AdTruth, ...], ads: list[dict[str, object]]
) -> AdvertiserTruth:
    personas = {posts[at].persona.id: posts[at].persona for at in rows}
    return AdvertiserTruth(
        id=facts.id,
        activity=facts.activity,
        kind=facts.kind,
        personas=tuple(personas),
        names=tuple(one.name for one in personas.values()),
        ages=tuple(one.age for one in personas.values()),
        prices=tuple(one.price for one in personas.values()),
        phones=_unique(phone for at in rows for phone in truth[at].phones),
        templates=_unique(key for at in rows if (key := truth[at].template)),
        cities=_unique(f"{truth[at].city}, {truth[at].state}" for at in rows),
        first=str(ads[rows[0]]["posted_at"])[:10],
        last=str(ads[rows[-1]]["posted_at"])[:10],
        ads=len(rows),
        shares=facts.shares,
        touring=facts.touring,
        obscures=facts.obscures,
        lifted=facts.lifted,
        innocent=facts.innocent,
    )


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def write_jsonl(world: World, path: Path) -> None:
    """The ads, one object a line: what `safelight ads process` reads."""
    _write(path, world.ads)


def write_truth(world: World, path: Path) -> None:
    """The truth, one object a line; `row` says which kind: world, advertiser or ad."""
    head: dict[str, object] = {
        "row": "world",
        "seed": world.seed,
        "shape": world.shape,
        "ads": len(world.ads),
        "generic_phones": world.generic_phones,
        "stock_pictures": world.stock_pictures,
        "reassigned": [asdict(one) for one in world.reassigned],
    }
    advertisers = [{"row": "advertiser", **asdict(one)} for one in world.advertisers]
    _write(path, [head, *advertisers, *({"row": "ad", **one.record()} for one in world.truth)])


def _write(path: Path, records: Iterable[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for record in records:
            out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
