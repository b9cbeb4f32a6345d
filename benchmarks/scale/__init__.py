"""Archives of any size out of real news, built and asked: what time, disk and memory grow like."""
