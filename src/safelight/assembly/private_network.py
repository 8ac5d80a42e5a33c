"""A network that is asked privately from elsewhere, by its address: no home is opened."""

from __future__ import annotations

from safelight.content.gateways.private_http import PrivateOverHttp
from safelight.kernel.sealed import Sealed


def private_network(base: str, token: Sealed, case: str, reason: str) -> PrivateOverHttp:
    """How the asker reaches it. Close it afterwards."""
    return PrivateOverHttp(base, token, case, reason)
