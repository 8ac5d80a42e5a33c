"""Suppression: small counts hidden, and enough others that totals don't give them away."""
