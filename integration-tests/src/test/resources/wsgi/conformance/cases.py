"""Applications that do one thing each, by path. `plain` has them as they are, `validated` within the validator of the standard library."""

import io
import os
import tempfile
from wsgiref.validate import validator

TEXT = ("Content-Type", "text/plain")
MEBIBYTE = bytes(range(256)) * 4096


def hello(environ, start_response):
    start_response("200 OK", [TEXT, ("Content-Length", "5")])
    return [b"hello"]


def parts(environ, start_response):
    start_response("200 OK", [TEXT])
    yield b"one "
    yield b""
    yield b"two"


def echo(environ, start_response):
    body = b"".join(iter(lambda: environ["wsgi.input"].read(1000), b""))
    start_response("200 OK", [("Content-Type", "application/octet-stream"), ("Content-Length", str(len(body)))])
    return [body]


def lines(environ, start_response):
    source = environ["wsgi.input"]
    answer = [source.readline(), b"|", source.readline(3), b"|", b"+".join(source.readlines(1)), b"|", b"+".join(source), b"|", source.read(5)]
    start_response("200 OK", [TEXT])
    return answer


def written(environ, start_response):
    write = start_response("200 OK", [TEXT, ("Content-Length", "9")])
    write(b"one ")
    write(b"two ")
    return [b"3"]


def changed(environ, start_response):
    import sys
    start_response("200 OK", [TEXT])
    try:
        raise ValueError("a reason to change the answer")
    except ValueError:
        start_response("503 Service Unavailable", [TEXT], sys.exc_info())
    return [b"changed"]


def fails(environ, start_response):
    raise RuntimeError("the secret")


def fails_late(environ, start_response):
    start_response("200 OK", [TEXT])
    yield b"begun"
    raise RuntimeError("the secret")


def too_short(environ, start_response):
    start_response("200 OK", [TEXT, ("Content-Length", "10")])
    yield b"short"


def too_long(environ, start_response):
    start_response("200 OK", [TEXT, ("Content-Length", "5")])
    yield b"hello"
    yield b" and more"


def silent(environ, start_response):
    return [b"no start_response"]


def text_body(environ, start_response):
    start_response("200 OK", [TEXT])
    return ["text"]


def hop_by_hop(environ, start_response):
    start_response("200 OK", [TEXT, ("Connection", "close")])
    return [b"no"]


def split_header(environ, start_response):
    start_response("200 OK", [TEXT, ("X-Split", "a\r\nSet-Cookie: b=c")])
    return [b"no"]


def file(environ, start_response):
    """A file from its place, in blocks of some size; `?length` declares how long it is."""
    name = os.path.join(tempfile.gettempdir(), "file.bin")
    opened = open(name, "rb")
    opened.seek(100)
    headers = [("Content-Type", "application/octet-stream")]
    if environ["QUERY_STRING"] == "length":
        headers.append(("Content-Length", str(len(MEBIBYTE) - 100)))
    start_response("200 OK", headers)
    return environ["wsgi.file_wrapper"](opened, 8192)


def memory_file(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return environ["wsgi.file_wrapper"](io.BytesIO(MEBIBYTE))


def unchanged(environ, start_response):
    start_response("304 Not Modified", [("ETag", '"a"')])
    return []


def nothing(environ, start_response):
    start_response("204 No Content", [])
    return []


class Closing:

    def __init__(self, environ):
        self.environ = environ
        self.rest = [b"never ", b"ends"]

    def __iter__(self):
        return self

    def __next__(self):
        return self.rest.pop(0) if self.rest else b"x" * 60000

    def close(self):
        self.environ["wsgi.errors"].write("closed after %s\n" % self.environ["QUERY_STRING"])


def endless(environ, start_response):
    start_response("200 OK", [TEXT])
    return Closing(environ)


def seen(environ, start_response):
    body = "".join("%s=%s\n" % (key, environ[key]) for key in sorted(environ) if isinstance(environ[key], (str, bool)))
    start_response("200 OK", [TEXT])
    return [body.encode("latin-1")]


CASES = {"/" + case.__name__: case for case in (
    hello, parts, echo, lines, written, changed, fails, fails_late, too_short, too_long, silent, text_body, hop_by_hop, split_header, file,
    memory_file, unchanged, nothing, endless, seen)}


def plain(environ, start_response):
    name = environ["PATH_INFO"]
    return CASES.get(name, seen)(environ, start_response)


def launch(args):
    """`plain` or `validated`, and where the file is to be kept."""
    tempfile.tempdir = args[1]
    name = os.path.join(args[1], "file.bin")
    with open(name + "." + str(os.getpid()), "wb") as new:
        new.write(MEBIBYTE)
    os.replace(new.name, name)
    return {"plain": plain, "validated": validator(plain)}[args[0]]
