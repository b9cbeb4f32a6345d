"""How people use On Record: the command line with its prompt, Discord, the reading room and language models.

`retrieval` does the ranking.
"""
