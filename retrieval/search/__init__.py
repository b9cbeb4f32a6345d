"""Search: from a question to its answers. pipeline.py has the stages in order; query/ reads the question."""
