"""Fuzzing: the readers and the date parser on arbitrary bytes."""
