"""One agency's own matter: why somebody may look, what was found, and what came of it."""
