"""A page as Flask makes it: a route, a template, a list."""

from flask import Flask, render_template
from jinja2 import DictLoader

TEMPLATE = """<!doctype html>
<title>{{ title }}</title>
<ul>
{% for item in items %}  <li><a href="{{ item.path }}">{{ item.name }}</a></li>
{% endfor %}</ul>
"""
ITEMS = [{"path": "/items/%d" % number, "name": "item <%d>" % number} for number in range(1, 21)]

application = Flask(__name__)
application.jinja_loader = DictLoader({"list.html": TEMPLATE})


@application.route("/")
def page():
    return render_template("list.html", title="Items", items=ITEMS)
