"""The verbs of ads, one file per noun: process (stateless), ingest, leads, search, export."""
