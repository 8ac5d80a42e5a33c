"""Fingerprints to notices: two bodies learn that they hold the same picture, and companies exchange signals."""
