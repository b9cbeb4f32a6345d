"""Measures archives of any size; run `python -m benchmarks.scale`."""
