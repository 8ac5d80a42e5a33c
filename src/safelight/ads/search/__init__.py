"""Full-text, facet, picture and place search over a tenant's ads. The index can be rebuilt from the store."""

from safelight.ads.search.index import AdIndex, Facet, Found, Sort

__all__ = ["AdIndex", "Facet", "Found", "Sort"]
