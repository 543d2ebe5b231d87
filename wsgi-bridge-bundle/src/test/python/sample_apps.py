"""Applications for test_worker.py: the path of a request names the function that answers it."""

import io
import json
import logging
import os
import random
import re
import sys
import threading
import time
from urllib.parse import parse_qs

TEXT = [("Content-Type", "text/plain")]
PAGES = {}
events = []                     # what happened, in order; /events tells
gates = {}                      # name -> Event, for pages that wait until another request opens them
running = 0
most_running = 0

handler = logging.StreamHandler()           # made at import, as applications do
logger = logging.getLogger("sample")
logger.addHandler(handler)


def page(function):
    PAGES["/" + function.__name__] = function
    return function


def application(environ, start_response):
    return PAGES[environ["PATH_INFO"]](environ, start_response)


def query(environ, name, default=None):
    return parse_qs(environ["QUERY_STRING"]).get(name, [default])[0]


def gate(environ):
    return gates.setdefault(query(environ, "gate", ""), threading.Event())


class Closeable:
    """An iterable that notes its close()."""

    def __init__(self, blocks, name):
        self.blocks = iter(blocks)
        self.name = name

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.blocks)

    def close(self):
        events.append("closed " + self.name)


@page
def hello(environ, start_response):
    start_response("200 OK", TEXT)
    return [b"Hello, world!\n"]


@page
def events_so_far(environ, start_response):
    start_response("200 OK", TEXT)
    told = "\n".join(events).encode()
    del events[:]
    return [told]


@page
def variables(environ, start_response):
    start_response("200 OK", TEXT)
    assert type(environ) is dict
    plain = {k: v if isinstance(v, (str, bool, tuple)) else type(v).__name__ for k, v in environ.items()}
    return [json.dumps(plain).encode()]


