"""The faces of On Record: command line, prompt, Discord. They show what `retrieval` answers and rank nothing."""
