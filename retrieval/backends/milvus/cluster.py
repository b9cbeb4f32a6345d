"""The connection to a Milvus cluster, opened by the first call.

pymilvus retries each call, with growing pauses, until a time limit. Its errors are raised as ClusterAway or
ClusterRefused. After an error, the next call tries again, so the connection recovers when the cluster does.
"""

import logging
import os
import re
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from retrieval.errors import ClusterAway, ClusterRefused, MilvusMissing
from retrieval.settings import IndexSettings

if TYPE_CHECKING:
    from pymilvus import MilvusClient

TOKEN = "MILVUS_TOKEN"  # noqa: S105 - the name of an environment variable
FIRST_PAUSE_SECONDS = 0.2  # seconds between two attempts to connect; doubles each time
WRITE_SECONDS = 300.0  # time limit in seconds for writes: building an index or loading a collection may take minutes
MAX_ROWS_PER_READ = 16_384  # the most rows that Milvus returns at once
MAX_ROWS_PER_FILTER = 4_000  # the most rows listed in one filter expression

MilvusRow = dict[str, Any]


class Cluster:
    """The Milvus at `[index] uri`, which is a server's address or the path of a Milvus Lite file."""

    def __init__(self, settings: IndexSettings) -> None:
        self.uri, self.alias = settings.uri, settings.collection
        self._patience = float(settings.patience)

    def __call__(self, method: str, *arguments: Any, timeout: float | None = None, **named: Any) -> Any:
        """Call a method of pymilvus' MilvusClient. Raises ClusterAway or ClusterRefused if it fails."""
        client = self._client
        import grpc
        from pymilvus.exceptions import MilvusException

        try:
            return getattr(client, method)(*arguments, timeout=timeout or self._patience, **named)
        except (grpc.RpcError, ConnectionError) as error:
            raise ClusterAway(self.uri, _reason(error)) from error
        except MilvusException as error:
            if _is_away(error):
                raise ClusterAway(self.uri, _reason(error)) from error
            raise ClusterRefused(self.uri, _reason(error)) from error

    def query(self, collection: str, expression: str, fields: list[str], **named: Any) -> list[MilvusRow]:
        """The rows that match a filter expression, at most MAX_ROWS_PER_READ, in no particular order."""
        named.setdefault("limit", MAX_ROWS_PER_READ)
        found = self("query", collection, filter=expression, output_fields=fields, **named)
        return [dict(row) for row in found]

    def count(self, collection: str, expression: str = "", **named: Any) -> int:
        (counted,) = self("query", collection, filter=expression, output_fields=["count(*)"], **named)
        return int(counted["count(*)"])

    @cached_property
    def full_text(self) -> bool:
        """Whether the server has full-text search by BM25, which Milvus has had since 2.5."""
        found = re.search(r"(?<!\d)(\d+)\.(\d+)", str(self("get_server_version")))
        return found is not None and (int(found[1]), int(found[2])) >= (2, 5)

    def current(self) -> str | None:
        """The collection that the alias points to; None if the alias does not exist yet."""
        try:
            return str(self("describe_alias", self.alias)["collection_name"])
        except ClusterRefused:  # a missing alias shares its error code with other errors
            if self.alias in self("list_aliases", "").get("aliases", ()):
                raise
            return None

    @cached_property
    def _client(self) -> "MilvusClient":
        try:
            from pymilvus import MilvusClient
            from pymilvus.exceptions import MilvusException
        except ImportError as error:
            raise MilvusMissing from error
        for name in ("pymilvus", "grpc._server"):  # they log every error that they raise, with a traceback
            logging.getLogger(name).setLevel(logging.CRITICAL)
        pause, until = FIRST_PAUSE_SECONDS, time.monotonic() + self._patience
        while True:  # pymilvus does not retry connecting
            try:
                return MilvusClient(uri=self.uri, token=os.environ.get(TOKEN, ""), timeout=self._patience)
            except MilvusException as error:
                if time.monotonic() + pause > until:
                    raise ClusterAway(self.uri, _reason(error)) from error
            time.sleep(pause)
            pause *= 2

    def close(self) -> None:
        if "_client" in self.__dict__:
            self._client.close()
            del self.__dict__["_client"]


def _is_away(error: Any) -> bool:
    """Whether a call got no answer. If the server itself reports an error, that error has an integer code."""
    return not isinstance(error.code, int) or "Retry timeout" in str(error) or "Fail connecting" in str(error)


def _reason(error: BaseException) -> str:
    """The first line of an error's message, cut to 160 characters."""
    text = str(getattr(error, "message", "") or getattr(error, "details", lambda: "")() or error)
    line = next((line.strip() for line in text.splitlines() if line.strip()), type(error).__name__)
    return line if len(line) <= 160 else f"{line[:160]}…"
