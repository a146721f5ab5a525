"""Refuse every connection that leaves this machine, in any Python that starts here."""

import ipaddress
import socket


def _local(host):
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Offline(socket.socket):
    def _refuse(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _local(address[0]):
            raise OSError(f"the network is off: no connection to {address[0]}")

    def connect(self, address):
        self._refuse(address)
        return super().connect(address)

    def connect_ex(self, address):
        self._refuse(address)
        return super().connect_ex(address)


socket.socket = _Offline
_getaddrinfo = socket.getaddrinfo


def _look_up(host, *rest, **named):
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and not _local(name):
        raise socket.gaierror(socket.EAI_NONAME, f"the network is off: no {name}")
    return _getaddrinfo(host, *rest, **named)


socket.getaddrinfo = _look_up
