"""On Record for language models, over the Model Context Protocol (docs/mcp.md).

server     the tools and resources, and how they are served
reporting results and errors in the form of the protocol
results    what the tools return, with the words, the link and the attribution first

    client ──→ tool ──→ live archive ──→ results: structured, and the same as JSON text

No tool generates text: it returns words of articles, or says that nothing is on record.
"""
