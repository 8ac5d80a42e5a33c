"""The rules of the text line: pure, one file a noun. Next: `service.py` holds the verbs."""
