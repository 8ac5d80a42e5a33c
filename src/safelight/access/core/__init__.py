"""The pure part of access: who is who, the permission table, purposes, and what an audit entry says."""
