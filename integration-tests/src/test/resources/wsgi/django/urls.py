"""The admin, an upload, a stream, a file, and a count of visits."""

import hashlib

from django.contrib import admin
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def upload(request):
    file = request.FILES["file"]
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return HttpResponse("%s %s %s %s" % (type(file).__name__, file.name, request.POST["title"], digest.hexdigest()))


def stream(request):
    return StreamingHttpResponse(("line %d\n" % number for number in range(10000)), content_type="text/plain")


def visits(request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return HttpResponse("visit %d of %s" % (request.session["visits"], request.META["REMOTE_ADDR"]))


def source(request):
    return FileResponse(open(__file__, "rb"), as_attachment=True, filename="urls.txt")


def broken(request):
    raise RuntimeError("the secret")


urlpatterns = [
    path("admin/", admin.site.urls),
    path("upload", upload),
    path("stream", stream),
    path("visits", visits),
    path("source", source),
    path("broken", broken),
]
