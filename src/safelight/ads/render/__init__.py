"""Adapters that turn what a service found into files for people: so far the texts and the verifier of an export.

`verify.py` is a program of its own: it travels inside each package and must not import anything of ours.
"""

from safelight.ads.render.package_text import error_rates, readme, timeline, verifier, versions, why_linked

__all__ = ["error_rates", "readme", "timeline", "verifier", "versions", "why_linked"]
