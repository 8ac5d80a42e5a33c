"""What the outside may ask of the text line: one module a verb or a group of verbs."""
