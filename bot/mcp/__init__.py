"""On Record for language models, over the Model Context Protocol (docs/mcp.md).

server       the tools and resources, and how they are served
arguments    what the tools take
connectors   the results of `search` and `fetch`
results      the results of the other tools, with the words, the link and the attribution first
reporting    descriptions, results and errors in the form of the protocol
paging       handles for the next part of a long result

    client ──→ tool ──→ live archive ──→ results: structured, and the same as JSON text

No tool generates text: it returns words of articles, or says that nothing is on record.
"""
