"""A shop in Pyramid: routes, renderers, a session, a form, an upload, a stream."""

import hashlib

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid.session import SignedCookieSessionFactory


def item(request):
    return Response("item %s, %s at %s" % (request.matchdict["name"], request.params.get("colour"), request.path))


def basket(request):
    return request.session.get("basket", [])


def add(request):
    request.session["basket"] = request.session.get("basket", []) + [request.POST["item"]]
    return HTTPSeeOther(request.route_path("basket"))


def upload(request):
    file = request.POST["file"]
    return Response("%s %s %s" % (file.filename, request.POST["title"], hashlib.sha256(file.file.read()).hexdigest()))


def stream(request):
    return Response(content_type="text/plain", app_iter=(b"line %d\n" % number for number in range(10000)))


def broken(request):
    return 1 / 0


def launch(args):
    """The application; the argument signs its cookies."""
    config = Configurator(session_factory=SignedCookieSessionFactory(args[0]))
    config.add_route("item", "/items/{name}")
    config.add_view(item, route_name="item")
    config.add_route("basket", "/basket")
    config.add_view(basket, route_name="basket", request_method="GET", renderer="json")
    config.add_view(add, route_name="basket", request_method="POST")
    for view in (upload, stream, broken):
        config.add_route(view.__name__, "/" + view.__name__)
        config.add_view(view, route_name=view.__name__)
    return config.make_wsgi_app()
