"""The gazetteer: offline places that ads, textline and stats share.

`load()` reads the artifact the build made from GeoNames and the US ZIP table; look-ups are pure and typed. Promises
no network and the same answer for the same question. Refuses to guess: a bare city comes back as ranked candidates.
NOTICE line: "Place names, coordinates and populations come from GeoNames (https://www.geonames.org), licensed under
Creative Commons Attribution 4.0 (CC BY 4.0); they were selected and compacted for this package."
Next: `ads/core/extract/locations.py` reads ads with it; `build_gazetteer.py` makes the artifact.
"""

from __future__ import annotations

from safelight.gazetteer.places import Candidate, City, County, Gazetteer, ZipPlace, load

__all__ = ["Candidate", "City", "County", "Gazetteer", "ZipPlace", "load"]
