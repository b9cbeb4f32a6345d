"""Builds a generation of the index from a folder of articles."""
