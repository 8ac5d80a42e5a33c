"""The verbs of access: `Access` (sign in, permit, write down) and `Trail` (read the audit log, verify it)."""

from safelight.access.service.gate import Access, SignedIn, intent_of
from safelight.access.service.trail import AuditPage, AuditRow, CustodyProof, Trail

__all__ = ["Access", "AuditPage", "AuditRow", "CustodyProof", "SignedIn", "Trail", "intent_of"]
