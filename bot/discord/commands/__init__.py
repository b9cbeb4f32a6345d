"""Slash commands and message commands, a file each."""
