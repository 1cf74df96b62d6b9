"""No test talks to anything but this machine."""

import ipaddress
import sys
from typing import Any

RESOLVING = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
SENDING = {"socket.connect", "socket.sendto", "socket.sendmsg"}


class NetworkClosed(RuntimeError):
    """Not an OSError: code that copes with a network that is down must not hide it from the test."""


def close() -> None:
    """Refuse every address but loopback, for the rest of this process and for every library in it."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in SENDING:
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            raise NetworkClosed(f"a test tried to reach {address[0]}")
    elif event in RESOLVING and not _is_here(arguments[0]):
        raise NetworkClosed(f"a test tried to look up {arguments[0]}")


def _is_here(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    # Servers bind to "any address" and some clients look that up; it names this machine.
    return address.is_loopback or address.is_unspecified
