"""The reading room: On Record in a browser (docs/web.md).

app        the pages' addresses, worker threads, errors
pages      what each page shows, a function each
guard      who may ask: Host, token, size of a request; the headers that every response has
marks      text of articles with marks, escaped
templates  what the pages look like, with static/style.css

    request ──→ guard ──→ worker thread: page(archive, query) ──→ template ──→ response

Pages are made on the server. They need no JavaScript, load nothing from elsewhere, and change nothing.
"""
