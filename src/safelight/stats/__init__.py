"""Stats: counts into tested patterns, patterns into releases that expose nobody.

`core` decides on plain arrays, `sources` reads outside tables, `service` holds the verbs. Promises: no pattern
without a p and a q value, no result without the warnings of its coverage checks. Refuses: rows of other systems'
tables; stats reads facts that each system emits, and outside files.
"""
