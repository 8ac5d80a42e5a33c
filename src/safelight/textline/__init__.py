"""Textline: a person texts, the right person answers; nothing is lost and nothing is revealed."""
