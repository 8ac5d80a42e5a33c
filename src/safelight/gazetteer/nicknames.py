"""Names people use for US cities that no gazetteer lists, as a small table of our own.

Source: compiled by hand in 2026-11 from everyday US usage; each entry is one city and never a region. A name that is
also an ordinary word or another city's full name is left out ("the Bay", "Bean Town" for a shop).
"""

from __future__ import annotations

VERSION = "2026-11"

NICKNAMES: dict[str, tuple[str, str]] = {
    "nyc": ("New York", "NY"),
    "ny city": ("New York", "NY"),
    "manhattan ny": ("Manhattan", "NY"),
    "big apple": ("New York", "NY"),
    "la": ("Los Angeles", "CA"),
    "dtla": ("Los Angeles", "CA"),
    "downtown la": ("Los Angeles", "CA"),
    "sf": ("San Francisco", "CA"),
    "san fran": ("San Francisco", "CA"),
    "frisco bay": ("San Francisco", "CA"),
    "vegas": ("Las Vegas", "NV"),
    "n vegas": ("North Las Vegas", "NV"),
    "philly": ("Philadelphia", "PA"),
    "chi town": ("Chicago", "IL"),
    "chitown": ("Chicago", "IL"),
    "h town": ("Houston", "TX"),
    "htown": ("Houston", "TX"),
    "atl": ("Atlanta", "GA"),
    "hotlanta": ("Atlanta", "GA"),
    "nola": ("New Orleans", "LA"),
    "sac": ("Sacramento", "CA"),
    "sacto": ("Sacramento", "CA"),
    "okc": ("Oklahoma City", "OK"),
    "kcmo": ("Kansas City", "MO"),
    "kck": ("Kansas City", "KS"),
    "slc": ("Salt Lake City", "UT"),
    "dc": ("Washington", "DC"),
    "washington dc": ("Washington", "DC"),
    "abq": ("Albuquerque", "NM"),
    "pdx": ("Portland", "OR"),
    "indy": ("Indianapolis", "IN"),
    "cincy": ("Cincinnati", "OH"),
    "stl": ("St. Louis", "MO"),
    "jax": ("Jacksonville", "FL"),
    "ft lauderdale": ("Fort Lauderdale", "FL"),
    "lauderdale": ("Fort Lauderdale", "FL"),
    "minneapolis st paul": ("Minneapolis", "MN"),
    "dallas ft worth": ("Dallas", "TX"),
    "dfw": ("Dallas", "TX"),
    "winston salem": ("Winston-Salem", "NC"),
    "nash": ("Nashville", "TN"),
    "bmore": ("Baltimore", "MD"),
    "b more": ("Baltimore", "MD"),
    "sd": ("San Diego", "CA"),
    "boise city": ("Boise", "ID"),
    "colo springs": ("Colorado Springs", "CO"),
    "corpus": ("Corpus Christi", "TX"),
    "satx": ("San Antonio", "TX"),
    "atx": ("Austin", "TX"),
    "grand rap": ("Grand Rapids", "MI"),
}
