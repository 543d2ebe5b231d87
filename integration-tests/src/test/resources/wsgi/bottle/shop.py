"""A shop in Bottle: routes, a template, a signed cookie, a form, an upload, a stream, a file."""

import hashlib
import os

from bottle import Bottle, redirect, request, response, static_file, template

app = Bottle()
SECRET = "only for tests"


@app.get("/")
def index():
    return template("<a href='{{url}}'>{{text}}</a>", url=app.get_url("item", name="a b"), text="<b>")


@app.get("/items/<name>", name="item")
def item(name):
    return "item %s, %s" % (name, request.query.colour)


@app.get("/basket")
def basket():
    return {"basket": (request.get_cookie("basket", secret=SECRET) or "").split(",")}


@app.post("/basket")
def add():
    before = request.get_cookie("basket", secret=SECRET)
    item = request.forms.item
    response.set_cookie("basket", before + "," + item if before else item, secret=SECRET)
    redirect("/basket")


@app.post("/upload")
def upload():
    file = request.files.file
    return "%s %s %s" % (file.raw_filename, request.forms.title, hashlib.sha256(file.file.read()).hexdigest())


@app.get("/stream")
def stream():
    for number in range(10000):
        yield "line %d\n" % number


@app.get("/source")
def source():
    return static_file(os.path.basename(__file__), root=os.path.dirname(os.path.abspath(__file__)), mimetype="text/plain")


@app.get("/broken")
def broken():
    return 1 / 0
