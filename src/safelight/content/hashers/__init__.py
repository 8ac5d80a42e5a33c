"""Makers of fingerprints: digests in this process, the looks of pictures in limited child processes."""
