"""The content book: what tenants hold by fingerprint, whom it was told, and the transparency log."""
