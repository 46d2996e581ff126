"""Ports of the loopback address for processes that are started a little later."""

import random
import socket

# Below the ports that the kernel gives to outgoing connections: none of those takes one before its process listens.
LOWEST, HIGHEST = 10_000, 32_000
TRIES = 200


def free_port() -> int:
    """A port that nobody listens on now.

    Raises:
        OSError: none was found.
    """
    chance = random.SystemRandom()
    for _try in range(TRIES):
        port = chance.randint(LOWEST, HIGHEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free")
