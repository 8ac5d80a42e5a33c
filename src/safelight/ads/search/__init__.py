"""Full-text and facet search over one tenant's ads. The index can be rebuilt from the store at any time."""

from safelight.ads.search.index import AdIndex, Facet, Found

__all__ = ["AdIndex", "Facet", "Found"]
