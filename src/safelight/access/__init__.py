"""Who may do what, for which purpose, and the record that they did: tenants, members, roles, scopes, audit log."""
