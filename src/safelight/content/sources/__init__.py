"""Readers of what people hand in: rows of fingerprints in CSV or JSONL."""