@page
def echo(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", TEXT)
    return [body]


@page
def inputs(environ, start_response):
    """Reads in all the ways there are; the query says how."""
    source = environ["wsgi.input"]
    found = [repr(eval("source." + call, {"source": source})) for call in query(environ, "calls").split(";")]
    start_response("200 OK", TEXT)
    return ["\n".join(found).encode()]


@page
def lines(environ, start_response):
    start_response("200 OK", TEXT)
    return ["|".join(line.decode().rstrip("\n") for line in environ["wsgi.input"]).encode()]


@page
def count(environ, start_response):
    size = 0
    while True:
        block = environ["wsgi.input"].read(100000)
        if not block:
            break
        size += len(block)
    start_response("200 OK", TEXT)
    return [str(size).encode()]


@page
def generator(environ, start_response):
    size = int(query(environ, "size"))
    number = int(query(environ, "count"))
    start_response("200 OK", TEXT)
    return Closeable((b"x" * size for _ in range(number)), "generator")


@page
def late_start(environ, start_response):
    yield b""
    yield b""
    start_response("200 OK", TEXT)
    yield b""
    yield b"late"


@page
def writes(environ, start_response):
    write = start_response("200 OK", TEXT)
    write(b"one ")
    write(b"")
    write(b"two ")
    return [b"three", b"", b" four"]


@page
def listed(environ, start_response):
    start_response("200 OK", TEXT)
    return eval(query(environ, "value"))


@page
def gated(environ, start_response):
    """A first block, and a second one when the gate is opened."""
    start_response("200 OK", TEXT)
    events.append("gated")

    def blocks():
        try:
            yield b"first"
            assert gate(environ).wait(20)
            yield b"second"
        finally:
            events.append("gated closed")
    return blocks()


@page
def slow_after_body(environ, start_response):
    """The whole body is out, and the iterable goes on."""
    start_response("200 OK", TEXT + [("Content-Length", "4")])
    yield b"done"
    assert gate(environ).wait(20)


@page
def wait_gate(environ, start_response):
    events.append("waiting")
    assert gate(environ).wait(20)
    start_response("200 OK", TEXT)
    return [b"open"]


@page
def open_gate(environ, start_response):
    gate(environ).set()
    start_response("200 OK", TEXT)
    return [b"opened"]


@page
def concurrent(environ, start_response):
    """How many calls run at a time, those that wait for their client not counted."""
    global running, most_running
    source = environ["wsgi.input"]
    if query(environ, "reset"):
        most_running = 0
    body = source.read()
    running += 1
    most_running = max(most_running, running)
    for _ in range(5):
        time.sleep(0.0005)
    running -= 1
    start_response("200 OK", TEXT)
    return [str(most_running).encode() + body]


@page
def infinite(environ, start_response):
    start_response("200 OK", TEXT)
    pause = float(query(environ, "pause", "0"))

    def blocks():
        try:
            while True:
                if pause:
                    time.sleep(pause)
                yield b"block " * 100
        finally:
            events.append("infinite closed")
    return blocks()


@page
def start(environ, start_response):
    """start_response with arguments from the query."""
    status, headers = eval(query(environ, "status", "'200 OK'")), eval(query(environ, "headers", "[]"))
    start_response(status, headers)
    return [query(environ, "body", "").encode()]


@page
def never_starts(environ, start_response):
    return [b"body"] if query(environ, "body") else []


@page
def twice(environ, start_response):
    start_response("200 OK", TEXT)
    start_response("404 Not Found", TEXT)
    return [b"never"]


@page
def replaced(environ, start_response):
    start_response("200 OK", TEXT)
    try:
        raise ValueError("too bad")
    except ValueError:
        start_response("500 Oh", [("X-Error", "yes")], sys.exc_info())
    return [b"replaced"]


@page
def too_late(environ, start_response):
    start_response("200 OK", TEXT)
    try:
        yield b"body"
        raise ValueError("too late")
    except ValueError:
        start_response("500 Oh", TEXT, sys.exc_info())
        yield b"never"
    finally:
        events.append("too_late closed")


@page
def raises(environ, start_response):
    kind = query(environ, "kind")
    if query(environ, "after"):
        start_response("200 OK", TEXT)(b"part")
    if kind == "recursion":
        def deeper():
            return deeper() + 1
        deeper()
    if kind == "memory":
        raise MemoryError
    if kind == "exit":
        sys.exit(5)
    if kind == "interrupt":
        raise KeyboardInterrupt
    if kind == "base":
        raise BaseException("base")
    if kind == "ugly":
        class Ugly(Exception):
            def __str__(self):
                raise ValueError("no text")
        raise Ugly
    if kind == "chained":
        try:
            {}["first"]
        except KeyError as error:
            raise ValueError("second") from error
    raise ValueError("plain \u20ac")


@page
def closes_badly(environ, start_response):
    class Bad(list):
        def close(self):
            raise ValueError("bad close")
    start_response("200 OK", TEXT)
    return Bad([b"body"])


@page
def broken_iterable(environ, start_response):
    start_response("200 OK", TEXT)

    def blocks():
        if query(environ, "first"):
            yield b"first"
        raise ValueError("in the middle")
    return Closeable(blocks(), "broken")


@page
def writes_after_the_end(environ, start_response):
    PAGES["/late_write"] = lambda e, s: late(e, s)
    write = start_response("200 OK", TEXT)

    def late(e, s):
        found = []
        for call in (lambda: write(b"late"), lambda: start_response("200 OK", [], None)):
            try:
                call()
            except AssertionError as error:
                found.append(str(error))
        s("200 OK", TEXT)
        return ["\n".join(found).encode()]
    return [b"now"]


@page
def file(environ, start_response):
    """A file in several disguises."""
    path = query(environ, "path")
    kind = query(environ, "kind", "plain")
    headers = list(TEXT)
    if query(environ, "length"):
        headers.append(("Content-Length", query(environ, "length")))
    write = start_response("200 OK", headers)
    if query(environ, "write"):
        write(b"before ")
    if kind == "gzip":
        import gzip
        opened = gzip.open(path, "rb")
    elif kind == "bytes":
        with open(path, "rb") as source:
            opened = io.BytesIO(source.read())
    elif kind == "raw":
        opened = open(path, "rb", buffering=0)
    elif kind == "temporary":
        import tempfile
        opened = tempfile.NamedTemporaryFile()
        with open(path, "rb") as source:
            opened.write(source.read())
        opened.seek(0)
    else:
        opened = open(path, "rb")
    opened.read(int(query(environ, "skip", "0")))
    close = opened.close
    wrapper = environ["wsgi.file_wrapper"](opened, 1000)

    def noted():
        close()
        events.append("file closed")
    wrapper.close = noted
    if query(environ, "middleware"):
        return Closeable((block.upper() for block in wrapper), "middleware")
    return wrapper


@page
def prints(environ, start_response):
    print("to stdout")
    print("to stderr \u20ac", file=sys.stderr)
    print("to errors", file=environ["wsgi.errors"])
    environ["wsgi.errors"].writelines(["a\n", "b\n"])
    environ["wsgi.errors"].flush()
    logger.warning("a warning")
    sys.stdout.buffer.write(b"bytes\n")
    sys.stdout.reconfigure(line_buffering=True)
    sys.stdout.write("two\nlines\n\n")
    sys.stdout.write("not ended")
    start_response("200 OK", TEXT)
    return [repr((sys.stdout.fileno(), sys.stderr.fileno(), sys.stdout.isatty(), sys.stdout.encoding)).encode()]


@page
def prints_then_waits(environ, start_response):
    print("before")
    assert gate(environ).wait(20)
    start_response("200 OK", TEXT)
    return []


@page
def prints_much(environ, start_response):
    for _ in range(20000):
        print("y" * 100)
    print("z" * 100000)
    start_response("200 OK", TEXT)
    return []


@page
def writes_to_descriptor(environ, start_response):
    os.write(1, b"from C\n")
    start_response("200 OK", TEXT)
    return []


@page
def prints_in_thread(environ, start_response):
    thread = threading.Thread(target=lambda: print("in a thread"))
    thread.start()
    thread.join()
    start_response("200 OK", TEXT)
    return []


@page
def leaves(environ, start_response):
    os._exit(7)


@page
def segfault(environ, start_response):
    import faulthandler
    faulthandler._sigsegv()


@page
def forever(environ, start_response):
    while True:
        pass


@page
def forever_in_c(environ, start_response):
    re.match("(a?){40}a{40}$", "a" * 39)        # keeps the interpreter's lock for years


@page
def forks(environ, start_response):
    """A child that comes back from here must not answer."""
    print("before the fork")
    pid = os.fork()
    if not pid:
        print("in the child")
        start_response("200 OK", TEXT)
        return [b"child"]
    os.waitpid(pid, 0)
    start_response("200 OK", TEXT)
    return [b"parent"]


@page
def nested_thread_reads(environ, start_response):
    """Two threads of the application read the body of the same request."""
    found = []
    lock = threading.Lock()

    def read():
        with lock:
            found.append(environ["wsgi.input"].read(3))
    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    start_response("200 OK", TEXT)
    return [b"".join(found)]


@page
def who(environ, start_response):
    start_response("200 OK", TEXT)
    found = {"uid": os.getuid(), "gid": os.getgid(), "groups": os.getgroups(), "home": os.environ.get("HOME"),
             "user": os.environ.get("USER"), "cwd": os.getcwd(), "argv": sys.argv, "path": sys.path,
             "random": random.random(), "pid": os.getpid()}
    return [json.dumps(found).encode()]


class Odd:
    """An iterable that does what it should not, now and then."""

    def __init__(self, chance, act):
        self.chance = chance
        self.act = act
        if chance.random() < 0.5:
            self.close = lambda: act(allow_return=False)
        if chance.random() < 0.2:
            Odd.__len__ = lambda self: chance.choice((0, 1, 2, -1))

    def __iter__(self):
        for _ in range(self.chance.randrange(5)):
            yield self.act(allow_return=True)


@page
def misbehaves(environ, start_response):
    """Does things in an order that the seed says, most of them wrong."""
    chance = random.Random(int(query(environ, "seed")))
    values = (b"", b"x", b"y" * 70000, "text", None, 5, [], [b"a"], [b"a", "b"], (b"z",), bytearray(b"b"), object())
    statuses = ("200 OK", "200 OK", "204 No Content", "304 Not Modified", "500 No", "200", 200, None, "200 \n")
    heads = ([], TEXT, [("Content-Length", "1")], [("Content-Length", "70000")], [("a", 1)], None, [("Upgrade", "x")])
    errors = (ValueError("odd"), SystemExit(1), KeyboardInterrupt(), GeneratorExit(), StopIteration())

    def act(allow_return):
        what = chance.randrange(8)
        try:
            if what == 0:
                start_response(chance.choice(statuses), chance.choice(heads))
            elif what == 1:
                try:
                    raise KeyError("inner")
                except KeyError:
                    start_response(chance.choice(statuses), chance.choice(heads), sys.exc_info())
            elif what == 2:
                start_response("200 OK", [])(chance.choice(values))
            elif what == 3:
                environ["wsgi.input"].read(chance.choice((0, 1, 100)))
            elif what == 4:
                print(chance.choice(("odd", "", "two\nlines")), end=chance.choice(("", "\n")))
            elif what == 5:
                raise chance.choice(errors)
        except BaseException:
            if chance.random() < 0.5:
                raise
        return chance.choice(values) if allow_return else None

    if chance.random() < 0.8:
        start_response("200 OK", chance.choice(heads[:4]))
    for _ in range(chance.randrange(3)):
        act(False)
    return chance.choice((Odd(chance, act), iter(Odd(chance, act)), act(True),
                          environ["wsgi.file_wrapper"](io.BytesIO(b"abc")), environ["wsgi.file_wrapper"](None)))
