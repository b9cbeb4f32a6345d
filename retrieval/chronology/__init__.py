"""What was said over time: timelines, first uses of words, what is new of an answer, later corrections in print."""
