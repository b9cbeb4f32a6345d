"""How often On Record is right, from labelled files: the tables of docs/accuracy.md."""
