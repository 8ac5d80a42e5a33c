"""The pure part of cases: what a case is, its workflow, dispositions, and what an export package must contain."""
