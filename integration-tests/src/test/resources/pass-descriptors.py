"""Becomes a command that inherits descriptors of the kinds given, from 3 on: pass-descriptors.py KIND... -- COMMAND [ARG...]"""

import os
import socket
import sys

end = sys.argv.index("--")
kinds, command = sys.argv[1:end], sys.argv[end + 1:]


def opened(kind):
    """A new descriptor of this kind; None for one that is not open."""
    if kind == "listener":
        s = socket.create_server(("127.0.0.1", 0))
    elif kind == "udp":
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind(("127.0.0.1", 0))
    elif kind == "silent":
        s = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    elif kind == "unix-datagram":
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    elif kind == "seqpacket":
        s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        s.bind("")
        s.listen()
    elif kind == "pipe":
        return os.pipe()[0]
    elif kind == "closed":
        return None
    else:
        return os.open(kind, os.O_RDONLY)
    return s.detach()


# Out of the way first, so that no dup2 overwrites one that is still to be placed.
fds = [None if fd is None else os.dup2(fd, 100 + i) for i, fd in enumerate(map(opened, kinds))]
for i, fd in enumerate(fds):
    if fd is None:
        try:
            os.close(3 + i)
        except OSError:
            pass
    else:
        os.dup2(fd, 3 + i, inheritable=True)
os.closerange(3 + len(fds), 300)
os.environ.setdefault("LISTEN_PID", str(os.getpid()))
os.environ.setdefault("LISTEN_FDS", str(len(fds)))
os.execvp(command[0], command)
