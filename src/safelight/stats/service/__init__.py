"""The verbs of stats that the outside may use: read a table, check it, find tested patterns in it."""
