"""What leaves the house as a file of its own: the verifier of the transparency log."""
