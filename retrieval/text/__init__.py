"""Text processing that every package shares: normalising, tokenising, sentences, quotation marks, dates, parsing."""
