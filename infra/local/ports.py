"""The two ports of the laptop's city, and who else may sit on them."""

from __future__ import annotations

import os
import socket

from infra.trouble import Trouble

ENGINE = ("MOTCUA_ENGINE_PORT", 4566)
FRONT = ("MOTCUA_FRONT_PORT", 8000)
DEV = ("MOTCUA_DEV_PORT", 8001)


def chosen(port: tuple[str, int]) -> int:
    """The port the environment names, or the usual one."""
    name, usual = port
    value = os.environ.get(name, str(usual))
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise Trouble(f"{name}={value} is not a port; give a number from 1 to 65535")
    return int(value)


def free(port: tuple[str, int], command: str) -> int:
    """The chosen port, when nobody listens on it."""
    number = chosen(port)
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", number))
    except OSError as error:
        raise Trouble(
            f"Port {number} of this machine is taken by another program ({error.strerror}).\n"
            f"Stop that program, or choose another port: {port[0]}={number + 77} {command}"
        ) from error
    return number
