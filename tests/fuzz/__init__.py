"""Fuzzing: the readers, the date parser and other parsers on arbitrary bytes."""
