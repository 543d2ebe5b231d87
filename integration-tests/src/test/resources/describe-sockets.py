"""Says of each inherited socket what the kernel says, one a line, and then waits to be killed."""

import os
import signal
import socket

for fd in range(3, 3 + int(os.environ["LISTEN_FDS"])):
    with socket.socket(fileno=os.dup(fd)) as s:
        accepts = s.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        reuse = s.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
        print(fd, s.family.name, s.type.name, f"listening={accepts}", f"reuse={reuse}")
print("done", flush=True)
signal.pause()
