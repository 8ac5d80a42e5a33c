"""Cities of the demo world with their telephone area codes, and sites with their house rules.

Cities and area codes are real so that geocoding has something to do (North American Numbering Plan,
public, as of 2025); sites are plainly invented and end in `.example` (RFC 2606).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """`state` is the USPS code, `region` groups cities a tour would join, `areas` are area codes."""

    name: str
    state: str
    region: str
    areas: tuple[str, ...]

    @property
    def slug(self) -> str:
        return self.name.lower().replace(" ", "-").replace(".", "")


@dataclass(frozen=True, slots=True)
class Site:
    """`url` and `place` say how this site writes addresses and locations; `dates` whether it shows the day alone."""

    name: str
    prefix: str
    url: str
    place: str
    dates: bool
    rules: tuple[str, ...]


_CITIES = """
west: Oakland CA 510 341|San Jose CA 408 669|Sacramento CA 916 279|Fresno CA 559|San Diego CA 619 858
west: Los Angeles CA 213 323|Long Beach CA 562|Portland OR 503 971|Eugene OR 541 458
west: Seattle WA 206|Tacoma WA 253|Spokane WA 509|Reno NV 775
mountain: Las Vegas NV 702 725|Phoenix AZ 602 480|Tucson AZ 520|Denver CO 303 720|Colorado Springs CO 719
mountain: Salt Lake City UT 801 385|Boise ID 208 986|Albuquerque NM 505|El Paso TX 915
south: Dallas TX 214 972|Fort Worth TX 817 682|Austin TX 512 737|Houston TX 713 281|San Antonio TX 210 726
south: Oklahoma City OK 405 572|Tulsa OK 918 539|New Orleans LA 504|Baton Rouge LA 225|Little Rock AR 501|Memphis TN 901
southeast: Nashville TN 615 629|Atlanta GA 404 770|Savannah GA 912|Charlotte NC 704 980|Raleigh NC 919 984|Tampa FL 813
southeast: Orlando FL 407 689|Miami FL 305 786|Jacksonville FL 904|Birmingham AL 205 659|Charleston SC 843 854
midwest: Chicago IL 312 773|Milwaukee WI 414|Madison WI 608|Minneapolis MN 612|Des Moines IA 515|Omaha NE 402 531
midwest: Kansas City MO 816 975|Wichita KS 316|Indianapolis IN 317 463|Columbus OH 614 380|Cleveland OH 216
midwest: Detroit MI 313|Grand Rapids MI 616|Louisville KY 502|Cincinnati OH 513
northeast: Pittsburgh PA 412|Philadelphia PA 215 267|Baltimore MD 410 443|Richmond VA 804 686|Norfolk VA 757 948
northeast: Newark NJ 973 862|Brooklyn NY 718 347|Buffalo NY 716|Albany NY 518 838|Hartford CT 860 959
northeast: Providence RI 401|Boston MA 617 857|Worcester MA 508 774
"""


def _read(table: str) -> tuple[City, ...]:
    found: list[City] = []
    for row in table.strip().splitlines():
        region, _, cells = row.partition(": ")
        for cell in cells.split("|"):
            words = cell.split()
            cut = next(i for i, word in enumerate(words) if len(word) == 2 and word.isupper())
            found.append(City(" ".join(words[:cut]), words[cut], region, tuple(words[cut + 1 :])))
    return tuple(found)


CITIES: tuple[City, ...] = _read(_CITIES)
AREAS: tuple[str, ...] = tuple(area for city in CITIES for area in city.areas)

SITES: tuple[Site, ...] = (
    Site(
        "harborboard.example",
        "hb",
        "https://harborboard.example/{state}/{city}/{category}/{serial}",
        "{name}, {state}",
        False,
        (
            "Harborboard house rules: this board is for adults who speak for themselves. Post under your own account, "
            "keep to one notice a day for each city, and do not paste other people's pictures. Notices that break "
            "these rules are taken down without warning.",
            "Harborboard never asks for money in advance. If somebody asks you for a deposit by gift card, close the "
            "conversation and press the report button under this notice.",
        ),
    ),
    Site(
        "citynotice.example",
        "cn",
        "https://www.citynotice.example/{city}-{state}/post-{serial}.html",
        "{name} {state}",
        True,
        (
            "By reading on you agree to the City Notice terms: you are of legal age where you live, you will not copy "
            "this page to another site, and you understand that City Notice only hosts what members write and takes "
            "no part in what they arrange.",
            "City Notice tip of the month: meet in a public place first, tell a friend where you are, and trust what "
            "you notice more than what you read.",
        ),
    ),
    Site(
        "lanternlist.example",
        "ll",
        "https://lanternlist.example/us/{city}/{slug}/{serial}",
        "{area}, {name}",
        False,
        (
            "LanternList community note. Members are asked to write politely, to answer cancelled plans with "
            "patience, and to leave the page the way they found it. Listings expire after fourteen days and can be "
            "renewed from the account page.",
            "This listing was written by a member. LanternList checks a sample of listings each week; a listing that "
            "has not been checked yet carries a grey lamp beside its title.",
        ),
    ),
    Site(
        "postcove.example",
        "pc",
        "https://{city}.postcove.example/{category}/{slug}-{serial}",
        "{name}",
        False,
        (
            "Postcove safety reminder: verify who you are talking to, do not send documents by message, and use the "
            "block list if somebody will not take no for an answer. Postcove staff never contact members by telephone.",
            "All posts on Postcove are reviewed by people. Reviewing takes up to six hours on working days. Repeated "
            "posts with the same text move to the end of the queue.",
        ),
    ),
    Site(
        "eveningpages.example",
        "ep",
        "https://eveningpages.example/listing/{serial}?c={city}",
        "{area} {name}, {state}",
        False,
        (
            "Evening Pages listings are paid for by the week and belong to the person who bought them. Reproduction "
            "in print or online needs written permission. To have a listing removed, write to the address at the foot "
            "of the page and name its number.",
        ),
    ),
)

SITE_WEIGHTS = (34, 24, 18, 14, 10)
"""One distribution for every activity: a site must never give a class away."""

AREAS_OF_TOWN = (
    "Downtown", "Midtown", "North side", "South side", "East end", "West end", "Near the airport", "By the river",
    "Old town", "University area", "Harbor district", "Near the convention center", "Uptown", "Lake side",
)  # fmt: skip
