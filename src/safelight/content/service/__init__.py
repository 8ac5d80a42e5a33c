"""The verbs of content, one file per noun."""
