"""Measurements of On Record, beside baselines and other systems; RESULTS.md has the figures."""
