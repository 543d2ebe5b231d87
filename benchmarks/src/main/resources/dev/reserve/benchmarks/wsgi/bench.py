"""What WSGI servers are measured with. Each function is an application."""

import time

HELLO = b"hello\n"
TEN_KIBIBYTES = b"x" * 10240


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "6")])
    return [HELLO]


def get(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/octet-stream"), ("Content-Length", "10240")])
    return [TEN_KIBIBYTES]


def post(environ, start_response):
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    start_response("200 OK", [("Content-Type", "application/octet-stream"), ("Content-Length", str(len(body)))])
    return [body]


def sleep(environ, start_response):
    time.sleep(0.01)
    return hello(environ, start_response)
