"""Near indexes over fingerprints. `scan` compares all and is the test's twin; `prints` is the one in use."""
