"""Articles, passages and quotations of one generation in SQLite, with columns for fast lookups beside it."""
