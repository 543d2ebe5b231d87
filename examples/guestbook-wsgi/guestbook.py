"""A guestbook: visitors leave a few words, and read what others have left.

A WSGI application of one file, with nothing but the standard library. Its one argument is the file that the entries are kept in:

    ./reserve -b 127.0.0.1:8080 http wsgi examples/guestbook-wsgi/guestbook.py entries.jsonl
"""

import json
import time
from collections import deque
from html import escape
from urllib.parse import parse_qs

NAME_LENGTH = 40
MESSAGE_LENGTH = 1000
FORM_BYTES = 16384
SHOWN = 50

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Guestbook</title>
<style>
  body {{ font: 1.1rem/1.5 serif; max-width: 35rem; margin: 2rem auto; padding: 0 1rem }}
  label, input[name], textarea {{ display: block; width: 100%; box-sizing: border-box; font: inherit; margin-bottom: .5rem }}
  article {{ border-top: 1px solid #ccc; padding: .5rem 0; white-space: pre-line; overflow-wrap: anywhere }}
  .mistake {{ color: #b00 }}
</style>
<h1>Guestbook</h1>
<form method="post" action="{action}">
  <p class="mistake">{mistake}</p>
  <label>Your name <input name="name" required maxlength="{name_length}" value="{name}"></label>
  <label>Your message <textarea name="message" required maxlength="{message_length}" rows="4">{message}</textarea></label>
  <input type="submit" value="Sign">
</form>
{entries}
</html>
"""
ENTRY = "<article><b>{name}</b> <small>{when}</small>\n{message}</article>\n"


def launch(args):
    """What Reserve calls: the rest of its command line comes in, a WSGI application goes out."""
    if len(args) != 1:
        raise ValueError("expected one argument, the file that the entries are kept in; found %d: %s" % (len(args), args))
    book = Book(args[0])
    book.latest(SHOWN)          # a file that cannot be used is said now, not to the first visitor
    return Guestbook(book)


class Book:
    """Entries in a file, a line of JSON for each. A line is appended by one write, so that several workers can share the file."""

    def __init__(self, path):
        self.path = path

    def add(self, name, message):
        entry = {"time": int(time.time()), "name": name, "message": message}
        with open(self.path, "ab", buffering=0) as file:
            file.write(json.dumps(entry).encode() + b"\n")

    def latest(self, count):
        """The last entries, the newest first."""
        with open(self.path, "a+", encoding="utf-8") as file:
            file.seek(0)
            lines = deque(enumerate(file, 1), count)
        return [self.entry(number, line) for number, line in reversed(lines)]

    def entry(self, number, line):
        try:
            entry = json.loads(line)
            return {"name": str(entry["name"]), "message": str(entry["message"]), "time": int(entry["time"])}
        except (ValueError, KeyError, TypeError):
            raise ValueError("%s, line %d: expected an entry in JSON, with name, message and time; found %.80r"
                             % (self.path, number, line)) from None


class Mistake(Exception):
    """What a visitor did that does not go."""

    def __init__(self, status, what, name="", message=""):
        super().__init__(what)
        self.status = status
        self.what = what
        self.name = name
        self.message = message


class Guestbook:
    """The WSGI application."""

    def __init__(self, book):
        self.book = book

    def __call__(self, environ, start_response):
        try:
            return self.answer(environ, start_response)
        except Mistake as mistake:
            return self.page(environ, start_response, mistake.status, mistake.what, mistake.name, mistake.message)

    def answer(self, environ, start_response):
        if environ.get("PATH_INFO", "") not in ("", "/"):
            raise Mistake("404 Not Found", "There is nothing here but the guestbook.")
        method = environ["REQUEST_METHOD"]
        if method in ("GET", "HEAD"):
            return self.page(environ, start_response, "200 OK")
        if method == "POST":
            self.book.add(*read_form(environ))
            return nothing(start_response, "303 See Other", ("Location", home(environ)))
        return nothing(start_response, "405 Method Not Allowed", ("Allow", "GET, HEAD, POST"))

    def page(self, environ, start_response, status, mistake="", name="", message=""):
        entries = "".join(
            ENTRY.format(name=escape(entry["name"]), message=escape(entry["message"]),
                         when=time.strftime("%Y-%m-%d %H:%M", time.gmtime(entry["time"])))
            for entry in self.book.latest(SHOWN))
        body = PAGE.format(action=escape(home(environ)), mistake=escape(mistake), name=escape(name), message=escape(message),
                           name_length=NAME_LENGTH, message_length=MESSAGE_LENGTH, entries=entries).encode()
        start_response(status, [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def nothing(start_response, status, header):
    start_response(status, [header, ("Content-Type", "text/plain"), ("Content-Length", "0")])
    return []


def home(environ):
    """Where the application is mounted."""
    return environ.get("SCRIPT_NAME", "") + "/"


def read_form(environ):
    """The name and the message that a visitor has sent."""
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Mistake("415 Unsupported Media Type", "Please use the form.")
    data = environ["wsgi.input"].read(FORM_BYTES + 1)
    if len(data) > FORM_BYTES:
        raise Mistake("413 Content Too Large", "That is too much.")
    try:
        form = parse_qs(data.decode("ascii"), errors="strict", max_num_fields=10)
    except ValueError:
        raise Mistake("400 Bad Request", "This cannot be read; please use the form.") from None
    name = form.get("name", [""])[0].strip()
    message = form.get("message", [""])[0].replace("\r\n", "\n").strip()
    if not 1 <= len(name) <= NAME_LENGTH:
        raise Mistake("400 Bad Request", "A name has 1 to %d characters." % NAME_LENGTH, name, message)
    if not 1 <= len(message) <= MESSAGE_LENGTH:
        raise Mistake("400 Bad Request", "A message has 1 to %d characters." % MESSAGE_LENGTH, name, message)
    return name, message
