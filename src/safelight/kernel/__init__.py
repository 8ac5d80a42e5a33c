"""Words that every room shares: ids, clock, errors, provenance, rejected rows, sealed values, workflow tables.

Promises: standard library only, pure, no clock and no randomness of its own.
"""
