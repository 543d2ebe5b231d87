"""Keeps a listening socket open, and starts the command that inherits it anew whenever it has ended: keep-listening.py COMMAND [ARG...]"""

import os
import socket
import sys

listener = socket.create_server(("127.0.0.1", 0))
os.dup2(listener.fileno(), 3)
os.set_inheritable(3, True)
while True:
    child = os.fork()
    if child == 0:
        os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="web")
        os.execvp(sys.argv[1], sys.argv[1:])
    os.waitpid(child, 0)
