"""The command line: commands, REPL and what they print."""
