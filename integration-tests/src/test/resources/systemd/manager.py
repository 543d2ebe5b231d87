"""Stands in for a service manager: writes each datagram that comes to a Unix socket into a file, one line each, as JSON.

manager.py ADDRESS FILE
"""

import json
import socket
import sys

address, file = sys.argv[1:]
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify, open(file, "w", buffering=1) as log:
    notify.bind("\0" + address[1:] if address.startswith("@") else address)
    log.write(json.dumps("bound") + "\n")
    while True:
        log.write(json.dumps(notify.recv(65536).decode()) + "\n")
