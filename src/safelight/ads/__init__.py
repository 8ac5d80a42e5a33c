"""Advertisements to leads: read ads, link those that belong together, rank what matters."""
