"""The index on disk: the files of a generation, and how to write, open and search them."""
