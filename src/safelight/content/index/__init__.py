"""The near index of the content network: exact, always fresh, on disk; see `live`."""
