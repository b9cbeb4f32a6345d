"""Reported words: which of them are right, as the parse shows (retrieval/attribution/reported_confidence.py)."""
