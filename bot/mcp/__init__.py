"""On Record for language models, over the Model Context Protocol (docs/mcp.md).

server     the tools and resources, and how they are served
reporting  results and errors as the protocol has them
results    what the tools return, with the words, the link and the attribution first

    client ──→ tool ──→ live archive ──→ results: structured, and the same as JSON text

No words are generated: a tool returns words of articles, or says that nothing is on record.
"""
