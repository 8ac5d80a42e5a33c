"""The pure part of ads: one file per noun or stage. No database, no network, no clock, no settings."""
