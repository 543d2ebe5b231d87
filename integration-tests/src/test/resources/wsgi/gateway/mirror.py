def endless(environ):
    try:
        while True:
            yield b"line\n" * 1000
    except GeneratorExit:
        print("closed, for " + environ["QUERY_STRING"], file=environ["wsgi.errors"])
        raise


def application(environ, start_response):
    path = environ["PATH_INFO"]
    headers = [("Content-Type", "text/plain")]
    if path == "/echo":
        body = [environ["wsgi.input"].read()]
    elif path == "/length":
        body = [b"%d" % len(environ["wsgi.input"].read())]
    elif path == "/sendfile":
        headers += [("X-Accel-Redirect", "/behind/"), ("X-Sendfile", "/etc/hostname")]
        body = []
    elif path == "/endless":
        body = endless(environ)
    elif path == "/pages":
        body = [b"page %d\n" % each for each in range(20000)]
    else:
        names = sorted(name for name, value in environ.items() if isinstance(value, str))
        body = ["".join("%s=%s\n" % (name, environ[name]) for name in names).encode("latin-1")]
    start_response("200 OK", headers)
    return body
