"""Who is reported to say what: cue, source and content, from the dependency parse and quotation marks."""
