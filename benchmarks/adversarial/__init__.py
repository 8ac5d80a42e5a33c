"""The adversarial phone set: its disguises, its wording, and the declared files (`*.jsonl`) that are scored."""
