"""Plumbing without domain words: databases, migrations, outbox, jobs, Merkle log, crypto, logs, sandbox, HTTP.

Nothing here knows what an ad, a lead or a case is. The only places that read the wall clock and the
system's randomness are `clock.py` and `ids.py`.
"""
