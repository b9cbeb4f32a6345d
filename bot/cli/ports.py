"""Finds out whether a port can be served, before models load."""

import errno
import os
import socket

from retrieval.errors import RetrievalError

MAX_PORT = 65535


class PortTaken(RetrievalError):
    def __init__(self, port: int, problem: str) -> None:
        super().__init__(f"port {port} cannot be served ({problem}); name another with --port")


class HostUnknown(RetrievalError):
    def __init__(self, host: str) -> None:
        super().__init__(
            f"this machine has no address {host}; 127.0.0.1 is this machine alone, 0.0.0.0 is all of its own"
        )


def require(host: str, port: int) -> None:
    """Raise PortTaken unless this host's port is free."""
    if port > MAX_PORT:
        raise PortTaken(port, f"the last is {MAX_PORT}")
    try:
        family, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise HostUnknown(host) from error
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise HostUnknown(host) from error
        raise PortTaken(port, os.strerror(error.errno or 0)) from error
