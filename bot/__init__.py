"""How people use On Record: the command line with its prompt, and the Discord bot. `retrieval` does the ranking."""
