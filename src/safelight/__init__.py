"""Safelight: find people who are being sexually exploited and get them help.

Rooms, top to bottom: cli, api and web (surfaces), assembly, the systems (ads, ...), cases,
access, infra/near/gazetteer, settings, kernel. A room imports only rooms below it; the rule is
executable (`lint-imports`). Start reading at docs/explanation/architecture.md.
"""

__version__ = "0.1.0"
