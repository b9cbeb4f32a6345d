"""Benchmarks of On Record, and of baselines and other systems beside it. RESULTS.md has the figures."""
