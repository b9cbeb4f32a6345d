"""A small HTTP server on this machine that serves feeds, and the feeds that it serves."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENTRY = """<item><title>{title}</title><guid>https://courier.example/{number}</guid><link>https://courier.example/{number}</link>
<pubDate>Tue, 07 Feb 2012 12:37:00 GMT</pubDate><author>Jane Doe</author>
<description>&lt;p&gt;“{words}”&lt;/p&gt;&lt;p&gt;He left.&lt;/p&gt;</description></item>"""


def rss(**entries: str) -> bytes:
    """A feed with one entry for each title, numbered from 1. The value given for a title is the entry's text."""
    items = [
        ENTRY.format(title=title, number=number, words=words)
        for number, (title, words) in enumerate(entries.items(), 1)
    ]
    return f"""<rss version="2.0"><channel><title>The Courier</title>{"".join(items)}</channel></rss>""".encode()


@dataclass(frozen=True)
class Response:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    trickles: bool = False


class Server:
    """Serves the response set for each path, and records the requests."""

    def __init__(self) -> None:
        self.responses: dict[str, Response] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.stopped = threading.Event()
        self._concurrent = self.max_concurrent = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.requests.append((self.path, dict(self.headers)))
                outer._concurrent += 1
                outer.max_concurrent = max(outer.max_concurrent, outer._concurrent)
                response = outer.responses.get(self.path, Response(status=404))
                self.send_response(response.status)
                for name, value in response.headers.items():
                    self.send_header(name, value)
                outer._concurrent -= 1  # before the answer leaves: the client's next request may come at once
                self.end_headers()
                while response.trickles and not outer.stopped.wait(0.02):
                    self.wfile.write(b" ")
                self.wfile.write(response.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def stop(self) -> None:
        self.stopped.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
