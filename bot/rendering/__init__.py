"""Replies, receipts, refusals and verdicts in words, as every face shows them; as Markdown; a draft as a page."""
