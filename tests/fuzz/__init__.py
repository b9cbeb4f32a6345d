"""Readers and the date parser under bytes that nobody meant for them."""
