"""A cluster becomes unreachable while a bot is serving, and then comes back."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.errors import ClusterAway
from retrieval.models import Reply
from retrieval.settings import Settings
from tests.conftest import quiet
from tests.fakes import WordCounts

pytestmark = pytest.mark.cluster


class Relay:
    """A connection to a server that can be cut and restored."""

    def __init__(self, host: str, port: int) -> None:
        self._server, self._open = (host, port), list[socket.socket]()
        self.port = 0
        self.mend()

    def mend(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port), reuse_port=True)
        self.port = listener.getsockname()[1]
        self._open = [listener]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self) -> None:
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, far = listener.accept()[0], socket.create_connection(self._server)
                self._open += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    @staticmethod
    def _pass_on(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while some := source.recv(65_536):
                target.sendall(some)


@pytest.fixture
def relay(server: str) -> Iterator[Relay]:
    address = urlsplit(server)
    yield (relay := Relay(address.hostname or "", address.port or 0))
    relay.cut()


@pytest.mark.parametrize("uri", ["server"], indirect=True)
def test_a_question_fails_while_the_cluster_is_away_and_is_answered_when_it_is_back(
    settings: Settings, encoder: WordCounts, relay: Relay
) -> None:
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    by_relay = replace(settings.index, uri=f"http://127.0.0.1:{relay.port}", patience=2)
    archive = Archive.open(replace(settings, index=by_relay), Models(lambda: encoder))
    before = archive.ask("what did Burnham say about Lansley?")
    relay.cut()
    with pytest.raises(ClusterAway, match=rf"Milvus at http://127.0.0.1:{relay.port} does not answer"):
        archive.ask("what did Gove say about schools?")
    relay.mend()
    after = patiently(archive, "what did Burnham say about Lansley?")
    assert after.answers == before.answers
    archive.close()


def patiently(archive: Archive, question: str) -> Reply:
    """The reply as soon as the archive gives one, within a minute."""
    until = time.monotonic() + 60
    while True:
        try:
            return archive.ask(question)
        except ClusterAway:
            assert time.monotonic() < until
