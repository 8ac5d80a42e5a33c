"""The tables of ads: captures and ads, what the pipeline made of them, and people's triage of leads.

Bulk lives in the `ads` book; what people decide lives in the `ops` book. Every function takes a
scope and stays inside its tenant; every one that changes state takes the intent that describes the
change.
"""
