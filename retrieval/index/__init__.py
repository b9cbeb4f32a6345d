"""What is built from the articles and searched: a generation on disk, and the way to a new one."""
