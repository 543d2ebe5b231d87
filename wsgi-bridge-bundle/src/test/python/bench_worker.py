"""Measures the CPU time that a worker takes per request of a hello application.

By hand: `python bench_worker.py [REQUESTS]`. Feeds batches of 16 requests with 17 variables each, and reads the
answers; the time is that of the worker process alone, system calls included.
"""

import os
import sys

from bridge import Bridge

HELLO = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"Hello, world!\\n"]
"""
BATCH = 16


def cpu(pid):
    with open("/proc/%d/stat" % pid) as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    tick = os.sysconf("SC_CLK_TCK")
    return int(fields[11]) / tick, int(fields[12]) / tick


def exchange(link, batch, rounds):
    """Sends the batch again and again; each time waits for as many bytes as the first answers had."""
    link.socket.sendall(batch)
    size = len(link.socket.recv(1 << 20))
    for _ in range(rounds):
        link.socket.sendall(batch)
        missing = size
        while missing:
            missing -= len(link.socket.recv(missing))


def main():
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 320000
    bridge = Bridge()
    bridge.write("hello.py", HELLO)
    link = bridge.launch("hello")
    batch = b"".join(link.request_frame("/path?query=%d" % i)[0] for i in range(BATCH))
    exchange(link, batch, 500)
    user, system = cpu(link.pid)
    exchange(link, batch, requests // BATCH)
    user, system = (now - before for now, before in zip(cpu(link.pid), (user, system)))
    print("%s: %.2f us per request (user %.2f, system %.2f)" % (
        sys.version.split()[0], (user + system) / requests * 1e6, user / requests * 1e6, system / requests * 1e6))
    bridge.close()


if __name__ == "__main__":
    main()
