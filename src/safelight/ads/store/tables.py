"""Table definitions of ads. `change` counts up at every change of a row, so that the index can catch up."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, String, Table, Text

from safelight.infra.db import METADATA, UtcDateTime

CAPTURES = Table(
    "captures",
    METADATA["ads"],
    Column("tenant_id", String(64), primary_key=True),
    Column("ad_id", String(256), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("media_type", String(64), nullable=False),
    Column("place", String(1024), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("captured_at", UtcDateTime, nullable=False),
)
ADS = Table(
    "ads",
    METADATA["ads"],
    Column("tenant_id", String(64), primary_key=True),
    Column("ad_id", String(256), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("record", Text, nullable=False),
    Column("posted_at", UtcDateTime, nullable=True),
    Column("extraction", Text, nullable=True),
    Column("indicators", Text, nullable=True),
    Column("signature", LargeBinary, nullable=True),
    Column("read_with", String(64), nullable=True),
    Column("group_id", String(64), nullable=True),
    Column("template_id", String(64), nullable=True),
    Column("activity", String(16), nullable=True),
    Column("quarantined", Boolean, nullable=False),
    Column("change", Integer, nullable=False),
    Column("assembled", Integer, nullable=True),
    Index("ads_by_assembly", "tenant_id", "assembled"),
    Index("ads_by_group", "tenant_id", "group_id"),
    Index("ads_by_template", "tenant_id", "template_id"),
    Index("ads_by_change", "tenant_id", "change"),
    Index("ads_unread", "tenant_id", "read_with"),
)
LINKS = Table(
    "links",
    METADATA["ads"],
    Column("tenant_id", String(64), primary_key=True),
    Column("a", String(256), primary_key=True),
    Column("b", String(256), primary_key=True),
    Column("group_id", String(64), nullable=False),
    Column("record", Text, nullable=False),
    Index("links_by_group", "tenant_id", "group_id"),
)
TEMPLATES = Table(
    "templates",
    METADATA["ads"],
    Column("tenant_id", String(64), primary_key=True),
    Column("template_id", String(64), primary_key=True),
    Column("record", Text, nullable=False),
)
MOVEMENTS = Table(
    "movements",
    METADATA["ads"],
    Column("tenant_id", String(64), primary_key=True),
    Column("group_id", String(64), primary_key=True),
    Column("record", Text, nullable=False),
)
GROUP_CHANGES = Table(
    "group_changes",
    METADATA["ads"],
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("tenant_id", String(64), nullable=False),
    Column("before", String(64), nullable=False),
    Column("after", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("ads", Integer, nullable=False),
    Column("of", Integer, nullable=False),
    Column("link", Text, nullable=True),
    Column("at", UtcDateTime, nullable=False),
    Index("group_changes_before", "tenant_id", "before"),
    Index("group_changes_after", "tenant_id", "after"),
)
LEADS = Table(
    "leads",
    METADATA["ads"],
    Column("tenant_id", String(64), primary_key=True),
    Column("lead_id", String(64), primary_key=True),
    Column("group_id", String(64), nullable=False),
    Column("activity", String(16), nullable=False),
    Column("score", Float, nullable=False),
    Column("control", Float, nullable=False),
    Column("risk", Float, nullable=False),
    Column("size", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Column("made_with", String(64), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("current", Boolean, nullable=False),
    Index("leads_by_score", "tenant_id", "current", "score"),
)
TRIAGE = Table(
    "lead_triage",
    METADATA["ops"],
    Column("tenant_id", String(64), primary_key=True),
    Column("lead_id", String(64), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("case_id", String(64), nullable=True),
)
MOVES = Table(
    "lead_moves",
    METADATA["ops"],
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("tenant_id", String(64), nullable=False),
    Column("lead_id", String(64), nullable=False),
    Column("member_id", String(64), nullable=False),
    Column("member_name", String(200), nullable=False),
    Column("verb", String(16), nullable=False),
    Column("before", String(16), nullable=False),
    Column("after", String(16), nullable=False),
    Column("case_before", String(64), nullable=True),
    Column("case_after", String(64), nullable=True),
    Column("reason", String(500), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("undone", Boolean, nullable=False),
    Index("lead_moves_by_member", "tenant_id", "member_id", "number"),
    Index("lead_moves_by_lead", "tenant_id", "lead_id", "number"),
)
DISCLOSURES = Table(
    "disclosures",
    METADATA["ops"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("subject", String(64), nullable=False),
    Column("recipient", String(200), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("member_id", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
