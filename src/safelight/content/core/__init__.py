"""The pure part of content: one file per noun or stage. No database, no network, no clock, no settings."""
