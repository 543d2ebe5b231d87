"""A shop in Flask: routes, templates, a session, a form, an upload, a stream."""

import hashlib

from flask import Flask, Response, abort, flash, get_flashed_messages, jsonify, redirect, render_template_string, request, session, url_for

app = Flask(__name__)
app.secret_key = "only for tests"


@app.route("/")
def index():
    return render_template_string("<a href='{{ url_for('item', name='a b') }}'>{{ '<b>' }}</a> {{ messages }}", messages=get_flashed_messages())


@app.route("/items/<name>")
def item(name):
    return "item %s, %s" % (name, request.args.get("colour"))


@app.route("/basket", methods=["GET", "POST"])
def basket():
    if request.method == "POST":
        session["basket"] = session.get("basket", []) + [request.form["item"]]
        flash("thank you")
        return redirect(url_for("basket"))
    return jsonify(session.get("basket", []))


@app.route("/json", methods=["POST"])
def json():
    return jsonify(total=sum(request.get_json()["prices"]))


@app.route("/upload", methods=["POST"])
def upload():
    file = request.files["file"]
    return "%s %s %s" % (file.filename, request.form["title"], hashlib.sha256(file.read()).hexdigest())


@app.route("/stream")
def stream():
    return Response(("line %d\n" % number for number in range(10000)), mimetype="text/plain")


@app.route("/teapot")
def teapot():
    abort(418)


@app.route("/broken")
def broken():
    return 1 / 0
