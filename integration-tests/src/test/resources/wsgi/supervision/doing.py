"""Does what the path says: `/wait?NAME` waits until there is a file NAME in the folder that it is launched with, and so on."""
import os
import re
import time

EDITION = "first"
KEPT = []


def launch(args):
    if args[1:] == ["raise"]:
        raise RuntimeError("the launch went wrong")
    folder = args[0]

    def note(name, text):
        with open(os.path.join(folder, name), "a") as file:
            file.write(text + "\n")

    def answer(action, query):
        if action == "exit":
            os._exit(int(query))
        elif action == "wait":
            note(query + ".began", "")
            while not os.path.exists(os.path.join(folder, query)):
                time.sleep(0.01)
        elif action == "count":
            note(query, "called")
        elif action == "edition":
            return EDITION
        elif action == "args":
            return " ".join(args[1:])
        elif action == "user":
            return "%d %s" % (os.getuid(), os.environ.get("USER"))
        elif action == "grow":
            KEPT.append(b"x" * (64 << 20))
        elif action == "loop":
            note("loop.began", "")
            re.match("(a+)+$", "a" * 100 + "b")     # in C, with the interpreter's lock
        return str(os.getpid())

    def app(environ, start_response):
        if environ["PATH_INFO"] == "/status":
            start_response(environ["QUERY_STRING"] + " So", [])
            return []
        text = answer(environ["PATH_INFO"].strip("/"), environ["QUERY_STRING"])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [text.encode()]

    return app
