"""The reading room: On Record in a browser (docs/web.md).

app        the pages' addresses, worker threads, errors
pages      the content of each page, one function each
guard      access: Host, token, size of a request; the headers of every response
marks      text of articles with marks, escaped
templates the look of the pages, with static/style.css

    request ──→ guard ──→ worker thread: page(archive, query) ──→ template ──→ response

Pages are made on the server. They need no JavaScript, load nothing from elsewhere, and change nothing.
"""
